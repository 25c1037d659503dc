"""Pages of an import: give a paper, check what was read, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from programs import corrections, importing, questions, reshaping
from programs.checking import check_of
from programs.current import choose_plan
from programs.import_forms import GiveForm, read_answers, whole
from programs.importing import KnownAlready
from programs.models import PaperImport


@requires("plan.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def plan_import(request):
    is_given = request.method == "POST"
    form = GiveForm(request.POST, request.FILES) if is_given else GiveForm()
    known = None
    if is_given and form.is_valid():
        try:
            return redirect("import_check", _read(request, form.cleaned_data).pk)
        except KnownAlready as problem:
            known = problem
            form.add_error(None, problem)
        except ValidationError as problem:
            form.add_error(None, problem)
    waiting = PaperImport.objects.of_unit(request.unit).filter(state=PaperImport.State.READ).defer("reading", "answers")
    page = {"form": form, "known": known, "waiting": waiting[:5]}
    return render(request, "programs/import_give.html", page, status=422 if form.errors else 200)


def _read(request, data) -> PaperImport:
    if data["file"] is not None:
        upload = data["file"]
        return importing.read(
            unit=request.unit, by=request.user, chunks=upload.chunks(), name=upload.name, year=data["year"]
        )
    return importing.read_pasted(unit=request.unit, by=request.user, text=data["text"], year=data["year"])


def _fetch(request, pk: int) -> PaperImport:
    rows = PaperImport.objects.visible_to(request.user, "plan.edit").select_related("unit", "plan", "source")
    return get_object_or_404(rows, pk=pk)


@requires("plan.edit")
@require_safe
def import_check(request, pk):
    paper_import = _fetch(request, pk)
    if paper_import.state == PaperImport.State.CONFIRMED and paper_import.plan:
        return redirect("plan_done", paper_import.plan.pk)
    if paper_import.state != PaperImport.State.READ:
        messages.info(request, "这次导入已经放弃，请重新上传。")
        return redirect("plan_import")
    return render(request, "programs/import_check.html", {"check": check_of(paper_import)})


def _version(request) -> int:
    """The version the page was made from; a missing one is as good as an old one."""
    return whole(request.POST.get("version")) or 0


def _position(text: str) -> int:
    """A place in a list; -1, which no list has, for anything that is no number."""
    position = whole(text)
    return -1 if position is None else position


def _again(request, paper_import: PaperImport, problem: ValidationError):
    """The same page with everything typed still in its cell and the reason beside it."""
    typed = request.POST.dict()
    is_by_cell = hasattr(problem, "error_dict")
    fresh = _fetch(request, paper_import.pk)
    if fresh.state != PaperImport.State.READ:
        messages.error(request, problem.messages[0])
        return redirect("import_check", fresh.pk)
    check = check_of(fresh, typed, problem.message_dict if is_by_cell else {})
    wrong = len(problem.message_dict) if is_by_cell else 0
    check.error = f"有 {wrong} 处没有保存：{problem.messages[0]}" if is_by_cell else problem.messages[0]
    return render(request, "programs/import_check.html", {"check": check}, status=422)


def _back(paper_import: PaperImport, mark: str):
    return redirect(f"{reverse('import_check', args=[paper_import.pk])}#{mark}")


@requires("plan.edit")
@require_POST
def import_save(request, pk):
    paper_import = _fetch(request, pk)
    try:
        changed = corrections.correct(
            paper_import=paper_import, cells=request.POST.dict(), version=_version(request), by=request.user
        )
    except ValidationError as problem:
        return _again(request, paper_import, problem)
    messages.success(request, f"改动已保存（{changed} 处）。" if changed else "没有改动。")
    return _back(paper_import, "main")


@requires("plan.edit")
@require_POST
def import_cell(request, pk):
    """One cell at a time, for the script of the page: what else on the page changes by it comes back."""
    paper_import = _fetch(request, pk)
    error, status = "", 200
    try:
        corrections.correct(
            paper_import=paper_import, cells=request.POST.dict(), version=_version(request), by=request.user
        )
    except ValidationError as problem:
        error, status = problem.messages[0], 200  # htmx swaps only answers that succeed
        paper_import = _fetch(request, pk)
    check = check_of(paper_import)
    check.error = error
    return render(request, "programs/import_changed.html", {"check": check}, status=status)


@requires("plan.edit")
@require_POST
def import_names(request, pk):
    paper_import = _fetch(request, pk)
    try:
        with transaction.atomic():
            corrections.lock(paper_import, _version(request))
            names = paper_import.answers["names"] = read_answers(paper_import, request.POST)
            corrections.apply(paper_import, request.POST.dict())
            corrections.save(
                paper_import, request.user, "说明部门叫法", {text: one["kind"] for text, one in names.items()}
            )
    except ValidationError as problem:
        return _again(request, paper_import, problem)
    return _back(paper_import, "asks")


@requires("plan.edit")
@require_POST
def import_answer(request, pk):
    """Settle one question (`answer` is "2:0"), open it again ("2:again"), or keep all as printed ("all")."""
    paper_import = _fetch(request, pk)
    said, version, cells = request.POST.get("answer", ""), _version(request), request.POST.dict()
    index, _, choice = said.partition(":")
    try:
        if said == "all":
            questions.keep_all(paper_import=paper_import, cells=cells, version=version, by=request.user)
        else:
            questions.answer(
                paper_import=paper_import,
                index=_position(index),
                choice=None if choice == "again" else _position(choice),
                cells=cells,
                version=version,
                by=request.user,
            )
    except ValidationError as problem:
        return _again(request, paper_import, problem)
    return _back(paper_import, "asks")


@requires("plan.edit")
@require_POST
def import_reshape(request, pk):
    """Delete, add, split off or join: `do` is "drop:12"."""
    paper_import = _fetch(request, pk)
    verb, _, key = request.POST.get("do", "").partition(":")
    try:
        reshaping.reshape(
            paper_import=paper_import,
            verb=verb,
            key=whole(key) or 0,
            cells=request.POST.dict(),
            version=_version(request),
            by=request.user,
        )
    except ValidationError as problem:
        return _again(request, paper_import, problem)
    return _back(paper_import, f"R{key}")


@requires("plan.edit")
@require_POST
def import_confirm(request, pk):
    paper_import = _fetch(request, pk)
    if paper_import.plan:
        return redirect("plan_done", paper_import.plan.pk)
    try:
        with transaction.atomic():
            corrections.correct(
                paper_import=paper_import, cells=request.POST.dict(), version=_version(request), by=request.user
            )
            if paper_import.amends_id:
                return redirect("reimport_check", paper_import.pk)  # no plan of its own comes of it
            questions.refuse_open(paper_import)
            plan = importing.confirm(paper_import=paper_import, by=request.user)
    except ValidationError as problem:
        return _again(request, paper_import, problem)
    choose_plan(request, plan)
    return redirect("plan_done", plan.pk)


@requires("plan.edit")
@require_POST
def import_drop(request, pk):
    paper_import = _fetch(request, pk)
    try:
        importing.drop(paper_import=paper_import, by=request.user)
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
        return redirect("import_check", paper_import.pk)
    if paper_import.amends_id:
        messages.success(request, "这份改过的文件已放弃，方案没有变。")
        return redirect("plan_detail", paper_import.amends_id)
    messages.success(request, "这次导入已放弃，没有留下任何任务。")
    return redirect("plan_import")
