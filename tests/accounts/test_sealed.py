"""What is sealed: unreadable in the database, readable here, and asked for again when the key was changed."""

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from accounts import bots
from accounts.channels import Channel, checked
from accounts.sealed import opened, seal
from accounts.unsent import Unsent

ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=f0e1d2c3"
NEW_KEY = "n" * 50
migration = importlib.import_module("accounts.migrations.0015_seal_addresses")


def kept() -> tuple:
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, secret FROM accounts_channel")
        return cursor.fetchone()


@pytest.fixture
def channel(unit):
    return Channel.objects.create(unit=unit, kind="wecom", address=ADDRESS)


@pytest.mark.parametrize("text", ["。", ADDRESS, "密钥，带汉字", "x" * 5000])
def test_a_text_is_sealed_each_time_otherwise_and_opened_as_it_was(text):
    once, again = seal(text), seal(text)
    assert text not in once
    assert once != again
    assert opened(once) == opened(again) == text


def test_nothing_stays_nothing():
    assert seal("") == opened("") == ""


@pytest.mark.parametrize("odd", ["plain", "gAAAAA", "密"])
def test_what_was_not_sealed_by_this_house_opens_as_nothing(odd):
    assert opened(odd) == ""
    assert opened(seal("x")[:-4]) == ""


def test_the_database_holds_neither_the_address_nor_its_key(channel):
    address, secret = kept()
    assert "f0e1d2c3" not in address
    assert "weixin" not in address
    assert secret == ""
    channel.refresh_from_db()
    assert channel.address == ADDRESS


def test_a_key_of_before_still_opens_and_the_next_save_seals_by_the_new_one(channel, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = NEW_KEY
    channel = Channel.objects.get()
    assert channel.address == ADDRESS
    channel.save()
    settings.SECRET_KEY_FALLBACKS = []
    assert Channel.objects.get().address == ADDRESS


def test_after_a_change_of_the_key_the_address_is_asked_for_and_nothing_is_sent(enter, admin, channel, settings):
    settings.SECRET_KEY = NEW_KEY
    channel = Channel.objects.get()
    assert channel.address == ""
    with pytest.raises(Unsent, match="读不出来了（服务器的密钥换过）") as refused:
        bots.send(channel, "有 2 项逾期", [])
    assert refused.value.is_final
    client = enter(admin)
    page = client.get(reverse("channels")).content.decode()
    assert "原来的地址读不出来了（服务器的密钥换过），请重新填写。" in page
    given = {"kind": "wecom", "hour": "9", "is_on": "on"}
    assert "请填机器人地址。" in client.post(reverse("channels"), given).content.decode()
    client.post(reverse("channels"), given | {"address": ADDRESS})
    assert Channel.objects.get().address == ADDRESS


def test_addresses_written_down_in_plain_are_sealed_and_go_back_to_plain(channel):
    plain = (ADDRESS, "SEC0000")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_channel SET address = %s, secret = %s", plain)
    migration.seal_all(apps, SimpleNamespace(connection=connection))
    channel.refresh_from_db()
    assert (channel.address, channel.secret) == plain
    assert kept() != plain
    migration.open_all(apps, SimpleNamespace(connection=connection))
    assert kept() == plain


def test_an_empty_address_is_no_address():
    with pytest.raises(ValidationError, match="请在“消息推送”里重新填写"):
        checked("", "wecom")
