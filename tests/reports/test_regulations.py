"""The rules in force bound as one paper, and the form of application."""

import io
from datetime import date

import docx
import pytest
from pypdf import PdfReader

from documents import child
from documents.model import Contents, Heading, Paragraph, Table
from evidence.models import Attachment, Record
from evidence.search_index import FileText
from files import store
from reports.application import application
from reports.figures import figures
from reports.regulations import regulations
from tests import factories
from tests.reports.records import kept
from tests.reports.years import TODAY

pytestmark = pytest.mark.django_db
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def rule(plan, department, title, day=date(2020, 1, 1), **fields):
    return kept(Record.Kind.REGULATION, plan.unit, department, title, day=day, **fields)


def word_file(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def put_body(record, data: bytes, name="正文.docx", media_type=WORD):
    blob = store.store_bytes(data, name=name, media_type=media_type)
    return Attachment.objects.create(record=record, slot=Attachment.Slot.BODY, blob=blob, name=name)


def bound(plan, day=TODAY):
    return regulations(plan, day, lambda done, count: None)


def titles(paper, level=0):
    return [block.text for block in paper.blocks if isinstance(block, Heading) and block.level == level]


def test_the_rules_in_force_are_bound_in_the_order_they_were_issued(plan, department):
    rule(plan, department, "后发的", day=date(2021, 5, 1))
    rule(plan, department, "先发的")
    rule(plan, department, "废止的", repealed_on=date(2022, 1, 1))
    rule(plan, department, "没审核的", state=Record.State.DRAFT)
    paper = bound(plan)
    assert titles(paper) == ["先发的", "后发的"]
    assert any(isinstance(block, Contents) for block in paper.blocks)


def test_the_text_is_what_the_file_says_with_its_chapters_and_without_its_title(plan, department):
    record = rule(plan, department, "文明餐桌管理办法", number="办〔2020〕3号")
    put_body(record, word_file("文明餐桌管理办法", "第一章 总则", "第一条 为了厉行节约，制定本办法。"))
    paper = bound(plan)
    assert titles(paper, 2) == ["第一章 总则"]
    text = [block.text for block in paper.blocks if isinstance(block, Paragraph)]
    assert text[1:] == ["（办〔2020〕3号，2020年1月1日印发，2020年1月1日起施行）", "第一条 为了厉行节约，制定本办法。"]
    assert FileText.objects.count() == 1


def test_a_scan_is_named_instead_of_read(plan, department):
    record = rule(plan, department, "办法")
    attachment = put_body(record, b"%PDF-1.4 scan", "扫描.pdf", "application/pdf")
    FileText.objects.create(blob=attachment.blob, text="", is_read=False)
    assert "扫描.pdf" in bound(plan).blocks[-1].text


def test_without_a_file_the_summary_is_the_text(plan, department):
    rule(plan, department, "办法", summary="第一条 好。\n\n第二条 更好。")
    text = [block.text for block in bound(plan).blocks if isinstance(block, Paragraph)]
    assert text[-2:] == ["第一条 好。", "第二条 更好。"]


def test_an_empty_binder_says_so_and_is_a_paper(plan):
    paper = bound(plan)
    assert paper.blocks[0].text == "（截至2022年12月15日，现行0项）"
    assert child.set_paper(paper, "pdf").startswith(b"%PDF")


def test_the_printed_contents_lead_to_each_rule(plan, department):
    for number in range(3):
        rule(plan, department, f"办法之{number}", summary="第一条 好。")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(child.set_paper(bound(plan), "pdf"))).pages]
    assert [number for number in range(3) if f"办法之{number}" in pages[1]] == [0, 1, 2]
    assert "办法之2" in pages[4]


def test_the_application_has_the_units_facts_and_room_for_seals(year, unit, office):
    year.target_title = "省文明单位"
    year.save()
    paper = application(year, figures(year, TODAY))
    assert paper.title == "省文明单位申报表"
    facts = [cell.text for row in paper.blocks[0].rows for cell in row]
    assert facts[:2] == ["单位名称", "省国资委"]
    assert "自评1.5分，离目标9分还差7.5分" in facts
    assert any("周敏" in fact for fact in facts)
    opinions = [block for block in paper.blocks if isinstance(block, Table)][-1]
    assert sum("（盖章）" in cell.text for row in opinions.rows for cell in row) == 3
    assert child.set_paper(paper, "docx").startswith(b"PK")


def test_an_application_without_a_title_of_its_own_takes_the_level(unit):
    plan = factories.make_plan(unit)
    plan.level = "province"
    plan.save()
    assert application(plan, figures(plan, TODAY)).title == "省级文明单位申报表"
