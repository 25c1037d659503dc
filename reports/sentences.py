"""What the figures say in words; the board and the annual report speak the same sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from reports.tallies import CategoryFigures, Figures
from scoring.points import printed
from scoring.words import verdict

_BESIDE_FIGURES = re.compile(r"(?<=[\d%]) (?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]) (?=[\d≥≤])")
NAMED = 3  # categories or departments a sentence names at most


@dataclass(frozen=True)
class Headline:
    """自评 84.5 分，离目标 92 分还差 7.5 分: the figure stands by itself so that a page may set it off."""

    before: str
    figure: str
    after: str
    second: str

    def __str__(self):
        return f"{self.before}{self.figure}{self.after}{self.second}"


@dataclass(frozen=True)
class Words:
    """A piece of a sentence; `tone` is "", late or strong."""

    text: str
    tone: str = ""


def headline(told: Figures) -> Headline:
    """The first sentence of the board: the verdict on the assessment, its figure apart."""
    said = verdict(told.totals)
    overall = told.totals.overall
    figure = printed(overall.points) if told.has_points else str(overall.met)
    first, comma, second = said.partition("，")
    before, space, after = first.partition(f" {figure} ")
    if not space or not told.totals.everything.scored:
        return Headline(first + comma, "", "", second)
    return Headline(f"{before} ", figure, f" {after}{comma}", second)


def summary(told: Figures) -> list[Words]:
    """The second sentence: tasks, where they are late, where points are missing, which files are."""
    return [*_of_tasks(told), *_of_gaps(told), *_of_files(told)]


def plain(words: list[Words]) -> str:
    return "".join(word.text for word in words)


def on_paper(text: str) -> str:
    """As papers are written: no space between a figure and the words beside it."""
    return _BESIDE_FIGURES.sub("", text)


def _of_tasks(told: Figures) -> list[Words]:
    tasks = told.tasks
    if not tasks.count:
        return [Words("方案里还没有任务。")]
    said = [Words(f"{tasks.count} 项任务已完成 {tasks.done} 项")]
    if not tasks.late:
        return [*said, Words("，没有逾期。" if tasks.open else "，全部办结。")]
    departments = [row for row in told.parties if row.kind == "department"]
    worst = max(departments, key=lambda row: row.tasks.late, default=None)
    where = ""
    if worst and worst.tasks.late == tasks.late:
        where = f"，都在{worst.name}"
    elif worst and worst.tasks.late > 1:
        where = f"，其中 {worst.tasks.late} 项在{worst.name}"
    return [*said, Words("，"), Words(f"逾期 {tasks.late} 项{where}", "late"), Words("。")]


def gap_of(row: CategoryFigures) -> Decimal:
    """What a category still lacks, in points or clauses; what is not applicable is not lacking."""
    tally = row.tally
    if tally.pointed:
        return max(tally.maximum - tally.exempt - tally.points, Decimal(0))
    return Decimal(tally.clauses - tally.not_applicable - tally.met)


def is_early(told: Figures) -> bool:
    """While most clauses were not scored, what is missing says nothing about the work."""
    counted = told.totals.everything
    return counted.unscored * 2 > counted.clauses


def widest_gaps(told: Figures) -> list[CategoryFigures]:
    """The categories that lack most, where it is clear which: up to three of those that lack something."""
    if is_early(told):
        return []
    lacking = sorted((row for row in told.basic if gap_of(row)), key=gap_of, reverse=True)
    return lacking[:NAMED] if len(lacking) > NAMED else []


def _of_gaps(told: Figures) -> list[Words]:
    counted, widest = told.totals.everything, widest_gaps(told)
    if counted.scored and is_early(told):
        said = Words(f"{counted.clauses} 个得分点才评了 {counted.scored} 个", "strong")
        return [Words("自评刚开始，"), said, Words("，差在哪里还看不出。")]
    if not widest or not counted.scored:
        return []
    names = "、".join(row.name for row in widest)
    what = "差分较多的是" if told.has_points else "未达标较多的是"
    return [Words(what), Words(names, "strong"), Words("。")]


def _of_files(told: Figures) -> list[Words]:
    counted = told.activities
    if not counted.count:
        return [Words(f"{told.year} 年还没有审核通过的活动。")]
    most = max(counted.slots, key=lambda slot: slot.missing)
    if not most.missing:
        return [Words(f"{counted.count} 场活动的四类材料都齐全。")]
    said = Words(f"{most.title}（{most.missing} 场没有）", "strong")
    return [Words(f"{counted.count} 场活动的材料里，最缺的是"), said, Words("。")]
