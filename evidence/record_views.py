"""What the page of one record shows, and its way through review; the page itself stands on the programs floor."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.gate import requires
from accounts.once import once
from evidence import actions
from evidence.forms import PressForm, ReviewForm
from evidence.models import Record
from evidence.slots import slot_box


def seen_record(request, pk: int) -> Record:
    """A record the person may read; 404 for everybody else."""
    rows = Record.objects.visible_to(request.user, "record.read").with_counts()
    return get_object_or_404(rows.select_related("activity__kind", "department", "unit", "filed_by"), pk=pk)


def kept_record(request, pk: int) -> Record:
    """A record the person files for; 404 for strangers, 403 for whoever may only read it."""
    record = seen_record(request, pk)
    if not Record.objects.kept_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return record


def detail_context(request, record: Record, **more) -> dict:
    """What templates/evidence/record_detail.html prints; a page of an upper floor adds to it."""
    is_keeper = Record.objects.kept_by(request.user).filter(pk=record.pk).exists()
    is_judge = Record.objects.judged_by(request.user).filter(pk=record.pk).exists()
    steps = list(record.steps.select_related("by"))
    can_review = is_judge and record.state == Record.State.SUBMITTED
    return {
        "record": record,
        "activity": record.activity,
        "helping": list(record.activity.departments.all()),
        "box": slot_box(record, can_write=is_keeper, can_remark=can_review, next=record.get_absolute_url()),
        "steps": steps,
        "can_write": is_keeper and record.is_open,
        "can_discard": is_keeper and record.state == Record.State.DRAFT and not steps,
        "can_review": can_review,
        "can_reopen": is_judge and record.state == Record.State.ACCEPTED,
        "press_form": PressForm(auto_id="press-%s"),
        "remark": "",
    } | more


@requires("record.write")
@require_POST
@once
def record_submit(request, pk):
    record = kept_record(request, pk)
    try:
        actions.submit(record=record, by=request.user)
    except ValidationError as problem:
        return _again(request, record, problem)
    messages.success(request, "已提交审核，审核人会收到消息。")
    return redirect(record)


@requires("record.write")
@require_POST
def record_discard(request, pk):
    record = kept_record(request, pk)
    try:
        actions.discard(record=record, by=request.user)
    except ValidationError as problem:
        return _again(request, record, problem)
    messages.success(request, f"已删除草稿“{record}”。")
    return redirect("record_list")


@requires("record.review")
@require_POST
@once
def record_review(request, pk):
    record = seen_record(request, pk)
    if not Record.objects.judged_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    form = ReviewForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError([message for errors in form.errors.values() for message in errors])
        said = _judge(request, record, form)
    except ValidationError as problem:
        return _again(request, record, problem, remark=request.POST.get("remark", ""), typed=form.file_remarks())
    messages.success(request, said)
    return redirect(record)


def _judge(request, record: Record, form: ReviewForm) -> str:
    remark = form.cleaned_data["remark"]
    if form.cleaned_data["verdict"] == "accept":
        actions.accept(record=record, by=request.user, remark=remark)
        return "已审核通过。"
    actions.return_(record=record, by=request.user, remark=remark, file_remarks=form.file_remarks())
    return "已退回，填报的人会收到消息。"


def _again(request, record: Record, problem: ValidationError, typed: dict[int, str] | None = None, **more):
    """The same page with the reason and with what was typed."""
    record = seen_record(request, record.pk)
    context = detail_context(request, record, problems=problem.messages, **more)
    for slot in [context["box"].photos, *context["box"].papers]:
        for attachment in slot.attachments:
            attachment.remark = (typed or {}).get(attachment.pk, attachment.remark)
    return render(request, "evidence/record_detail.html", context, status=422)
