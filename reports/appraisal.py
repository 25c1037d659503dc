"""考核表 of departments and party branches: what each did, counted as the board counts; no marks, no order but the
office's own. What only people can say is left empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.models import Department, PartyBranch
from documents.model import Block, Cell, Paper, Paragraph, Table
from evidence.models import Record
from programs.models import Plan, Task
from programs.standings import NO_FILES, Files, files_of, status_of
from reports.branches import branches_table
from reports.duties import ASSISTS, SHARES, Duty, duties_of
from reports.grid import Label, centred, count, header, left, summed, wide
from reports.handling import Handling, handling_of, together
from reports.naming import headed
from reports.tallies import Figures, TaskCounts

COUNTS = ("任务", "完成", "待审核", "办理中", "退回", "未开始", "逾期")
HANDLED = ("完成任务", "其中有时限", "按时完成", "一次通过")
HANDLED_TOGETHER = ("共同承担完成", "其中有时限", "按时完成", "一次通过", "督导问题", "已销号")
MORE = ("完成率", "共同承担", "其中完成", "配合", "活动", "材料齐全")

COUNTED_ONCE = "任务按牵头部门计一次，与看板一致；由部门组承担的，各成员部门的完成情况另列在“共同承担”里。"
HOW_HANDLED = (
    "按时完成看部门最后一次提交的日期，一次通过指没有被退回过；共同承担的按部门自己那一份算；督导问题不含已撤销的。"
)
HOW_BRANCHES = "党支部的数是所含各部门之和；一个部门分属几个支部的，在每个支部里都计。党员和志愿者按在册人员。"


@dataclass
class Standing:
    """One line: a department or another party; `complete` counts the activities whose files are complete."""

    name: str
    tasks: TaskCounts
    shared: int = 0
    shared_done: int = 0
    assisted: int = 0
    activities: int = 0
    complete: int = 0
    pk: int | None = None  # of the department
    handling: Handling = field(default_factory=Handling)

    @property
    def numbers(self) -> list[int]:
        tasks = self.tasks
        return [tasks.count, tasks.done, tasks.waiting, tasks.going, tasks.returned, tasks.unbegun, tasks.late]

    @property
    def others(self) -> list[int]:
        return [self.shared, self.shared_done, self.assisted, self.activities, self.complete]


def appraisal(plan: Plan, told: Figures, chosen: Department | PartyBranch | None = None) -> Paper:
    """All departments and branches; of one its own lines, a department's tasks, and room for the verdict."""
    duties = duties_of(plan, told)
    rows = standings(plan, told, duties)
    if chosen is None:
        return _of_all(plan, told, rows)
    own = _own(plan, rows, chosen)
    blocks: list[Block] = [_table(own, None), _handled(own, None)]
    if isinstance(chosen, PartyBranch):
        blocks.append(branches_table(plan, [chosen], {row.pk: row for row in rows}, told.today))
    else:
        listed = [(duty, role) for duty in duties if (role := duty.role_of(chosen)) and role != ASSISTS]
        if listed:
            blocks.append(_tasks(plan, told, chosen, listed))
    blocks.append(_verdict("党支部" if isinstance(chosen, PartyBranch) else "部门"))
    return Paper(title=headed(plan, f"{plan.year}年度创建工作考核表（{chosen}）"), blocks=blocks, landscape=True)


def _of_all(plan: Plan, told: Figures, rows: list[Standing]) -> Paper:
    blocks: list[Block] = [_table(rows, told), Paragraph(COUNTED_ONCE, role="small")]
    of_departments = [row for row in rows if row.pk is not None]
    if of_departments:
        blocks += [_handled(of_departments, told), Paragraph(HOW_HANDLED, role="small")]
    branches = list(plan.unit.branches.prefetch_related("departments"))
    if branches:
        table = branches_table(plan, branches, {row.pk: row for row in rows}, told.today)
        blocks += [table, Paragraph(HOW_BRANCHES, role="small")]
    title = headed(plan, f"{plan.year}年度创建工作{'部门和党支部' if branches else '部门'}考核表")
    return Paper(title=title, blocks=blocks, landscape=True)


def _own(plan: Plan, rows: list[Standing], chosen: Department | PartyBranch) -> list[Standing]:
    """The line of a department, or of each department of a branch, a department without any part included."""
    by_pk = {row.pk: row for row in rows}
    departments = chosen.departments.all() if isinstance(chosen, PartyBranch) else [chosen]
    return [by_pk.get(one.pk) or Standing(str(one), TaskCounts(), pk=one.pk) for one in departments]


