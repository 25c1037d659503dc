"""What a person is told: one line with an address, once per person and key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models.functions import TruncDate
from django.utils import timezone

from documents.quoting import nested


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(seen_at__isnull=True)


class Kind(models.TextChoices):
    """What a notice is about; a person chooses by these what may leave the house."""

    RETURNED = "returned", "退回修改"
    GIVEN = "given", "交办和调整"
    DUE = "due", "到期和逾期提醒"
    REVIEW = "review", "等我审核、答复"
    RESULT = "result", "办理结果"
    PLAN = "plan", "方案和测评体系有变动"
    OTHER = "other", "其他"


AT_ONCE = (Kind.RETURNED, Kind.DUE)  # each is worth a look of its own; the rest of a day is one notice together


class Notice(models.Model):
    """A line in a person's inbox. Only that person sees whether it was seen."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    text = models.CharField("内容", max_length=300)
    path = models.CharField("去处", max_length=300)
    key = models.CharField(max_length=120)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.OTHER)
    at = models.DateTimeField("时间", default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # when its owner was told outside the house that it is there

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_once_per_key")]

    def __str__(self):
        return self.text


def tell(user, text: str, path: str, key: str, kind: str = Kind.OTHER) -> None:
    """Tell a person something once; the same key a second time changes nothing."""
    tell_all([user], text, path, key, kind)


def tell_all(users, text: str, path: str, key: str, kind: str = Kind.OTHER) -> None:
    """Tell several people the same; each gets it once."""
    said = nested(text)[:300]
    rows = [Notice(user=user, text=said, path=path, key=key, kind=kind) for user in users]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def tell_each(told: Iterable[tuple[int, str, str]], *, key: str, kind: str = Kind.OTHER) -> int:
    """Tell each person (by key) an own text with its path, once per key; how many had not been told yet."""
    known = set(Notice.objects.filter(key=key).values_list("user", flat=True))
    new = [(user, nested(text)[:300], path) for user, text, path in told if user not in known]
    rows = [Notice(user_id=user, text=text, path=path, key=key, kind=kind) for user, text, path in new]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@dataclass
class Day:
    """What one day brought besides returned work and reminders: one notice, newest line first."""

    day: date
    rows: list[Notice] = field(default_factory=list)

    @property
    def unread(self) -> list[Notice]:
        return [row for row in self.rows if not row.seen_at]

    def __str__(self):
        return said_of(row.kind for row in self.rows)


def said_of(kinds: Iterable[str]) -> str:
    """退回修改 1 条，到期和逾期提醒 2 条: how many of each kind, in the order of the kinds."""
    counts = Counter(kinds)
    return "，".join(f"{kind.label} {counts[kind]} 条" for kind in Kind if counts[kind])


def folded(rows: Iterable[Notice]) -> list[Notice | Day]:
    """Rows as they are told: returned work and reminders each, the rest of a day together where its newest stands.

    A rest of one line stays that line.
    """
    told: list[Notice | Day] = []
    days: dict[date, Day] = {}
    for row in rows:
        day = timezone.localdate(row.at)
        if row.kind in AT_ONCE:
            told.append(row)
        elif day in days:
            days[day].rows.append(row)
        else:
            days[day] = Day(day, [row])
            told.append(days[day])
    return [one.rows[0] if isinstance(one, Day) and len(one.rows) == 1 else one for one in told]


def standing_of(user) -> dict[str, int]:
    """How many notices a person has not read, a day's rest as one, and the key of the newest line (0 without any).

    One query.
    """
    new, alone = models.Q(seen_at__isnull=True), models.Q(kind__in=AT_ONCE)
    told = Notice.objects.filter(user=user).aggregate(
        alone=models.Count("pk", filter=new & alone),
        days=models.Count(TruncDate("at"), distinct=True, filter=new & ~alone),
        newest=models.Max("pk"),
    )
    return {"unread": told["alone"] + told["days"], "newest": told["newest"] or 0}


def mark_read(user, notices=None) -> int:
    """Mark a person's notices as read: the given ones (by key), or all; how many were unread."""
    rows = Notice.objects.filter(user=user).unread()
    if notices is not None:
        rows = rows.filter(pk__in=notices)
    return rows.update(seen_at=timezone.now())
