"""The background jobs that set papers: one kind for each paper and format."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils import timezone

from documents import child
from jobs.registry import GaveUp, Result, handler
from programs.models import Plan
from reports import record_rows, task_rows
from reports.offers import LONGEST, MEDIA_TYPES, OFFERS, make
from reports.package import LIMITS, Package
from reports.package_actions import KIND, package_name, tell_kept_back
from reports.package_contents import contents_of, frameworks_for
from reports.styles import layout_of


def _register(key: str, ending: str, kind: str, title: str) -> None:
    @handler(kind, title=title)
    def run(work):
        plan = Plan.objects.select_related("unit", "framework").filter(pk=work.arguments.get("plan")).first()
        if plan is None:
            raise GaveUp("这份方案已经不在了，报表没有生成。")
        try:
            made = make(plan, key, ending, on_step=work.progress, choice=work.arguments.get("choice", ""))
        except ValidationError as problem:
            raise GaveUp(problem.message) from None
        except child.ChildError as problem:
            raise GaveUp(str(problem)) from None
        tell_kept_back(plan.unit, plan.year)
        return Result(data=made.data, name=made.name, media_type=made.media_type)


for offer in OFFERS.values():
    for ending, kind in offer.kinds.items():
        _register(offer.key, ending, kind, offer.title)


@handler(task_rows.KIND, title="任务清单")
def make_task_rows(work):
    """The table of tasks as its page showed it; today's rows of the same filters."""
    plan = Plan.objects.select_related("unit", "framework").filter(pk=work.arguments.get("plan")).first()
    if plan is None:
        raise GaveUp("这份方案已经不在了，清单没有生成。")
    work.progress(10, "汇总任务")
    try:
        paper = task_rows.paper_for(plan, work.arguments, timezone.localdate())
        work.progress(60, "写成表格")
        data = child.set_paper(paper, "xlsx", layout_of(plan.unit_id), seconds=LONGEST)
    except ValidationError as problem:
        raise GaveUp(problem.message) from None
    except child.ChildError as problem:
        raise GaveUp(str(problem)) from None
    return Result(data, task_rows.name_of(plan, work.arguments["show"]), MEDIA_TYPES["xlsx"])


@handler(record_rows.KIND, title="档案目录")
def make_record_rows(work):
    """The library as its page showed it to the person who asks; today's records of the same filters."""
    unit, user, query = work.job.unit, work.job.asked_by, work.arguments.get("query", "")
    if user is None:
        raise GaveUp("提出的人已经不在系统里，目录没有生成。")
    work.progress(10, "汇总档案")
    try:
        paper = record_rows.record_rows(unit, query, user)
        work.progress(60, "写成表格")
        data = child.set_paper(paper, "xlsx", layout_of(unit.pk), seconds=LONGEST)
    except ValidationError as problem:
        raise GaveUp(problem.message) from None
    except child.ChildError as problem:
        raise GaveUp(str(problem)) from None
    return Result(data, work.job.title, MEDIA_TYPES["xlsx"])


@handler(KIND, title="迎检资料包")
def make_package(work):
    """The package, made while it is stored: a cancelled one leaves nothing."""
    plan = Plan.objects.select_related("unit", "framework").filter(pk=work.arguments.get("plan")).first()
    wanted = work.arguments.get("framework")
    framework = next((one for one in frameworks_for(plan) if one.pk == wanted), None) if plan else None
    if framework is None:
        raise GaveUp("这份方案或体系已经不在了，资料包没有生成。")
    work.progress(2, "汇总得分点和佐证")
    package = Package(contents_of(plan, framework), LIMITS.get(work.arguments.get("limit"), LIMITS["2"]), work.progress)
    tell_kept_back(plan.unit, plan.year)
    return Result(data=_told(package), name=package_name(plan), media_type="application/zip")


def _told(package: Package) -> Iterator[bytes]:
    """The pieces of a package; what the child could not do ends it with its sentence."""
    try:
        yield from package.chunks()
    except child.ChildError as problem:
        raise GaveUp(str(problem)) from None
