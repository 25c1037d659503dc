"""Recording an activity: one page for its photos, facts and files, and for the tasks and clauses it serves."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.once import once
from accounts.typed import whole_number
from evidence import actions, photo_places, uploads
from evidence.forms import ActivityForm, PressForm, facts_of
from evidence.health import Days
from evidence.models import ActivityKind, Record
from evidence.phone_panel import phone_panel
from evidence.record_views import detail_context, kept_record, seen_record
from evidence.slots import slot_box
from evidence.usual import usual_department
from programs import keeping
from programs.asked import lines_for
from programs.recording import Links, record_for, set_served
from programs.resolutions_views import agreed_of, linkable_of
from programs.serving import ServesForm, ids_typed
from programs.serving_views import offered, plan_served, wants_to_look
from programs.tasks import Task
from scoring.material_standing import lines_of_record
from scoring.models import Assessment, Citation, Clause

UNNAMED = "未命名活动"


class Sheet:
    """The forms of the recording page, filled from a post, a record, or what the address suggests."""

    def __init__(self, request, record: Record | None = None, initial: dict | None = None):
        self.request, self.record = request, record
        self.links = Links(record)
        self.plan = plan_served(request, request.POST, self.links.plans)
        is_post = request.method == "POST"
        self.is_looking = is_post and wants_to_look(request.POST)
        data = request.POST if is_post and not self.is_looking else None
        self.kept = keeping.typed(request.POST) if self.is_looking else {}
        if not is_post:
            self.kept = keeping.kept(request.user, record)
        self.activity = ActivityForm(
            data, standing=request.standing, record=record, initial=(initial or {}) | self.kept
        )
        self.serves = ServesForm(data, plan=self.plan)
        wants_press = data is not None and any(data.get(f"press-{name}") for name in PressForm.base_fields)
        told = {name: request.POST.get(f"press-{name}", "") for name in PressForm.base_fields}
        self.press = PressForm(data if wants_press else None, prefix="press", initial=told)

    @cached_property
    def last(self) -> Record | None:
        """What a new one can be filled in like."""
        return _last_of(self.request) if self.record is None else None

    def is_valid(self) -> bool:
        valid = [self.activity.is_valid(), self.serves.is_valid()]
        return all(valid) and (not self.press.is_bound or self.press.is_valid())

    @property
    def wants_review(self) -> bool:
        return self.request.POST.get("then") == "submit"

    def _ticked(self) -> tuple[set[int], set[int]]:
        """Tasks and clauses ticked: as posted, as kept, as linked, or the task the address names."""
        if self.request.method == "POST":
            return ids_typed(self.request.POST, "tasks"), ids_typed(self.request.POST, "clauses")
        if self.kept:
            named = ids_typed(self.request.GET, "task")
            return {int(pk) for pk in self.kept["tasks"]} | named, {int(pk) for pk in self.kept["clauses"]}
        if self.record is not None:
            return self.links.tasks_in(self.plan), self.links.clauses_besides(self.plan)
        return ids_typed(self.request.GET, "task"), set()

    def choices(self):
        if self.plan is None:
            return None
        tasks, clauses = self._ticked()
        data = self.request.POST or {"title": self.activity["title"].value() or ""}
        return offered(self.request, self.plan, data, tasks=tasks, clauses=clauses)

    def page(self, *, status: int = 200):
        path = reverse("record_edit", args=[self.record.pk]) if self.record else ""
        box = slot_box(self.record, can_write=True, next=path, advise=self.request.user, days=self._days())
        choices = self.choices()
        asked = choices.asked if choices and self.record else []
        is_shown_again = status != 200 or self.is_looking
        context = {
            "record": self.record,
            "form": self.activity,
            "kinds": self.activity.fields["kind"].queryset,
            "kind": str(self.activity["kind"].value() or ""),
            "serves": self.serves,
            "choices": choices,
            "clause_asks": lines_of_record(asked, self.record) if asked else [],
            "press_form": self.press,
            "box": box,
            "phone": phone_panel(self.request, self.record, has_link=self.record.has_link) if self.record else None,
            "photo_place": photo_places.suggested(self.record, box.attachments) if self.record else None,
            "last": self.last,
            "returned": _last_return(self.record),
            "version": self._version(),
            "is_kept": bool(self.kept) and not self.is_looking,
            "words": {name: self.request.POST.get(f"find-{name}", "") for name in ("tasks", "clauses")},
            "chose_files": is_shown_again and bool(self.request.FILES),
        }
        return render(self.request, "programs/record_form.html", context, status=status)

    def _days(self) -> Days | None:
        """The days on the page: typed, kept or the record's; None where they can't be read."""
        typed = [self.activity[name].value() for name in ("begins_on", "ends_on")]
        try:
            begins_on, ends_on = (date.fromisoformat(str(value)) if value else None for value in typed)
        except ValueError:
            return None
        return Days(begins_on, max(begins_on, ends_on or begins_on)) if begins_on else None

    def _version(self):
        """The version the typed words belong to, so that what others changed since is not written over."""
        seen = self.request.POST.get("version") or self.kept.get("version")
        return seen or (self.record.version if self.record else "")

    def refuse(self, problem: ValidationError):
        self.activity.add_error(None, problem.messages)
        return self.page(status=422)

    def take_files(self, record: Record) -> bool:
        """Take what the form carried, outside any transaction; False when something was refused."""
        taken = uploads.take(self.request.FILES, record=record, by=self.request.user)
        for refusal in taken.refusals:
            messages.warning(self.request, str(refusal))
        return not taken.refusals


def _last_of(request) -> Record | None:
    """The activity the person filed last, to fill the next one like it."""
    rows = Record.objects.kept_by(request.user).of_unit(request.unit).activities().filter(filed_by=request.user)
    return rows.exclude(title=UNNAMED).select_related("activity", "department").order_by("-pk").first()


def _last_return(record: Record | None):
    if record is None or record.state != Record.State.RETURNED:
        return None
    return record.steps.filter(verb="returned").select_related("by").last()


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
        last = _last_of(request)
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


def _begun(request) -> dict:
    """What a draft needs at least, from what is typed so far: a name, a kind, a day and a department."""
    form = ActivityForm(request.POST, standing=request.standing)
    form.is_valid()
    typed = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
    kinds, departments = form.fields["kind"].queryset, form.fields["department"].queryset
    least = {
        "title": UNNAMED,
        "kind": kinds.first() or ActivityKind.objects.filter(unit=None).first(),
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
        }
    )


@transaction.atomic
def _change(request, sheet: Sheet, record: Record) -> None:
    version = whole_number(request.POST.get("version"))
    actions.change_activity(
        record=record,
        by=request.user,
        version=-1 if version is None else version,
        **sheet.activity.cleaned_data,
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
        _change(request, sheet, record)
    except ValidationError as problem:
        return sheet.refuse(problem)
    return _after_saving(sheet, record)


@requires("record.write")
@require_POST
def record_keep(request, pk: int | None = None):
    """Keep what is typed so far; the script sends it while people write."""
    record = kept_record(request, pk) if pk else None
    keeping.keep(request.user, record, request.POST)
    return HttpResponse(status=204)


def _serves(record: Record, clauses: list[Clause]) -> list[dict]:
    """The tasks a record was made for, and the clauses it is put forward for."""
    tasks = [
        {"title": f"{task.number}. {task.title}" if task.number else task.title, "path": task.get_absolute_url()}
        for task in record.tasks.select_related("plan").order_by("plan", "order")
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
    shown = {"serves": _serves(record, clauses), "agreed": agreed, "linkable": linkable_of(request, record)}
    shown["clause_asks"] = lines_for(record, [clause.pk for clause in clauses])
    context = detail_context(request, record, **shown, **more)
    return render(request, "programs/record_detail.html", context, status=status)


@requires("record.read")
@require_safe
def record_detail(request, pk: int):
    return record_page(request, seen_record(request, pk))
