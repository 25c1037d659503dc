"""Which columns of the table of tasks a person looks at, kept with the account; the export has the same ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import models

COLUMNS = {
    "points": "分值",
    "party": "责任部门",
    "due": "时限",
    "state": "进展",
    "files": "四类材料",
    "person": "责任人",
    "measures": "措施",
    "note": "备注",
}
DEFAULT = ("points", "party", "due", "state", "files", "note")  # number and requirement are always there


class TaskColumns(models.Model):
    """What one person chose; no row means the usual columns, comfortably spaced."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    shown = models.CharField("显示的列", max_length=200, blank=True)  # keys of COLUMNS with commas between
    is_dense = models.BooleanField("紧凑", default=False)

    class Meta:
        verbose_name = "任务分解表的列"

    def __str__(self):
        return self.shown


@dataclass(frozen=True)
class Look:
    """The columns in the table's order, and how closely the rows stand."""

    shown: tuple[str, ...] = DEFAULT
    is_dense: bool = False

    @property
    def choices(self) -> list[dict]:
        return [{"key": key, "title": title, "is_on": key in self.shown} for key, title in COLUMNS.items()]

    @property
    def has(self) -> dict[str, bool]:
        return {key: key in self.shown for key in COLUMNS}


def in_order(keys: Iterable[str]) -> tuple[str, ...]:
    """The known ones among the keys, once each, in the table's order."""
    asked = set(keys)
    return tuple(key for key in COLUMNS if key in asked)


def look_of(user) -> Look:
    """One query."""
    row = TaskColumns.objects.filter(user=user).first()
    return Look(in_order(row.shown.split(",")), row.is_dense) if row else Look()


def choose(*, user, shown: Iterable[str], is_dense: bool) -> None:
    """Keep a person's columns. A matter of taste, so no line in the log."""
    look = {"shown": ",".join(in_order(shown)), "is_dense": is_dense}
    TaskColumns.objects.update_or_create(user=user, defaults=look)
