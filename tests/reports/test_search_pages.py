"""The search page: records with their files, tasks, clauses; filters, marks, strangers, strange addresses."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership
from evidence import actions, search_actions
from evidence.models import Record
from reports.search import year_apart
from scoring.models import Citation
from tests import factories
from tests.evidence.test_search import docx


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def record(unit, department):
    return factories.make_record(unit, department, summary="三十二名志愿者在烈士公园栽下树苗。")


def ask(client, **query) -> str:
    response = client.get(reverse("search"), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_record_is_found_with_the_hit_marked_in_its_surroundings(enter, clerk, record):
    page = ask(enter(clerk), q="树苗")
    assert reverse("record_detail", args=[record.pk]) in page
    assert "烈士公园栽下<mark>树苗</mark>" in page
    assert "找到 <em>1</em> 处" in page


def test_a_record_is_found_by_a_word_inside_its_file_which_is_named(enter, clerk, record):
    actions.attach(record=record, slot="summary", by=clerk, blob=docx("窑头种下<b>水杉</b>三百株"), name="总结.docx")
    search_actions.read_texts(lambda done, count: None)
    page = ask(enter(clerk), q="水杉")
    assert "总结.docx" in page
    assert "&lt;b&gt;<mark>水杉</mark>&lt;/b&gt;" in page


def test_tasks_and_clauses_are_counted_beside_and_shown_on_their_own(enter, clerk, plan, department, record):
    factories.make_task(plan, department, title="组织志愿服务", requirement="每月一次")
    page = ask(enter(clerk), q="志愿")
    assert "任务 1" in page
    assert "组织<mark>志愿</mark>服务" in ask(enter(clerk), q="志愿", scope="tasks")
    assert "第1条<mark>要求</mark>之1" in ask(enter(clerk), q="要求", scope="clauses")


def test_filters_narrow_the_records(enter, clerk, office, plan, record, unit, department, other_department):
    clause = plan.framework.clauses.first()
    assessment, _ = plan.framework.assessments.get_or_create(unit=unit, kind="self")
    Citation.objects.create(assessment=assessment, clause=clause, record=record)
    factories.make_record(unit, other_department, title="护绿二")
    client = enter(office)
    for query, count in (
        ({}, 2),
        ({"department": department.pk}, 1),
        ({"clause": clause.pk}, 1),
        ({"year": 2021}, 0),
        ({"kind": "activity"}, 2),
        ({"kind": "honour"}, 0),
        ({"files": "complete"}, 0),
        ({"files": "photo"}, 2),
    ):
        assert f"档案 {count}<" in ask(client, q="护绿", **query), query


def test_a_stranger_finds_nothing_of_ours(enter, stranger, plan, record, department, clerk):
    factories.make_task(plan, department, title="植绿护绿任务")
    actions.attach(record=record, slot="summary", by=clerk, blob=docx("水杉"), name="总结.docx")
    search_actions.read_texts(lambda done, count: None)
    client = enter(stranger)
    for query in ({"q": "植绿"}, {"q": "水杉"}, {"q": "条要求", "scope": "clauses"}, {"q": "植绿", "scope": "tasks"}):
        page = ask(client, **query)
        assert "找到 <em>0</em> 处" in page
        assert "总结.docx" not in page


def test_who_is_in_two_units_finds_those_of_the_unit_in_hand(enter, clerk, record):
    other = factories.make_unit("other", "外单位")
    theirs = factories.make_record(other, factories.make_department(other, "综合处"), title="外单位护绿")
    Membership.objects.create(user=clerk, unit=other, role="office")
    page = ask(enter(clerk), q="护绿")
    assert record.title.replace("护绿", "<mark>护绿</mark>") in page
    assert reverse("record_detail", args=[theirs.pk]) not in page


def test_without_a_word_the_page_asks_for_one(enter, clerk, record):
    page = ask(enter(clerk))
    assert "两个字就能找" in page
    assert reverse("record_detail", args=[record.pk]) not in page


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00\u202e"},
        {"q": "'; DROP TABLE", "scope": "x"},
        {"q": "护绿", "year": "9" * 30, "clause": "x", "department": "-1", "kind": "<b>", "page": "zz"},
        {"q": "护绿", "year": "9" * 18, "clause": "9" * 18, "department": "9" * 18},
        {"q": "%" * 500},
        {"q": "𬭛" * 200, "scope": "clauses"},
        {"q": "(", "scope": "tasks"},
        {"q": "护绿 " * 90},
    ],
)
def test_a_strange_address_is_answered_calmly(enter, office, plan, record, query):
    ask(enter(office), **query)


def test_what_was_asked_is_printed_as_text(enter, clerk):
    assert "<script>x" not in ask(enter(clerk), q="<script>x")


def test_the_page_costs_the_same_with_one_and_with_many_hits(enter, office, plan, unit, department, clerk):
    client = enter(office)

    def add(n):
        record = factories.make_record(unit, department, title=f"护绿{n}", summary="植绿护绿")
        actions.attach(record=record, slot="plan", by=clerk, blob=docx(f"护绿方案{n}"), name=f"{n}.docx")
        factories.make_task(plan, department, title=f"护绿任务{n}")

    def cost(scope):
        with CaptureQueriesContext(connection) as caught:
            ask(client, q="护绿", scope=scope)
        return len(caught)

    add(0)
    ask(client, q="护绿")
    few = [cost(scope) for scope in ("records", "tasks", "clauses")]
    for n in range(1, 5):
        add(n)
    assert [cost(scope) for scope in ("records", "tasks", "clauses")] == few
    assert Record.objects.count() == 5


def test_every_page_has_the_field_at_its_top(enter, clerk):
    assert f'action="{reverse("search")}"' in enter(clerk).get("/records/").content.decode()


# years said beside the words -----------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sought", "year"),
    [
        ("宣讲 2025", "宣讲", 2025),
        ("2025年度 宣讲", "宣讲", 2025),
        ("去年 志愿 服务", "志愿 服务", 2025),
        ("前年 宣讲", "宣讲", 2024),
        ("今年 宣讲", "宣讲", 2026),
        ("2025", "2025", None),
        ("去年", "去年", None),
        ("2025年创建方案", "2025年创建方案", None),
        ("１９９９ 宣讲", "１９９９ 宣讲", None),
        ("", "", None),
    ],
)
def test_a_year_beside_the_words_is_told_apart_from_them(text, sought, year):
    assert year_apart(text, 2026) == (sought, year)


def test_last_years_activity_is_found_by_its_name_and_the_year(enter, office, unit, department):
    for year in (2021, 2022):
        factories.make_record(unit, department, title=f"典型宣讲之{year}", state="accepted", begins_on=date(year, 5, 4))
    page = enter(office).get(reverse("search"), {"q": "宣讲 2021"}).content.decode()
    assert "典型" in page
    assert "之2021" in page.replace("<mark>宣讲</mark>", "宣讲")
    assert "之2022" not in page
    assert 'value="宣讲 2021"' in page
