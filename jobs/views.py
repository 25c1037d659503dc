"""The pages of one background job: its state, its result, stopping it, doing it again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from accounts.gate import requires
from accounts.once import once
from accounts.way_back import page_of_ours
from files.serve import serve
from jobs import actions
from jobs.models import Job
from jobs.registry import HANDLERS
from jobs.runs import may_cancel, run_of, tell_asked


def _job(request, pk):
    rows = Job.objects.visible_to(request.user, "report.read").of_unit(request.unit)
    return get_object_or_404(rows.select_related("asked_by", "result"), pk=pk)


def _back(request, job: Job):
    """To the page the person came from, where it is one of ours."""
    return redirect(page_of_ours(request.POST.get("back", ""), otherwise=reverse("job_detail", args=[job.pk])))


@requires("report.read")
@require_GET
def job_detail(request, pk):
    """The page of a job; htmx asks for the one line alone, while the job is open."""
    run = run_of(_job(request, pk), request.standing)
    template = "jobs/_run.html" if request.htmx else "jobs/job.html"
    response = render(request, template, {"run": run, "back": request.GET.get("back", "")})
    patch_vary_headers(response, ["HX-Request"])
    return response


@requires("report.read")
@require_GET
def job_download(request, pk):
    """The result under its Chinese name."""
    job = _job(request, pk)
    if not run_of(job, request.standing).can_download:
        messages.warning(request, "这份结果现在不能下载：还没有生成，或已过保存期。")
        return redirect("job_detail", job.pk)
    return serve(request, job.result, name=job.result_name)


@requires("report.make")
@require_POST
def job_cancel(request, pk):
    job = _job(request, pk)
    if not may_cancel(job, request.standing):
        raise PermissionDenied
    if actions.cancel(job=job, by=request.user):
        messages.success(request, f"已取消“{job.title}”。")
    else:
        messages.info(request, f"“{job.title}”已经结束，不用取消了。")
    return _back(request, job)


@requires("report.make")
@require_POST
@once
def job_again(request, pk):
    """The same work once more, with today's data."""
    job = _job(request, pk)
    if job.kind not in HANDLERS:
        messages.warning(request, "这一类任务已经不再提供。")
        return _back(request, job)
    with transaction.atomic():
        again = actions.ask(
            kind=job.kind, title=job.title, by=request.user, unit=job.unit, arguments=dict(job.arguments)
        )
    tell_asked(request, again)
    return _back(request, again)
