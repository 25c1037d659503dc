"""The files a form of this floor sends: stored and looked at outside any transaction, then handed to one action."""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.models import User
from files import intake
from files.models import Blob
from files.names import safe_name, split_ending
from files.store import Refused

MOST_FILES = 30  # of one form
PHOTOS = ("image/",)
PAPERS = ("image/", "application/", "text/")


@dataclass(frozen=True)
class Kept:
    """A stored file that waits to be put where it belongs."""

    blob: Blob
    name: str


@dataclass
class Gathered:
    """The files of one post, and a sentence for each that was not taken."""

    files: list[Kept] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def gather(uploads, takes: tuple[str, ...] = PAPERS) -> Gathered:
    """Store the uploads; pictures get their previews. `takes` are beginnings of media types."""
    found = Gathered()
    if len(uploads) > MOST_FILES:
        found.refusals.append(f"一次最多传 {MOST_FILES} 个文件，请分几次。")
        return found
    for upload, blob in zip(uploads, intake.take_in(uploads), strict=True):
        if isinstance(blob, Refused):
            found.refusals.append(f"“{upload.name}”没有上传：{blob}")
        elif not blob.media_type.startswith(takes):
            kinds = "照片和截图" if takes == PHOTOS else "文档和图片"
            found.refusals.append(f"“{upload.name}”没有上传：这里只收{kinds}。")
        else:
            found.files.append(Kept(blob, safe_name(*split_ending(upload.name))))
    return found


def put(rows, files, *, by: User | None, **fields) -> list:
    """Rows of files in an owner's queryset (`finding.files`); one that is there already is not put twice."""
    made = []
    for kept in files:
        if rows.live().filter(blob=kept.blob, **fields).exists():
            continue
        made.append(rows.create(blob=kept.blob, name=kept.name, added_by=by, **fields))
    return made
