"""Pages of the ledgers: the overview, one ledger, a record of it registered or changed, and who took part."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import meanwhile
from accounts.gate import requires
from accounts.once import once
from accounts.typed import whole_number
from evidence import actions, uploads
from evidence.changing import said_who_changed
from evidence.kinds import SLOTS
from evidence.ledger_actions import change_record, open_record
from evidence.ledger_forms import FORMS, LedgerForm
from evidence.ledger_list import PER_PAGE, LedgerPage, shelves, told
from evidence.ledgers import LEDGERS, Ledger
from evidence.models import Figure, Record, Requirement
from evidence.people import picked, picks_of
from evidence.people_actions import WITH_PEOPLE, set_people
from evidence.record_views import kept_record
from evidence.slots import slot_box


@requires("record.read")
@require_safe
def ledger_home(request):
    """Every ledger with its count of the year."""
    rows = Record.objects.visible_to(request.user, "record.read").of_unit(request.unit)
    year = whole_number(request.GET.get("year")) or timezone.localdate().year
    year = year if 1949 <= year <= 2100 else timezone.localdate().year
    years = set(rows.order_by().values_list("year", flat=True).distinct()) | {timezone.localdate().year, year}
    context = {"year": year, "years": sorted(years, reverse=True)[:8], "shelves": shelves(rows, year)}
    return render(request, "evidence/ledger_home.html", context)


@requires("record.read")
@require_safe
def ledger_list(request, kind: str):
    """One ledger: its rows, narrowed and summed."""
    return ledger_page(request, kind)


def ledger_page(request, kind: str, *, template: str = "evidence/ledger_list.html", beside=None):
    """The page of a ledger; an upper floor brings a template of its own and what stands `beside` (of a LedgerPage)."""
    ledger = LEDGERS[kind]
    asked = LedgerPage(request, ledger)
    page = Paginator(asked.rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "ledger": ledger,
        "asked": asked,
        "selects": asked.selects(),
        "sums": asked.sums(),
        "page": page,
        "rows": told(page.object_list, ledger),
    }
    return render(request, template, context | (beside(asked) if beside else {}))


def _form_page(request, ledger: Ledger, form: LedgerForm, record: Record | None, *, status: int = 200, told=None):
    """`told` is what somebody else changed meanwhile (accounts.meanwhile.Meanwhile)."""
    seen = {} if told else request.POST  # the page that shows both has shown the record as it is
    path = reverse("ledger_edit", args=[record.pk]) if record else ""
    context = {
        "ledger": ledger,
        "form": form,
        "record": record,
        "box": slot_box(record, can_write=True, next=path, kind=ledger.kind),
        "asked": _asked(request.unit, ledger),
        "version": seen.get("version") or (record.version if record else ""),
        "marks": seen.get(meanwhile.MARKS) or (meanwhile.marks_of(_filled(request, record)) if record else ""),
        "meanwhile": told,
        "names": _names_used(request) if ledger.kind == Record.Kind.FIGURE else [],
        "chose_files": status != 200 and bool(request.FILES),
        "returned": record.steps.filter(verb="returned").select_related("by").last() if record else None,
    }
    return render(request, "evidence/ledger_form.html", context, status=status)


def _filled(request, record: Record) -> LedgerForm:
    """The form as the record would fill it now."""
    return FORMS[record.kind](None, standing=request.standing, record=record)


def _asked(unit, ledger: Ledger) -> list[dict]:
    """What the unit asks of a complete file of the kind."""
    holding = Requirement.objects.holding_for(unit)
    rows = [(asked, holding.get((ledger.kind, None, asked.slot))) for asked in SLOTS[ledger.kind]]
    return [
        {"title": asked.heading, "is_needed": bool(row and row.least), "note": row.note if row else ""}
        for asked, row in rows
    ]


def _names_used(request) -> list[str]:
    """The names of figures the unit has used, so that next year's is written the same."""
    rows = Figure.objects.filter(record__unit=request.unit).order_by("name")
    return list(rows.values_list("name", flat=True).distinct()[:50])


def _refuse(request, ledger: Ledger, form: LedgerForm, record: Record | None, problem: ValidationError):
    """The form again, each reason beside its field where it names one."""
    errors = problem.message_dict if hasattr(problem, "error_dict") else {None: problem.messages}
    for name, said in errors.items():
        form.add_error(name if name in form.fields else None, said)
    return _form_page(request, ledger, form, record, status=422)


@once
def _create(request, ledger: Ledger, form: LedgerForm):
    """Make the draft in one transaction, once per form; the record is left on the form."""
    try:
        with transaction.atomic():
            record = open_record(unit=request.unit, record_kind=ledger.kind, by=request.user, **form.cleaned_data)
    except ValidationError as problem:
        return _refuse(request, ledger, form, None, problem)
    form.created = record
    return redirect(record)


