"""How findings look as lines of a list: on their own page, on the desk, on the page of a task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.access import Standing
from programs.findings import Finding
from programs.models import Plan
from programs.moves import acts_for_all
from programs.standings import Status, spoken_day

State = Finding.State
ON_DESK = 5  # lines of the block on the desk


def status_of(finding: Finding, today: date) -> Status:
    """The one status that matters now."""
    late = finding.days_late(today)
    if late:
        return Status("late", f"逾期 {late} 天")
    if finding.state == State.OPEN:
        return Status("go", "待整改")
    if finding.state == State.RETURNED:
        return Status("soon", "退回重改", "arrow-return-left")
    if finding.state == State.RECTIFIED:
        return Status("check", "待复查")
    return Status("done", "已销号") if finding.state == State.CLOSED else Status("none", "已撤销", "slash-circle")


@dataclass(frozen=True)
class Line:
    """One finding as a line."""

    finding: Finding
    status: Status
    small: str


def lines_of(findings, today: date, *, names_round: bool = True) -> list[Line]:
    """Lines of findings whose round and department are fetched."""
    return [Line(one, status_of(one, today), _small(one, today, names_round)) for one in findings]


def _small(finding: Finding, today: date, names_round: bool) -> str:
    said = [str(finding.round)] if names_round else []
    said += [str(finding.department), finding.get_severity_display()]
    said += [finding.place] if finding.place else []
    if finding.state == State.CLOSED and finding.closed_on:
        said.append(f"{spoken_day(finding.closed_on, today)}销号")
    elif finding.state != State.WITHDRAWN:
        said.append(f"{spoken_day(finding.due_on, today)}前整改")
    return " · ".join(said)


@dataclass(frozen=True)
class DeskFindings:
    """The block 督导整改 of a desk; `count` may be more than the lines shown."""

    lines: list[Line]
    count: int
    is_office: bool


def on_desk(standing: Standing, plan: Plan | None, today: date) -> DeskFindings:
    """What waits for the person: for a department to put right, for the office to look at again or press for."""
    if plan is None or not standing.may("finding.rectify"):
        return DeskFindings([], 0, False)
    rows = (
        Finding.objects.visible_to(standing.user, "supervision.read")
        .of_plan(plan)
        .select_related("round", "department")
    )
    is_office = acts_for_all(standing, "finding.rectify")
    if is_office:
        found = rows.to_recheck() | rows.overdue(today)
    else:
        found = rows.to_rectify().filter(department__in=standing.departments)
    lines = lines_of(found.order_by("due_on", "pk")[: ON_DESK + 1], today)
    count = len(lines) if len(lines) <= ON_DESK else found.count()
    return DeskFindings(lines[:ON_DESK], count, is_office)
