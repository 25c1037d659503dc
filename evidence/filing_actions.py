"""Filing a record under its 档号, one or a year's, and the office's settings for it; each with one audit line."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Department, Unit, User
from accounts.typed import clean_text
from evidence.completeness import completeness
from evidence.filing import DepartmentCode, Filing, FilingScheme, FilingSeries, check_pattern
from evidence.models import Record
from evidence.retention import DEFAULTS, RetentionRule, Term, terms_of
from evidence.sealing import seal
from evidence.search_index import FileText

MOST_AT_ONCE = 500
_CODE = re.compile(r"[A-Za-z0-9]{1,10}")
_FONDS = re.compile(r"[A-Za-z0-9]{1,10}")


@transaction.atomic
def file_record(
    *,
    record: Record,
    by: User,
    term: str = "",
    box: str = "",
    gap: str = "",
    remark: str = "",
    pages: int | None = None,
) -> Filing:
    """File one accepted record; one that is not complete needs the reason why it is filed as it is (`gap`).

    `term` is a code of retention.Term, or "" for what the unit's table says of its kind.
    """
    scheme = _locked_scheme(record.unit)
    if term and term not in Term.values:
        raise ValidationError("没有这个保管期限，请从永久、30年、10年里选。")
    given = {"box": clean_text(box), "gap": clean_text(gap), "remark": clean_text(remark), "pages": pages}
    return _file(scheme, record, by, term or terms_of(record.unit)[record.kind], _codes(record.unit), given)


@transaction.atomic
def file_year(*, unit: Unit, year: int, by: User, box: str = "") -> list[Filing]:
    """File what is accepted, complete and unfiled of a year, oldest first; up to 500 at a time.

    Records that are not complete are left: each is filed by itself, with a reason.
    """
    scheme = _locked_scheme(unit)
    rows = Record.objects.of_unit(unit).of_year(year).unfiled().complete().order_by("begins_on", "pk")
    terms, codes = terms_of(unit), _codes(unit)
    given = {"box": clean_text(box), "gap": "", "remark": "", "pages": None}
    return [_file(scheme, record, by, terms[record.kind], codes, given) for record in rows[:MOST_AT_ONCE]]


def _locked_scheme(unit: Unit) -> FilingScheme:
    """The unit's scheme, held to the end: two who file at the same moment stand in line here."""
    FilingScheme.objects.get_or_create(unit=unit)
    scheme = FilingScheme.objects.select_for_update().get(unit=unit)
    if "fonds" in scheme.tokens() and not scheme.fonds:
        raise ValidationError("还没有填全宗号，档号编不出来。先到归档设置里填好，再归档。", code="fonds")
    return scheme


def _codes(unit: Unit) -> dict[int, str]:
    return dict(DepartmentCode.objects.filter(department__unit=unit).values_list("department", "code"))


def _file(scheme: FilingScheme, record: Record, by: User, term: str, codes: dict[int, str], given: dict) -> Filing:
    record.refresh_from_db(from_queryset=Record.objects.select_for_update(of=("self",)))
    _refuse_unfit(record, given["gap"])
    parts = {"year": record.year, "term": term, "org": codes.get(record.department_id, scheme.org)}
    series = scheme.series_of(**parts)
    seq = _next(scheme.unit, series)
    filing = Filing(unit=scheme.unit, record=record, year=record.year, term=term, series=series, seq=seq, by=by)
    filing.number = scheme.number_of(**parts, seq=seq)
    filing.filed_on = timezone.localdate()
    for name, value in given.items():
        setattr(filing, name, value)
    filing.pages = given["pages"] if given["pages"] is not None else counted_pages(record)
    _check_lengths(filing)
    if Filing.objects.filter(unit=scheme.unit, number=filing.number).exists():
        raise ValidationError(f"档号 {filing.number} 已经用过：现在的规则会和以前的档号重复，请在归档设置里改规则。")
    filing.save()
    seal(records=[record.pk], reason_key=f"filed:{record.pk}", reason=f"已归档：{filing.number}", by=by)
    after = {"档号": filing.number, "保管期限": filing.get_term_display(), "盒号": filing.box, "页数": filing.pages}
    audit.record(by=by, verb="归档", of=record, after=after, reason=filing.gap)
    return filing


def _refuse_unfit(record: Record, gap: str) -> None:
    if Filing.objects.filter(record=record).exists():
        raise ValidationError(f"“{record}”已经归档，不用再归。")
    if record.state != Record.State.ACCEPTED:
        raise ValidationError(f"“{record}”现在是“{record.get_state_display()}”，审核通过以后才能归档。")
    if not gap and not completeness(record).is_complete:
        raise ValidationError(f"“{record}”材料还不齐，要归档请写明理由。", code="gap")


def _next(unit: Unit, series: str) -> int:
    FilingSeries.objects.get_or_create(unit=unit, name=series)
    row = FilingSeries.objects.select_for_update().get(unit=unit, name=series)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last


