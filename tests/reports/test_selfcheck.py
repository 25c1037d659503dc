"""自查报告: every chapter is drawn from data, every figure is the board's."""

import io
from datetime import date
from decimal import Decimal

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from accounts.models import Post, PostHolding
from documents import child
from documents.model import Heading, Paragraph, Pictures
from evidence.models import Attachment, Record
from reports.figures import figures
from reports.selfcheck import selfcheck
from scoring import actions as scoring
from scoring.models import Assessment, Clause, Score
from tests.reports import papers
from tests.reports.years import TODAY, accepted

pytestmark = pytest.mark.django_db


def paper(plan):
    return selfcheck(plan, figures(plan, TODAY))


def headings(plan, level=1):
    return [block.text for block in paper(plan).blocks if isinstance(block, Heading) and block.level == level]


def text(plan):
    return "\n".join(block.text for block in paper(plan).blocks if isinstance(block, Heading | Paragraph))


def grids(plan):
    return [[[cell.text for cell in row if cell] for row in table.rows] for table in paper(plan).tables()]


def test_it_has_the_chapters_of_a_selfcheck(year):
    assert headings(year) == [
        "一、组织领导",
        "二、主要做法",
        "三、创建成效",
        "四、特色案例",
        "五、存在的问题与整改",
        "六、下一步打算",
    ]


def test_a_chapter_with_nothing_to_say_is_left_out_and_the_others_count_on(plan):
    assert headings(plan)[0:2] == ["一、主要做法", "二、创建成效"]
    assert "特色案例" not in text(plan)


def test_who_leads_is_who_holds_the_posts_today(year):
    chief = Post.objects.create(unit=year.unit, seat="chief", title="主任", order=1)
    PostHolding.objects.create(post=chief, name="前任", from_on=date(2019, 1, 1), to_on=date(2022, 5, 1))
    PostHolding.objects.create(post=chief, name="陈岚", from_on=date(2022, 5, 2))
    Post.objects.create(unit=year.unit, seat="member", title="各处室主要负责人", order=2)
    assert "成立精神文明创建工作领导小组。组长：陈岚（主任）；成员：各处室主要负责人。" in text(year)
    assert "前任" not in text(year)


def test_it_says_how_many_departments_lead_how_many_tasks(year):
    assert "3项任务中，3项由2个部门牵头负责。" in text(year)


def test_meetings_are_counted_where_there_were_any(year, department):
    assert "专题会议" not in text(year)
    accepted(year, department, "推进会", kind="专题会议")
    assert "2022年召开专题会议1场，均有档案。" in text(year)


def test_each_category_names_its_activities_and_its_score(year):
    told = text(year)
    assert f"（一）{papers.PARTY}\n本类任务2项，完成1项；逾期1项；自评1.5分，分值6分；开展活动1场。" in told
    assert "开展的活动：植绿护绿（3月12日，烈士公园，32人参加，宣传处承办）。" in told


def test_every_figure_is_the_boards(year):
    told = figures(year, TODAY)
    assert "3项任务已完成1项，完成率33%" in text(year)
    assert f"审核通过活动{told.activities.count}场，参加{told.activities.headcount}人次" in text(year)
    assert grids(year)[0][-1] == ["", "合计", "10", "1.5", "15.0%", "4"]


def test_cases_are_what_the_press_reported_with_the_whole_summary(year, department):
    long = "很长的总结，" * 60 + "完。"
    Record.objects.filter(title="植绿护绿").update(summary=long)
    accepted(year, department, "没人报道")
    assert headings(year, 2)[-1] == "（一）植绿护绿"
    assert long in text(year)
    assert sum(isinstance(block, Pictures) for block in paper(year).blocks) == 1


def test_no_more_cases_are_told_than_three(year, department):
    for number in range(4):
        record = accepted(year, department, f"报道{number}")
        Attachment.objects.create(
            record=record, slot=Attachment.Slot.PRESS, address=f"https://example.cn/{number}b", outlet="市日报"
        )
    assert "以下3场活动，报道的媒体较多。" in text(year)


def test_what_was_scored_and_got_less_is_listed_to_be_put_right(year, office):
    year.framework.needs_evidence = False
    year.framework.save()
    clause = Clause.objects.get(text__startswith="建立健全")
    scoring.award(
        assessment=Assessment.objects.get(),
        clause=clause,
        by=office,
        state=Score.State.POINTS,
        points=Decimal(0),
        reason="还没有签责任书",
    )
    assert "自评没有得满分的得分点2个，见下表。" in text(year)
    lacking = next(grid for grid in grids(year) if grid[0][-1] == "说明")
    assert [row[2:] for row in lacking[1:]] == [["2", "1.5", "0.5", ""], ["2", "0", "2", "还没有签责任书"]]


def test_a_plan_without_points_lists_what_is_not_met(unit, office):
    plan = papers.unscored_plan(unit)
    plan.framework.needs_evidence = False
    plan.framework.save()
    assessment = scoring.open_assessment(framework=plan.framework, unit=unit)
    met, partly, _ = plan.framework.clauses.all()
    for clause, state in ((met, Score.State.MET), (partly, Score.State.PARTLY)):
        scoring.award(assessment=assessment, clause=clause, by=office, state=state, reason="少了两次活动")
    assert "自评没有达标的得分点1个，见下表。" in text(plan)
    assert grids(plan)[-1][1][2:] == ["部分达标", "少了两次活动"]


def test_it_opens_as_word_with_real_headings_and_as_pdf(year):
    made = paper(year)
    document = docx.Document(io.BytesIO(child.set_paper(made, "docx")))
    assert [one.text for one in document.paragraphs if one.style.name == "Heading 1"] == headings(year)
    pages = PdfReader(io.BytesIO(child.set_paper(made, "pdf"))).pages
    assert "自查报告" in pages[0].extract_text().replace("\n", "")


def test_it_costs_the_same_number_of_queries_for_a_full_year(year, department):
    def asked():
        told = figures(year, TODAY)
        with CaptureQueriesContext(connection) as queries:
            selfcheck(year, told)
        return len(queries)

    few = asked()
    for number in range(12):
        accepted(year, department, f"活动{number}", summary="开展了。")
    assert asked() == few
