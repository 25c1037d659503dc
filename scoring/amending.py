"""Carrying accepted lines of a difference into a framework: what is not accepted stays as it is, word for word."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db.models import Count

from scoring import rules, totals
from scoring.building import Place
from scoring.difference import CLAUSE_FIELDS, DUE, PLACED, ROW_FIELDS, Difference, Line
from scoring.models import Assessment, Category, Clause, Indicator
from scoring.standing import Stand, same_place
from scoring.threshold_actions import make_rows, renew_rows
from scoring.tree import Tree


class Amending:
    """One round of changes to a framework; `Difference` is of this very moment, under a lock of the caller."""

    def __init__(self, difference: Difference):
        self.difference = difference
        self.framework = difference.framework
        self._rows: dict[int, Indicator] = {one.row: one.indicator for one in difference.old}
        self._made: dict[int, Indicator] = {}  # by the row's place in the paper
        self._categories: dict[Place, Category] = {}
        tree = difference.tree
        for key, row in tree.rows.items():
            names = tuple(one.name for one in reversed(tree.upward(key)))
            self._categories[same_place((row.layer, names))] = row

    def carry_out(self, accepted: Collection[str]) -> None:
        """Change, add, delete; then drop what is empty and put all in the order of the paper."""
        for line in self.difference.lines:
            if line.key in accepted:
                {"changed": self._change, "new": self._add, "gone": self._delete, "worth": self._declare}[line.kind](
                    line
                )
        added = {line.new.key: line.new.clause.pk for line in self.difference.added if line.key in accepted}
        self._drop_empty()
        self._put_in_order(added)

    def _category(self, place: Place) -> Category:
        key = same_place(place)
        if key not in self._categories:
            layer, names = place
            parent = self._category((layer, names[:-1])) if len(names) > 1 else None
            self._categories[key] = Category.objects.create(
                framework=self.framework,
                parent=parent,
                layer=layer,
                name=names[-1],
                points=self.difference.points_of(place),
                order=len(self._categories) + 1,
            )
        return self._categories[key]

    def _row(self, one: Stand) -> Indicator:
        """The standing row of a printed one, or a new one where it has none."""
        known = self.difference.rows[one.row]
        if known is not None:
            return self._rows[known]
        if one.row not in self._made:
            one.indicator.category = self._category(one.place)
            one.indicator.save(force_insert=True)
            self._made[one.row] = one.indicator
        return self._made[one.row]

    def _change(self, line: Line) -> None:
        clause, new = line.old.clause, line.new.clause
        changed = {change.label for change in line.changes}
        for name, label in CLAUSE_FIELDS.items():
            if label in changed:
                setattr(clause, name, getattr(new, name))
        if CLAUSE_FIELDS["text"] in changed:
            clause.thresholds = new.thresholds
        if line.moves:
            clause.indicator = self._row(line.new)
        clause.save()
        if CLAUSE_FIELDS["text"] in changed:
            renew_rows(clause)
        if line.alters_row:
            self._change_row(line, changed)

    def _change_row(self, line: Line, changed: set[str]) -> None:
        row, new = line.old.indicator, line.new.indicator
        for name, label in ROW_FIELDS.items():
            if label in changed:
                setattr(row, name, getattr(new, name))
        if DUE in changed:
            row.due_text, row.due_on = new.due_text, new.due_on
        if PLACED in changed:
            row.category = self._category(line.new.place)
        row.where = new.where
        row.save()

    def _add(self, line: Line) -> None:
        line.new.clause.indicator = self._row(line.new)
        line.new.clause.save(force_insert=True)
        make_rows([line.new.clause])

    def _delete(self, line: Line) -> None:
        line.old.clause.delete()

    def _declare(self, line: Line) -> None:
        if line.category is None:
            self.framework.declared_total = self.difference.total
            self.framework.save(update_fields=["declared_total"])
            return
        names = tuple(one.name for one in reversed(self.difference.tree.upward(line.category.pk)))
        line.category.points = self.difference.points_of((line.category.layer, names))
        line.category.save(update_fields=["points"])

    def _drop_empty(self) -> None:
        Indicator.objects.filter(category__framework=self.framework, clauses__isnull=True).delete()
        while True:
            rows = self.framework.categories.annotate(held=Count("indicators"), below=Count("children"))
            empty = list(rows.filter(held=0, below=0).values_list("pk", flat=True))
            if not empty:
                return
            Category.objects.filter(pk__in=empty).delete()

    def _put_in_order(self, added: dict[int, int]) -> None:
        """All as the paper has it; what it no longer has keeps its place behind its neighbour."""
        place: dict[int, tuple[int, int, int]] = {}
        for position, one in enumerate(self.difference.new):
            pk = self.difference.match[one.key].key if one.key in self.difference.match else added.get(one.key)
            if pk is not None:
                place[pk] = (position, 0, 0)
        last = -1
        for position, one in enumerate(self.difference.old):
            if one.key in place:
                last = place[one.key][0]
            else:
                place[one.key] = (last, 1, position)
        clauses = sorted(self.framework.clauses.select_related("indicator"), key=lambda one: place[one.pk])
        first_of_row: dict[int, int] = {}
        for order, clause in enumerate(clauses, start=1):
            clause.order = order
            first_of_row.setdefault(clause.indicator_id, order)
        Clause.objects.bulk_update(clauses, ["order"], batch_size=500)
        rows = sorted(Indicator.objects.filter(pk__in=first_of_row), key=lambda one: first_of_row[one.pk])
        for order, row in enumerate(rows, start=1):
            row.order = order
        Indicator.objects.bulk_update(rows, ["order"], batch_size=500)
        self._order_categories(rows)

    def _order_categories(self, rows: list[Indicator]) -> None:
        categories = {one.pk: one for one in self.framework.categories.all()}
        first: dict[int, tuple[int, int]] = {}  # by the first row below it, the outer before the inner
        for row in rows:
            line, key = [], row.category_id
            while key is not None:
                line.append(key)
                key = categories[key].parent_id
            for depth, one in enumerate(reversed(line)):
                first.setdefault(one, (row.order, depth))
        for order, key in enumerate(sorted(first, key=lambda one: first[one]), start=1):
            categories[key].order = order
        Category.objects.bulk_update(categories.values(), ["order"])


def settle_scores(framework) -> None:
    """After a change: every score is still one its clause can be given, and all totals are written anew.

    ValidationError names the clause where it is not.
    """
    tree = Tree(framework)
    rows = Assessment.objects.select_for_update(of=("self",)).filter(framework=framework)
    for assessment in rows:
        for score in assessment.scores.select_related("clause__indicator", "clause__framework"):
            offer = rules.offer_of(score.clause, tree)
            try:
                rules.checked(offer, state=score.state, points=score.points, reason=score.reason)
                if score.points and not score.inputs.get("lines"):
                    rules.check_caps(assessment=assessment, clause=score.clause, tree=tree, points=score.points)
            except ValidationError as refusal:
                raise ValidationError(f"“{score.clause}”已有评分，改后对不上：{refusal.messages[0]}") from None
        totals.store(assessment, tree, tree.in_order())
