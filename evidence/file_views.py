"""Files of a record: coming in, shown and saved, taken back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import requires
from accounts.way_back import page_of_ours
from evidence import actions, uploads
from evidence.forms import PressForm, by_attachment
from evidence.models import Attachment, Record
from evidence.record_views import detail_context, kept_record, seen_record
from evidence.slots import slot_box
from files import renditions
from files.models import Rendition
from files.names import split_ending
from files.serve import serve


@requires("record.write")
@require_POST
def record_files(request, pk):
    """Take files by slot (inputs files-photo, files-plan …) and captions (caption-<id>).

    A script gets JSON: tiles or sentences, and the box.
    """
    record = kept_record(request, pk)
    captions = by_attachment(request.POST, "caption-")
    problem = _describe(request, record, captions)
    taken = uploads.take(request.FILES, record=record, by=request.user)
    if _wants_json(request):
        return _answer(request, record, taken, problem, is_about_captions=bool(captions))
    if problem:
        messages.warning(request, problem)
    elif captions and not taken.attachments and not taken.refusals:
        messages.success(request, "已保存说明。")
    elif not taken.attachments and not taken.refusals:
        messages.warning(request, "还没有选择文件。")
    if taken.attachments:
        messages.success(request, taken.sentence)
    for refusal in taken.refusals:
        messages.warning(request, str(refusal))
    return redirect(_back(request, record))


@requires("record.write")
@require_POST
def record_press(request, pk):
    """Add the address of a report."""
    record = kept_record(request, pk)
    form = PressForm(request.POST, auto_id="press-%s")
    if form.is_valid():
        try:
            actions.attach(record=record, slot=Attachment.Slot.PRESS, by=request.user, **form.cleaned_data)
            messages.success(request, "已添加媒体报道。")
            return redirect(_back(request, record))
        except ValidationError as problem:
            form.add_error("address", problem.messages[0])
    context = detail_context(request, seen_record(request, pk), press_form=form)
    return render(request, "evidence/record_detail.html", context, status=422)


@requires("record.read")
@require_safe
def attachment(request, pk, name):
    """The bytes: the original to save, or a preview or thumbnail (?size=) to look at."""
    rows = Attachment.objects.visible_to(request.user).live().select_related("blob")
    row = get_object_or_404(rows, pk=pk, blob__isnull=False)
    size = request.GET.get("size", "")
    if not size:
        return serve(request, row.blob, name=str(row), inline=row.blob.media_type == "video/mp4")
    picture = renditions.of(row.blob, size) if size in Rendition.Kind.values else None
    if picture is None:
        raise Http404
    return serve(request, picture, name=f"{split_ending(str(row))[0]}.jpg", inline=True)


@requires("record.write")
@require_POST
def attachment_withdraw(request, pk):
    row = get_object_or_404(Attachment.objects.visible_to(request.user).select_related("blob"), pk=pk)
    record = kept_record(request, row.record_id)
    problem = ""
    try:
        actions.withdraw(attachment=row, by=request.user)
    except ValidationError as refused:
        problem = refused.messages[0]
    if _wants_json(request):
        return _box(request, record, {"sentence": problem}, status=422 if problem else 200)
    if problem:
        messages.warning(request, problem)
    else:
        messages.success(request, f"已撤下“{row}”，原文件仍然保存。")
    return redirect(_back(request, record))


def _wants_json(request) -> bool:
    return request.accepts("application/json") and not request.accepts("text/html")


def _describe(request, record: Record, captions: dict[int, str]) -> str:
    """Write the captions that came along; the reason where they may not be written."""
    try:
        if captions:
            actions.describe(record=record, captions=captions, by=request.user)
    except ValidationError as problem:
        return problem.messages[0]
    return ""


def _answer(request, record: Record, taken: uploads.Taken, problem: str, *, is_about_captions: bool) -> JsonResponse:
    """What a script puts on the page; 422 where nothing was taken."""
    pks = [row.pk for row in taken.attachments]
    rows = {row.pk: row for row in Attachment.objects.with_thumbs().filter(pk__in=pks)}
    context = {"box": {"can_write": True, "form_id": f"files-{record.pk}"}}
    tiles = [
        {
            "pk": pk,
            "slot": rows[pk].slot,
            "html": render_to_string(
                "evidence/_tile.html" if rows[pk].slot == Attachment.Slot.PHOTO else "evidence/_file.html",
                context | {"attachment": rows[pk]},
                request,
            ),
            "taken_on": _day(rows[pk].taken_at),
        }
        for pk in pks
    ]
    refused = [{"name": refusal.name, "sentence": refusal.sentence} for refusal in taken.refusals]
    sentence = refused[0]["sentence"] if refused else problem
    if not tiles and not sentence and not is_about_captions:
        sentence = "没有收到文件，请重新选择。"
    answer = {"tiles": tiles, "refused": refused, "sentence": sentence}
    return _box(request, record, answer, status=422 if sentence and not tiles else 200)


def _day(moment) -> str:
    """The local day of a photo, for the date field; empty where the camera told none."""
    return timezone.localtime(moment).date().isoformat() if moment else ""


def _box(request, record: Record, answer: dict, status: int) -> JsonResponse:
    """An answer for a script, with the box of four slots as it stands now."""
    box = slot_box(Record.objects.get(pk=record.pk), can_write=True)
    answer["box"] = render_to_string("evidence/_box.html", {"box": box}, request)
    return JsonResponse(answer, status=status)


def _back(request, record: Record) -> str:
    """The page the form stood on, if it is one of ours; else the record."""
    return page_of_ours(request.POST.get("next", ""), otherwise=record.get_absolute_url())