def counted_pages(record: Record) -> int | None:
    """A page for each picture and what documents say of themselves; None as soon as one does not say."""
    live = record.attachments.live().filter(blob__isnull=False)
    pictures = live.filter(blob__media_type__startswith="image/").count()
    others = list(live.exclude(blob__media_type__startswith="image/").values_list("blob", flat=True))
    said = FileText.objects.filter(blob__in=others, pages__isnull=False).values_list("blob", "pages")
    pages = dict(said)
    if any(blob not in pages for blob in others):
        return None
    return pictures + sum(pages[blob] for blob in others) or None


@transaction.atomic
def change_filing(*, filing: Filing, by: User, box: str, pages: int | None, remark: str) -> Filing:
    """Box, pages and remark may change when the folders are put in order; number and term may not."""
    filing.refresh_from_db(from_queryset=Filing.objects.select_for_update(of=("self",)))
    before = {"盒号": filing.box, "页数": filing.pages, "备注": filing.remark}
    filing.box, filing.pages, filing.remark = clean_text(box), pages, clean_text(remark)
    _check_lengths(filing)
    filing.save(update_fields=["box", "pages", "remark"])
    after = {"盒号": filing.box, "页数": filing.pages, "备注": filing.remark}
    if after != before:
        audit.record(by=by, verb="修改归档信息", of=filing.record, before=before, after=after)
    return filing


def _check_lengths(filing: Filing) -> None:
    if len(filing.number) > 80:
        raise ValidationError("编出来的档号太长，请在归档设置里缩短规则。")
    for name, longest in (("box", 20), ("gap", 300), ("remark", 200)):
        if len(getattr(filing, name)) > longest:
            title = Filing._meta.get_field(name).verbose_name
            raise ValidationError(f"{title}最多 {longest} 个字，请缩短。")
    if filing.pages is not None and not 0 <= filing.pages <= 100_000:
        raise ValidationError("页数要在 0 到 100000 之间，请检查。")


@transaction.atomic
def change_scheme(
    *, unit: Unit, by: User, fonds: str, category: str, pattern: str, org: str, codes: dict[int, str] | None = None
) -> FilingScheme:
    """Set how numbers are made from now on; `codes` are 机构（问题）代码 by department, "" takes one back."""
    FilingScheme.objects.get_or_create(unit=unit)
    scheme = FilingScheme.objects.select_for_update().get(unit=unit)
    before = {"全宗号": scheme.fonds, "门类": scheme.category, "规则": scheme.pattern, "其他部门代码": scheme.org}
    scheme.fonds, scheme.category = clean_text(fonds).upper(), clean_text(category).upper()
    scheme.pattern, scheme.org = clean_text(pattern), clean_text(org).upper()
    if scheme.fonds and not _FONDS.fullmatch(scheme.fonds):
        raise ValidationError("全宗号由档案馆给定，只有字母和数字，最多 10 位，如 J018。")
    for title, code in (("档案门类代码", scheme.category), ("其他部门的机构（问题）代码", scheme.org)):
        if not _CODE.fullmatch(code):
            raise ValidationError(f"{title}只能用字母和数字，最多 10 位，如 WS、BGS。")
    check_pattern(scheme.pattern)
    if len(scheme.pattern) > 120:
        raise ValidationError("档号规则最多 120 个字符，请缩短。")
    scheme.save()
    changed = _set_codes(unit, codes or {})
    after = {"全宗号": scheme.fonds, "门类": scheme.category, "规则": scheme.pattern, "其他部门代码": scheme.org}
    audit.record(by=by, verb="修改归档设置", of=unit, unit=unit, before=before, after=after | changed)
    return scheme


def _set_codes(unit: Unit, codes: dict[int, str]) -> dict[str, str]:
    kept = _codes(unit)
    changed = {}
    for department in Department.objects.of_unit(unit).filter(pk__in=codes):
        code = clean_text(codes[department.pk]).upper()
        if code == kept.get(department.pk, ""):
            continue
        if code and not _CODE.fullmatch(code):
            raise ValidationError(f"{department}的机构代码只能用字母和数字，最多 10 位，如 BGS。")
        DepartmentCode.objects.filter(department=department).delete()
        if code:
            DepartmentCode.objects.create(department=department, code=code)
        changed[str(department)] = code
    return changed


@transaction.atomic
def change_terms(*, unit: Unit, by: User, terms: dict[str, str]) -> None:
    """Set for how long records of each kind are kept from now on; what is filed keeps its term."""
    before = terms_of(unit)
    for kind, term in terms.items():
        if kind not in before or term not in Term.values:
            raise ValidationError("没有这种档案或这个保管期限，请重新选择。")
    changed = {kind: term for kind, term in terms.items() if before[kind] != term}
    for kind, term in changed.items():
        rows = RetentionRule.objects.filter(unit=unit, kind=kind)
        rows.delete()
        if term != DEFAULTS.get(kind, Term.TEN):
            RetentionRule.objects.create(unit=unit, kind=kind, term=term)
    if changed:
        names = dict(Record.Kind.choices)
        said = {names[kind]: Term(term).label for kind, term in changed.items()}
        was = {names[kind]: Term(before[kind]).label for kind in changed}
        audit.record(by=by, verb="修改保管期限表", of=unit, unit=unit, before=was, after=said)
