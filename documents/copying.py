"""Work of the child for a package: photos made small enough for the receiver, and papers set one after the other."""

from __future__ import annotations

import io
import pickle
from pathlib import Path

from PIL import Image, ImageOps

from documents import pictures

LONGEST_PX = 2560  # the longer side: enough for A4 at 200 dpi and more
NARROWEST_PX = 1080  # the shorter side of a long screenshot, or nobody could read it
QUALITIES = (85, 75, 65)
SMALLEST_PX = 640


def copies_of(paths: list[str], most_bytes: int) -> dict:
    """JPEG copies without the camera's data, by the place of their paths; what is no readable photo is left out."""
    made = {}
    for number, path in enumerate(paths):
        try:
            made[str(number)] = _copy(Path(path).read_bytes(), most_bytes)
        except (OSError, ValueError, SyntaxError, ArithmeticError, pictures.Unshowable):
            continue
    return made


def _copy(data: bytes, most_bytes: int) -> bytes:
    image = pictures.opened(data)
    if image.width * image.height > pictures.MOST_PIXELS:
        raise pictures.Unshowable(pictures.TOO_LARGE)
    longest = _longest(image.size)
    image.draft("RGB", (longest, longest))
    profile = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA") else None
    image.thumbnail((longest, longest))
    image = pictures.on_white(ImageOps.exif_transpose(image))
    while True:
        for quality in QUALITIES:
            written = _written(image, quality, profile)
            if len(written) <= most_bytes:
                return written
        if max(image.size) <= SMALLEST_PX:
            return written
        image.thumbnail((max(image.size) * 3 // 4, max(image.size) * 3 // 4), Image.Resampling.BICUBIC)


def _longest(size: tuple[int, int]) -> int:
    """How long the longer side may be: more than usual where the picture is very much longer than wide."""
    return max(LONGEST_PX, NARROWEST_PX * max(size) // max(min(size), 1))


def _written(image: Image.Image, quality: int, profile: bytes | None) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality, exif=b"", icc_profile=profile, comment=b"")
    return target.getvalue()


def set_papers(written: bytes) -> dict:
    """The papers by their place; a file each."""
    from documents import setting

    return {str(place): setting.set_paper(paper, kind) for place, (paper, kind) in enumerate(pickle.loads(written))}
