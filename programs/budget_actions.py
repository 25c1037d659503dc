"""Changes to a plan's budget: its lines, and which spending stands on which."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.models import User
from accounts.taken import told_when_taken
from accounts.typed import clean_text
from evidence.models import Record
from evidence.money import printed
from programs.budget import BudgetEntry, BudgetLine
from programs.models import Plan

MOST_LINES = 100
TAKEN = "这份方案里已有同名的预算项目。"


def _refuse_ended(plan: Plan) -> None:
    if plan.state == Plan.State.ENDED:
        raise ValidationError("这份方案已经结束，预算不再改动。")


def _checked(name: str, amount: Decimal, note: str) -> dict:
    name, note = clean_text(name), clean_text(note)
    if not 0 < len(name) <= 120:
        raise ValidationError({"name": "预算项目要写，最多 120 个字。"})
    if amount < 0:
        raise ValidationError({"amount": "预算金额不能小于 0。"})
    if len(note) > 300:
        raise ValidationError({"note": "备注最多 300 个字。"})
    return {"name": name, "amount": amount, "note": note}


@transaction.atomic
def add_line(*, plan: Plan, name: str, amount: Decimal, by: User | None, note: str = "") -> BudgetLine:
    _refuse_ended(plan)
    fields = _checked(name, amount, note)
    if plan.budget_lines.count() >= MOST_LINES:
        raise ValidationError(f"预算项目最多 {MOST_LINES} 行，请合并几项。")
    order = (plan.budget_lines.aggregate(last=Max("order"))["last"] or 0) + 1
    with told_when_taken(TAKEN):
        line = BudgetLine.objects.create(plan=plan, order=order, **fields)
    audit.record(
        by=by, verb="新增预算项目", of=line, unit=plan.unit, after={"项目": line.name, "金额": printed(amount)}
    )
    return line


@transaction.atomic
def change_line(*, line: BudgetLine, name: str, amount: Decimal, by: User, note: str = "") -> BudgetLine:
    _refuse_ended(line.plan)
    before = {"项目": line.name, "金额": printed(line.amount)}
    for field, value in _checked(name, amount, note).items():
        setattr(line, field, value)
    with told_when_taken(TAKEN):
        line.save(update_fields=["name", "amount", "note"])
    after = {"项目": line.name, "金额": printed(line.amount)}
    audit.record(by=by, verb="修改预算项目", of=line, unit=line.plan.unit, before=before, after=after)
    return line


@transaction.atomic
def remove_line(*, line: BudgetLine, by: User) -> None:
    """Take a line out; what was spent on it stays spent and waits for another line."""
    _refuse_ended(line.plan)
    before = {"项目": line.name, "金额": printed(line.amount), "支出": line.entries.count()}
    audit.record(by=by, verb="删除预算项目", of=line, unit=line.plan.unit, before=before)
    line.delete()


@transaction.atomic
def copy_lines(*, plan: Plan, source: Plan, by: User) -> int:
    """Take the lines of another plan over with their amounts; only into an empty budget. How many there are."""
    _refuse_ended(plan)
    if source.unit_id != plan.unit_id or plan.budget_lines.exists():
        raise ValidationError("已经有预算项目了，不能再照抄。")
    lines = [
        BudgetLine(plan=plan, name=line.name, amount=line.amount, note=line.note, order=line.order)
        for line in source.budget_lines.all()
    ]
    BudgetLine.objects.bulk_create(lines)
    audit.record(by=by, verb="照抄预算项目", of=plan, after={"来自": str(source), "项目数": len(lines)})
    return len(lines)


@transaction.atomic
def put_on_line(*, record: Record, line: BudgetLine | None, by: User) -> None:
    """Say which line a spending stands on; None takes it off. Nothing different, nothing written."""
    if line is not None:
        _refuse_ended(line.plan)
        if record.kind != Record.Kind.SPENDING or record.unit_id != line.plan.unit_id:
            raise ValidationError("这不是本单位的经费支出。")
        if record.year != line.plan.year:
            raise ValidationError(f"“{record}”是 {record.year} 年的支出，不能归到 {line.plan.year} 年的预算。")
    Record.objects.select_for_update().get(pk=record.pk)
    current = BudgetEntry.objects.select_related("line__plan").filter(record=record).first()
    if (current.line if current else None) == line:
        return
    if current is not None:
        _refuse_ended(current.line.plan)
        current.delete()
    if line is not None:
        BudgetEntry.objects.create(line=line, record=record)
    before, after = {"项目": current.line if current else ""}, {"项目": line or ""}
    audit.record(by=by, verb="归入预算项目", of=record, before=before, after=after)
