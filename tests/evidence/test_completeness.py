"""What is there and what is missing: told in sentences, and counted by the database by the same rule."""

import pytest

from evidence import actions, requirements
from evidence.completeness import completeness, words
from evidence.models import Record
from tests.evidence.filing import WORDS, activity, kind, paper, quick_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(department, clerk):
    return activity(department, clerk)


def fill(record, clerk, photos=0, plans=0, summaries=0, press=0):
    for slot, number in (("plan", plans), ("summary", summaries), ("press", press)):
        for index in range(number):
            actions.attach(record=record, slot=slot, by=clerk, blob=paper(index))
    for index in range(photos):
        actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(index))
    return record


def test_an_empty_record_misses_all_its_kind_asks_for(record):
    found = completeness(record)
    assert found.done == 0
    assert found.missing == ["方案还没有（至少 1 份）", "图片还没有（至少 3 张）", "总结还没有（至少 200 字）"]
    assert found.summary == "四类材料都还没有"


def test_a_gap_is_told_with_its_size(record, clerk):
    record.summary = "短" * 20
    record.save()
    fill(record, clerk, photos=1)
    assert completeness(record).missing == [
        "方案还没有（至少 1 份）",
        "图片有 1 张，还差 2 张（至少 3 张）",
        "总结有 20 字，还差 180 字（至少 200 字）",
    ]


def test_a_full_record_is_complete_without_press_where_none_is_asked(department, clerk):
    record = fill(activity(department, clerk, summary=WORDS), clerk, photos=3, plans=1)
    found = completeness(record)
    assert (found.done, found.is_complete, found.missing) == (3, True, [])
    assert [slot.title for slot in found.slots if not slot.is_done] == ["报道"]


def test_press_is_missed_where_a_kind_asks_for_it(record, office):
    requirements.ask(
        unit=record.unit, kind="activity", activity_kind=record.activity.kind, slot="press", least=1, by=office
    )
    assert completeness(record).missing[-1] == "报道还没有（至少 1 篇）"


def test_a_summary_may_be_a_file(record, clerk):
    fill(record, clerk, summaries=1)
    assert "总结" not in "".join(completeness(record).missing)


def test_a_withdrawn_file_counts_no_more(record, clerk):
    attachment = actions.attach(record=record, slot="plan", by=clerk, blob=paper())
    actions.withdraw(attachment=attachment, by=clerk)
    assert completeness(record).slots[0].count == 0


def test_blanks_are_no_words():
    assert words(" 活 动\n\u3000总结\t。") == 5


def test_a_record_from_a_counting_query_costs_no_further_query(record, django_assert_num_queries):
    row = Record.objects.with_counts().select_related("activity__kind").get(pk=record.pk)
    with django_assert_num_queries(0):
        assert completeness(row).done == 0


CASES = [
    {},
    {"photos": 3},
    {"photos": 2, "plans": 1},
    {"photos": 3, "plans": 1},
    {"photos": 3, "plans": 1, "summaries": 1},
    {"photos": 3, "plans": 1, "press": 1},
    {"photos": 3, "plans": 1, "summary": "字 \u3000\n" * 199},
    {"photos": 3, "plans": 1, "summary": "字 \t\r\n" * 200},
    {"photos": 3, "plans": 1, "summary": "字" * 200},
    {"plans": 1, "kind": "宣传展示"},
    {"photos": 2, "summary": "字" * 50, "kind": "宣传展示"},
]


def test_the_database_and_the_sentences_agree(department, other_department, clerk):
    for number, case in enumerate(CASES):
        case = dict(case)
        record = activity(
            department,
            clerk,
            title=f"第 {number} 场",
            summary=case.pop("summary", ""),
            kind=kind(case.pop("kind", "志愿服务")),
            departments=[other_department],
        )
        fill(record, clerk, **case)
    every = list(Record.objects.with_counts().select_related("activity__kind"))
    complete = {record.pk for record in every if completeness(record).is_complete}
    assert {record.pk for record in Record.objects.complete()} == complete
    assert 0 < len(complete) < len(CASES)
    for place, slot in enumerate(("plan", "photo", "summary", "press")):
        lacking = {record.pk for record in every if not completeness(record).slots[place].is_done}
        assert {record.pk for record in Record.objects.lacking(slot)} == lacking


def test_counting_and_departments_do_not_multiply_each_other(department, other_department, clerk):
    record = activity(department, clerk, departments=[other_department])
    fill(record, clerk, photos=3, plans=2)
    row = Record.objects.of_department(other_department).with_counts().get()
    assert (row.n_photo, row.n_plan, row.n_words) == (3, 2, 0)
