"""迎检: what an inspector sees of a clause, and that nothing unfinished and nothing to change is there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence import filing_actions
from evidence.models import Record
from scoring import actions
from scoring.inspecting import held_by_clause, table_of
from tests.evidence.archive import accepted, ready_to_file
from tests.factories import make_record
from tests.scoring.frameworks import give


@pytest.fixture
def shown(assessment, clauses, unit, department, office):
    """The first clause with a filed record in box 5-16, one that is only accepted, and one still in review."""
    ready_to_file(unit, office)
    filed = accepted(unit, department, "义务植树")
    later = accepted(unit, department, "清洁河道", is_complete=False, summary="")
    waiting = make_record(unit, department, title="还没审的活动", state=Record.State.SUBMITTED)
    for record in (filed, later, waiting):
        actions.cite(assessment=assessment, clauses=[clauses[0]], record=record, by=office)
    filing_actions.file_record(record=filed, by=office, box="5-16")
    return clauses[0]


def page_of(client, assessment, clause=None):
    if clause is None:
        return client.get(reverse("inspection", args=[assessment.pk]))
    return client.get(reverse("inspection_clause", args=[assessment.pk, clause.pk]))


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_only_what_passed_the_review_lies_on_the_table(assessment, shown):
    table = table_of(assessment, shown)
    assert [one.record.title for one in table.folders] == ["义务植树", "清洁河道"]
    assert table.tiles == [("计划方案", 1), ("活动图片", 4), ("活动总结", 1), ("媒体报道", 0)]
    assert table.boxes == ["5-16"]
    assert held_by_clause(assessment) == {shown.pk: 2}


def test_a_clause_is_shown_with_its_index_and_the_box_to_fetch(enter, leader, assessment, clauses, shown, office):
    give(assessment, shown, "1.5", by=office)
    page = text(page_of(enter(leader), assessment, shown))
    for said in ("义务植树", "J018-WS·2022-D10-ZHL-0001", "5-16", "1.5 / 2", "打印本条目录", 'rel="next"'):
        assert said in page
    assert "还没审的活动" not in page
    assert 'rel="prev"' not in page
    assert "1 / 9" in page


def test_nothing_can_be_changed_from_there(enter, office, assessment, shown):
    client = enter(office)
    for page in (text(page_of(client, assessment)), text(page_of(client, assessment, shown))):
        assert "<form" not in page
        assert "data-leave" in page
    assert client.post(reverse("inspection", args=[assessment.pk])).status_code == 405


def test_the_contents_count_the_records_of_every_clause(enter, leader, assessment, shown):
    page = text(page_of(enter(leader), assessment))
    assert page.count("2 份") == 1
    assert f"共 {assessment.framework.clauses.count()} 条" in page


def test_strangers_and_strange_clauses_find_nothing(enter, stranger, leader, assessment, shown):
    client = enter(leader)
    assert client.get(f"/scores/{assessment.pk}/inspection/{'9' * 30}/").status_code == 404
    assert client.get(f"/scores/{assessment.pk}/inspection/0/").status_code == 404
    client = enter(stranger)
    assert page_of(client, assessment).status_code == 404
    assert page_of(client, assessment, shown).status_code == 404


def test_more_records_ask_for_no_more(enter, leader, assessment, clauses, shown, unit, department, office):
    client = enter(leader)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as few:
            page_of(client, assessment, shown)
        counts.append(len(few))
        for number in range(6):
            record = accepted(unit, department, f"活动{number}")
            actions.cite(assessment=assessment, clauses=[shown], record=record, by=office)
    assert counts[0] == counts[1] <= 15
