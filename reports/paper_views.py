"""The page of papers: what can be made, what is being made, what is ready."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.gate import requires
from accounts.once import once
from jobs.models import Job
from jobs.runs import run_of, tell_asked
from programs.current import current_plan, other_plans
from programs.models import Plan
from reports.actions import ask_for
from reports.offers import OFFERS
from reports.orders import Offer
from reports.package_contents import coverage_of
from reports.shelves import APPLYING, OTHERS, USUAL

PER_PAGE = 15
FRESH = timedelta(minutes=10)
FORMATS = {
    "xlsx": ("Excel", "file-earmark-excel"),
    "docx": ("Word", "file-earmark-word"),
    "pdf": ("PDF", "file-earmark-pdf"),
}


def _shelves(plan: Plan, asked) -> dict:
    """The papers as the page shows them, shelf by shelf; `asked` may name a department or a record to begin with."""
    choices = {offer.choice for offer in OFFERS.values() if offer.choice}
    options = {choice: choice.options(plan) for choice in choices}

    def shown(keys) -> list[dict]:
        return [_shown(OFFERS[key], options.get(OFFERS[key].choice), asked) for key in keys]

    return {
        "applying": shown(APPLYING),
        "usual": shown(USUAL),
        "shelves": [(shelf.title, shown(shelf.keys)) for shelf in OTHERS],
    }


def _shown(offer: Offer, options: list[tuple[str, str]] | None, asked) -> dict:
    return {
        "key": offer.key,
        "title": offer.title,
        "icon": offer.icon,
        "about": offer.about,
        "formats": [
            {"ending": ending, "name": name, "icon": icon} for ending in offer.kinds for name, icon in [FORMATS[ending]]
        ],
        "choice": offer.choice,
        "is_written": offer.is_written,
        "options": options,
        "chosen": asked.get(offer.choice.name, "") if offer.choice else "",
    }


def _is_fresh(job: Job, now) -> bool:
    """Is it being made, or only just made: then its line stands above the papers, where it is seen."""
    return job.is_open or (job.finished_at is not None and now - job.finished_at < FRESH)


@requires("report.read")
@require_GET
def report_list(request):
    """Papers to choose from, and the unit's jobs, newest first."""
    plan = current_plan(request)
    if plan is None:
        return render(request, "reports/none.html", {"title": "报表中心"})
    jobs = Job.objects.visible_to(request.user, "report.read").of_unit(request.unit).filter(kind__startswith="reports.")
    page = Paginator(jobs.select_related("asked_by", "result"), PER_PAGE).get_page(request.GET.get("page"))
    runs = [run_of(job, request.standing) for job in page]
    context = {
        "plan": plan,
        "others": other_plans(request, plan),
        "covered": coverage_of(plan),
        "page": page,
        "runs": runs,
        "is_busy": page.number == 1 and any(_is_fresh(run.job, timezone.now()) for run in runs),
        "back": request.path,
        "kept_days": settings.JOB_RESULT_DAYS,
        "year": plan.year,
    }
    return render(request, "reports/report_list.html", context | _shelves(plan, request.GET))


@requires("report.make")
@require_POST
@once
def report_make(request):
    """Ask for one paper of one plan: kind, format, plan (its serial), choice where there are several of the kind."""
    serial = request.POST.get("plan", "")
    plans = Plan.objects.visible_to(request.user, "report.make").of_unit(request.unit).select_related("unit")
    is_number = serial.isascii() and serial.isdigit() and len(serial) < 10
    plan = get_object_or_404(plans, serial=serial if is_number else 0)
    try:
        job, is_new = ask_for(
            plan=plan,
            key=request.POST.get("kind", ""),
            ending=request.POST.get("format", "xlsx"),
            choice=request.POST.get("choice", "").strip(),
            by=request.user,
        )
    except ValidationError as problem:
        messages.error(request, problem.message)
    else:
        tell_asked(request, job, is_new)
    return redirect("report_list")
