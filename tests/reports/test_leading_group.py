"""Moving a department head changes the printed leading group and nothing else; the circular prints the plan's facts."""

import io
from datetime import date, timedelta

import docx
import pytest
from django.core.exceptions import ValidationError

from accounts import actions
from programs import plan_text
from reports.bulletin import bulletin
from reports.circular import circular
from reports.duty_tables import duty_list, matching
from reports.figures import figures, spoken_date
from reports.findings_table import findings_list
from reports.leading_group import group_paper
from reports.offers import OFFERS, make, name_of
from reports.tables import breakdown
from tests import factories
from tests.reports.years import TODAY

pytestmark = pytest.mark.django_db


def printed(plan, day):
    told = figures(plan, day)
    return {
        "circular": circular(plan, told),
        "breakdown": breakdown(plan),
        "matching": matching(plan, told),
        "duties": duty_list(plan, told),
        "findings": findings_list(plan, day),
        "group": group_paper(plan, day),
    }


def test_moving_a_head_changes_the_printed_group_and_nothing_else(year, department, head, leader, office):
    actions.create_post(unit=year.unit, seat="member", title="各部室主任及主要负责人", rule="heads")
    actions.change_department(department=department, head=head, by=office)
    plan_text.describe(plan=year, by=office, lists_group=True)
    before = printed(year, TODAY)
    actions.change_department(department=department, head=leader, head_from_on=TODAY, by=office)
    after, yesterday = printed(year, TODAY), printed(year, TODAY - timedelta(days=1))
    assert {name for name in before if before[name] != after[name]} == {"circular", "group"}
    old, new = before["circular"], after["circular"]
    assert [one.title for one in old.attachments] == [one.title for one in new.attachments]
    differing = [one.title for one, other in zip(old.attachments, new.attachments, strict=True) if one != other]
    assert len(differing) == 1 and "领导小组名单" in differing[0]
    new.attachments = old.attachments
    assert old == new
    assert "赵启明" in str(yesterday["group"]) and "陈岚" not in str(yesterday["group"])
    assert "陈岚" in str(after["group"]) and "赵启明" not in str(after["group"])


def test_the_circular_prints_number_day_and_note_of_the_plan(plan):
    plan.number, plan.issued_on, plan.openness = "江国资〔2022〕12号", date(2022, 5, 9), "此件主动公开"
    plan.save()
    made = circular(plan, figures(plan, TODAY))
    assert (made.red_head.number, made.signed_on, made.note) == ("江国资〔2022〕12号", date(2022, 5, 9), "此件主动公开")
    assert made.imprint.printed_on == date(2022, 5, 9)


def test_the_bulletin_goes_by_the_units_order_and_ranks_nobody(plan, unit, department, other_department, office):
    round = factories.make_round(plan, by=office, inspectors="创建办", note="总体较好。")
    for number in range(2):
        factories.make_finding(round, other_department, by=office, text=f"办公室问题{number}")
    factories.make_finding(round, department, by=office, text="宣传栏没有更新", severity="serious")
    made = bulletin(plan, str(round.pk), TODAY)
    said = "\n".join(getattr(block, "text", "") for block in made.blocks)
    assert made.title == "关于第二季度督导情况的通报"
    assert "共发现问题3个，其中较重以上1个。" in said and "总体较好。" in said
    assert said.index("（一）宣传处") < said.index("（二）办公室")
    assert "排名" not in said and "名次" not in said
    assert len(made.attachments[0].blocks[0].rows) == 4


def test_the_list_is_ordered_as_of_any_day(year, department, head, leader, office):
    actions.create_post(unit=year.unit, seat="member", title="各部室主任及主要负责人", rule="heads")
    actions.change_department(department=department, head=head, by=office)
    actions.change_department(department=department, head=leader, head_from_on=TODAY, by=office)
    offer = OFFERS["group"]
    assert offer.choice.options(year) == [(TODAY.isoformat(), f"{spoken_date(TODAY)}起的名单")]
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert name_of(year, offer, "docx", yesterday).endswith(f"（{spoken_date(TODAY - timedelta(days=1))}）.docx")
    before, after = (words(make(year, "group", "docx", choice=day).data) for day in (yesterday, TODAY.isoformat()))
    assert (str(head) in before, str(leader) in before) == (True, False)
    assert (str(head) in after, str(leader) in after) == (False, True)


@pytest.mark.parametrize("typed", ["2026-02-30", "昨天", "x" * 300])
def test_a_day_that_is_none_is_told(year, typed):
    with pytest.raises(ValidationError, match="日期要写成"):
        name_of(year, OFFERS["group"], "docx", typed)


def words(data: bytes) -> str:
    """What the cells of a Word file say."""
    tables = docx.Document(io.BytesIO(data)).tables
    return "".join(cell.text for table in tables for row in table.rows for cell in row.cells)
