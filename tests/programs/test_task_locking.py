"""Two people at one task at the same moment, on a database that lets them: one act counts, the other is told."""

import pytest
from django.core.exceptions import ValidationError

from accounts.actions import create_group
from programs import actions
from programs.models import Task, TaskStep
from tests import factories
from tests.at_once import ON_ROW_LOCKS, in_threads

pytestmark = ON_ROW_LOCKS


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


def at_once(*acts) -> list[str]:
    """Run acts in threads of their own; the refusals they met."""
    return [outcome.messages[0] for outcome in in_threads(acts) if isinstance(outcome, ValidationError)]


def test_of_two_reviews_one_counts(plan, department, clerk, office, head):
    task = factories.make_task(plan, department)
    actions.submit(task=task, by=clerk)
    first, second = Task.objects.get(pk=task.pk), Task.objects.get(pk=task.pk)
    refusals = at_once(
        lambda: actions.accept(task=first, by=office),
        lambda: actions.return_(task=second, by=head, remark="缺照片"),
    )
    assert len(refusals) == 1
    assert "现在不用审核" in refusals[0]
    reviews = [TaskStep.Verb.ACCEPTED, TaskStep.Verb.RETURNED]
    assert task.steps.filter(verb__in=reviews).count() == 1


def test_of_two_changes_of_one_version_one_counts(plan, department, office):
    task = factories.make_task(plan, department)
    first, second = Task.objects.get(pk=task.pk), Task.objects.get(pk=task.pk)
    refusals = at_once(
        lambda: actions.write_note(task=first, note="一", by=office, version=1),
        lambda: actions.write_note(task=second, note="二", by=office, version=1),
    )
    assert len(refusals) == 1
    task.refresh_from_db()
    assert (task.version, task.note in ("一", "二")) == (2, True)


def test_the_last_two_lines_of_a_group_submitted_together_submit_the_task(
    plan, unit, department, other_department, office
):
    task = factories.make_task(plan)
    actions.assign(task=task, party=create_group(unit=unit, name="各处室"), by=office)
    first, second = Task.objects.get(pk=task.pk), Task.objects.get(pk=task.pk)
    refusals = at_once(
        lambda: actions.complete_line(task=first, department=department, by=office),
        lambda: actions.complete_line(task=second, department=other_department, by=office),
    )
    assert refusals == []
    task.refresh_from_db()
    assert task.state == Task.State.SUBMITTED
