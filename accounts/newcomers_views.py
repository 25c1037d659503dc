"""Several accounts at once: give a list, mend it in a table, hand out the slips."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import actions, newcomers
from accounts.access import EXPLAINED
from accounts.address import is_this_machine
from accounts.gate import requires
from accounts.newcomers_forms import ListForm, table
from documents import child

LARGEST = 5 * 2**20  # bytes of a list


@requires("people.manage")
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def people_import(request):
    """One address for the three steps: without JavaScript, nothing is kept between them but what stands on the page."""
    if request.method != "POST":
        return _give(request, ListForm())
    if "people-TOTAL_FORMS" in request.POST:
        return _confirm(request)
    form = ListForm(request.POST, request.FILES)
    rows = _rows(form) if form.is_valid() else []
    if form.errors:
        return _give(request, form)
    found = newcomers.considered(request.unit, rows)
    return _mend(request, table(request.unit, initial=[one.initial() for one in found]), found)


def _rows(form) -> list[dict]:
    """What was given as rows, or an error of the form."""
    file = form.cleaned_data["file"]
    try:
        if file:
            if file.size > LARGEST:
                raise ValidationError(f"文件超过了 {LARGEST // 2**20} MB，请去掉图片和多余的表再传。")
            rows = newcomers.rows_of_reading(child.read_roster(file.read(), file.name))
        else:
            rows = newcomers.rows_of_text(form.cleaned_data["text"])
        if not rows:
            raise ValidationError("没有读到人，请一人写一行。")
        if len(rows) > newcomers.MOST:
            raise ValidationError(f"一次最多建 {newcomers.MOST} 个账号，这里有 {len(rows)} 个，请分几次。")
    except (ValidationError, child.ChildError) as problem:
        said = problem.messages[0] if isinstance(problem, ValidationError) else str(problem)
        form.add_error("file" if file else "text", said)
        return []
    return rows


def _give(request, form):
    context = {"form": form, "explained": EXPLAINED}
    return render(request, "accounts/people_import.html", context, status=422 if form.errors else 200)


def _mend(request, rows, found=(), error: str = ""):
    remarks = {place: one.wrong for place, one in enumerate(found)}
    context = {
        "rows": [(one, remarks.get(place, [])) for place, one in enumerate(rows.forms)],
        "table": rows,
        "error": error,
        "n_wrong": sum(bool(one.errors) for one in rows.forms) if rows.is_bound else 0,
        "explained": EXPLAINED,
    }
    return render(request, "accounts/people_check.html", context, status=422 if rows.is_bound else 200)


def _confirm(request):
    rows = table(request.unit, request.POST)
    if not rows.is_valid():
        return _mend(request, rows, error="; ".join(rows.non_form_errors()))
    wanted = [one.cleaned_data for one in rows.forms if not one.cleaned_data.get("is_left_out")]
    if not wanted:
        return _mend(request, rows, error="每一行都勾了“不建”，没有要建的账号。")
    try:
        made = actions.create_people(unit=request.unit, rows=wanted, by=request.user)
    except ValidationError as refusal:
        return _mend(request, rows, error=refusal.messages[0])
    return slips(request, made)


def slips(request, made, of_unit=None):
    """The passwords just made, each on a slip to be cut out and handed over."""
    address = request.build_absolute_uri("/")
    context = {"made": made, "address": address, "is_only_here": is_this_machine(request), "of_unit": of_unit}
    return render(request, "accounts/people_slips.html", context)
