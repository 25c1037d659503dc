"""Reading what the files say: asked for when one comes in, done in the background, rebuilt by a command."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import connection, transaction

from documents import errands
from documents.child import ChildError
from evidence import search_tables
from evidence.models import Record
from evidence.search import READABLE, index, take_in, unread
from evidence.search_index import FileText, SearchText
from files import shelf
from files.models import Blob
from jobs import actions as jobs
from jobs.models import Job

logger = logging.getLogger("civility.evidence")

READ_TEXTS = "evidence.read_texts"


def ask_for_text(blob: Blob) -> None:
    """Have a new file read, if there may be words in it; one waiting job serves all that come until it begins."""
    if blob.media_type not in READABLE or FileText.objects.filter(blob=blob).exists():
        return
    if not Job.objects.filter(kind=READ_TEXTS, state=Job.State.QUEUED).exists():
        jobs.ask(kind=READ_TEXTS, title="读出附件里的文字")


def read_texts(on_step: Callable[[int, int], None]) -> int:
    """Read every file that was not read yet and take its words into the index; how many were read."""
    keys = list(unread())
    for done, blob in enumerate(Blob.objects.filter(pk__in=keys).order_by("pk").iterator(chunk_size=100), start=1):
        read_text(blob)
        on_step(done, len(keys))
    return len(keys)


def read_text(blob: Blob) -> FileText:
    """Read one file in the guarded child; a file that cannot be read is remembered as read, without words."""
    try:
        with shelf.on_disk(blob.sha256) as path:
            said = errands.text_of(path, blob.media_type)
        given = {"text": said["text"].replace("\x00", ""), "pages": said["pages"], "is_read": True}
    except ChildError as problem:
        logger.info("no text was read from %s: %s", blob, problem)
        given = {"text": "", "pages": None, "is_read": False}
    with transaction.atomic():
        text, _ = FileText.objects.update_or_create(blob=blob, defaults=given)
        take_in(text)
    return text


def rebuild(on_step: Callable[[int], None]) -> int:
    """Write the whole index anew from the records and from the texts that were read; how many records."""
    done = 0
    for record in Record.objects.order_by("pk").iterator(chunk_size=200):
        with transaction.atomic():
            SearchText.objects.filter(record=record).delete()
            index(record)
        done += 1
        on_step(done)
    search_tables.refill(connection)
    return done
