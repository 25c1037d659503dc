"""Pages of supervision: all findings with their filters, and the rounds."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.gate import requires
from accounts.models import Department
from accounts.once import once
from accounts.typed import whole_number
from programs import supervision
from programs.current import current_plan, other_plans
from programs.finding_lines import lines_of
from programs.findings import Finding, Round
from programs.models import Plan
from programs.supervision_forms import RoundForm, round_values

PER_PAGE = 30
SHOWS = {
    "open": ("没销号", lambda rows, day: rows.open()),
    "late": ("逾期", lambda rows, day: rows.overdue(day)),
    "recheck": ("待复查", lambda rows, day: rows.to_recheck()),
    "closed": ("已销号", lambda rows, day: rows.closed()),
    "all": ("全部", lambda rows, day: rows),
}
OPEN = ~Q(findings__state__in=[Finding.State.CLOSED, Finding.State.WITHDRAWN])
COUNTED = ~Q(findings__state=Finding.State.WITHDRAWN)


def rounds_of(plan: Plan):
    """The plan's rounds with how many findings they have, and how many are open."""
    return plan.rounds.annotate(
        n_findings=Count("findings", filter=COUNTED), n_open=Count("findings", filter=OPEN & Q(findings__isnull=False))
    )


def _own(request) -> str:
    """The department a person without wider work begins with."""
    own = request.standing.departments
    return str(own[0].pk) if request.standing.is_department_only and len(own) == 1 else ""


@requires("supervision.read")
@require_GET
def supervision_list(request):
    """Findings of the plan in hand: what is open first; by state, department and round."""
    plan, today = current_plan(request), timezone.localdate()
    if plan is None:
        return render(request, "programs/supervision_none.html")
    rows = Finding.objects.visible_to(request.user, "supervision.read").of_plan(plan)
    asked = {
        "show": request.GET.get("show") if request.GET.get("show") in SHOWS else "open",
        "department": request.GET.get("department", _own(request)),
        "round": request.GET.get("round", ""),
    }
    for name in ("department", "round"):
        number = whole_number(asked[name])
        asked[name] = str(number) if number is not None else ""
        if number is not None:
            rows = rows.filter(**{f"{name}_id": number})
    counts = rows.aggregate(  # one query for all
        **{key: Count("pk", filter=Q(pk__in=narrow(rows, today).values("pk"))) for key, (_, narrow) in SHOWS.items()}
    )
    shown = SHOWS[asked["show"]][1](rows, today).select_related("round", "department")
    page = Paginator(shown.order_by("closed_on", "due_on", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "others": other_plans(request, plan),
        "asked": asked,
        "chips": [
            {
                "text": text,
                "count": counts[key],
                "query": urlencode(asked | {"show": key}),
                "is_on": key == asked["show"],
                "is_red": key == "late" and counts[key],
            }
            for key, (text, _) in SHOWS.items()
        ],
        "counts": counts,
        "page": page,
        "lines": lines_of(page, today),
        "query": urlencode(asked),
        "departments": Department.objects.of_unit(plan.unit).filter(findings__round__plan=plan).distinct(),
        "rounds": list(rounds_of(plan)),
        "is_narrow": bool(asked["department"] or asked["round"]),
    }
    return render(request, "programs/supervision_list.html", context)


def _rounds(request, rule: str):
    return Round.objects.visible_to(request.user, rule).select_related("plan__unit", "by")


@requires("supervision.read")
@require_GET
def round_detail(request, pk: int):
    round = get_object_or_404(_rounds(request, "supervision.read"), pk=pk)
    findings = round.findings.select_related("round", "department").order_by("number")
    page = Paginator(findings, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": round,
        "page": page,
        "lines": lines_of(page, timezone.localdate(), names_round=False),
        "n_open": round.findings.open().count(),
    }
    return render(request, "programs/round_detail.html", context)


@requires("supervision.inspect")
@require_http_methods(["GET", "POST"])
@once
def round_new(request):
    plan = current_plan(request)
    if plan is None:
        messages.info(request, "先有创建方案，才能安排督导。")
        return redirect("supervision_list")
    form = RoundForm(request.POST or None, initial={"begins_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            row = supervision.open_round(plan=plan, by=request.user, **data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "已建好，接着登记发现的问题。")
            return redirect(row)
    context = {"form": form, "heading": "安排一次督导", "back": reverse("supervision_list"), "plan": plan}
    return render(request, "programs/round_form.html", context, status=422 if form.is_bound else 200)


@requires("supervision.inspect")
@require_http_methods(["GET", "POST"])
def round_edit(request, pk: int):
    row = get_object_or_404(_rounds(request, "supervision.inspect"), pk=pk)
    form = RoundForm(request.POST or None, initial=round_values(row))
    if request.method == "POST" and form.is_valid():
        try:
            supervision.change_round(round=row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(row)
    context = {"form": form, "heading": "修改督导", "back": row.get_absolute_url(), "plan": row.plan}
    return render(request, "programs/round_form.html", context, status=422 if form.is_bound else 200)
