"""What files a clause asks for, line by line: data of the framework that the office confirms from the printed words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from evidence.models import Attachment
from scoring.models import Clause

MOST = 5000  # files or words of one line
MEASURES = {"photo": "张", "press": "篇", "summary": "字"}
Slot = Attachment.Slot


@dataclass(frozen=True)
class Asked:
    """One line as plain data. `least` counts files; of the summary, characters.

    `is_each`: asked of every activity put forward, not of all together. `shows_name` is for a person to look at.
    """

    slot: str
    least: int = 1
    is_each: bool = False
    shows_name: bool = False
    needs_number: bool = False

    @property
    def title(self) -> str:
        return Slot(self.slot).label

    @property
    def measure(self) -> str:
        return MEASURES.get(self.slot, "份")

    @property
    def note(self) -> str:
        """What no count can tell: 看得出单位名称、有文号."""
        said = ["看得出单位名称"] if self.shows_name else []
        return "、".join([*said, *(["有文号"] if self.needs_number else [])])

    def __str__(self):
        each = "每次活动" if self.is_each else ""
        return f"{each}{self.title}至少 {self.least} {self.measure}{f'（{self.note}）' if self.note else ''}"


class ClauseMaterial(models.Model):
    """One line of what a clause asks for; at most one for each sort of material."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="asked")
    slot = models.CharField("材料", max_length=10, choices=Slot.choices)
    least = models.PositiveSmallIntegerField("至少", default=1)
    is_each = models.BooleanField("每次活动都要", default=False)
    shows_name = models.BooleanField("看得出单位名称", default=False)
    needs_number = models.BooleanField("有文号", default=False)

    class Meta:
        verbose_name = "得分点的材料"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["clause", "slot"], name="clause_material_once")]

    def __str__(self):
        return str(self.as_asked())

    def as_asked(self) -> Asked:
        return Asked(self.slot, self.least, self.is_each, self.shows_name, self.needs_number)


def asked_by(clauses) -> dict[int, list[Asked]]:
    """What clauses ask for, by their keys (a list, or a queryset of keys). One query."""
    found: dict[int, list[Asked]] = {}
    for row in ClauseMaterial.objects.filter(clause__in=clauses).order_by("clause", "pk"):
        found.setdefault(row.clause_id, []).append(row.as_asked())
    return found


def copy_materials(pairs: Iterable[tuple[Clause, Clause]]) -> None:
    """What clauses ask for, for their copies. Two queries."""
    copy_of = {clause.pk: copy for clause, copy in pairs}
    asked = asked_by(list(copy_of))
    ClauseMaterial.objects.bulk_create(
        [ClauseMaterial(clause=copy_of[key], **vars(one)) for key, lines in asked.items() for one in lines],
        batch_size=500,
    )
