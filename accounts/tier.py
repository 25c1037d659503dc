"""The units under a unit, as a tree: who is below whom, who runs each office, and who may change what."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q

from accounts.access import Role
from accounts.models import MOST_LEVELS, Membership, Unit, User


@dataclass
class Branch:
    """One unit of the tree: how deep it hangs and the people of its office."""

    unit: Unit
    level: int
    offices: list[User] = field(default_factory=list)


def tree_of(top: Unit) -> list[Branch]:
    """The units below one, each right after the unit it hangs under. Two queries."""
    under: dict[int, list[Unit]] = {}
    for one in Unit.objects.below([top.pk]).select_related("merged_into"):
        under.setdefault(one.parent_id, []).append(one)
    found: list[Branch] = []

    def hang(parent: int, level: int) -> None:
        for one in under.get(parent, ()):
            found.append(Branch(one, level))
            hang(one.pk, level + 1)

    hang(top.pk, 1)
    _seat(found)
    return found


def _seat(branches: list[Branch]) -> None:
    of_unit = {one.unit.pk: one for one in branches}
    rows = Membership.objects.filter(unit__in=of_unit, role=Role.OFFICE, user__is_active=True).select_related("user")
    for row in rows.order_by("user__name", "pk"):
        of_unit[row.unit_id].offices.append(row.user)


def in_reach_of(user: User):
    """The units a person may name: those they act for, and all below these."""
    own = Membership.objects.holding(user, "tier.manage").values("unit")
    return Unit.objects.filter(Q(pk__in=own) | Q(pk__in=Unit.objects.below(own).values("pk")))


def level_of(unit: Unit) -> int:
    """1 for a unit that hangs under none."""
    level = 1
    while unit.parent_id is not None and level <= MOST_LEVELS:
        unit, level = unit.parent, level + 1
    return level


def runs(units):
    """The roles by which people run the office and the accounts of some units."""
    rows = Membership.objects.filter(unit__in=units, role__in=(Role.OFFICE, Role.ADMIN))
    return rows.select_related("user", "unit").order_by("user__name", "pk")
