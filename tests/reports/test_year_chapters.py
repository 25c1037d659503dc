"""What stands beside a year's activities: meetings, honours, publicity, money, findings, and the year before."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Post, PostHolding
from documents.model import Heading, Paragraph, Table
from evidence.measures import Measure
from evidence.models import Record
from programs import supervision
from reports.annual import annual
from reports.figures import figures
from reports.selfcheck import selfcheck
from reports.year_chapters import compared, honours, leadership, money, publicity, quotas
from reports.year_chapters import supervision as supervised
from reports.year_told import beside
from scoring.models import Assessment, Clause
from scoring.thresholds import Threshold
from tests.reports.records import kept
from tests.reports.years import TODAY

pytestmark = pytest.mark.django_db
Kind = Record.Kind


def told(plan):
    assessment = Assessment.objects.filter(framework=plan.framework).first()
    return beside(plan, assessment.pk if assessment else None, TODAY)


def said(blocks) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def grid(blocks) -> list[list[str]]:
    return [[cell.text for cell in row] for block in blocks if isinstance(block, Table) for row in block.rows]


def test_a_year_without_any_of_it_says_nothing(plan):
    year = told(plan)
    for chapter in (leadership, quotas, honours, publicity, money, supervised, compared):
        assert chapter(year) == []


def test_who_leads_and_which_meetings_were_held(plan, unit, department):
    post = Post.objects.create(unit=unit, seat=Post.Seat.CHIEF, title="党委书记")
    PostHolding.objects.create(post=post, name="陈岚", from_on=date(2020, 1, 1))
    for kind in ("leaders", "leaders", "mobilisation"):
        kept(Kind.MEETING, unit, department, "会", kind=kind)
    kept(Kind.MEETING, unit, department, "没审核的", state=Record.State.DRAFT, kind="leaders")
    text = said(leadership(told(plan)))
    assert "组长：陈岚（党委书记）" in text
    assert "全年召开领导班子专题研究2次、全员动员会1次，共3次" in text


def test_honours_are_counted_by_level_and_named_highest_first(plan, unit, department):
    kept(Kind.HONOUR, unit, department, "县先进", level="county", issuer="县委")
    kept(Kind.HONOUR, unit, department, "全国先进", level="national", issuer="中央文明办", is_recognised=False)
    kept(Kind.HONOUR, unit, department, "去年的", day=date(2021, 3, 1), level="national", issuer="国务院")
    blocks = honours(told(plan))
    assert said(blocks) == "全年获得荣誉2项，其中国家级1项、县级1项。"
    assert [row[1] for row in grid(blocks)[1:]] == ["全国先进（未列入认可名录）", "县先进"]


def test_publicity_tells_what_was_sent_and_what_was_taken(plan, unit, department):
    kept(Kind.PUBLICITY, unit, department, "甲", outlet="省日报", level="provincial", adopted_on=date(2022, 6, 1))
    kept(Kind.PUBLICITY, unit, department, "乙", outlet="县台", level="county")
    assert said(publicity(told(plan))) == "全年报送宣传稿件2篇，被采用1篇，其中省部级媒体1篇。"


def test_money_is_told_with_its_share_and_growth(plan, unit, department):
    kept(Kind.SPENDING, unit, department, "购书", amount=Decimal("16000"))
    kept(Kind.SPENDING, unit, department, "去年购书", day=date(2021, 5, 9), amount=Decimal("10000"))
    kept(Kind.FIGURE, unit, department, "办公费", name="日常办公经费", value=Decimal("200000"), unit_of_measure="元")
    text = said(money(told(plan)))
    assert text.startswith("全年创建经费支出16,000元。")
    assert "8%" in text
    assert "60%" in text


def test_findings_are_counted_as_they_stand(plan, department, office):
    round_ = supervision.open_round(plan=plan, by=office, title="年中督导", kind="regular", begins_on=date(2022, 7, 1))
    what = {"department": department, "severity": "common", "found_on": date(2022, 7, 1), "due_on": date(2022, 7, 20)}
    supervision.find(round=round_, by=office, text="台账不全", requirement="补齐", **what)
    assert said(supervised(told(plan))) == "督导发现问题1个，已销号0个，整改中1个，逾期1个。"


def test_quotas_say_what_is_asked_and_what_the_records_reach(year):
    clause = Clause.objects.filter(framework=year.framework).first()
    measure = Measure.objects.get(unit=None, source=Measure.Source.ACTIVITIES, activity_kind__name="志愿服务")
    Threshold.objects.create(clause=clause, measure=measure, operator=">=", value=5, unit="次")
    blocks = quotas(told(year))
    assert said(blocks) == "测评体系里从档案和名册取数的量化要求1项，达到0项。"
    assert grid(blocks)[1][2].startswith("要求≥5次，已归档1次，缺4次")
    assert grid(blocks)[1][3] == "未达到"


def test_the_year_before_stands_beside_this_one(plan, unit, department):
    kept(Kind.HONOUR, unit, department, "去年的", day=date(2021, 3, 1), level="national", issuer="国务院")
    kept(Kind.SPENDING, unit, department, "购书", amount=Decimal("1280.50"))
    rows = {row[0]: row[1:] for row in grid(compared(told(plan)))}
    assert rows["获得荣誉（项）"] == ["1", "0"]
    assert rows["经费支出（元）"] == ["0", "1,280.50"]


def test_the_reports_carry_these_chapters_and_count_on(year, unit, department):
    kept(Kind.HONOUR, unit, department, "县先进", level="county", issuer="县委")
    kept(Kind.MEETING, unit, department, "会", kind="leaders")
    headings = [one.text for one in annual(year, figures(year, TODAY)).blocks if isinstance(one, Heading)]
    chapters = [text for text in headings if text[1] == "、"]
    assert "二、组织领导和会议" in chapters
    assert "五、获得荣誉" in chapters
    assert [text[0] for text in chapters] == list("一二三四五六七八")
    assert "全年获得荣誉1项" in said(selfcheck(year, figures(year, TODAY)).blocks)


def test_its_queries_do_not_grow_with_the_year(plan, unit, department):
    asked = []
    for _ in range(2):
        for number in range(3):
            kept(Kind.HONOUR, unit, department, f"荣誉{number}", level="county", issuer="县委")
            kept(Kind.SPENDING, unit, department, f"支出{number}", amount=Decimal(10))
        with CaptureQueriesContext(connection) as queries:
            told(plan)
        asked.append(len(queries))
    assert asked[0] == asked[1] < 40
