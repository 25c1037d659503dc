"""A list of people is read by its headings, with what is wrong in which row and column."""

from datetime import date, datetime

import openpyxl
import pytest

from documents import child
from documents.model import Cell
from documents.reading import Unreadable
from documents.reading.roster import MOST_ROWS, read_day, read_mark, read_roster
from tests.documents.reading.files_made import BELOW, write_csv, write_xlsx

HEAD = ["序号", "姓 名", "所在部门", "政治面貌", "是否注册志愿者", "志愿者注册日期", "联系电话"]


def rows_of(path):
    return read_roster(path).rows


def test_columns_are_found_by_their_headings_below_a_title(tmp_path):
    path = write_xlsx(
        tmp_path / "名册.xlsx",
        [["单位人员名册"], HEAD, [1, "张 三", "办公室", "中共党员", "是", datetime(2021, 3, 5), 13800000000]],
    )
    (row,) = rows_of(path)
    assert (row.row, row.problems) == (3, [])
    assert row.values == {
        "name": "张三",
        "department": "办公室",
        "is_party_member": True,
        "is_volunteer": True,
        "volunteer_on": "2021-03-05",
        "phone": "13800000000",
    }


def test_an_empty_cell_says_nothing(tmp_path):
    (row,) = rows_of(write_xlsx(tmp_path / "a.xlsx", [HEAD, [1, "张三", "", "", "", "", "/"]]))
    assert row.values == {"name": "张三"}


def test_a_department_merged_beside_its_people_is_everybodys(tmp_path):
    rows = [["部门", "姓名"], ["办公室", "张三"], [BELOW, "李四"], ["人事处", "王五"]]
    read = rows_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [row.values["department"] for row in read] == ["办公室", "办公室", "人事处"]


def test_what_is_wrong_names_its_row_and_column(tmp_path):
    rows = [
        HEAD,
        [1, "张三", "办公室", "党员吧", "是", "2022.2.30", ""],
        [2, "", "办公室", "是", "", "", ""],
        [3, "长" * 61, "", "", "", "2022年3月", ""],
    ]
    read = rows_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [(row.row, [one["column"] for one in row.problems]) for row in read] == [
        (2, ["政治面貌", "志愿者注册日期"]),
        (3, ["姓名"]),
        (4, ["姓名", "志愿者注册日期"]),
    ]
    assert read[0].problems[1] == {
        "column": "志愿者注册日期",
        "text": "2022.2.30",
        "say": "认不出日期，请写成 2022-03-05 这样。",
    }


def test_sums_repeated_headings_and_lines_below_are_no_people(tmp_path):
    rows = [
        ["姓名", "部门"],
        ["张三", "办公室"],
        ["姓名", "部门"],
        ["合计", "1"],
        ["填表人：周敏", ""],
        ["", "注：以上在职"],
    ]
    assert [row.values["name"] for row in rows_of(write_xlsx(tmp_path / "a.xlsx", rows))] == ["张三"]


def test_every_sheet_with_a_column_of_names_is_read_and_the_others_are_said(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["姓名"], ["张三"]], sheet="一楼")
    book = openpyxl.load_workbook(path)
    book.create_sheet("二楼").append(["姓名"])
    book["二楼"].append(["李四"])
    book.create_sheet("说明").append(["怎么填"])
    book.save(path)
    read = read_roster(path)
    assert [(row.sheet, row.values["name"]) for row in read.rows] == [("一楼", "张三"), ("二楼", "李四")]
    assert read.doubts == ["工作表“说明”里没有“姓名”这一列，没有读。"]


def test_a_table_of_text_is_as_good(tmp_path):
    (row,) = rows_of(write_csv(tmp_path / "a.csv", [["姓名", "党支部"], ["张三", "第一党支部"]], encoding="gb18030"))
    assert row.values == {"name": "张三", "branch": "第一党支部"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["部门", "电话"], ["办公室", "1"]], "没有找到“姓名”这一列"),
        ([["姓名", "部门"]], "没有人员"),
        ([["姓名"], *[[f"第{n}人"] for n in range(MOST_ROWS + 1)]], "请拆成几份"),
    ],
)
def test_what_is_no_roster_is_one_sentence(tmp_path, rows, said):
    with pytest.raises(Unreadable, match=said):
        read_roster(write_xlsx(tmp_path / "a.xlsx", rows))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-03-05", date(2022, 3, 5)),
        ("2022年3月5日", date(2022, 3, 5)),
        ("２０２２．３．５", date(2022, 3, 5)),
        ("2022/3/5", date(2022, 3, 5)),
        ("20220305", date(2022, 3, 5)),
        ("2022-02-30", None),
        ("2022年3月", None),
        ("3月5日", None),
        ("上个月", None),
    ],
)
def test_days_as_people_write_them(text, day):
    assert read_day(Cell(text)) == day


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        *[(text, True) for text in ("是", "√", "Y", "1", "中共党员", "预备党员", "中国共产党党员", "已注册")],
        *[(text, False) for text in ("否", "×", "0", "群众", "共青团员", "无", "民盟盟员", "未注册")],
        ("也许", None),
    ],
)
def test_yes_and_no_as_people_tick_them(text, mark):
    assert read_mark(text) == mark


def test_the_child_reads_a_roster_by_its_bytes(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["姓名"], ["张三"]])
    told = child.read_roster(path.read_bytes(), "名册.XLSX")
    assert told["rows"][0]["values"] == {"name": "张三"}
    with pytest.raises(child.ChildRefused, match="已损坏"):
        child.read_roster(b"PK\x03\x04 no zip", "a.xlsx")
