"""What papers say about themselves in odd places: years, totals, rules below their rows, sums, broken lines."""

import openpyxl
import pytest

from documents.reading import read_file, read_pasted
from documents.reading.thresholds import read_thresholds
from tests.documents.reading.files_made import fill_sheet


def test_lines_that_end_inside_brackets_or_keys_run_on():
    reading = read_pasted(
        "某局2024年工作方案\n一、主要任务\n1.举办家风分享会。（牵头单位：妇委会；配合单位：机关工会；完成时\n限：5月15日前）\n"
        "2.整治办公环境。责任\n单位：办公室。完成时限：6月底前\n3.组织集中学习。责任单\n位：宣传科\n"
    )
    assert [(item.text, item.departments, str(item.due)) for item in reading.items] == [
        ("举办家风分享会。", ["妇委会", "机关工会"], "2024-05-15"),
        ("整治办公环境。", ["办公室"], "2024-06-30"),
        ("组织集中学习。", ["宣传科"], "None"),
    ]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("参加人数达到职工总数的90%", "90", "%"),
        ("注册率达到在职党员的100%", "100", "%"),
        ("新建公厕不少于8座", "8", "座"),
    ],
)
def test_a_share_of_a_base_and_rare_units_are_thresholds(text, value, unit):
    assert [(one.op, one.value, one.unit) for one in read_thresholds(text)] == [(">=", value, unit)]


def test_a_level_reached_by_a_demand_is_no_threshold():
    assert read_thresholds("达到文明单位要求的标准，达到上级规定要求的90%") == []


TASKS = "序号\t工作任务\t完成时限\n1\t组织集中学习\t11月底前\n2\t开展志愿服务\t6月底前\n"


@pytest.mark.parametrize(
    ("head", "year"),
    [
        ("文明单位申报测评表\n测评年度：2023年\n", 2023),
        ("文明单位考核表\n考核年度：2024年    满分：20分\n", 2024),
        ("重点任务清单\n（2024年4月8日）\n", 2024),
        ("重点任务清单\n", None),
    ],
)
def test_the_year_stands_below_the_title_too(head, year):
    reading = read_pasted(head + TASKS)
    assert reading.year == year
    assert reading.items[0].due is None if year is None else reading.items[0].due.year == year


def test_the_one_year_of_all_dates_is_the_year_of_the_paper():
    rows = "序号\t工作任务\t完成时限\n1\t组织集中学习\t2025年10月底前\n2\t开展志愿服务\t6月底前\n"
    assert [str(item.due) for item in read_pasted(rows).items] == ["2025-10-31", "2025-06-30"]
    assert read_pasted(rows.replace("6月底前", "2026年6月底前")).year is None


def test_the_way_through_a_website_is_no_title():
    reading = read_pasted("首页 > 政务公开 > 通知公告\n澜江市2021年测评任务分解表\n" + TASKS)
    assert reading.title == "澜江市2021年测评任务分解表"


def test_the_number_of_a_table_is_no_title_where_the_paper_has_one():
    reading = read_pasted("市教育局关于印发文明校园测评标准的通知\n各中小学校：\n表1 基本指标\n" + TASKS)
    assert reading.title == "市教育局关于印发文明校园测评标准的通知"


def test_a_rule_below_its_rows_is_their_scoring_and_no_clause():
    reading = read_pasted(
        "项目\t序号\t测评内容\t权重\n领导重视\t1.1\t党组专题研究不少于2次\t3\n\t1.2\t有年度述职\t2\n"
        "评定：符合二项标准为A；其余情形为D\n队伍经费\t1.3\t有专职人员\t4\n评定：符合标准为A；不符合为D\n"
    )
    assert [(item.number, item.scoring) for item in reading.items] == [
        ("1.1", "符合二项标准为A；其余情形为D"),
        ("1.2", "符合二项标准为A；其余情形为D"),
        ("1.3", "符合标准为A；不符合为D"),
    ]


def test_a_column_left_empty_is_one_question():
    rows = "".join(f"{number}\t第{number}项工作按时完成\t\n" for number in range(1, 7))
    reading = read_pasted("序号\t测评内容\t分值\n" + rows)
    assert [(one.code, one.message) for one in reading.questions] == [("points_blank", "分值栏没有填写，共6条。")]
    assert all(item.is_blank for item in reading.items)


def test_a_summary_of_the_categories_holds_no_clauses(tmp_path):
    head = ["序号", "考核内容", "分值"]
    sheets = {
        "党建引领": [["党建引领（30分）"], head, [1, "党组织会议研究创建不少于2次", 30]],
        "师德师风": [["师德师风（70分）"], head, [1, "开展师德专题培训", 70]],
        "汇总": [["项目", "分值"], ["党建引领", 30], ["师德师风", 70], ["合计", 100]],
    }
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        fill_sheet(book.create_sheet(name), rows)
    book.save(tmp_path / "sheets.xlsx")
    reading = read_file(tmp_path / "sheets.xlsx")
    assert [item.text for item in reading.items] == ["党组织会议研究创建不少于2次", "开展师德专题培训"]
    assert (reading.total, reading.questions) == (100, [])
