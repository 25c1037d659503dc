"""What the check page of an import shows: the source by lines, the questions, the names, the structure by category."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count
from django.utils import timezone

from accounts.models import Department, Unit
from programs import naming
from programs.corrections import cells_of, sections_of
from programs.models import PaperImport, Plan
from programs.naming import PrintedName
from programs.questions import Ask, asks_of
from programs.source_view import Run, runs_of
from scoring.building import Place, declared_points, declared_total, rows_of
from scoring.models import Layer
from scoring.points import printed, total


@dataclass
class Cell:
    """One input: its name, what it shows, and the sentence that says what is wrong with it."""

    name: str
    value: str
    error: str = ""


@dataclass
class ClauseView:
    key: int
    text: Cell
    points: Cell
    is_asked: bool
    is_first: bool


@dataclass
class RowView:
    """One printed row with its clauses."""

    key: int
    label: str  # 第 4 条
    number: Cell
    departments: Cell
    names: list[tuple[str, bool]]  # and whether the unit does not know it yet
    due: Cell
    move: Cell
    clauses: list[ClauseView]
    facts: list[str]
    line: int | None
    where: str


@dataclass
class SectionView:
    """One category with its rows."""

    key: int
    order: int | None  # among the categories of the basic layer
    layer: str
    name: Cell
    worth: Cell
    say: str
    sum_say: str  # empty where nothing is declared
    is_even: bool
    rows: list[RowView] = field(default_factory=list)


CHOSEN = {
    "new": "新建 {} 个部门",
    "department": "{} 个就是名册里的部门",
    "all": "{} 个指全部在用部门",
    "members": "{} 个是一组单位",
    "nobody": "{} 个不是本单位的，不派任务",
}


@dataclass
class NameAsk:
    """A name to be explained, with where it stands."""

    order: int
    name: PrintedName
    line: int | None
    count: int

    @property
    def chosen(self) -> dict:
        return self.name.answer or self.name.suggestion

    @property
    def remembers(self) -> bool:
        return self.chosen.get("remember", True)


@dataclass
class Check:
    """The whole page."""

    paper_import: PaperImport
    head: dict[str, Cell]
    counts: str
    sections: list[SectionView]
    runs: list[Run]
    names: list[NameAsk]
    asks: list[Ask]
    departments: list[Department]
    has_points: bool
    names_nobody: bool  # the paper names no department at all
    doubts: list[str]  # what reading the file left out or could not see
    beside: list[Plan]  # the unit's plans in force of the same year, which go on beside this one
    error: str = ""

    @property
    def open_names(self) -> int:
        return sum(1 for ask in self.names if ask.name.answer is None)

    @property
    def chosen_said(self) -> str:
        """What was chosen beforehand for the names nobody has settled: 新建 12 个部门，3 个就是名册里的部门."""
        kinds = Counter(ask.chosen["kind"] for ask in self.names if ask.name.answer is None)
        return "，".join(words.format(kinds[kind]) for kind, words in CHOSEN.items() if kinds[kind])

    @property
    def open_asks(self) -> int:
        return sum(1 for ask in self.asks if ask.is_open)

    @property
    def open_count(self) -> int:
        return self.open_names + self.open_asks

    @property
    def is_past(self) -> bool:
        """Whether the paper is of a year that is over: often last year's paper is taken up again."""
        return self.paper_import.year < self.this_year

    @property
    def this_year(self) -> int:
        return timezone.localdate().year

    @property
    def is_ready(self) -> bool:
        return self.open_count == 0

    @property
    def reason(self) -> str:
        """Why the import cannot be confirmed yet."""
        parts = []
        if self.open_names:
            parts.append(f"{self.open_names} 个部门叫法没有说明")
        if self.open_asks:
            parts.append(f"{self.open_asks} 个问题没定")
        return f"还有 {'、'.join(parts)}，定完就能导入" if parts else "可以导入了，导入后还能改"


def check_of(paper_import: PaperImport, typed: dict[str, str] | None = None, errors: dict | None = None) -> Check:
    """The page of an import; `typed` and `errors` keep what could not be saved in its cells."""
    reading, answers = paper_import.reading, paper_import.answers
    items = reading["items"]
    cells = _cells(paper_import, typed or {}, errors or {})
    unknown = naming.unknown_names(paper_import.unit, items, answers.get("names", {}))
    asks = asks_of(paper_import)
    unsettled = [name.text for name in unknown if name.answer is None]
    has_points = any(item["points"] for item in items)
    return Check(
        paper_import=paper_import,
        head={name: cell for name, cell in cells.items() if "-" not in name},
        counts=counts_say(reading, has_points),
        sections=_sections(items, cells, set(unsettled), asks, has_points),
        runs=runs_of(reading.get("lines", []), _lines_used(items, asks), unsettled),
        names=[
            NameAsk(order, name, items[name.items[0]].get("line"), len(name.items))
            for order, name in enumerate(unknown)
        ],
        asks=asks,
        departments=list(Department.objects.filter(unit=paper_import.unit).active()),
        has_points=has_points,
        names_nobody=not any(item["departments"] for item in items),
        doubts=reading.get("doubts", []),
        beside=[] if paper_import.amends_id else plans_of_year(paper_import.unit, paper_import.year),
    )


