"""Changes to the roster: people come, change, leave; branches; a file is read, answered and taken in."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from accounts import actions, audit
from accounts.models import Department, Membership, PartyBranch, Person, RosterGiven, Unit, User
from accounts.roster_merging import NEW, Comparison, Row, compare, printed
from accounts.taken import told_when_taken
from documents import child

TAKEN = "这个工号或登录账号已经是别人的了，请核对。"
LARGEST_ROSTER = 5 * 2**20  # bytes of one file
MOVED = "核对的内容有变化，请再看一遍，没有问题再确认。"


def _title(name: str) -> str:
    return str(Person._meta.get_field(name).verbose_name)


def _told(name: str, value) -> str:
    """A value for the log, which nothing leaves again: a telephone number does not go in."""
    return ("有" if value else "无") if name == "phone" else printed(value)


def _refuse_foreign(unit: Unit, fields: dict) -> None:
    for name in ("department", "branch"):
        if fields.get(name) is not None and fields[name].unit_id != unit.pk:
            raise ValidationError("部门和党支部要选本单位的。")


@transaction.atomic
def add_person(*, unit: Unit, name: str, by=None, **fields) -> Person:
    """Put a person on the roster; `fields` are those of Person."""
    _refuse_foreign(unit, fields)
    person = Person(unit=unit, name=name, **fields)
    person.full_clean(validate_constraints=False)
    with told_when_taken(TAKEN):
        person.save()
    audit.record(by=by, verb="名册加人", of=person, after={"姓名": name, "部门": printed(person.department)})
    return person


@transaction.atomic
def change_person(*, person: Person, by, **fields) -> Person:
    """Change what the roster says about a person; nothing different, nothing written."""
    _refuse_foreign(person.unit, fields)
    changed = {name: value for name, value in fields.items() if getattr(person, name) != value}
    if not changed:
        return person
    before = {_title(name): _told(name, getattr(person, name)) for name in changed}
    for name, value in changed.items():
        setattr(person, name, value)
    person.full_clean(exclude=["unit"], validate_constraints=False)
    with told_when_taken(TAKEN):
        person.save(update_fields=list(changed))
    after = {_title(name): _told(name, value) for name, value in changed.items()}
    audit.record(by=by, verb="修改名册", of=person, before=before, after=after)
    return person


@transaction.atomic
def leave(*, person: Person, on: date, by) -> None:
    """The person leaves; `on` is the last day on the roll. What the person took part in stays."""
    if person.joined_on and on < person.joined_on:
        raise ValidationError(f"离岗日期要在到岗日期（{person.joined_on:%Y-%m-%d}）以后。")
    person.left_on = on
    person.save(update_fields=["left_on"])
    audit.record(by=by, verb="登记离岗", of=person, after={"离岗日期": on})


@transaction.atomic
def come_back(*, person: Person, by) -> None:
    """The person belongs to the unit again, or never left."""
    before = person.left_on
    person.left_on = None
    person.save(update_fields=["left_on"])
    audit.record(by=by, verb="恢复在册", of=person, before={"离岗日期": before})


@transaction.atomic
def remove_person(*, person: Person, by) -> None:
    """Take a person off who was entered by mistake; who took part in anything stays."""
    audit.record(by=by, verb="名册删人", of=person, before={"姓名": person.name, "部门": printed(person.department)})
    try:
        with transaction.atomic():
            person.delete()
    except ProtectedError:
        raise ValidationError(f"{person.name}参加过活动或会议，不能删除；人走了请登记离岗。") from None


@transaction.atomic
def create_branch(*, unit: Unit, name: str, by=None, secretary: str = "", departments=()) -> PartyBranch:
    if not 0 < len(name) <= PartyBranch._meta.get_field("name").max_length:
        raise ValidationError("党支部名称要写，最多 120 个字。")
    with told_when_taken("已有同名的党支部。"):
        branch = PartyBranch.objects.create(unit=unit, name=name, secretary=secretary, order=unit.branches.count() + 1)
    branch.departments.set(departments)
    audit.record(by=by, verb="新建党支部", of=branch, after={"名称": name, "书记": secretary})
    return branch


@transaction.atomic
def change_branch(*, branch: PartyBranch, name: str, secretary: str, departments, by) -> PartyBranch:
    before = {"名称": branch.name, "书记": branch.secretary}
    branch.name, branch.secretary = name, secretary
    with told_when_taken("已有同名的党支部。"):
        branch.save(update_fields=["name", "secretary"])
    branch.departments.set(departments)
    after = {"名称": name, "书记": secretary, "部门": "、".join(map(str, departments))}
    audit.record(by=by, verb="修改党支部", of=branch, before=before, after=after)
    return branch


@transaction.atomic
def remove_branch(*, branch: PartyBranch, by) -> None:
    audit.record(by=by, verb="删除党支部", of=branch, before={"名称": branch.name})
    try:
        with transaction.atomic():
            branch.delete()
    except ProtectedError:
        raise ValidationError(f"{branch}里还有人，或者考评里用到它，不能删除。") from None


# ---------- a file


def read_given(*, unit: Unit, data: bytes, name: str, by) -> RosterGiven:
    """Read a roster file in the guarded child and keep what it says for the clerk; or ValidationError says why not."""
    if not data:
        raise ValidationError("这个文件是空的，请检查后再传。")
    if len(data) > LARGEST_ROSTER:
        raise ValidationError(f"名册文件超过了 {LARGEST_ROSTER // 2**20} MB，请去掉图片和多余的表再传。")
    try:
        reading = child.read_roster(data, name)
    except child.ChildError as problem:
        raise ValidationError(str(problem)) from None
    with transaction.atomic():
        given = RosterGiven.objects.create(unit=unit, name=name[-200:], reading=reading, by=by)
        audit.record(by=by, verb="读入名册", of=given, after={"行数": len(reading["rows"])})
    return given


@transaction.atomic
def answer_given(*, given: RosterGiven, answers: dict[str, dict], by) -> None:
    """Keep what the clerk said about unknown names and namesakes; not written to the log: nothing has happened yet."""
    given.answers = {kind: {**given.answers.get(kind, {}), **said} for kind, said in answers.items()}
    given.save(update_fields=["answers"])


@transaction.atomic
def drop_given(*, given: RosterGiven, by) -> None:
    audit.record(by=by, verb="放弃导入名册", of=given)
    given.delete()


@transaction.atomic
def take_in(*, given: RosterGiven, digest: str, today: date, by) -> Comparison:
    """Write what the clerk was shown, all of it or nothing; refused while something is open or has moved."""
    Unit.objects.select_for_update().get(pk=given.unit_id)  # two files at once would add the same people twice
    told = compare(given.unit, given.reading, given.answers, today)
    if told.open_count:
        raise ValidationError(f"还有 {told.open_count} 处没有说明，请先选好。")
    if told.digest != digest:
        raise ValidationError(MOVED)
    made = _settle(given, told, by)
    with told_when_taken(TAKEN):
        for row in told.changed:
            _write(row, row.person, made)
        Person.objects.bulk_create([_write(row, Person(unit=given.unit), made) for row in told.new])
    counts = {"新增": len(told.new), "更新": len(told.changed), "未导入": len(told.faulty)}
    audit.record(by=by, verb="导入名册", of=given, after=counts)
    given.delete()
    return told


def _settle(given: RosterGiven, told: Comparison, by) -> dict[tuple[str, str], Department | PartyBranch]:
    """Create the departments and branches the clerk asked for, and remember what the other names mean."""
    made: dict[tuple[str, str], Department | PartyBranch] = {}
    for one in told.departments:
        if one.answer == NEW:
            made["department", one.text] = actions.create_department(unit=given.unit, name=one.text, by=by)
        elif one.answer.isdigit():
            department = given.unit.departments.get(pk=one.answer)
            actions.remember_name(unit=given.unit, text=one.text, means=department, by=by)
    for one in told.branches:
        if one.answer == NEW:
            made["branch", one.text] = create_branch(unit=given.unit, name=one.text, by=by)
    return made


def _write(row: Row, person: Person, made: dict) -> Person:
    """Put a row's values on a person; who is known is saved, who is new goes in with the others."""
    for name, value in row.values.items():
        is_promised = name in ("department", "branch") and value is not None and value.pk is None
        setattr(person, name, made[name, value.name] if is_promised else value)
    if not person.is_volunteer:
        person.volunteer_on = None
    if person.pk is None:
        _join_branch(person)
    else:
        person.save()
    return person


