"""Pages of taking a roster file in: give it, look at what it changes, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts import roster_actions
from accounts.gate import requires
from accounts.models import RosterGiven
from accounts.once import once
from accounts.roster_forms import RosterFileForm
from accounts.roster_merging import NEW, NOTHING, SKIP, Comparison, compare

SHOWN = 300  # rows of each kind on the page


@requires("roster.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def roster_import(request):
    is_given = request.method == "POST"
    form = RosterFileForm(request.POST, request.FILES) if is_given else RosterFileForm()
    if is_given and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            given = roster_actions.read_given(unit=request.unit, data=file.read(), name=file.name, by=request.user)
        except ValidationError as problem:
            form.add_error("file", problem)
        else:
            return redirect("roster_check", given.pk)
    waiting = RosterGiven.objects.of_unit(request.unit).defer("reading", "answers")[:5]
    return render(
        request, "accounts/roster_import.html", {"form": form, "waiting": waiting}, status=422 if form.errors else 200
    )


def _given(request, pk) -> RosterGiven:
    return get_object_or_404(RosterGiven.objects.visible_to(request.user).select_related("unit"), pk=pk)


def _told(given: RosterGiven) -> Comparison:
    return compare(given.unit, given.reading, given.answers, timezone.localdate())


def _answers(post, told: Comparison, unit) -> dict[str, dict]:
    """What the form says about each question, as far as it is one of the answers offered."""
    departments = {str(pk) for pk in unit.departments.active().values_list("pk", flat=True)}
    branches = {str(pk) for pk in unit.branches.values_list("pk", flat=True)}
    said: dict[str, dict] = {"departments": {}, "branches": {}, "rows": {}}
    for kind, unknown, known in (("departments", told.departments, departments), ("branches", told.branches, branches)):
        for place, one in enumerate(unknown):
            answer = post.get(f"{kind}-{place}", "")
            if post.get(f"{kind}-{place}-text") == one.text and answer in {NEW, NOTHING, *known}:
                said[kind][one.text] = answer
    for row in told.asked:
        answer = post.get(f"row-{row.index}", "")
        if answer in {NEW, SKIP, *(str(person.pk) for person in row.namesakes)}:
            said["rows"][str(row.index)] = answer
    return said


def _page(request, given: RosterGiven, error: str = ""):
    told = _told(given)
    context = {
        "given": given,
        "told": told,
        "departments": list(given.unit.departments.active()),
        "branches": list(given.unit.branches.all()),
        "shown": SHOWN,
        "error": error,
    }
    return render(request, "accounts/roster_check.html", context, status=422 if error else 200)


@requires("roster.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def roster_check(request, pk):
    """What the file would change; the answers are saved by a post."""
    given = _given(request, pk)
    if request.method == "POST":
        answers = _answers(request.POST, _told(given), given.unit)
        roster_actions.answer_given(given=given, answers=answers, by=request.user)
        return redirect("roster_check", given.pk)
    return _page(request, given)


@requires("roster.manage")
@require_POST
@once
def roster_confirm(request, pk):
    """Take in what the page showed; answers chosen in the same moment are shown once more first."""
    given = _given(request, pk)
    answers = _answers(request.POST, _told(given), given.unit)
    roster_actions.answer_given(given=given, answers=answers, by=request.user)
    try:
        told = roster_actions.take_in(
            given=given, digest=request.POST.get("digest", ""), today=timezone.localdate(), by=request.user
        )
    except ValidationError as problem:
        return _page(request, given, problem.messages[0])
    messages.success(request, f"名册已导入：新增 {len(told.new)} 人，更新 {len(told.changed)} 人。")
    return redirect("roster_list")


@requires("roster.manage")
@require_POST
def roster_drop(request, pk):
    roster_actions.drop_given(given=_given(request, pk), by=request.user)
    messages.success(request, "这份名册已放弃，名册没有变。")
    return redirect("roster_import")
