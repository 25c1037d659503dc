"""The page of papers: asked for once, made in the background, downloaded under a Chinese name."""

import io
from datetime import timedelta
from urllib.parse import unquote

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.once import new_key
from documents import child
from documents.setting import set_paper
from jobs.models import Job
from jobs.worker import run_next
from reports.offers import OFFERS
from reports.package_contents import coverage_of
from reports.paper_views import PER_PAGE
from reports.shelves import APPLYING, OTHERS, USUAL
from scoring import actions as scoring
from scoring.models import Citation
from tests import factories

pytestmark = pytest.mark.django_db


def ask(client, plan, kind="breakdown", ending="xlsx", **more):
    data = {"kind": kind, "format": ending, "plan": plan.serial} | more
    return client.post(reverse("report_make"), data, follow=True)


def test_a_paper_asked_for_is_made_and_downloaded(enter, office, plan):
    client = enter(office)
    assert "已开始生成" in ask(client, plan).content.decode()
    assert run_next()
    job = Job.objects.get()
    assert job.state == Job.State.DONE
    response = client.get(reverse("job_download", args=[job.pk]))
    assert "省国资委2022年度创建工作任务分解表.xlsx" in unquote(response["Content-Disposition"])
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert book.active["A2"].value == "省国资委创建“省文明单位”工作任务分解表"


def test_every_format_offered_is_made(enter, office, plan, monkeypatch):
    monkeypatch.setattr(
        child, "set_paper", lambda paper, kind, layout=None, **how: set_paper(paper, kind, layout)
    )  # forty starts saved
    client = enter(office)
    factories.make_record(plan.unit, factories.make_department(plan.unit, "团委"), state="accepted")
    factories.make_round(plan)
    scoring.open_assessment(framework=plan.framework, unit=plan.unit, by=office)
    asked = 0
    for offer in OFFERS.values():
        for ending in offer.kinds:
            is_chosen = offer.choice is not None and not offer.choice.all_of
            choice = offer.choice.options(plan)[0][0] if is_chosen else ""
            ask(client, plan, offer.key, ending, choice=choice)
            asked += 1
    while run_next():
        pass
    assert [(job.kind, job.message) for job in Job.objects.exclude(state=Job.State.DONE)] == []
    assert Job.objects.count() == asked
    html = client.get(reverse("report_list")).content.decode()
    assert html.count("下载</a>") == min(asked, PER_PAGE)
    assert "周敏，今天" in html


def test_what_is_being_made_stands_above_the_papers_and_what_was_made_below(enter, office, plan):
    client = enter(office)

    def is_above() -> bool:
        html = client.get(reverse("report_list")).content.decode()
        return html.index('id="r2"') < html.index('id="g1"')

    assert not is_above()
    ask(client, plan)
    assert is_above()
    assert run_next()
    assert is_above()
    Job.objects.update(finished_at=timezone.now() - timedelta(minutes=11))
    assert not is_above()


def test_one_of_several_is_chosen_by_department(enter, office, plan, department, other_department):
    client = enter(office)
    ask(client, plan, "duties", "xlsx", choice=str(department.pk))
    ask(client, plan, "duties", "xlsx", choice=str(other_department.pk))
    assert "正在生成，不用重复提出" in ask(client, plan, "duties", "xlsx", choice=str(department.pk)).content.decode()
    assert list(Job.objects.order_by("pk").values_list("title", flat=True)) == [
        "省国资委2022年度创建任务责任清单（宣传处）.xlsx",
        "省国资委2022年度创建任务责任清单（办公室）.xlsx",
    ]


def test_a_department_of_others_cannot_be_chosen(enter, office, stranger, plan):
    other = factories.make_department(stranger.memberships.get().unit, "外处")
    client = enter(office)
    assert "请先选一个部门" in ask(client, plan, "duties", "xlsx", choice=str(other.pk)).content.decode()
    assert "外处" not in client.get(reverse("report_list")).content.decode()
    assert not Job.objects.exists()


def test_a_department_gone_meanwhile_ends_in_a_sentence(enter, office, plan, department):
    ask(enter(office), plan, "duties", "xlsx", choice=str(department.pk))
    department.is_active = False
    department.save()
    run_next()
    assert Job.objects.get().message == "请先选一个部门，再点格式。"


def test_the_page_opens_with_what_a_link_chose(enter, office, plan, department):
    html = enter(office).get(reverse("report_list"), {"department": str(department.pk)}).content.decode()
    assert f'<option value="{department.pk}" selected>宣传处</option>' in html


def test_the_same_paper_is_not_made_twice_at_a_time(enter, office, plan):
    client = enter(office)
    ask(client, plan)
    assert "正在生成，不用重复提出" in ask(client, plan).content.decode()
    assert Job.objects.count() == 1


def test_a_form_posted_twice_asks_once(enter, office, plan):
    client, key = enter(office), new_key()
    ask(client, plan, once_key=key)
    run_next()
    ask(client, plan, once_key=key)
    assert Job.objects.count() == 1


