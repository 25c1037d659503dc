"""Taking what a form or a script sends: each file stored, shown and attached, or refused with its own sentence."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import OperationalError

from accounts.models import User
from evidence import attaching
from evidence.models import Attachment, Record
from files import store

logger = logging.getLogger("civility.evidence")

PREFIX = "files-"  # an input named files-photo fills the slot photo


@dataclass(frozen=True)
class Refusal:
    """A file that was not taken, and why."""

    name: str
    sentence: str

    def __str__(self):
        return f"“{self.name}”没有上传：{self.sentence}"


@dataclass
class Taken:
    """What became of the files of one post, in their order."""

    attachments: list[Attachment] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    repeated: int = 0  # files that were there already

    @property
    def sentence(self) -> str:
        said = f"已上传 {len(self.attachments)} 个文件"
        return f"{said}，其中 {self.repeated} 个原来就有，没有重复保存。" if self.repeated else f"{said}。"


def take(files, *, record: Record, by: User) -> Taken:
    """File every upload of a request (`request.FILES`) under the slot its input names.

    One refused file does not hold up the others. Call it outside a transaction: bytes are written and pictures
    decoded here, and the database should not stay locked for that.
    """
    taken = Taken()
    for field_name, uploads in files.lists():
        if not field_name.startswith(PREFIX):
            continue
        for upload in uploads:
            _take_one(upload, field_name.removeprefix(PREFIX), record, by, taken)
    return taken


def _take_one(upload, slot: str, record: Record, by: User, taken: Taken) -> None:
    try:
        attaching.refuse_closed_files(record)
        blob = store.store(upload.chunks(), name=upload.name)
        is_known = record.attachments.live().filter(slot=slot, blob=blob).exists()
        attachment = attaching.attach(record=record, slot=slot, by=by, blob=blob, name=upload.name)
    except store.Refused as problem:
        taken.refusals.append(Refusal(upload.name, str(problem)))
    except ValidationError as problem:
        taken.refusals.append(Refusal(upload.name, problem.messages[0]))
    except OperationalError as problem:  # a full disk under the database, or a lock that did not end
        logger.error("a file could not be registered: %s", problem)
        taken.refusals.append(Refusal(upload.name, "数据库暂时写不进去，文件没有登记，请稍后再传。"))
    else:
        taken.attachments.append(attachment)
        taken.repeated += is_known
