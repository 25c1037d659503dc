"""Plain text: encodings, hard line ends, page marks, tables of tabs and pipes."""

import pytest

from documents.model import Heading, Paragraph, Table
from documents.reading import open_paper, read_pasted
from documents.reading.text import read_text


def kinds(text):
    return [type(block) for block in read_text(text).blocks]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes("一、任务\r\n1.开展阅读活动\r\n".encode(encoding))
    assert [block.text for block in open_paper(path).blocks] == ["一、任务", "1.开展阅读活动"]


def test_lines_have_their_place():
    assert [block.where for block in read_text("一、任务\n\n1.开展活动").blocks] == ["第1行", "第3行"]


def test_page_marks_and_contents_are_no_text():
    lines = ["- 3 -", "第 2 页 共 9 页", "3/12", "一、组织领导………………3", "正文一句"]
    assert [block.text for block in read_text("\n".join(lines)).blocks] == ["正文一句"]


def test_headings_of_markdown_are_headings():
    (heading, text) = read_text("## 一、任务\n正文").blocks
    assert (heading.level, heading.text) == (2, "一、任务")
    assert isinstance(heading, Heading)
    assert isinstance(text, Paragraph)


def test_tabs_and_pipes_are_tables():
    assert kinds("序号\t任务\n1\t学习") == [Table]
    assert kinds("| 任务 | 部门 |\n|---|---|\n| 学习 | 工会 |") == [Table]
    assert kinds("一句话，没有表格") == [Paragraph]


def test_a_table_torn_by_a_page_break_is_one_table():
    assert kinds("序号\t任务\n1\t学习\n\n- 2 -\n\n序号\t任务\n2\t阅读") == [Table]


def test_a_remainder_of_pipes_is_empty_cells():
    (table,) = read_text("|项目|标准|方法|\n|组织|有计划|||").blocks
    assert [cell.text for cell in table.rows[1]] == ["组织", "有计划", "", ""]


def test_a_line_in_a_table_without_a_tab_runs_on_in_its_cell():
    (table,) = read_text("任务\t责任部门\n学习\t宣传处、\n机关党委\n阅读\t工会").blocks
    assert table.rows[1][1].text == "宣传处、\n机关党委"


def test_hard_line_ends_are_joined():
    line = "1.开展学雷锋志愿服务活动，建立志愿服务制度，明确人员名单，制定年度计划，全年活动不少于12次，资料齐全。"
    wrapped = "\n".join(line[at : at + 30] for at in range(0, len(line), 30))
    assert [block.text for block in read_text(f"一、任务\n{wrapped}").blocks] == ["一、任务", line]


def test_formulas_and_entities_and_invisible_signs_are_cleaned():
    (block,) = read_text("比例 $\\geq 90\\%$ 的&#21333;位\u200b，&lt;10").blocks
    assert block.text == "比例 ≥90% 的单位，<10"


def test_pasted_cells_become_a_table_and_their_items():
    (item,) = read_pasted("考评标准\t分值\t责任处室\n1.有计划有总结\t2\t办公室").items
    assert (item.text, str(item.points), item.departments) == ("有计划有总结", "2", ["办公室"])
