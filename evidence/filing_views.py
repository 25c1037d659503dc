"""Pages of filing: the archive, one record filed, put in order or amended, and the settings."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.models import Department
from accounts.once import once
from accounts.typed import whole_number
from evidence import filing_actions, uploads
from evidence.amending import amend, facts_of
from evidence.amending_files import amend_files
from evidence.attaching import Piece
from evidence.completeness import completeness
from evidence.filing import DA_T_22, TOKENS, DepartmentCode, scheme_of
from evidence.filing_forms import AmendFilesForm, AmendForm, FileForm, FolderForm
from evidence.filing_shelf import FILED, Shelf
from evidence.forms import PressForm, press_sent
from evidence.models import Attachment, Filing, Record
from evidence.record_views import seen_record
from evidence.retention import Term, terms_of
from evidence.slots import slot_box

PER_PAGE = 50


@requires("record.read")
@require_safe
def archive_list(request):
    """待归档 and 已归档 of a year."""
    shelf = Shelf(request)
    is_filed = shelf.show == FILED
    page = Paginator(shelf.filed if is_filed else shelf.waiting, PER_PAGE).get_page(request.GET.get("page"))
    scheme = scheme_of(request.unit)
    context = {
        "shelf": shelf,
        "is_filed": is_filed,
        "filters": shelf.filters(),
        "page": page,
        "rows": list(page.object_list) if is_filed else shelf.lines(page.object_list),
        "n_waiting": shelf.records.of_year(shelf.year).unfiled().count(),
        "n_complete": shelf.records.of_year(shelf.year).unfiled().complete().count(),
        "n_filed": shelf.filings.of_year(shelf.year).count(),
        "waiting_query": shelf.query(show="waiting"),
        "filed_query": shelf.query(show=FILED),
        "query": shelf.query(),
        "needs_fonds": "fonds" in scheme.tokens() and not scheme.fonds,
        "may_file": request.standing.may("archive.file"),
    }
    return render(request, "evidence/archive_list.html", context)


@requires("archive.file")
@require_POST
@once
def archive_file(request):
    """File all complete records of a year."""
    year = whole_number(request.POST.get("year")) or 0
    back = f"{reverse('archive_list')}?year={year}"
    try:
        filed = filing_actions.file_year(
            unit=request.unit, year=min(year, 9999), by=request.user, box=request.POST.get("box", "")
        )
    except ValidationError as problem:
        messages.warning(request, problem.messages[0])
        return redirect("archive_settings" if problem.code == "fonds" else back)
    if filed:
        terms = Counter(one.get_term_display() for one in filed)
        said = "、".join(f"{title} {terms[title]} 份" for title in Term.labels if terms[title])
        messages.success(request, f"归档 {len(filed)} 份：{said}。")
    else:
        messages.info(request, "没有材料齐全的待归档档案；材料不齐的可以逐份写明理由归档。")
    return redirect(f"{back}&show={FILED if filed else 'waiting'}")


def _filed(request, pk: int) -> Record:
    """A record of the unit that was filed already; 404 for everything else."""
    record = seen_record(request, pk)
    get_object_or_404(Filing.objects.visible_to(request.user, "archive.file"), record=record)
    return record


@requires("archive.file")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def record_file(request, pk):
    """File one record, complete or with a reason."""
    record = get_object_or_404(Record.objects.visible_to(request.user, "archive.file").with_counts(), pk=pk)
    found = completeness(record)
    initial = {"term": terms_of(record.unit)[record.kind], "pages": filing_actions.counted_pages(record)}
    form = FileForm(request.POST or None, is_complete=found.is_complete, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            filing = filing_actions.file_record(record=record, by=request.user, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem.messages[0])
        else:
            messages.success(request, f"已归档，档号 {filing.number}。")
            return redirect(record)
    context = {"record": record, "form": form, "missing": found.missing}
    return render(request, "evidence/record_file.html", context, status=422 if form.errors else 200)


@requires("archive.file")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def record_amend(request, pk):
    """更正 of a filed record, with what was amended before."""
    record = _filed(request, pk)
    form = AmendForm(request.POST or None, facts=facts_of(record), kind=record.kind)
    if request.method == "POST" and form.is_valid():
        version = whole_number(request.POST.get("version")) or 0
        try:
            amend(record=record, by=request.user, version=version, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem.messages[0])
        else:
            messages.success(request, "已更正，更正前的内容一并保存。")
            return redirect(record)
    return _amend_page(request, record, form, AmendFilesForm(auto_id="files-%s"))


@requires("archive.file")
@require_POST
def record_amend_files(request, pk):
    """What comes to a filed record (files-<slot>, press-address) and what is taken out (withdraw); all or nothing."""
    record = _filed(request, pk)
    form, press = AmendFilesForm(request.POST, auto_id="files-%s"), press_sent(request.POST)
    if all([form.is_valid(), press.is_valid() or not press.is_bound]):
        added, refusals = uploads.stored(request.FILES, record=record)
        for refusal in refusals:
            form.add_error(None, str(refusal))
        if not refusals:
            _amend_files(request, record, form, added + _reports(press))
    elif request.FILES:
        form.add_error(None, "文件没有保存，请重新选择。")
    if not form.errors and not press.errors:
        messages.success(request, "已更正，添加和撤下了什么记在“以前的更正”里。")
        return redirect(record)
    return _amend_page(request, record, AmendForm(facts=facts_of(record), kind=record.kind), form, press)


def _reports(press: PressForm) -> list[Piece]:
    return [Piece(Attachment.Slot.PRESS, None, facts=press.cleaned_data)] if press.is_bound else []


def _amend_files(request, record: Record, form: AmendFilesForm, added: list) -> None:
    typed = request.POST
    withdrawn = {whole_number(pk) or 0 for pk in typed.getlist("withdraw")}
    given = {"version": whole_number(typed.get("version")) or 0, "added": added, "withdrawn": withdrawn}
    try:
        amend_files(record=record, by=request.user, reason=form.cleaned_data["reason"], **given)
    except ValidationError as problem:
        form.add_error(None, problem.messages[0])
        if request.FILES:
            form.add_error(None, "选好的文件没有添加，请重新选择。")


def _amend_page(request, record: Record, form: AmendForm, files: AmendFilesForm, press: PressForm | None = None):
    press = press or press_sent({})
    context = {"record": record, "form": form, "files": files, "press_form": press, "amendments": _told(record)}
    context["box"] = box = slot_box(record, can_write=False)
    context["takes_press"] = any(slot.slot == Attachment.Slot.PRESS for slot in box.slots)
    context["withdrawn"] = request.POST.getlist("withdraw")
    context["version"] = request.POST.get("version") or record.version
    is_wrong = form.errors or files.errors or press.errors
    return render(request, "evidence/record_amend.html", context, status=422 if is_wrong else 200)


def _told(record: Record) -> list[dict]:
    """The amendments, the latest first, each with its lines (field, before, after)."""
    rows = record.amendments.select_related("by").order_by("-pk")
    return [
        {"row": row, "lines": [(name, row.before.get(name), now) for name, now in row.after.items()]} for row in rows
    ]


@requires("archive.file")
@require_http_methods(["GET", "HEAD", "POST"])
def filing_edit(request, pk):
    """Box, pages and remark of a filed record."""
    filing = get_object_or_404(Filing.objects.visible_to(request.user, "archive.file").select_related("record"), pk=pk)
    initial = {"box": filing.box, "pages": filing.pages, "remark": filing.remark}
    form = FolderForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        filing_actions.change_filing(filing=filing, by=request.user, **form.cleaned_data)
        messages.success(request, f"{filing.number} 已保存。")
        return redirect(f"{reverse('archive_list')}?show={FILED}&year={filing.year}")
    context = {"filing": filing, "record": filing.record, "form": form}
    return render(request, "evidence/filing_edit.html", context, status=422 if form.errors else 200)


@requires("archive.file")
@require_http_methods(["GET", "HEAD", "POST"])
def archive_settings(request):
    """How 档号 are made and how long each kind is kept; two forms, told apart by their button."""
    typed, problem = request.POST, ""
    if request.method == "POST":
        try:
            _save_settings(request)
        except ValidationError as refused:
            problem = refused.messages[0]
        else:
            messages.success(request, "归档设置已保存；已经编好的档号不变。")
            return redirect("archive_settings")
    context = _settings_context(request.unit, typed) | {"problem": problem}
    return render(request, "evidence/archive_settings.html", context, status=422 if problem else 200)


def _save_settings(request) -> None:
    typed = request.POST
    if typed.get("part") == "terms":
        terms = {name.removeprefix("term-"): value for name, value in typed.items() if name.startswith("term-")}
        filing_actions.change_terms(unit=request.unit, by=request.user, terms=terms)
        return
    codes = {whole_number(name[5:]): value for name, value in typed.items() if name.startswith("code-")}
    codes.pop(None, None)
    given = {name: typed.get(name, "") for name in ("fonds", "category", "pattern", "org")}
    filing_actions.change_scheme(unit=request.unit, by=request.user, codes=codes, **given)


def _settings_context(unit, typed) -> dict:
    scheme = scheme_of(unit)
    kept = dict(DepartmentCode.objects.filter(department__unit=unit).values_list("department", "code"))
    kinds = dict(Record.Kind.choices)
    departments = Department.objects.of_unit(unit).active()
    return {
        "fields": [
            (name, label, typed.get(name, getattr(scheme, name)), hint, longest)
            for name, label, hint, longest in (
                ("fonds", "全宗号", "由档案馆给定，如 J018", 10),
                ("category", "档案门类代码", "文书档案是 WS", 10),
                ("org", "其他部门的机构（问题）代码", "下面没有填代码的部门都用它", 10),
                ("pattern", "档号规则", f"规范的写法是 {DA_T_22}", 120),
            )
        ],
        "tokens": [(f"{{{token}}}", title) for token, title in TOKENS.items()],
        "example": str(scheme) if scheme.fonds else "",
        "codes": [(one, typed.get(f"code-{one.pk}", kept.get(one.pk, ""))) for one in departments],
        "terms": [
            (kind, kinds[kind], typed.get(f"term-{kind}", term), Term.choices) for kind, term in terms_of(unit).items()
        ],
    }