@pytest.mark.parametrize(("kind", "ending"), [("breakdown", "exe"), ("nothing", "xlsx"), ("annual", "xlsx"), ("", "")])
def test_what_we_do_not_offer_is_refused_in_a_sentence(enter, office, plan, kind, ending):
    assert "没有这种报表或格式" in ask(enter(office), plan, kind, ending).content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("serial", ["", "x", "0", "-1", "9" * 30])
def test_a_plan_that_does_not_exist_is_not_found(enter, office, plan, serial):
    response = enter(office).post(reverse("report_make"), {"kind": "breakdown", "format": "xlsx", "plan": serial})
    assert response.status_code == 404


def test_a_stranger_gets_no_paper_of_ours(enter, stranger, plan):
    response = enter(stranger).post(
        reverse("report_make"), {"kind": "breakdown", "format": "xlsx", "plan": plan.serial}
    )
    assert response.status_code == 404
    assert not Job.objects.exists()


def test_who_may_not_make_papers_sees_no_buttons(enter, assessor, plan):
    client = enter(assessor)
    assert "生成任务分解表" not in client.get(reverse("report_list")).content.decode()
    assert ask(client, plan).status_code == 403


def test_a_paper_that_cannot_be_set_says_why(enter, office, plan, monkeypatch):
    def refuse(*args, **kwargs):
        raise child.ChildRefused("没有装生成 PDF 的程序库，请运行 make setup。", "Unavailable")

    client = enter(office)
    ask(client, plan, "annual", "pdf")
    monkeypatch.setattr(child, "set_paper", refuse)
    run_next()
    html = client.get(reverse("report_list")).content.decode()
    assert "没有装生成 PDF 的程序库，请运行 make setup。" in html
    assert "没有生成" in html


def test_a_plan_deleted_meanwhile_ends_in_a_sentence(enter, office, plan):
    ask(enter(office), plan)
    plan.delete()
    run_next()
    assert Job.objects.get().message == "这份方案已经不在了，报表没有生成。"


def test_runs_of_other_units_and_other_work_are_not_listed(enter, office, stranger, plan):
    other = stranger.memberships.get().unit
    Job.objects.create(kind="reports.breakdown", title="外单位的表", unit=other)
    Job.objects.create(kind="files.fixity", title="文件核验", unit=plan.unit)
    html = enter(office).get(reverse("report_list")).content.decode()
    assert "外单位的表" not in html
    assert "文件核验" not in html


def test_the_list_costs_the_same_number_of_queries_for_many_runs(
    enter, office, plan, django_assert_max_num_queries, django_assert_num_queries
):
    client = enter(office)

    def make(count):
        for number in range(count):
            person = factories.make_person(f"p{Job.objects.count()}", f"人{number}", plan.unit, "leader")
            Job.objects.create(kind="reports.breakdown", title=f"表{number}", unit=plan.unit, asked_by=person)

    make(1)
    client.get(reverse("report_list"))
    with django_assert_max_num_queries(20) as few:
        client.get(reverse("report_list"))
    make(12)
    with django_assert_num_queries(len(few)):
        client.get(reverse("report_list"))


def test_what_is_being_made_stands_above_what_can_be_made(enter, office, plan):
    client = enter(office)
    html = ask(client, plan).content.decode()
    assert html.index('id="r2"') < html.index('id="g1"')
    run_next()
    html = client.get(reverse("report_list")).content.decode()
    assert html.index('id="r2"') < html.index('id="g1"')  # just made: it waits to be downloaded


def test_what_was_made_long_ago_stands_below(enter, office, plan):
    client = enter(office)
    ask(client, plan)
    run_next()
    Job.objects.update(finished_at=timezone.now() - timedelta(hours=2))
    html = client.get(reverse("report_list")).content.decode()
    assert html.index('id="s1"') < html.index('id="r2"')


def test_each_paper_stands_on_one_shelf():
    shelved = [*APPLYING, *USUAL, *(key for shelf in OTHERS for key in shelf.keys)]
    assert sorted(shelved) == sorted(OFFERS)


def test_the_head_says_what_the_package_lacks(enter, office, plan, department):
    client = enter(office)
    html = client.get(reverse("report_list")).content.decode()
    package = client.get(reverse("report_package")).context
    assert package["n_gaps"] == package["count"] > 0
    assert (
        f'{package["count"]} 个得分点，0 个有佐证，<a href="/reports/package/#k-gaps">另外 {package["n_gaps"]} 个'
        in html
    )
    record = factories.make_record(plan.unit, department, state="accepted")
    assessment = scoring.open_assessment(framework=plan.framework, unit=plan.unit, by=office)
    clause = plan.framework.clauses.first()
    Citation.objects.create(assessment=assessment, clause=clause, record=record)
    covered, package = coverage_of(plan), client.get(reverse("report_package")).context
    assert (covered.count, covered.proven, covered.gaps) == (package["count"], package["proven"], package["n_gaps"])
    assert covered.proven == 1
