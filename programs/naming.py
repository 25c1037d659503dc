"""What the department names printed in a paper mean in a unit: known, answered, suggested."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.core.exceptions import ValidationError

from accounts import actions as accounts
from accounts.models import Department, DepartmentGroup, PartyName

Party = Department | DepartmentGroup
_GROUP = re.compile(r"^(?:各|全体|所有|有关|相关)|各.{0,8}(?:单位|部门|处室|科室)$")
_WHOLE_UNIT = re.compile(
    r"^(?:各|全体|所有)(?:有关|相关|职能|业务|内设)?(?:处室|科室|部室|股室|系部|院系|部门|机构|处|科|部|室|股|系)+"
    r"(?:(?:、|和|及)?(?:所属|直属|下属)?单位)?$"
)
_TAIL = re.compile(r"(?:工作|管理)?(?:委员会|办公室|领导小组|处|科|部|室|局|股|办|委|组|中心|支部)$")
LIKE_ENOUGH = 0.8  # of SequenceMatcher, on names without their tails


class Meaning:
    """The kinds of answer to "what is this name here?"."""

    DEPARTMENT = "department"  # an existing department: pk
    NEW = "new"  # a department to be created under this name
    ALL = "all"  # a group: all departments in use
    MEMBERS = "members"  # a group of the named departments: pks, may be empty until decided
    NOBODY = "nobody"  # the paper names somebody who is not ours
    KINDS = (DEPARTMENT, NEW, ALL, MEMBERS, NOBODY)


@dataclass
class PrintedName:
    """A name as the paper prints it, where it stands, and what it seems to mean."""

    text: str
    items: list[int] = field(default_factory=list)  # positions in the reading's items
    suggestion: dict = field(default_factory=dict)
    reason: str = ""
    answer: dict | None = None


def folded(text: str) -> str:
    """For telling whether two names are the same: width of signs and white space do not count."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def known_names(unit) -> dict[str, Party]:
    """Every name the unit knows, folded: full and short names, groups, and what was remembered."""
    known: dict[str, Party] = {}
    for row in PartyName.objects.filter(unit=unit).select_related("department", "group"):
        known[folded(row.text)] = row.party
    for group in DepartmentGroup.objects.filter(unit=unit):
        known[folded(group.name)] = group
    for department in Department.objects.filter(unit=unit).active():
        for name in (department.short_name, department.name):
            if name:
                known[folded(name)] = department
    return known


def printed_names(items: list[dict]) -> dict[str, list[int]]:
    """The names of all items with the positions where they stand, in order of first appearance."""
    found: dict[str, list[int]] = {}
    for position, item in enumerate(items):
        for name in dict.fromkeys([*item["departments"], *([item["lead"]] if item.get("lead") else [])]):
            found.setdefault(name, []).append(position)
    return found


def unknown_names(unit, items: list[dict], answers: dict) -> list[PrintedName]:
    """The names the unit does not know, answered or not, each with a suggestion."""
    known = known_names(unit)
    departments = list(Department.objects.filter(unit=unit).active())
    rows = []
    for text, positions in printed_names(items).items():
        if folded(text) in known:
            continue
        suggestion, reason = suggest(text, departments)
        rows.append(PrintedName(text, positions, suggestion, reason, answers.get(text)))
    return rows


def suggest(text: str, departments: list[Department]) -> tuple[dict, str]:
    """What an unknown name most likely means, and why. Only a suggestion: a person says yes."""
    if _WHOLE_UNIT.match(folded(text)):
        return {"kind": Meaning.ALL}, "指全部在用部门"
    if _GROUP.search(text):
        return {"kind": Meaning.MEMBERS, "departments": []}, "指一组单位，成员以后也能再定"
    like = [(likeness(text, department), department) for department in departments]
    best = max(like, key=lambda pair: pair[0], default=(0, None))
    if best[0] >= LIKE_ENOUGH:
        return {"kind": Meaning.DEPARTMENT, "department": best[1].pk}, "名册里最像的一个"
    return {"kind": Meaning.NEW}, "加进单位名册"


