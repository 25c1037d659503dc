"""Papers drafted from data and edited by the office: where the passages are, and the paper with the edits in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from documents.model import Block, Heading, Paper, Paragraph, Picture, Pictures, Table
from evidence.completeness import words
from programs.models import Plan
from reports.merging import merged
from reports.models import Manuscript, Passage

_LABEL = re.compile(r"^(?:[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、|\d+[.．、])")
LONGEST_PLACE = 300


@dataclass(frozen=True)
class Stretch:
    """Consecutive paragraphs under one heading, from block `start` up to `end`; the text has one line for each."""

    place: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Written:
    """One stretch as the page shows it: today's draft, the text that would be printed, and what the edit left out."""

    place: str
    drafted: str
    text: str
    left: tuple[str, ...] = ()
    is_edited: bool = False


@dataclass(frozen=True)
class Line:
    """One line of the page of a manuscript: a heading, a stretch to edit, or something that is not text."""

    heading: str = ""
    level: int = 1
    written: Written | None = None
    beside: str = ""


@dataclass(frozen=True)
class Script:
    """A paper with its edits: what is printed, how the page shows it, and edits whose place is gone."""

    paper: Paper
    lines: tuple[Line, ...]
    homeless: tuple[Passage, ...]

    @property
    def words(self) -> int:
        """Characters of headings and text that are not blank; tables and captions are not counted."""
        texts = [
            self.paper.title,
            *(block.text for block in self.paper.blocks if isinstance(block, Heading | Paragraph)),
        ]
        return sum(words(text) for text in texts)


def stretches(paper: Paper) -> list[Stretch]:
    """The passages of running text of a paper, each under a place that keeps its name when figures change."""
    found: list[Stretch] = []
    above: dict[int, str] = {}
    used: dict[str, int] = {}
    start = None
    for index, block in enumerate([*paper.blocks, None]):
        is_text = isinstance(block, Paragraph) and block.role == "body"
        if is_text and start is None:
            start = index
        elif not is_text and start is not None:
            where = "/".join(above[level] for level in sorted(above)) or "开头"
            used[where] = used.get(where, 0) + 1
            place = f"{where[: LONGEST_PLACE - 6]}#{used[where]}"
            text = "\n".join(one.text for one in paper.blocks[start:index])
            found.append(Stretch(place, start, index, text))
            start = None
        if isinstance(block, Heading):
            above = {level: title for level, title in above.items() if level < block.level}
            above[block.level] = _LABEL.sub("", block.text).strip()
    return found


def script_of(plan: Plan, key: str, paper: Paper) -> Script:
    """The paper as the office left it. One query."""
    passages = Passage.objects.filter(manuscript__plan=plan, manuscript__paper=key).select_related("by")
    edits = {passage.place: passage for passage in passages}
    blocks: list[Block] = []
    lines: list[Line] = []
    place = 0
    for stretch in stretches(paper):
        _keep(paper.blocks[place : stretch.start], blocks, lines)
        written = _written(stretch, edits.pop(stretch.place, None))
        blocks += [Paragraph(line.strip()) for line in written.text.splitlines() if line.strip()]
        lines.append(Line(written=written))
        place = stretch.end
    _keep(paper.blocks[place:], blocks, lines)
    return Script(replace(paper, blocks=blocks), tuple(lines), tuple(edits.values()))


def as_written(plan: Plan, key: str, paper: Paper) -> Paper:
    """The paper to set, with the office's own words in it."""
    return script_of(plan, key, paper).paper


def manuscript_of(plan: Plan, key: str) -> Manuscript:
    """What is kept of a paper's text; an unsaved row where nobody has edited it yet."""
    found = Manuscript.objects.filter(plan=plan, paper=key).first()
    return found or Manuscript(plan=plan, paper=key, version=0)


def _written(stretch: Stretch, edit: Passage | None) -> Written:
    if edit is None:
        return Written(stretch.place, stretch.text, stretch.text)
    answer = merged(edit.drafted, edit.text, stretch.text)
    return Written(stretch.place, stretch.text, answer.text, answer.left, is_edited=True)


def _keep(between: list[Block], blocks: list[Block], lines: list[Line]) -> None:
    for block in between:
        blocks.append(block)
        if isinstance(block, Heading):
            lines.append(Line(heading=block.text, level=min(block.level, 4)))
        elif isinstance(block, Table):
            lines.append(Line(beside=f"表格，{len(block.rows) - block.header_rows} 行"))
        elif isinstance(block, Picture | Pictures):
            lines.append(Line(beside="图片"))
        elif isinstance(block, Paragraph):
            lines.append(Line(beside=block.text))
