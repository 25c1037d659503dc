"""Uploads that come together: each written down, all looked at in one child, each kept with its pictures."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import OperationalError, transaction

from documents import child
from files import renditions, store
from files.models import Blob
from files.store import Received, Refused

MOST_AT_ONCE = 20  # files one child looks at
PATIENCE = 100  # seconds for the files of one post; a web server gives up later than that
NO_TIME = "这一批里有文件处理得太久，这一个还没有轮到，请单独再传。"
NO_ROW = "数据库暂时写不进去，文件没有登记，请稍后再传。"


def take_in(uploads: Iterable) -> list[Blob | Refused]:
    """Keep Django's uploaded files: for each in its order its blob, or Refused with the sentence why not.

    What comes back as a blob is on the disk and has its row and, where it is a picture, its previews. Call it
    outside a transaction: bytes are written and pictures decoded here.
    """
    end = time.monotonic() + PATIENCE
    uploads = list(uploads)
    taken = []
    for start in range(0, len(uploads), MOST_AT_ONCE):
        taken += _take_together(uploads[start : start + MOST_AT_ONCE], end)
    return taken


def _take_together(uploads: list, end: float) -> list[Blob | Refused]:
    with contextlib.ExitStack() as leftovers:
        sent = [_received(upload, leftovers) for upload in uploads]
        facts = iter(_looked_at([one.order for one in sent if isinstance(one, Sent)], end))
        return [one if isinstance(one, Refused) else _kept(one.received, next(facts)) for one in sent]


@dataclass(frozen=True)
class Sent:
    """A file that was written down, and whether its pictures are still to be made."""

    received: Received
    wants_pictures: bool

    @property
    def order(self) -> tuple:
        return self.received.path, self.received.name, self.wants_pictures


def _received(upload, leftovers: contextlib.ExitStack) -> Sent | Refused:
    try:
        received = store.receive(upload.chunks(), name=upload.name)
        leftovers.callback(received.path.unlink, missing_ok=True)
        return Sent(received, _wants_pictures(received))
    except Refused as problem:
        return problem
    except OperationalError as problem:
        return _no_row(problem)


def _looked_at(orders: list[tuple], end: float) -> list[dict | Refused]:
    """What the child says of each; where one file brings it down, each is asked for alone."""
    if len(orders) > 1:
        with contextlib.suppress(child.ChildError):
            return child.look_at(orders)
    return [_looked_at_alone(order, end) for order in orders]


def _looked_at_alone(order: tuple, end: float) -> dict | Refused:
    if time.monotonic() > end:
        return Refused(NO_TIME)
    try:
        return child.look_at([order])[0]
    except child.ChildError as problem:
        return Refused(str(problem))


def _wants_pictures(received: Received) -> bool:
    """False where the same bytes are here already with their previews."""
    known = Blob.objects.filter(sha256=received.sha256, state=Blob.State.WHOLE).first()
    return known is None or not renditions.are_there(known)


def _kept(received: Received, facts: dict | Refused) -> Blob | Refused:
    if isinstance(facts, Refused):
        return facts
    try:
        _refuse(received, facts)
        store.put(received)
        if "preview" not in facts:
            return store.row(received, facts["media_type"])
        with renditions.written(facts) as pictures, transaction.atomic():  # rows that appear together
            blob = store.row(received, facts["media_type"])
            renditions.note(blob, facts, pictures)
            return blob
    except Refused as problem:
        return problem
    except OperationalError as problem:
        return _no_row(problem)


def _no_row(problem: OperationalError) -> Refused:
    """A full disk under the database, or a lock that did not end."""
    store.logger.error("a file could not be registered: %s", problem)
    return Refused(NO_ROW)


def _refuse(received: Received, facts: dict) -> None:
    """Refused where the child would not have it, or could not show it and has no reason to keep it."""
    if "refused" in facts:
        raise Refused(facts["refused"])
    if facts.get("is_kept"):
        renditions.refuse_bomb(received.size)
    elif "unshowable" in facts:
        raise Refused(facts["unshowable"])
