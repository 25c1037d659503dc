"""自查（自评）报告: who leads, what was done in each category, what came of it, what is missing, what is next."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from documents.model import Block, Cell, Heading, Paper, Paragraph, Table
from evidence.models import Record
from programs.models import Plan
from reports import year_chapters
from reports.activities import Told, told_activities
from reports.album import USUAL, Album, PhotoSet
from reports.annual_tables import other_layers, score_table
from reports.chapters import activity_sentence, next_steps, of_category, opening, problems, task_sentence
from reports.grid import centred, count, header, left, points
from reports.naming import headed
from reports.score_tables import Line, numbered, parts_of
from reports.sentences import on_paper
from reports.tallies import Figures
from reports.year_told import Beside, beside
from scoring.category_cells import chinese
from scoring.models import Layer, Score

CASES = 3  # activities told in full
MOST_LACKING = 60  # clauses named; the score sheet has them all


def selfcheck(
    plan: Plan, told: Figures, on_photo: Callable[[int, int], None] | None = None, photos: PhotoSet = USUAL
) -> Paper:
    """Each chapter is drawn from data; one that has nothing to say is left out."""
    activities = told_activities(plan, photos.each)
    more = beside(plan, told.assessment, told.today)
    chapters = [
        ("组织领导", _leadership(told, more)),
        ("主要做法", _practice(told, activities)),
        ("创建成效", [*_results(told), *year_chapters.honours(more), *year_chapters.publicity(more)]),
        ("特色案例", _cases(activities, on_photo)),
        ("存在的问题与整改", [*problems(told), *year_chapters.supervision(more), *_lacking(plan, told)]),
        ("下一步打算", next_steps(told)),
    ]
    blocks: list[Block] = [Paragraph(on_paper(opening(plan, told)))]
    for number, (title, inside) in enumerate([one for one in chapters if one[1]], start=1):
        blocks += [Heading(f"{chinese(number)}、{title}", 1), *inside]
    title = headed(plan, f"{plan.year}年度文明创建自查报告")
    return Paper(title=title, blocks=blocks, signature=plan.unit.name, signed_on=told.today)


def _leadership(told: Figures, more: Beside) -> list[Block]:
    blocks = year_chapters.leadership(more)
    departments = [row for row in told.parties if row.kind == "department"]
    if departments:
        led = sum(row.tasks.count for row in departments)
        blocks.append(Paragraph(f"{told.tasks.count}项任务中，{led}项由{len(departments)}个部门牵头负责。"))
    meetings = [kind for kind in told.activities.kinds if "会议" in kind.name]
    if meetings:
        held = "、".join(f"{kind.name}{kind.count}场" for kind in meetings)
        blocks.append(Paragraph(f"{told.year}年召开{held}，均有档案。"))
    return blocks


def _practice(told: Figures, activities: dict[int, Told]) -> list[Block]:
    """Each category's figures and its activities by name: the annual report tells them in full."""
    blocks: list[Block] = []
    for number, row in enumerate(told.categories, start=1):
        blocks += [Heading(f"（{chinese(number)}）{row.name}", 2), Paragraph(on_paper(of_category(row)))]
        blocks += _named(activities[pk] for pk in row.records if pk in activities)
    others = [activities[pk] for pk in told.activities.unlinked if pk in activities]
    if others:
        blocks += [Heading(f"（{chinese(len(told.categories) + 1)}）其他活动", 2), *_named(others)]
    return blocks


def _named(activities: Iterable[Told]) -> list[Block]:
    named = "；".join(f"{one.title}（{one.facts}）" for one in activities)
    return [Paragraph(f"开展的活动：{named}。")] if named else []


def _results(told: Figures) -> list[Block]:
    blocks: list[Block] = [
        Paragraph(on_paper(f"任务推进方面。{task_sentence(told.tasks)}")),
        Paragraph(on_paper(f"活动开展方面。{activity_sentence(told)}")),
        Paragraph(f"各类{'自评得分' if told.has_points else '自评达标'}情况如下。"),
        score_table(told),
    ]
    return [*blocks, *[Paragraph(text) for text in other_layers(told)]]


def _cases(activities: dict[int, Told], on_photo: Callable[[int, int], None] | None) -> list[Block]:
    """The activities most media reported on, with their whole summaries and a few photos."""
    reported = sorted((one for one in activities.values() if one.press), key=lambda one: -len(one.press))[:CASES]
    if not reported:
        return []
    summaries = dict(Record.objects.filter(pk__in=[one.pk for one in reported]).values_list("pk", "summary"))
    album = Album({one.pk: one for one in reported}, on_photo, USUAL.most)
    blocks: list[Block] = [Paragraph(f"以下{len(reported)}场活动，报道的媒体较多。")]
    for number, activity in enumerate(reported, start=1):
        blocks.append(Heading(f"（{chinese(number)}）{activity.title}", 2))
        blocks.append(Paragraph(f"{activity.facts}。{'、'.join(activity.press)}作了报道。"))
        blocks += [Paragraph(line.strip()) for line in summaries[activity.pk].splitlines() if line.strip()]
        blocks += album.of(activity)
    return blocks


def _lacking(plan: Plan, told: Figures) -> list[Block]:
    """The clauses that were scored and did not get all: what has to be put right."""
    lines = [line for part in parts_of(plan, told) for line in part.lines if _is_lacking(line)]
    lines = [line for line in lines if line.clause.indicator.category.layer == Layer.BASIC]
    if not lines:
        return []
    said = "自评没有得满分的" if told.has_points else "自评没有达标的"
    more = f"，下表列出前{MOST_LACKING}个，其余见自评表" if len(lines) > MOST_LACKING else "，见下表"
    return [Paragraph(f"{said}得分点{len(lines)}个{more}。"), _table(lines[:MOST_LACKING], told.has_points)]


def _is_lacking(line: Line) -> bool:
    if line.score is None:
        return False
    return bool(line.gap) if line.clause.points is not None else line.score.state in _NOT_MET


_NOT_MET = (Score.State.PARTLY, Score.State.UNMET)


def _table(lines: list[Line], has_points: bool) -> Table:
    if not has_points:
        rows: list[list[Cell | None]] = [header("序号", "得分点", "自评结论", "说明")]
        for number, line in enumerate(lines, start=1):
            rows.append([count(number), left(numbered(line.clause)), centred(line.said), left(line.score.reason)])
        return Table(rows=rows, widths=(6, 50, 12, 26))
    rows = [header("序号", "得分点", "满分", "自评分", "差", "说明")]
    for number, line in enumerate(lines, start=1):
        given = points(line.score.points) if line.score.points is not None else centred(line.said)
        text, reason = left(numbered(line.clause)), left(line.score.reason)
        rows.append([count(number), text, points(line.clause.points), given, points(line.gap), reason])
    return Table(rows=rows, widths=(7, 44, 8, 10, 7, 24))
