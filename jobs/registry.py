"""What kinds of job there are; each app names its handlers in its own `jobs.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass
class Result:
    """The file a job made: its bytes, the name people see and its type.

    A large file comes as pieces that are made while they are stored; what goes wrong in between leaves nothing behind.
    """

    data: bytes | Iterable[bytes]
    name: str
    media_type: str

    def chunks(self) -> Iterable[bytes]:
        return [self.data] if isinstance(self.data, bytes) else self.data


class GaveUp(Exception):
    """The work cannot be done; the message is one Chinese sentence and trying again would not help."""


@dataclass(frozen=True)
class Handler:
    """A kind of job. `daily_at` is the hour of local time from which it is done once a day without anybody asking;
    `wanted` is asked about once a minute whether there is something to do at a moment.
    """

    run: Callable
    title: str
    daily_at: int | None = None
    wanted: Callable[[datetime], bool] | None = None


HANDLERS: dict[str, Handler] = {}


def handler(kind: str, *, title: str, daily_at: int | None = None, wanted: Callable[[datetime], bool] | None = None):
    """Register a function `(work: jobs.worker.Work) -> Result | dict` under a kind such as "reports.annual"."""

    def register(function):
        HANDLERS[kind] = Handler(run=function, title=title, daily_at=daily_at, wanted=wanted)
        return function

    return register
