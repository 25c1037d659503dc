"""The one serving function: every file of users leaves through it, after its owner's own permission check."""

import re
import time
from urllib.parse import quote

from django.http import FileResponse, HttpResponse

from files import shelf
from files.models import Blob
from files.names import safe_name, split_ending

SHOWN_INLINE = {"image/jpeg", "image/png", "image/webp", "video/mp4"}
INERT = "default-src 'none'; sandbox"  # the house's own policy is not added to a header that is already there
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})$")
LARGE = 32 * 1024 * 1024  # bytes; above this a file is read through once, not again for each part of a video
GOOD_FOR = 600  # seconds a large file that was read through counts as whole, unless the storage says it changed
_read_through: dict[tuple, float] = {}  # a digest and when its bytes last changed → until when


def _is_whole(blob: Blob) -> bool:
    if not shelf.is_there(blob.sha256):
        Blob.objects.filter(pk=blob.pk).update(state=Blob.State.MISSING)
        return False
    if blob.state != Blob.State.WHOLE:
        return False
    if shelf.size_of(blob.sha256) != blob.size:
        Blob.objects.filter(pk=blob.pk).update(state=Blob.State.CHANGED)
        return False
    if _is_read_through(blob) if blob.size > LARGE else shelf.is_whole(blob.sha256):
        return True
    Blob.objects.filter(pk=blob.pk).update(state=Blob.State.CHANGED)
    return False


def _is_read_through(blob: Blob) -> bool:
    key, now = (blob.sha256, shelf.changed_at(shelf.name_of(blob.sha256))), time.monotonic()
    if _read_through.get(key, 0) > now:
        return True
    if not shelf.is_whole(blob.sha256):
        return False
    for old in [one for one, until in list(_read_through.items()) if until <= now]:
        _read_through.pop(old, None)
    _read_through[key] = now + GOOD_FOR
    return True


def disposition(name: str, *, is_inline: bool) -> str:
    """Content-Disposition by RFC 6266: a plain fallback and the Chinese name."""
    stem, ending = split_ending(name)
    plain = f"file{ending}"
    kind = "inline" if is_inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(safe_name(stem, ending), safe='')}"


def serve(request, blob: Blob, *, name: str, inline: bool = False) -> HttpResponse:
    """Send a blob under a name. Only pictures and video are shown in the page; a damaged file is never sent."""
    if not _is_whole(blob):
        return HttpResponse(
            "这个文件和入库时不一致，已停止提供，请联系管理员核验。",
            status=410,
            content_type="text/plain; charset=utf-8",
        )
    is_inline = inline and blob.media_type in SHOWN_INLINE
    response = _ranged(request, blob) or FileResponse(shelf.opened(blob.sha256))
    response.headers["Content-Type"] = blob.media_type if is_inline else "application/octet-stream"
    response.headers["Content-Disposition"] = disposition(name, is_inline=is_inline)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "private, no-store" if not is_inline else "private, max-age=3600"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = INERT
    return response


def _ranged(request, blob: Blob) -> HttpResponse | None:
    """The asked part of a file, so that a video can be wound; None where no usable range was asked."""
    match = _RANGE.match(request.headers.get("Range", ""))
    if not match or not any(match.groups()):
        return None
    first, last = match.groups()
    start = int(first) if first else max(blob.size - int(last), 0)
    end = min(int(last), blob.size - 1) if first and last else blob.size - 1
    if start > end or start >= blob.size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{blob.size}"})
    end = min(end, start + 8 * 1024 * 1024 - 1)
    with shelf.opened(blob.sha256) as file:
        file.seek(start)
        part = file.read(end - start + 1)
    return HttpResponse(part, status=206, headers={"Content-Range": f"bytes {start}-{end}/{blob.size}"})