def _join_branch(person: Person) -> None:
    """A new party member without a branch belongs to the one that takes the members of the department."""
    if person.is_party_member and person.branch_id is None and person.department_id is not None:
        takes = list(person.department.branches.all()[:2])
        person.branch = takes[0] if len(takes) == 1 else None


def who_log_in(unit: Unit):
    """Who logs in for the unit and is not on its roster by that account or by name."""
    listed = Person.objects.of_unit(unit)
    users = User.objects.filter(memberships__unit=unit, is_active=True).distinct()
    known = listed.filter(user__isnull=False).values("user")
    return users.exclude(pk__in=known).exclude(name__in=listed.values("name"))


@transaction.atomic
def list_who_log_in(*, unit: Unit, by) -> list[Person]:
    """Put everybody who logs in on the roster, each in the department of their first role that has one."""
    held = Membership.objects.filter(unit=unit, department__isnull=False).select_related("department")
    departments = {row.user_id: row.department for row in held.order_by("-pk")}
    return [
        add_person(unit=unit, name=one.name, phone=one.phone, department=departments.get(one.pk), user=one, by=by)
        for one in who_log_in(unit).order_by("pk")
    ]


def user_choices(unit: Unit):
    """Who logs in for the unit."""
    return User.objects.filter(memberships__unit=unit).distinct()
