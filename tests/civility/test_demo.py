"""The demo unit: believable on any day of the year, whole or not at all, and only once."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Membership, Unit, User
from civility.demo.people import DEMO_PASSWORD
from civility.demo.year import DemoYear
from evidence.models import Attachment, Record
from programs.awards import AwardRound
from programs.models import Plan
from reports.burden_reading import burden_of
from reports.figures import figures
from scoring.models import Assessment, Clause
from scoring.totals import differences


def facts_of(plan, today) -> dict:
    """What the demo is measured by; of November's it is noted where its papers are made (test_papers_out.py)."""
    told = figures(plan, today)
    return {
        "clauses": Clause.objects.filter(framework=plan.framework, points__isnull=False).count(),
        "declared": plan.framework.declared_total,
        # as the paper has them
        "rows": plan.tasks.filter(parent=None, clauses__isnull=False).distinct().count(),
        "activities": told.activities.count,
        "to come": Record.objects.filter(begins_on__gt=today).count(),
        "points": told.totals.overall.points,
        "differences": differences(Assessment.objects.get()),
        "roles": set(Membership.objects.values_list("role", flat=True)),
    }


def adds_up(told: dict) -> bool:
    assert told["activities"] > 35
    assert 60 < told["points"] < 92
    return told == told | {
        "clauses": 50,
        "declared": 100,
        "rows": 32,
        "to come": 0,
        "differences": [],
        "roles": {"admin", "office", "leader", "assessor", "auditor", "head", "clerk"},
    }


def test_the_demo_of_february_is_a_year_of_work_that_adds_up(db):
    today = date(2026, 2, 3)
    plan = DemoYear(today, lambda step: None).build()
    assert adds_up(facts_of(plan, today))
    asked = burden_of(plan, date(2025, 12, 20)).totals
    assert (asked["repeated"], asked["held"]) == (1, 1)
    assert [round.get_state_display() for round in AwardRound.objects.order_by("pk")] == ["已公布", "推荐中"]
    certificates = Attachment.objects.filter(record__kind=Record.Kind.HONOUR, slot=Attachment.Slot.PROOF)
    assert {one.blob.media_type for one in certificates} == {"image/jpeg"}
    assert certificates.count() == 3


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
