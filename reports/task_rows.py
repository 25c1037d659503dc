"""The table of tasks as somebody sees it on the page: the same rows, the same columns, as a workbook (任务清单)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from documents.model import Cell, Paper, Table
from jobs import actions as jobs
from jobs.models import Job
from programs import task_table
from programs.models import Plan
from programs.standings import STATES, files_of
from programs.task_columns import COLUMNS, in_order
from programs.task_filters import Filters, narrowed
from programs.task_table import Row
from reports.naming import file_name, headed

KIND = "reports.task_rows"
ASKED = ("show", "departments", "words", "columns", "state", "opened")  # the last two are missing in older jobs
WIDTHS = {"points": 2, "party": 7, "due": 4, "state": 5, "files": 7, "person": 4, "measures": 12, "note": 9}


def task_rows(
    plan: Plan,
    *,
    show: str,
    departments: list[int] | None,
    words: str,
    columns: Sequence[str],
    today: date,
    state: str = "",
    opened: Sequence[int] = (),
):
    """The paper of the rows a filter shows: their category, number and requirement, then the columns chosen."""
    tasks = narrowed(plan.tasks.all(), departments, words, state)
    bare, files = task_table.bare_tasks(tasks), files_of(plan)
    found = task_table.matching(bare, show, files, today, opened)
    keys = task_table.shown_of(bare, found)  # a task done in parts stands above them uncounted
    columns = [key for key in in_order(columns) if key != "points" or task_table.has_points(plan)]
    head = ["类目", "条", "工作要求", *(COLUMNS[key] for key in columns)]
    rows = [[Cell(text, bold=True) for text in head]]
    for group in task_table.grouped(plan, bare, keys, files, today):
        for row in group.rows:
            first = [Cell(group.name), Cell(row.number, align="center"), Cell(row.task.requirement or row.task.title)]
            rows.append(first + [_cell(row, key) for key in columns])
    said = [task_table.SHOWS[show], *(["已展开的已完成"] if opened else []), *([STATES[state]] if state else [])]
    title = headed(plan, f"{plan.year}年度任务清单（{'、'.join(said)} {len(found)} 项）")
    widths = (6, 3, 20, *(WIDTHS[key] for key in columns))
    return Paper(title=title, blocks=[Table(rows, title="任务清单", widths=widths)], landscape=True)


def _cell(row: Row, key: str) -> Cell:
    task = row.task
    match key:
        case "points":
            return Cell(row.points, value=Decimal(row.points) if row.points else None, align="right")
        case "party":
            return Cell(
                "、".join(one.name if one.is_first else f"{one.name}（配合）" for one in row.parties) or "还没定"
            )
        case "due":
            return Cell(task.due_on.isoformat(), value=task.due_on) if task.due_on else Cell(task.due_text or "未定")
        case "state":
            return Cell(row.status.text)
        case "files":
            return Cell(row.files.said)
        case "person":
            return Cell(task.in_charge_name or "")
        case "measures":
            return Cell(task.measures)
    return Cell(task.note)


@transaction.atomic
def ask_for_rows(*, plan: Plan, filters: Filters, columns: Sequence[str], by: User) -> tuple[Job, bool]:
    """The job that makes the workbook, and whether it is new: the same one being made is not asked for again."""
    arguments = {"plan": plan.pk, "columns": list(columns)} | filters.asked
    open_ones = Job.objects.of_unit(plan.unit).open().filter(kind=KIND)
    same = next((job for job in open_ones if job.arguments == arguments), None)
    if same is not None:
        return same, False
    job = jobs.ask(kind=KIND, title=name_of(plan, filters.show), by=by, unit=plan.unit, arguments=arguments)
    audit.record(by=by, verb="导出任务清单", of=plan, unit=plan.unit, after={"筛选": task_table.SHOWS[filters.show]})
    return job, True


def name_of(plan: Plan, show: str) -> str:
    return file_name(plan, "任务清单", "xlsx", task_table.SHOWS[show])


def paper_for(plan: Plan, arguments: dict, today: date) -> Paper:
    """The paper a job was asked for; ValidationError where no row is left of it."""
    asked = {key: value for key, value in arguments.items() if key in ASKED}
    paper = task_rows(plan, **asked, today=today)
    if len(paper.blocks[0].rows) == 1:
        raise ValidationError("这个筛选下已经没有任务，换一个筛选再导出。")
    return paper
