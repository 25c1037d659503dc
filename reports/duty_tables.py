"""任务配档表 and 责任清单: the plan's tasks by category, and what each department has to do."""

from __future__ import annotations

from accounts.models import Department
from documents.model import Block, PageBreak, Paper, Paragraph, Table
from programs.models import Plan, Task
from programs.standings import Status, status_of
from reports.duties import ASSISTS, LEADS, SHARES, Duty, duties_of
from reports.grid import Label, centred, count, header, left, names
from reports.naming import headed
from reports.tallies import Figures
from scoring.table import department_word

NOBODY = "还没有指定责任部门"


def matching(plan: Plan, told: Figures) -> Paper:
    """任务配档表: each task with who leads, who assists, by when and what is to be handed in.

    Tasks broken down stand above their parts; measures and persons have columns where any task names them.
    """
    duties = duties_of(plan, told)
    has_measures, has_persons = any(duty.measures for duty in duties), any(duty.in_charge for duty in duties)
    word = department_word([name for duty in duties for name in (duty.lead, *duty.assisting)])
    label = Label()
    heads = ["创建项目", "序号", "工作任务", *(["具体措施"] if has_measures else []), f"牵头{word}", f"配合{word}"]
    heads += [*(["责任人"] if has_persons else []), "完成时限", "材料要求"]
    rows = [header(*heads)]
    for number, duty in enumerate(duties, start=1):
        rows.append(
            [
                label.of(duty.chapter),
                count(number),
                left(duty.work),
                *([left(duty.measures)] if has_measures else []),
                names([duty.lead] if duty.lead else []),
                names(duty.assisting),
                *([centred(duty.in_charge)] if has_persons else []),
                duty.due_cell,
                left(duty.materials),
            ]
        )
    widths = (12, 6, 36 if has_measures else 46, *((24,) if has_measures else ()), 12, 14)
    widths += (*((9,) if has_persons else ()), 17, 20)
    table = Table(rows=rows, widths=widths, label_columns=1)
    blocks: list[Block] = [table] if duties else [Paragraph("方案里还没有任务。")]
    return Paper(title=headed(plan, f"{plan.year}年度创建任务配档表"), blocks=blocks, landscape=True)


def duty_list(plan: Plan, told: Figures, department: Department | None = None) -> Paper:
    """责任清单: a section for each department, or the one asked for."""
    duties = duties_of(plan, told)
    sections = [_section(one, duties, told) for one in ([department] if department else _departments(plan))]
    if department is None:
        sections += _others(duties)
    found = [section for section in sections if section]
    blocks: list[Block] = []
    for section in found:
        blocks += [PageBreak(), *section] if blocks else section
    name = f"{department}" if department else ""
    title = headed(plan, f"{plan.year}年度创建任务{name}责任清单")
    nothing = f"{name}在这份方案里没有任务。" if department else "方案里还没有任务。"
    return Paper(title=title, blocks=blocks or [Paragraph(nothing)], landscape=True)


def _departments(plan: Plan) -> list[Department]:
    """All that may have a part: those in use, and those closed since that still answer for something."""
    return list(plan.unit.departments.order_by("order", "pk"))


def _section(department: Department, duties: list[Duty], told: Figures) -> list[Block]:
    own = [(duty, role) for duty in duties if (role := duty.role_of(department))]
    own.sort(key=lambda item: [LEADS, SHARES, ASSISTS].index(item[1]))
    if not own:
        return []
    standing = [(duty, role, status_of(duty.state_of(department), duty.task.due_on, told.today)) for duty, role in own]
    return [_table(standing, str(department)), Paragraph(_said(department, own, told), role="small")]


def _table(own: list[tuple[Duty, str, Status]], name: str) -> Table:
    label = Label()
    rows = [header("承担方式", "序号", "工作任务", "考评项目", "其他责任部门", "完成时限", "目前进展")]
    for number, (duty, role, status) in enumerate(own, start=1):
        others = [one for one in (duty.lead, *duty.assisting) if one and one != name]
        work = [count(number), left(duty.work), centred(duty.chapter), names(others)]
        rows.append([label.of(role), *work, duty.due_cell, centred(status.text.replace(" ", ""))])
    return Table(rows=rows, title=name, widths=(10, 6, 50, 16, 14, 17, 12), label_columns=1)


def _said(department: Department, own: list[tuple[Duty, str]], told: Figures) -> str:
    """How the department stands; what it leads is counted as the board counts it."""
    party = next((row for row in told.parties if row.kind == "department" and row.pk == department.pk), None)
    said = []
    if party:
        late = f"，逾期{party.tasks.late}项" if party.tasks.late else ""
        said.append(f"牵头{party.tasks.count}项，已完成{party.tasks.done}项{late}")
    shared = [duty for duty, role in own if role == SHARES]
    if shared:
        done = sum(duty.state_of(department) == Task.State.ACCEPTED for duty in shared)
        said.append(f"与其他部门共同承担{len(shared)}项，本部门已完成{done}项")
    helped = sum(role == ASSISTS for _, role in own)
    said += [f"配合{helped}项"] if helped else []
    return f"{'；'.join(said)}。"


def _others(duties: list[Duty]) -> list[list[Block]]:
    """What no single department's list holds: tasks of other units, of groups without members, of nobody yet."""
    named: dict[str, list[Duty]] = {}
    for duty in duties:
        task = duty.task
        if task.party is None or task.unit_id or (task.group_id and not duty.sharing):
            named.setdefault(str(task.party or NOBODY), []).append(duty)
    return [_rest(name, own) for name, own in named.items()]


def _rest(name: str, own: list[Duty]) -> list[Block]:
    standing = [(duty, LEADS if duty.task.party else "待定", duty.status) for duty in own]
    return [_table(standing, name), Paragraph(f"共{len(own)}项。", role="small")]
