"""Changes to the tree of units: one below another, its names, the people of its office."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.access import Role
from accounts.actions import create_person, create_unit, grant, withdraw_role
from accounts.models import MOST_LEVELS, Membership, Unit, User
from accounts.passwords import new_password
from accounts.tier import in_reach_of, level_of


@transaction.atomic
def add_unit(*, parent: Unit, code: str, name: str, short_name: str, kind: str, by: User) -> Unit:
    """A unit below another that is in use."""
    parent = Unit.objects.select_for_update().get(pk=parent.pk)
    if parent.closed_on:
        raise ValidationError(f"{parent}已经停用，下面不能再加单位。")
    if level_of(parent) >= MOST_LEVELS:
        raise ValidationError(f"单位最多 {MOST_LEVELS} 级，{parent}下面不能再加。")
    return create_unit(code=code, name=name, short_name=short_name, kind=kind, parent=parent, by=by)


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, short_name: str, kind: str, by: User) -> Unit:
    """What a unit is called from now on; papers that were kept or sent out read as they did."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    given = {"name": name, "short_name": short_name, "kind": kind}
    titles = {field: str(Unit._meta.get_field(field).verbose_name) for field in given}
    before = {title: getattr(unit, field) for field, title in titles.items()}
    after = {title: given[field] for field, title in titles.items()}
    if before == after:
        return unit
    for field, value in given.items():
        setattr(unit, field, value)
    unit.full_clean(exclude=["parent", "merged_into"])
    unit.save(update_fields=list(given))
    audit.record(by=by, verb="修改单位", of=unit, unit=unit, before=before, after=after)
    return unit


@transaction.atomic
def seat(*, unit: Unit, name: str, username: str, phone: str, role: str, by: User) -> tuple[Membership, str]:
    """Give somebody the office of a unit below, or its accounts; returns the role and the first password of a new
    account, nothing where the account existed. Nobody gives a role above their own.
    """
    if role not in (Role.OFFICE, Role.ADMIN):
        raise ValidationError("这里只设创建办和系统管理员，其他人由该单位自己添加。")
    if role == Role.ADMIN and not administers_above(by, unit):
        raise ValidationError("系统管理员要由上级单位的系统管理员来设。")
    if unit.closed_on:
        raise ValidationError(f"{unit}已经停用，不能再设人。")
    user = User.objects.filter(username=username).first()
    if user is None:
        password = new_password()
        fields = {"username": username, "name": name, "phone": phone, "must_change_password": True}
        user = create_person(password=password, by=by, **fields)
    elif user.is_active and user.name == name and user.memberships.filter(unit__in=in_reach_of(by)).exists():
        password = ""
    else:
        raise ValidationError("这个账号已经有人用了，换一个；给已有账号的人，姓名要和他账号上的一致。")
    return grant(user=user, unit=unit, role=role, by=by), password


@transaction.atomic
def unseat(*, membership: Membership, by: User) -> None:
    if membership.role == Role.ADMIN and not administers_above(by, membership.unit):
        raise ValidationError("系统管理员要由上级单位的系统管理员来撤。")
    withdraw_role(membership=membership, by=by)


@transaction.atomic
def renew_password(*, membership: Membership, by: User) -> str:
    """A new first password for somebody who works under the person alone, and administers nothing above their say."""
    user = membership.user
    for held in user.memberships.select_related("unit"):
        is_below = Unit.objects.governed_by(by).filter(pk=held.unit_id).exists()
        if not is_below or (held.role == Role.ADMIN and not administers_above(by, held.unit)):
            raise ValidationError(f"{user}还是{held}，密码要由那里的系统管理员来重设。")
    password = new_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    audit.record(by=by, verb="重设密码", of=user, unit=membership.unit)
    return password


def administers_above(user: User, unit: Unit) -> bool:
    """Whether the person administers a unit somewhere above this one."""
    above = Membership.objects.holding(user, "people.manage").values("unit")
    return Unit.objects.below(above).filter(pk=unit.pk).exists()
