"""单项活动档案页: all that one activity's file holds, on paper."""

import io
from datetime import date

import docx
import pytest
from pypdf import PdfReader

from documents import child
from documents.model import Heading, Paragraph, Pictures, Table
from evidence import actions as evidence
from evidence.models import Record
from reports.dossier import dossier
from tests.reports.years import accepted, add_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(year):
    return Record.objects.get(title="植绿护绿")


def page(plan, record):
    return dossier(plan, record, on_photo=lambda done, count: None)


def facts(plan, record):
    table = page(plan, record).tables()[0]
    found = {}
    for row in table.rows:
        cells = [cell.text for cell in row if cell]
        found |= dict(zip(cells[::2], cells[1::2], strict=True))
    return found


def test_it_tells_the_facts_of_the_activity(year, record):
    told = facts(year, record)
    assert (told["时间"], told["地点"], told["参加人数"]) == ("2022年3月12日", "烈士公园", "32人")
    assert (told["类别"], told["承办部门"], told["协办部门"]) == ("志愿服务", "宣传处", "")


def test_it_names_the_tasks_and_clauses_it_serves(year, record):
    told = facts(year, record)
    assert told["对应任务"] == "6. 发挥党员作用\n8. 文明餐桌"
    assert told["服务的得分点"] == "6 充分发挥党组织在文明创建中的领导作用"


def test_it_says_who_accepted_it_and_when(year, department, office):
    record = accepted(year, department, "送审的活动")
    Record.objects.filter(pk=record.pk).update(state=Record.State.SUBMITTED)
    evidence.accept(record=Record.objects.get(pk=record.pk), by=office)
    assert facts(year, Record.objects.get(pk=record.pk))["审核"].endswith("审核通过，周敏")


def test_days_that_run_on_are_told_to_their_end(year, record):
    record.ends_on = date(2022, 3, 14)
    assert facts(year, record)["时间"] == "2022年3月12日至14日"


def test_all_photos_stand_two_in_a_row_with_their_captions(year, record):
    add_photo(record, 1, "浇水")
    add_photo(record, 2)
    album = next(block for block in page(year, record).blocks if isinstance(block, Pictures))
    assert [picture.caption for picture in album.pictures] == ["栽树现场", "浇水", "植绿护绿"]
    assert album.columns == 2


def test_chapters_without_content_are_left_out_and_the_others_count_on(year, department):
    bare = accepted(year, department, "只有名字")
    headings = [block.text for block in page(year, bare).blocks if isinstance(block, Heading)]
    assert headings == ["一、基本情况", "二、材料清单"]


def test_the_summary_is_printed_whole(year, record):
    record.summary = "第一段。\n\n" + "很长的话" * 200 + "。"
    texts = [block.text for block in page(year, record).blocks if isinstance(block, Paragraph)]
    assert texts == ["第一段。", "很长的话" * 200 + "。"]


def test_it_opens_as_word_and_pdf_with_its_photos(year, record):
    paper = page(year, record)
    document = docx.Document(io.BytesIO(child.set_paper(paper, "docx")))
    assert len(document.inline_shapes) == 1
    assert document.tables[0].cell(0, 1).text == "2022年3月12日"
    pdf = PdfReader(io.BytesIO(child.set_paper(paper, "pdf")))
    text = "".join(one.extract_text() for one in pdf.pages)
    assert "栽树现场" in text
    assert len({image.data for one in pdf.pages for image in one.images}) == 1
    assert isinstance(paper.blocks[1], Table)