def _after_saving(request, record: Record):
    """Take the files outside any transaction, then hand the record in if that was asked for."""
    taken = uploads.take(request.FILES, record=record, by=request.user)
    for refusal in taken.refusals:
        messages.warning(request, str(refusal))
    if request.POST.get("then") != "submit" or taken.refusals:
        messages.success(request, "已存草稿。")
        return redirect(record)
    try:
        actions.submit(record=record, by=request.user)
        messages.success(request, "已提交审核，审核人会收到消息。")
    except ValidationError as problem:
        messages.warning(request, f"已存草稿。{problem.messages[0]}")
    return redirect(record)


def _broken(request) -> dict:
    """?of= names the statement that something broke: its matter and its days, for the record of what happened."""
    pk = whole_number(request.GET.get("of"))
    rows = Record.objects.visible_to(request.user, "record.read").of_unit(request.unit)
    record = rows.filter(pk=pk, kind=Record.Kind.STATEMENT).select_related("statement").first() if pk else None
    if record is None:
        return {}
    what = record.statement.get_kind_display().removeprefix("无")
    names = ("begins_on", "ends_on", "department")
    facts = {name: getattr(record, name) for name in names}
    return facts | {"kind": record.statement.kind, "title": f"{what}情况登记"}


@requires("record.write")
@require_http_methods(["GET", "POST"])
def ledger_new(request, kind: str):
    ledger = LEDGERS[kind]
    data = request.POST if request.method == "POST" else None
    form = FORMS[kind](data, standing=request.standing, initial=_broken(request) if kind == "statement" else None)
    if data is None:
        return _form_page(request, ledger, form, None)
    if not form.is_valid():
        return _form_page(request, ledger, form, None, status=422)
    form.created = None
    response = _create(request, ledger, form)
    return _after_saving(request, form.created) if form.created else response


@requires("record.write")
@require_http_methods(["GET", "POST"])
def ledger_edit(request, pk: int):
    """A draft or a returned record of a ledger, open for changes."""
    record = kept_record(request, pk)
    if record.kind not in LEDGERS:
        return redirect("record_edit", pk=pk)
    if not record.is_open:
        messages.info(request, f"这份档案现在是“{record.get_state_display()}”，不能改动；要改先由审核人退回。")
        return redirect(record)
    ledger = LEDGERS[record.kind]
    data = meanwhile.settled(request.POST, _filled(request, record)) if request.method == "POST" else None
    form = FORMS[record.kind](data, standing=request.standing, record=record)
    if data is None:
        return _form_page(request, ledger, form, record)
    if not form.is_valid():
        return _form_page(request, ledger, form, record, status=422)
    version = whole_number(data.get("version"))
    how = {"record": record, "by": request.user, **form.cleaned_data}
    try:
        try:
            change_record(version=-1 if version is None else version, **how)
        except ValidationError as problem:
            if getattr(problem, "code", None) != "changed":
                raise
            record = kept_record(request, pk)
            told = _overtaken(request, form, record)
            if told:
                return _form_page(request, ledger, form, record, status=409, told=told)
            change_record(version=record.version, **how)  # what others did touches nothing that is typed here
    except ValidationError as problem:
        return _refuse(request, ledger, form, record, problem)
    return _after_saving(request, record)


def _overtaken(request, form: LedgerForm, record: Record) -> meanwhile.Meanwhile:
    """What somebody else changed meanwhile; fields the person did not touch are filled as they are now."""
    now, marks = _filled(request, record), request.POST.get(meanwhile.MARKS, "")
    told = meanwhile.compare(form, now, marks=marks, said=said_who_changed(record, request.user))
    meanwhile.follow(form, now, told.followed)
    return told


@requires("record.write")
@require_http_methods(["GET", "POST"])
def record_people(request, pk: int):
    """Who took part in an activity or a meeting, ticked on the roster by department."""
    record = kept_record(request, pk)
    if not record.is_open or record.kind not in WITH_PEOPLE:
        messages.info(request, "这份档案现在不能改参加人员。")
        return redirect(record)
    problem = ""
    if request.method == "POST":
        try:
            changed = set_people(record=record, people=picked(record, request.POST), by=request.user)
        except ValidationError as refused:
            problem = refused.messages[0]
        else:
            messages.success(request, "已保存参加人员。" if changed else "参加人员没有变化。")
            return redirect(record)
    groups = picks_of(record, request.POST if problem else None)
    context = {
        "record": record,
        "groups": groups,
        "on_roll": sum(len(group.picks) for group in groups),
        "ticked": sum(group.ticked for group in groups),
        "problem": problem,
    }
    return render(request, "evidence/record_people.html", context, status=422 if problem else 200)
