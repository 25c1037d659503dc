"""The bell, the inbox, what a person wants to be told outside, and what the administrator set up for it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from accounts.channels import Channel
from accounts.models import NoticeChoice, User
from accounts.notices import Day, Kind, Notice, folded, standing_of, tell
from accounts.outgoing import Outgoing
from evidence import actions
from evidence.models import Record
from tests import factories

ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=very-secret-key"


def shown(client, name) -> str:
    response = client.get(reverse(name))
    assert response.status_code == 200
    return response.content.decode()


# the bell ----------------------------------------------------------------------


def test_the_bell_says_how_many_are_unread_and_which_is_newest(enter, clerk, office):
    client = enter(clerk)
    assert client.get(reverse("notices_count")).json() == {"unread": 0, "newest": 0}
    for n in range(3):
        tell(clerk, f"第{n}条", "/", f"k{n}", Kind.RETURNED)
    tell(office, "别人的", "/", "k")
    newest = Notice.objects.filter(user=clerk).first()
    Notice.objects.filter(pk=newest.pk).update(seen_at=newest.at)
    answer = client.get(reverse("notices_count"))
    assert answer.json() == {"unread": 2, "newest": newest.pk}
    assert "no-cache" in answer["Cache-Control"]
    assert f'data-newest="{newest.pk}"' in shown(client, "notices")


def test_what_a_day_brings_besides_returned_work_and_reminders_counts_once(enter, clerk):
    kinds = [Kind.GIVEN, Kind.RESULT, Kind.RETURNED, Kind.GIVEN, Kind.DUE]
    for n, kind in enumerate(kinds):
        tell(clerk, f"第{n}条", "/", f"k{n}", kind)
    tell(clerk, "前天的", "/", "old", Kind.GIVEN)
    Notice.objects.filter(key="old").update(at=timezone.now() - timedelta(days=2))
    assert standing_of(clerk)["unread"] == 4


def test_the_day_is_the_day_here_not_that_of_another_zone(clerk):
    for n, at in enumerate((datetime(2026, 3, 2, 15, 59, tzinfo=UTC), datetime(2026, 3, 2, 16, 1, tzinfo=UTC))):
        tell(clerk, "一条", "/", f"k{n}")
        Notice.objects.filter(key=f"k{n}").update(at=at)
    assert standing_of(clerk)["unread"] == 2  # 23:59, and a minute after midnight
    assert [one.day if isinstance(one, Day) else one.key for one in folded(Notice.objects.all())] == ["k1", "k0"]


def test_the_inbox_folds_a_day_s_rest_into_one_line_that_opens(enter, clerk):
    for n, kind in enumerate([Kind.GIVEN, Kind.RETURNED, Kind.RESULT, Kind.GIVEN]):
        tell(clerk, f"第{n}条", "/", f"k{n}", kind)
    page = shown(enter(clerk), "notices")
    assert "2 条消息未读" in page
    assert f"{timezone.localdate():%-m 月 %-d 日}：交办和调整 2 条，办理结果 1 条" in page
    assert page.index("第3条") < page.index("第2条") < page.index("第0条") < page.index("第1条")


def test_the_lines_of_a_day_are_marked_as_read_together_and_no_others(enter, clerk, office):
    for n, kind in enumerate([Kind.GIVEN, Kind.RESULT, Kind.RETURNED]):
        tell(clerk, f"第{n}条", "/", f"k{n}", kind)
    tell(office, "别人的", "/", "other")
    lines = list(Notice.objects.exclude(kind=Kind.RETURNED).values_list("pk", flat=True))
    answer = enter(clerk).post(reverse("notices_read"), {"line": [*lines, "x"]}, follow=True).content.decode()
    assert "已把 2 条消息标为已读。" in answer
    assert set(Notice.objects.unread().values_list("key", flat=True)) == {"k2", "other"}


def test_asking_the_bell_writes_nothing(enter, clerk):
    client = enter(clerk)
    client.get(reverse("notices_count"))
    with CaptureQueriesContext(connection) as caught:
        client.get(reverse("notices_count"))
    assert len(caught) <= 4
    assert not [one for one in caught if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_inbox_can_be_had_as_a_list_alone(enter, clerk):
    tell(clerk, "<b>第一条</b>", "/", "k")
    page = enter(clerk).get(reverse("notices"), {"part": "list"}).content.decode()
    assert "&lt;b&gt;第一条" in page
    assert "csrfmiddlewaretoken" in page
    assert "<html" not in page


# a person's own choice -----------------------------------------------------------


def choose(client, **given):
    values = {"by_mail": "on", "email": "me@example.cn", "hour": "17", "kinds": ["returned", "due"]} | given
    return client.post(reverse("notice_choice"), {name: value for name, value in values.items() if value != ""})


def test_a_person_chooses_ways_hour_and_kinds(enter, clerk):
    client = enter(clerk)
    assert "消息设置" in shown(client, "account")
    assert choose(client, by_group="on", group_account="lwj").status_code == 302
    choice = NoticeChoice.objects.get()
    assert (choice.by_mail, choice.by_group, choice.group_account, choice.hour) == (True, True, "lwj", 17)
    assert (choice.kinds, choice.returned_at_once) == (["returned", "due"], False)
    assert User.objects.get(pk=clerk.pk).email == "me@example.cn"
    assert 'value="me@example.cn"' in shown(client, "notice_choice")


@pytest.mark.parametrize(
    "given, said",
    [
        ({"email": ""}, "要发邮件，请填邮箱。"),
        ({"email": "wrong"}, "邮箱写得不对"),
        ({"email": "a@b.cn\r\nBcc: x@y.cn"}, "邮箱写得不对"),
        ({"kinds": ""}, "请至少勾一类消息"),
        ({"kinds": ["nonsense"]}, "没有这一类消息"),
        ({"hour": "3"}, "选择一个有效的选项"),
        ({"hour": "21"}, "选择一个有效的选项"),
    ],
)
def test_what_cannot_be_is_said_in_place_and_what_was_typed_is_kept(enter, clerk, given, said):
    page = choose(enter(clerk), group_account="kept-account", **given).content.decode()
    assert said in page
    assert "kept-account" in page
    assert not NoticeChoice.objects.exists()


def test_turning_everything_off_needs_no_address(enter, clerk):
    assert choose(enter(clerk), by_mail="", email="", kinds="").status_code == 302
    assert NoticeChoice.objects.get().by_mail is False


# the administrator's page ---------------------------------------------------------


def set_up(client, **given):
    return client.post(reverse("channels"), {"kind": "wecom", "address": ADDRESS, "hour": "9", "is_on": "on"} | given)


@pytest.mark.parametrize("who", ["office", "clerk", "leader", "stranger"])
def test_only_the_administrator_sets_up_what_leaves_the_house(enter, request, who, admin):
    client = enter(request.getfixturevalue(who))
    assert client.get(reverse("channels")).status_code in (403, 200 if who == "admin" else 403)
    assert set_up(client).status_code == 403
    assert client.post(reverse("channel_try"), {"way": "mail"}).status_code == 403
    assert not Channel.objects.exists()


def test_a_bot_is_set_up_and_its_address_is_never_shown_again(enter, admin):
    client = enter(admin)
    assert "消息推送" in shown(client, "settings_home")
    assert set_up(client).status_code == 302
    assert Channel.objects.get().address == ADDRESS
    page = shown(client, "channels")
    assert "very-secret" not in page
    assert "qyapi.weixin.qq.com，结尾 -key" in page
    assert set_up(client, address="", hour="10", is_on="").status_code == 302
    channel = Channel.objects.get()
    assert (channel.address, channel.hour, channel.is_on) == (ADDRESS, 10, False)


@pytest.mark.parametrize(
    "given, said",
    [
        ({"address": ""}, "请填机器人地址。"),
        ({"address": "https://127.0.0.1:6379/"}, "只能用 qyapi.weixin.qq.com 的机器人地址"),
        ({"address": "http://qyapi.weixin.qq.com/x"}, "要以 https:// 开头"),
        ({"kind": "dingtalk"}, "只能用 oapi.dingtalk.com 的机器人地址"),
        ({"hour": "23"}, "选择一个有效的选项"),
    ],
)
def test_an_address_that_may_not_be_is_refused_in_a_sentence(enter, admin, given, said):
    assert said in set_up(enter(admin), **given).content.decode()
    assert not Channel.objects.exists()


def test_a_trial_is_left_to_the_worker_and_its_outcome_shown(enter, admin, settings):
    settings.MAIL_SERVER = {"EMAIL_HOST": "mail.example"}
    client = enter(admin)

    def attempt(way):
        return client.post(reverse("channel_try"), {"way": way}, follow=True).content.decode()

    assert "您还没有填邮箱" in attempt("mail")
    assert "还没有设置工作群机器人" in attempt("group")
    assert "请选邮件或者工作群" in attempt("pigeon")
    User.objects.filter(pk=admin.pk).update(email="a@example.cn")
    set_up(client)
    assert "已交给后台去发" in attempt("mail")
    assert "已交给后台去发" in attempt("group")
    assert Outgoing.objects.filter(state="waiting", sort="test").count() == 2
    Outgoing.objects.filter(way="mail").update(error="邮件服务器一直没有回应。", attempts=1)
    page = shown(client, "channels")
    assert "邮件服务器一直没有回应。" in page
    assert "上次没有发出" in page
    settings.MAIL_SERVER = {}
    assert "服务器上还没有配置发信邮箱" in attempt("mail")


def test_what_went_to_another_units_people_is_not_shown(enter, admin, stranger):
    other = factories.make_person("theirs", "外单位管事", stranger.memberships.get().unit, "admin")
    Outgoing.objects.create(way="mail", sort="test", user=other, day="2026-11-25", subject="x", error="别处的错")
    page = shown(enter(admin), "channels")
    assert "别处的错" not in page
    assert "外单位管事" not in page


def test_the_page_costs_the_same_with_one_and_with_many_lines(enter, admin, clerk, settings):
    client = enter(admin)

    def cost():
        with CaptureQueriesContext(connection) as caught:
            shown(client, "channels")
        return len(caught)

    def add():
        Outgoing.objects.create(way="mail", sort="test", user=clerk, day="2026-11-25", subject="x")

    add()
    shown(client, "channels")
    few = cost()
    for _ in range(5):
        add()
    assert cost() == few
    assert few <= 15


# what kind a notice is -------------------------------------------------------------


def test_returned_work_is_known_as_such(clerk, office, unit, department):
    record = factories.make_record(unit, department, by=clerk, state=Record.State.SUBMITTED)
    actions.return_(record=record, by=office, remark="缺签到表")
    assert Notice.objects.get(user=clerk).kind == Kind.RETURNED


def test_a_notice_quotes_a_title_that_quotes_something_itself(office):
    tell(office, "““向奋斗者致敬”典型宣讲”由你部门负责。", "/", "a")
    assert Notice.objects.get().text == "“‘向奋斗者致敬’典型宣讲”由你部门负责。"


def test_as_many_lines_are_marked_unread_as_the_bell_counts(enter, clerk):
    for n, kind in enumerate([Kind.GIVEN, Kind.RETURNED, Kind.RESULT, Kind.GIVEN]):
        tell(clerk, f"第{n}条", "/", f"k{n}", kind)
    page = html.document_fromstring(enter(clerk).get(reverse("notices")).content)
    marks = [
        one for one in page.xpath("//*[@data-inbox]//*[contains(@class, 'st-go')]") if "未读" in one.text_content()
    ]
    assert len(marks) == standing_of(clerk)["unread"] == 2
