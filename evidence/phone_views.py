"""手机传照片: the code on the keeper's page, and the page a phone comes to with it, which needs no login."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import open_to_all, requires
from accounts.way_back import page_of_ours
from evidence import phone_actions, uploads
from evidence.arranging import turn_now
from evidence.models import PhoneLink, Record
from evidence.phone_panel import phone_panel
from evidence.record_views import kept_record
from evidence.slots import IMAGES
from evidence.tiles import tiles_of, wants_json

PHOTOS = f"{uploads.PREFIX}photo"


@requires("record.write")
@require_POST
def record_phone(request, pk):
    """Make a code; a script gets the panel, others the page they came from."""
    record = kept_record(request, pk)
    try:
        phone_actions.open_link(record=record, by=request.user)
    except ValidationError as problem:
        return _panel(request, record, problem.messages[0])
    return _panel(request, record)


@requires("record.write")
@require_POST
def record_phone_end(request, pk):
    record = kept_record(request, pk)
    phone_actions.end_links(record=record, by=request.user)
    return _panel(request, record)


def _panel(request, record: Record, problem: str = ""):
    if wants_json(request):
        context = {"phone": phone_panel(request, record), "record": record}
        html = render_to_string("evidence/_phone.html", context, request)
        return JsonResponse({"html": html, "sentence": problem}, status=422 if problem else 200)
    if problem:
        messages.warning(request, problem)
    back = page_of_ours(request.POST.get("next", ""), otherwise=record.get_absolute_url())
    return redirect(f"{back}#phone")


@requires("record.write")
@require_safe
def record_news(request, pk):
    """Photos that came by phone after attachment ?after=, for the page that shows the code."""
    return tiles_of(request, kept_record(request, pk), after=request.GET.get("after", ""))


@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request, token):
    """The phone's page: photos into one activity. A token nobody made is not found; an ended one says so."""
    link = PhoneLink.objects.of_token(token).select_related("record__unit").first()
    if link is None:
        raise Http404
    taken, problem = uploads.Taken(), ""
    if request.method == "POST" and link.is_open:
        taken, problem = _take(request, link)
    if wants_json(request):
        return _answer(link, taken, problem)
    context = {
        "link": link,
        "record": link.record,
        "taken": taken,
        "problem": problem,
        "accept": IMAGES,
        "clock": turn_now(),
        "count": link.attachments.live().count(),
    }
    status = 410 if not link.is_open else 422 if problem else 200
    return _unseen(render(request, "evidence/phone.html", context, status=status))


def _take(request, link: PhoneLink) -> tuple[uploads.Taken, str]:
    files = request.FILES
    count = sum(len(sent) for name, sent in files.lists() if name.startswith(uploads.PREFIX))
    try:
        phone_actions.refuse_too_many(link, count)
    except ValidationError as problem:
        return uploads.Taken(), problem.messages[0]
    turns = request.POST.getlist("turn")
    taken = uploads.take(files, record=link.record, by=None, via=link, turns=turns)
    said = "" if taken.attachments else "没有收到照片，请重新选择。"
    return taken, str(taken.refusals[0]) if taken.refusals else said


def _answer(link: PhoneLink, taken: uploads.Taken, problem: str) -> JsonResponse:
    if not link.is_open:
        return _unseen(JsonResponse({"taken": 0, "sentence": "链接已失效，请在电脑上重新生成。"}, status=410))
    answer = {"taken": len(taken.attachments), "sentence": problem, "count": link.attachments.live().count()}
    return _unseen(JsonResponse(answer, status=200 if taken.attachments else 422))


def _unseen(response):
    """The address is the key: it goes into no index, and by the house's Referrer-Policy to no other host.

    Not no-referrer: a form without a script would then come back from nowhere, and be refused as forged.
    """
    response.headers["X-Robots-Tag"] = "noindex"
    return response
