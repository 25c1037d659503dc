"""A roster file that was read and waits for its clerk: rows and answers. It goes when it is confirmed or given up."""

from django.conf import settings
from django.db import models

from accounts.models import Unit, Visible


class RosterGivenQuerySet(Visible):
    def visible_to(self, user, rule: str = "roster.manage"):
        return super().visible_to(user, rule)


class RosterGiven(models.Model):
    """What `documents.reading.roster` read from a file, and what the clerk has said about it. No file is kept."""

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.CASCADE, related_name="given_rosters")
    name = models.CharField("文件名", max_length=200)
    reading = models.JSONField("读出的内容")
    answers = models.JSONField("说明", default=dict)  # {departments: {text: answer}, branches: {…}, rows: {index: …}}
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField("读入时间", auto_now_add=True)

    objects = RosterGivenQuerySet.as_manager()

    class Meta:
        verbose_name = "待核对的名册"
        ordering = ["-pk"]

    def __str__(self):
        return self.name
