"""Where a long table of Word is cut, and how its labels go on: rules, the file, LibreOffice's pages."""

import io
import random
import re

import docx
import pdfplumber
import pytest
from docx.oxml.ns import qn

from documents import reading
from documents.model import Cell, PageBreak, Paper, Paragraph, Picture, Table
from documents.setting import set_docx, set_pdf
from documents.setting.docx_room import Room, page_height
from documents.setting.line_breaks import lines_broken
from documents.setting.measures import Layout
from documents.setting.page_cuts import FILLED, Heights, Span, heights_of, page_cuts
from documents.setting.wording import label_again
from tests.documents.setting.measured import converted, with_office
from tests.documents.setting.sample_papers import annex, breakdown, photo

PAGE = 442


def plain(*rows):
    return Heights([float(row) for row in rows], [[] for _ in rows])


def cut_rows(data):
    """The rows of each table that ask for a new page."""
    found = []
    for table in docx.Document(io.BytesIO(data)).tables:
        marks = [row.find(f".//{qn('w:pageBreakBefore')}") is not None for row in table._tbl.tr_lst]
        found.append([number for number, is_marked in enumerate(marks) if is_marked])
    return found


# ---------- rules


def test_a_table_that_fits_is_not_cut():
    assert page_cuts(plain(20, *[40] * 10), 1, PAGE, PAGE) == []


def test_pages_are_filled_and_each_has_the_head():
    assert page_cuts(plain(20, *[40] * 25), 1, PAGE, PAGE) == [11, 21]


def test_the_first_page_holds_what_is_left_of_it():
    assert page_cuts(plain(20, *[40] * 24), 1, 200, PAGE) == [5, 15]


def test_a_table_whose_head_and_two_rows_do_not_fit_begins_a_page():
    assert page_cuts(plain(20, *[40] * 5), 1, 100, PAGE) == [1]


def test_the_last_row_never_stands_alone_on_a_page():
    assert page_cuts(plain(20, *[40] * 11), 1, PAGE, PAGE) == [10]


def test_a_total_that_may_just_fit_is_not_sent_to_a_page_of_its_own():
    assert page_cuts(plain(20, *[40] * 9, 25, 30), 1, PAGE, PAGE) == []
    label = Span(1, 10, 17.5)
    in_label = Heights([20.0, *[40.0] * 9, 25, 30], [[], *[[label]] * 10, []])
    assert page_cuts(in_label, 1, PAGE, PAGE) == []
    label = Span(1, 11, 17.5)
    in_label = Heights([20.0, *[40.0] * 9, 25, 30], [[], *[[label]] * 11])
    assert page_cuts(in_label, 1, PAGE, PAGE) == [10]


def test_nobody_knows_where_a_row_higher_than_a_page_ends():
    assert page_cuts(plain(20, 40, 500, 40), 1, PAGE, PAGE) is None


def test_a_label_higher_than_its_rows_takes_its_room_on_every_page_it_stands_on():
    span = Span(1, 20, 120.0)
    heights = Heights([20.0] * 21, [[], *[[span]] * 20])
    assert heights.together(1, 2) == 120
    assert heights.together(1, 10) == 200
    assert heights.together(20, 20) == 120


def test_every_page_holds_its_rows_whatever_the_table_is_like():
    chance = random.Random(9704)
    for _ in range(300):
        count = chance.randint(1, 120)
        rows = [chance.uniform(17.5, 30)] + [chance.uniform(17.5, 150) for _ in range(count)]
        spans, at = [[] for _ in rows], 1
        while at <= count:
            last = min(at + chance.randint(0, 12), count)
            for row in range(at, last + 1) if last > at else ():
                spans[row].append(Span(at, last, chance.choice((17.5, 62.5))))
            at = last + 1
        heights, first = Heights(rows, spans), chance.uniform(0, PAGE)
        cuts = page_cuts(heights, 1, first, PAGE)
        assert cuts == sorted(set(cuts))
        pages = [row for row in cuts if row > 1]
        opened = [1, *pages, count + 1]
        room = [PAGE if cuts[:1] == [1] else first, *[PAGE] * len(pages)]
        for top, below, held in zip(opened, opened[1:], room, strict=False):
            if below - top > 2:  # two rows stay together even where they are too high
                spare = 0 if below == count + 1 else PAGE * (1 - FILLED)
                assert rows[0] + heights.together(top, below - 1) <= held - spare + 1e-6


def test_a_number_and_a_mark_stay_with_what_they_belong_to():
    assert lines_broken("一二三四五六七", 7) == 1
    assert lines_broken("一二三四五六七。", 7) == 2
    assert lines_broken("在2026年5月", 3) == 3
    assert lines_broken("甲\n乙", 9) == 2
    assert lines_broken("", 9) == 1


