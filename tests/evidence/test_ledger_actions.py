"""Registering records that are no activity: every kind in one way, checked, logged, and reviewed like any record."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Sum

from accounts.models import AuditEntry, Person
from evidence import actions, money
from evidence.completeness import completeness
from evidence.ledger_actions import change_record, open_record
from evidence.ledgers import LEDGERS, facts_told
from evidence.models import Record, Regulation, Spending
from evidence.people_actions import set_people
from tests import factories
from tests.evidence.filing import activity, paper
from tests.evidence.ledgers import DAY, LEAST, entry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", LEAST)
def test_every_kind_is_kept_found_and_logged(kind, department, clerk):
    record = entry(department, clerk, kind, title="创建材料一号")
    assert (record.kind, record.year, record.state) == (kind, 2022, "draft")
    assert record.particulars.record_id == record.pk
    assert list(Record.objects.found_by("材料一号")) == [record]
    assert AuditEntry.objects.filter(object_id=record.pk, verb__startswith="登记").count() == 1
    assert facts_told(record) or kind == "regulation"
    assert completeness(record).slots


@pytest.mark.parametrize("kind", LEAST)
def test_every_kind_goes_through_review(kind, department, clerk, office):
    record = entry(department, clerk, kind)
    with pytest.raises(ValidationError, match="还没有任何材料"):
        actions.submit(record=record, by=clerk)
    first = next(slot.slot for slot in completeness(record).slots if slot.slot != "number")
    actions.attach(record=record, slot=first, by=clerk, blob=paper())
    actions.submit(record=record, by=clerk)
    actions.accept(record=record, by=office)
    assert Record.objects.accepted().of_kind(kind).get() == record


def test_what_was_changed_is_logged_with_what_it_was(department, clerk):
    record = entry(department, clerk, "spending")
    change_record(record=record, by=clerk, version=1, amount=Decimal("99.90"), title="展板")
    line = AuditEntry.objects.latest("pk")
    assert (line.before["金额（元）"], line.after["金额（元）"]) == ("1280.5", "99.90")
    assert (line.before["题名"], line.after["题名"]) == ("一份spending", "展板")
    assert Spending.objects.get().amount == Decimal("99.90")
    with pytest.raises(ValidationError, match="已被他人修改"):
        change_record(record=record, by=clerk, version=1, title="又一次")


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        ("meeting", {"expected": 5, "headcount": 6}, "实到人数多于应到人数"),
        ("meeting", {"kind": "party"}, "会议类别"),
        ("honour", {"level": "world"}, "级别"),
        ("honour", {"issuer": ""}, "颁发机关"),
        ("regulation", {"repealed_on": date(2022, 1, 1)}, "废止日期早于"),
        ("publicity", {"adopted_on": date(2022, 5, 9)}, "采用日期早于"),
        ("publicity", {"address": "javascript:alert(1)"}, "网址"),
        ("spending", {"amount": Decimal(0)}, "金额要大于 0"),
        ("survey", {"answered": 101}, "收回的比发放的还多"),
        ("survey", {"favourable": 97}, "比收回的还多"),
        ("statement", {"broken_on": DAY}, "要一起填"),
        ("statement", {"broken_on": date(2023, 1, 1), "broken_by": "烫伤"}, "不在声明的起止日期里"),
        ("statement", {"ends_on": date(2022, 1, 1)}, "结束日期早于"),
        ("figure", {"value": None}, "请填数值"),
        ("figure", {"numerator": Decimal(1), "denominator": Decimal(2)}, "不用填数值"),
        ("figure", {"value": None, "numerator": Decimal(1)}, "一起填"),
        ("figure", {"value": None, "numerator": Decimal(1), "denominator": Decimal(0)}, "分母要大于 0"),
        ("document", {"begins_on": date(1948, 12, 31)}, "日期要在"),
        ("document", {"title": "长" * 201}, "题名"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(department, clerk, kind, facts, said):
    with pytest.raises(ValidationError) as problem:
        entry(department, clerk, kind, **facts)
    assert said in " ".join(problem.value.messages)
    assert not Record.objects.exists()


def test_a_department_of_another_unit_is_refused(unit, stranger, clerk):
    other = factories.make_department(stranger.memberships.get().unit, "外处")
    with pytest.raises(ValidationError, match="本单位的部门"):
        open_record(unit=unit, record_kind="regulation", by=clerk, title="办法", begins_on=DAY, department=other)


def test_a_rule_of_long_ago_may_be_kept_and_be_in_force(department, clerk):
    record = entry(department, clerk, "regulation", begins_on=date(1998, 3, 1), repealed_on=date(2022, 7, 1))
    in_force = Regulation.objects.in_force_on
    assert in_force(date(2022, 6, 30)).get().record == record
    assert not in_force(date(2022, 7, 1)).exists()
    assert not in_force(date(1998, 2, 28)).exists()
    rule = record.regulation
    assert [rule.is_in_force_on(day) for day in (date(1998, 3, 1), date(2022, 7, 1))] == [True, False]


def test_the_database_itself_refuses_what_the_form_would(department, clerk):
    survey = entry(department, clerk, "survey").survey
    with pytest.raises(IntegrityError), transaction.atomic():
        type(survey).objects.update(favourable=97)
    spending = entry(department, clerk, "spending").spending
    with pytest.raises(IntegrityError), transaction.atomic():
        type(spending).objects.update(amount=Decimal("-1"))


# ---------- amounts


@pytest.mark.parametrize(
    ("text", "value"), [("1280.5", "1280.50"), ("12,800", "12800.00"), ("12，800.05", "12800.05"), (" 3 ", "3.00")]
)
def test_an_amount_is_read_as_people_type_it(text, value):
    assert str(money.parsed(text)) == value


@pytest.mark.parametrize("text", ["", "一百", "1.005", "NaN", "Infinity", "1e30", "-99999999999999"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValidationError):
        money.parsed(text)


def test_amounts_add_up_to_the_fen(department, clerk):
    for _ in range(3):
        entry(department, clerk, "spending", amount=Decimal("0.70"))
    assert Spending.objects.aggregate(whole=Sum("amount"))["whole"] == Decimal("2.10")
    assert Spending.objects.filter(amount__gte=Decimal("0.70")).count() == 3
    assert money.printed(Decimal("12800.50")) == "12,800.50"
    assert money.printed(Decimal("12800")) == "12,800"


# ---------- who took part


@pytest.fixture
def staff(unit, department, other_department):
    rows = [("甲", department), ("乙", department), ("丙", other_department)]
    return [Person.objects.create(unit=unit, name=name, department=place) for name, place in rows]


def test_picking_people_counts_the_heads(department, clerk, staff):
    record = entry(department, clerk, "meeting")
    assert set_people(record=record, people=staff, by=clerk) == 3
    record.meeting.refresh_from_db()
    assert record.meeting.headcount == 3
    assert set_people(record=record, people=staff[:1], by=clerk) == 2
    record.meeting.refresh_from_db()
    assert record.meeting.headcount == 1
    assert set_people(record=record, people=staff[:1], by=clerk) == 0
    line = AuditEntry.objects.filter(verb="修改参加人员").latest("pk")
    assert line.before == {"去掉": "乙、丙"}


def test_a_larger_head_count_with_guests_is_kept(department, clerk, staff):
    record = activity(department, clerk, headcount=40)
    set_people(record=record, people=staff, by=clerk)
    record.activity.refresh_from_db()
    assert record.activity.headcount == 40


def test_people_are_found_by_name_in_the_library(department, clerk, staff):
    record = activity(department, clerk)
    staff[0].name = "欧阳甲"
    staff[0].save()
    set_people(record=record, people=staff[:1], by=clerk)
    assert list(Record.objects.found_by("欧阳甲")) == [record]


def test_only_people_on_the_roll_of_the_day_take_part(unit, department, clerk, stranger, office):
    record = entry(department, clerk, "meeting")
    late = Person.objects.create(unit=unit, name="后来的", joined_on=date(2022, 6, 1))
    with pytest.raises(ValidationError, match="不在册"):
        set_people(record=record, people=[late], by=clerk)
    foreign = Person.objects.create(unit=stranger.memberships.get().unit, name="外人")
    with pytest.raises(ValidationError, match="本单位"):
        set_people(record=record, people=[foreign], by=clerk)
    assert not record.participations.exists()


def test_a_closed_record_and_a_payment_have_no_people_to_pick(department, clerk, staff):
    with pytest.raises(ValidationError, match="不登记参加人员"):
        set_people(record=entry(department, clerk, "spending"), people=staff, by=clerk)
    closed = factories.make_meeting(department.unit, department, state="accepted")
    with pytest.raises(ValidationError, match="已通过"):
        set_people(record=closed, people=staff, by=clerk)


def test_picked_people_stand_for_the_sign_in_sheet(department, clerk, staff):
    record = entry(department, clerk, "meeting")
    assert "签到还没有（至少 1 份）" in completeness(record).missing
    set_people(record=record, people=staff, by=clerk)
    found = completeness(Record.objects.get(pk=record.pk))
    assert "签到从名册选了 3 人" in [slot.sentence for slot in found.slots]
    assert found.summary == "还缺通知、纪要"


def test_photos_of_a_meeting_are_never_asked_for(department, clerk):
    states = {slot.slot: slot for slot in completeness(entry(department, clerk, "meeting")).slots}
    assert states["photo"].is_needed is False


def test_every_ledger_has_its_words(unit):
    assert set(LEDGERS) == set(Record.Kind.values) - {"activity"}
