"""What the clauses an activity serves ask of each activity: for the tick lists of its page, and for what it holds."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q

from evidence.models import Record
from scoring.clause_materials import Asked, ClauseMaterial, asked_by
from scoring.material_standing import Line, lines_of_record, most_of


@dataclass
class AskedOf:
    """Lines asked of each activity, by clause and by task."""

    clauses: dict[int, list[Asked]] = field(default_factory=dict)
    tasks: dict[int, list[Asked]] = field(default_factory=dict)

    def of(self, tasks: Iterable[int], clauses: Iterable[int]) -> list[Asked]:
        """All that is asked through these tasks and clauses, each sort once."""
        through = [*(self.tasks.get(key, []) for key in tasks), *(self.clauses.get(key, []) for key in clauses)]
        return most_of(one for lines in through for one in lines)


def asked_of(tasks: Collection[int], clauses: Collection[int]) -> AskedOf:
    """Of tasks and clauses by their keys. One query."""
    named = Q(clause__tasks__in=tasks) | Q(clause__in=clauses)
    rows = ClauseMaterial.objects.filter(named).annotate(task=F("clause__tasks")).order_by("pk")
    of_clauses: dict[int, dict[int, Asked]] = {}
    found = AskedOf()
    for row in rows:
        of_clauses.setdefault(row.clause_id, {})[row.pk] = row.as_asked()
        if row.task is not None:
            found.tasks.setdefault(row.task, []).append(row.as_asked())
    found.clauses = {clause: list(lines.values()) for clause, lines in of_clauses.items()}
    return found


def as_data(asked: Iterable[Asked]) -> str:
    """Lines for the script of the page; empty where there are none."""
    lines = [
        {"slot": one.slot, "least": one.least, "title": one.title, "measure": one.measure, "note": one.note}
        for one in most_of(asked)
    ]
    return json.dumps(lines, ensure_ascii=False) if lines else ""


def lines_for(record: Record, clauses: Collection[int]) -> list[Line]:
    """What the clauses an activity is put forward for ask of it. The record comes `with_counts`."""
    if record.kind != Record.Kind.ACTIVITY or not clauses:
        return []
    asked = asked_by(clauses)
    return lines_of_record((one for lines in asked.values() for one in lines), record)
