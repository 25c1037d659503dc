"""A plan of a framework in the library: last year's copied, put to use, and broken down again."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import actions as accounts
from programs import importing
from programs.founding import found
from programs.models import Plan
from scoring import library
from scoring.models import Assessment
from tests.programs import papers
from tests.programs.importers import imported


@pytest.fixture
def plan(unit, tmp_path, office):
    return imported(unit, papers.word(tmp_path / "分解表.docx"), office)


@pytest.fixture
def copy(plan, office):
    """Next year's framework, put to use."""
    copy = library.copy_to_year(framework=plan.framework, year=2023, by=office)
    library.publish(framework=copy, by=office)
    return copy


def shape(plan):
    return [
        (task.number, task.title, str(task.party), sorted(map(str, task.assisting.all())), task.clauses.count())
        for task in plan.tasks.all()
    ]


def test_next_year_has_the_same_tasks_and_an_empty_sheet(plan, copy, office):
    fresh = found(framework=copy, by=office)
    assert shape(fresh) == shape(plan)
    assert (fresh.year, fresh.serial, fresh.framework) == (2023, 2, copy)
    assessment = Assessment.objects.get(framework=copy)
    assert assessment.is_open and not assessment.scores.exists()
    assert sum(row.maximum for row in assessment.totals.all()) == Decimal(10)


def test_twice_is_the_same_plan(copy, office):
    assert found(framework=copy, by=office) == found(framework=copy, by=office)
    assert Plan.objects.count() == 2


def test_a_draft_has_no_plan_yet(plan, office):
    draft = library.copy_to_year(framework=plan.framework, year=2023, by=office)
    with pytest.raises(ValidationError, match="先启用"):
        found(framework=draft, by=office)


def test_a_department_out_of_use_answers_for_nothing(unit, copy, office):
    accounts.change_department(department=unit.departments.get(name="机关党委"), by=office, is_active=False)
    fresh = found(framework=copy, by=office)
    assert fresh.tasks.get(number="2").party is None


def test_the_paper_of_that_year_is_known_when_it_comes_after_all(unit, copy, office, tmp_path):
    fresh = found(framework=copy, by=office)
    with pytest.raises(importing.KnownAlready) as known:
        path = papers.excel(tmp_path / "次年.xlsx")
        importing.read(unit=unit, by=office, chunks=[path.read_bytes()], name=path.name, year=2023)
    assert known.value.plan == fresh


def test_the_library_leads_from_a_copy_to_its_tasks(enter, office, clerk, copy):
    client = enter(office)
    page = client.get(reverse("framework_detail", args=[copy.pk])).content.decode()
    door = reverse("framework_plan", args=[copy.pk])
    assert "用它建方案" in page and door in page
    response = client.post(door, follow=True)
    assert "4</em> 项任务" in response.content.decode()
    assert "已经有方案" in client.post(door, follow=True).content.decode()
    assert enter(clerk).post(door).status_code == 403


def test_a_strangers_framework_makes_no_plan(enter, stranger, copy):
    assert enter(stranger).post(reverse("framework_plan", args=[copy.pk])).status_code == 404
    assert Plan.objects.count() == 1
