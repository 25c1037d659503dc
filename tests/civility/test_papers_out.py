"""The papers an office sends out, made from the demo's year in all their formats and measured as they are printed."""

import io
import re
from dataclasses import dataclass
from datetime import date, datetime

import docx
import openpyxl
import pdfplumber
import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from docx.oxml.ns import qn

from civility.demo.year import DemoYear
from documents import child, reading
from documents.model import Paper, Pictures
from programs.models import Plan
from reports.annual import annual
from reports.circular import circular
from reports.duty_tables import matching
from reports.figures import figures
from reports.score_tables import score_sheet
from reports.tables import breakdown
from scoring.models import Category
from tests.civility.test_demo import adds_up, facts_of
from tests.documents.setting.measured import (
    HAN,
    MM,
    converted,
    han_of,
    lines_of,
    missing_glyphs,
    page_count,
    text_of,
    with_office,
)
from tests.papers import scored_paper_file
from tests.seeds import MATCHING, SEEDS, TWO_LAYERS

pytestmark = [
    pytest.mark.django_db,  # the module's own fixture needs the database there whichever tests are chosen
    pytest.mark.one_database("bytes of papers; test_demo.py and the tests of reports ask what is asked for them"),
]
TODAY = date(2026, 11, 22)
NAMES = ("breakdown", "matching", "circular", "annual")
TABLES = ("breakdown", "matching")


@dataclass
class Out:
    """One paper as composed, and as each format's bytes."""

    paper: Paper
    pdf: bytes
    docx: bytes
    xlsx: bytes


