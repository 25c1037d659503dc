"""A kind of job that does what a test tells it to."""

import pytest

from jobs import registry


@pytest.fixture
def kind(monkeypatch):
    """`kind(function)` registers a handler for one test and returns its kind."""

    def register(function):
        monkeypatch.setitem(registry.HANDLERS, "tests.kind", registry.Handler(run=function, title="试验"))
        return "tests.kind"

    return register
