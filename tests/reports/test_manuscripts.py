"""The text of a report edited in the browser: edits are kept, figures go on following the data."""

import io
import re

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.model import Heading, Paper, Paragraph, Table
from evidence.measures import Measure
from evidence.models import Record
from programs.models import Task
from reports.manuscripts import script_of, stretches
from reports.models import Passage
from reports.offers import make
from scoring.thresholds import Threshold
from tests import factories
from tests.evidence.ledgers import LEAST, entry

pytestmark = pytest.mark.django_db
MOST_QUERIES = 37  # each sort of thing the year tells of is one question


@pytest.fixture
def page(year, office, enter):
    """The page of the annual report as the office has it open: its client, address and fields."""
    return enter(office), reverse("report_text", args=[year.pk, "annual"])


def fields(response) -> dict:
    lines = [line.written for line, _ in response.context["lines"] if line.written]
    return {
        "version": str(response.context["version"]),
        "most_words": "",
        "place": [one.place for one in lines],
        "drafted": [one.drafted for one in lines],
        "shown": [one.text for one in lines],
        "text": [one.text for one in lines],
    }


def edited(client, path, of, to) -> dict:
    """The page's fields with one passage changed by `to`."""
    typed = fields(client.get(path))
    index = next(number for number, place in enumerate(typed["place"]) if of in place)
    typed["text"][index] = to(typed["text"][index])
    return typed


def shown(client, path, of) -> str:
    lines = client.get(path).context["lines"]
    return next(line.written.text for line, _ in lines if line.written and of in line.written.place)


def test_paragraphs_under_one_heading_are_one_passage_and_keep_its_name():
    paper = Paper(
        title="总结",
        blocks=[
            Paragraph("按照方案。"),
            Heading("一、基本情况", 1),
            Paragraph("任务推进方面。"),
            Paragraph("自评方面。"),
            Table(rows=[[]]),
            Paragraph("注", role="small"),
            Heading("二、各项工作", 1),
            Heading("（一）思想道德", 2),
            Paragraph("开展活动。"),
        ],
    )
    assert [(one.place, one.text) for one in stretches(paper)] == [
        ("开头#1", "按照方案。"),
        ("基本情况#1", "任务推进方面。\n自评方面。"),
        ("各项工作/思想道德#1", "开展活动。"),
    ]


def test_an_edit_is_printed_in_word_and_the_figures_in_it_follow(year, page):
    client, path = page
    draft = shown(client, path, "基本情况")
    assert "3项任务已完成1项" in draft
    response = client.post(path, edited(client, path, "基本情况", lambda text: "全局上下齐心。" + text))
    assert response.status_code == 302
    Task.objects.filter(plan=year, title="加强廉洁教育").update(state=Task.State.ACCEPTED)
    made = make(year, "annual", "docx")
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(made.data)).paragraphs)
    assert "全局上下齐心。" in text
    assert "3项任务已完成2项" in text


def test_what_was_not_touched_is_not_kept(page):
    client, path = page
    client.post(path, fields(client.get(path)))
    assert not Passage.objects.exists()


def test_a_passage_goes_back_to_its_draft(page):
    client, path = page
    client.post(path, edited(client, path, "基本情况", lambda text: "另写一段。"))
    place = Passage.objects.get().place
    assert shown(client, path, "基本情况") == "另写一段。"
    client.post(path + "redraft/", {"redraft": place})
    assert not Passage.objects.exists()
    assert "项任务" in shown(client, path, "基本情况")


def test_what_the_edit_leaves_out_is_said_beside_it(year, page):
    client, path = page
    client.post(path, edited(client, path, "存在的问题", lambda text: "总的看没有大问题。"))
    Task.objects.filter(plan=year).update(state=Task.State.ACCEPTED)
    assert "改回底稿" in client.get(path).content.decode()
    assert shown(client, path, "存在的问题") == "总的看没有大问题。"


def test_two_editors_do_not_overwrite_each_other_and_the_typed_text_stays(page):
    client, path = page
    first = edited(client, path, "基本情况", lambda text: "先保存的。")
    second = edited(client, path, "基本情况", lambda text: "后保存的。")
    client.post(path, first)
    response = client.post(path, second)
    assert response.status_code == 422
    assert "刚被别人改过" in response.content.decode()
    assert "后保存的。" in response.content.decode()
    assert Passage.objects.get().text == "先保存的。"


def test_words_over_the_limit_are_counted(page):
    client, path = page
    typed = fields(client.get(path)) | {"most_words": "100"}
    client.post(path, typed)
    response = client.get(path)
    assert response.context["over"] == response.context["words"] - 100
    assert re.search(r"比上限 100 字多 \d+ 字", response.content.decode())


@pytest.mark.parametrize("most", ["许多", "5", "99999999"])
def test_an_odd_limit_is_refused_with_a_sentence_and_nothing_is_kept(page, most):
    client, path = page
    typed = edited(client, path, "基本情况", lambda text: "改了。") | {"most_words": most}
    response = client.post(path, typed)
    assert response.status_code == 422
    assert "字数上限" in response.content.decode()
    assert not Passage.objects.exists()


def test_an_edit_whose_heading_is_gone_is_shown_and_not_lost(year, page):
    client, path = page
    client.post(path, edited(client, path, "基本情况", lambda text: "留着的话。"))
    Passage.objects.update(place="早先的标题#1")
    assert [one.text for one in client.get(path).context["homeless"]] == ["留着的话。"]
    assert "留着的话。" in client.get(path).content.decode()


def test_only_the_office_edits_and_tables_are_not_text(year, clerk, enter):
    client = enter(clerk)
    assert client.get(reverse("report_text", args=[year.pk, "annual"])).status_code == 403


def test_a_table_has_no_text_to_edit(year, office, enter):
    assert enter(office).get(reverse("report_text", args=[year.pk, "breakdown"])).status_code == 404


def test_the_page_asks_the_same_whatever_was_edited(year, page):
    client, path = page
    client.get(path)
    asked = []
    for place in ("基本情况", "下一步打算"):
        client.post(path, edited(client, path, place, lambda text: "改一段。"))
        client.get(path)  # shows the message of the post before
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= MOST_QUERIES


def test_a_script_counts_headings_and_text_without_tables(year):
    paper = Paper(title="总结", blocks=[Heading("一、好", 1), Paragraph("做 了"), Table(rows=[[]])])
    assert script_of(year, "annual", paper).words == len("总结一、好做了")


def test_the_text_of_the_year_costs_the_same_for_many_rows_of_everything(page, year, clerk, office, department):
    client, path = page
    client.get(path)  # the thresholds' readings and the ranking's setting are kept from then on
    round_ = factories.make_round(year, by=office)
    measure, clauses = (
        Measure.objects.get(unit=None, source="activities", activity_kind__name="志愿服务"),
        list(year.framework.clauses.all()),
    )
    counts = []
    for number in (1, 4):
        for n in range(number):
            for kind in LEAST:
                entry(department, clerk, kind, title=f"{kind}{number}-{n}")
            factories.make_finding(round_, department, by=office, text=f"问题{n}")
            Threshold.objects.create(clause=clauses.pop(), measure=measure, operator=">=", value=5, unit="次")
        Record.objects.filter(unit=year.unit).update(state=Record.State.ACCEPTED)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= MOST_QUERIES
