"""Sending by mail and by the group bot to servers on this machine: what goes wrong, how often it is tried."""

import base64
import hmac
import http.client
import socket
from datetime import datetime, timedelta
from urllib.parse import quote_plus

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import bots, channels, digests, mailing, sending
from accounts.channels import Channel
from accounts.models import AuditEntry, Notice
from accounts.outgoing import MOST_ATTEMPTS, Outgoing
from accounts.unsent import Unsent
from jobs import worker
from jobs.models import Job
from jobs.upkeep import look_round
from tests import outside

MORNING = timezone.make_aware(datetime(2026, 11, 25, 9, 30))


@pytest.fixture(autouse=True)
def it_is_a_wednesday_morning():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def letter(clerk):
    clerk.email = "clerk@example.cn"
    clerk.save()
    said = {"subject": "文明创建：有 2 条消息没看", "body": "到期和逾期提醒 2 条。"}
    return Outgoing.objects.create(way="mail", sort="digest", user=clerk, day=MORNING, next_at=MORNING, **said)


def through(settings, server, **more):
    settings.MAIL_FROM = "wm@example.cn"
    settings.MAIL_SERVER = {
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": server.port if server else free_port(),
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
        **more,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_letter_arrives_as_plain_text_and_its_words_are_dropped_here(settings, letter):
    with outside.mail_server() as server:
        through(settings, server)
        assert sending.send_out() == {"sent": 1, "unsent": 0}
    (arrived,) = server.letters
    assert arrived["To"] == "clerk@example.cn"
    assert arrived["From"] == "wm@example.cn"
    assert arrived["Subject"] == "文明创建：有 2 条消息没看"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived.get_content_type() == "text/plain"
    assert "到期和逾期提醒 2 条。" in arrived.get_content()
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.body, letter.error) == ("sent", 1, "", "")


@pytest.mark.parametrize(
    "answers, said, is_final",
    [
        ({"RCPT": "550 no such"}, "收件地址被邮件服务器拒绝了（550）。", True),
        ({"RCPT": "450 later"}, "收件地址被邮件服务器拒绝了（450）。", False),
        ({"MAIL": "553 no"}, "不接受这个发件地址", False),
        ({"DATA": "451 full"}, "邮件服务器没有收下这封信（451）。", False),
    ],
)
def test_what_the_mail_server_refuses_is_said_in_a_sentence(settings, letter, answers, said, is_final):
    with outside.mail_server(**answers) as server:
        through(settings, server)
        with pytest.raises(Unsent, match=said) as problem:
            mailing.send(to="a@example.cn", subject="x", body="y")
    assert problem.value.is_final is is_final


def test_login_or_encryption_a_server_does_not_know_are_said(settings):
    with outside.mail_server() as server:
        through(settings, server, EMAIL_HOST_USER="u", EMAIL_HOST_PASSWORD="secret-word")
        with pytest.raises(Unsent, match="不支持这种加密或登录方式"):
            mailing.send(to="a@example.cn", subject="x", body="y")


def test_a_server_that_is_not_there_is_tried_with_growing_pauses_then_given_up(
    settings, letter, admin, it_is_a_wednesday_morning
):
    through(settings, None)
    moments = []
    while Outgoing.objects.get().state == "waiting":
        assert sending.send_out() == {"sent": 0, "unsent": 1}
        row = Outgoing.objects.get()
        assert row.error == "邮件服务器没有接受连接，请检查端口和防火墙。"
        assert sending.send_out() == {"sent": 0, "unsent": 0}
        moments.append(row.next_at - timezone.now())
        it_is_a_wednesday_morning.move_to(row.next_at)
    assert moments == [timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 60)]
    row = Outgoing.objects.get()
    assert (row.state, row.attempts, row.body) == ("failed", MOST_ATTEMPTS, "")
    assert Notice.objects.get(user=admin).text == "邮件没有发出：邮件服务器没有接受连接，请检查端口和防火墙。"


def test_a_second_attempt_that_succeeds_ends_it(settings, letter, it_is_a_wednesday_morning):
    through(settings, None)
    sending.send_out()
    it_is_a_wednesday_morning.shift(timedelta(minutes=2))
    with outside.mail_server() as server:
        through(settings, server)
        assert sending.send_out() == {"sent": 1, "unsent": 0}
    assert len(server.letters) == 1


