"""What a corrected paper changes in a framework, line by line, for a person to accept or leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher

from scoring.building import Place, declared_points, declared_total
from scoring.models import Category, Framework
from scoring.points import printed as points_text
from scoring.standing import Stand, matched, printed, rows_matched, same_place, same_text, standing
from scoring.tree import Tree

CLAUSE_FIELDS = {
    "text": "内容",
    "points": "分值",
    "methods": "测评方法",
    "materials": "材料要求",
    "scoring": "评分标准",
}
ROW_FIELDS = {"number": "编号", "departments": "责任部门", "lead": "牵头部门"}
SHORT = 8  # characters; words picked out of so few are harder to read than both
MOVED, PLACED, DUE, WORTH, TOTAL = "所在条", "类目", "时限", "类目分值", "公布的总分"


@dataclass(frozen=True)
class Change:
    """One thing that is put otherwise, in words."""

    label: str
    before: str
    after: str

    def pieces(self) -> list[tuple[str, str]]:
        """Both texts in one: (kept, gone or new, its words). Short ones stand whole beside each other."""
        if min(len(self.before), len(self.after)) < SHORT:
            return [("gone", self.before or "空"), ("kept", " → "), ("new", self.after or "空")]
        found = []
        matcher = SequenceMatcher(None, self.before, self.after, autojunk=False)
        for kind, begin, end, start, stop in matcher.get_opcodes():
            if kind == "equal":
                found.append(("kept", self.before[begin:end]))
                continue
            found += [("gone", self.before[begin:end])] * (end > begin) + [("new", self.after[start:stop])] * (
                stop > start
            )
        return found

    def __str__(self):
        return f"{self.label}：{self.before or '空'} → {self.after or '空'}"


@dataclass
class Line:
    """One line to accept: a clause that is new, changed or gone, or what a category declares."""

    key: str
    kind: str
    changes: list[Change] = field(default_factory=list)
    old: Stand | None = None
    new: Stand | None = None
    category: Category | None = None
    why_not: str = ""  # why it cannot be accepted now

    @property
    def stand(self) -> Stand | None:
        """The clause it is about, as the paper has it where it does; None for a category or the paper itself."""
        return self.new or self.old

    @property
    def where(self) -> str:
        if self.category is not None:
            return self.category.name
        if self.stand is None:
            return ""
        number = self.stand.indicator.number
        return " · ".join([" / ".join(self.stand.place[1]), *([number] if number else [])])

    @property
    def title(self) -> str:
        return str(self.stand.clause) if self.stand else ""

    @property
    def alters_row(self) -> bool:
        return any(change.label in (*ROW_FIELDS.values(), PLACED, DUE) for change in self.changes)

    @property
    def moves(self) -> bool:
        return any(change.label == MOVED for change in self.changes)


class Difference:
    """A framework beside the items of a paper. Four queries, however large they are."""

    def __init__(self, framework: Framework, items: list[dict], printed_total: str | None):
        self.framework = framework
        self.tree = Tree(framework)
        self.old, self.new = standing(framework), printed(framework, items)
        self.match = matched(self.old, self.new)
        self.rows = rows_matched(self.new, self.match)
        self.declared = {same_place(place): points for place, points in declared_points(items).items()}
        self.total = declared_total(items, printed_total)
        self.changed = self._changed()
        self.added = [Line(f"n{one.key}", "new", new=one) for one in self.new if one.key not in self.match]
        kept = {one.key for one in self.match.values()}
        self.gone = [Line(f"g{one.key}", "gone", old=one) for one in self.old if one.key not in kept]
        self.worth = self._worth()

    @property
    def lines(self) -> list[Line]:
        return [*self.changed, *self.added, *self.gone, *self.worth]

    @property
    def unchanged(self) -> int:
        return len(self.match) - len(self.changed)

    def _changed(self) -> list[Line]:
        found, spoken_for = [], set()
        by_row = {one.row: one.indicator for one in self.old}
        for one in self.new:
            old = self.match.get(one.key)
            if old is None:
                continue
            changes = _clause_changes(old, one)
            target = self.rows[one.row]
            if target == old.row:
                if one.row not in spoken_for:
                    spoken_for.add(one.row)
                    changes += _row_changes(old, one)
            else:
                goes_to = f"第 {by_row[target].number or '…'} 条" if target is not None else "单独一条"
                changes.append(Change(MOVED, f"第 {old.indicator.number or '…'} 条", goes_to))
            if changes:
                found.append(Line(f"c{old.key}", "changed", changes, old, one))
        return found

    def _worth(self) -> list[Line]:
        found = []
        for key, row in self.tree.rows.items():
            place = same_place((row.layer, tuple(one.name for one in reversed(self.tree.upward(key)))))
            points = self.declared.get(place)
            if points is not None and points != row.points:
                change = Change(WORTH, points_text(row.points), points_text(points))
                found.append(Line(f"w{key}", "worth", [change], category=row))
        was = self.framework.declared_total
        if self.total is not None and self.total != was:
            found.append(Line("total", "worth", [Change(TOTAL, points_text(was), points_text(self.total))]))
        return found

    def points_of(self, place: Place) -> Decimal | None:
        return self.declared.get(same_place(place))


def _said(value) -> str:
    if isinstance(value, list):
        return "、".join(value)
    return points_text(value) if isinstance(value, Decimal) else str(value or "")


def _changes(old, new, fields: dict[str, str]) -> list[Change]:
    pairs = [(label, _said(getattr(old, name)), _said(getattr(new, name))) for name, label in fields.items()]
    return [Change(*pair) for pair in pairs if same_text(pair[1]) != same_text(pair[2])]


def _clause_changes(old: Stand, new: Stand) -> list[Change]:
    return _changes(old.clause, new.clause, CLAUSE_FIELDS)


def _row_changes(old: Stand, new: Stand) -> list[Change]:
    changes = _changes(old.indicator, new.indicator, ROW_FIELDS)
    if same_place(old.place) != same_place(new.place):
        changes.append(Change(PLACED, " / ".join(old.place[1]), " / ".join(new.place[1])))
    here, there = old.indicator, new.indicator
    if same_text(here.due_text) != same_text(there.due_text) or (not here.due_text and here.due_on != there.due_on):
        changes.append(Change(DUE, here.due_text or _said(here.due_on), there.due_text or _said(there.due_on)))
    return changes
