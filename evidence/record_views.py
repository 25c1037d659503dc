"""What the page of one record shows, and its way through review.

The page itself stands on the programs floor, which names it in the addresses (`page=`): a refused post shows the same
page again, with all that the upper floor put on it.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.gate import requires
from accounts.once import once
from evidence import actions
from evidence.cards import helping_with
from evidence.forms import PressForm, ReviewForm
from evidence.health import days_of
from evidence.ledgers import LEDGERS, facts_told
from evidence.models import Record, RecordStep
from evidence.people import taking_part
from evidence.people_actions import WITH_PEOPLE
from evidence.phone_panel import phone_panel
from evidence.sealing import seals_on
from evidence.slots import slot_box


def seen_record(request, pk: int) -> Record:
    """A record the person may read; 404 for everybody else."""
    rows = Record.objects.visible_to(request.user, "record.read").with_counts().for_page_of(request.user)
    return get_object_or_404(rows.select_related("activity__kind", "department", "unit", "filed_by", "filing"), pk=pk)


def kept_record(request, pk: int) -> Record:
    """A record the person files for; 404 for strangers, 403 for whoever may only read it."""
    record = seen_record(request, pk)
    if not record.is_kept:
        raise PermissionDenied
    return record


def detail_context(request, record: Record, *, typed_remarks: dict[int, str] | None = None, **more) -> dict:
    """What templates/evidence/record_detail.html prints of a `seen_record`; a page of an upper floor adds to it.

    `typed_remarks` are remarks on single files that were typed and not taken, by attachment id.
    """
    is_keeper, is_judge = record.is_kept, record.is_judged
    steps = list(record.steps.select_related("by"))
    seals = seals_on(record) if record.is_sealed else []
    is_activity = record.kind == Record.Kind.ACTIVITY
    can_review = is_judge and record.state == Record.State.SUBMITTED
    can_write = is_keeper and record.is_open and not seals
    advise = request.user if can_write or can_review else None
    next_path = record.get_absolute_url()
    box = slot_box(
        record, can_write=is_keeper, can_remark=can_review, next=next_path, advise=advise, days=days_of(record)
    )
    for attachment in box.attachments:
        attachment.remark = (typed_remarks or {}).get(attachment.pk, attachment.remark)
    return {
        "record": record,
        "activity": record.activity if is_activity else None,
        "helping": helping_with(record),
        "ledger": None if is_activity else LEDGERS[record.kind],
        "facts": [] if is_activity else facts_told(record),
        "people": taking_part(record) if record.kind in WITH_PEOPLE else None,
        "takes_press": any(slot.slot == "press" for slot in box.slots),
        "edit_path": reverse("record_edit" if is_activity else "ledger_edit", args=[record.pk]),
        "box": box,
        "steps": steps,
        "returned": last_return(record, steps),
        "seals": seals,
        "can_write": can_write,
        "phone": phone_panel(request, record, has_link=record.has_link) if can_write else None,
        "can_discard": is_keeper and record.state == Record.State.DRAFT and not steps,
        "can_recall": is_keeper and not is_judge and record.state == Record.State.SUBMITTED,
        "can_review": can_review,
        "can_reopen": is_judge and record.state == Record.State.ACCEPTED and not seals,
        "press_form": PressForm(auto_id="press-%s"),
        "remark": "",
    } | more


def last_return(record: Record, steps: list[RecordStep]) -> RecordStep | None:
    """What is to be mended, where the record is back with whoever files it."""
    back = [step for step in steps if step.verb == RecordStep.Verb.RETURNED]
    return back[-1] if back and record.state == Record.State.RETURNED else None


def detail_page(request, record: Record, *, status: int = 200, **more):
    """The page of this floor; `more` goes into its context."""
    return render(request, "evidence/record_detail.html", detail_context(request, record, **more), status=status)


@requires("record.write")
@require_POST
@once
def record_submit(request, pk, page=detail_page):
    record = kept_record(request, pk)
    try:
        actions.submit(record=record, by=request.user)
    except ValidationError as problem:
        return _again(request, record, problem, page)
    messages.success(request, "已提交审核，审核人会收到消息。")
    return redirect(record)


@requires("record.write")
@require_POST
@once
def record_recall(request, pk, page=detail_page):
    record = kept_record(request, pk)
    try:
        actions.recall(record=record, by=request.user)
    except ValidationError as problem:
        return _again(request, record, problem, page)
    messages.success(request, "已撤回，可以接着改；改好再提交审核。")
    return redirect(record)


@requires("record.write")
@require_POST
def record_discard(request, pk, page=detail_page):
    record = kept_record(request, pk)
    try:
        actions.discard(record=record, by=request.user)
    except ValidationError as problem:
        return _again(request, record, problem, page)
    messages.success(request, f"已删除草稿“{record}”。")
    return redirect("record_list")


@requires("record.review")
@require_POST
@once
def record_review(request, pk, page=detail_page):
    record = seen_record(request, pk)
    if not record.is_judged:
        raise PermissionDenied
    form = ReviewForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError([message for errors in form.errors.values() for message in errors])
        said = _judge(request, record, form)
    except ValidationError as problem:
        remark = request.POST.get("remark", "")
        return _again(request, record, problem, page, remark=remark, typed_remarks=form.file_remarks())
    messages.success(request, said)
    return redirect(record)


def _judge(request, record: Record, form: ReviewForm) -> str:
    remark, version = form.cleaned_data["remark"], form.cleaned_data["version"]
    seen = -1 if version is None else version  # a form that doesn't say what it showed has seen nothing
    if form.cleaned_data["verdict"] == "accept":
        actions.accept(record=record, by=request.user, remark=remark, version=seen)
        return "已审核通过。"
    on_files = form.file_remarks()
    actions.return_(record=record, by=request.user, remark=remark, file_remarks=on_files, version=seen)
    return "已退回，填报的人会收到消息。"


def _again(request, record: Record, problem: ValidationError, page, **more):
    """The same page with the reason and with what was typed."""
    status = 409 if getattr(problem, "code", None) == "changed" else 422
    if getattr(problem, "code", None) == "remark":
        more["remark_problem"] = problem.messages  # stands at the field too
    return page(request, seen_record(request, record.pk), status=status, problems=problem.messages, **more)