def test_what_is_put_off_into_the_evening_waits_for_the_morning(settings, letter, it_is_a_wednesday_morning):
    with outside.mail_server() as server:
        through(settings, server)
        it_is_a_wednesday_morning.move_to(MORNING.replace(hour=21))
        assert sending.send_out() == {"sent": 0, "unsent": 0}
        assert server.letters == []


def test_the_job_is_asked_for_when_something_waits_and_only_then(settings, letter):
    with outside.mail_server() as server:
        through(settings, server)
        look_round()
        look_round()
        assert Job.objects.filter(kind="accounts.send_out").count() == 1
        assert worker.run_next()
        assert Job.objects.get().output == {"sent": 1, "unsent": 0}
        look_round()
        assert Job.objects.count() == 1
    assert len(server.letters) == 1


def test_old_lines_are_let_go(settings, letter, it_is_a_wednesday_morning):
    it_is_a_wednesday_morning.shift(timedelta(days=31))
    Outgoing.objects.update(state="sent", made_at=MORNING)
    sending.send_out()
    assert not Outgoing.objects.exists()


# the group bot -----------------------------------------------------------------


@pytest.fixture
def plainly(monkeypatch):
    """Talk to the bot of the test without encryption."""
    monkeypatch.setattr(bots, "_connection", lambda host, port: http.client.HTTPConnection(host, port, timeout=3))


def a_channel(unit, server, settings, kind="wecom", secret="") -> Channel:
    settings.BOT_HOSTS = [server.host]
    address = f"https://{server.host}/cgi-bin/webhook/send?key=very-secret-key"
    return Channel.objects.create(unit=unit, kind=kind, address=address, secret=secret)


def test_a_line_arrives_in_the_group_with_people_named(settings, unit, plainly):
    with outside.bot_server() as server:
        bots.send(a_channel(unit, server, settings), "文明创建：李文静有新消息。", ["lwj"])
    ((path, said),) = server.asked
    assert path == "/cgi-bin/webhook/send?key=very-secret-key"
    text = {"content": "文明创建：李文静有新消息。", "mentioned_list": ["lwj"]}
    assert said == {"msgtype": "text", "text": text}


def test_the_other_kind_of_bot_gets_its_own_form_and_a_signature(settings, unit, plainly):
    with outside.bot_server() as server:
        bots.send(a_channel(unit, server, settings, "dingtalk", "SEC1"), "文明创建：有新消息。", ["u1"])
    ((path, said),) = server.asked
    assert said["text"]["content"] == "文明创建：有新消息。 @u1"
    assert said["at"] == {"atUserIds": ["u1"], "isAtAll": False}
    assert "&timestamp=" in path
    assert "SEC1" not in path


def test_the_signature_is_made_as_the_makers_describe():
    """HMAC-SHA256 of the moment, a line break and the secret, under the secret; in base64, written for an address."""
    made = base64.b64encode(hmac.digest(b"SEC", b"1700000000000\nSEC", "sha256")).decode()
    assert bots.signed("SEC", 1700000000000) == f"&timestamp=1700000000000&sign={quote_plus(made)}"


@pytest.mark.parametrize(
    "status, body, said, is_final",
    [
        (200, b'{"errcode": 93000}', "机器人地址已经失效", True),
        (200, b'{"errcode": 310000}', "安全设置不让发", True),
        (200, b'{"errcode": 45009}', "发得太多", False),
        (200, b'{"errcode": 99}', "错误码 99", True),
        (200, b"<html>", "不是它该回的内容", False),
        (200, b"[]", "不是它该回的内容", False),
        (500, b"", r"没有收下（500）", False),
        (404, b"", r"没有收下（404）", True),
        (429, b"", r"没有收下（429）", False),
    ],
)
def test_what_the_bot_refuses_is_said_in_a_sentence(settings, unit, plainly, status, body, said, is_final):
    with (
        outside.bot_server(status, body) as server,
        pytest.raises(Unsent, match=said) as problem,
    ):
        bots.send(a_channel(unit, server, settings), "x", [])
    assert problem.value.is_final is is_final
    assert "very-secret-key" not in str(problem.value)


