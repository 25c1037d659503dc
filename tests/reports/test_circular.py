"""创建工作方案 with red head: the plan's own words, its table as the annex, nothing invented."""

import io
from datetime import UTC, date, datetime

import docx
import pytest
from pypdf import PdfReader

from documents import child
from documents.model import Heading, Paragraph
from programs.models import PlanSection
from reports.circular import circular
from reports.figures import figures
from tests.reports import papers
from tests.reports.years import TODAY

pytestmark = pytest.mark.django_db
HEAD = "江南省国资委文件\n江国资〔2022〕12号\n机关各处室：\n"


@pytest.fixture
def plan(unit):
    plan = papers.scored_plan(unit)
    plan.issuer, plan.number = "江南省国资委", "江国资〔2022〕12号"
    plan.save()
    return plan


def add(plan, *sections):
    PlanSection.objects.bulk_create(
        PlanSection(plan=plan, order=order, level=level, heading=heading, text=text)
        for order, (level, heading, text) in enumerate(sections, start=1)
    )


def paper(plan):
    return circular(plan, figures(plan, TODAY))


def lines(blocks):
    return [block.text for block in blocks if isinstance(block, Heading | Paragraph)]


def test_the_head_of_the_paper_becomes_red_head_and_addressees(plan):
    add(plan, (0, "", HEAD + "为做好创建工作，制定本方案。"), (1, "一、指导思想", "坚持重在建设。"))
    made = paper(plan)
    assert (made.red_head.issuer, made.red_head.number) == ("江南省国资委文件", "江国资〔2022〕12号")
    assert made.addressees == "机关各处室"
    assert lines(made.blocks) == ["为做好创建工作，制定本方案。", "一、指导思想", "坚持重在建设。"]
    assert made.title == plan.title


def test_the_breakdown_table_is_its_annex(plan):
    add(plan, (1, "一、指导思想", "坚持重在建设。"))
    assert [one.title for one in paper(plan).attachments] == ["省国资委创建“省文明单位”工作任务分解表"]
    assert paper(plan).attachments[0].blocks[0].rows[-1][2].text == "10"


def test_a_notice_goes_before_the_plan(plan):
    add(
        plan,
        (0, "", HEAD + "《方案》已经审定，现予印发，请遵照执行。\n为做好工作，制定本方案。"),
        (1, "一、目标", "创成。"),
    )
    made = paper(plan)
    assert made.title == f"关于印发《{plan.title}》的通知"
    assert lines(made.blocks) == ["《方案》已经审定，现予印发，请遵照执行。"]
    assert [one.title for one in made.attachments] == [plan.title, "省国资委创建“省文明单位”工作任务分解表"]
    assert lines(made.attachments[0].blocks) == ["为做好工作，制定本方案。", "一、目标", "创成。"]


def test_a_title_that_is_the_notices_is_not_quoted_twice(plan):
    plan.title = "江南省国资委关于印发《创建方案》的通知"
    add(plan, (0, "", "现将《创建方案》印发给你们。"))
    made = paper(plan)
    assert (made.title, made.attachments[0].title) == ("关于印发《创建方案》的通知", "创建方案")


def test_the_chapter_that_became_tasks_is_named_and_points_to_the_annex(plan):
    add(plan, (1, "一、指导思想", "重在建设。"), (1, "三、保障措施", "加强领导。"))
    told = lines(paper(plan).blocks)
    assert told[2] == "二、主要任务"
    assert told[3].startswith("创建任务分为2类、0项，责任部门和完成时限见附件《")


def test_a_plan_whose_chapters_are_all_there_gets_none_added(plan):
    add(
        plan,
        (1, "一、指导思想", "甲"),
        (1, "二、主要任务", ""),
        (3, "1.切实加强学习。", "抓好学习。"),
        (1, "三、要求", "乙"),
    )
    assert lines(paper(plan).blocks) == [
        "一、指导思想",
        "甲",
        "二、主要任务",
        "1.切实加强学习。抓好学习。",
        "三、要求",
        "乙",
    ]


def test_headings_are_written_in_the_standard_form(plan):
    add(plan, (2, "(一) 统一思想，提高认识。", "深刻认识。"))
    assert paper(plan).blocks[0] == Heading("（一）统一思想，提高认识", 2)


def test_the_day_is_the_papers_or_that_of_approval_or_none(plan):
    assert paper(plan).signed_on is None
    plan.approved_at = datetime(2022, 5, 8, 20, tzinfo=UTC)
    assert paper(plan).signed_on == date(2022, 5, 9)  # in Shanghai
    add(plan, (0, "", "江南省国资委\n2022年5月6日\n（此件主动公开）\n江南省国资委办公室　2022年5月7日印发"))
    made = paper(plan)
    assert (made.signed_on, made.note) == (date(2022, 5, 6), "此件主动公开")
    assert (made.imprint.printer, made.imprint.printed_on) == ("江南省国资委办公室", date(2022, 5, 7))
    assert made.blocks == []


def test_a_day_that_does_not_exist_is_left_out(plan):
    add(plan, (0, "", "2022年2月30日"))
    assert paper(plan).signed_on is None


def test_a_plan_without_issuer_is_the_units(unit):
    made = paper(papers.unscored_plan(unit))
    assert (made.red_head.issuer, made.signature, made.imprint.printer) == ("省国资委文件", "省国资委", "省国资委")


def test_it_opens_as_word_and_pdf(plan):
    add(plan, (0, "", HEAD), (1, "一、指导思想", "坚持重在建设。"))
    document = docx.Document(io.BytesIO(child.set_paper(paper(plan), "docx")))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "江南省国资委文件" in texts
    assert "机关各处室：" in texts
    pages = PdfReader(io.BytesIO(child.set_paper(paper(plan), "pdf"))).pages
    assert "江国资〔2022〕12号" in pages[0].extract_text()
    assert "2022年12月15日印发" in pages[-1].extract_text()
