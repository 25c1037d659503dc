"""The one-page brief: one page whatever the year was like, its figures the board's, its drawings readable."""

import io
from xml.etree import ElementTree as xml

import docx
import pytest
from pypdf import PdfReader

from documents import child
from documents.model import Paragraph, Picture, Table
from programs.models import Task
from reports.brief import brief
from reports.charts import Bar, bars, columns
from reports.figures import figures
from tests import factories
from tests.reports.years import TODAY, accepted

pytestmark = pytest.mark.django_db


def page_of(plan):
    return brief(plan, figures(plan, TODAY))


def texts(svg: bytes) -> list[str]:
    return [node.text for node in xml.fromstring(svg).iter() if node.tag.endswith("text")]


def test_every_figure_is_the_boards(year):
    told, paper = figures(year, TODAY), page_of(year)
    grid = next(block for block in paper.blocks if isinstance(block, Table))
    assert [cell.text for cell in grid.rows[1]] == ["1.5", "9", "1/3", "1项", f"{told.activities.count}场"]
    assert "离目标9分还差7.5分" in next(block.text for block in paper.blocks if isinstance(block, Paragraph))


def test_a_category_is_drawn_as_long_as_it_weighs_with_its_name_and_points(year):
    drawing = next(block for block in page_of(year).blocks if isinstance(block, Picture))
    assert texts(drawing.data) == ["党的建设和党风廉政建设", "1.5/6", "文明风尚行动", "0/4"]


def test_what_is_late_is_named_with_who_answers_for_it(year):
    said = "\n".join(block.text for block in page_of(year).blocks if isinstance(block, Paragraph))
    assert "逾期的有：7. 加强廉洁教育（办公室，逾期14天）。" in said


def test_a_plan_without_anything_still_makes_a_page(plan):
    said = [block.text for block in page_of(plan).blocks if isinstance(block, Paragraph)]
    assert said[-1] == "目前没有需要协调的事项。"


def test_the_fullest_year_is_one_page_in_pdf_and_its_word_has_both_drawings(unit, department):
    names = [f"第{number}类名称很长的创建工作项目和它的内容" for number in range(12)]
    framework = factories.make_framework(unit, [(name, str(n), ["2"] * 3) for n, name in enumerate(names, 1)])
    plan = factories.make_plan(unit, framework)
    for number in range(12):
        factories.make_task(
            plan,
            department,
            title="名称也很长很长的一项任务，要做很多事情" * 2,
            number=str(number),
            due_on=TODAY.replace(month=1),
        )
        accepted(plan, department, f"活动{number}", TODAY.replace(month=number % 12 + 1, day=1))
    paper = page_of(plan)
    pdf = PdfReader(io.BytesIO(child.set_paper(paper, "pdf")))
    assert len(pdf.pages) == 1
    assert "3.名称" not in pdf.pages[0].extract_text()
    assert "需要领导关注" in pdf.pages[0].extract_text()
    word = docx.Document(io.BytesIO(child.set_paper(paper, "docx")))
    assert len(word.inline_shapes) == 2


def test_a_plan_without_points_counts_clauses(unit, department):
    framework = factories.make_framework(unit, [("思想建设", "1", [None, None])])
    plan = factories.make_plan(unit, framework)
    factories.make_task(plan, department, state=Task.State.ACCEPTED)
    drawing = next(block for block in page_of(plan).blocks if isinstance(block, Picture))
    assert texts(drawing.data) == ["思想建设", "0/2"]


def test_what_somebody_typed_is_text_in_a_drawing():
    assert texts(bars([Bar("<script>&", 1, 2, "1/2")])) == ["<script>&", "1/2"]


def test_a_chart_of_nothing_is_a_line():
    assert texts(columns([0, 0], ["1月", "2月"])) == ["1月", "2月"]
