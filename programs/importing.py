"""From a paper to a plan: read it, keep it for the clerk, and on confirmation make framework, plan and tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.access import Role
from accounts.models import User
from accounts.notices import Kind, tell_all
from files import shelf, store
from files.models import Blob
from files.names import split_ending
from programs import naming
from programs.breakdown import make_tasks
from programs.corrections import target_title_of
from programs.fingerprint import fingerprint
from programs.models import PaperImport, Plan, PlanSection, TaskLine
from programs.telling import people_of
from scoring import actions as scoring
from scoring.building import build_framework, declared_total
from scoring.given import date_items, file_told, text_told
from scoring.points import parsed

MEDIA_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
PASTED_NAME = "粘贴的文字.txt"


class KnownAlready(ValidationError):
    """The paper is here already: as a plan, or as an import that waits for its clerk."""

    def __init__(self, sentence: str, *, plan: Plan | None = None, paper_import: PaperImport | None = None):
        super().__init__(sentence)
        self.plan = plan
        self.paper_import = paper_import


def read(
    *, unit, by, chunks: Iterable[bytes], name: str, year: int | None = None, amends: Plan | None = None
) -> PaperImport:
    """Read a file and keep it with what was read; where it cannot be, ValidationError and nothing is kept.

    `amends` is the plan the file is a corrected copy for.
    """
    with file_told(chunks, name) as (told, path):
        return _keep(unit, by, told, path, name, year, amends)


def read_pasted(*, unit, by, text: str, year: int | None = None, amends: Plan | None = None) -> PaperImport:
    """Read pasted text; it is kept as a .txt so that the plan has its source."""
    with text_told(text) as (told, path):
        return _keep(unit, by, told, path, PASTED_NAME, year, amends)


def _keep(unit, by, told: dict, path: Path, name: str, year: int | None, amends: Plan | None) -> PaperImport:
    said_year = amends.year if amends else year or told["year"]
    year = said_year or timezone.localdate().year
    if told["year"] is None:
        date_items(told["items"], year)
    mark = fingerprint(told)
    try:
        with transaction.atomic(), path.open("rb") as file:
            known_type = store.Facts(MEDIA_TYPES.get(split_ending(name)[1], "application/octet-stream"))
            blob = store.store(
                iter(lambda: file.read(shelf.CHUNK), b""),
                name=name,
                limit=settings.PAPER_LIMIT,
                check=lambda path, name: known_type,  # the reader has looked into it already, in the child
            )
            refuse_planned(unit, said_year, mark, blob, besides=amends)
            if amends is None:
                refuse_waiting(unit, said_year, mark, blob)
            paper_import = PaperImport.objects.create(
                unit=unit,
                year=year,
                source=blob,
                source_name=name[-200:],
                reading=told,
                fingerprint=mark,
                amends=amends,
                by=by,
            )
            audit.record(by=by, verb="读入方案", of=paper_import, after={"条目": len(told["items"]), "年度": year})
            return paper_import
    except store.Refused as problem:
        raise ValidationError(str(problem)) from None


def _same(year: int | None, mark: str, blob: Blob | None) -> Q:
    """Rows of the same bytes or the same clauses; in any year where a paper names none (an annex sent alone)."""
    same = Q(fingerprint=mark) | Q(source=blob) if blob is not None else Q(fingerprint=mark)
    return same if year is None else same & Q(year=year)


def refuse_planned(unit, year: int | None, mark: str, blob: Blob | None, besides: Plan | None = None) -> None:
    """KnownAlready when the paper is a plan of the unit and year, another one than `besides`."""
    others = Plan.objects.of_unit(unit).exclude(pk=besides.pk if besides else None)
    same = _same(year, mark, blob)
    taken_in = PaperImport.objects.of_unit(unit).filter(same, state=PaperImport.State.CONFIRMED)  # before a correction
    plan = others.filter(same | Q(pk__in=taken_in.values("plan"))).first()
    if plan is not None:
        raise KnownAlready(f"这份方案已经导入过，就是 {plan.year} 年的“{plan}”，没有重复导入。", plan=plan)


def refuse_waiting(unit, year: int | None, mark: str, blob: Blob | None) -> None:
    """KnownAlready when the paper was read and waits for its clerk."""
    waiting = PaperImport.objects.of_unit(unit).filter(state=PaperImport.State.READ)
    paper_import = waiting.filter(_same(year, mark, blob)).only("pk").first()
    if paper_import is not None:
        raise KnownAlready("这份方案已经读过，正等着核对，接着核对就行。", paper_import=paper_import)


@transaction.atomic
def drop(*, paper_import: PaperImport, by) -> None:
    """Give an import up; what was read goes with it, the line in the log stays."""
    paper_import.refresh_from_db(from_queryset=PaperImport.objects.select_for_update())
    if paper_import.state != PaperImport.State.READ:
        raise ValidationError("这份方案已经导入，不能再放弃。")
    paper_import.state = PaperImport.State.DROPPED
    paper_import.save(update_fields=["state"])
    audit.record(by=by, verb="放弃导入", of=paper_import)


@transaction.atomic
def confirm(*, paper_import: PaperImport, by) -> Plan:
    """Make framework, plan with its sections, tasks and self-assessment; a second time it is the same plan."""
    paper_import.refresh_from_db(from_queryset=PaperImport.objects.select_for_update())
    if paper_import.state == PaperImport.State.CONFIRMED:
        return paper_import.plan
    unit, reading, answers = paper_import.unit, paper_import.reading, paper_import.answers
    _refuse_unready(paper_import)
    meant = naming.settle(unit, answers.get("names", {}), by)
    title = _title(paper_import)
    framework = build_framework(
        unit=unit,
        year=paper_import.year,
        title=title,
        issuer=reading["issuer"] or "",
        declared_total=declared_total(reading["items"], reading["total"]),
        items=reading["items"],
        by=by,
    )
    plan = _make_plan(paper_import, framework, title, by)
    make_sections(plan, reading.get("sections", []))
    tasks = make_tasks(plan, framework, meant)
    target = answers.get("target_points")
    scoring.open_assessment(framework=framework, unit=unit, by=by, target=parsed(target) if target else None)
    paper_import.state, paper_import.plan = PaperImport.State.CONFIRMED, plan
    paper_import.save(update_fields=["state", "plan"])
    audit.record(by=by, verb="导入方案", of=plan, after={"流水号": plan.serial, "任务": len(tasks)})
    tell_departments(plan, tasks, by)
    _tell_leaders(plan, by)
    return plan


def _refuse_unready(paper_import: PaperImport) -> None:
    if paper_import.state == PaperImport.State.DROPPED:
        raise ValidationError("这次导入已经放弃，请重新上传。")
    if paper_import.amends_id:
        raise ValidationError("这是用来改方案的文件，请到比对页采用改动，不能再建一份方案。")
    if not paper_import.reading["items"]:
        raise ValidationError("一条内容也没有，不能导入。")
    answers = paper_import.answers.get("names", {})
    open_names = naming.unknown_names(paper_import.unit, paper_import.reading["items"], answers)
    unsettled = [name.text for name in open_names if name.answer is None]
    if unsettled:
        raise ValidationError(f"还有 {len(unsettled)} 个部门叫法没有说明：{'、'.join(unsettled[:5])}。")
    _refuse_second(paper_import)


def _refuse_second(paper_import: PaperImport) -> None:
    refuse_planned(paper_import.unit, paper_import.year, paper_import.fingerprint, paper_import.source)


def _title(paper_import: PaperImport) -> str:
    title = paper_import.reading["title"] or f"{paper_import.year} 年文明创建实施方案"
    return title[:200]


def next_serial() -> int:
    return (Plan.objects.aggregate(last=Max("serial"))["last"] or 0) + 1


def _make_plan(paper_import: PaperImport, framework, title: str, by) -> Plan:
    """The plan under the next running number; two clerks at once get two numbers, without a gap."""
    reading = paper_import.reading
    attempts = 5
    while True:
        attempts -= 1
        serial = next_serial()
        try:
            with transaction.atomic():
                return Plan.objects.create(
                    serial=serial,
                    unit=paper_import.unit,
                    year=paper_import.year,
                    title=title,
                    issuer=(reading["issuer"] or "")[:120],
                    number=(reading["number"] or "")[:60],
                    target_title=target_title_of(paper_import)[:60],
                    framework=framework,
                    source=paper_import.source,
                    source_name=paper_import.source_name,
                    fingerprint=paper_import.fingerprint,
                    made_by=by,
                )
        except IntegrityError:
            _refuse_second(paper_import)  # another clerk has just confirmed the same paper
            if not attempts:
                raise


def make_sections(plan: Plan, sections: list[dict]) -> None:
    PlanSection.objects.bulk_create(
        PlanSection(
            plan=plan, order=order, level=one["level"], heading=(one["heading"] or "")[:200], text=one["text"] or ""
        )
        for order, one in enumerate(sections, start=1)
    )


def tell_departments(plan: Plan, tasks: list, by) -> None:
    """Each department once: how many tasks it answers for, its part of a group's included."""
    own_lines = TaskLine.objects.filter(task__in=[task.pk for task in tasks if task.group_id])
    counts = Counter(line.department for line in own_lines.select_related("department").order_by("pk"))
    counts.update(task.department for task in tasks if task.department is not None)
    for department, count in counts.items():
        people = [person for person in people_of([department]) if by is None or person.pk != by.pk]
        if not people:
            continue
        text = f"《{plan}》已经分解，有 {count} 项任务由{department}负责。"
        path = f"{reverse('task_list')}?plan={plan.serial}"
        tell_all(people, text, path, f"plan:{plan.pk}:{department.pk}", Kind.GIVEN)


def _tell_leaders(plan: Plan, by) -> None:
    """Those who approve plans learn that one waits."""
    leaders = User.objects.filter(is_active=True, memberships__unit=plan.unit_id, memberships__role=Role.LEADER)
    people = [person for person in leaders.distinct() if by is None or person.pk != by.pk]
    path = reverse("plan_detail", args=[plan.pk])
    tell_all(people, f"《{plan}》已经导入，请审定。", path, f"plan:{plan.pk}:approve", Kind.REVIEW)
