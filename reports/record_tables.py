"""活动台账 and 材料目录: the accepted activities of a plan's year, and what each file of them holds."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from documents.model import Block, Cell, Paper, Paragraph, Table
from evidence.completeness import completeness, words
from evidence.models import Attachment, Record
from evidence.press import source_of
from programs.models import Plan
from reports.grid import Label, centred, count, dated, header, left, names, summed, wide
from reports.naming import headed
from reports.tallies import Figures

SLOTS = {
    Attachment.Slot.PLAN: "计划方案",
    Attachment.Slot.PHOTO: "活动图片",
    Attachment.Slot.SUMMARY: "活动总结",
    Attachment.Slot.PRESS: "媒体报道",
    Attachment.Slot.OTHER: "其他材料",
}

LEDGER = ("序号", "日期", "活动名称", "类别", "地点", "参加人数", "承办部门", "协办部门", "服务于")
FILED = ("图片", "报道", "材料")


def ledger(plan: Plan, told: Figures) -> Paper:
    """活动台账: one line for each activity; its sums are those of the board."""
    records = list(_accepted(plan))
    served = _categories(told)
    rows = [
        header(
            "序号",
            "日期",
            "活动名称",
            "类别",
            "地点",
            "参加人数",
            "承办部门",
            "协办部门",
            "服务于",
            "图片",
            "报道",
            "材料",
        )
    ]
    rows += [_ledger_row(number, record, served) for number, record in enumerate(records, start=1)]
    if records:
        rows.append(_ledger_sum(told, len(rows)))
    widths = (5, 8, 20, 9, 10, 6, 9, 9, 12, 5, 5, 9)
    table = Table(rows=rows, widths=widths)
    return _paper(plan, told, f"{plan.year}年度创建活动台账", table if records else None)


def _ledger_row(number: int, record: Record, served: dict[int, list[str]]) -> list[Cell]:
    activity = record.activity
    state = completeness(record)
    return [
        count(number),
        _day_of_year(record.begins_on),
        left(record.title),
        centred(activity.kind.name),
        centred(activity.place),
        count(activity.headcount) if activity.headcount else Cell(),
        centred(str(record.department)),
        names([str(one) for one in activity.departments.all()]),
        centred("、".join(served.get(record.pk, []))),
        count(record.n_photo),
        count(record.n_press),
        centred("齐全" if state.is_complete else f"{state.done}/{len(state.slots)}类"),
    ]


def _ledger_sum(told: Figures, last: int) -> list[Cell | None]:
    counted = told.activities

    def over(letter: str, value: int) -> Cell:
        return summed(f"SUM({letter}2:{letter}{last})", value)

    return [
        *wide(f"合计{counted.count}场", 5),
        over("F", counted.headcount),
        *wide("", 3),
        over("J", counted.photos),
        over("K", counted.press),
        Cell(f"齐全{counted.complete}场", align="center", bold=True),
    ]


def catalogue(plan: Plan, told: Figures) -> Paper:
    """材料目录: what lies in the file of each activity; its photos are counted together."""
    records = list(_accepted(plan).prefetch_related(None))
    files: dict[int, list[Attachment]] = {}
    own = Attachment.objects.live().filter(record__in=_accepted(plan).order_by().values("pk"))
    for attachment in own.order_by("record", "order", "pk"):
        files.setdefault(attachment.record_id, []).append(attachment)
    rows = [header("活动", "序号", "材料类别", "材料名称", "媒体和刊发日期", "件数", "存入日期")]
    number = 0
    for record in records:
        label = Label()
        for cells in files_of(record, files.get(record.pk, [])):
            number += 1
            rows.append([label.of(_named(record)), count(number), *cells])
    if records:
        pieces = sum(row[5].value for row in rows[1:])
        rows.append([*wide("合计", 5), summed(f"SUM(F2:F{len(rows)})", pieces), Cell()])
    table = Table(rows=rows, widths=(32, 7, 12, 42, 24, 8, 19), label_columns=1)
    return _paper(plan, told, f"{plan.year}年度创建活动材料目录", table if records else None)


def files_of(record: Record, files: list[Attachment]) -> list[list[Cell]]:
    """A row for each file, the photos together: kind, name, press, pieces, day."""
    found = []
    for slot, title in SLOTS.items():
        own = [file for file in files if file.slot == slot]
        if slot == Attachment.Slot.SUMMARY and words(record.summary):
            found.append(_file(title, f"正文{words(record.summary)}字", "", 1, None))
        if slot == Attachment.Slot.PHOTO and own:
            found.append(_file(title, f"图片{len(own)}张", "", len(own), max(_stored(file) for file in own)))
            continue
        found += [_file(title, str(file), source_of(file), 1, _stored(file)) for file in own]
    return found or [_file("", "还没有材料", "", 0, None)]


def _file(title: str, name: str, published: str, pieces: int, day: date | None) -> list[Cell]:
    return [centred(title), left(name), centred(published), count(pieces), dated(day) if day else Cell()]


def _stored(file: Attachment) -> date:
    return timezone.localdate(file.added_at)


def _named(record: Record) -> str:
    return f"{record.title}\n{record.begins_on.month}月{record.begins_on.day}日，{record.department}"


def _accepted(plan: Plan):
    """What the board counts, oldest first."""
    own = Record.objects.of_unit(plan.unit_id).of_year(plan.year).accepted().filter(kind=Record.Kind.ACTIVITY)
    own = own.with_counts().select_related("activity__kind", "department").prefetch_related("activity__departments")
    return own.order_by("begins_on", "pk")


def _categories(told: Figures) -> dict[int, list[str]]:
    """The categories each record serves, as the board has it."""
    served: dict[int, list[str]] = {}
    for row in told.categories:
        for pk in row.records:
            served.setdefault(pk, []).append(row.name)
    return served


def _paper(plan: Plan, told: Figures, title: str, table: Table | None) -> Paper:
    blocks: list[Block] = [table] if table else [Paragraph(f"{plan.year}年还没有审核通过的活动。")]
    if told.activities.unaccepted:
        blocks.append(Paragraph(f"另有{told.activities.unaccepted}场活动没有审核通过，未列入。", role="small"))
    return Paper(title=headed(plan, title), blocks=blocks, landscape=True)


def _day_of_year(day: date) -> Cell:
    """Without the year, which the title has."""
    return dated(day, f"{day.month}月{day.day}日")