def without_asking(name: PrintedName) -> dict:
    """The answer where nobody can be asked: a group for 各处室, otherwise a department of that very name."""
    kind = name.suggestion["kind"]
    if kind in (Meaning.ALL, Meaning.MEMBERS):
        return {**name.suggestion, "remember": True}
    return {"kind": Meaning.NEW, "remember": True}


def likeness(text: str, department: Department) -> float:
    """0 … 1; a name whose stem begins another counts as very like it: 宣传处, 宣传工作处."""
    stem = _TAIL.sub("", folded(text))
    best = 0.0
    for name in filter(None, (department.name, department.short_name)):
        other = _TAIL.sub("", folded(name))
        if stem and other and len(stem) > 1 and (other.startswith(stem) or stem.startswith(other)) and len(other) > 1:
            best = max(best, 0.9)
        if is_short_for(folded(text), folded(name)) or is_short_for(folded(name), folded(text)):
            best = max(best, 0.85)
        best = max(best, SequenceMatcher(None, stem, other).ratio())
    return best


def is_short_for(short: str, full: str) -> bool:
    """True when the signs of `short` stand in `full` in that order, from the first on: 人社局, 人力资源和社会保障局."""
    signs = iter(full)
    return 3 <= len(short) < len(full) and short[0] == full[0] and all(sign in signs for sign in short)


def checked(unit, text: str, kind: str, *, department=None, departments=(), remember: bool = True) -> dict:
    """An answer as it is kept; ValidationError where it names nobody of this unit."""
    if kind not in Meaning.KINDS:
        raise ValidationError(f"请说明“{text}”指哪个部门。")
    answer = {"kind": kind, "remember": remember}
    if kind == Meaning.DEPARTMENT:
        if not Department.objects.filter(unit=unit, pk=department).active().exists():
            raise ValidationError(f"“{text}”要对应到本单位在用的一个部门。")
        answer["department"] = int(department)
    if kind == Meaning.MEMBERS:
        pks = list(Department.objects.filter(unit=unit, pk__in=departments).active().values_list("pk", flat=True))
        answer["departments"] = pks
    if kind == Meaning.NEW and len(text) > 120:
        raise ValidationError(f"“{text[:20]}…”太长，不像一个部门的名称，请改对应的格子。")
    return answer


def settle(unit, answers: dict[str, dict], by) -> dict[str, Party]:
    """Carry the answers out (create departments and groups, remember names); what every printed name means now.

    A name that means nobody is left out.
    """
    settled = set(known_names(unit))
    for text, answer in answers.items():
        if folded(text) not in settled:
            _settle_one(unit, text, answer, by)
            settled.add(folded(text))
    meant = known_names(unit)
    for text, answer in answers.items():
        if answer["kind"] == Meaning.DEPARTMENT and folded(text) not in meant:
            meant[folded(text)] = Department.objects.get(unit=unit, pk=answer["department"])
    return meant


def _settle_one(unit, text: str, answer: dict, by) -> None:
    kind = answer["kind"]
    if kind == Meaning.DEPARTMENT and answer.get("remember"):
        means = Department.objects.filter(unit=unit, pk=answer["department"]).first()
        if means is None:
            raise ValidationError(f"“{text}”对应的部门已经不在了，请重新选。")
        accounts.remember_name(unit=unit, text=text, means=means, by=by)
    elif kind == Meaning.NEW:
        _create_department(unit, text, by)
    elif kind == Meaning.ALL:
        accounts.create_group(unit=unit, name=text, by=by)
    elif kind == Meaning.MEMBERS:
        members = Department.objects.filter(unit=unit, pk__in=answer["departments"])
        accounts.create_group(unit=unit, name=text, by=by, departments=members)


def _create_department(unit, text: str, by) -> None:
    """A new department; one of that name that was out of use comes back."""
    resting = Department.objects.filter(unit=unit, name=text, is_active=False).first()
    if resting is not None:
        accounts.change_department(department=resting, by=by, is_active=True)
        return
    accounts.create_department(unit=unit, name=text, by=by)
