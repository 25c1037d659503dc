"""What kinds of job there are; each app names its handlers in its own `jobs.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Result:
    """The file a job made: its bytes, the name people see and its type."""

    data: bytes
    name: str
    media_type: str


class GaveUp(Exception):
    """The work cannot be done; the message is one Chinese sentence and trying again would not help."""


@dataclass(frozen=True)
class Handler:
    run: Callable
    title: str


HANDLERS: dict[str, Handler] = {}


def handler(kind: str, *, title: str):
    """Register a function `(work: jobs.worker.Work) -> Result | dict` under a kind such as "reports.annual"."""

    def register(function):
        HANDLERS[kind] = Handler(run=function, title=title)
        return function

    return register
