"""Asking for 迎检资料包, and telling the office once which photos had to stay behind."""

from __future__ import annotations

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts import audit, notices
from accounts.access import Role
from accounts.models import Unit, User
from evidence.consent import kept_back
from evidence.models import Attachment
from files.names import safe_name
from jobs import actions as jobs
from jobs.models import Job
from programs.models import Plan
from reports.package import LIMITS
from reports.package_contents import frameworks_for
from scoring.models import Framework

KIND = "reports.package"


@transaction.atomic
def ask_for_package(*, plan: Plan, framework: Framework, limit: str, by: User) -> tuple[Job, bool]:
    """The job that makes it, and whether it is new: one that is being made already is not asked for again."""
    if limit not in LIMITS:
        raise ValidationError("没有这种照片大小，请从列表里选。")
    if framework not in frameworks_for(plan):
        raise ValidationError("这套体系没有和方案的体系对照过，不能按它的编号出资料包。")
    arguments = {"plan": plan.pk, "framework": framework.pk, "limit": limit}
    open_ones = Job.objects.of_unit(plan.unit).open().filter(kind=KIND)
    same = next((job for job in open_ones if job.arguments == arguments), None)
    if same is not None:
        return same, False
    title = package_name(plan)
    job = jobs.ask(kind=KIND, title=title, by=by, unit=plan.unit, arguments=arguments)
    audit.record(by=by, verb="生成迎检资料包", of=plan, unit=plan.unit, after={"体系": framework.title, "照片": limit})
    return job, True


def package_name(plan: Plan) -> str:
    return safe_name(f"{plan.unit.name}{plan.year}年迎检资料包", ".zip")


def tell_kept_back(unit: Unit, year: int) -> int:
    """Tell the office which photos of a year stay out of papers; once for the same photos. How many there are."""
    photos = Attachment.objects.live().filter(record__unit=unit, record__year=year, record__state="accepted")
    keys = list(kept_back(photos).order_by("pk").values_list("pk", flat=True))
    if keys:
        digest = hashlib.sha256(repr(keys).encode()).hexdigest()[:16]
        office = User.objects.filter(memberships__unit=unit, memberships__role=Role.OFFICE, is_active=True).distinct()
        text = f"{year} 年有 {len(keys)} 张照片没有放进报表和资料包：有未成年人但还没有监护人同意，或已撤出使用。"
        path = f"{reverse('people_in_pictures')}?year={year}"
        notices.tell_all(office, text, path, f"kept-back:{unit.pk}:{digest}", notices.Kind.RESULT)
    return len(keys)
