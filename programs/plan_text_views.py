"""A plan's head, sections and annexed files in the browser."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts import meanwhile
from accounts.gate import requires
from accounts.once import once
from accounts.typed import clean_text, whole_number
from files.serve import serve
from programs import plan_text
from programs.models import Plan, PlanFile, PlanSection
from programs.plan_forms import HeadForm, SectionForm, head_values, section_values
from programs.plan_life import DRAFTED
from programs.uploads import gather

TAKES = ("image/", "application/", "text/")


def _plan(request, pk: int) -> Plan:
    rows = Plan.objects.visible_to(request.user, "plan.edit").select_related("unit")
    return get_object_or_404(rows, pk=pk)


def _section(request, pk: int) -> PlanSection:
    plans = Plan.objects.visible_to(request.user, "plan.edit")
    rows = PlanSection.objects.filter(plan__in=plans.values("pk")).select_related("plan__unit")
    return get_object_or_404(rows, pk=pk)


@requires("plan.edit")
@require_http_methods(["GET", "POST"])
def plan_head(request, pk: int):
    plan = _plan(request, pk)
    form = HeadForm(request.POST or None, plan=plan, initial=head_values(plan))
    if request.method == "POST" and form.is_valid():
        try:
            plan_text.describe(plan=plan, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect("plan_detail", plan.pk)
    page = {"plan": plan, "form": form}
    return render(request, "programs/plan_head.html", page, status=422 if form.is_bound else 200)


@requires("plan.edit")
@require_GET
def plan_sections(request, pk: int):
    """The outline of the text, to write on and to put in order."""
    plan = _plan(request, pk)
    page = {"plan": plan, "sections": list(plan.sections.order_by("order", "pk")), "can_write": plan.state in DRAFTED}
    return render(request, "programs/plan_sections.html", page)


@requires("plan.edit")
@require_http_methods(["GET", "POST"])
@once
def section_new(request, pk: int):
    """A section behind the one named by ?after=, else at the end."""
    plan = _plan(request, pk)
    number = whole_number(request.POST.get("after") or request.GET.get("after"))
    after = plan.sections.filter(pk=number).first() if number is not None else None
    form = SectionForm(request.POST or None, initial={"level": after.level if after and after.level else 1})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            section = plan_text.add_section(
                plan=plan,
                by=request.user,
                level=data["level"],
                heading=data["heading"],
                text=data["text"],
                after=after,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(f"{reverse('plan_sections', args=[plan.pk])}#s{section.pk}")
    page = {"plan": plan, "form": form, "after": after}
    return render(request, "programs/plan_section.html", page, status=422 if form.is_bound else 200)


@requires("plan.edit")
@require_http_methods(["GET", "POST"])
def section_edit(request, pk: int):
    """Write one section; where somebody was quicker, both texts are shown and nothing typed is lost."""
    section = _section(request, pk)
    plan = section.plan
    now = SectionForm(initial=section_values(section))
    data = meanwhile.settled(request.POST, now) if request.method == "POST" else None
    form = SectionForm(data, initial=section_values(section))
    told = None
    marks = meanwhile.marks_of(now) if data is None else data.get(meanwhile.MARKS, "")
    if request.method == "POST" and form.is_valid():
        try:
            plan_text.write_section(section=section, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            if refusal.code == "stale":
                theirs = PlanSection.objects.get(pk=pk)
                now = SectionForm(initial=section_values(theirs))
                told = meanwhile.compare(form, now, marks=marks, said="这一节刚才有人改过")
                # the page now shows theirs beside ours: saving again is meant
                meanwhile.follow(form, now, ["version", *told.followed])
                marks = meanwhile.marks_of(now)
            else:
                form.add_error(None, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(f"{reverse('plan_sections', args=[plan.pk])}#s{section.pk}")
    page = {"plan": plan, "section": section, "form": form, "meanwhile": told, "marks": marks}
    status = 409 if told is not None else 422 if form.is_bound else 200
    return render(request, "programs/plan_section.html", page, status=status)


def _change(request, section: PlanSection, act, said: str = ""):
    plan = section.plan
    try:
        act()
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        if said:
            messages.success(request, said)
    mark = f"#s{section.pk}" if section.pk else ""
    return redirect(f"{reverse('plan_sections', args=[plan.pk])}{mark}")


@requires("plan.edit")
@require_POST
def section_move(request, pk: int):
    section = _section(request, pk)
    is_up = request.POST.get("to") == "up"
    return _change(request, section, lambda: plan_text.move_section(section=section, by=request.user, is_up=is_up))


@requires("plan.edit")
@require_POST
def section_remove(request, pk: int):
    section = _section(request, pk)
    version = whole_number(request.POST.get("version"))
    return _change(
        request,
        section,
        lambda: plan_text.remove_section(section=section, by=request.user, version=version),
        "已删除，原来的文字在操作日志里查得到。",
    )


@requires("plan.edit")
@require_POST
def plan_files(request, pk: int):
    """Annex files under a title."""
    plan = _plan(request, pk)
    title = clean_text(request.POST.get("title", ""))
    if len(title) > 120:
        messages.warning(request, "附件名称最多 120 字，没有上传。")
        return redirect("plan_detail", plan.pk)
    gathered = gather(request.FILES.getlist("files"), TAKES)
    for refusal in gathered.refusals:
        messages.warning(request, refusal)
    try:
        made = plan_text.add_files(plan=plan, files=gathered.files, title=title, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        if made:
            messages.success(request, f"已添加 {len(made)} 个附件。")
        elif not gathered.refusals:
            messages.warning(request, "还没有选择新的文件。")
    return redirect("plan_detail", plan.pk)


@requires("plan.read")
@require_safe
def plan_file(request, pk: int, name: str):
    row = get_object_or_404(PlanFile.objects.visible_to(request.user).live().select_related("blob"), pk=pk)
    return serve(request, row.blob, name=row.name)


@requires("plan.edit")
@require_POST
def plan_file_withdraw(request, pk: int):
    rows = PlanFile.objects.visible_to(request.user, "plan.edit").live().select_related("plan")
    file = get_object_or_404(rows, pk=pk)
    try:
        plan_text.withdraw_file(file=file, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, f"已撤下“{file}”，原文件仍然保存。")
    return redirect("plan_detail", file.plan_id)
