"""What was done: one line per act, appended and never changed; triggers in both databases hold to that."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class AuditEntry(models.Model):
    """Who did what to which thing. Names and ids are kept as text: the line outlives what it speaks of."""

    at = models.DateTimeField("时间", auto_now_add=True)
    unit_id = models.BigIntegerField("单位", null=True)
    actor_id = models.BigIntegerField("人员编号", null=True)
    actor = models.CharField("人员", max_length=80, blank=True)  # empty: nobody, such as a phone link
    verb = models.CharField("动作", max_length=60)
    object_type = models.CharField("对象类别", max_length=60)
    object_id = models.CharField("对象编号", max_length=60)
    object_label = models.CharField("对象", max_length=200)
    before = models.JSONField("之前", default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField("之后", default=dict, encoder=DjangoJSONEncoder)
    reason = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = "操作日志"
        ordering = ["-pk"]  # by sequence, not by time: a clock may step back
        indexes = [
            models.Index(fields=["unit_id", "-id"], name="audit_of_unit"),
            models.Index(fields=["object_type", "object_id"], name="audit_of_object"),
        ]

    def __str__(self):
        return f"{self.actor or '系统'} {self.verb} {self.object_label}"

    @property
    def told(self) -> str:
        """What changed and why: 简称：财务 → 财务处；在用：是. What was written over by the same is left out.

        What was written over comes first, then what is new, each by name: PostgreSQL keeps no order of its own.
        """
        before, after = self.before, self.after
        over = sorted(name for name in after if name in before and before[name] != after[name])
        found = [f"{name}：{_said(before[name])} → {_said(after[name])}" for name in over]
        alone = {name: value for name, value in after.items() if name not in before} if after else before
        found += [f"{name}：{_said(alone[name])}" for name in sorted(alone)]
        return "；".join(found + ([f"理由：{self.reason}"] if self.reason else []))


def _said(value) -> str:
    """A kept value in Chinese: lists by 、, yes and no, 无 for nothing."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(_said, value)) or "无"
    if isinstance(value, dict):
        return "，".join(f"{name} {_said(one)}" for name, one in value.items()) or "无"
    return "无" if value in (None, "") else str(value)


def _plain(values: dict | None) -> dict:
    """Values as JSON can hold them; a row becomes its label."""
    kept = {}
    for name, value in (values or {}).items():
        is_plain = value is None or isinstance(value, str | int | bool | Decimal | date | datetime | list | dict)
        kept[name] = value if is_plain else str(value)
    return kept


def record(
    *, by, verb: str, of: models.Model, unit=None, before=None, after=None, reason: str = "", actor: str = ""
) -> AuditEntry:
    """Append one line. `by` may be None, `actor` then says what acted in nobody's name (a phone link); `unit` is taken
    from the object where it has one.
    """
    unit_id = unit.pk if unit is not None else getattr(of, "unit_id", None)
    return AuditEntry.objects.create(
        unit_id=unit_id,
        actor_id=by.pk if by is not None else None,
        actor=str(by)[:80] if by is not None else actor,
        verb=verb,
        object_type=of._meta.verbose_name,
        object_id=str(of.pk),
        object_label=str(of)[:200],
        before=_plain(before),
        after=_plain(after),
        reason=reason,
    )
