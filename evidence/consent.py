"""People in pictures: which photos show minors, who agreed to what, and which photos are out of use."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from evidence.models import Attachment


class PictureUseQuerySet(models.QuerySet):
    def keeping_back(self):
        """Rows whose photo may not leave the house: taken out of use, or showing minors without consent to that."""
        agreed = Q(consent_scope__in=PictureUse.OUTSIDE, consent_on__isnull=False) & ~Q(consent_by="")
        return self.filter(Q(withdrawn_at__isnull=False) | (Q(shows_minors=True) & ~agreed))


class PictureUse(models.Model):
    """What is known of the people in one photo. No machine looks at faces: a person says what is to be seen."""

    class Scope(models.TextChoices):
        INSIDE = "inside", "只在单位内存档"
        REPORTS = "reports", "上报、迎检和报表"
        PUBLIC = "public", "公开宣传"

    OUTSIDE = ("reports", "public")

    attachment = models.OneToOneField(
        Attachment, primary_key=True, on_delete=models.CASCADE, related_name="picture_use"
    )
    shows_minors = models.BooleanField("有未成年人", default=False)
    consent_by = models.CharField("同意人", max_length=200, blank=True)
    consent_on = models.DateField("同意日期", null=True, blank=True)
    consent_scope = models.CharField("同意的用途", max_length=10, choices=Scope.choices, blank=True)
    consent_document = models.ForeignKey(
        Attachment, verbose_name="同意书", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField("撤出使用时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_reason = models.CharField("撤出理由", max_length=300, blank=True)

    objects = PictureUseQuerySet.as_manager()

    class Meta:
        verbose_name = "人像使用"

    def __str__(self):
        return str(self.attachment)

    @property
    def has_consent(self) -> bool:
        """Consent that lets the photo out of the house."""
        return bool(self.consent_by and self.consent_on and self.consent_scope in self.OUTSIDE)

    @property
    def is_kept_back(self) -> bool:
        return self.withdrawn_at is not None or (self.shows_minors and not self.has_consent)


def may_leave(attachments):
    """Of some attachments, those that may stand in a paper, a package or an export."""
    return attachments.exclude(_kept_back())


def kept_back(attachments):
    """Of some attachments, those that must stay in the house."""
    return attachments.filter(_kept_back())


def told_apart(attachments):
    """Attachments that know whether they must stay in the house: `stays`."""
    return attachments.annotate(stays=_kept_back())


def _kept_back():
    return Exists(PictureUse.objects.keeping_back().filter(attachment=OuterRef("pk")))
