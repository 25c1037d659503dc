"""How a record's state and the kind of a file look on a page."""

from django import template
from django.utils import timezone

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