def test_the_text_of_a_merged_cell_is_no_part_of_its_first_rows_height():
    rows = [[Cell("类目"), Cell("内容")], [Cell("长" * 40, row_span=2), Cell("短")], [None, Cell("短")]]
    heights = heights_of(Table(rows), [5, 20])
    assert heights.rows == [17.5] * 3
    assert heights.spans[1][0].height == 8 * 15 + 2.5


def test_the_mark_follows_the_name_and_a_number_has_none():
    assert label_again("政治理论学习（12分）") == "政治理论学习（续）（12分）"
    assert label_again("涵育单位文化") == "涵育单位文化（续）"
    assert label_again("3") == "3"


def test_room_is_unknown_after_text_has_run_over_until_a_page_begins():
    room = Room(page_height(Layout(), landscape=False))
    room.take(600)
    assert room.left == pytest.approx(37.8, abs=0.1)
    room.take(100)
    assert room.left is None
    room.new_page(PAGE)
    assert room.left == PAGE


# ---------- in the file


def test_an_annex_alone_stands_on_the_first_page_and_nothing_announces_it():
    paper = annex(groups=1, clauses=2)
    (section,) = docx.Document(io.BytesIO(set_docx(paper))).sections
    assert section.page_width > section.page_height
    with pdfplumber.open(io.BytesIO(set_pdf(paper))) as document:
        (page,) = document.pages
        assert page.width > page.height
        assert page.extract_text().startswith("附件")
        assert "附件：" not in page.extract_text()


def test_each_page_begins_with_the_label_that_goes_on():
    data = set_docx(annex(groups=6, clauses=12))
    (cuts,) = cut_rows(data)
    table = docx.Document(io.BytesIO(data)).tables[0]
    assert len(cuts) > 5
    for cut in cuts:
        again = (cut - 1) % 12 != 0
        name = table.cell(cut, 1).text
        assert ("（续）" in name) == again
        assert re.fullmatch(r"\w+(?:（续）)?（30分）", name)
        assert table.cell(cut, 0).text == str((cut - 1) // 12 + 1)


def test_a_table_without_merged_labels_is_left_to_flow():
    rows = [[Cell("序号"), Cell("内容")]] + [[Cell(str(number)), Cell("内容")] for number in range(100)]
    assert cut_rows(set_docx(Paper("表", [Table(rows)]))) == [[]]


@pytest.mark.parametrize(
    "before", [[Picture(photo(), caption="图")], [Paragraph("先说许多话。" * 200)]], ids=["picture", "long text"]
)
def test_where_the_room_is_unknown_the_label_stands_once(before):
    data = set_docx(Paper("表", [*before, breakdown(4, 12)]))
    assert cut_rows(data)[-1] == []
    fresh = set_docx(Paper("表", [*before, PageBreak(), breakdown(4, 12)]))
    assert cut_rows(fresh)[-1]


def test_a_table_after_a_page_break_begins_the_page_itself():
    data = set_docx(Paper("另一个题目", [Paragraph("甲"), PageBreak(), breakdown(2, 2, title="另一个题目")]))
    assert cut_rows(data) == [[0]]


def test_a_cut_table_is_read_back_as_if_it_were_whole(tmp_path):
    paper = annex(groups=6, clauses=12)
    path = tmp_path / "任务分解表.docx"
    path.write_bytes(set_docx(paper))
    (table,) = reading.open_paper(path).tables()
    (made,) = paper.tables()
    read, printed = (
        [[cell and (cell.text, cell.row_span) for cell in row] for row in one.rows[:-1]] for one in (table, made)
    )
    assert read == printed


# ---------- as LibreOffice opens it


@with_office
@pytest.mark.parametrize(
    "paper", [annex(groups=6, clauses=12), Paper("表", [Paragraph("说明文字。" * 60), breakdown(5, 9)])]
)
def test_libreoffice_ends_its_pages_where_the_table_is_cut(paper, tmp_path):
    data = set_docx(paper)
    (cuts,) = cut_rows(data)
    names = [[cell.text if cell else "" for cell in row] for row in paper.tables()[0].rows]
    with pdfplumber.open(io.BytesIO(converted(data, tmp_path, "docx", "pdf"))) as document:
        tables = [page.extract_tables()[0] for page in document.pages if page.extract_tables()]
    assert len(tables) == len(cuts) + 1
    for table, first in zip(tables, [1, *cuts], strict=True):
        assert table[0][0] == "序号"
        assert (table[1][2] or "").replace("\n", "")[:6] == names[first][2][:6]
        assert re.sub(r"\s", "", table[1][1]).startswith(names[first - (first - 1) % _clauses(names)][1][:6])


def _clauses(names):
    """How many rows a category has."""
    return next(row for row in range(2, len(names)) if names[row][1]) - 1
