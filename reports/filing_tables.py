"""归档文件目录 of DA/T 22-2015: what was filed of a year, by 件号 within its term."""

from __future__ import annotations

from documents.model import Block, Cell, Paper, Paragraph, Table
from evidence.models import Filing
from evidence.retention import Term
from programs.models import Plan
from reports.grid import centred, count, dated, header, left
from reports.naming import headed
from reports.orders import Choice

TITLES = ("序号", "档号", "责任者", "文号", "题名", "日期", "页数", "备注")
WIDTHS = (6, 24, 12, 12, 34, 12, 6, 12)
A_TERM = Choice("term", "保管期限", lambda plan: list(Term.choices), all_of="全部期限")


def filing_catalogue(plan: Plan, term: str) -> Paper:
    """A table for each term that has something; one term's alone where it was chosen."""
    rows = Filing.objects.of_unit(plan.unit_id).of_year(plan.year).order_by("series", "seq")
    rows = rows.select_related("record__department", *(f"record__{kind}" for kind in NUMBERED))
    by_term: dict[str, list[Filing]] = {}
    for row in rows.filter(term=term) if term else rows:
        by_term.setdefault(row.term, []).append(row)
    blocks: list[Block] = []
    for code in [code for code in Term.values if code in by_term]:
        blocks.append(_table(by_term[code], f"保管期限：{Term(code).label}"))
    title = f"{plan.year}年度归档文件目录" + (f"（{Term(term).label}）" if term else "")
    return Paper(
        title=headed(plan, title),
        blocks=blocks or [Paragraph(f"{plan.year}年度还没有归档的文件。")],
        landscape=True,
    )


def _table(filings: list[Filing], title: str) -> Table:
    rows = [header(*TITLES)]
    rows += [_row(number, filing) for number, filing in enumerate(filings, start=1)]
    return Table(rows=rows, widths=WIDTHS, title=title)


def _row(number: int, filing: Filing) -> list[Cell]:
    record = filing.record
    remark = "；".join(text for text in (f"盒{filing.box}" if filing.box else "", filing.gap, filing.remark) if text)
    return [
        count(number),
        centred(filing.number),
        centred(responsible(record)),
        centred(reference(record)),
        left(record.title),
        dated(record.begins_on),
        count(filing.pages) if filing.pages else Cell(),
        left(remark),
    ]


ISSUED, NUMBERED = ("honour", "document"), ("honour", "regulation", "document")  # kinds that name an issuer, a 文号


def responsible(record) -> str:
    """责任者: who issued it, where its kind knows; else the department."""
    issuer = getattr(record, record.kind).issuer if record.kind in ISSUED else ""
    return issuer or str(record.department)


def reference(record) -> str:
    """文号 of the kinds of record that have one; fetch them with the record."""
    return getattr(record, record.kind).number if record.kind in NUMBERED else ""
