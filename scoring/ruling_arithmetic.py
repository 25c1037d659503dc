"""The arithmetic of a clause's rule: what was said for each line, in points, with the sum written out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.core.exceptions import ValidationError

from scoring.bands import step_of
from scoring.points import exact, rounded
from scoring.ruling import BONUSES, Counting, Given, Honoured, Kind, Rounding, Rule

ZERO = Decimal(0)
MOST_COUNTED = Decimal(99999)


@dataclass(frozen=True)
class Effect:
    """What one line does. `change` is what it takes (below 0) or gives; `base` is where the clause starts instead."""

    change: Decimal = ZERO
    term: str = ""  # 3 × 0.5
    base: Decimal | None = None
    note: str = ""  # 少 3 次
    is_nought: bool = False  # the clause comes to nothing
    is_veto: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a clause comes to by its rule: rounded points, the arithmetic as text, and whether a veto is touched."""

    points: Decimal | None  # None: a clause without points
    sentence: str
    is_veto: bool = False


def worked_out(
    rules: Iterable[Rule], given: Iterable[Given], *, maximum: Decimal | None, is_negative: bool = False
) -> Outcome:
    """Points by the rule's lines, rounded half up once. ValidationError in one sentence where something is not said.

    A clause starts at its maximum or its grade and goes down to 0; one that gives bonus starts at 0, whether or not
    there is anything to give it for, and goes up to its maximum; one of the negative list counts what is taken from
    the total, and a veto touched there takes none of it back.
    """
    lines = [(rule, _effect(rule, said, maximum)) for rule, said in zip(rules, given, strict=True)]
    is_veto = any(effect.is_veto for _, effect in lines)
    notes = [effect.note for _, effect in lines if effect.note]
    tail = f"（{'；'.join(notes)}）" if notes else ""
    if maximum is None and all(rule.kind == Kind.VETO for rule, _ in lines):
        return Outcome(None, "触发一票否决" + tail if is_veto else "没有触发一票否决", is_veto)
    if not is_negative and any(effect.is_nought for _, effect in lines):
        return Outcome(ZERO, f"本条不得分，得 0{tail}", is_veto)
    starts_at_nought = is_negative or any(rule.kind in BONUSES for rule, _ in lines)
    base, said = _beginning([effect for _, effect in lines], maximum, starts_at_nought)
    changes = [effect for _, effect in lines if effect.change]
    value = base + sum((-one.change if is_negative else one.change for one in changes), ZERO)
    for one in changes:
        is_minus = one.change < 0 and not is_negative
        said += f" {'−' if is_minus else '+'} {one.term}" if said else one.term
    if not said:
        said = "0"
    return _settled(value, said, maximum, tail, is_veto)


def _beginning(effects: list[Effect], maximum: Decimal | None, starts_at_nought: bool) -> tuple[Decimal, str]:
    """Where the sum starts, and how it is written; bonus and negative clauses start from nothing, unsaid."""
    graded = next((effect for effect in effects if effect.base is not None), None)
    if graded is not None:
        return graded.base, graded.term
    if starts_at_nought or maximum is None:
        return ZERO, ""
    return maximum, exact(maximum)


def _settled(value: Decimal, said: str, maximum: Decimal | None, tail: str, is_veto: bool) -> Outcome:
    points = max(value, ZERO)
    points = points if maximum is None else min(points, maximum)
    final = rounded(points)
    sentence = said if said == exact(value) else f"{said} = {exact(value)}"
    if points > value:
        sentence += "，扣到 0 为止"
    elif points < value:
        sentence += f"，最多 {exact(maximum)}"
    elif final != value:
        sentence += f"，四舍五入得 {exact(final)}"
    return Outcome(final, sentence + tail, is_veto)


def _effect(rule: Rule, given: Given, maximum: Decimal | None) -> Effect:
    if rule.lacks:
        raise ValidationError(f"这条规则还没写明{rule.lacks}，请由人定分，或者先补上规则。")
    return _WAYS[Kind(rule.kind)](rule, given, maximum)


def _said(value, question: str):
    if value is None or value == "":
        raise ValidationError(f"请写明{question}。")
    return value


