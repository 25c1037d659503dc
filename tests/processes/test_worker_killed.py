"""kill -9 of the worker in the middle of a report: the next worker finishes the job, once; with and without Celery."""

import time

import pytest

from tests import migrated, services
from tests.house import Database, House, until
from tests.papers import scored_paper_file

LEASE = "3"  # seconds: long enough to render in, short enough to wait for


def prepared(house: House, folder) -> House:
    """A migrated house with one imported plan and its office clerk."""
    house.migrate()
    house.manage("import_plan", scored_paper_file(folder), "--unit", "kill", "--year", "2022")
    return house


def ask_for_report(house: House) -> None:
    house.python(
        "from jobs.actions import ask\n"
        "from programs.models import Plan\n"
        "plan = Plan.objects.get()\n"
        "ask(kind='reports.annual_pdf', title='年度工作报告', unit=plan.unit, arguments={'plan': plan.pk})"
    )


def state(house: House) -> tuple:
    return house.rows("SELECT state, attempts, percent FROM jobs_job WHERE kind = 'reports.annual_pdf'")[0]


def killed_in_the_middle(house: House, process) -> None:
    """Wait until the report is being made, and kill the worker with everything it started."""
    until(lambda: state(house)[0] == "running" and state(house)[2] > 0, what="开始生成报告")
    house.kill(process)
    assert state(house)[0] == "running"


def is_finished_once(house: House) -> None:
    until(lambda: state(house)[0] == "done", what="报告完成")
    assert state(house)[1] == 2
    done = "SELECT count(*) FROM accounts_auditentry WHERE verb = '完成后台任务' AND object_label = '年度工作报告'"
    assert house.rows(done)[0][0] == 1  # the work of the day may be done beside it
    assert house.rows("SELECT count(*) FROM files_blob WHERE media_type = 'application/pdf'")[0][0] == 1
    time.sleep(1)
    assert state(house)[:2] == ("done", 2)


@pytest.fixture
def house(tmp_path):
    house = prepared(House(tmp_path / "house", CIVILITY_JOB_LEASE_SECONDS=LEASE), tmp_path)
    yield house
    house.close()


def test_the_embedded_worker_killed_in_a_report_is_followed_by_one_that_finishes_it(house):
    ask_for_report(house)
    killed_in_the_middle(house, house.worker())
    house.worker()
    is_finished_once(house)


def test_the_web_and_worker_of_one_pc_make_a_report_and_end_when_they_are_asked_to(house):
    house.serve()
    ask_for_report(house)
    until(lambda: state(house)[0] == "done", what="报告完成")
    assert house.stop(house.web) == 0
    assert "Traceback" not in house.printed()


@pytest.mark.services
def test_a_celery_worker_killed_in_a_report_is_followed_by_one_that_finishes_it(tmp_path):
    server = services.needed(services.DATABASE_URL, "没有给出 CIVILITY_TEST_DATABASE_URL")
    redis = services.needed(services.REDIS_URL, "没有给出 CIVILITY_TEST_REDIS_URL")
    database = Database(server, "civility_test_kill").create(after=migrated.on_the_server())
    house = House(tmp_path / "house", database_url=database.url, redis_url=redis, CIVILITY_JOB_LEASE_SECONDS=LEASE)
    try:
        prepared(house, tmp_path)
        house.celery("purge", "-f").wait(timeout=30)
        ask_for_report(house)
        killed_in_the_middle(house, house.celery("worker", "--concurrency", "1", "--loglevel", "warning"))
        house.celery("worker", "--concurrency", "1", "--loglevel", "warning")
        house.celery("beat", "--schedule", str(tmp_path / "beat"), "--loglevel", "warning")
        is_finished_once(house)
    finally:
        house.close()
        database.drop()
