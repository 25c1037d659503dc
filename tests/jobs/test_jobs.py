"""The Job row is the truth: claimed by one, finished once, given up after three tries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, Notice
from files.models import Blob
from jobs import actions, doorbell
from jobs.models import LAST_ATTEMPT, Job
from jobs.registry import GaveUp, Result
from jobs.worker import run, run_next
from tests.files.shelves import path_of


def paper(work):
    work.progress(50, "排版")
    return Result(data=b"a paper", name="年度报告.pdf", media_type="application/pdf")


def test_a_job_is_done_with_its_file_and_one_notice(kind, office, unit):
    job = actions.ask(kind=kind(paper), title="年度报告", by=office, unit=unit)
    assert run_next()
    job.refresh_from_db()
    assert (job.state, job.percent, job.result_name) == (Job.State.DONE, 100, "年度报告.pdf")
    assert Notice.objects.filter(user=office).count() == 1
    assert AuditEntry.objects.filter(verb="完成后台任务").count() == 1


def test_an_empty_table_has_nothing_to_do(db):
    assert not run_next()


def test_a_claimed_job_is_not_claimed_again(kind, db):
    actions.ask(kind=kind(paper), title="年度报告")
    assert actions.claim() is not None
    assert actions.claim() is None


def test_a_job_whose_lease_is_over_is_taken_by_the_next_worker(kind, db):
    actions.ask(kind=kind(paper), title="年度报告")
    dead = actions.claim()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    alive = actions.claim()
    assert (alive.pk, alive.attempts) == (dead.pk, 2)
    assert alive.token != dead.token


def test_the_first_worker_can_not_finish_what_another_took_over(kind, office):
    actions.ask(kind=kind(paper), title="年度报告", by=office)
    slow = actions.claim()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    run(actions.claim())
    run(slow)
    job = Job.objects.get()
    assert job.state == Job.State.DONE
    assert Blob.objects.count() == 1
    assert AuditEntry.objects.filter(verb="完成后台任务").count() == 1


def test_a_job_that_kills_its_worker_three_times_fails_with_a_sentence(kind, office):
    actions.ask(kind=kind(paper), title="年度报告", by=office)
    for _ in range(LAST_ATTEMPT):
        assert actions.claim() is not None
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert actions.claim() is None
    job = Job.objects.get()
    assert job.state == Job.State.FAILED
    assert "连续三次" in job.message


def test_a_poisoned_job_does_not_hold_up_the_next(kind, office):
    actions.ask(kind=kind(paper), title="坏任务")
    Job.objects.update(attempts=LAST_ATTEMPT)
    good = actions.ask(kind=kind(paper), title="好任务")
    assert run_next()
    good.refresh_from_db()
    assert good.state == Job.State.DONE


def test_work_that_can_not_be_done_ends_with_its_own_sentence(kind, office):
    def refuse(work):
        raise GaveUp("方案里还没有任务，无法生成分解表。")

    actions.ask(kind=kind(refuse), title="分解表", by=office)
    run_next()
    job = Job.objects.get()
    assert (job.state, job.message) == (Job.State.FAILED, "方案里还没有任务，无法生成分解表。")
    assert Notice.objects.filter(user=office, text__contains="没有完成").exists()


def test_an_unforeseen_error_is_a_sentence_not_a_traceback(kind, db):
    def stumble(work):
        raise ZeroDivisionError("secret detail")

    actions.ask(kind=kind(stumble), title="分解表")
    run_next()
    message = Job.objects.get().message
    assert "secret" not in message
    assert "请重试" in message


def test_a_cancelled_job_stops_at_its_next_step_and_leaves_no_file(kind, office):
    def cancelled_meanwhile(work):
        actions.cancel(job=work.job, by=office)
        return paper(work)

    actions.ask(kind=kind(cancelled_meanwhile), title="年度报告", by=office)
    run_next()
    assert Job.objects.get().state == Job.State.CANCELLED
    assert not Blob.objects.exists()


def test_what_has_ended_can_not_be_cancelled(kind, office):
    job = actions.ask(kind=kind(paper), title="年度报告", by=office)
    run_next()
    assert not actions.cancel(job=job, by=office)


def test_an_unknown_kind_is_refused_when_asked(db):
    with pytest.raises(KeyError):
        actions.ask(kind="no.such", title="无")


def test_a_broker_that_is_away_does_not_fail_the_request(
    kind, db, settings, monkeypatch, django_capture_on_commit_callbacks
):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    def away(*args, **kwargs):
        raise ConnectionError("Redis 不在")

    monkeypatch.setattr(doorbell.run_job, "apply_async", away)
    with django_capture_on_commit_callbacks(execute=True):
        actions.ask(kind=kind(paper), title="年度报告")
    assert Job.objects.get().state == Job.State.QUEUED


def test_the_sweep_rings_again_for_what_still_waits(kind, db, monkeypatch):
    rung = []
    monkeypatch.setattr(doorbell, "ring", rung.append)
    old = actions.ask(kind=kind(paper), title="等了很久")
    actions.ask(kind=kind(paper), title="刚来")
    Job.objects.filter(pk=old.pk).update(asked_at=timezone.now() - timedelta(minutes=1))
    doorbell.sweep()
    assert rung == [old.pk]


def test_the_monthly_check_names_a_changed_file(db, settings):
    from files import store

    blob = store.store_bytes(b"the truth", name="a.txt", media_type="text/plain")
    path_of(blob.sha256).write_bytes(b"a lie")
    actions.ask(kind="files.fixity", title="文件核验")
    run_next()
    assert Job.objects.get().output["changed"] == [blob.sha256]