def _counted(value: Decimal | None, question: str) -> Decimal:
    value = _said(value, question)
    if value < 0 or value > MOST_COUNTED:
        raise ValidationError(f"{question}要在 0 到 {MOST_COUNTED} 之间。")
    return value


def _grade(rule: Rule, given: Given, maximum: Decimal | None) -> Effect:
    label = _said(given.grade, "评为哪一档")
    step = next((one for one in rule.steps if one.label == label), None)
    if step is None:
        raise ValidationError(f"没有“{label[:20]}”这一档，请重新选。")
    if rule.kind == Kind.GRADE_POINTS:
        return Effect(base=step.points, term=exact(step.points), note=f"评为 {label}")
    full = maximum or ZERO
    term = f"{exact(full)} × {exact(step.points)}%"
    return Effect(base=full * step.points / 100, term=term, note=f"评为 {label}")


def _band(rule: Rule, given: Given, maximum: Decimal | None) -> Effect:
    value = _counted(given.measured, "实际是多少")
    step = step_of(rule.steps, _in_whole(value, rule.rounding))
    if step is None:
        raise ValidationError(f"{exact(value)} 哪一段都不在。")
    return Effect(base=step.points, term=exact(step.points), note=f"实际 {exact(value)}，在“{step.label}”")


def _in_whole(value: Decimal, rounding: str) -> Decimal:
    if rounding == Rounding.EXACT:
        return value
    return value.to_integral_value(rounding=ROUND_FLOOR if rounding == Rounding.DOWN else ROUND_CEILING)


def _taken(rule: Rule, times: Decimal, factor: Decimal, note: str, *, sign: int = -1) -> Effect:
    """`times` of the amount, up to the line's own most. `factor` counts what is doubled on top."""
    if not times:
        return Effect(note=note)
    count = times + factor
    term, value = f"{exact(count)} × {exact(rule.amount)}", count * rule.amount
    if rule.most is not None and value > rule.most:
        limit = "最多扣" if sign < 0 else "最多加"
        return Effect(
            sign * rule.most, exact(rule.most), note=f"{note}，{term} = {exact(value)}，{limit} {exact(rule.most)}"
        )
    return Effect(sign * value, term, note=note)


def _steps_counted(rule: Rule, count: Decimal) -> Decimal:
    return _in_whole(count / rule.per, rule.rounding)


def _occurrence(rule: Rule, given: Given, _: Decimal | None) -> Effect:
    count = _counted(given.count, f"出现了几{rule.unit or '次'}")
    hidden = _concealed(rule, given, count)
    word = rule.unit or "次"
    note = f"出现 {exact(count)} {word}" + (f"，其中隐瞒 {exact(hidden)} {word}加倍" if hidden else "")
    return _taken(rule, _steps_counted(rule, count), _steps_counted(rule, hidden), note)


def _concealed(rule: Rule, given: Given, count: Decimal) -> Decimal:
    if not rule.is_doubled:
        return ZERO
    hidden = _counted(given.concealed, "隐瞒了几次")
    if hidden > count:
        raise ValidationError("隐瞒的不能比出现的多。")
    return hidden


def _missing(rule: Rule, given: Given, _: Decimal | None) -> Effect:
    count = _counted(given.count, f"少了几{rule.unit or '项'}")
    return _taken(rule, _steps_counted(rule, count), ZERO, f"少 {exact(count)} {rule.unit or '项'}")


def _shortfall(rule: Rule, given: Given, _: Decimal | None) -> Effect:
    value = _counted(given.measured, "实际是百分之几")
    short = max(rule.target - value, ZERO)
    note = f"要求 {exact(rule.target)}%，实际 {exact(value)}%"
    if short:
        note += f"，低 {exact(short)} 个百分点"
    return _taken(rule, _steps_counted(rule, short), ZERO, note)


def _once(rule: Rule, given: Given, _: Decimal | None) -> Effect:
    if not _said(given.holds, "有没有出现"):
        return Effect()
    hidden = rule.is_doubled and given.concealed > 0
    value = rule.amount * (2 if hidden else 1)
    term = f"2 × {exact(rule.amount)}" if hidden else exact(rule.amount)
    return Effect(-value, term, note=_short(rule.text, "出现了") + ("，隐瞒不报加倍" if hidden else ""))


