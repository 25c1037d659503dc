"""What a person typed and has not sent yet, kept so that nothing is lost."""

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """The fields of one form as last typed by one person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=120)  # such as "record:new" or "record:17"
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "草稿"
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="draft_once_per_form")]

    def __str__(self):
        return self.form


def save(user, form: str, fields: dict[str, str]) -> Draft:
    return Draft.objects.update_or_create(user=user, form=form, defaults={"fields": fields})[0]


def load(user, form: str) -> dict[str, str]:
    row = Draft.objects.filter(user=user, form=form).first()
    return row.fields if row else {}


def discard(user, form: str) -> None:
    Draft.objects.filter(user=user, form=form).delete()
