"""Changes to units, departments and people; each in one transaction with one audit line."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit, heads
from accounts.access import IN_DEPARTMENT
from accounts.first import FirstToken
from accounts.models import Department, DepartmentGroup, Membership, PartyName, Post, PostHolding, Unit, User
from accounts.passwords import new_password
from accounts.taken import told_when_taken

NEW = "new:"  # before the name of a department that is to be made


@transaction.atomic
def create_unit(*, code: str, name: str, by=None, parent: Unit | None = None, **fields) -> Unit:
    if not re.fullmatch(r"[-\w]{1,40}", code, re.ASCII):
        raise ValidationError("单位代码只用字母、数字、横线和下划线，最多 40 个，如 gzw。")
    if not 0 < len(name) <= Unit._meta.get_field("name").max_length:
        raise ValidationError("单位全称要写，最多 120 个字。")
    with told_when_taken("已有同一代码的单位。"):
        unit = Unit.objects.create(code=code, name=name, parent=parent, **fields)
    audit.record(by=by, verb="新建单位", of=unit, unit=unit, after={"代码": code, "名称": name})
    return unit


@transaction.atomic
def set_first_leads(*, unit: Unit, value: bool, by: User) -> None:
    """Whether the first department a paper lists leads where it names no lead; tasks made before stay as they are."""
    unit.refresh_from_db(from_queryset=Unit.objects.select_for_update())
    if unit.first_leads == value:
        return
    unit.first_leads = value
    unit.save(update_fields=["first_leads"])
    said = {True: "排在第一的牵头", False: "由创建办指定"}
    before, after = {"牵头": said[not value]}, {"牵头": said[value]}
    audit.record(by=by, verb="调整牵头规则", of=unit, unit=unit, before=before, after=after)


@transaction.atomic
def create_department(*, unit: Unit, name: str, by=None, short_name: str = "", **fields) -> Department:
    order = fields.pop("order", None)
    if order is None:
        order = unit.departments.count() + 1
    with told_when_taken("已有同名的部门。"):
        department = Department.objects.create(unit=unit, name=name, short_name=short_name, order=order, **fields)
    if department.head is not None:
        heads.follow(department=department, head=department.head, on=timezone.localdate())
    audit.record(by=by, verb="新建部门", of=department, after={"名称": name, "简称": short_name})
    return department


@transaction.atomic
def change_department(*, department: Department, by, head_from_on: date | None = None, **fields) -> Department:
    """Change a department's names, head, order or whether it is in use.

    Who heads it is also kept as history: the new head from `head_from_on` (else today), the former until the day
    before. A department put out of use has no head from then on.
    """
    titles = {name: str(Department._meta.get_field(name).verbose_name) for name in fields}
    before = {titles[name]: getattr(department, name) for name in fields}
    for name, value in fields.items():
        setattr(department, name, value)
    department.full_clean(exclude=["unit"])
    with told_when_taken("已有同名的部门。"):
        department.save(update_fields=list(fields))
    if {"head", "is_active"} & set(fields):
        head = department.head if department.is_active else None
        heads.follow(department=department, head=head, on=head_from_on or timezone.localdate())
    audit.record(
        by=by, verb="修改部门", of=department, before=before, after={titles[name]: fields[name] for name in fields}
    )
    return department


@transaction.atomic
def create_group(*, unit: Unit, name: str, by=None, departments=None) -> DepartmentGroup:
    """A name for several departments: all of them in use, or the given ones."""
    with told_when_taken("已有同名的部门组。"):
        group = DepartmentGroup.objects.create(unit=unit, name=name, takes_all=departments is None)
    if departments is not None:
        group.departments.set(departments)
    audit.record(by=by, verb="新建部门组", of=group, after={"名称": name, "全部": departments is None})
    return group


@transaction.atomic
def change_group(*, group: DepartmentGroup, name: str, departments, by) -> DepartmentGroup:
    """Change what a group is called and whom it means; `departments` None means all in use."""
    before = {"名称": group.name, "全部": group.takes_all}
    group.name, group.takes_all = name, departments is None
    with told_when_taken("已有同名的部门组。"):
        group.save(update_fields=["name", "takes_all"])
    group.departments.set(departments or [])
    audit.record(by=by, verb="修改部门组", of=group, before=before, after={"名称": name, "全部": departments is None})
    return group


@transaction.atomic
def remember_name(*, unit: Unit, text: str, means: Department | DepartmentGroup, by=None) -> PartyName:
    """Remember what a name printed in papers means in this unit."""
    is_department = isinstance(means, Department)
    row, _ = PartyName.objects.update_or_create(
        unit=unit,
        text=text,
        defaults={"department": means if is_department else None, "group": None if is_department else means},
    )
    audit.record(by=by, verb="记住部门叫法", of=row, after={"叫法": text, "是": str(means)})
    return row


@transaction.atomic
def create_person(
    *, username: str, name: str, password: str | None, by=None, phone: str = "", must_change_password: bool = False
) -> User:
    """A new account; a password that somebody else knows is to be changed at the first login."""
    fields = {"name": name, "phone": phone, "must_change_password": must_change_password}
    with told_when_taken("这个账号已经有人用了，换一个。"):
        user = User.objects.create_user(username=username, password=password, **fields)
    audit.record(by=by, verb="新建人员", of=user, after={"账号": username, "姓名": name})
    return user


@transaction.atomic
def grant(*, user: User, unit: Unit, role: str, by=None, department: Department | None = None) -> Membership:
    """Give a person a role. Heads and clerks hold it for a department of the same unit."""
    if role in IN_DEPARTMENT and (department is None or department.unit_id != unit.pk):
        raise ValidationError("部门负责人和联络员要指定本单位的一个部门。")
    row, is_new = Membership.objects.get_or_create(
        user=user, unit=unit, role=role, department=department if role in IN_DEPARTMENT else None
    )
    if is_new:
        audit.record(by=by, verb="授予角色", of=user, unit=unit, after={"角色": str(row)})
    return row


@transaction.atomic
def create_people(*, unit: Unit, rows: list[dict], by) -> list[tuple[User, Membership, str]]:
    """Accounts for several people, all or none: (user, role, first password) of each.

    A row has name, username, phone, role and department: a key, "new:" and the name of one to be made, or nothing.
    The password is told once, here; its owner has to change it at the first login.
    """
    made: list[tuple[User, Membership, str]] = []
    departments = {str(one.pk): one for one in unit.departments.active()}
    for row in rows:
        wanted = row["department"]
        if wanted and wanted not in departments:
            name = wanted.removeprefix(NEW)
            departments[wanted] = create_department(unit=unit, name=name, by=by)
        password = new_password()
        told = {name: row[name] for name in ("username", "name", "phone")}
        user = create_person(**told, password=password, must_change_password=True, by=by)
        role = grant(user=user, unit=unit, role=row["role"], department=departments.get(wanted), by=by)
        made.append((user, role, password))
    return made


@transaction.atomic
def withdraw_role(*, membership: Membership, by) -> None:
    audit.record(by=by, verb="撤销角色", of=membership.user, unit=membership.unit, before={"角色": str(membership)})
    membership.delete()


def _refuse_foreign(user: User, by) -> None:
    """An administrator has no hand on the account of somebody who also serves where they administer nothing."""
    if by is None or by == user:
        return
    administered = Membership.objects.holding(by, "people.manage").values("unit")
    other = user.memberships.exclude(unit__in=administered).select_related("unit").first()
    if other is not None:
        raise ValidationError(
            f"{user.name}在{other.unit}也有角色，账号要由两边都管的管理员来改，这里可以撤销本单位的角色。"
        )


@transaction.atomic
def set_active(*, user: User, is_active: bool, by, unit: Unit | None = None) -> None:
    """Let a person in or shut them out; the next request of every open session obeys."""
    _refuse_foreign(user, by)
    User.objects.filter(pk=user.pk).update(is_active=is_active)
    audit.record(by=by, verb="启用人员" if is_active else "停用人员", of=user, unit=unit)


@transaction.atomic
def set_password(*, user: User, password: str, by, unit: Unit | None = None) -> None:
    _refuse_foreign(user, by)
    user.set_password(password)
    user.must_change_password = by != user
    user.save(update_fields=["password", "must_change_password"])
    audit.record(by=by, verb="重设密码", of=user, unit=unit)


@transaction.atomic
def create_post(
    *,
    unit: Unit,
    seat: str,
    title: str,
    by=None,
    rule: str = Post.Rule.HOLDER,
    department: Department | None = None,
    department_group: DepartmentGroup | None = None,
    from_on: date | None = None,
) -> Post:
    """A post of the leading group; by rule it is held by whoever heads a department, those of a group, or all."""
    needed = {Post.Rule.DEPARTMENT: department, Post.Rule.GROUP: department_group}
    if rule in needed and needed[rule] is None:
        raise ValidationError("请选择是哪个部门。" if rule == Post.Rule.DEPARTMENT else "请选择是哪一组部门。")
    meant = [one for one in needed.values() if one is not None]
    if any(one.unit_id != unit.pk for one in meant):
        raise ValidationError("只能选本单位的部门。")
    with told_when_taken("这个职务已经在领导小组里了。"):
        post = Post.objects.create(
            unit=unit,
            seat=seat,
            title=title,
            rule=rule,
            department=department if rule == Post.Rule.DEPARTMENT else None,
            department_group=department_group if rule == Post.Rule.GROUP else None,
            from_on=from_on,
            order=unit.posts.count() + 1,
        )
    audit.record(
        by=by, verb="设立领导小组职务", of=post, after={"职务": str(post), "由谁担任": post.get_rule_display()}
    )
    return post


@transaction.atomic
def hand_over_post(*, post: Post, name: str, from_on: date, by, user: User | None = None) -> PostHolding:
    """Seat a successor from a day on; the former holder's row ends the day before and stays."""
    if post.rule != Post.Rule.HOLDER:
        raise ValidationError("这个职务由部门负责人担任，换了部门负责人，名单自动跟着变。")
    current = post.holdings.select_for_update().filter(to_on__isnull=True).first()
    if current is not None:
        if from_on <= current.from_on:
            raise ValidationError(f"接任日期要晚于{current.name}的任职日期（{current.from_on:%Y-%m-%d}）。")
        current.to_on = from_on - timedelta(days=1)
        current.save(update_fields=["to_on"])
    with told_when_taken("刚有人登记了这个职务的任职，请刷新后再填。"):
        holding = PostHolding.objects.create(post=post, name=name, user=user, from_on=from_on)
    audit.record(
        by=by,
        verb="领导小组职务接任",
        of=post,
        before={"任职": current.name if current else ""},
        after={"任职": name, "起": from_on},
    )
    return holding


@transaction.atomic
def open_installation(*, unit_code: str, unit_name: str, username: str, name: str, password: str) -> User:
    """Create the first unit and its administrator, who is the office too until others are named.

    The token goes first: of two posts at the same moment the second finds none.
    """
    if not FirstToken.objects.all().delete()[0]:
        raise ValidationError("启用口令已经用过了，请直接登录。")
    unit = Unit.objects.filter(code=unit_code).first() or create_unit(code=unit_code, name=unit_name)
    user = create_person(username=username, name=name, password=password)
    grant(user=user, unit=unit, role="admin", by=user)
    grant(user=user, unit=unit, role="office", by=user)
    return user
