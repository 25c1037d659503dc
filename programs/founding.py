"""A plan founded on a framework of the library, without a paper: last year's, copied and put to use."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from programs import importing, naming
from programs.breakdown import make_tasks
from programs.fingerprint import fingerprint
from programs.models import Plan
from scoring import actions as scoring
from scoring.models import Framework
from scoring.points import printed
from scoring.standing import standing


@transaction.atomic
def found(*, framework: Framework, by: User) -> Plan:
    """Make the plan of a framework in use with its tasks and self-assessment; a second time it is the same plan.

    Names the unit no longer knows answer for nothing: their tasks wait to be assigned.
    """
    framework.refresh_from_db(from_queryset=Framework.objects.select_for_update(of=("self",)))
    plan = framework.plans.first()
    if plan is not None:
        return plan
    if framework.state != Framework.State.PUBLISHED:
        raise ValidationError("先启用这套体系，再用它建方案。")
    mark = mark_of(framework)
    importing.refuse_planned(framework.unit, framework.year, mark, None)
    plan = make_plan(framework, mark, by)
    tasks = make_tasks(plan, framework, naming.known_names(framework.unit))
    scoring.open_assessment(framework=framework, unit=framework.unit, by=by)
    after = {"流水号": plan.serial, "任务": len(tasks), "体系": framework.edition}
    audit.record(by=by, verb="用体系建方案", of=plan, after=after)
    importing.tell_departments(plan, tasks, by)
    return plan


def mark_of(framework: Framework) -> str:
    """The fingerprint of the paper that would print this framework."""
    return fingerprint({"items": _items(framework)})


def _items(framework: Framework) -> list[dict]:
    """The clauses as a paper would say them, so that the paper is known when it comes after all."""
    return [
        {
            "layer": one.layer,
            "path": one.place[1],
            "text": one.clause.text,
            "points": printed(one.clause.points),
            "departments": one.indicator.departments,
        }
        for one in standing(framework)
    ]


def make_plan(framework: Framework, mark: str, by: User) -> Plan:
    """Under the next running number; two at once get two numbers, without a gap."""
    attempts = 5
    while True:
        attempts -= 1
        try:
            with transaction.atomic():
                return Plan.objects.create(
                    serial=importing.next_serial(),
                    unit=framework.unit,
                    year=framework.year,
                    title=framework.title,
                    issuer=framework.issuer,
                    framework=framework,
                    fingerprint=mark,
                    made_by=by,
                )
        except IntegrityError:
            if not attempts:
                raise
