"""单项活动档案页: one activity with its facts, its summary, its photos and what lies in its file."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from documents.model import Block, Cell, Heading, Paper, Paragraph, Pictures, Table
from evidence.models import Attachment, Record, RecordStep
from programs.models import Plan, Task
from reports.activities import photos_of, when
from reports.figures import label_of, spoken_date
from reports.grid import count, header
from reports.record_tables import files_of
from scoring.category_cells import chinese
from scoring.models import Citation

MOST_PHOTOS = 300


def dossier(plan: Plan, record: Record, on_photo: Callable[[int, int], None]) -> Paper:
    """The page of one activity; its tasks and clauses are those of the plan."""
    chapters = [
        ("基本情况", [_facts(plan, record)]),
        ("活动总结", _summary(record)),
        ("活动图片", _photos(record, on_photo)),
        ("材料清单", [_files(record)]),
    ]
    blocks: list[Block] = []
    for number, (title, inside) in enumerate([one for one in chapters if one[1]], start=1):
        blocks += [Heading(f"{chinese(number)}、{title}", 1), *inside]
    return Paper(title=record.title, blocks=blocks, signature=str(record.department))


def _facts(plan: Plan, record: Record) -> Table:
    activity = record.activity
    helping = "、".join(str(one) for one in activity.departments.all())
    headcount = f"{activity.headcount}人" if activity.headcount else ""
    last = record.ends_on or record.begins_on
    days = spoken_date(record.begins_on) if last == record.begins_on else f"{record.begins_on.year}年{when(record)}"
    rows = [
        _pair("时间", days, "类别", activity.kind.name),
        _pair("地点", activity.place, "参加人数", headcount),
        _pair("承办部门", str(record.department), "协办部门", helping),
        _line("参加人员", activity.people),
        _line("对应任务", "\n".join(label_of(task) for task in Task.objects.filter(plan=plan, records=record))),
        _line("服务的得分点", _clauses(plan, record)),
        _line("审核", _review(record)),
    ]
    return Table(rows=rows, header_rows=0, widths=(11, 32, 11, 24))


def _pair(*texts: str) -> list[Cell | None]:
    return [Cell(text, align="center", bold=not number % 2) for number, text in enumerate(texts)]


def _line(title: str, text: str) -> list[Cell | None]:
    return [Cell(title, align="center", bold=True), Cell(text, align="left", column_span=3), None, None]


def _clauses(plan: Plan, record: Record) -> str:
    cited = Citation.objects.filter(record=record, clause__framework=plan.framework_id)
    cited = cited.select_related("clause__indicator").order_by("clause__order", "clause_id")
    return "\n".join(dict.fromkeys(f"{one.clause.indicator.number} {one.clause.text}".strip() for one in cited))


def _review(record: Record) -> str:
    step = record.steps.filter(verb=RecordStep.Verb.ACCEPTED).select_related("by").order_by("-pk").first()
    if step is None:
        return record.get_state_display()
    by = f"，{step.by}" if step.by else ""
    return f"{spoken_date(timezone.localdate(step.at))}{step.get_verb_display()}{by}"


def _summary(record: Record) -> list[Block]:
    return [Paragraph(line.strip()) for line in record.summary.splitlines() if line.strip()]


def _photos(record: Record, on_photo: Callable[[int, int], None]) -> list[Block]:
    found = photos_of(record)[:MOST_PHOTOS]
    pictures = []
    for number, photo in enumerate(found, start=1):
        picture = photo.picture()
        if picture is not None:
            pictures.append(picture)
        on_photo(number, len(found))
    return [Pictures(pictures, columns=2)] if pictures else []


def _files(record: Record) -> Table:
    live = list(Attachment.objects.live().filter(record=record).order_by("order", "pk"))
    rows = [[count(number), *cells] for number, cells in enumerate(files_of(record, live), start=1)]
    titles = header("序号", "材料类别", "材料名称", "媒体和刊发日期", "件数", "存入日期")
    return Table(rows=[titles, *rows], widths=(7, 13, 34, 20, 7, 20))
