"""Word papers: merged cells, tracked changes, automatic numbers, notes, boxes."""

from documents.model import Heading, Paragraph, Table
from documents.reading import open_paper, read_file
from tests.documents.reading.files_made import BELOW, W, cell, paragraph, run, table, write_docx


def opened(tmp_path, *blocks, parts=None):
    return open_paper(write_docx(tmp_path / "paper.docx", *blocks, parts=parts))


def texts(paper):
    return [block.text for block in paper.blocks if isinstance(block, Paragraph | Heading)]


def test_a_merged_cell_belongs_to_every_row_it_spans(tmp_path):
    path = write_docx(
        tmp_path / "a.docx",
        table(
            [
                ["考评项目", "考评标准", "责任部门"],
                ["组织领导（5分）", "1.有计划（2分）", "办公室"],
                [BELOW, "2.有总结（3分）", BELOW],
                ["志愿服务（2分）", "3.有队伍（2分）", "团委"],
            ]
        ),
    )
    reading = read_file(path)
    assert [item.path for item in reading.items] == [["组织领导"], ["组织领导"], ["志愿服务"]]
    assert [item.departments for item in reading.items] == [["办公室"], ["办公室"], ["团委"]]
    assert reading.questions == []
    assert [item.where for item in reading.items] == ["表1 第2行", "表1 第3行", "表1 第4行"]


def test_spans_are_resolved_to_a_grid(tmp_path):
    rows = f"<w:tbl><w:tr>{cell('考评表', span=3)}</w:tr><w:tr>{cell('甲', True)}{cell('乙')}{cell('丙')}</w:tr>"
    rows += f"<w:tr>{cell(BELOW)}{cell('丁', span=2)}</w:tr></w:tbl>"
    (found,) = opened(tmp_path, rows).tables()
    assert [[one and (one.text, one.row_span, one.column_span) for one in row] for row in found.rows] == [
        [("考评表", 1, 3), None, None],
        [("甲", 2, 1), ("乙", 1, 1), ("丙", 1, 1)],
        [None, ("丁", 1, 2), None],
    ]


def test_a_header_of_two_rows_is_one_header(tmp_path):
    head = f"<w:tr>{cell('考评内容', True)}{cell('责任分工', span=2)}</w:tr>"
    below = f"<w:tr>{cell(BELOW)}{cell('牵头部门')}{cell('配合部门')}</w:tr>"
    row = f"<w:tr>{cell('1.开展阅读活动')}{cell('工会')}{cell('团委、妇联')}</w:tr>"
    (item,) = read_file(write_docx(tmp_path / "a.docx", f"<w:tbl>{head}{below}{row}</w:tbl>")).items
    assert (item.text, item.departments, item.lead) == ("开展阅读活动", ["工会", "团委", "妇联"], "工会")


def test_tracked_changes_are_accepted_and_told(tmp_path):
    gone = "<w:del><w:r><w:delText>2</w:delText></w:r></w:del>"
    changed = f"<w:p>{run('不少于')}{gone}<w:ins>{run('3')}</w:ins>{run('次')}</w:p>"
    moved = f"<w:p><w:moveFrom>{run('旧处')}</w:moveFrom><w:moveTo>{run('新处')}</w:moveTo></w:p>"
    paper = opened(tmp_path, changed, moved)
    assert texts(paper) == ["不少于3次", "新处"]
    assert any("修订" in doubt for doubt in paper.doubts)


def test_a_paragraph_whose_mark_was_deleted_runs_on_into_the_next(tmp_path):
    mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    assert texts(opened(tmp_path, paragraph("开展道德", mark), paragraph("讲堂活动"))) == ["开展道德讲堂活动"]


def test_a_deleted_row_is_no_row(tmp_path):
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('旧任务')}</w:tr>"
    (found,) = opened(
        tmp_path, f"<w:tbl><w:tr>{cell('任务')}</w:tr>{gone}<w:tr>{cell('新任务')}</w:tr></w:tbl>"
    ).tables()
    assert [row[0].text for row in found.rows] == ["任务", "新任务"]


def test_hidden_text_is_not_read(tmp_path):
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>批注</w:t></w:r>"
    assert texts(opened(tmp_path, f"<w:p>{run('正文')}{hidden}</w:p>")) == ["正文"]


def test_text_in_a_box_is_left_out_and_told(tmp_path):
    box = f"<w:p>{run('正文')}<w:r><w:pict><w:txbxContent>{paragraph('框内文字')}</w:txbxContent></w:pict></w:r></w:p>"
    paper = opened(tmp_path, box)
    assert texts(paper) == ["正文"]
    assert any("框内文字" in doubt for doubt in paper.doubts)


def test_a_table_in_a_cell_is_read_as_text_and_told(tmp_path):
    inner = table([["甲", "乙"]])
    outer = f"<w:tbl><w:tr><w:tc><w:p>{run('前')}</w:p>{inner}</w:tc>{cell('后')}</w:tr></w:tbl>"
    paper = opened(tmp_path, outer)
    assert paper.tables()[0].rows[0][0].text == "前\n甲 乙"
    assert any("套在单元格里" in doubt for doubt in paper.doubts)


def test_a_table_that_only_frames_another_is_not_there(tmp_path):
    inner = table([["任务", "责任部门"], ["开展阅读活动", "工会"]])
    paper = opened(tmp_path, f"<w:tbl><w:tr><w:tc>{paragraph('任务分解表')}{inner}</w:tc></w:tr></w:tbl>")
    assert [type(block) for block in paper.blocks] == [Paragraph, Table]


def test_a_control_around_text_is_looked_through(tmp_path):
    assert texts(opened(tmp_path, f"<w:sdt><w:sdtContent>{paragraph('一、任务')}</w:sdtContent></w:sdt>")) == [
        "一、任务"
    ]


def test_a_footnote_is_a_note_and_no_clause(tmp_path):
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{paragraph("解释一句话")}</w:footnote></w:footnotes>'
    clause = f'<w:p>{run("1.开展阅读活动")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    path = write_docx(tmp_path / "a.docx", paragraph("一、任务"), clause, parts={"word/footnotes.xml": notes})
    reading = read_file(path)
    assert [item.text for item in reading.items] == ["开展阅读活动"]
    assert "解释一句话" in [line.text for line in reading.lines]


NUMBERING = (
    f"<w:numbering {W}>"
    '<w:abstractNum w:abstractNumId="5">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="5"/></w:num></w:numbering>'
)


def numbered(text, level):
    return paragraph(text, f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr></w:pPr>')


def test_automatic_numbers_are_printed_as_word_prints_them(tmp_path):
    lines = [("组织领导", 0), ("有计划", 1), ("有总结", 1), ("志愿服务", 0), ("有队伍", 1)]
    paper = opened(tmp_path, *[numbered(*line) for line in lines], parts={"word/numbering.xml": NUMBERING})
    assert texts(paper) == ["一、组织领导", "（1）有计划", "（2）有总结", "二、志愿服务", "（1）有队伍"]


def test_a_heading_style_is_a_heading(tmp_path):
    styles = f'<w:styles {W}><w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style></w:styles>'
    properties = '<w:pPr><w:pStyle w:val="2"/></w:pPr>'
    paper = opened(tmp_path, paragraph("（一）任务", properties), parts={"word/styles.xml": styles})
    assert [(block.level, block.text) for block in paper.blocks] == [(2, "（一）任务")]
