"""Files of a record: coming in, shown and saved, taken back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import requires
from accounts.way_back import page_of_ours
from evidence import actions, arranging, press, uploads
from evidence.consent_actions import note_original
from evidence.forms import PressForm, by_attachment, reports_told
from evidence.models import Attachment, Record
from evidence.record_views import detail_page, kept_record, seen_record
from evidence.tiles import answer_of, box_of, wants_json
from files import renditions
from files.models import Rendition
from files.names import split_ending
from files.serve import serve

TOLD = ("outlet-", "level-", "published_on-", "address-")  # fields about a report that is there


@requires("record.write")
@require_POST
def record_files(request, pk):
    """Take files by slot (files-photo, files-plan …), newer versions (newer-<id>), captions (caption-<id>) and what
    is told of reports (outlet-<id>, level-<id>, published_on-<id>, address-<id>).

    A script gets JSON: tiles or sentences, and the box.
    """
    record = kept_record(request, pk)
    captions = by_attachment(request.POST, "caption-")
    is_told = bool(captions) or any(name.startswith(TOLD) for name in request.POST)
    problem = _describe(request, record, captions)
    turns = request.POST.getlist("turn")
    taken = uploads.take(request.FILES, record=record, by=request.user, turns=turns)
    if wants_json(request):
        return answer_of(request, record, taken, problem, is_about_captions=is_told)
    if problem:
        messages.warning(request, problem)
    elif is_told and not taken.attachments and not taken.refusals:
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
def record_press(request, pk, page=detail_page):
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
    return page(request, seen_record(request, pk), status=422, press_form=form)


@requires("record.read")
@require_safe
def attachment(request, pk, name):
    """The bytes: the original to save, or a preview or thumbnail (?size=) to look at."""
    rows = Attachment.objects.visible_to(request.user).readable().select_related("blob")
    row = get_object_or_404(rows, pk=pk, blob__isnull=False)
    size = request.GET.get("size", "")
    if not size:
        note_original(attachment=row, by=request.user)
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
    if wants_json(request):
        return box_of(request, record, {"sentence": problem}, status=422 if problem else 200)
    if problem:
        messages.warning(request, problem)
    else:
        messages.success(request, f"已撤下“{row}”，原文件仍然保存。")
    return redirect(_back(request, record))


@requires("record.write")
@require_POST
def attachment_move(request, pk):
    """Up, down, first, or to a place (`to`) within its slot."""
    row = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    record = kept_record(request, row.record_id)
    order, problem = [], ""
    try:
        order = arranging.move(attachment=row, to=request.POST.get("to", ""), by=request.user)
    except ValidationError as refused:
        problem = refused.messages[0]
    if wants_json(request):
        return JsonResponse({"order": order, "sentence": problem}, status=422 if problem else 200)
    if problem:
        messages.warning(request, problem)
    return redirect(f"{_back(request, record)}#slot-{row.slot}")


def _describe(request, record: Record, captions: dict[int, str]) -> str:
    """Write the captions and what is told of reports; the reason where it may not be written."""
    try:
        if captions:
            actions.describe(record=record, captions=captions, by=request.user)
        told = reports_told(request.POST)
        if told:
            press.tell(record=record, told=told, by=request.user)
    except ValidationError as problem:
        return problem.messages[0]
    return ""


def _back(request, record: Record) -> str:
    """The page the form stood on, if it is one of ours; else the record."""
    return page_of_ours(request.POST.get("next", ""), otherwise=record.get_absolute_url())
