"""Recording an activity: one page for its photos, facts and files, and for the tasks and clauses it serves."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import meanwhile
from accounts.gate import requires
from accounts.once import once
from accounts.typed import whole_number
from evidence import actions
from evidence.forms import ActivityForm, facts_of
from evidence.models import ActivityKind, Record
from evidence.record_views import detail_context, kept_record, seen_record
from evidence.slots import slot_box
from evidence.usual import usual_department
from programs import keeping
from programs.asked import lines_for
from programs.moves import moves
from programs.record_sheet import Sheet, last_of
from programs.recording import record_for, set_served
from programs.resolutions_views import agreed_of, linkable_of
from programs.serving import ids_typed
from programs.tasks import Task
from scoring.models import Assessment, Citation, Clause


def _department_for(request, last: Record | None) -> int | None:
    """Who held it, before anybody says so: whoever has the task the address names, else the usual one."""
    asked = ids_typed(request.GET, "task")
    if asked and not request.standing.is_department_only:
        tasks = Task.objects.visible_to(request.user, "task.read").filter(pk__in=asked, department__is_active=True)
        found = tasks.values_list("department", flat=True).first()
        if found is not None:
            return found
    return usual_department(request.standing, last)


def _like(last: Record | None) -> dict:
    if last is None:
        return {}
    facts = facts_of(last)
    return {name: facts[name] for name in ("kind", "place", "people", "headcount", "department", "departments")}


@once
def _create(request, sheet: Sheet):
    """Make the draft and its links in one transaction, once per form; the record is left on the sheet."""
    served = sheet.serves.cleaned_data
    try:
        with transaction.atomic():
            record = actions.open_activity(unit=request.unit, by=request.user, **sheet.activity.cleaned_data)
            record_for(record=record, tasks=served["tasks"], clauses=served["clauses"], by=request.user)
            _add_press(sheet, record)
    except ValidationError as problem:
        return sheet.refuse(problem)
    sheet.created = record
    return redirect("record_edit", pk=record.pk)


def _add_press(sheet: Sheet, record: Record) -> None:
    if sheet.press.is_bound:
        actions.attach(record=record, slot="press", by=sheet.request.user, **sheet.press.cleaned_data)


def _hand_in(request, record: Record):
    """Submit what was just saved; a refusal leaves the draft as saved and says why."""
    try:
        actions.submit(record=record, by=request.user)
    except ValidationError as problem:
        messages.warning(request, f"已存草稿。{problem.messages[0]}")
        return redirect("record_edit", pk=record.pk)
    messages.success(request, "已提交审核，审核人会收到消息。")
    return redirect("record_detail", pk=record.pk)


def _after_saving(sheet: Sheet, record: Record):
    keeping.forget(sheet.request.user, sheet.record)
    is_whole = sheet.take_files(record)
    if sheet.wants_review and is_whole:
        return _hand_in(sheet.request, record)
    messages.success(sheet.request, "已存草稿。")
    if sheet.request.POST.get("then") == "people" and is_whole:
        return redirect("record_people", pk=record.pk)
    return redirect("record_edit", pk=record.pk)


@requires("record.write")
@require_http_methods(["GET", "POST"])
def record_new(request):
    """An empty page (?task= ticks a task, ?like=1 fills in what the last activity had), or the whole of it posted."""
    if request.method == "GET":
        if request.GET.get("like") or request.GET.get("fresh"):
            keeping.forget(request.user, None)
        last = last_of(request)
        initial = {"begins_on": timezone.localdate(), "department": _department_for(request, last)}
        sheet = Sheet(request, initial=initial | (_like(last) if request.GET.get("like") else {}))
        sheet.last = last
        return sheet.page()
    sheet = Sheet(request)
    if sheet.is_looking:
        return sheet.page()
    if not sheet.is_valid():
        return sheet.page(status=422)
    sheet.created = None
    response = _create(request, sheet)
    return _after_saving(sheet, sheet.created) if sheet.created else response


def _typed_so_far(form: ActivityForm) -> dict:
    """The fields of a form that can be kept as they are."""
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}


def _begun(request) -> dict:
    """What a draft needs at least, from what is typed so far: a day and a department."""
    form = ActivityForm(request.POST, standing=request.standing, is_draft=True)
    typed = _typed_so_far(form)
    typed = {"title": Record.UNNAMED, "kind": None} | typed
    typed["kind"] = typed["kind"] or ActivityKind.objects.unchosen()
    departments = form.fields["department"].queryset
    least = {
        "begins_on": timezone.localdate(),
        "department": departments.filter(pk=usual_department(request.standing)).first() or departments.first(),
    }
    return least | typed


@requires("record.write")
@require_POST
def record_begin(request):
    """A draft for photos that come before any word; the script goes on with it on the same page."""
    facts = _begun(request)
    if facts["department"] is None:
        return JsonResponse({"sentence": "本单位还没有部门，请先在系统设置里添加。"}, status=422)
    try:
        record = actions.open_activity(unit=request.unit, by=request.user, **facts)
    except ValidationError as problem:
        return JsonResponse({"sentence": problem.messages[0]}, status=422)
    keeping.forget(request.user, None)
    box = slot_box(record, can_write=True)
    return JsonResponse(
        {
            "path": reverse("record_edit", args=[record.pk]),
            "files": box.files_path,
            "form": box.form_id,
            "keep": reverse("record_keep", args=[record.pk]),
            "phone": reverse("record_phone", args=[record.pk]),
            "version": record.version,
            meanwhile.MARKS: meanwhile.marks_of(ActivityForm(standing=request.standing, record=record)),
        }
    )


@transaction.atomic
def _change(request, sheet: Sheet, record: Record, version: int | None) -> None:
    actions.change_activity(
        record=record, by=request.user, version=-1 if version is None else version, **sheet.activity.cleaned_data
    )
    if sheet.plan is not None:
        served = sheet.serves.cleaned_data
        set_served(record=record, plan=sheet.plan, tasks=served["tasks"], clauses=served["clauses"], by=request.user)
    _add_press(sheet, record)


@requires("record.write")
@require_http_methods(["GET", "POST"])
def record_edit(request, pk: int):
    """A draft or a returned activity, open for changes."""
    record = kept_record(request, pk)
    if record.kind != Record.Kind.ACTIVITY:
        return redirect("ledger_edit", pk=pk)
    if not record.is_open:
        messages.info(request, f"这份档案现在是“{record.get_state_display()}”，不能改动；要改先由审核人退回。")
        return redirect("record_detail", pk=pk)
    if request.method == "GET" and request.GET.get("fresh"):
        keeping.forget(request.user, record)
    sheet = Sheet(request, record)
    if request.method == "GET" or sheet.is_looking:
        return sheet.page()
    if not sheet.is_valid():
        return sheet.page(status=422)
    try:
        try:
            _change(request, sheet, record, whole_number(request.POST.get("version")))
        except ValidationError as problem:
            if problem.code != "changed":
                raise
            if sheet.overtake():
                return sheet.page(status=409)
            _change(request, sheet, record, record.version)  # what others did touches nothing that is typed here
    except ValidationError as problem:
        return sheet.refuse(problem)
    return _after_saving(sheet, record)


@requires("record.write")
@require_POST
def record_keep(request, pk: int | None = None):
    """Keep what is typed so far; the script sends it while people write."""
    record = kept_record(request, pk) if pk else None
    seen = {}
    if record and request.POST.get("leaving") and record.is_unnamed and record.state == Record.State.DRAFT:
        seen = _name(request, record)
    keeping.keep(request.user, record, request.POST, **seen)
    return JsonResponse(seen)


def _name(request, record: Record) -> dict:
    """Put what is typed into a draft that was begun with photos, so that lists show it by its name and day.

    Nothing of it is lost where it can't be put in yet: the words themselves are kept besides.
    """
    before = ActivityForm(standing=request.standing, record=record)
    form = ActivityForm(request.POST, standing=request.standing, record=record, is_draft=True)
    if meanwhile.marks_of(form) == meanwhile.marks_of(before):
        return {}
    with suppress(ValidationError):
        actions.change_activity(record=record, by=request.user, version=record.version, **_typed_so_far(form))
    record = kept_record(request, record.pk)
    now = ActivityForm(standing=request.standing, record=record)
    return {"version": str(record.version), meanwhile.MARKS: meanwhile.marks_of(now)}


def _serves(request, record: Record, clauses: list[Clause]) -> list[dict]:
    """The tasks a record was made for, and the clauses it is put forward for; and which tasks can be handed in now."""
    rows = record.tasks.select_related("plan").with_filed().order_by("plan", "order")
    tasks = [
        {
            "title": f"{task.number}. {task.title}" if task.number else task.title,
            "path": task.get_absolute_url(),
            "is_ready": task.is_filed
            and not task.group_id
            and moves(task, request.standing, is_divided=task.is_divided).can_submit,
        }
        for task in rows
    ]
    return [
        {"title": "对应任务", "rows": tasks},
        {"title": "佐证的得分点", "rows": [{"title": clause.text, "path": ""} for clause in clauses]},
    ]


def record_page(request, record: Record, *, status: int = 200, **more):
    """The page of the evidence floor, with the tasks and clauses only this floor knows."""
    agreed = more.pop("agreed", None) or agreed_of(request, record)
    citations = Citation.objects.filter(record=record, assessment__kind=Assessment.Kind.SELF)
    clauses = [citation.clause for citation in citations.select_related("clause")]
    shown = {"serves": _serves(request, record, clauses), "agreed": agreed, "linkable": linkable_of(request, record)}
    shown["clause_asks"] = lines_for(record, [clause.pk for clause in clauses])
    context = detail_context(request, record, **shown, **more)
    return render(request, "programs/record_detail.html", context, status=status)


@requires("record.read")
@require_safe
def record_detail(request, pk: int):
    return record_page(request, seen_record(request, pk))
