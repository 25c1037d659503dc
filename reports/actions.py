"""Asking for a paper: one job at a time for the same paper of the same plan."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from jobs import actions as jobs
from jobs.models import Job
from programs.models import Plan
from reports.offers import OFFERS, name_of


@transaction.atomic
def ask_for(*, plan: Plan, key: str, ending: str, by: User, choice: str = "") -> tuple[Job, bool]:
    """Ask for a paper; the job, and whether it is new: one that is being made already is not asked for again."""
    offer = OFFERS.get(key)
    if offer is None or ending not in offer.kinds:
        raise ValidationError("没有这种报表或格式，请从列表里选。")
    kind = offer.kinds[ending]
    name = name_of(plan, offer, ending, choice)
    arguments = {"plan": plan.pk} | ({"choice": choice} if offer.choice and choice else {})
    open_states = [Job.State.QUEUED, Job.State.RUNNING]
    asked = Job.objects.of_unit(plan.unit).filter(kind=kind, state__in=open_states)
    same = next((job for job in asked if job.arguments == arguments), None)
    if same is not None:
        return same, False
    job = jobs.ask(kind=kind, title=name, by=by, unit=plan.unit, arguments=arguments)
    audit.record(by=by, verb="生成报表", of=plan, unit=plan.unit, after={"报表": offer.title, "格式": ending})
    return job, True
