"""Who is told what outside of the house, and when: rules without any server."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.channels import Channel
from accounts.digests import prepare
from accounts.notice_choices import NoticeChoice, choose
from accounts.notices import Kind, Notice, mark_read, said_of, tell
from accounts.outgoing import Outgoing
from tests import factories

WEDNESDAY = datetime(2026, 11, 25, 9, 30)


def at(moment: datetime) -> datetime:
    return timezone.make_aware(moment)


@pytest.fixture(autouse=True)
def a_mail_server_is_named(settings):
    settings.MAIL_SERVER = {"EMAIL_HOST": "mail.example"}
    settings.SITE_ADDRESS = "https://wm.example"


def wants(person, *, since=datetime(2026, 11, 1), **choice):
    """Let a person be told by mail, and say since when."""
    given = {"by_mail": True, "by_group": False, "kinds": list(Kind.values), "hour": 9, "returned_at_once": True}
    choose(user=person, email=f"{person.username}@example.cn", **given | choice)
    NoticeChoice.objects.filter(user=person).update(since=at(since))


def told(person, kind=Kind.DUE, moment=datetime(2026, 11, 25, 8, 5), text="“植绿护绿”明天到期。", key=None):
    tell(person, text, "/tasks/", key or f"{kind}:{moment}", kind)
    Notice.objects.filter(user=person, at__gt=at(moment)).update(at=at(moment))


def letters():
    return list(Outgoing.objects.filter(way="mail").order_by("pk"))


def test_what_waits_is_counted_by_kind_in_one_letter_without_its_words(clerk):
    wants(clerk)
    told(clerk, Kind.DUE)
    told(clerk, Kind.DUE, key="second")
    told(clerk, Kind.GIVEN, text="“机密任务”由你部门负责。")
    assert prepare(at(WEDNESDAY))
    (letter,) = letters()
    assert (letter.user, letter.sort) == (clerk, "digest")
    assert letter.subject == "文明创建：有 3 条消息没看"
    assert "交办和调整 1 条，到期和逾期提醒 2 条。" in letter.body
    assert "https://wm.example/notices/?show=unread" in letter.body
    assert "机密任务" not in letter.body + letter.subject
    assert "植绿护绿" not in letter.body


def test_without_an_address_of_the_site_the_letter_says_to_log_in(clerk, settings):
    settings.SITE_ADDRESS = ""
    wants(clerk)
    told(clerk)
    prepare(at(WEDNESDAY))
    assert "请登录“文明创建”" in letters()[0].body


def test_there_is_one_digest_a_day_at_most(clerk):
    wants(clerk)
    told(clerk)
    prepare(at(WEDNESDAY))
    told(clerk, moment=datetime(2026, 11, 25, 10, 0))
    for hour in (10, 11, 15, 19):
        prepare(at(WEDNESDAY.replace(hour=hour)))
    assert len(letters()) == 1
    prepare(at(WEDNESDAY + timedelta(days=1)))
    assert [letter.day.day for letter in letters()] == [25, 26]


def test_a_second_process_makes_no_second_letter(clerk):
    wants(clerk)
    told(clerk)
    prepare(at(WEDNESDAY))
    Notice.objects.update(told_at=None)
    prepare(at(WEDNESDAY))
    assert len(letters()) == 1


def test_before_the_chosen_hour_nothing_goes_out(clerk):
    wants(clerk, hour=17)
    told(clerk)
    assert not prepare(at(WEDNESDAY))
    prepare(at(WEDNESDAY.replace(hour=17)))
    assert len(letters()) == 1


def test_what_comes_after_the_chosen_hour_waits_for_the_next_day(clerk):
    wants(clerk)
    told(clerk, moment=datetime(2026, 11, 25, 11, 0))
    assert not prepare(at(WEDNESDAY.replace(hour=12)))
    assert prepare(at(WEDNESDAY + timedelta(days=1)))


def test_a_server_that_was_down_at_the_hour_tells_later_that_day(clerk):
    wants(clerk, hour=8)
    told(clerk, moment=datetime(2026, 11, 25, 7, 0))
    assert prepare(at(WEDNESDAY.replace(hour=16)))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 25, 20, 0),
        datetime(2026, 11, 25, 23, 59),
        datetime(2026, 11, 26, 7, 59),
        datetime(2026, 11, 28, 10, 0),  # a Saturday
        datetime(2026, 10, 1, 10, 0),  # the National Day
    ],
)
def test_in_quiet_hours_and_on_days_off_nothing_is_made_or_sent(clerk, unit, moment):
    wants(clerk, since=datetime(2026, 9, 1))
    told(clerk, Kind.RETURNED, moment=moment - timedelta(hours=1))
    waiting = Outgoing.objects.create(
        way="mail", sort="digest", user=clerk, day=moment, subject="x", next_at=at(moment)
    )
    assert not prepare(at(moment))
    assert letters() == [waiting]


def test_what_came_in_the_night_goes_out_in_the_morning(clerk):
    wants(clerk)
    told(clerk, Kind.RETURNED, moment=datetime(2026, 11, 24, 22, 0))
    assert not prepare(at(datetime(2026, 11, 24, 22, 1)))
    assert prepare(at(datetime(2026, 11, 25, 8, 0)))
    assert letters()[0].sort == "returned"


def test_returned_work_is_told_at_once_and_not_again_in_the_digest(clerk):
    wants(clerk, hour=17)
    told(clerk, Kind.RETURNED, text="周敏退回了“植绿护绿”：缺签到表")
    told(clerk, Kind.DUE)
    prepare(at(WEDNESDAY))
    (letter,) = letters()
    assert letter.sort == "returned"
    assert "有 1 项退回" in letter.body
    assert "签到表" not in letter.body
    prepare(at(WEDNESDAY.replace(hour=10)))
    prepare(at(WEDNESDAY.replace(hour=17)))
    assert [one.sort for one in letters()] == ["returned", "digest"]
    assert "退回" not in letters()[1].body.partition("\n")[0]


def test_returned_work_comes_with_the_digest_where_that_was_chosen(clerk):
    wants(clerk, returned_at_once=False)
    told(clerk, Kind.RETURNED)
    prepare(at(WEDNESDAY))
    (letter,) = letters()
    assert (letter.sort, "退回修改 1 条" in letter.body) == ("digest", True)


def test_kinds_that_were_not_chosen_stay_inside(clerk):
    wants(clerk, kinds=[Kind.DUE])
    told(clerk, Kind.RETURNED)
    told(clerk, Kind.GIVEN)
    assert not prepare(at(WEDNESDAY))
    told(clerk, Kind.DUE)
    assert prepare(at(WEDNESDAY))


def test_what_was_read_inside_is_not_told_outside(clerk):
    wants(clerk)
    told(clerk)
    mark_read(clerk)
    assert not prepare(at(WEDNESDAY))


def test_who_chose_nothing_left_or_gave_no_address_is_not_written_to(clerk, office, head, leader):
    told(clerk)
    wants(office)
    told(office)
    office.email = ""
    office.save()
    wants(head)
    told(head)
    head.is_active = False
    head.save()
    wants(leader, since=datetime(2026, 11, 25, 9, 0))
    told(leader)
    assert not prepare(at(WEDNESDAY))


def test_without_a_mail_server_no_letter_is_made(clerk, settings):
    settings.MAIL_SERVER = {}
    wants(clerk)
    told(clerk)
    assert not prepare(at(WEDNESDAY))
    assert letters() == []


def test_choosing_again_does_not_tell_what_was_there_before(clerk):
    told(clerk)
    wants(clerk)
    NoticeChoice.objects.update(since=at(WEDNESDAY))
    assert not prepare(at(WEDNESDAY.replace(hour=12)))


@pytest.fixture
def channel(unit):
    return Channel.objects.create(unit=unit, kind="wecom", address="https://qyapi.weixin.qq.com/x?key=k", hour=9)


def test_the_group_hears_names_only_once_a_day(channel, clerk, office, head):
    for person in (clerk, office, head):
        wants(person, by_mail=False, by_group=True, group_account="" if person == head else f"id-{person.username}")
    told(clerk, Kind.RETURNED, text="周敏退回了“植绿护绿”")
    told(office)
    prepare(at(WEDNESDAY))
    (message,) = Outgoing.objects.all()
    assert message.body.startswith("文明创建：李文静、周敏有新消息。")
    assert "退回" not in message.body
    assert message.mentions == ["id-clerk", "id-office"]
    told(head, moment=datetime(2026, 11, 25, 9, 5))
    prepare(at(WEDNESDAY.replace(hour=15)))
    assert Outgoing.objects.count() == 1
    prepare(at(WEDNESDAY + timedelta(days=1)))
    assert "赵启明" in Outgoing.objects.first().body
    assert "李文静" not in Outgoing.objects.first().body


def test_the_group_of_another_unit_hears_nothing(channel, stranger):
    wants(stranger, by_group=True)
    told(stranger)
    prepare(at(WEDNESDAY))
    assert not Outgoing.objects.filter(way="group").exists()


def test_a_bot_that_is_off_or_not_at_its_hour_is_silent(channel, clerk):
    wants(clerk, by_mail=False, by_group=True)
    told(clerk)
    Channel.objects.update(hour=15)
    assert not prepare(at(WEDNESDAY))
    Channel.objects.update(hour=9, is_on=False)
    assert not prepare(at(WEDNESDAY))


def test_counts_are_said_in_the_order_of_the_kinds():
    assert said_of([Kind.PLAN, Kind.DUE, Kind.RETURNED, Kind.DUE]) == (
        "退回修改 1 条，到期和逾期提醒 2 条，方案和测评体系有变动 1 条"
    )


def test_looking_costs_the_same_for_one_and_for_many_people(unit, department, channel, clerk):
    def cost(day):
        with CaptureQueriesContext(connection) as caught:
            prepare(at(WEDNESDAY + timedelta(days=day)))
        return len(caught)

    wants(clerk, by_group=True)
    told(clerk)
    told(clerk, Kind.RETURNED)
    few = cost(0)
    for n in range(4):
        person = factories.make_person(f"p{n}", f"人{n}", unit, "clerk", department)
        wants(person, by_group=True)
        told(person, moment=datetime(2026, 11, 25, 20, 0))
        told(person, Kind.RETURNED, moment=datetime(2026, 11, 25, 20, 0))
    told(clerk, moment=datetime(2026, 11, 25, 20, 0))
    assert cost(1) <= few
