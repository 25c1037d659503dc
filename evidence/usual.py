"""The department something is filed for, where the person does not say: so that the office has one choice less."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from accounts.access import Standing
from accounts.leading_group import GroupOffice
from evidence.models import Record


def usual_department(standing: Standing, last: Record | None = None) -> int | None:
    """The key of the own department; else that of the last record filed, of the leading group's office, or the only
    one of the unit. One query, none for people of a department.
    """
    if standing.departments:
        return standing.departments[0].pk
    usable = standing.unit.departments.active()
    if last is not None and last.department.is_active:
        return last.department_id
    office = GroupOffice.objects.filter(group__unit=standing.unit, to_on__isnull=True, department=OuterRef("pk"))
    first = list(usable.annotate(keeps_office=Exists(office)).order_by("-keeps_office", "order", "pk")[:2])
    return first[0].pk if first and (first[0].keeps_office or len(first) == 1) else None