def _short(text: str, else_: str) -> str:
    return text[:20] + ("…" if len(text) > 20 else "") if text else else_


def _all_or_nothing(rule: Rule, given: Given, _: Decimal | None) -> Effect:
    if not _said(given.holds, "有没有不合的"):
        return Effect()
    return Effect(is_nought=True, note=_short(rule.text, "有一项不合"))


def _sample(rule: Rule, given: Given, _: Decimal | None) -> Effect:
    passed = _said(given.passed, f"抽查的 {rule.sample} 个里有几个合格")
    if not 0 <= passed <= rule.sample:
        raise ValidationError(f"抽查 {rule.sample} 个，合格的要在 0 到 {rule.sample} 之间。")
    note = f"抽查 {rule.sample} 个，合格 {passed} 个，要求至少 {rule.least} 个"
    return Effect(is_nought=passed < rule.least, note=note)


def _range(rule: Rule, given: Given, _: Decimal | None) -> Effect:
    value = _said(given.discretion, "扣多少分，不扣填 0")
    if value and not rule.amount <= value <= rule.most:
        raise ValidationError(f"扣分要在 {exact(rule.amount)} 到 {exact(rule.most)} 之间，不扣填 0。")
    return Effect(-value, exact(value), note="幅度内由人定") if value else Effect()


def _each_bonus(rule: Rule, given: Given, _: Decimal | None) -> Effect:
    count = _counted(given.count, f"有几{rule.unit or '项'}")
    return _taken(rule, _steps_counted(rule, count), ZERO, f"{exact(count)} {rule.unit or '项'}", sign=1)


def _honours(rule: Rule, given: Given, _: Decimal | None) -> Effect:
    points = {step.label: step.points for step in rule.steps}
    counted = counted_honours(given.honours, points, rule.counting)
    value = sum((points[one.level] for one in counted), ZERO)
    term = " + ".join(
        f"{number} × {exact(points[level])}"
        for level in points
        if (number := sum(one.level == level for one in counted)) and points[level]
    )
    left_out = len(given.honours) - len(counted)
    parts = [f"{level} {n} 项" for level in points if (n := sum(one.level == level for one in counted))]
    note = "、".join(parts) + (f"，另有 {left_out} 项不重复算" if left_out else "")
    if rule.most is not None and value > rule.most:
        note = f"{note}，{term} = {exact(value)}，最多加 {exact(rule.most)}"
        value, term = rule.most, exact(rule.most)
    return Effect(value, term, note=note)


def counted_honours(honours: Iterable[Honoured], points: dict[str, Decimal], counting: str) -> list[Honoured]:
    """The honours that give points: every one of a level the rule names, or for each work the one that gives most."""
    known = [one for one in honours if one.level in points]
    if counting == Counting.EVERY:
        return known
    best: dict[object, Honoured] = {}
    for place, one in enumerate(known):
        key = one.work.strip() or place  # what nobody says is the same stands by itself
        if key not in best or points[one.level] > points[best[key].level]:
            best[key] = one
    return list(best.values())


def _veto(rule: Rule, given: Given, _: Decimal | None) -> Effect:
    if not _said(given.holds, "有没有触发一票否决"):
        return Effect()
    return Effect(is_veto=True, is_nought=True, note=_short(rule.text, "触发一票否决"))


def _manual(rule: Rule, given: Given, _: Decimal | None) -> Effect:
    raise ValidationError("这一条由人定分，请直接打分。")


_WAYS: dict[Kind, Callable[[Rule, Given, Decimal | None], Effect]] = {
    Kind.GRADE_POINTS: _grade,
    Kind.GRADE_PERCENT: _grade,
    Kind.BANDS: _band,
    Kind.OCCURRENCE: _occurrence,
    Kind.MISSING: _missing,
    Kind.SHORTFALL: _shortfall,
    Kind.ONCE: _once,
    Kind.ALL_OR_NOTHING: _all_or_nothing,
    Kind.SAMPLE: _sample,
    Kind.RANGE: _range,
    Kind.EACH_BONUS: _each_bonus,
    Kind.HONOURS: _honours,
    Kind.VETO: _veto,
    Kind.MANUAL: _manual,
}
