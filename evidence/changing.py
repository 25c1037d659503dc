"""What every change of a record does first: hold the row, refuse what is closed, check lengths in one sentence."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from evidence.models import Record
from evidence.sealing import refuse_sealed


def hold(record: Record) -> None:
    """Read the row again and hold it until the transaction ends."""
    record.refresh_from_db(from_queryset=Record.objects.select_for_update())


def refuse_closed(record: Record) -> None:
    refuse_sealed(record)
    if not record.is_open:
        raise ValidationError(f"这份档案现在是“{record.get_state_display()}”，不能改动；要改先由审核人退回。")


def refuse_changed(record: Record, version: int) -> None:
    """Somebody else saved the record since the person opened it."""
    if record.version != version:
        raise ValidationError("内容已被他人修改，请核对现在的内容后再保存。", code="changed")


def say_in_one(row, without: list[str]) -> None:
    """Django's own checks of lengths and choices, told in one sentence."""
    try:
        row.clean_fields(exclude=without)
    except ValidationError as problem:
        said = [
            f"{row._meta.get_field(name).verbose_name}：{'、'.join(messages)}"
            for name, messages in problem.message_dict.items()
        ]
        raise ValidationError("；".join(said)) from None
