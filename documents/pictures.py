"""Photos made ready once: a preview and a small picture, upright, without the camera's data; when it was taken.

The order is what makes it cheap: draft, shrink, turn upright, save; the small picture is made of the preview.
Only the first frame of a moving picture is looked at.
"""

from __future__ import annotations

import io
import re
import warnings
from datetime import datetime

from PIL import ExifTags, Image, ImageFile, ImageOps, UnidentifiedImageError

from documents.looks import looks_of

PREVIEW_PX, THUMB_PX = 1280, 320  # the longer side
MOST_PIXELS = 50_000_000
TOO_LARGE = f"这张图片超过 {MOST_PIXELS // 10_000} 万像素，原图照常保存，但无法预览。"
DAMAGED = "这张图片已损坏或不完整，打不开，请换一份再上传。"
QUALITY = {"preview": 82, "thumb": 78}
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF")
TAKEN = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class Unshowable(Exception):
    """No preview can be made; the text is one sentence saying why. `is_kept` where only the preview is refused."""

    @property
    def is_kept(self) -> bool:
        return str(self) == TOO_LARGE


def make_renditions(data: bytes) -> dict:
    """{preview, thumb: JPEG bytes, width, height, taken_at, looks, place?}.

    `width` and `height` are the original's, as people see it; `taken_at` is the camera's own clock as
    "YYYY-MM-DDTHH:MM:SS", without a zone, or an empty text; `place` is [latitude, longitude] where the camera
    noted it, for the page of the record and never for anything published: the previews do not hold it; `looks`
    are the numbers of documents.looks.
    """
    image = opened(data)
    if image.width * image.height > MOST_PIXELS:
        raise Unshowable(TOO_LARGE)
    exif = _exif(image)
    turned = exif.get(ExifTags.Base.Orientation) in (5, 6, 7, 8)
    made = {
        "width": image.height if turned else image.width,
        "height": image.width if turned else image.height,
        "taken_at": _taken_at(exif),
    }
    place = _place(exif)
    if place:
        made["place"] = place
    try:
        return made | _renditions(image)
    except (OSError, ValueError, SyntaxError, ArithmeticError) as problem:
        raise Unshowable(DAMAGED) from problem


def opened(data: bytes) -> Image.Image:
    """The picture, not decoded yet. Raises Unshowable with a sentence."""
    if data[4:8] == b"ftyp":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=FORMATS if data[4:8] == b"ftyp" else FORMATS[:-1])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise Unshowable(TOO_LARGE) from problem
    except UnidentifiedImageError as problem:
        raise Unshowable("这不是能识别的图片，请上传 JPG、PNG、WEBP 或 HEIC。") from problem
    except (OSError, ValueError, SyntaxError, EOFError, ArithmeticError) as problem:
        raise Unshowable(DAMAGED) from problem


def _renditions(image: Image.Image) -> dict:
    ImageFile.LOAD_TRUNCATED_IMAGES = (
        False  # WeasyPrint, where it was imported, wants half a photo; an archive does not
    )
    image.draft("RGB", (PREVIEW_PX, PREVIEW_PX))
    image.thumbnail((PREVIEW_PX, PREVIEW_PX))
    # A phone's wide colours need their profile, which says nothing about anybody; that of a printing press is dropped.
    profile = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA") else None
    preview = on_white(ImageOps.exif_transpose(image))
    thumb = preview.copy()
    thumb.thumbnail((THUMB_PX, THUMB_PX))
    saved = {"preview": _saved(preview, "preview", profile), "thumb": _saved(thumb, "thumb", profile)}
    return saved | {"looks": looks_of(thumb)}


def on_white(image: Image.Image) -> Image.Image:
    """The picture in plain colours; what was transparent becomes paper."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGB", clear.size, "white")
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    if image.mode.startswith("I"):  # a scan with 16 bits of grey: the upper eight are what a screen shows
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("RGB")


def _saved(image: Image.Image, kind: str, profile: bytes | None) -> bytes:
    target = io.BytesIO()
    # Nothing but pixels and colours goes along: no EXIF, no position, no comment.
    image.save(target, "JPEG", quality=QUALITY[kind], exif=b"", icc_profile=profile, comment=b"")
    return target.getvalue()


def _exif(image: Image.Image) -> Image.Exif:
    try:
        return image.getexif()
    except (OSError, ValueError, SyntaxError, KeyError, ArithmeticError):
        return Image.Exif()  # damaged camera data is no reason to refuse the picture


def _taken_at(exif: Image.Exif) -> str:
    values = [exif.get(ExifTags.Base.DateTime)]
    try:
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        values = [inner.get(ExifTags.Base.DateTimeOriginal), inner.get(ExifTags.Base.DateTimeDigitized), *values]
    except (OSError, ValueError, SyntaxError, KeyError, TypeError):
        pass  # the outer date is still there
    for value in values:
        found = TAKEN.match(str(value or ""))
        if found:
            try:
                return datetime(*map(int, found.groups())).isoformat()
            except ValueError:
                continue  # 0000:00:00, a camera whose clock was never set
    return ""


def _place(exif: Image.Exif) -> list[float]:
    try:
        noted = exif.get_ifd(ExifTags.IFD.GPSInfo)
        sides = [
            _degrees(noted[ExifTags.GPS.GPSLatitude], noted.get(ExifTags.GPS.GPSLatitudeRef) == "S"),
            _degrees(noted[ExifTags.GPS.GPSLongitude], noted.get(ExifTags.GPS.GPSLongitudeRef) == "W"),
        ]
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, ArithmeticError):
        return []
    return sides if abs(sides[0]) <= 90 and abs(sides[1]) <= 180 and any(sides) else []


def _degrees(parts, negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return round(-value if negative else value, 6)
