"""What the clauses an activity serves ask of it: beside each tick for the page's script, and held against the files."""

import json
import re
from html import unescape

import pytest
from django.urls import reverse

from evidence import actions as evidence
from programs.recording import record_for
from scoring import material_actions
from scoring.actions import open_assessment
from scoring.clause_materials import Asked
from tests import factories
from tests.evidence.filing import quick_picture


@pytest.fixture
def plan(unit):
    plan = factories.make_plan(unit)
    open_assessment(framework=plan.framework, unit=unit)
    return plan


@pytest.fixture
def asking(plan, office):
    """The plan's first clause asks for photos and words of each activity, and for a paper of all together."""
    clause = plan.framework.clauses.first()
    lines = [
        Asked("photo", 2, is_each=True, shows_name=True), Asked("summary", 300, is_each=True), Asked("body", 1),
    ]  # fmt: skip
    material_actions.ask(clause=clause, lines=lines, by=office)
    return clause


@pytest.fixture
def task(plan, department, asking):
    return factories.make_task(plan, department, title="植绿护绿", number="23", clauses=[asking])


def asks_beside(page: str, name: str, pk: int) -> list[dict]:
    tag = re.search(rf'name="{name}"( data-asks="[^"]*")? value="{pk}"', page).group(1) or ""
    return json.loads(unescape(tag.removeprefix(' data-asks="').removesuffix('"')) or "[]")


def test_each_tick_carries_what_it_asks_of_an_activity(enter, clerk, task, asking, plan):
    page = enter(clerk).get(reverse("record_new")).content.decode()
    photo, summary = asks_beside(page, "tasks", task.pk)
    assert (photo["slot"], photo["least"], photo["note"]) == ("photo", 2, "看得出单位名称")
    assert (summary["slot"], summary["least"]) == ("summary", 300)
    page = (
        enter(clerk)
        .get(reverse("record_choices"), {"look": "clauses"}, headers={"HX-Request": "true"})
        .content.decode()
    )
    assert asks_beside(page, "clauses", asking.pk) == [photo, summary]
    assert asks_beside(page, "clauses", plan.framework.clauses.last().pk) == []


def test_the_pages_of_an_activity_say_what_its_clauses_lack(enter, clerk, unit, department, task):
    record = factories.make_record(unit, department, by=clerk, summary="三十二名志愿者栽下树苗。")
    record_for(record=record, tasks=[task], by=clerk)
    evidence.attach(record=record, slot="photo", by=clerk, blob=quick_picture())
    for name in ("record_edit", "record_detail"):
        page = enter(clerk).get(reverse(name, args=[record.pk])).content.decode()
        assert "图片至少 2 张，现有 1 张，要看得出单位名称" in page
        assert "总结至少 300 字，现有 12 字" in page
        assert "正文至少" not in page


def test_an_activity_without_clauses_is_asked_for_nothing_more(enter, clerk, unit, department, task):
    record = factories.make_record(unit, department, by=clerk)
    assert "现有" not in enter(clerk).get(reverse("record_detail", args=[record.pk])).content.decode()
