"""The page of 迎检资料包: what it would hold, what is missing, and the button."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import requires
from accounts.once import once
from accounts.typed import whole_number
from jobs.models import Job
from jobs.runs import run_of, size, tell_asked
from programs.current import current_plan, other_plans
from programs.models import Plan
from reports.package_actions import KIND, ask_for_package
from reports.package_contents import contents_of, frameworks_for, short_of

SHOWN_RUNS = 5
SHOWN_GAPS = 60
PHOTOS = [
    ("2", "每张压到 2 MB 以内（去掉拍摄地点）"),
    ("5", "每张压到 5 MB 以内（去掉拍摄地点）"),
    ("0", "原图，带拍摄时间和地点"),
]


@requires("report.read")
@require_safe
def report_package(request):
    """What a package of the plan would hold today."""
    plan = current_plan(request)
    if plan is None:
        return render(request, "reports/none.html", {"title": "迎检资料包"})
    frameworks = frameworks_for(plan)
    wanted = whole_number(request.GET.get("framework"))
    framework = next((one for one in frameworks if one.pk == wanted), frameworks[0])
    contents = contents_of(plan, framework, previews=False)
    jobs = Job.objects.visible_to(request.user, "report.read").of_unit(request.unit).filter(kind=KIND)
    runs = [run_of(job, request.standing) for job in jobs.select_related("asked_by", "result")[:SHOWN_RUNS]]
    clauses = contents.clauses()
    context = {
        "plan": plan,
        "others": other_plans(request, plan),
        "frameworks": frameworks,
        "framework": framework,
        "count": len(clauses),
        "proven": sum(bool(clause.records) for clause in clauses),
        "gaps": contents.gaps[:SHOWN_GAPS],
        "n_gaps": len(contents.gaps),
        "short": short_of(contents)[:SHOWN_GAPS],
        "records": len(contents.records),
        "files": len(contents.files()),
        "size": size(contents.size),
        "warnings": _warnings(contents),
        "photos": PHOTOS,
        "runs": runs,
        "is_busy": any(run.job.is_open for run in runs),
        "back": request.path,
    }
    return render(request, "reports/package.html", context)


def _warnings(contents) -> list[str]:
    """What would stay outside, in sentences."""
    said = []
    if contents.unaccepted:
        said.append(f"有 {contents.unaccepted} 处佐证还没有审核通过，不放进资料包。")
    if contents.kept_back:
        said.append(f"有 {contents.kept_back} 张照片不放进去：有未成年人但还没有监护人同意，或已撤出使用。")
    if contents.damaged:
        said.append(f"有 {len(contents.damaged)} 个文件核验时发现损坏或丢失，放不进去，请联系管理员从备份恢复。")
    if contents.size > 4 * 2**30:
        said.append("材料超过 4 GB，有的 U 盘（FAT32）放不下这么大的文件，建议选压缩照片。")
    return said


@requires("report.make")
@require_POST
@once
def report_package_make(request):
    """Ask for the package of a plan by a framework, with photos of a size."""
    plans = Plan.objects.visible_to(request.user, "report.make").of_unit(request.unit)
    serial = whole_number(request.POST.get("plan")) or 0
    plan = get_object_or_404(plans.select_related("unit", "framework"), serial=min(serial, 2**31 - 1))
    wanted = whole_number(request.POST.get("framework"))
    framework = next((one for one in frameworks_for(plan) if one.pk == wanted), plan.framework)
    try:
        job, is_new = ask_for_package(
            plan=plan, framework=framework, limit=request.POST.get("limit", "2"), by=request.user
        )
    except ValidationError as problem:
        messages.error(request, problem.message)
    else:
        tell_asked(request, job, is_new)
    return redirect("report_package")