def plans_of_year(unit: Unit, year: int) -> list[Plan]:
    """The unit's plans in force of a year, each with `task_count`. One query."""
    return list(Plan.objects.of_unit(unit).in_force().filter(year=year).annotate(task_count=Count("tasks")))


def _cells(paper_import: PaperImport, typed: dict[str, str], errors: dict) -> dict[str, Cell]:
    shown = cells_of(paper_import)
    return {name: Cell(name, typed.get(name, value), "；".join(errors.get(name, []))) for name, value in shown.items()}


def counts_say(reading: dict, has_points: bool) -> str:
    """识别出 9 类 31 条 50 个得分点，合计 100 分. Bonus and negative rows are named apart, never added in."""
    basic = [item for item in reading["items"] if item["layer"] == Layer.BASIC]
    others = {
        say: len(rows_of(item for item in reading["items"] if item["layer"] == layer))
        for layer, say in ((Layer.BONUS, "加分"), (Layer.NEGATIVE, "负面"))
    }
    categories = len({tuple(item["path"]) for item in basic})
    if has_points:
        points = total(Decimal(item["points"]) for item in basic if item["points"])
        say = f"{categories} 类 {len(rows_of(basic))} 条 {len(basic)} 个得分点，合计 {printed(points)} 分"
        declared = declared_total(reading["items"], reading["total"])
        if declared is not None and declared != points:
            say += f"（原文总分 {printed(declared)} 分）"
    else:
        say = f"{categories} 组 {len(rows_of(basic))} 项任务，没有分值"
    more = "、".join(f"{name} {count} 条" for name, count in others.items() if count)
    return f"{say}，另有{more}" if more else say


def _sections(items, cells, unsettled: set[str], asks: list[Ask], has_points: bool) -> list[SectionView]:
    declared = declared_points(items)
    asked = {ask.item for ask in asks if ask.is_open and ask.item is not None}
    found, order = [], 0
    for place, inside in sections_of(items).items():
        if place[0] == Layer.BASIC:
            order += 1
        section = _section(place, inside, cells, declared, order, has_points)
        section.rows = [_row(row, cells, unsettled, asked) for row in rows_of(inside)]
        found.append(section)
    return found


def _section(place: Place, inside, cells, declared, order: int, has_points: bool) -> SectionView:
    key = inside[0]["id"]
    rows, points = len(rows_of(inside)), total(Decimal(one["points"]) for one in inside if one["points"])
    is_basic = place[0] == Layer.BASIC
    say = f"{rows} 条 {len(inside)} 个得分点" if has_points else f"{rows} 项任务"
    worth = declared.get(place)
    is_even = worth is None or worth == points
    return SectionView(
        key=key,
        order=order if is_basic else None,
        layer="" if is_basic else Layer(place[0]).label,
        name=cells[f"category-{key}"],
        worth=cells[f"worth-{key}"],
        say=say,
        sum_say=""
        if worth is None or not is_basic
        else ("合计一致" if is_even else f"得分点合计 {printed(points)} 分"),
        is_even=is_even,
    )


def _row(row: list[dict], cells, unsettled: set[str], asked: set[int]) -> RowView:
    first = row[0]
    key = first["id"]
    return RowView(
        key=key,
        label=f"第 {first['number']} 条" if first["number"] else "这一条",
        number=cells[f"number-{key}"],
        departments=cells[f"departments-{key}"],
        names=[(name, name in unsettled) for name in first["departments"]],
        due=cells[f"due-{key}"],
        move=cells[f"move-{key}"],
        clauses=[
            ClauseView(
                one["id"], cells[f"text-{one['id']}"], cells[f"points-{one['id']}"], one["id"] in asked, one is first
            )
            for one in row
        ],
        facts=[f"{sign_of(one['op'])} {one['value']}{one['unit']}" for item in row for one in item["thresholds"]],
        line=first.get("line"),
        where=first.get("where") or "",
    )


def _lines_used(items: list[dict], asks: list[Ask]) -> set[int | None]:
    return {item.get("line") for item in items} | {ask.line for ask in asks}


def sign_of(op: str) -> str:
    return {">=": "≥", "<=": "≤"}.get(op, op)
