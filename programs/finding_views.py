"""The page of one finding and what its buttons do."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.once import once
from accounts.typed import whole_number
from files import renditions
from files.models import Rendition
from files.names import split_ending
from files.serve import serve
from programs import supervision
from programs.finding_lines import status_of
from programs.findings import Finding, FindingFile, Round
from programs.moves import acts_for_all, departments_under
from programs.supervision_forms import (
    FindingForm,
    RecheckForm,
    RectifyForm,
    finding_values,
    records_to_offer,
)
from programs.uploads import PAPERS, PHOTOS, gather

Side = FindingFile.Side


def _findings(request, rule: str):
    return Finding.objects.visible_to(request.user, rule).select_related(
        "round__plan__unit", "round__plan__framework", "department", "task", "clause", "by"
    )


def _may_rectify(request, finding: Finding) -> bool:
    standing = request.standing
    is_own = finding.department_id in departments_under(standing, "finding.rectify")
    return finding.is_with_department and (is_own or acts_for_all(standing, "finding.rectify"))


def _page(request, finding: Finding, status: int = 200, **more):
    """The page; `more` are forms that could not be saved, and the sentence that says why."""
    inspects = request.standing.may("supervision.inspect")
    may_rectify = _may_rectify(request, finding)
    files = list(finding.files.live().with_thumbs())
    form = more.pop("form", None) or RectifyForm(
        finding=finding, initial={"text": finding.rectification, "version": finding.version}
    )
    picked = _picked(form, finding)
    context = {
        "finding": finding,
        "status": status_of(finding, timezone.localdate()),
        "found_files": [one for one in files if one.side == Side.FOUND],
        "fixed_files": [one for one in files if one.side == Side.FIXED],
        "steps": list(finding.steps.select_related("by")),
        "records": list(finding.records.all()),
        "form": form,
        "offered": [(one, one.pk in picked) for one in records_to_offer(finding)] if may_rectify else [],
        "may_rectify": may_rectify,
        "may_recheck": inspects and finding.state == Finding.State.RECTIFIED,
        "may_change": inspects and finding.is_with_department,
        "may_withdraw": inspects and finding.state not in (Finding.State.CLOSED, Finding.State.WITHDRAWN),
        "is_open": finding.state not in (Finding.State.CLOSED, Finding.State.WITHDRAWN),
        **more,
    }
    return render(request, "programs/finding_detail.html", context, status=status)


def _picked(form: RectifyForm, finding: Finding) -> set[int]:
    if form.is_bound:
        return {number for key in form.data.getlist("records") if (number := whole_number(key)) is not None}
    return {one.pk for one in finding.records.all()}


@requires("supervision.read")
@require_GET
def finding_detail(request, pk: int):
    return _page(request, get_object_or_404(_findings(request, "supervision.read"), pk=pk))


@requires("supervision.inspect")
@require_http_methods(["GET", "POST"])
def finding_new(request, pk: int):
    """A finding of a round; ?task= and ?clause= say what it is about. Photos are stored before anything is written."""
    rows = Round.objects.visible_to(request.user, "supervision.inspect").select_related("plan__unit", "plan__framework")
    round = get_object_or_404(rows, pk=pk)
    form = FindingForm(request.POST or None, plan=round.plan, initial=_asked(request))
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        gathered = gather(request.FILES.getlist("files"), PHOTOS)
        refusals = gathered.refusals
        if not refusals:
            answer = once(_found)(request, round=round, form=form, files=gathered.files)
            if answer.status_code < 400:
                return answer
    return _finding_form(request, round, form, refusals, status=422 if form.is_bound else 200)


def _asked(request) -> dict:
    return {name: whole_number(request.GET.get(name)) for name in ("task", "clause")}


def _found(request, *, round: Round, form: FindingForm, files):
    data = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    try:
        finding = supervision.find(round=round, by=request.user, files=files, **data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _finding_form(request, round, form, [], status=422)
    messages.success(request, f"已登记，{finding.department}会收到消息。")
    if request.POST.get("go") == "next":
        return redirect("finding_new", pk=round.pk)
    return redirect(finding)


def _finding_form(request, round: Round, form, refusals, status=200, finding=None):
    context = {"round": round, "form": form, "refusals": refusals, "finding": finding}
    return render(request, "programs/finding_form.html", context, status=status)


@requires("supervision.inspect")
@require_http_methods(["GET", "POST"])
def finding_edit(request, pk: int):
    finding = get_object_or_404(_findings(request, "supervision.inspect"), pk=pk)
    form = FindingForm(request.POST or None, plan=finding.round.plan, finding=finding, initial=finding_values(finding))
    if request.method == "POST" and form.is_valid():
        try:
            supervision.change(finding=finding, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(finding)
    return _finding_form(request, finding.round, form, [], status=422 if form.is_bound else 200, finding=finding)


@requires("finding.rectify")
@require_POST
def finding_rectify(request, pk: int):
    """Hand in how it was put right; files come along and are stored first."""
    rows = _findings(request, "finding.rectify").rectifiable_by(request.user)
    finding = get_object_or_404(rows, pk=pk)
    form = RectifyForm(request.POST, finding=finding)
    if not form.is_valid():
        return _page(request, finding, status=422, form=form)
    gathered = gather(request.FILES.getlist("files"), PAPERS)
    if gathered.refusals:
        return _page(request, finding, status=422, form=form, refusals=gathered.refusals)
    try:
        supervision.rectify(finding=finding, by=request.user, files=gathered.files, **form.cleaned_data)
    except ValidationError as refusal:
        finding = get_object_or_404(_findings(request, "supervision.read"), pk=pk)
        return _page(request, finding, status=422, form=form, error=refusal.messages[0])
    messages.success(request, "已提交，等创建办复查。")
    return redirect(finding)


def _recheck(request, pk: int, act, said: str, names: tuple[str, ...]):
    """One verb of the office with a remark; a refusal keeps what was typed."""
    finding = get_object_or_404(_findings(request, "supervision.inspect"), pk=pk)
    form = RecheckForm(request.POST)
    error = "" if form.is_valid() else next(iter(form.errors.values()))[0]
    if not error:
        given = {name: form.cleaned_data[one] for name, one in zip(names, ("remark", "due_on"), strict=False)}
        try:
            act(finding=finding, by=request.user, version=form.cleaned_data["version"], **given)
        except ValidationError as refusal:
            error = refusal.messages[0]
    if error:
        finding = get_object_or_404(_findings(request, "supervision.inspect"), pk=pk)
        return _page(request, finding, status=422, error=error, typed=request.POST.get("remark", ""))
    messages.success(request, said)
    return redirect(finding)


@requires("supervision.inspect")
@require_POST
def finding_return(request, pk: int):
    return _recheck(request, pk, supervision.return_, "已退回，责任部门会收到你的意见。", ("remark", "due_on"))


@requires("supervision.inspect")
@require_POST
def finding_close(request, pk: int):
    return _recheck(request, pk, supervision.close, "已销号。", ("remark",))


@requires("supervision.inspect")
@require_POST
def finding_withdraw(request, pk: int):
    return _recheck(request, pk, supervision.withdraw, "已撤销，不再计数。", ("reason",))


@requires("supervision.inspect")
@require_POST
def finding_photos(request, pk: int):
    """More photos of what was found."""
    finding = get_object_or_404(_findings(request, "supervision.inspect"), pk=pk)
    gathered = gather(request.FILES.getlist("files"), PHOTOS)
    for refusal in gathered.refusals:
        messages.warning(request, refusal)
    try:
        made = supervision.add_files(finding=finding, side=Side.FOUND, files=gathered.files, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        if made:
            messages.success(request, f"已上传 {len(made)} 张。")
        elif not gathered.refusals:
            messages.warning(request, "没有新的照片。")
    return redirect(finding)


@requires("supervision.read")
@require_safe
def finding_file(request, pk: int, name: str):
    """The bytes: the original to save, or a preview or thumbnail (?size=) to look at."""
    rows = FindingFile.objects.visible_to(request.user).live().select_related("blob")
    row = get_object_or_404(rows, pk=pk)
    size = request.GET.get("size", "")
    if not size:
        return serve(request, row.blob, name=row.name)
    picture = renditions.of(row.blob, size) if size in Rendition.Kind.values else None
    if picture is None:
        raise Http404
    return serve(request, picture, name=f"{split_ending(row.name)[0]}.jpg", inline=True)


@requires("finding.rectify")
@require_POST
def finding_file_withdraw(request, pk: int):
    """Photos of what was found are the office's to take out; proof of rectification is the department's."""
    file = get_object_or_404(
        FindingFile.objects.visible_to(request.user, "finding.rectify").live().select_related("finding"), pk=pk
    )
    finding = get_object_or_404(_findings(request, "supervision.read"), pk=file.finding_id)
    is_theirs = request.standing.may("supervision.inspect") or (
        file.side == Side.FIXED and _may_rectify(request, finding)
    )
    if not is_theirs:
        raise Http404
    try:
        supervision.withdraw_file(file=file, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, f"已撤下“{file}”，原文件仍然保存。")
    return redirect(finding)
