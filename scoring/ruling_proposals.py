"""What rule a printed scoring sentence proposes, for the office to confirm. An amount is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from documents.reading.scoring_text import Rule as Printed
from documents.reading.scoring_text import lacks_amount, read_rules
from scoring.bands import Step
from scoring.models import Clause, Layer
from scoring.ruling import Counting, Kind, Rule

_LEVELS = (("国家级", r"国家级|全国|国家"), ("省部级", r"省部级|省级|省部|部级|自治区级"), ("市级", r"市级|地市级"))
_LEVELS += (("县级", r"县级|区级|县区级"),)
_HONOUR = re.compile(r"荣誉|称号|表彰|奖项|获奖")
_HIGHEST = re.compile(r"(?:就高|只[计算取]最高|取最高|按最高|最高[一]?[级档项]计|不重复(?:计|加)分|不累计)")
_MISSING = re.compile(r"缺|少|差")
_SINGLE = re.compile(r"(?:少|缺|差|有|发现|出现|发生|接到)?(?:一|1)(次|人次|项|处|个|起|条|人|例|篇|张|期|件|类|份)")
_SAMPLE = re.compile(
    r"抽[查问测取检]\D{0,8}?(\d+)(?:个|名|处|人|家|项)[^。；;]{0,20}?(\d+)(?:个|名|处|人|家|项)(?:及)?以上[^。；;]{0,8}?"
    r"(?:合格|达标|符合|通过)"
)
_CONCEALED = re.compile(r"(?:隐瞒|瞒报)[^。；;]{0,12}(?:加倍|双倍)")
_WINDOW = re.compile(r"(20\d\d)年(?:(\d{1,2})月)?(?:以?来)?\s*(?:至|到|—|－|-|~)\s*(20\d\d)年(?:(\d{1,2})月)?")


@dataclass(frozen=True)
class Proposal:
    """The lines a clause's sentence reads as. `unread` is what takes or gives points without saying how many."""

    lines: tuple[Rule, ...] = ()
    unread: str = ""

    @property
    def is_ready(self) -> bool:
        """Can be confirmed as it stands."""
        return bool(self.lines) and not any(line.lacks for line in self.lines)

    @property
    def lacks(self) -> str:
        return next((line.lacks for line in self.lines if line.lacks), "")


def sentence_of(clause: Clause, layer: str) -> str:
    """The text that says how points are given: the scoring column, in the bonus and negative layers the clause too."""
    if clause.scoring:
        return clause.scoring
    return clause.text if layer != Layer.BASIC else ""


def proposed(clause: Clause, layer: str) -> Proposal:
    """Pure reading of what is printed; no query."""
    text = sentence_of(clause, layer)
    if not text:
        return Proposal()
    printed = read_rules(text)
    lines = list(_lines(printed, clause, text, layer))
    if _CONCEALED.search(text):
        lines = [replace(one, is_doubled=True) if one.kind in (Kind.OCCURRENCE, Kind.ONCE) else one for one in lines]
    unknown = lacks_amount(text) or ""
    if unknown and not lines and not _CONCEALED.search(unknown):
        lines = [Rule(Kind.ONCE, unknown[:500])]
    return Proposal(tuple(lines), unknown)


def _lines(printed: list[Printed], clause: Clause, text: str, layer: str) -> Iterator[Rule]:
    if sample := _SAMPLE.search(text):
        yield Rule(Kind.SAMPLE, sample.group(0)[:500], sample=int(sample.group(1)), least=int(sample.group(2)))
        return
    grades = [one for one in printed if one.kind in ("grade_points", "grade_percent")]
    if grades:
        kind = Kind.GRADE_POINTS if grades[0].kind == "grade_points" else Kind.GRADE_PERCENT
        yield Rule(kind, text[:500], steps=tuple(Step(one.grade, one.amount) for one in grades))
    gains = [one for one in printed if one.kind == "bonus"]
    cap = next((one.amount for one in printed if one.kind == "cap"), None)
    yield from _bonus(gains, text, cap)
    for one in printed:
        if one.kind not in ("grade_points", "grade_percent", "bonus", "cap"):
            yield from _deduction(one, clause, layer)


def _bonus(gains: list[Printed], text: str, cap: Decimal | None) -> Iterator[Rule]:
    steps = [(level_in(one.text), one.amount) for one in gains]
    levels = [level for level, _ in steps]
    if gains and all(levels) and len(set(levels)) == len(levels) and _HONOUR.search(text):
        counting = Counting.HIGHEST if _HIGHEST.search(text) else Counting.EVERY
        rows = tuple(Step(level, amount) for level, amount in steps)
        yield Rule(Kind.HONOURS, text[:500], most=cap, counting=counting, steps=rows)
        return
    for one in gains:
        yield Rule(Kind.EACH_BONUS, one.text[:500], amount=one.amount, most=cap, unit="项")


def level_in(text: str) -> str:
    """The level of honour a phrase names, "" for none or for several."""
    found = [label for label, words in _LEVELS if re.search(words, text)]
    return found[0] if len(found) == 1 else ""


def _deduction(one: Printed, clause: Clause, layer: str) -> Iterator[Rule]:
    text = one.text[:500]
    if one.kind == "veto":
        yield Rule(Kind.VETO, text)
    elif one.kind == "all_or_nothing":
        yield Rule(Kind.ALL_OR_NOTHING, text)
    elif one.kind == "range_deduction":
        yield Rule(Kind.RANGE, text, amount=one.amount, most=one.most)
    elif one.kind == "per_percentage_point":
        yield Rule(Kind.SHORTFALL, text, amount=one.amount, per=one.per or Decimal(1), target=_target(clause))
    elif one.kind == "per_occurrence":
        yield Rule(_counted(text), text, amount=one.amount, per=one.per or Decimal(1), unit=one.unit)
    elif one.kind == "flat_deduction":
        single = _SINGLE.search(text)
        if single:
            yield Rule(_counted(text), text, amount=one.amount, unit=single.group(1))
        else:
            yield Rule(Kind.ONCE, text, amount=one.amount)


def _counted(text: str) -> Kind:
    return Kind.MISSING if _MISSING.search(text) else Kind.OCCURRENCE


def _target(clause: Clause) -> Decimal | None:
    """The one percentage the clause asks for; None where it asks for none or for several."""
    shares = [row["value"] for row in clause.thresholds if row.get("unit") == "%" and row.get("op") in (">=", ">")]
    return Decimal(shares[0]) if len(shares) == 1 else None


def window_in(text: str) -> tuple[date, date] | None:
    """From which day to which honours count, where the text prints two years (2021年至2022年)."""
    said = _WINDOW.search(text)
    if not said:
        return None
    first = date(int(said.group(1)), _month(said.group(2), 1), 1)
    last_month = _month(said.group(4), 12)
    year = int(said.group(3))
    last = date(year + last_month // 12, last_month % 12 + 1, 1).toordinal() - 1
    return (first, date.fromordinal(last)) if first.toordinal() <= last else None


def _month(text: str | None, else_: int) -> int:
    return int(text) if text and 1 <= int(text) <= 12 else else_
