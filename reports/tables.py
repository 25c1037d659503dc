"""The breakdown table of a plan as a paper, laid out like the annex of a circular (任务分解表)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from documents.model import Attachment, Cell, Formula, Paper, Table
from programs.models import Plan
from reports.naming import annex_title, department_word
from reports.rows import Row, Statement, rows_of
from scoring.models import Layer
from scoring.points import printed, total

SCORED = ("考评项目", "考评内容", "考评标准")
UNSCORED = ("创建项目", "创建内容", "创建要求")
LEVELS = "一二三四五六七八九"


@dataclass(frozen=True)
class Column:
    """A column right of the categories: its header, its share of the width, and what it prints of a row."""

    title: str
    width: float
    cell: Callable[[Row], Cell]


def breakdown(plan: Plan, is_annex: bool = True) -> Paper:
    """The plan's breakdown table: merged categories, points inside the text, one department per line, the sum below.

    As an annex it begins with 附件; without, it is a paper of its own and no page announces it.
    """
    rows = rows_of(plan)
    title, table = _title(plan, rows), _table(rows)
    if is_annex:
        return Paper(attachments=[Attachment(title=title, blocks=[table], landscape=True)])
    return Paper(title=title, blocks=[table], landscape=True)


def _title(plan: Plan, rows: list[Row]) -> str:
    """With the year where days are printed without one: 8月28日 alone is no date."""
    title = annex_title(plan)
    needs_year = any(row.due_on and row.due_text and str(row.due_on.year) not in row.due_text for row in rows)
    return f"{title}（{plan.year}年度）" if needs_year and str(plan.year) not in title else title


def _table(rows: list[Row]) -> Table:
    depth = _depth(rows)
    columns = _columns(rows)
    grid = [_header(rows, depth, columns)]
    basic = [row for row in rows if row.layer == Layer.BASIC]
    others = [row for row in rows if row.layer != Layer.BASIC]
    _add(grid, basic, depth, columns)
    _add(grid, others, depth, columns)
    sum_row = _sum_row(basic, bool(others), depth, len(columns))
    if sum_row:
        grid.append(sum_row)
    return Table(
        rows=grid,
        header_rows=1,
        widths=(4.5, *[14 if depth == 1 else 11] * depth, *(column.width for column in columns)),
        label_columns=depth + 1,
    )


def _depth(rows: list[Row]) -> int:
    """Columns for categories. The outermost name of a bonus block may stand in the column of the numbers."""
    basic = max((len(row.path) for row in rows if row.layer == Layer.BASIC), default=0)
    other = max((len(row.path) for row in rows if row.layer != Layer.BASIC), default=0)
    return max(basic, other - 1, 1)


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


def _header(rows: list[Row], depth: int, columns: list[Column]) -> list[Cell]:
    wording = _wording(rows)
    if depth > 2:
        categories = [f"{LEVELS[level]}级指标" for level in range(depth)]
    else:
        categories = list(wording[2 - depth : 2])
    return [Cell(title) for title in ("序号", *categories, *(column.title for column in columns))]


def _add(grid: list, rows: list[Row], depth: int, columns: list[Column]) -> None:
    """Put rows below each other, equal categories merged."""
    serial = 0
    previous: list[int] = []
    labels: dict[int, Cell] = {}  # by column: the merged label that goes on
    for row in rows:
        cells: list[Cell | None] = [None] * (depth + 1)
        path = [heading.pk for heading in row.path]
        kept = _same(previous, path)
        if row.layer == Layer.BASIC:
            if previous and previous[:1] == path[:1]:
                labels[0].row_span += 1
            else:
                serial += 1
                cells[0] = labels[0] = Cell(str(serial), align="center", value=serial)
        begin = 1 if row.layer == Layer.BASIC else 0
        _label_cells(cells, labels, row, kept, begin, depth)
        grid.append([*cells, *(column.cell(row) for column in columns)])
        previous = path


def _same(previous: list[int], path: list[int]) -> int:
    """How many categories, from the outermost in, a row shares with the one above."""
    count = 0
    for above, here in zip(previous, path, strict=False):
        if above != here:
            break
        count += 1
    # A row that ends at a higher level has a wider label: it can't go on in the narrower one.
    return count if count == len(path) == len(previous) else min(count, len(path) - 1, len(previous) - 1)


def _label_cells(
    cells: list[Cell | None], labels: dict[int, Cell], row: Row, kept: int, begin: int, depth: int
) -> None:
    """The innermost label takes all columns that are left up to the text."""
    for level, heading in enumerate(row.path):
        column = begin + level
        if level < kept:
            labels[column].row_span += 1
            continue
        is_last = level == len(row.path) - 1
        span = depth + 1 - column if is_last else 1
        cells[column] = labels[column] = Cell(_label(row, heading), align="center", column_span=span)
    if not row.path:
        cells[begin] = Cell(column_span=depth + 1 - begin)


def _label(row: Row, heading) -> str:
    """The name with its points, unless the text of a bonus says the cap itself."""
    if heading.points is None:
        return heading.name
    amount = f"{printed(heading.points)}分"
    if row.layer == Layer.BONUS and any(amount in statement.text for statement in row.statements):
        return heading.name
    return f"{heading.name}（{amount}）"


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


def _sum_row(basic: list[Row], has_more: bool, depth: int, after: int) -> list[Cell | None] | None:
    """合计: the points the paper declares for its categories, else those of the clauses; None where there are none."""
    parts = _summands(basic)
    if not parts:
        return None
    formula = Formula("+".join(printed(part) for part in parts), total(parts))
    label = "合计（不含加分）" if has_more else "合计"
    head = [Cell(label, column_span=depth + 1, bold=True, align="center"), *[None] * depth]
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