def standings(plan: Plan, told: Figures, duties: list[Duty]) -> list[Standing]:
    """A line for each department that has a part or held an activity, then the other parties of the board."""
    parties = {row.pk: row.tasks for row in told.parties if row.kind == "department"}
    held, handled = _activities(plan), handling_of(plan)
    found = []
    for department in plan.unit.departments.order_by("order", "pk"):
        roles = [(duty, duty.role_of(department)) for duty in duties]
        shared = [duty for duty, role in roles if role == SHARES]
        activities, complete = held.get(department.pk, (0, 0))
        row = Standing(
            name=str(department),
            tasks=parties.get(department.pk, TaskCounts()),
            shared=len(shared),
            shared_done=sum(duty.state_of(department) == Task.State.ACCEPTED for duty in shared),
            assisted=sum(role == ASSISTS for _, role in roles),
            activities=activities,
            complete=complete,
            pk=department.pk,
            handling=handled.get(department.pk, Handling()),
        )
        if any(row.numbers) or any(row.others) or any(row.handling.numbers):
            found.append(row)
    return [*found, *(Standing(row.name, row.tasks) for row in told.parties if row.kind != "department")]


def _activities(plan: Plan) -> dict[int, tuple[int, int]]:
    """Accepted activities of the year and those of them whose files are complete, by the department that held them."""
    own = Record.objects.of_unit(plan.unit_id).of_year(plan.year).accepted().filter(kind=Record.Kind.ACTIVITY)
    found: dict[int, tuple[int, int]] = {}
    complete = set(own.complete().order_by().values_list("pk", flat=True))
    for pk, department in own.order_by().values_list("pk", "department"):
        count_, full = found.get(department, (0, 0))
        found[department] = (count_ + 1, full + (pk in complete))
    return found


def _table(rows: list[Standing], told: Figures | None) -> Table:
    """With a sum below where `told` is given: it is the board's."""
    grid = [header("序号", "部门", *COUNTS, *MORE)]
    for number, row in enumerate(rows, start=1):
        percent = centred(f"{row.tasks.percent}%" if row.tasks.count else "")
        cells = [*map(count, row.numbers), percent, *map(count, row.others)]
        grid.append([count(number), centred(row.name), *cells])
    if told is not None and rows:
        grid.append(_sum(rows, told))
    return Table(rows=grid, widths=(6, 13, *[8.8] * 8, *[11.2] * 5))


def _sum(rows: list[Standing], told: Figures) -> list[Cell | None]:
    def over(letter: str, value: int) -> Cell:
        return summed(f"SUM({letter}2:{letter}{len(rows) + 1})", value)

    total = Standing("", told.tasks)
    others = [sum(numbers) for numbers in zip(*(row.others for row in rows), strict=True)]
    tasks = [over(letter, value) for letter, value in zip("CDEFGHI", total.numbers, strict=True)]
    percent = Cell(f"{told.tasks.percent}%", align="center", bold=True)
    return [*wide("合计", 2), *tasks, percent, *(over(*pair) for pair in zip("KLMNO", others, strict=True))]


def _handled(rows: list[Standing], told: Figures | None) -> Table:
    """On time, accepted first time, findings closed; with a sum where all departments stand in it."""
    grid = [header("序号", "部门", *HANDLED, *HANDLED_TOGETHER)]
    grid += [
        [count(number), centred(row.name), *map(count, row.handling.numbers)]
        for number, row in enumerate(rows, start=1)
    ]
    if told is not None:
        sums = zip("CDEFGHIJKL", together(row.handling for row in rows).numbers, strict=True)
        last = len(rows) + 1
        grid.append([*wide("合计", 2), *(summed(f"SUM({letter}2:{letter}{last})", value) for letter, value in sums)])
    return Table(rows=grid, title="办理和整改情况", widths=(6, 16, *[10] * 10))


def _tasks(plan: Plan, told: Figures, department: Department, listed: list[tuple[Duty, str]]) -> Table:
    files, label = files_of(plan), Label()
    rows = [header("承担方式", "序号", "工作任务", "完成时限", "完成情况", "材料", "考核意见")]
    for number, (duty, role) in enumerate(sorted(listed, key=lambda item: item[1] == SHARES), start=1):
        status = status_of(duty.state_of(department), duty.task.due_on, told.today).text.replace(" ", "")
        cells = [count(number), left(duty.work), centred(duty.due), centred(status)]
        rows.append([label.of(role), *cells, centred(_said(files.get(duty.task.pk, NO_FILES))), Cell()])
    return Table(rows=rows, title="承担任务完成情况", widths=(10, 6, 46, 17, 12, 18, 16), label_columns=1)


def _said(files: Files) -> str:
    return files.said.removeprefix("材料 ").replace(" ", "")


def _verdict(whose: str) -> Table:
    """Empty places for what only people can say."""
    titles = (f"{whose}自评意见", "创建办考核意见")
    rows = [[Cell(title, align="center", bold=True), Cell("\n\n")] for title in titles]
    rows.append([Cell("负责人签字、日期", align="center", bold=True), Cell("\n")])
    return Table(rows=rows, header_rows=0, title="考核意见", widths=(20, 100))
