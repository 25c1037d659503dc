"""The page on which the office edits the text of a report before it is printed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.gate import requires
from accounts.typed import whole_number
from programs.models import Plan
from reports.manuscript_actions import Typed, redraft, write
from reports.manuscripts import manuscript_of, script_of
from reports.offers import OFFERS
from reports.orders import Offer, Order

LIMITS = (500, 1500, 4000)  # what circulars ask for: domain.md C.1, C.4
MOST_PASSAGES = 300


def _fetch(request, pk: int, key: str) -> tuple[Plan, Offer]:
    offer = OFFERS.get(key)
    if offer is None or not offer.is_written:
        raise Http404
    plans = Plan.objects.visible_to(request.user, "plan.edit").select_related("unit", "framework")
    return get_object_or_404(plans, pk=pk), offer


def _script(plan: Plan, offer: Offer):
    paper = offer.compose(Order(plan, "docx", lambda percent, step: None, is_draft=True))
    return script_of(plan, offer.key, paper)


@requires("plan.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def report_text(request, pk, key):
    """The text of one report, passage by passage, with what each edit is waiting for."""
    plan, offer = _fetch(request, pk, key)
    problem, typed = "", []
    if request.method == "POST":
        typed = _typed(request.POST)
        try:
            count = _write(request, plan, offer, typed)
        except ValidationError as refused:
            problem = refused.messages[0]
        else:
            messages.success(request, f"已保存，改了 {count} 段。" if count else "没有改动。")
            return redirect("report_text", pk=plan.pk, key=key)
    script, manuscript = _script(plan, offer), manuscript_of(plan, key)
    kept = {one.place: one.text for one in typed}
    most = request.POST.get("most_words", "") if problem else manuscript.most_words
    context = {
        "plan": plan,
        "offer": offer,
        "lines": [
            (line, kept.get(line.written.place, line.written.text) if line.written else "") for line in script.lines
        ],
        "homeless": script.homeless,
        "words": script.words,
        "over": max(script.words - manuscript.most_words, 0) if manuscript.most_words else 0,
        "most_words": most,
        "limits": LIMITS,
        "version": manuscript.version,
        "error": problem,
    }
    return render(request, "reports/report_text.html", context, status=422 if problem else 200)


@requires("plan.edit")
@require_POST
def report_redraft(request, pk, key):
    plan, offer = _fetch(request, pk, key)
    redraft(plan=plan, key=key, title=offer.title, place=request.POST.get("redraft", "")[:300], by=request.user)
    messages.success(request, "这一段已改回底稿，以后跟着数据走。")
    return redirect("report_text", pk=plan.pk, key=key)


def _write(request, plan: Plan, offer: Offer, typed: list[Typed]) -> int:
    asked = request.POST.get("most_words", "").strip()
    most = whole_number(asked)
    if asked and most is None:
        raise ValidationError("字数上限请填数字，不限就留空。")
    return write(
        plan=plan,
        key=offer.key,
        title=offer.title,
        passages=typed,
        most_words=most,
        version=whole_number(request.POST.get("version")) or 0,
        by=request.user,
    )


def _typed(data) -> list[Typed]:
    """The passages of a post, as far as all four parts of each came along."""
    columns = [data.getlist(name)[:MOST_PASSAGES] for name in ("place", "drafted", "shown", "text")]
    return [Typed(place[:300], drafted, shown, text) for place, drafted, shown, text in zip(*columns, strict=False)]
