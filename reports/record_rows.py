"""The library as somebody sees it on the page: the records of the same filters, as a workbook (档案目录)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict

from accounts import audit
from accounts.models import Unit, User
from documents.model import Cell, Paper, Table
from evidence.cards import Card, cards
from evidence.library import Library
from evidence.models import Record
from files.names import safe_name
from jobs import actions as jobs
from jobs.models import Job
from reports.grid import centred, count, dated, header, left

KIND = "reports.record_rows"
LONGEST_QUERY = 1000  # characters; the page's own filters need a tenth of it
HEAD = ("序号", "日期", "题名", "类型", "部门", "材料", "状态")
WIDTHS = (4, 10, 26, 9, 14, 14, 7)


def library_of(unit: Unit, query: str, user: User) -> Library:
    """What the library shows this person at that address; "" is its first page."""
    rows = Record.objects.visible_to(user, "record.read").of_unit(unit)
    return Library(QueryDict(query[:LONGEST_QUERY]), unit, rows)


def record_rows(unit: Unit, query: str, user: User) -> Paper:
    """The paper of the records, newest first as on the page; ValidationError where there is none."""
    library = library_of(unit, query, user)
    rows = [_row(number, card) for number, card in enumerate(cards(library.rows), start=1)]
    if not rows:
        raise ValidationError("这个筛选下已经没有档案，换一个筛选再导出。")
    title = f"{unit.name}{when(library)}档案目录"
    return Paper(title=title, blocks=[Table([header(*HEAD), *rows], title="档案目录", widths=WIDTHS)], landscape=True)


def _row(number: int, card: Card) -> list[Cell]:
    return [
        count(number),
        dated(card.record.begins_on),
        left(card.record.title),
        centred(card.sort),
        centred(card.departments),
        left("；".join(f"{slot.title}{'' if slot.is_done else '（待补）'}" for slot in card.slots)),
        centred(card.record.get_state_display()),
    ]


def when(library: Library) -> str:
    """2026年7月, 2026年, 各年: which time it lists."""
    if not library.year:
        return "各年"
    return f"{library.year}年{library.month}月" if library.month else f"{library.year}年"


@transaction.atomic
def ask_for_records(*, unit: Unit, query: str, by: User) -> tuple[Job, bool]:
    """The job that makes the workbook, and whether it is new: the same one being made is not asked for again."""
    arguments = {"query": query[:LONGEST_QUERY]}
    open_ones = Job.objects.of_unit(unit).open().filter(kind=KIND, asked_by=by)  # each sees rows of their own
    same = next((job for job in open_ones if job.arguments == arguments), None)
    if same is not None:
        return same, False
    job = jobs.ask(kind=KIND, title=name_of(unit, query, by), by=by, unit=unit, arguments=arguments)
    audit.record(by=by, verb="导出档案目录", of=unit, unit=unit, after={"筛选": query[:LONGEST_QUERY]})
    return job, True


def name_of(unit: Unit, query: str, user: User) -> str:
    """省国资委2026年7月档案目录.xlsx; narrowed by more than its time, 省国资委2026年档案目录（筛选）.xlsx."""
    library = library_of(unit, query, user)
    return safe_name(f"{unit.name}{when(library)}档案目录{'（筛选）' if library.is_filtered else ''}", ".xlsx")
