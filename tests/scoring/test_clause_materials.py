"""What clauses ask for: read from their printed words, confirmed by the office, held against the records."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.audit import AuditEntry
from evidence import actions as evidence
from evidence.models import Document, Record
from scoring import library, material_actions
from scoring.actions import cite, open_assessment
from scoring.clause_materials import Asked, asked_by
from scoring.material_reading import proposed
from scoring.material_standing import lines_of
from scoring.models import Framework
from tests import factories
from tests.evidence.filing import paper, quick_picture

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("照片不少于3张", [Asked("photo", 3)]),
        ("每次活动：方案、照片3张以上、800字总结", [
            Asked("plan", 1, is_each=True), Asked("photo", 3, is_each=True), Asked("summary", 800, is_each=True),
        ]),
        ("正式文件１份（有文号）；实景图两张，要看得出单位名称。", [
            Asked("body", 1, needs_number=True), Asked("photo", 2, shows_name=True),
        ]),
        ("说明报告（1000字以内）", [Asked("summary", 1, is_each=True)]),
        ("媒体报道截图2篇，签到表", [Asked("press", 2), Asked("sign_in", 1)]),
        ("查阅资料、实地考察", []),
        ("", []),
    ],
)  # fmt: skip
def test_printed_words_are_read_as_lines_and_no_number_is_made_up(printed, read):
    assert list(proposed(printed)) == read


@pytest.fixture
def framework(unit):
    framework = factories.make_framework(unit, rows=[("组织领导", "1", ["2", "2", "2"])])
    first, second, _ = framework.clauses.all()
    first.materials, second.materials = "每次活动照片不少于3张，看得出单位名称", "正式文件1份，有文号"
    first.save()
    second.save()
    return framework


@pytest.fixture
def clause(framework):
    return framework.clauses.first()


def page(framework, name="framework_materials", *more):
    return reverse(name, args=[framework.pk, *more])


def test_the_page_lists_proposals_and_ticked_ones_are_confirmed(enter, office, framework):
    client = enter(office)
    text = client.get(page(framework)).content.decode()
    assert "每次活动图片至少 3 张（看得出单位名称）" in text
    keys = [*framework.clauses.values_list("pk", flat=True), "x", "9" * 30]
    answer = client.post(page(framework, "framework_materials_confirm"), {"clause": keys}, follow=True)
    assert "已确认 2 个得分点的材料要求" in answer.content.decode()
    assert AuditEntry.objects.filter(verb="设定材料要求").count() == 2
    again = client.post(page(framework, "framework_materials_confirm"), {"clause": keys}, follow=True)
    assert "没有勾选可以确认的条目" in again.content.decode()


def test_lines_are_typed_on_a_page_that_begins_with_what_is_printed(enter, office, framework, clause):
    client, path = enter(office), page(framework, "clause_materials", clause.pk)
    text = client.get(path).content.decode()
    assert "按原文填好了" in text
    assert 'name="least-photo" value="3"' in text
    client.post(path, {"least-photo": "5", "is_each-photo": "1", "least-summary": "300", "least-plan": "0"})
    assert asked_by([clause.pk])[clause.pk] == [Asked("photo", 5, is_each=True), Asked("summary", 300)]
    client.post(path, {})
    assert asked_by([clause.pk]) == {}


@pytest.mark.parametrize("typed", ["三张", "-1", "1.5", "99999"])
def test_a_crooked_number_is_refused_and_stays_on_the_page(enter, office, framework, clause, typed):
    answer = enter(office).post(page(framework, "clause_materials", clause.pk), {"least-photo": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()
    assert asked_by([clause.pk]) == {}


def test_others_may_read_and_not_change(enter, clerk, stranger, framework, clause):
    assert enter(clerk).get(page(framework)).status_code == 200
    assert enter(clerk).post(page(framework, "clause_materials", clause.pk), {}).status_code == 403
    assert enter(stranger).get(page(framework)).status_code == 404
    assert enter(stranger).post(page(framework, "framework_materials_confirm"), {}).status_code == 404


def test_the_page_costs_the_same_for_one_clause_and_for_many(enter, office, unit, framework):
    large = factories.make_framework(unit, rows=[("组织领导", "1", ["1"] * 30)], year=2023, title="另一套")
    for clause in large.clauses.all():
        material_actions.ask(clause=clause, lines=[Asked("photo", 3)], by=office)
    enter(office).get(page(framework))  # what is read once for a process
    counts = []
    for one in (framework, large):
        with CaptureQueriesContext(connection) as caught:
            enter(office).get(page(one))
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_an_old_version_and_a_revision_are_left_as_they_are(framework, clause, office):
    framework.state = Framework.State.PAST
    framework.save()
    with pytest.raises(ValidationError, match="旧版"):
        material_actions.ask(clause=clause, lines=[Asked("photo")], by=office)


def test_a_copy_for_another_year_asks_for_the_same(framework, clause, office):
    material_actions.ask(clause=clause, lines=[Asked("photo", 4, is_each=True)], by=office)
    copy = library.copy_to_year(framework=framework, year=2023, by=office)
    assert asked_by([copy.clauses.first().pk])[copy.clauses.first().pk] == [Asked("photo", 4, is_each=True)]


def counted(*records):
    return list(Record.objects.filter(pk__in=[record.pk for record in records]).with_counts().order_by("pk"))


def test_each_activity_is_looked_at_by_itself(unit, department, clerk):
    one, two = (factories.make_record(unit, department, title=name, by=clerk) for name in ("植树", "清洁"))
    evidence.attach(record=one, slot="photo", by=clerk, blob=quick_picture((1, 2, 3)))
    (line,) = lines_of([Asked("photo", 1, is_each=True)], counted(one, two))
    assert (line.is_met, line.sentence) == (False, "每次活动图片至少 1 张：《清洁》不够")
    assert lines_of([Asked("photo", 1, is_each=True)], counted(one))[0].is_met
    assert "还没有活动" in lines_of([Asked("photo", 1, is_each=True)], [])[0].sentence


def test_lines_asked_of_all_together_are_summed_and_a_number_is_looked_for(unit, department, clerk):
    bare, numbered = (
        Record.objects.create(
            unit=unit, department=department, kind="document", title=name, year=2022, begins_on="2022-03-12"
        )
        for name in ("无号", "有号")
    )
    Document.objects.create(record=bare, kind="other")
    Document.objects.create(record=numbered, kind="other", number="国资党〔2022〕52号")
    for record in (bare, numbered):
        evidence.attach(record=record, slot="body", by=clerk, blob=paper())
    both = counted(bare, numbered)
    assert lines_of([Asked("body", 2)], both)[0].is_met
    (line,) = lines_of([Asked("body", 2, needs_number=True)], both)
    assert line.sentence == "正文至少 2 份，现有 1 份，要有文号"


def test_the_page_of_a_clause_says_what_its_records_hold(enter, office, unit, department, framework, clause):
    assessment = open_assessment(framework=framework, unit=unit, by=office)
    material_actions.ask(clause=clause, lines=[Asked("photo", 2)], by=office)
    record = factories.make_record(unit, department, by=office)
    cite(assessment=assessment, clauses=[clause], record=record, by=office)
    text = enter(office).get(reverse("score_clause", args=[assessment.pk, clause.pk])).content.decode()
    assert "图片至少 2 张，现有 0 张" in text
