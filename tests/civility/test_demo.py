"""The demo unit: believable on any day of the year, whole or not at all, and only once."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Membership, Unit, User
from civility.demo.people import DEMO_PASSWORD
from civility.demo.year import DemoYear
from evidence.models import Record
from programs.models import Plan
from reports.figures import figures
from scoring.models import Assessment, Clause
from scoring.totals import differences


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2026, 2, 3)], ids=["in November", "in February"])
def test_the_demo_is_a_year_of_work_that_adds_up(db, today):
    plan = DemoYear(today, lambda step: None).build()
    assert Clause.objects.filter(framework=plan.framework, points__isnull=False).count() == 50
    assert plan.framework.declared_total == 100
    assert plan.tasks.filter(parent=None, clauses__isnull=False).distinct().count() == 32  # as the paper has them
    told = figures(plan, today)
    assert told.activities.count > 35
    assert Record.objects.filter(begins_on__gt=today).count() == 0
    assert 60 < told.totals.overall.points < 92
    assert differences(Assessment.objects.get()) == []
    assert set(Membership.objects.values_list("role", flat=True)) == {
        "admin",
        "office",
        "leader",
        "assessor",
        "auditor",
        "head",
        "clerk",
    }


def test_the_demo_that_stumbles_leaves_an_empty_installation(db, monkeypatch):
    def stumble(self):
        raise ZeroDivisionError

    monkeypatch.setattr(DemoYear, "_activities", stumble)
    with pytest.raises(ZeroDivisionError):
        call_command("demo")
    assert not Unit.objects.exists()
    assert not Plan.objects.exists()


def test_the_demo_leaves_an_installation_with_data_alone(unit, capsys):
    call_command("demo", "--if-empty")
    assert capsys.readouterr().out == ""
    assert list(Unit.objects.all()) == [unit]


def test_a_second_demo_is_refused_in_a_sentence(db, monkeypatch):
    monkeypatch.setattr(DemoYear, "_activities", lambda self: None)
    for step in ("_tasks", "_scores", "_calendar"):
        monkeypatch.setattr(DemoYear, step, lambda self: None)
    call_command("demo")
    assert User.objects.get(username="office").check_password(DEMO_PASSWORD)
    with pytest.raises(CommandError, match="已经建好"):
        call_command("demo")
