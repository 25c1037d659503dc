"""The annual report of a plan as a paper: every sentence is made of figures that the board shows too."""

from __future__ import annotations

from collections.abc import Callable

from documents.model import Block, Heading, Paper, Paragraph
from programs.models import Plan
from reports import year_chapters
from reports.activities import told_activities
from reports.album import USUAL, Album, PhotoSet
from reports.annual_tables import month_table, other_layers, score_table, task_table
from reports.chapters import activity_sentence, by_category, next_steps, opening, problems, task_sentence
from reports.naming import headed
from reports.sentences import on_paper
from reports.tallies import Figures
from reports.year_told import beside
from scoring import words
from scoring.category_cells import chinese
from scoring.points import printed


def annual(
    plan: Plan, told: Figures, on_photo: Callable[[int, int], None] | None = None, photos: PhotoSet = USUAL
) -> Paper:
    """年度工作总结. `on_photo` hears how many of the photos are read."""
    activities = told_activities(plan, photos.each)
    album = Album(activities, on_photo, photos.most)
    blocks: list[Block] = [Paragraph(on_paper(opening(plan, told)))]
    more = beside(plan, told.assessment, told.today)
    chapters = [
        ("基本情况", [*_basics(told), *year_chapters.compared(more)]),
        ("组织领导和会议", year_chapters.leadership(more)),
        ("各项工作开展情况", by_category(told, activities, album)),
        ("自评得分情况" if told.has_points else "自评达标情况", _scores(told)),
        ("指标达标情况", year_chapters.quotas(more)),
        ("获得荣誉", year_chapters.honours(more)),
        ("宣传报道", year_chapters.publicity(more)),
        ("经费保障", year_chapters.money(more)),
        ("责任部门任务完成情况", _tasks(told)),
        ("督导整改情况", year_chapters.supervision(more)),
        ("存在的问题", problems(told)),
        ("下一步打算", next_steps(told)),
    ]
    for number, (title, inside) in enumerate([one for one in chapters if one[1]], start=1):
        blocks += [Heading(f"{chinese(number)}、{title}", 1), *inside]
    title = headed(plan, f"{plan.year}年度文明创建工作总结")
    return Paper(title=title, blocks=blocks, signature=plan.unit.name, signed_on=told.today)


def _basics(told: Figures) -> list[Block]:
    blocks: list[Block] = [
        Paragraph(on_paper(f"任务推进方面。{task_sentence(told.tasks)}")),
        Paragraph(on_paper(f"自评方面。{words.verdict(told.totals)}。{words.progress(told.totals)}")),
        Paragraph(on_paper(f"活动开展方面。{activity_sentence(told)}")),
    ]
    if told.activities.count:
        note = "注：一场活动服务于几类的，在各类分别计数，“全部活动”只计一次。"
        blocks += [month_table(told), Paragraph(note, role="small")]
    return blocks


def _scores(told: Figures) -> list[Block]:
    blocks: list[Block] = [Paragraph(on_paper(f"{words.verdict(told.totals)}。"))]
    if told.has_points and told.totals.overall.exempt:
        blocks.append(Paragraph(f"其中不适用{printed(told.totals.overall.exempt)}分，得分率按扣除不适用后的分值计算。"))
    blocks.append(score_table(told))
    return [*blocks, *[Paragraph(text) for text in other_layers(told)]]


def _tasks(told: Figures) -> list[Block]:
    if not told.tasks.count:
        return [Paragraph("方案里还没有任务。")]
    return [Paragraph("各责任部门承担的任务和完成情况如下。"), task_table(told)]
