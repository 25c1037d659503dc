"""Saying who is in a photo and who agreed to what; taking a photo out of use everywhere at once."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.typed import clean_text
from evidence.consent import PictureUse
from evidence.models import Attachment

LONGEST_NAME, LONGEST_REASON = 200, 300


@transaction.atomic
def mark(
    *,
    attachment: Attachment,
    by: User,
    shows_minors: bool,
    consent_by: str = "",
    consent_on: date | None = None,
    consent_scope: str = "",
    consent_document: Attachment | None = None,
) -> PictureUse:
    """Note whether a photo shows minors, and the consent there is. It may be said of a filed record's photo too."""
    use = _use_of(attachment)
    before = _said(use)
    given = {"consent_by": "", "consent_on": None, "consent_scope": "", "consent_document": None}
    if shows_minors:
        given = {"consent_by": clean_text(consent_by), "consent_on": consent_on, "consent_scope": consent_scope}
        given["consent_document"] = consent_document
        _check_consent(attachment, **given)
    use.shows_minors = shows_minors
    for name, value in given.items():
        setattr(use, name, value)
    use.save()
    if _said(use) != before:
        audit.record(
            by=by, verb="登记人像", of=attachment, unit=attachment.record.unit, before=before, after=_said(use)
        )
    return use


def _use_of(attachment: Attachment) -> PictureUse:
    if attachment.blob_id is None or not attachment.blob.is_picture:
        raise ValidationError("只有图片才登记人像。")
    Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    return PictureUse.objects.filter(attachment=attachment).first() or PictureUse(attachment=attachment)


def _check_consent(attachment, *, consent_by, consent_on, consent_scope, consent_document) -> None:
    """All of who, when and for what, or nothing yet."""
    said = (consent_by, consent_on, consent_scope)
    if any(said) and not all(said):
        raise ValidationError("监护人同意要写全：谁同意的、哪一天、同意用在哪里；还没有取得的三项都先空着。")
    if len(consent_by) > LONGEST_NAME:
        raise ValidationError(f"同意人最多 {LONGEST_NAME} 个字，请缩短；名单可以作为同意书上传。")
    if consent_scope and consent_scope not in PictureUse.Scope.values:
        raise ValidationError("没有这种用途，请重新选择。")
    if consent_on and not date(2000, 1, 1) <= consent_on <= timezone.localdate():
        raise ValidationError("同意日期要在 2000 年到今天之间，请检查。")
    if consent_document is not None and consent_document.record_id != attachment.record_id:
        raise ValidationError("同意书要放在同一份档案里，请先上传到“其他材料”。")


@transaction.atomic
def withdraw_from_use(*, attachment: Attachment, by: User, reason: str) -> PictureUse:
    """撤出使用: no later paper or package shows the photo. The original stays until its retention ends."""
    use = _use_of(attachment)
    reason = clean_text(reason)
    if not reason:
        raise ValidationError("撤出使用要写明理由，如：本人或监护人要求撤回。")
    if len(reason) > LONGEST_REASON:
        raise ValidationError(f"理由最多 {LONGEST_REASON} 个字，请缩短。")
    if use.withdrawn_at is None:
        use.withdrawn_at, use.withdrawn_by, use.withdrawn_reason = timezone.now(), by, reason
        use.save()
        audit.record(by=by, verb="撤出使用", of=attachment, unit=attachment.record.unit, reason=reason)
    return use


@transaction.atomic
def put_back_into_use(*, attachment: Attachment, by: User) -> PictureUse:
    """Undo a withdrawal that was a mistake; consent is asked for as before."""
    use = _use_of(attachment)
    if use.withdrawn_at is not None:
        reason = use.withdrawn_reason
        use.withdrawn_at, use.withdrawn_by, use.withdrawn_reason = None, None, ""
        use.save()
        audit.record(by=by, verb="恢复使用", of=attachment, unit=attachment.record.unit, before={"撤出理由": reason})
    return use


def note_original(*, attachment: Attachment, by: User) -> None:
    """Who took the original of a photo that shows minors; of other files nobody keeps such a list."""
    if PictureUse.objects.filter(attachment=attachment, shows_minors=True).exists():
        record = attachment.record
        audit.record(by=by, verb="下载含未成年人照片", of=attachment, unit=record.unit, after={"档案": record.title})


def _said(use: PictureUse) -> dict:
    return {
        "有未成年人": "是" if use.shows_minors else "否",
        "同意人": use.consent_by,
        "同意日期": use.consent_on,
        "用途": use.get_consent_scope_display(),
        "同意书": str(use.consent_document) if use.consent_document else "",
    }
