"""Pages of a corrected paper: give it, look at what it changes, accept."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from programs import reimport
from programs.import_forms import GiveForm, whole
from programs.importing import KnownAlready
from programs.models import PaperImport, Plan
from programs.reimport import Amendment
from scoring.difference import Line


@requires("plan.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def plan_reimport(request, pk):
    """Give a corrected copy of the plan's paper."""
    rows = Plan.objects.visible_to(request.user, "plan.edit").select_related("unit", "framework")
    plan = get_object_or_404(rows, pk=pk)
    is_given = request.method == "POST"
    form = GiveForm(request.POST, request.FILES) if is_given else GiveForm()
    known = None
    if is_given and form.is_valid():
        try:
            return redirect("reimport_check", _read(request, plan, form.cleaned_data).pk)
        except KnownAlready as problem:
            known = problem
            form.add_error(None, problem)
        except ValidationError as problem:
            form.add_error(None, problem)
    waiting = PaperImport.objects.filter(amends=plan, state=PaperImport.State.READ).defer("reading", "answers").first()
    page = {"plan": plan, "form": form, "known": known, "waiting": waiting}
    return render(request, "programs/reimport_give.html", page, status=422 if form.errors else 200)


def _read(request, plan: Plan, data) -> PaperImport:
    if data["file"] is not None:
        upload = data["file"]
        return reimport.read(plan=plan, by=request.user, chunks=upload.chunks(), name=upload.name)
    return reimport.read(plan=plan, by=request.user, text=data["text"])


def _fetch(request, pk: int) -> PaperImport:
    rows = PaperImport.objects.visible_to(request.user, "plan.edit").select_related("unit", "source")
    return get_object_or_404(rows, pk=pk, amends__isnull=False)


@requires("plan.edit")
@require_safe
def reimport_check(request, pk):
    """What the paper changes, to be ticked."""
    paper_import = _fetch(request, pk)
    if paper_import.state != PaperImport.State.READ:
        if paper_import.state == PaperImport.State.DROPPED:
            messages.info(request, "这份改过的文件已经放弃，请重新上传。")
        return redirect("plan_detail", paper_import.amends_id)
    return _page(request, reimport.amendment_of(paper_import))


def _page(request, amendment: Amendment, *, error: str = "", ticked: frozenset[str] = frozenset()):
    difference = amendment.difference
    groups = [
        {"key": "changed", "title": "改了的", "rows": _rows(difference.changed, ticked)},
        {"key": "new", "title": "新增的", "rows": _rows(difference.added, ticked)},
        {"key": "gone", "title": "新文件里没有了的", "rows": _rows(difference.gone, ticked)},
        {"key": "head", "title": "类目分值和方案本身", "rows": _rows([*difference.worth, *amendment.head], ticked)},
    ]
    context = {
        "amendment": amendment,
        "paper_import": amendment.paper_import,
        "plan": amendment.plan,
        "groups": [group for group in groups if group["rows"]],
        "n_changed": len(difference.changed),
        "n_new": len(difference.added),
        "n_gone": len(difference.gone),
        "n_same": difference.unchanged,
        "error": error,
    }
    return render(request, "programs/reimport_check.html", context, status=422 if error else 200)


def _rows(lines: list[Line], ticked: frozenset[str]) -> list[dict]:
    return [
        {
            "key": line.key,
            "where": line.where,
            "text": line.stand.clause.text if line.stand else "",
            "departments": "、".join(line.new.indicator.departments) if line.kind == "new" else "",
            "changes": [{"label": one.label, "pieces": one.pieces()} for one in line.changes],
            "why_not": line.why_not,
            "is_ticked": line.key in ticked,
        }
        for line in lines
    ]


@requires("plan.edit")
@require_POST
def reimport_apply(request, pk):
    """Accept the ticked lines, or every line that can be accepted but those that take something away (`all`)."""
    paper_import = _fetch(request, pk)
    if paper_import.state != PaperImport.State.READ:
        return redirect("reimport_check", pk)
    ticked = frozenset(request.POST.getlist("accept"))
    if request.POST.get("do") == "all":
        lines = reimport.amendment_of(paper_import).lines
        ticked = frozenset(line.key for line in lines if not line.why_not and line.kind != "gone")
    try:
        outcome = reimport.apply(
            paper_import=paper_import,
            accepted=ticked,
            version=whole(request.POST.get("version")) or 0,
            edition=whole(request.POST.get("edition")) or 0,
            by=request.user,
        )
    except ValidationError as refusal:
        fresh = _fetch(request, pk)
        if fresh.state != PaperImport.State.READ:
            messages.error(request, refusal.messages[0])
            return redirect("reimport_check", pk)
        return _page(request, reimport.amendment_of(fresh), error=refusal.messages[0], ticked=ticked)
    messages.success(request, _said(outcome))
    return redirect("plan_detail", paper_import.amends_id)


def _said(outcome) -> str:
    tasks = outcome.tasks
    counts = (("改了", tasks.changed), ("增加", len(tasks.made)), ("撤销", tasks.dropped))
    said = "、".join(f"{verb} {count} 项" for verb, count in counts if count)
    return f"已采用 {outcome.accepted} 处改动{f'，任务{said}' if said else ''}；没有改到的条目、得分、佐证都照旧。"
