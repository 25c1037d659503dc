"""Pages of the framework library: all editions, one with its rows, copying, putting to use, its table."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.gate import requires
from accounts.once import once
from jobs import actions as jobs
from scoring import crosswalk, library
from scoring.framework_forms import CopyForm, DescribeForm, ReadInForm
from scoring.jobs import TABLE
from scoring.models import Framework, Layer
from scoring.points import printed
from scoring.reading_in import SameAlready, read_in
from scoring.rows import rows_of

PER_PAGE = 20
ROWS_PER_PAGE = 40
PARTNERS = 50
DOUBTS = 3  # told at once
TONES = {Framework.State.DRAFT: "check", Framework.State.PUBLISHED: "done", Framework.State.PAST: "none"}
BASIC = Q(clauses__indicator__category__layer=Layer.BASIC)


def frameworks(request, rule: str = "plan.read"):
    return Framework.objects.visible_to(request.user, rule).of_unit(request.unit)


def framework_for(request, pk: int, rule: str = "plan.read") -> Framework:
    return get_object_or_404(frameworks(request, rule).select_related("replaces", "unit"), pk=pk)


@requires("plan.read")
@require_safe
def framework_list(request):
    """All editions, newest first; those that a later one has taken the place of only on request."""
    with_past = request.GET.get("past") == "1"
    rows = frameworks(request).select_related("replaces").order_by("-year", "-pk")
    rows = rows.annotate(clause_count=Count("clauses", filter=BASIC), worth=Sum("clauses__points", filter=BASIC))
    if not with_past:
        rows = rows.exclude(state=Framework.State.PAST)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.tone, row.worth_text = TONES[row.state], printed(row.worth)
    shown = {"page": page, "with_past": with_past, "query": "past=1" if with_past else ""}
    return render(request, "scoring/framework_list.html", shown)


@requires("plan.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def framework_read(request):
    """Read a framework from a file: a superior's, or our own table come back.

    Without a once-key: reading takes seconds and must not hold a transaction; what came twice is known by its words.
    """
    is_given = request.method == "POST"
    form = ReadInForm(request.POST, request.FILES) if is_given else ReadInForm()
    known = None
    if is_given and form.is_valid():
        said = form.cleaned_data
        upload = said.pop("file")
        try:
            read = read_in(unit=request.unit, by=request.user, chunks=upload.chunks(), name=upload.name, **said)
        except SameAlready as problem:
            known = problem
        except ValidationError as problem:
            form.add_error("file", problem)
        else:
            messages.success(request, "读进来了，先存为草稿；看过没有问题就启用。")
            if read.doubts:
                messages.warning(request, _doubts_said(read.doubts))
            return redirect(read.framework)
    shown = {"form": form, "known": known}
    return render(request, "scoring/framework_read.html", shown, status=422 if form.errors or known else 200)


def _doubts_said(doubts: list[str]) -> str:
    more = f"……等 {len(doubts)} 处" if len(doubts) > DOUBTS else ""
    return f"有 {len(doubts)} 处疑问，已照原文：{'；'.join(doubts[:DOUBTS])}{more}"


@requires("plan.read")
@require_safe
def framework_detail(request, pk):
    return _detail(request, framework_for(request, pk))


def _detail(request, framework: Framework, *, status: int = 200, **forms):
    rows = rows_of(framework)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    linked = crosswalk.counts(framework)
    partners = list(frameworks(request).exclude(pk=framework.pk).order_by("-year", "-pk")[:PARTNERS])
    for one in partners:
        one.link_count = linked.get(one.pk, 0)
    partners.sort(key=lambda one: -one.link_count)
    context = {
        "framework": framework,
        "tone": TONES[framework.state],
        "followers": framework.replaced_by.order_by("pk")[:10],
        "page": page,
        "n_rows": len(rows),
        "lines": [_line(row) for row in page],
        "worth": printed(framework.declared_total),
        "partners": partners,
        "can_edit": request.standing.may("plan.edit"),
        "can_make": request.standing.may("report.make"),
        "copy_form": CopyForm(initial={"year": framework.year + 1}),
        "describe_form": DescribeForm(instance=framework),
    }
    return render(request, "scoring/framework_detail.html", context | forms, status=status)


def _line(row) -> dict:
    """A row of the table as the page prints it."""
    return {
        "layer": "" if row.layer == Layer.BASIC else Layer(row.layer).label,
        "path": " / ".join(heading.name for heading in row.path),
        "number": row.number,
        "statements": [(one.text, printed(one.points)) for one in row.statements],
        "departments": "、".join(row.departments),
        "due": row.due_text or (row.due_on.isoformat() if row.due_on else ""),
    }


@requires("plan.edit")
@require_POST
@once
def framework_copy(request, pk):
    framework = framework_for(request, pk, "plan.edit")
    form = CopyForm(request.POST)
    if form.is_valid():
        try:
            copy = library.copy_to_year(framework=framework, year=form.cleaned_data["year"], by=request.user)
        except ValidationError as refusal:
            form.add_error("year", refusal)
        else:
            messages.success(request, f"已复制为 {copy.year} 年的草稿，时限已顺延，文字照原文。")
            return redirect(copy)
    return _detail(request, framework, status=422, copy_form=form)


@requires("plan.edit")
@require_POST
def framework_describe(request, pk):
    framework = framework_for(request, pk, "plan.edit")
    form = DescribeForm(request.POST, instance=framework_for(request, pk, "plan.edit"))
    if not form.is_valid():
        return _detail(request, framework, status=422, describe_form=form)
    said = form.cleaned_data
    changed = library.describe(framework=framework, level=said["level"], issuer=said["issuer"], by=request.user)
    messages.success(request, "已保存。" if changed else "没有改动。")
    return redirect(framework)


@requires("plan.edit")
@require_POST
def framework_publish(request, pk):
    framework = framework_for(request, pk, "plan.edit")
    try:
        library.publish(framework=framework, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "体系已启用。")
    return redirect(framework)


@requires("plan.edit")
@require_POST
def framework_drop(request, pk):
    framework = framework_for(request, pk, "plan.edit")
    try:
        library.drop(framework=framework, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("framework_detail", pk)
    messages.success(request, "草稿已删除。")
    return redirect("framework_list")


@requires("report.make")
@require_POST
@once
def framework_table(request, pk):
    """Ask for the workbook; it is fetched on the page of its job."""
    framework = framework_for(request, pk, "report.make")
    title = library.table_name(framework)
    with transaction.atomic():
        job = jobs.ask(
            kind=TABLE, title=title, by=request.user, unit=framework.unit, arguments={"framework": framework.pk}
        )
        audit.record(by=request.user, verb="导出测评体系", of=framework)
    return redirect("job_detail", job.pk)
