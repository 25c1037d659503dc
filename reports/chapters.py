"""Chapters that several reports share: each category's tasks and activities, problems, what comes next."""

from __future__ import annotations

from documents.model import Block, Heading, Paragraph
from documents.quoting import quoted
from programs.models import Plan
from reports.activities import Told
from reports.album import Album
from reports.annual_tables import MOST_ROWS, open_table
from reports.figures import spoken_date
from reports.sentences import gap_of, on_paper, widest_gaps
from reports.tallies import CategoryFigures, Figures, TaskCounts
from scoring import words
from scoring.category_cells import chinese
from scoring.models import Layer
from scoring.points import printed

LONGEST_LABEL = 24  # characters of a task named inside a sentence
NAMED = 8  # titles a sentence lists before it only counts the rest


def opening(plan: Plan, told: Figures) -> str:
    number = f"（{plan.number}）" if plan.number else ""
    parts = f"{told.year}年度创建工作分为{len(told.basic)}类、{told.totals.overall.clauses}个得分点"
    others = [f"{row.name}（{row.tally.clauses}个得分点）" for row in told.categories if row not in told.basic]
    more = "，另设" + "、".join(others)
    parts += more if others else ""
    parts += f"，分解为{told.tasks.count}项任务"
    day = spoken_date(told.today)
    return f"按照《{plan.title}》{number}，{plan.unit.name}{parts}。截至{day}，{words.verdict(told.totals)}。"


def task_sentence(tasks: TaskCounts) -> str:
    if not tasks.count:
        return "方案里还没有任务。"
    said = f"{tasks.count} 项任务已完成 {tasks.done} 项，完成率 {tasks.percent}%"
    rest = [
        (tasks.waiting, "待审核"),
        (tasks.going, "办理中"),
        (tasks.returned, "退回修改"),
        (tasks.unbegun, "未开始"),
        (tasks.late, "逾期"),
    ]
    return "；".join([said, *[f"{name} {count} 项" for count, name in rest if count]]) + "。"


def activity_sentence(told: Figures) -> str:
    counted = told.activities
    if not counted.count:
        return f"{told.year} 年还没有审核通过的活动。"
    said = f"审核通过活动 {counted.count} 场"
    if counted.headcount:
        said += f"，参加 {counted.headcount} 人次"
    said += f"，归档图片 {counted.photos} 张、媒体报道 {counted.press} 篇"
    kinds = "、".join(f"{kind.name} {kind.count} 场" for kind in counted.kinds)
    said += f"。按类别分：{kinds}。"
    slots = "、".join(f"{slot.title} {slot.done} 场" for slot in counted.slots)
    return f"{said}材料齐全的：{slots}。"


def by_category(told: Figures, activities: dict[int, Told], album: Album) -> list[Block]:
    blocks: list[Block] = []
    seen: dict[int, str] = {}  # the category under which an activity was told in full
    for number, row in enumerate(told.categories, start=1):
        blocks += [Heading(f"（{chinese(number)}）{row.name}", 2), Paragraph(on_paper(of_category(row)))]
        new = [activities[pk] for pk in row.records if pk in activities and pk not in seen]
        again = [activities[pk] for pk in row.records if pk in seen]
        blocks += tell(new, album)
        if again:
            blocks.append(Paragraph(f"另有{len(again)}场活动同时服务于本类：{_titles(again)}。"))
        seen |= {one.pk: row.name for one in new}
    others = [activities[pk] for pk in told.activities.unlinked if pk in activities]
    if others:
        blocks += [
            Heading(f"（{chinese(len(told.categories) + 1)}）其他活动", 2),
            Paragraph(f"未对应考评项目的活动{len(others)}场。"),
            *tell(others, album),
        ]
    return blocks


def of_category(row: CategoryFigures) -> str:
    tasks = row.tasks
    said = [f"本类任务 {tasks.count} 项，完成 {tasks.done} 项" if tasks.count else "本类没有单列任务"]
    if tasks.late:
        said.append(f"逾期 {tasks.late} 项")
    said.append(_score_of(row))
    said.append(f"开展活动 {len(row.records)} 场" if row.records else "没有审核通过的活动")
    return "；".join(said) + "。"


