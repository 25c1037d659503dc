"""The table of a framework laid out like the annex of a circular: merged categories, points in the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from documents.model import Cell, Formula, Table
from scoring.category_cells import CategoryCells
from scoring.models import Layer
from scoring.points import printed, total
from scoring.rows import Row, Statement

SCORED = ("考评项目", "考评内容", "考评标准")
UNSCORED = ("创建项目", "创建内容", "创建要求")
LEVELS = "一二三四五六七八九"


@dataclass(frozen=True)
class Column:
    """A column right of the categories: its header, its share of the width, and what it prints of a row."""

    title: str
    width: float
    cell: Callable[[Row], Cell]


def needs_year(rows: list[Row]) -> bool:
    """Does a row print a day without its year (8月28日), so that the title has to say it?"""
    return any(row.due_on and row.due_text and str(row.due_on.year) not in row.due_text for row in rows)


def table_of(rows: list[Row]) -> Table:
    """Categories merged downwards, one department per line, the sum below."""
    categories, columns = CategoryCells(rows), _columns(rows)
    grid = [_header(rows, categories, columns)]
    basic = [row for row in rows if row.layer == Layer.BASIC]
    others = [row for row in rows if row.layer != Layer.BASIC]
    for block in (basic, others):
        categories.begin_block()
        grid += [[*categories.of(row), *(column.cell(row) for column in columns)] for row in block]
    sum_row = _sum_row(basic, bool(others), categories.count, len(columns))
    if sum_row:
        grid.append(sum_row)
    serials = [4.5] * categories.has_serials
    widths = [14 if categories.depth == 1 else 11] * categories.depth
    return Table(
        rows=grid,
        header_rows=1,
        widths=(*serials, *widths, *(column.width for column in columns)),
        label_columns=categories.count,
    )


def _columns(rows: list[Row]) -> list[Column]:
    names = [name for row in rows for name in row.departments]
    word = department_word(names)
    columns = [Column(_wording(rows)[2], 58, lambda row: Cell(_text(row), align="left"))]
    if any(row.scoring for row in rows):
        columns.append(Column("评分标准", 24, lambda row: Cell(row.scoring, align="left")))
    if any(row.methods for row in rows):
        columns.append(Column("测评方法", 12, lambda row: Cell(row.methods)))
    if any(row.materials for row in rows):
        columns.append(Column("材料要求", 22, lambda row: Cell(row.materials, align="left")))
    if any(row.lead for row in rows):
        columns.append(Column(f"牵头{word}", 12, lambda row: _names(row.departments[:1])))
        if any(len(row.departments) > 1 for row in rows):
            columns.append(Column(f"配合{word}", 14, lambda row: _names(row.departments[1:])))
    else:
        columns.append(Column(f"责任{word}", 13, lambda row: _names(row.departments)))
    if any(row.due_on or row.due_text for row in rows):
        columns.append(Column("完成时限", 13, _due))
    return columns


def _wording(rows: list[Row]) -> tuple[str, str, str]:
    has_points = any(statement.points is not None for row in rows for statement in row.statements)
    return SCORED if has_points else UNSCORED


def _header(rows: list[Row], categories: CategoryCells, columns: list[Column]) -> list[Cell]:
    depth = categories.depth
    if depth > 2:
        names = [f"{LEVELS[level]}级指标" for level in range(depth)]
    else:
        names = list(_wording(rows)[2 - depth : 2])
    serials = ["序号"] * categories.has_serials
    return [Cell(title) for title in (*serials, *names, *(column.title for column in columns))]


def _text(row: Row) -> str:
    texts = [_with_points(statement) for statement in row.statements]
    text = texts[0] if len(texts) == 1 else "；".join(texts) + "。"
    return _numbered(row.number, text)


def _with_points(statement: Statement) -> str:
    if statement.points is None:
        return statement.text
    points = f"（{printed(statement.points)}分）"
    if statement.text.endswith("。"):
        return f"{statement.text[:-1]}{points}。"
    return statement.text + points


def _numbered(number: str, text: str) -> str:
    if not number:
        return text
    if number.isascii() and number.isdigit():
        return f"{number}. {text}"
    if all(sign in "一二三四五六七八九十百" for sign in number):
        return f"{number}、{text}"
    return f"{number} {text}"


def _names(names: list[str]) -> Cell:
    """One department per line, 、 at the end of each but the last."""
    return Cell("、\n".join(names), align="center", unbroken=tuple(names))


def _due(row: Row) -> Cell:
    if row.due_text or row.due_on is None:
        return Cell(row.due_text, align="center")
    day = row.due_on
    return Cell(f"{day.year}年{day.month}月{day.day}日", value=day, align="center")


def _sum_row(basic: list[Row], has_more: bool, before: int, after: int) -> list[Cell | None] | None:
    """合计: the points the paper declares for its categories, else those of the clauses; None where there are none."""
    parts = _summands(basic)
    if not parts:
        return None
    formula = Formula("+".join(printed(part) for part in parts), total(parts))
    label = "合计（不含加分）" if has_more else "合计"
    head = [Cell(label, column_span=before, bold=True, align="center"), *[None] * (before - 1)]
    value = Cell(printed(formula.value), value=formula, bold=True, align="center")
    return [*head, value, *(Cell() for _ in range(after - 1))]


def _summands(basic: list[Row]):
    tops = {row.path[0].pk: row.path[0].points for row in basic if row.path}
    if tops and all(points is not None for points in tops.values()):
        return list(tops.values())
    by_top: dict[int, list] = {}
    for row in basic:
        key = row.path[0].pk if row.path else 0
        by_top.setdefault(key, []).extend(s.points for s in row.statements if s.points is not None)
    return [total(points) for points in by_top.values() if points]


def department_word(names: list[str]) -> str:
    """How a unit calls its departments, by their names: 处室, 科室 or 部门."""
    if any(name.endswith(("处", "处室")) for name in names):
        return "处室"
    if any(name.endswith(("科", "科室", "股室")) for name in names):
        return "科室"
    return "部门"
