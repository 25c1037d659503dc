"""Several files that came in together, looked at in one go: what each is, and its pictures where it is a picture."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from documents import pictures, sniffing


def look_at(files: Iterable[tuple[str, str, bool]]) -> dict:
    """`files` are (path, declared name, wants pictures). {"files": one dictionary for each, "0.preview": JPEG, …}.

    A dictionary holds media_type and, of a picture, what documents.pictures.make_renditions tells; or `refused`, a
    sentence; or media_type and `unshowable`, the sentence why there is no preview.
    """
    found, parts = [], {}
    for number, (path, name, wants_pictures) in enumerate(files):
        facts, made = _look(Path(path), name, wants_pictures)
        found.append(facts)
        parts |= {f"{number}.{kind}": data for kind, data in made.items()}
    return {"files": found} | parts


def _look(path: Path, name: str, wants_pictures: bool) -> tuple[dict, dict[str, bytes]]:
    try:
        media_type = sniffing.check_file(path, name)
    except sniffing.Refused as problem:
        return {"refused": str(problem)}, {}
    facts = {"media_type": media_type}
    if not (wants_pictures and media_type.startswith("image/")):
        return facts, {}
    try:
        made = pictures.make_renditions(path.read_bytes())
    except pictures.Unshowable as problem:
        return facts | {"unshowable": str(problem), "is_kept": problem.is_kept}, {}
    parts = {kind: made.pop(kind) for kind in pictures.QUALITY}
    return facts | made, parts