@pytest.fixture(scope="module")
def out(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo is built once, its papers are kept as bytes, and every row of it is taken back."""
    folder = tmp_path_factory.mktemp("papers")
    for name in ("incoming", "blobs"):
        (folder / name).mkdir()
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    told = {"DATA_DIR": folder, "FILE_UPLOAD_TEMP_DIR": folder / "incoming", "PASSWORD_HASHERS": hashers}
    with django_db_blocker.unblock(), override_settings(**told), transaction.atomic():
        plan = DemoYear(TODAY, lambda step: None).build()
        now = figures(plan, TODAY)
        papers = {
            "breakdown": breakdown(plan, is_annex=False),
            "matching": matching(plan, now),
            "circular": circular(plan, now),
            "annual": annual(plan, now),
        }
        categories = [row.name for row in Category.objects.filter(framework=plan.framework, parent=None)]
        facts = facts_of(plan, TODAY)
        transaction.set_rollback(True)
    made = {
        name: Out(paper, *(child.set_paper(paper, kind, seconds=300) for kind in ("pdf", "docx", "xlsx")))
        for name, paper in papers.items()
    }
    return made, categories, facts


@pytest.fixture(scope="module")
def pages(out):
    opened = {name: pdfplumber.open(io.BytesIO(one.pdf)) for name, one in out[0].items()}
    yield {name: document.pages for name, document in opened.items()}
    for document in opened.values():
        document.close()


def test_the_demo_of_november_is_a_year_of_work_that_adds_up(out):
    assert adds_up(out[2])


@pytest.mark.parametrize("name", NAMES)
def test_every_chinese_character_of_the_paper_is_in_its_pdf(out, name):
    one = out[0][name]
    assert han_of(one.paper) - set(HAN.findall(text_of(one.pdf))) == set()


@pytest.mark.parametrize("name", NAMES)
def test_no_glyph_is_missing(out, name):
    assert missing_glyphs(out[0][name].pdf) == 0


def test_sixty_photos_are_in_the_annual_report_each_with_a_caption(out, pages):
    one = out[0]["annual"]
    photos = [photo for block in one.paper.blocks if isinstance(block, Pictures) for photo in block.pictures]
    assert len(photos) == 60
    assert all(photo.caption for photo in photos)
    assert sum(len(page.images) for page in pages["annual"]) == 60
    assert len(docx.Document(io.BytesIO(one.docx)).inline_shapes) == 60


def test_text_stands_within_the_official_margins_on_every_upright_page(pages):
    for name in ("annual", "circular"):
        upright = [page for page in pages[name] if page.width < page.height]
        for page in upright:
            for line in lines_of(page):
                assert line[0]["x0"] / MM > 28 - 0.5
                assert line[-1]["x1"] / MM < 210 - 26 + 0.5


def test_no_page_has_more_than_22_lines_and_the_lines_keep_the_pitch(pages):
    gaps = []
    for page in pages["annual"]:
        lines = [line for line in lines_of(page) if abs(line[0]["size"] - 15.75) < 0.1]
        assert len(lines) <= 22
        places = [line[0]["matrix"][5] for line in lines]
        gaps += [round(above - below, 1) for above, below in zip(places, places[1:], strict=False)]
    usual = [gap for gap in gaps if gap < 32]
    assert len(usual) > 150
    # a heading's own font sets its foot a little higher within the same line: less than 0.5 mm
    assert all(gap == pytest.approx(28.95, abs=0.5 * MM) for gap in usual)
    assert sum(gap == pytest.approx(28.95, abs=0.15) for gap in usual) > 0.8 * len(usual)


def test_full_lines_end_at_one_edge(pages):
    edges = []
    for page in pages["annual"]:
        lines = lines_of(page)
        body = [line for line in lines if abs(line[0]["size"] - 15.75) < 0.1 and line[0]["x0"] / MM < 40]
        for line, below in zip(body, body[1:], strict=False):
            # A line that is followed by one beginning at the margin is a full one.
            if below[0]["x0"] / MM < 29 and line[0]["matrix"][5] - below[0]["matrix"][5] < 32:
                edges.append(line[-1]["x1"])
    assert len(edges) > 150
    assert max(edges) - min(edges) < 1


@pytest.mark.parametrize("name", TABLES)
def test_every_page_of_a_table_shows_its_header_and_its_category(out, pages, name):
    whole = [page for page in pages[name] if page.extract_tables()]
    assert len(whole) >= 3
    for page in whole:
        table = page.extract_tables()[0]
        label = 1 if name == "breakdown" else 0
        assert table[0][0] in ("序号", "创建项目")
        first = (table[1][label] or "").replace("\n", "").replace("（续）", "")
        assert first, f"第 {page.page_number} 页开头没有类目"
        assert re.sub("（.*", "", first) in "".join(out[1])
    continued = [page for page in whole[1:] if "（续）" in (page.extract_tables()[0][1][label] or "")]
    assert continued


@with_office
@pytest.mark.parametrize("name", TABLES)
def test_every_page_of_a_table_in_word_shows_its_category_too(out, name, tmp_path):
    one = out[0][name]
    rows = docx.Document(io.BytesIO(one.docx)).tables[0]._tbl.tr_lst
    cuts = [row for row in rows if row.find(f".//{qn('w:pageBreakBefore')}") is not None]
    with pdfplumber.open(io.BytesIO(converted(one.docx, tmp_path, "docx", "pdf"))) as document:
        tables = [page.extract_tables()[0] for page in document.pages if page.extract_tables()]
    assert len(tables) == len(cuts) + 1 >= 3
    label = 1 if name == "breakdown" else 0
    firsts = [re.sub(r"\s", "", table[1][label] or "") for table in tables]
    assert all(re.sub("（.*", "", first) in "".join(out[1]) for first in firsts if first)
    assert all(firsts)
    assert any("（续）" in first for first in firsts)


@pytest.mark.parametrize("name", TABLES)
def test_no_day_and_no_department_is_broken_in_a_cell(pages, name):
    cells = [cell for page in pages[name] for row in page.extract_tables()[0] for cell in row if cell]
    assert any(re.fullmatch(r"2026年\d+月\d+日", cell) for cell in cells)
    assert not [cell for cell in cells if re.search(r"\d月\d*\n\d*日|\d年\n|机关党\n委|宣传\n处", cell)]


def test_the_plan_has_its_red_head_its_annex_and_its_imprint(pages):
    first = pages["circular"][0]
    head = [found for found in first.chars if found["size"] > 20 and found["non_stroking_color"][0] > 0.8]
    assert "".join(found["text"] for found in head).endswith("文件")
    assert head[0]["top"] / MM == pytest.approx(37 + 35, abs=3)
    rule = next(shape for shape in first.rects + first.lines if shape["width"] > 400)
    assert rule["width"] / MM == pytest.approx(156, abs=0.5)
    assert len(pages["circular"]) % 2 == 0
    last = pages["circular"][-1]
    assert "印发" in last.extract_text()
    assert max(shape["bottom"] for shape in last.rects + last.lines) / MM == pytest.approx(297 - 35, abs=0.5)


def test_word_names_the_official_fonts_and_has_real_headings(out):
    document = docx.Document(io.BytesIO(out[0]["annual"].docx))
    heads = [line for line in document.paragraphs if line.style.name == "Heading 1"]
    assert "一、基本情况" in [line.text for line in heads]
    named = {fonts.get(qn("w:eastAsia")) for fonts in document.element.body.iter(qn("w:rFonts"))}
    assert named <= {"仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"}


def test_the_breakdown_table_in_excel_is_read_back_without_a_difference(out, tmp_path):
    path = tmp_path / "任务分解表.xlsx"
    path.write_bytes(out[0]["breakdown"].xlsx)
    found = reading.read_file(path)
    assert found.questions == []
    assert (len(found.items), str(found.total)) == (51, "100")


@pytest.mark.parametrize("name", TABLES)
def test_excel_stores_values_beside_formulas_and_holds_real_days(out, name):
    data = out[0][name].xlsx
    formulas = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    assert all(values[cell.coordinate].value is not None for row in formulas for cell in row if cell.data_type == "f")
    assert sum(isinstance(cell.value, datetime) for row in formulas for cell in row) > 20


# ---------- as LibreOffice opens them, where it is installed


@with_office
@pytest.mark.parametrize("name", NAMES)
def test_word_takes_as_many_pages_as_the_pdf(out, name, tmp_path):
    one = out[0][name]
    assert abs(page_count(converted(one.docx, tmp_path, "docx", "pdf")) - page_count(one.pdf)) <= 1


@with_office
@pytest.mark.parametrize("name", TABLES)
def test_excel_opens_unchanged_and_one_page_wide(out, name, tmp_path):
    data = out[0][name].xlsx
    before = [list(row) for row in openpyxl.load_workbook(io.BytesIO(data), data_only=True).active.values]
    again = converted(data, tmp_path, "xlsx", "xlsx")
    after = [list(row) for row in openpyxl.load_workbook(io.BytesIO(again), data_only=True).active.values]
    assert after == before
    text = text_of(converted(data, tmp_path, "xlsx", "pdf")).replace("\n", "")
    assert re.search(r"第 ?1 ?页 ?共 ?\d ?页", text)


# ---------- papers of other shapes


@pytest.mark.parametrize(
    ("name", "year", "text"),
    [("S3-linyi-2021", 2021, MATCHING), ("S0-hainan-2022", 2022, TWO_LAYERS), ("S4-hunan-2022", 2022, "")],
)
def test_a_plan_of_another_shape_gives_its_tables_and_its_red_head_too(name, year, text, tmp_path, capsys):
    """The real paper of this shape where it lies beside the checkout, else our own."""
    seed = next((one for one in SEEDS if one.name == name), None)
    file = seed.file(tmp_path) if seed else tmp_path / "paper.txt"
    if seed is None and text:
        file.write_text(text, encoding="utf-8")
    elif seed is None:
        file = scored_paper_file(tmp_path)
    call_command("import_plan", str(file), "--unit", "shapes", "--year", str(year))
    plan = Plan.objects.get()
    now = figures(plan, TODAY)
    tables = (matching(plan, now), breakdown(plan, is_annex=False), score_sheet(plan, now))
    for paper, kinds in (*((one, ("pdf", "docx", "xlsx")) for one in tables), (circular(plan, now), ("pdf", "docx"))):
        made = {kind: child.set_paper(paper, kind) for kind in kinds}
        assert missing_glyphs(made["pdf"]) == 0
        assert han_of(paper) - set(HAN.findall(text_of(made["pdf"]))) == set()
        assert len(docx.Document(io.BytesIO(made["docx"])).tables) >= len(paper.tables())
        if "xlsx" in made:
            assert openpyxl.load_workbook(io.BytesIO(made["xlsx"])).active.max_row > plan.tasks.count()
