"""Digital PDF: running text joined, ruled tables whose rows and merged cells go over pages."""

import pytest

from documents.reading import read_file

HTML = pytest.importorskip("weasyprint").HTML
STYLE = (
    "<style>@page{size:A5 landscape;margin:15mm;@bottom-center{content:'- ' counter(page) ' -'}}"
    "body{font:11pt 'Noto Serif CJK SC','Noto Sans CJK SC'} p{text-indent:2em;margin:3px 0}"
    "table{border-collapse:collapse;width:100%;table-layout:fixed}"
    "td{border:1px solid #000;padding:2px}</style>"
)


def pdf(tmp_path, body):
    path = tmp_path / "paper.pdf"
    HTML(string=STYLE + body).write_pdf(path)
    return path


def rows(count, start=1):
    long = "开展群众性精神文明创建活动，有方案、有记录、有总结，资料齐全，归档及时，成效明显"
    return "".join(
        f"<tr><td>{n}.{long}第{n}项（2分）</td><td>宣传处、<br>机关党委</td></tr>" for n in range(start, start + count)
    )


def test_a_ruled_table_over_several_pages_is_one_table(tmp_path):
    head = "<thead><tr><td>考评标准</td><td>责任处室</td></tr></thead>"
    reading = read_file(pdf(tmp_path, f"<p>2024年任务分解表</p><table>{head}{rows(20)}</table>"))
    assert [item.number for item in reading.items] == [str(number) for number in range(1, 21)]
    assert all(item.departments == ["宣传处", "机关党委"] for item in reading.items)
    assert reading.questions == []


def test_a_merged_cell_that_goes_over_a_page_belongs_to_all_its_rows(tmp_path):
    body = rows(14).replace("<tr>", '<tr><td rowspan="14">志愿服务（28分）</td>', 1)
    more = rows(2, 15).replace("<tr>", '<tr><td rowspan="2">单位文化（4分）</td>', 1)
    head = "<thead><tr><td>考评内容</td><td>考评标准</td><td>责任处室</td></tr></thead>"
    reading = read_file(pdf(tmp_path, f"<table>{head}{body}{more}</table>"))
    assert [item.path for item in reading.items] == [["志愿服务"]] * 14 + [["单位文化"]] * 2
    assert reading.questions == []


def test_running_text_is_joined_to_its_paragraphs_without_page_numbers(tmp_path):
    clause = "深入开展理想信念教育，组织集中学习不少于12次，做到有计划、有记录、有交流，推动学习教育走深走实。" * 3
    lines = "".join(f"<p>{n}.{clause}</p>" for n in range(1, 9))
    reading = read_file(pdf(tmp_path, f"<p>一、主要任务</p>{lines}"))
    assert [item.text for item in reading.items] == [clause] * 8


def test_a_place_in_a_pdf_names_the_page(tmp_path):
    reading = read_file(pdf(tmp_path, "<p>一、主要任务</p><p>1.开展阅读活动。</p>"))
    assert reading.items[0].where == "第1页 第2行"


def narrow(cells, head="<td>考评标准</td><td style='width:22mm'>责任处室</td>"):
    rows_made = "".join(f"<tr><td>{text}</td><td>{names}</td></tr>" for text, names in cells)
    return f"<table><thead><tr>{head}</tr></thead>{rows_made}</table>"


def test_names_that_wrap_in_a_narrow_column_stay_whole(tmp_path):
    cells = [
        ("1.开展阅读活动。", "机关党委、宣传教育处、市农业农村局（市委农办、市扶贫办）"),
        ("2.开展普法教育。", "法规处"),
    ]
    reading = read_file(pdf(tmp_path, narrow(cells)))
    assert reading.items[0].departments == ["机关党委", "宣传教育处", "市农业农村局（市委农办、市扶贫办）"]


def test_names_on_lines_of_their_own_are_names_of_their_own(tmp_path):
    cells = [("1.开展阅读活动。", "后勤服务处<br>纪检监察室<br>工会"), ("2.开展普法教育。", "法规处")]
    reading = read_file(pdf(tmp_path, narrow(cells)))
    assert reading.items[0].departments == ["后勤服务处", "纪检监察室", "工会"]


def test_a_row_torn_by_a_page_break_is_one_clause(tmp_path):
    long = "开展群众性精神文明创建活动，有方案、有记录、有总结，" * 12 + "成效明显。"
    cells = [(f"{number}.{long}", "宣传处、机关党委") for number in range(1, 7)]
    reading = read_file(pdf(tmp_path, narrow(cells)))
    assert [item.number for item in reading.items] == ["1", "2", "3", "4", "5", "6"]
    assert {item.text for item in reading.items} == {long}
    assert all(item.departments == ["宣传处", "机关党委"] for item in reading.items)
