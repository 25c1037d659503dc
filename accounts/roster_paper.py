"""The roster as an Excel sheet that can be filled in and given back: the template, and the roster itself."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Person, Unit
from accounts.roster_merging import TITLES
from documents.model import Cell, Paper, Paragraph, Table

COLUMNS = ["name", "number", "department", "post", "branch", "is_party_member", "is_volunteer"]
COLUMNS += ["volunteer_on", "joined_on", "left_on", "phone", "note"]
WIDTHS = {"name": 10, "number": 9, "department": 20, "post": 16, "branch": 16, "note": 14}
EMPTY_ROWS = 40
HOW = (
    "一人一行，只有“姓名”必填。空着的格子不改名册里原来的内容；要改成没有，党员和志愿者写“否”。"
    "同名的人请写工号。日期写成 2026-03-05。填好后在“人员名册—导入”里上传，核对后才写入。"
)


def roster_paper(unit: Unit, people: Iterable[Person], *, title: str, with_phones: bool, empty_rows: int = 0) -> Paper:
    """A row for each person and as many empty ones; departments, branches and yes/no come as drop-downs."""
    columns = [name for name in COLUMNS if with_phones or name != "phone"]
    choices = {
        "department": tuple(unit.departments.active().values_list("name", flat=True)),
        "branch": tuple(unit.branches.values_list("name", flat=True)),
        "is_party_member": ("是", "否"),
        "is_volunteer": ("是", "否"),
    }
    rows = [[Cell(TITLES[name]) for name in columns]]
    rows += [[_cell(person, name, choices.get(name, ())) for name in columns] for person in people]
    rows += [[Cell(choices=choices.get(name, ())) for name in columns] for _ in range(empty_rows)]
    table = Table(rows=rows, title="人员名册", widths=tuple(WIDTHS.get(name, 11) for name in columns))
    return Paper(title=title, blocks=[Paragraph(HOW, role="small"), table], landscape=True)


def _cell(person: Person, name: str, choices: tuple[str, ...]) -> Cell:
    value = getattr(person, name)
    if name == "phone" and not person.shows_phone:
        value = ""
    if isinstance(value, bool):
        return Cell("是" if value else "否", align="center", choices=choices)
    if name.endswith("_on"):
        return Cell(value.isoformat() if value else "", align="center")
    return Cell(value.name if name in ("department", "branch") and value else str(value or ""), choices=choices)
