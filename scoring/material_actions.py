"""Saying what files clauses ask for: by hand for one, or as printed for all that say nothing yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from scoring.clause_materials import MOST, Asked, ClauseMaterial, Slot, asked_by
from scoring.material_reading import proposed
from scoring.models import Clause, Framework


@transaction.atomic
def ask(*, clause: Clause, lines: Sequence[Asked], by: User | None) -> bool:
    """Make these lines what a clause asks for; none takes them away. False where that was so already.

    Points do not depend on it: it may be said of a framework in use, scored or not.
    """
    framework = _held(clause.framework)
    for line in lines:
        if line.slot not in Slot.values:
            raise ValidationError("没有这一类材料，请重新选择。")
        if not 1 <= line.least <= MOST:
            raise ValidationError(f"“{line.title}”的数量要在 1 到 {MOST} 之间。")
    if len({line.slot for line in lines}) != len(lines):
        raise ValidationError("同一类材料只能有一条要求。")
    before = asked_by([clause.pk]).get(clause.pk, [])
    if sorted(before, key=str) == sorted(lines, key=str):
        return False
    ClauseMaterial.objects.filter(clause=clause).delete()
    ClauseMaterial.objects.bulk_create(ClauseMaterial(clause=clause, **vars(line)) for line in lines)
    was, said = ({"材料": "；".join(map(str, rows))} for rows in (before, lines))
    audit.record(by=by, verb="设定材料要求", of=clause, unit=framework.unit, before=was, after=said)
    return True


@transaction.atomic
def confirm(*, framework: Framework, clauses: Iterable[int], by: User | None) -> int:
    """Ask for what is printed in the 材料要求 of some clauses, where nothing is asked yet; how many were said."""
    rows = framework.clauses.filter(pk__in=list(clauses), asked__isnull=True).exclude(materials="")
    count = 0
    for clause in rows:
        lines = proposed(clause.materials)
        if lines:
            clause.framework = framework
            count += ask(clause=clause, lines=lines, by=by)
    return count


def _held(framework: Framework) -> Framework:
    framework = (
        Framework.objects.select_for_update(of=("self",)).select_related("unit", "replaces").get(pk=framework.pk)
    )
    if framework.state == Framework.State.PAST:
        raise ValidationError("这是旧版，只供查看；材料要求请在现行的版本里改。")
    if framework.is_revision:
        raise ValidationError("这是修订稿；材料要求不影响分值，请直接在现行的版本里改。")
    return framework
