"""The text of a plan and what stands around it: sections written in the browser, its head, its annexed files."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.models import User
from programs.models import Plan, PlanFile, PlanSection
from programs.plan_life import lock, refuse_unless_drafted
from programs.uploads import Kept, put

STALE = "这一节刚被别人改过。下面是现在的内容，你写的还在框里，合好以后再保存。"
MOST_SECTIONS = 300
OF_ISSUE = ("issued_on", "effective_on")  # first said by issuing; corrected here afterwards
SENT_OUT = (Plan.State.ISSUED, Plan.State.REVISING)


@transaction.atomic
def describe(*, plan: Plan, by: User, version: int | None = None, **fields) -> bool:
    """Change the head of a plan: title, number, target, days, note; False when it reads so already."""
    lock(plan)
    if plan.state == Plan.State.ENDED:
        raise ValidationError("方案已经结束，不能再改。")
    if version is not None and plan.version != version:
        raise ValidationError("方案刚被别人改过，请看过新的内容后再保存。", code="stale")
    if any(name in fields and fields[name] != getattr(plan, name) for name in OF_ISSUE) and plan.state not in SENT_OUT:
        raise ValidationError("印发日期和施行日期在“印发”时填。")
    if "issued_on" in fields and plan.issued_on and fields["issued_on"] is None:
        raise ValidationError("已经印发的方案要有印发日期。")
    before = {name: getattr(plan, name) for name in fields}
    for name, value in fields.items():
        setattr(plan, name, value)
    changed = [name for name in fields if before[name] != fields[name]]
    if not changed:
        return False
    if plan.effective_on and plan.issued_on and plan.effective_on < plan.issued_on:
        raise ValidationError("施行日期不能早于印发日期。")
    if "level" in changed and plan.issued_on:
        _refuse_second(plan)
    plan.version += 1
    plan.save(update_fields=[*changed, "version"])
    titles = {name: str(Plan._meta.get_field(name).verbose_name) for name in changed}
    audit.record(
        by=by,
        verb="修改方案信息",
        of=plan,
        before={titles[name]: before[name] for name in changed},
        after={titles[name]: fields[name] for name in changed},
    )
    return True


def _refuse_second(plan: Plan) -> None:
    others = Plan.objects.issued().filter(unit=plan.unit_id, year=plan.year, level=plan.level).exclude(pk=plan.pk)
    if others.exists():
        raise ValidationError(f"{plan.year} 年这个级别已经有一份在用的方案。")


@transaction.atomic
def add_section(
    *, plan: Plan, by: User, level: int, heading: str, text: str, after: PlanSection | None = None
) -> PlanSection:
    """A new section behind another one, or at the end."""
    lock(plan)
    refuse_unless_drafted(plan)
    _refuse_empty(heading, text)
    if plan.sections.count() >= MOST_SECTIONS:
        raise ValidationError(f"一份方案最多 {MOST_SECTIONS} 节。")
    last = plan.sections.order_by("order").last()
    place = after.order if after is not None else last.order if last else 0
    plan.sections.filter(order__gt=place).update(order=F("order") + 1)
    section = plan.sections.create(order=place + 1, level=level, heading=heading, text=text)
    _count(plan)
    audit.record(by=by, verb="增加方案章节", of=plan, after={"标题": heading, "内容": text})
    return section


@transaction.atomic
def write_section(
    *, section: PlanSection, by: User, level: int, heading: str, text: str, version: int | None = None
) -> bool:
    """Write a section anew; refused where it is no longer the version the person saw. False when it reads so."""
    plan = _lock_section(section, version)
    _refuse_empty(heading, text)
    before = {"级别": section.level, "标题": section.heading, "内容": section.text}
    after = {"级别": level, "标题": heading, "内容": text}
    if before == after:
        return False
    section.level, section.heading, section.text = level, heading, text
    section.version += 1
    section.save(update_fields=["level", "heading", "text", "version"])
    audit.record(by=by, verb="修改方案章节", of=plan, before=before, after=after)
    return True


@transaction.atomic
def move_section(*, section: PlanSection, by: User, is_up: bool) -> bool:
    """Change places with the section before or behind; False at the end of the row."""
    plan = _lock_section(section)
    rows = list(plan.sections.order_by("order", "pk"))
    place = next(number for number, one in enumerate(rows) if one.pk == section.pk)
    other = place - 1 if is_up else place + 1
    if not 0 <= other < len(rows):
        return False
    rows[place], rows[other] = rows[other], rows[place]
    for order, one in enumerate(rows, start=1):
        if one.order != order:
            PlanSection.objects.filter(pk=one.pk).update(order=order)
    _count(plan)
    audit.record(by=by, verb="移动方案章节", of=plan, after={"标题": section.heading, "上移": is_up})
    return True


@transaction.atomic
def remove_section(*, section: PlanSection, by: User, version: int | None = None) -> None:
    """Take a section out; its words stay in the log."""
    plan = _lock_section(section, version)
    before = {"级别": section.level, "标题": section.heading, "内容": section.text}
    section.delete()
    _count(plan)
    audit.record(by=by, verb="删除方案章节", of=plan, before=before)


@transaction.atomic
def add_files(*, plan: Plan, files: Iterable[Kept], title: str, by: User) -> list[PlanFile]:
    """Annex files; the title is that of a single one, several go by their names."""
    lock(plan)
    if plan.state == Plan.State.ENDED:
        raise ValidationError("方案已经结束，不能再加附件。")
    files = list(files)
    made = []
    for kept in files:
        name = title if title and len(files) == 1 else kept.name.rsplit(".", 1)[0]
        made += put(plan.files, [kept], by=by, title=name[:120])
    if made:
        audit.record(by=by, verb="添加方案附件", of=plan, after={"附件": [str(one) for one in made]})
    return made


@transaction.atomic
def withdraw_file(*, file: PlanFile, by: User) -> None:
    """Take a file out of the plan; row and bytes stay. A second time changes nothing."""
    lock(file.plan)
    if file.plan.state == Plan.State.ENDED:
        raise ValidationError("方案已经结束，附件不能再动。")
    file.refresh_from_db(fields=["withdrawn_at"])
    if file.withdrawn_at is None:
        file.withdrawn_at = timezone.now()
        file.save(update_fields=["withdrawn_at"])
        audit.record(by=by, verb="撤下方案附件", of=file.plan, before={"附件": file.title})


def _lock_section(section: PlanSection, version: int | None = None) -> Plan:
    """The section and its plan as they are now, under the plan's lock."""
    plan = section.plan
    lock(plan)
    fresh = PlanSection.objects.filter(pk=section.pk).first()
    if fresh is None:
        raise ValidationError("这一节刚被别人删掉了。", code="gone")
    section.refresh_from_db()
    section.plan = plan
    refuse_unless_drafted(plan)
    if version is not None and section.version != version:
        raise ValidationError(STALE, code="stale")
    return plan


def _refuse_empty(heading: str, text: str) -> None:
    if not heading and not text:
        raise ValidationError("标题和内容至少写一样。")


def _count(plan: Plan) -> None:
    plan.version += 1
    plan.save(update_fields=["version"])