def _score_of(row: CategoryFigures) -> str:
    tally, most = row.tally, row.tally.of
    if row.category.layer == Layer.BONUS:
        got = f"自评加 {tally.got} 分" if tally.scored else "尚未自评"
        return f"{got}，最多加 {row.cap} 分" if row.cap else got
    if tally.pointed:
        return f"自评 {tally.got} 分，分值 {most} 分" if tally.scored else f"分值 {most} 分，尚未自评"
    if tally.scored:
        return f"{most} 个得分点达标 {tally.got} 个"
    return f"{most} 个得分点，尚未自评"


def tell(activities: list[Told], album: Album) -> list[Block]:
    blocks: list[Block] = []
    for number, activity in enumerate(activities, start=1):
        text = f"{number}.{activity.title}（{activity.facts}）。{activity.summary}"
        if activity.press:
            text = f"{text.rstrip('。')}。{'、'.join(activity.press)}作了报道。"
        blocks += [Paragraph(text), *album.of(activity)]
    return blocks


def _titles(activities: list[Told]) -> str:
    named = "、".join(quoted(one.title) for one in activities[:NAMED])
    return named if len(activities) <= NAMED else f"{named}等"


def problems(told: Figures) -> list[Block]:
    said = []
    if told.late:
        named = _named([f"{_brief(row.label)}（{row.party}，{row.status}）" for row in told.late], "；")
        said.append(f"逾期任务 {len(told.late)} 项：{named}。")
    if told.returned:
        named = _named([f"{_brief(row.label)}（{row.party}）" for row in told.returned], "；")
        said.append(f"退回修改任务 {len(told.returned)} 项：{named}。")
    if told.totals.everything.scored and told.has_points:
        gaps = [f"{row.name}（差 {printed(gap_of(row))} 分）" for row in widest_gaps(told)]
        said += [f"差分较多的项目：{'、'.join(gaps)}。"] if gaps else []
    silent = [row.name for row in told.basic if not row.records]
    if silent:
        said.append(f"没有审核通过活动的项目 {len(silent)} 类：{_named(silent)}。")
    missing = [f"{slot.title}缺 {slot.missing} 场" for slot in told.activities.slots if slot.missing]
    if missing:
        said.append(f"活动材料不齐：{'、'.join(missing)}。")
    if told.activities.unaccepted:
        said.append(f"还有 {told.activities.unaccepted} 场活动没有审核通过，没有计入。")
    if not said:
        return [Paragraph("没有逾期和退回的任务，各类活动材料齐全。")]
    return [Paragraph(on_paper(f"{number}.{text}")) for number, text in enumerate(said, start=1)]


def next_steps(told: Figures) -> list[Block]:
    blocks: list[Block] = []
    said = []
    if told.open_tasks:
        said.append(f"办结未完成的 {len(told.open_tasks)} 项任务，责任部门和时限见下表。")
    if told.totals.shortfall and told.totals.target is not None:
        said.append(f"补齐与目标的差距：{words.verdict(told.totals)}。")
    if told.totals.everything.unscored:
        said.append(f"完成其余 {told.totals.everything.unscored} 个得分点的自评。")
    missing = [f"{slot.title} {slot.missing} 份" for slot in told.activities.slots if slot.missing]
    if missing:
        said.append(f"补齐活动材料：{'、'.join(missing)}。")
    if not said:
        return [Paragraph("任务全部办结，自评全部完成，活动材料齐全；按下一年度方案继续推进。")]
    blocks += [Paragraph(on_paper(f"{number}.{text}")) for number, text in enumerate(said, start=1)]
    if told.open_tasks:
        blocks.append(open_table(told))
        more = len(told.open_tasks) - MOST_ROWS
        blocks += [Paragraph(f"其余{more}项见任务分解表。", role="small")] if more > 0 else []
    return blocks


def _brief(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip('，,、；')}…"


def _named(names: list[str], between: str = "、") -> str:
    said = between.join(names[:NAMED])
    return said if len(names) <= NAMED else f"{said}等"
