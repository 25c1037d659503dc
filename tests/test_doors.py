"""Every address is guarded by a declared rule or listed here as open; a new one without a rule fails the build."""

import pytest
from django.urls import URLPattern, get_resolver

from accounts.access import RULES
from accounts.gate import SIGNED_IN

OPEN = {"login", "first_run", "health", "phone"}


def every_door(patterns=None, path=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield pattern, path + str(pattern.pattern)
        else:
            yield from every_door(pattern.url_patterns, path + str(pattern.pattern))


def test_every_address_declares_its_rule():
    undeclared = [path for pattern, path in every_door() if not hasattr(pattern.callback, "rule")]
    assert undeclared == []


def test_every_rule_is_in_the_table():
    unknown = {
        pattern.callback.rule
        for pattern, _ in every_door()
        if pattern.callback.rule not in RULES and pattern.callback.rule not in (None, SIGNED_IN)
    }
    assert unknown == set()


def test_only_the_listed_pages_are_open():
    assert {pattern.name for pattern, _ in every_door() if pattern.callback.rule is None} <= OPEN


def test_every_address_has_a_name():
    assert [path for pattern, path in every_door() if not pattern.name] == []


@pytest.mark.django_db
def test_nobody_gets_in_without_logging_in(client):
    for pattern, path in every_door():
        if pattern.callback.rule is None or "<" in path:
            continue
        response = client.get("/" + path)
        assert response.status_code in (302, 405), path
        if response.status_code == 302:
            assert response.url.startswith("/login/"), path
