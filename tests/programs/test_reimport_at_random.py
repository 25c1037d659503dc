"""Random corrections of a plan nobody has touched: its tasks become those a fresh import would make."""

import random

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Department
from programs import naming, reimport
from programs.breakdown import make_tasks
from programs.models import PaperImport
from scoring import actions as scoring
from scoring import totals
from scoring.models import Score
from tests import factories
from tests.scoring.test_amending import OFFICES, built, items_of, mutated, random_rows

pytestmark = pytest.mark.django_db


def founded(unit, rows):
    """A plan of these rows, broken down, with its self-assessment open."""
    framework = built(unit, items_of(rows))
    plan = factories.make_plan(unit, framework)
    make_tasks(plan, framework, naming.known_names(unit))
    scoring.open_assessment(framework=framework, unit=unit)
    return plan


def correction(plan, rows) -> PaperImport:
    reading = {"items": items_of(rows), "questions": [], "total": None, "title": None, "number": None, "issuer": None}
    return PaperImport.objects.create(
        unit=plan.unit, year=plan.year, source_name="改过的.docx", reading=reading, fingerprint="改", amends=plan
    )


def shape(plan):
    return [
        (
            task.number,
            task.title,
            task.requirement,
            str(task.party),
            {str(one) for one in task.assisting.all()},
            (task.due_on, task.due_text),
            task.category.name,
            [clause.text for clause in task.clauses.all()],
        )
        for task in plan.tasks.select_related("category")
    ]


def accept(paper_import, by, *, but=frozenset()):
    amendment = reimport.amendment_of(paper_import)
    keys = {line.key for line in amendment.lines if not line.why_not} - but
    if keys:
        reimport.apply(paper_import=paper_import, accepted=keys, version=1, edition=1, by=by)
    return amendment


@pytest.fixture
def offices(unit):
    return [factories.make_department(unit, name) for name in OFFICES]


@pytest.mark.parametrize("seed", range(30))
def test_an_untouched_plan_becomes_what_a_fresh_import_would_make(unit, office, offices, seed):
    chance = random.Random(seed)
    rows = random_rows(chance)
    plan, after = founded(unit, rows), mutated(chance, rows)
    amendment = accept(correction(plan, after), office)
    if amendment.is_same:
        assert sorted(map(str, shape(plan))) == sorted(map(str, shape(founded(unit, after))))
    else:
        assert shape(plan) == shape(founded(unit, after))


@pytest.mark.parametrize("seed", range(30))
def test_scores_stand_whatever_a_correction_changes(unit, office, offices, seed):
    chance = random.Random(5000 + seed)
    rows = random_rows(chance)
    plan = founded(unit, rows)
    assessment, clauses = plan.framework.assessments.get(), list(plan.framework.clauses.all())
    record = factories.make_record(unit, Department.objects.first(), state="accepted")
    scored = chance.sample(clauses, max(1, len(clauses) // 2))
    scoring.cite(assessment=assessment, clauses=scored, record=record, by=office)
    for clause in scored:
        scoring.award(assessment=assessment, clause=clause, by=office, state="points", points=1)
    before = list(Score.objects.order_by("pk").values_list("pk", "clause", "points", "at"))
    paper_import = correction(plan, mutated(chance, rows))
    accept(paper_import, office)
    assert list(Score.objects.order_by("pk").values_list("pk", "clause", "points", "at")) == before
    assert assessment.citations.count() == len(scored)
    assert totals.differences(assessment) == []
    blocked = [line for line in reimport.amendment_of(paper_import).lines if line.kind == "gone"]
    assert {line.old.key for line in blocked} <= {clause.pk for clause in scored}


def test_a_joined_row_leaves_its_task_where_work_has_begun(unit, office, offices):
    rows = [
        {"path": ["甲"], "departments": ["办公室"], "clauses": [("办好道德讲堂", "1")], "due": None},
        {"path": ["甲"], "departments": ["宣传处"], "clauses": [("推进垃圾分类", "1")], "due": None},
    ]
    joined = [{**rows[0], "clauses": rows[0]["clauses"] + rows[1]["clauses"]}]
    plan = founded(unit, rows)
    plan.tasks.filter(number="2").update(state="in_progress")
    accept(correction(plan, joined), office)
    first, second = plan.tasks.all()
    assert [clause.text for clause in first.clauses.all()] == ["办好道德讲堂", "推进垃圾分类"]
    assert [clause.text for clause in second.clauses.all()] == ["推进垃圾分类"]


def test_nothing_ticked_of_a_random_correction_changes_nothing(unit, office, offices):
    chance = random.Random(3)
    rows = random_rows(chance)
    plan = founded(unit, rows)
    was = shape(plan)
    with pytest.raises(ValidationError):
        reimport.apply(
            paper_import=correction(plan, mutated(chance, rows)), accepted=(), version=1, edition=1, by=office
        )
    assert shape(plan) == was
