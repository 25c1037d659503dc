"""工作负担: what one plan asked of each department in a month, and how much of it twice. Counting only, no database.

Departments stand in the order of the house, never by their figures: this is for asking less, not for comparing.
What is asked counts as asked before when a task of the same department, due earlier, already wants it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from documents.bigrams import Nearest, bare

ALIKE = 0.85  # likeness from which two materials, or two requirements, are the same
LEAST = 3  # signs of a material that say what it is
LEAST_TEXT = 12  # signs of a requirement that can be told apart
RETURNED, FINDING, OBJECTION = "returned", "finding", "objection"
_PARTS = re.compile(r"[；;。\n、]|[①-⑳]|[（(]\d{1,2}[)）]|(?<!\d)\d{1,2}[.．]")
_GENERAL = re.compile(  # what any task may want, each its own: photos of two activities are not the same photos
    r"活动|会议|工作|相关|有关|材料|资料|图片|照片|截图|影像|视频|图文|方案|计划|通知|总结|小结|记录|纪要|签到表?|报道|信息|说明|佐证|"
    r"复印件|扫描件|原件|文件|正式|提供|提交|报送|不少于|至少|以上|各|每次|每季度|每月|第?[一二三四五六七八九十\d]+[张份篇次个页字条]|等|及|和|与|或"
)


@dataclass(frozen=True)
class Ask:
    """What one task wants of one department; `records` are those it has already, `clauses` those it serves."""

    department: int
    task: int
    label: str
    due_on: date | None
    text: str = ""
    materials: tuple[str, ...] = ()
    records: frozenset[int] = frozenset()
    clauses: frozenset[int] = frozenset()
    is_done: bool = False


@dataclass(frozen=True)
class Happened:
    """Work sent back, a finding or an objection, of one department in the month."""

    department: int
    kind: str
    key: int  # of the task, record or finding
    title: str
    of: str = "task"  # what the key names


@dataclass(frozen=True)
class Held:
    """An accepted record by what it and its files are called; `texts` as `bare` makes them."""

    record: int
    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Twice:
    """Something asked again: by which task, which asked first, and the record that could serve, where there is one.

    Without a word for what it is, it is whatever proves the clause, which another task has proved already.
    """

    what: str
    ask: Ask
    first: Ask | None
    record: Held | None = None
    is_text: bool = False  # the whole requirement, not one material
    is_named: bool = False  # the record, or a file in it, is called so; else it is that of a task that wanted the same


@dataclass
class Load:
    """The month of one department."""

    department: int
    name: str
    asks: list[Ask] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    twice: list[Twice] = field(default_factory=list)

    @property
    def tasks(self) -> int:
        return len(self.asks)

    @property
    def materials(self) -> int:
        return sum(len(ask.materials) for ask in self.asks)

    def count(self, kind: str) -> int:
        return sum(one.kind == kind for one in self.happened)

    @property
    def returned(self) -> int:
        return self.count(RETURNED)

    @property
    def findings(self) -> int:
        return self.count(FINDING)

    @property
    def objections(self) -> int:
        return self.count(OBJECTION)

    @property
    def repeated(self) -> int:
        """Materials and requirements that an earlier task wants too."""
        return sum(one.first is not None for one in self.twice)

    @property
    def held(self) -> int:
        """What is asked and may be cited from the archive."""
        return sum(one.record is not None for one in self.twice)

    @property
    def is_empty(self) -> bool:
        return not (self.asks or self.happened)


@dataclass
class Burden:
    """The month of all departments that were asked anything, in the order of the house, and their sums."""

    first: date
    last: date
    loads: list[Load]

    def sum(self, name: str) -> int:
        return sum(getattr(load, name) for load in self.loads)

    @property
    def totals(self) -> dict[str, int]:
        names = ("tasks", "materials", "returned", "findings", "objections", "repeated", "held")
        return {name: self.sum(name) for name in names}


def materials_of(text: str) -> tuple[str, ...]:
    """The single materials a clause names, each once."""
    parts = [part.strip(" \t，,：:．.") for part in _PARTS.split(text)]
    return tuple(dict.fromkeys(part for part in parts if len(bare(part)) > 1))


def says_what(material: str) -> str:
    """The signs of a material that say which one it is; empty where it might be any."""
    left = _GENERAL.sub("", bare(material))
    return bare(material) if len(left) >= LEAST else ""


def burden(
    departments: Iterable[tuple[int, str]],
    asks: Iterable[Ask],
    happened: Iterable[Happened],
    held: Iterable[Held],
    *,
    first: date,
    last: date,
) -> Burden:
    """Count the month from `first` to `last`; `asks` are those of the whole plan: earlier ones must be known."""
    loads = {pk: Load(pk, name) for pk, name in departments}
    asks = sorted(asks, key=lambda one: (one.due_on or date.max, one.task))
    archive = _Archive(held, asks)
    ours: dict[int, list[Ask]] = {}
    for ask in asks:
        ours.setdefault(ask.department, []).append(ask)
    for pk, own in ours.items():
        if pk in loads:
            month = [ask for ask in own if ask.due_on is not None and first <= ask.due_on <= last]
            loads[pk].asks = month
            loads[pk].twice = _twice(own, set(month), archive)
    for one in happened:
        if one.department in loads:
            loads[one.department].happened.append(one)
    return Burden(first, last, [load for load in loads.values() if not load.is_empty])


def _twice(own: list[Ask], month: set[Ask], archive: _Archive) -> list[Twice]:
    """What the month's tasks of one department want that an earlier task wants, or that is in the archive."""
    found: list[Twice] = []
    wanted, said = _Earlier(), _Earlier()
    for ask in own:
        if ask in month:
            text_before = said.like(ask.text) if len(bare(ask.text)) >= LEAST_TEXT else None
            if text_before is not None:
                found.append(Twice(ask.label, ask, text_before, archive.of(text_before, ask), is_text=True))
            for material in ask.materials:
                what = says_what(material)
                before = wanted.like(what) if what else None
                named = archive.named(what, ask) if what else None
                record = named or archive.of(before, ask)
                if (before is not None and before is not text_before) or named is not None:
                    found.append(Twice(material, ask, before, record, is_named=named is not None))
            proof = archive.proving(ask) if not ask.records and all(one.ask is not ask for one in found) else None
            if proof is not None:
                found.append(Twice("", ask, None, proof))
        if len(bare(ask.text)) >= LEAST_TEXT:
            said.add(ask.text, ask)
        for material in ask.materials:
            wanted.add(says_what(material), ask)
    return found


