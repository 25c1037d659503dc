"""What every change of a record does first: hold the row, refuse what is closed, check lengths in one sentence."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from accounts.audit import AuditEntry
from accounts.models import User
from evidence.models import Record, RecordStep
from evidence.sealing import refuse_sealed
from jobs.runs import moment


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


def said_who_changed(record: Record, user: User) -> str:
    """Who changed it last, and when, for a person whose form stood open meanwhile."""
    lines = AuditEntry.objects.filter(object_type=record._meta.verbose_name, object_id=str(record.pk))
    last = lines.filter(verb__startswith="修改").first()
    if last is None:
        return "这份档案刚才改过"
    who = "你在另一个窗口" if last.actor_id == user.pk else last.actor
    return f"{who}{moment(last.at)}改过这份档案"


_SINCE = {
    RecordStep.Verb.ACCEPTED: "已由{by}通过；要退回，请看过现在的内容，写明意见再退回一次。",
    RecordStep.Verb.RETURNED: "已由{by}退回修改，等改好再交上来时再审。",
    RecordStep.Verb.SUBMITTED: "由{by}重新提交过，内容可能改了；请看过现在的内容再审核。",
    RecordStep.Verb.RECALLED: "已由{by}撤回去改，等再交上来时再审。",
}


def refuse_decided(record: Record, version: int | None) -> None:
    """Somebody else took a step with the record since the reviewer saw it; without a version nobody claims to have."""
    if version is None or record.version == version:
        return
    last = record.steps.select_related("by").last()
    if last is None:
        refuse_changed(record, version)
    said = _SINCE[last.verb].format(by=last.by or "别人")
    raise ValidationError(f"这份档案{moment(last.at)}{said}", code="changed")


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