def test_a_redirect_is_not_followed(settings, unit, plainly):
    with outside.bot_server() as elsewhere:
        there = {"Location": f"http://{elsewhere.host}/"}
        with outside.bot_server(302, b"", **there) as server, pytest.raises(Unsent, match="没有跟过去"):
            bots.send(a_channel(unit, server, settings), "x", [])
        assert len(server.asked) == 1
        assert elsewhere.asked == []


def test_a_host_that_speaks_no_encryption_is_refused(settings, unit):
    with outside.bot_server() as server, pytest.raises(Unsent, match="加密连接没有建成"):
        bots.send(a_channel(unit, server, settings), "x", [])
    assert server.asked == []


def test_an_address_that_is_no_longer_allowed_is_not_called(settings, unit, plainly):
    with outside.bot_server() as server:
        channel = a_channel(unit, server, settings)
        settings.BOT_HOSTS = []
        with pytest.raises(Unsent, match="只能用 qyapi.weixin.qq.com"):
            bots.send(channel, "x", [])
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "https://127.0.0.1/send",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost:6379/",
        "https://qyapi.weixin.qq.com.evil.example/x",
        "https://evil.example/qyapi.weixin.qq.com",
        "https://qyapi.weixin.qq.com@evil.example/x",
        "https://user:word@qyapi.weixin.qq.com/x",
        "https://qyapi.weixin.qq.com:6379/x",
        "https://oapi.dingtalk.com/robot/send?access_token=1",  # the host of the other kind
        "https://qyapi.weixin.qq.com/x\r\nHost: evil",
        "https://qyapi.weixin.qq.com/x y",
        "https://qyapi.weixin.qq.com/密",
        "https://[::1",
        "https://qyapi.weixin.qq.com:99999999/",
        "file:///etc/passwd",
        "",
    ],
)
def test_only_https_to_a_known_host_is_an_address(address):
    with pytest.raises(ValidationError):
        channels.checked(address, "wecom")


def test_a_host_the_environment_names_is_an_address(settings):
    settings.BOT_HOSTS = ["im.unit.example:8443"]
    assert channels.checked("https://im.unit.example:8443/hook", "wecom").port == 8443
    with pytest.raises(ValidationError):
        channels.checked("https://im.unit.example/hook", "wecom")


def test_setting_up_a_bot_writes_no_secret_into_the_log(unit, admin):
    address = "https://oapi.dingtalk.com/robot/send?access_token=very-secret-token"
    given = {"kind": "dingtalk", "hour": 9, "is_on": True, "by": admin}
    channels.set_up(unit=unit, address=address, secret="SEC-very-secret", **given)
    entry = AuditEntry.objects.get(verb="设置工作群机器人")
    assert "very-secret" not in f"{entry.before}{entry.after}{entry.object_label}"
    channel = channels.set_up(unit=unit, address="", secret="", **given)
    assert (channel.address, channel.secret) == (address, "SEC-very-secret")
    assert "very-secret" not in channel.shown
    with pytest.raises(ValidationError, match="请填机器人地址"):
        channels.set_up(unit=unit, address="", secret="", **given | {"kind": "wecom"})


def test_a_trial_into_the_group_waits_for_the_morning_and_a_letter_to_oneself_does_not(
    settings, unit, admin, plainly, it_is_a_wednesday_morning
):
    it_is_a_wednesday_morning.move_to(MORNING.replace(hour=22))
    admin.email = "admin@example.cn"
    admin.save()
    with outside.bot_server() as bot, outside.mail_server() as post:
        through(settings, post)
        a_channel(unit, bot, settings)
        digests.try_out(way="group", unit=unit, by=admin)
        digests.try_out(way="mail", unit=unit, by=admin)
        assert sending.send_out() == {"sent": 1, "unsent": 0}
        assert (len(post.letters), len(bot.asked)) == (1, 0)
        it_is_a_wednesday_morning.move_to(MORNING + timedelta(days=1))
        assert sending.send_out() == {"sent": 1, "unsent": 0}
        assert len(bot.asked) == 1
