"""A list of people (人员名册) as an office keeps it in Excel: rows with typed values, and what is wrong in which row.

Columns are found by their headings, wherever they stand; every sheet with a column 姓名 is read. An empty cell says
nothing: it is left out of the row's values. Nothing here knows who is in the unit already.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from documents.model import Cell, Table
from documents.reading.characters import half, squeeze, word
from documents.reading.files import open_paper
from documents.reading.unreadable import Unreadable

MOST_ROWS = 5000
HEADER_WITHIN = 20  # rows from the top
EARLIEST, LATEST = date(1940, 1, 1), date(2100, 12, 31)
LONGEST = {"name": 60, "number": 30, "department": 120, "post": 120, "branch": 120, "phone": 30, "note": 300} | {
    "account": 60,
    "role": 60,
}
DAYS = {"volunteer_on", "joined_on", "left_on"}
MARKS = {"is_party_member", "is_volunteer"}
# The first pattern that fits the heading names the column.
COLUMNS = (
    ("name", re.compile(r"姓名|名字|人员姓名|职工姓名|员工姓名")),
    ("number", re.compile(r"(?:职工|员工|人员|个人)?(?:工号|编号|编码)")),
    ("volunteer_on", re.compile(r".*(?:志愿|注册).*(?:日期|时间|年月).*")),
    ("is_volunteer", re.compile(r".*志愿.*(?:者|服务)?.*")),
    ("branch", re.compile(r".*支部.*")),
    ("is_party_member", re.compile(r".*(?:党员|政治面貌).*")),
    ("department", re.compile(r"(?:所在|所属|工作|内设)?(?:部门|处室|科室|股室|单位|机构)(?:名称)?|处|科|部")),
    ("post", re.compile(r".*(?:职务|岗位|职位).*")),
    ("joined_on", re.compile(r".*(?:到岗|入职|到职|调入|进入).*(?:日期|时间|年月).*")),
    ("left_on", re.compile(r".*(?:离岗|离职|调出|退休).*(?:日期|时间|年月).*")),
    ("phone", re.compile(r".*(?:电话|手机|联系方式).*")),
    ("account", re.compile(r".*(?:账号|帐号|用户名|登录名).*")),
    ("role", re.compile(r".*(?:角色|权限).*")),
    ("note", re.compile(r"备注|说明")),
)
_NOT_A_PERSON = re.compile(
    r"合计|小计|总计|(?:填表|制表|审核|填报|联系)人(?:[:：].*)?|填报(?:单位|日期).*|(?:注|说明|备注)[:：].*"
)
_YES = re.compile(
    r"是|有|已注册|注册|已|√|✓|✔|☑|■|y|yes|1|true|(?:中共|中国共产党)?(?:正式|预备)?党员|志愿者", re.IGNORECASE
)
_NO = re.compile(
    r"否|不是|无|没有|未注册|未|×|✗|✘|x|□|-|/|n|no|0|false|群众|(?:共青)?团员|.{0,4}民主党派.*|无党派.*|"
    r"(?:民革|民盟|民建|民进|农工党|致公党|九三学社|台盟).*",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"[-—/\\]+|无|暂无")
_DAY = re.compile(r"(\d{4})\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})\s*日?")
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass
class RosterRow:
    """One person as written; `values` holds text, True or False, or a day as 2022-03-05."""

    sheet: str
    row: int  # as Excel counts
    values: dict[str, str | bool] = field(default_factory=dict)
    problems: list[dict] = field(default_factory=list)  # {column, text, say}


@dataclass
class Roster:
    """What was read: the headings found, the rows, and one sentence for each sheet that was left out."""

    headings: dict[str, str]
    rows: list[RosterRow]
    doubts: list[str]

    def as_json(self) -> dict:
        return asdict(self)


def read_roster(path: Path | str) -> Roster:
    """Read all sheets of a file; raises Unreadable with one sentence."""
    paper = open_paper(Path(path))
    found = Roster({}, [], list(paper.doubts))
    for table in paper.tables():
        if not table.is_hidden:
            _add(found, table)
    if not found.headings:
        raise Unreadable("没有找到“姓名”这一列。请下载名册样表，照样表的列名填好再上传。")
    if not found.rows:
        raise Unreadable("表里只有列名，没有人员。请填好再上传。")
    if len(found.rows) > MOST_ROWS:
        raise Unreadable(f"名册超过 {MOST_ROWS} 行，请拆成几份，分几次上传。")
    return found


def _add(found: Roster, table: Table) -> None:
    grid = _filled(table)
    top, columns = _header(grid)
    sheet = table.where.removeprefix("工作表").strip("“”")
    if not columns:
        found.doubts.append(f"{table.where or '有一张表'}里没有“姓名”这一列，没有读。")
        return
    titles = {name: squeeze(grid[top][place].text) for name, place in columns.items()}
    found.headings |= {name: title for name, title in titles.items() if name not in found.headings}
    places = table.row_places or list(range(1, len(grid) + 1))
    for number in range(top + 1, len(grid)):
        row = _row(grid[number], columns, titles, sheet, places[number])
        if row is not None:
            found.rows.append(row)


def _filled(table: Table) -> list[list[Cell]]:
    """Every place of a merged cell says what the cell says: a department written once beside its five people."""
    grid: list[list[Cell]] = [[cell or Cell() for cell in row] for row in table.rows]
    for top, row in enumerate(table.rows):
        for left, cell in enumerate(row):
            if cell is None or (cell.row_span == 1 and cell.column_span == 1):
                continue
            for below in range(top, min(top + cell.row_span, len(grid))):
                for right in range(left, min(left + cell.column_span, len(row))):
                    grid[below][right] = cell
    return grid


def _header(grid: list[list[Cell]]) -> tuple[int, dict[str, int]]:
    for number, row in enumerate(grid[:HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            name = _column(cell.text)
            if name and name not in columns:
                columns[name] = place
        if "name" in columns:
            return number, columns
    return 0, {}


def _column(heading: str) -> str:
    text = re.sub(r"[(\[].*?[)\]]", "", word(heading))
    return next((name for name, pattern in COLUMNS if pattern.fullmatch(text)), "") if text else ""


def _row(
    cells: list[Cell], columns: dict[str, int], titles: dict[str, str], sheet: str, place: int
) -> RosterRow | None:
    said = {name: cells[column] for name, column in columns.items() if squeeze(cells[column].text)}
    name = re.sub(r"\s+", "", said["name"].text) if "name" in said else ""
    if not said or _NOT_A_PERSON.fullmatch(name) or name == re.sub(r"\s+", "", titles["name"]):
        return None
    if not name and len(said) == 1:  # a line of text below the table
        return None
    row = RosterRow(sheet, place)
    for column, cell in said.items():
        _take(row, column, cell, titles[column])
    if not name:
        _wrong(row, titles["name"], "", "没有姓名，补上姓名；不是人员的行请删掉。")
    elif not re.search(r"\w", name):
        _wrong(row, titles["name"], name, "不像姓名，请核对。")
    return row


def _take(row: RosterRow, column: str, cell: Cell, title: str) -> None:
    text = squeeze(cell.text)
    if column in DAYS:
        day = read_day(cell)
        if day is None:
            _wrong(row, title, text, "认不出日期，请写成 2022-03-05 这样。")
        elif not EARLIEST <= day <= LATEST:
            _wrong(row, title, text, "年份不对，请核对。")
        else:
            row.values[column] = day.isoformat()
    elif column in MARKS:
        mark = read_mark(text)
        if mark is None:
            _wrong(row, title, text, "请写“是”或“否”。")
        else:
            row.values[column] = mark
    elif column == "name" or not _NOTHING.fullmatch(text):
        kept = _name(text) if column == "name" else text
        if len(kept) > LONGEST[column]:
            _wrong(row, title, kept[:20] + "…", f"太长，最多 {LONGEST[column]} 个字。")
        else:
            row.values[column] = kept


def _name(text: str) -> str:
    """张 三 is 张三; a name in letters keeps its spaces."""
    return text if re.search(r"[A-Za-z]", text) else re.sub(r"\s+", "", text)


def _wrong(row: RosterRow, title: str, text: str, say: str) -> None:
    row.problems.append({"column": title, "text": text, "say": say})


def read_day(cell: Cell) -> date | None:
    """The one day a cell names; a month alone is no day."""
    if isinstance(cell.value, date):
        return cell.value
    text = half(squeeze(cell.text))
    found = _DAY.fullmatch(text) or _RUN.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:  # 2022-02-30
        return None


def read_mark(text: str) -> bool | None:
    """Yes or no in the ways people tick lists; None for anything else."""
    folded = half(text).replace(" ", "")
    return True if _YES.fullmatch(folded) else False if _NO.fullmatch(folded) else None
