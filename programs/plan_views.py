"""Pages of a plan: the list, one plan with what it holds, who answers for its categories, its source."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import create_department
from accounts.gate import requires
from accounts.models import Department, DepartmentGroup
from accounts.typed import clean_text, names_of
from files.serve import serve
from programs.assign_forms import grid_of, read_grid
from programs.current import choose_plan, copies_of
from programs.models import PaperImport, Plan, Task
from programs.outline import outline_of
from programs.plan_actions import assign_categories
from programs.plan_life import MOVES, moves_of, title_of
from programs.standings import Status

PER_PAGE = 20
NOBODY = "还没定"
FEW = 6  # departments a grid row shows at once; more fold away


TONES = {
    Plan.State.DRAFT: ("check", "待审定"),
    Plan.State.CONSULTING: ("go", "征求意见"),
    Plan.State.APPROVED: ("done", "已审定"),
    Plan.State.ISSUED: ("done", "已印发"),
    Plan.State.REVISING: ("go", "修订中"),
    Plan.State.ENDED: ("none", "已结束"),
}


def status_of(plan: Plan) -> Status:
    """Where a plan is in its life, as pages show it."""
    return Status(*TONES[plan.state])


def _plans(request, rule: str = "plan.read"):
    return Plan.objects.visible_to(request.user, rule).select_related("framework", "unit", "source", "made_by")


def _fetch(request, pk: int, rule: str = "plan.read") -> Plan:
    return get_object_or_404(_plans(request, rule), pk=pk)


@requires("plan.read")
@require_safe
def plan_list(request):
    """All plans of the unit with how far their tasks are, and the imports that wait for their clerk."""
    undivided = ~Exists(Task.objects.filter(parent=OuterRef("tasks")))
    plans = (
        _plans(request)
        .of_unit(request.unit)
        .annotate(
            task_count=Count("tasks", filter=undivided, distinct=True),
            done_count=Count("tasks", filter=undivided & Q(tasks__state=Task.State.ACCEPTED), distinct=True),
        )
        .order_by("-year", "-serial")
    )
    waiting = []
    if request.standing.may("plan.edit"):
        waiting = PaperImport.objects.of_unit(request.unit).filter(state=PaperImport.State.READ)
        waiting = waiting.defer("reading", "answers")[:5]
    page = Paginator(plans, PER_PAGE).get_page(request.GET.get("page"))
    for plan in page:
        plan.status = status_of(plan)
        plan.percent = plan.done_count * 100 // plan.task_count if plan.task_count else 0
    return render(request, "programs/plan_list.html", {"page": page, "waiting": waiting})


@requires("plan.read")
@require_safe
def plan_detail(request, pk):
    plan = get_object_or_404(_plans(request).annotate(unassigned=_without_party()), pk=pk)
    moves = moves_of(plan, request.standing)
    steps = list(plan.steps.select_related("by"))
    page = {
        "plan": plan,
        "status": status_of(plan),
        "sections": plan.sections.all(),
        "outline": outline_of(plan),
        "moves": {verb: MOVES[verb].title for verb in moves},
        "steps": [(title_of(step), step) for step in steps],
        "files": list(plan.files.live().select_related("blob")),
        "consultation": plan.consultations.first(),
        "editions": list(plan.editions.order_by("-order").only("pk", "order", "issued_on", "why", "title", "plan")),
        "copies": copies_of(request, plan),
        "unassigned": plan.unassigned,
    }
    return render(request, "programs/plan_detail.html", page)


def _without_party():
    """Beside a plan: how many of its tasks nobody answers for."""
    tasks = Task.objects.without_party().filter(plan=OuterRef("pk")).order_by().values("plan")
    return Coalesce(Subquery(tasks.annotate(n=Count("pk")).values("n")), 0)


@requires("plan.read")
@require_safe
def plan_done(request, pk):
    """What exists after an import, and what to do next."""
    plan = _fetch(request, pk)
    choose_plan(request, plan)
    page = {
        "plan": plan,
        "outline": outline_of(plan),
        "unassigned": plan.tasks.without_party().count(),
        "parties": _parties_with_tasks(plan),
    }
    return render(request, "programs/plan_done.html", page)


def _parties_with_tasks(plan: Plan) -> list[tuple[str, int]]:
    """Who answers for how many tasks: departments, groups of them, units; what nobody has yet comes last."""
    tasks = plan.tasks.select_related("department", "group", "unit").order_by("order", "pk")
    counted = Counter(str(task.party or NOBODY) for task in tasks)
    return sorted(counted.items(), key=lambda row: (row[0] == NOBODY, -row[1]))


@requires("plan.read")
@require_safe
def plan_source(request, pk):
    """The paper itself, as it was given."""
    plan = _fetch(request, pk)
    if plan.source is None:
        raise Http404
    return serve(request, plan.source, name=plan.source_name or "方案原文")


def _left_alone(rows, charges) -> str:
    """Which categories were changed in the grid but have no task that waits for a department."""
    chosen = {charge.category for charge in charges if charge.party}
    settled = [f"“{row.path}”" for row in rows if row.category in chosen and not row.n_open]
    return f"{'、'.join(settled)}的任务都已经定了，没有动；要改就不勾“只给还没有的”。" if settled else ""


@requires("task.assign")
@require_http_methods(["GET", "HEAD", "POST"])
def plan_assign(request, pk):
    """One grid: for each category who leads and who assists."""
    plan = _fetch(request, pk, "task.assign")
    rows, error = grid_of(plan), ""
    if request.method == "POST":
        try:
            charges = read_grid(plan, rows, request.POST)
            reason = clean_text(request.POST.get("reason", ""))[:300]
            only_open = "only-open" in request.POST
            changed = assign_categories(plan=plan, charges=charges, by=request.user, reason=reason, only_open=only_open)
        except ValidationError as problem:
            error = problem.messages[0]
        else:
            said = f"已分派，{changed} 项任务有变动。" if changed else "没有改动。"
            messages.success(request, said + (_left_alone(rows, charges) if only_open else ""))
            return redirect("plan_detail", plan.pk)
    departments = list(Department.objects.of_unit(plan.unit).active())
    groups = list(DepartmentGroup.objects.of_unit(plan.unit))
    for row in rows:
        row.offer(departments, groups)
    page = {
        "plan": plan,
        "rows": rows,
        "error": error,
        "departments": departments,
        "is_long": len(departments) > FEW,
        "n_open": sum(row.n_open for row in rows),
        "n_settled": sum(row.count - row.n_open for row in rows),
        "only_open": request.method != "POST" or "only-open" in request.POST,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "programs/plan_assign.html", page, status=422 if error else 200)


@requires("plan.edit")
@require_POST
def plan_departments(request, pk):
    """Add the departments a paper did not name, several at once, and come back to the grid."""
    plan = _fetch(request, pk, "plan.edit")
    names = names_of(request.POST.get("names", "")[:2000])
    known = set(plan.unit.departments.values_list("name", flat=True))
    fresh = [name for name in names if name not in known and len(name) <= 120]
    with transaction.atomic():
        for name in fresh:
            create_department(unit=plan.unit, name=name, by=request.user)
    if fresh:
        messages.success(request, f"已新建{'、'.join(fresh)}。")
    else:
        messages.error(request, "没有新的部门名称；几个部门用顿号、逗号或空格隔开，如：办公室、人事科。")
    return redirect("plan_assign", plan.pk)