class _Earlier:
    """What earlier tasks wanted, to be found by likeness."""

    def __init__(self):
        self.exact: dict[str, Ask] = {}
        self.near = Nearest()
        self.asks: list[Ask] = []

    def add(self, text: str, ask: Ask) -> None:
        if text:
            self.exact.setdefault(bare(text), ask)
            self.near.add(len(self.asks), text)
            self.asks.append(ask)

    def like(self, text: str) -> Ask | None:
        if bare(text) in self.exact:
            return self.exact[bare(text)]
        best = self.near.to(text, count=1, least=ALIKE)
        return self.asks[best[0][0]] if best else None


class _Archive:
    """Accepted records, by key and by what they are called."""

    def __init__(self, held: Iterable[Held], asks: list[Ask]):
        self.rows = list(held)
        self.by_key = {row.record: row for row in self.rows}
        self.of_clause: dict[int, set[int]] = {}
        for ask in asks:
            for clause in ask.clauses:
                self.of_clause.setdefault(clause, set()).update(ask.records & self.by_key.keys())

    def of(self, before: Ask | None, ask: Ask) -> Held | None:
        """A record the earlier task has and this one has not; none where this one is done."""
        if before is None or ask.is_done:
            return None
        keys = sorted(key for key in before.records - ask.records if key in self.by_key)
        return self.by_key[keys[-1]] if keys else None

    def proving(self, ask: Ask) -> Held | None:
        """The latest record some task has for a clause this one serves."""
        keys = {key for clause in ask.clauses for key in self.of_clause.get(clause, ())}
        return next((row for row in self.rows if row.record in keys), None) if not ask.is_done else None

    def named(self, what: str, ask: Ask) -> Held | None:
        """A record that is called so, or holds a file that is, and that the task has not."""
        if ask.is_done:
            return None
        fits = (row for row in self.rows if row.record not in ask.records and any(what in text for text in row.texts))
        return next(fits, None)
