"""Excel and csv: merged ranges, bands, dates, numbers, what is hidden, several sheets."""

from datetime import date

import openpyxl

from documents.reading import open_paper, read_file
from tests.documents.reading.files_made import BELOW, fill_sheet, write_csv, write_xlsx

HEADER = ["序号", "任务", "责任部门", "完成时限"]


def test_merged_ranges_and_rows_across_the_sheet_are_categories(tmp_path):
    rows = [
        ["2024年任务表"],
        HEADER,
        ["（一）党建"],
        [1, "学习培训", "办公室", "全年"],
        ["（二）文化"],
        [2, "全民阅读", "工会", "全年"],
    ]
    reading = read_file(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [(item.path, item.number, item.text) for item in reading.items] == [
        (["党建"], "1", "学习培训"),
        (["文化"], "2", "全民阅读"),
    ]
    assert reading.title == "2024年任务表"
    assert reading.items[0].where == "工作表“任务分解表” 第4行"


def test_real_dates_and_text_dates_are_both_days(tmp_path):
    rows = [
        ["2024年任务表"],
        HEADER,
        [1, "学习培训", "办公室", date(2024, 6, 28)],
        [2, "全民阅读", "工会", "9月30日前"],
    ]
    reading = read_file(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [item.due for item in reading.items] == [date(2024, 6, 28), date(2024, 9, 30)]
    assert [item.due_text for item in reading.items] == ["2024-06-28", "9月30日前"]


def test_numbers_are_numbers_and_not_floats(tmp_path):
    rows = [
        ["项目", "标准", "分值"],
        ["组织领导", "有计划并落实", 2],
        [BELOW, "有总结并上报", 0.3],
        [BELOW, "有制度并公示", 2.50],
    ]
    assert [item.as_json()["points"] for item in read_file(write_xlsx(tmp_path / "a.xlsx", rows)).items] == [
        "2",
        "0.3",
        "2.5",
    ]


def test_every_sheet_is_read_and_named(tmp_path):
    book = openpyxl.Workbook()
    for name in ("一季度", "二季度"):
        page = book.active if name == "一季度" else book.create_sheet(name)
        page.title = name
        fill_sheet(page, [["任务", "责任部门"], [f"{name}活动安排", "工会"], [f"{name}学习培训", "团委"]])
    book.save(tmp_path / "a.xlsx")
    reading = read_file(tmp_path / "a.xlsx")
    assert [item.text for item in reading.items] == [
        "一季度活动安排",
        "一季度学习培训",
        "二季度活动安排",
        "二季度学习培训",
    ]


def test_what_is_hidden_is_left_out_and_told(tmp_path):
    book = openpyxl.Workbook()
    fill_sheet(
        book.active,
        [
            ["任务", "旧部门", "责任部门"],
            ["学习培训", "旧科", "工会"],
            ["作废的任务", "旧科", "工会"],
            ["全民阅读", "旧科", "团委"],
        ],
    )
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    other = book.create_sheet("草稿")
    other.append(["任务", "责任部门"])
    other.append(["草稿里的任务", "工会"])
    other.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    reading = read_file(tmp_path / "a.xlsx")
    assert [(item.text, item.departments) for item in reading.items] == [("学习培训", ["工会"]), ("全民阅读", ["团委"])]
    assert reading.items[1].where.endswith("第4行")
    assert sum("隐藏" in doubt for doubt in reading.doubts) == 2


def test_a_merged_cell_that_begins_in_a_hidden_row_goes_on_below_it(tmp_path):
    book = openpyxl.Workbook()
    fill_sheet(
        book.active, [["项目", "标准"], ["组织领导", "作废的标准"], [BELOW, "有计划并落实"], [BELOW, "有总结并上报"]]
    )
    book.active.row_dimensions[2].hidden = True
    book.save(tmp_path / "a.xlsx")
    assert [item.path for item in read_file(tmp_path / "a.xlsx").items] == [["组织领导"], ["组织领导"]]


def test_a_sheet_of_one_column_is_running_text(tmp_path):
    rows = [["一、任务"], ["1.开展阅读活动"], ["2.开展志愿服务"]]
    assert [item.text for item in read_file(write_xlsx(tmp_path / "a.xlsx", rows)).items] == [
        "开展阅读活动",
        "开展志愿服务",
    ]


def test_csv_is_read_in_every_encoding_with_line_breaks_in_its_cells(tmp_path):
    rows = [
        ["任务清单", "", ""],
        ["项目", "标准", "责任单位"],
        ["党\n建", "1.有计划\n并落实", "办公室、\n工会"],
        ["", "2.有总结", "团委"],
    ]
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        items = read_file(write_csv(tmp_path / f"{encoding}.csv", rows, encoding)).items
        assert [(item.path, item.text, item.departments) for item in items] == [
            (["党建"], "有计划并落实", ["办公室", "工会"]),
            (["党建"], "有总结", ["团委"]),
        ]


def test_csv_may_be_parted_by_semicolons_or_tabs(tmp_path):
    for sign in ";\t":
        path = tmp_path / "a.csv"
        path.write_text(f"任务{sign}责任单位\n开展阅读活动{sign}工会\n", encoding="utf-8")
        assert read_file(path).items[0].departments == ["工会"]


def test_old_sheets_are_known_by_their_first_bytes(tmp_path, monkeypatch):
    """BIFF files cannot be written here; that the right reader is called is what can be shown."""
    called = []
    monkeypatch.setattr("documents.reading.files.open_old_sheet", lambda path: called.append(path.suffix))
    for name in ("a.xls", "a.et"):
        path = tmp_path / name
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"))
        open_paper(path)
    assert called == [".xls", ".et"]
