"""What lowers a score from above, pushed down as a row with its text: a finding, open or put right."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from scoring.models import Clause


class ClauseRemarkQuerySet(models.QuerySet):
    def open(self):
        return self.filter(is_open=True)


class ClauseRemark(models.Model):
    """督导意见 beside a clause. `key` names whose it is above (finding:12); scoring knows no more of it."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="remarks")
    key = models.CharField(max_length=60, unique=True)
    text = models.CharField("意见", max_length=300)
    path = models.CharField("去处", max_length=300)
    is_open = models.BooleanField("未解决", default=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ClauseRemarkQuerySet.as_manager()

    class Meta:
        verbose_name = "督导意见"
        ordering = ["-is_open", "-pk"]
        indexes = [models.Index(fields=["clause", "is_open"], name="remark_of_clause")]

    def __str__(self):
        return self.text


def put(*, clause: Clause, key: str, text: str, path: str, is_open: bool) -> None:
    """Say it beside the clause, or say it anew; the caller's own action writes the line in the log."""
    values = {"clause": clause, "text": text[:300], "path": path, "is_open": is_open}
    ClauseRemark.objects.update_or_create(key=key, defaults=values)


def lift(key: str) -> None:
    """Take it away: it was not of this clause after all."""
    ClauseRemark.objects.filter(key=key).delete()
