"""What the clauses an activity serves ask of each activity: for the tick lists of its page, and for what it holds."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from evidence.models import Record
from programs.models import Task
from scoring.clause_materials import Asked, asked_by
from scoring.material_standing import Line, lines_of_record, most_of
from scoring.models import Assessment, Citation


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
    """Of tasks and clauses by their keys. Two queries at most."""
    links = Task.clauses.through.objects.filter(task__in=tasks, clause__asked__isnull=False).distinct()
    pairs = list(links.values_list("task", "clause")) if tasks else []
    named = {clause for _, clause in pairs} | set(clauses)
    found = AskedOf(asked_by(named) if named else {})
    for task, clause in pairs:
        found.tasks.setdefault(task, []).extend(found.clauses.get(clause, []))
    return found


def as_data(asked: Iterable[Asked]) -> str:
    """Lines for the script of the page; empty where there are none."""
    lines = [
        {"slot": one.slot, "least": one.least, "title": one.title, "measure": one.measure, "note": one.note}
        for one in most_of(asked)
    ]
    return json.dumps(lines, ensure_ascii=False) if lines else ""


def lines_for(record: Record) -> list[Line]:
    """What the clauses an activity is put forward for ask of it. The record comes `with_counts`."""
    if record.kind != Record.Kind.ACTIVITY:
        return []
    cited = Citation.objects.filter(record=record, assessment__kind=Assessment.Kind.SELF)
    asked = asked_by(cited.values("clause"))
    return lines_of_record((one for lines in asked.values() for one in lines), record)
