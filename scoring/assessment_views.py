"""Pages of the assessments beside each other: their differences, opening another kind, whose result it is."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import requires
from files import store
from files.names import safe_name, split_ending
from files.serve import serve
from scoring import actions, assessments
from scoring.comparison import SHOWS, Comparison
from scoring.forms import OpenForm, SourceForm
from scoring.models import Assessment
from scoring.views import assessment_for, scored_by


@requires("score.read")
@require_safe
def score_compare(request, pk):
    """All kinds side by side, all clauses or only those that differ."""
    return _compare_page(request, assessment_for(request, pk, "score.read"))


def _compare_page(request, assessment: Assessment, *, form: OpenForm | None = None, status=200):
    comparison = Comparison(assessment)
    show = request.GET.get("show") if request.GET.get("show") in SHOWS else "all"
    missing = _to_open(request, comparison.kinds)
    context = {
        "assessment": assessment,
        "comparison": comparison,
        "shown": comparison.shown(show),
        "show": show,
        "chips": [
            {"path": f"?show={name}", "label": label, "count": comparison.count(name), "is_on": name == show}
            for name, (label, _) in SHOWS.items()
        ],
        "form": form or OpenForm(kinds=missing),
        "missing": [{"value": kind.value, "label": kind.label, "about": assessments.ABOUT[kind]} for kind in missing],
    }
    return render(request, "scoring/compare.html", context, status=status)


def _to_open(request, there: list[Assessment]) -> list[Assessment.Kind]:
    """The kinds a person may open and nobody has opened yet."""
    opened = {one.kind for one in there}
    rules = assessments.RULE_OF.items()
    return [kind for kind, rule in rules if kind not in opened and request.standing.may(rule)]


@requires("score.award")
@require_POST
def score_open(request, pk):
    """Open an assessment of another kind beside this one. Sent twice, it leads to the one there is."""
    assessment = assessment_for(request, pk, "score.award")
    form = OpenForm(request.POST, request.FILES, kinds=_to_open(request, []))
    if not form.is_valid():
        return _compare_page(request, assessment, form=form, status=422)
    given = form.cleaned_data
    try:
        assessments.check_source(given["kind"], given["assessed_by"], given["assessed_on"], form.document)
        source = _stored(given["file"])
        opened = actions.open_other(
            beside=assessment,
            kind=given["kind"],
            by=request.user,
            assessed_by=given["assessed_by"],
            assessed_on=given["assessed_on"],
            source=source,
            source_name=form.document,
        )
    except ValidationError as refusal:
        form.add_error(refusal.code if refusal.code in form.fields else None, refusal)
        return _compare_page(request, assessment, form=form, status=422)
    messages.success(request, f"{opened.get_kind_display()}可以逐条录了。")
    return redirect("score_sheet", opened.pk)


def _stored(upload):
    """The bytes of an uploaded document, kept; None where there is none."""
    if upload is None:
        return None
    try:
        return store.store(upload.chunks(), name=upload.name)
    except store.Refused as problem:
        raise ValidationError(str(problem), code="file") from None


@requires("score.award")
@require_POST
def score_name_source(request, pk):
    """Say who judged, when, and by which document."""
    assessment = scored_by(request, pk)
    form = SourceForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise ValidationError([said for errors in form.errors.values() for said in errors])
        given = form.cleaned_data
        assessments.name_source(
            assessment=assessment,
            by=request.user,
            assessed_by=given["assessed_by"],
            assessed_on=given["assessed_on"],
            source=_stored(given["file"]),
            source_name=form.document,
        )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "已保存。")
    return redirect("score_sheet", assessment.pk)


@requires("score.read")
@require_safe
def score_source(request, pk):
    """The document a result came with."""
    assessment = assessment_for(request, pk, "score.read")
    if assessment.source is None:
        raise Http404
    stem, ending = split_ending(assessment.source_name or "测评结果")
    return serve(request, assessment.source, name=safe_name(stem, ending))
