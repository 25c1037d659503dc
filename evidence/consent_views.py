"""People in pictures: the photos of one record with what is known of them, and those of a year that stay behind."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import requires
from accounts.typed import whole_number
from evidence import consent_actions
from evidence.consent import PictureUse, kept_back
from evidence.forms import day_field
from evidence.models import Attachment, Record
from evidence.record_views import seen_record

PER_PAGE = 24


def _photos(rows):
    """Pictures with their thumbnails and what is known of them."""
    return rows.live().filter(blob__media_type__startswith="image/").with_thumbs().select_related("picture_use")


@requires("record.read")
@require_safe
def people_in_pictures(request):
    """The photos of a year that stay in the house, and why."""
    year = whole_number(request.GET.get("year")) or timezone.localdate().year
    rows = Attachment.objects.visible_to(request.user).filter(record__unit=request.unit, record__year=min(year, 9999))
    rows = kept_back(_photos(rows)).select_related("blob", "record", "picture_use").order_by("record__begins_on", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"year": year, "page": page, "query": f"year={year}"}
    return render(request, "evidence/people_in_pictures.html", context)


@requires("record.read")
@require_safe
def record_pictures(request, pk):
    """Every photo of a record: minors, consent, in use or not."""
    return _page(request, seen_record(request, pk))


def _page(request, record: Record, *, problem: str = "", of: int = 0, typed=None):
    photos = list(_photos(record.attachments.all()))
    for photo in photos:
        photo.use = getattr(photo, "picture_use", None) or PictureUse(attachment=photo)
        photo.problem = problem if photo.pk == of else ""
        if typed is not None and photo.pk == of:
            photo.use.shows_minors = "shows_minors" in typed
            photo.use.consent_by = typed.get("consent_by", "")
            photo.use.consent_scope = typed.get("consent_scope", "")
            photo.typed_day = typed.get("consent_on", "")
    context = {
        "record": record,
        "page": Paginator(photos, PER_PAGE).get_page(request.GET.get("page")),
        "scopes": PictureUse.Scope.choices,
        "documents": record.attachments.live().filter(blob__isnull=False, slot=Attachment.Slot.OTHER),
        "can_mark": Record.objects.kept_by(request.user).filter(pk=record.pk).exists(),
        "has_problem": bool(problem),
    }
    return render(request, "evidence/record_pictures.html", context, status=422 if problem else 200)


@requires("record.write")
@require_POST
def attachment_people(request, pk):
    """Mark one photo, take it out of use, or put it back; the button says which (`do`)."""
    rows = Attachment.objects.visible_to(request.user).live().select_related("blob", "record__unit")
    photo = get_object_or_404(rows, pk=pk)
    if not Record.objects.kept_by(request.user).filter(pk=photo.record_id).exists():
        raise PermissionDenied
    try:
        said = _do(request, photo)
    except ValidationError as problem:
        record = seen_record(request, photo.record_id)
        return _page(request, record, problem=problem.messages[0], of=photo.pk, typed=request.POST)
    messages.success(request, said)
    return redirect(f"{reverse('record_pictures', args=[photo.record_id])}#p{photo.pk}")


def _do(request, photo: Attachment) -> str:
    typed = request.POST
    if typed.get("do") == "withdraw":
        consent_actions.withdraw_from_use(attachment=photo, by=request.user, reason=typed.get("reason", ""))
        return f"“{photo}”已撤出使用：以后的报表和资料包都不再出现，原件留在档案里。"
    if typed.get("do") == "restore":
        consent_actions.put_back_into_use(attachment=photo, by=request.user)
        return f"“{photo}”已恢复使用。"
    day = day_field("同意日期", required=False).clean(typed.get("consent_on") or None)
    document = photo.record.attachments.live().filter(pk=whole_number(typed.get("consent_document")) or 0).first()
    consent_actions.mark(
        attachment=photo,
        by=request.user,
        shows_minors="shows_minors" in typed,
        consent_by=typed.get("consent_by", ""),
        consent_on=day,
        consent_scope=typed.get("consent_scope", ""),
        consent_document=document,
    )
    return "已登记。"
