"""Taking what a form or a script sends: each file stored, shown and attached, or refused with its own sentence."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import OperationalError

from accounts.models import User
from accounts.typed import whole_number
from evidence import attaching, room
from evidence.arranging import turn_of
from evidence.attaching import Piece
from evidence.models import Attachment, PhoneLink, Record
from files import intake
from files.models import Blob
from files.store import Refused

logger = logging.getLogger("civility.evidence")

PREFIX = "files-"  # an input named files-photo fills the slot photo
NEWER = "newer-"  # an input named newer-5 brings a newer version of attachment 5
ONLY_PHOTOS = "手机链接只能传照片，别的材料请在电脑上传。"


@dataclass(frozen=True)
class Refusal:
    """A file that was not taken, and why. `place` is its place in the post, from 0."""

    name: str
    sentence: str
    place: int = 0

    def __str__(self):
        return f"“{self.name}”没有上传：{self.sentence}"


@dataclass
class Taken:
    """What became of the files of one post."""

    filed: dict[int, Attachment] = field(default_factory=dict)  # by the file's place in the post
    refusals: list[Refusal] = field(default_factory=list)
    repeated: int = 0  # files that were there already

    @property
    def attachments(self) -> list[Attachment]:
        """Those taken, in the order in which they were sent."""
        return [self.filed[place] for place in sorted(self.filed)]

    @property
    def sentence(self) -> str:
        said = f"已上传 {len(self.attachments)} 个文件"
        return f"{said}，其中 {self.repeated} 个原来就有，没有重复保存。" if self.repeated else f"{said}。"


@dataclass(frozen=True)
class Sent:
    """One upload and where it belongs: into a slot, or in the place of an attachment."""

    place: int
    upload: object
    slot: str = ""
    replaces: int | None = None
    turn: int | None = None


def take(files, *, record: Record, by: User | None, via: PhoneLink | None = None, turns: list[str] = ()) -> Taken:
    """File every upload of a request (`request.FILES`) under the slot its input names; through a phone, photos only.

    `turns` says of each in its place when it was chosen (evidence.arranging).

    One refused file does not hold up the others. Call it outside a transaction: bytes are written and pictures
    decoded here, and the database should not stay locked for that.
    """
    taken = Taken()
    sent = _sent(files, turns)
    if not sent:
        return taken
    try:
        attaching.refuse_closed_files(record)
        known = set(record.attachments.live().values_list("pk", flat=True))
        wanted = _fitting(_allowed(sent, via, taken), record, taken)
        kept = zip(wanted, intake.take_in(one.upload for one in wanted), strict=True)
        _file([(one, blob) for one, blob in kept if not _is_refused(one, blob, taken)], record, by, via, taken)
        taken.repeated = sum(row.pk in known for row in taken.attachments)
    except ValidationError as problem:
        return _refuse_all(sent, problem.messages[0])
    except OperationalError as problem:  # a full disk under the database, or a lock that did not end
        logger.error("files could not be registered: %s", problem)
        return _refuse_all(sent, intake.NO_ROW)
    return taken


def stored(files, *, record: Record) -> tuple[list[Piece], list[Refusal]]:
    """The files of a request, on the disk and not yet attached: for a record that takes them by 更正 alone."""
    taken = Taken()
    wanted = _fitting([one for one in _sent(files) if one.slot], record, taken)
    kept = list(zip(wanted, intake.take_in(one.upload for one in wanted), strict=True))
    pieces = [Piece(one.slot, blob, one.upload.name) for one, blob in kept if not _is_refused(one, blob, taken)]
    return pieces, taken.refusals


def _sent(files, turns: list[str] = ()) -> list[Sent]:
    sent = []
    for name, uploads in files.lists():
        if name.startswith(PREFIX):
            sent += [(upload, {"slot": name.removeprefix(PREFIX)}) for upload in uploads]
        elif name.startswith(NEWER):
            sent += [(upload, {"replaces": whole_number(name.removeprefix(NEWER)) or 0}) for upload in uploads[:1]]
    told = dict(enumerate(turn_of(text) for text in turns))
    return [Sent(place, upload, turn=told.get(place), **where) for place, (upload, where) in enumerate(sent)]


def _refuse(one: Sent, sentence: str, taken: Taken) -> None:
    taken.refusals.append(Refusal(one.upload.name, sentence, one.place))


def _refuse_all(sent: list[Sent], sentence: str) -> Taken:
    return Taken(refusals=[Refusal(one.upload.name, sentence, one.place) for one in sent])


def _allowed(sent: list[Sent], via: PhoneLink | None, taken: Taken) -> list[Sent]:
    if via is None:
        return sent
    photos = [one for one in sent if one.slot == Attachment.Slot.PHOTO]
    for one in sent:
        if one not in photos:
            _refuse(one, ONLY_PHOTOS, taken)
    return photos


def _fitting(sent: list[Sent], record: Record, taken: Taken) -> list[Sent]:
    """What still fits into the unit's room."""
    left = room.left(record.unit)
    if left is None:
        return sent
    fitting = []
    for one in sent:
        if one.upload.size > left:
            _refuse(one, room.FULL.format(quota=record.unit.quota_mb), taken)
        else:
            left -= one.upload.size
            fitting.append(one)
    return fitting


def _is_refused(one: Sent, blob: Blob | Refused, taken: Taken) -> bool:
    if isinstance(blob, Refused):
        _refuse(one, str(blob), taken)
    return isinstance(blob, Refused)


def _file(kept: list[tuple[Sent, Blob]], record: Record, by, via: PhoneLink | None, taken: Taken) -> None:
    new = [(one, blob) for one, blob in kept if one.replaces is None]
    pieces = [Piece(one.slot, blob, one.upload.name, turn=one.turn) for one, blob in new]
    rows = attaching.attach_files(record=record, pieces=pieces, by=by, via=via) if pieces else []
    for (one, _), row in zip(new, rows, strict=True):
        if isinstance(row, ValidationError):
            _refuse(one, row.messages[0], taken)
        else:
            taken.filed[one.place] = row
    for one, blob in kept:
        if one.replaces is not None:
            _replace(one, blob, record, by, taken)


def _replace(one: Sent, blob: Blob, record: Record, by: User, taken: Taken) -> None:
    older = record.attachments.filter(pk=one.replaces).first()
    try:
        if older is None:
            raise ValidationError("要换的文件不在这份档案里，请刷新页面再试。")
        taken.filed[one.place] = attaching.replace(attachment=older, blob=blob, name=one.upload.name, by=by)
    except ValidationError as problem:
        _refuse(one, problem.messages[0], taken)
    except OperationalError as problem:
        logger.error("a newer version could not be registered: %s", problem)
        _refuse(one, intake.NO_ROW, taken)
