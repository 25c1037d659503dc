"""How a record's state and the kind of a file look on a page."""

from django import template
from django.utils import timezone

from evidence import money, press
from evidence.levels import Level
from evidence.models import Attachment, Record

register = template.Library()

_TONES = {
    Record.State.DRAFT: ("none", "circle", "起草中"),
    Record.State.SUBMITTED: ("check", "diamond", "待审核"),
    Record.State.RETURNED: ("soon", "arrow-return-left", "退回修改"),
    Record.State.ACCEPTED: ("done", "check-lg", "已通过"),
}
_ICONS = [
    ("image/", "file-earmark-image"),
    ("video/", "file-earmark-play"),
    ("audio/", "file-earmark-music"),
    ("application/pdf", "file-earmark-pdf"),
    ("application/msword", "file-earmark-word"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml", "file-earmark-word"),
    ("application/vnd.ms-excel", "file-earmark-excel"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml", "file-earmark-excel"),
    ("application/vnd.ms-powerpoint", "file-earmark-slides"),
    ("application/vnd.openxmlformats-officedocument.presentationml", "file-earmark-slides"),
]


@register.inclusion_tag("parts/status.html")
def record_status(record: Record) -> dict:
    """The state of a record; an activity still to come is being prepared."""
    tone, icon, text = _TONES[record.state]
    if record.state == Record.State.DRAFT and record.begins_on > timezone.localdate():
        text = "筹备中"
    return {"tone": tone, "icon": icon, "text": text}


@register.filter
def file_icon(attachment: Attachment) -> str:
    if attachment.blob is None:
        return "link-45deg"
    return next((icon for kind, icon in _ICONS if attachment.blob.media_type.startswith(kind)), "file-earmark-text")


@register.filter
def press_source(attachment: Attachment) -> str:
    return press.source_of(attachment)


@register.simple_tag
def media_levels() -> list[tuple[str, str]]:
    return Level.choices


@register.filter
def nth(values: list, place: int):
    """The value at a place of a list."""
    return values[place]


@register.filter
def measured(value, unit: str) -> str:
    """A measured number as people write it: money with its two places, 4 instead of 4.00, 72.6 instead of 72.60."""
    text = money.printed(value)
    return text if unit == "元" or "." not in text else text.rstrip("0")
