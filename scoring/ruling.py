"""A clause's rule as data: the kinds found in real papers, what each needs to be known, what a person says for it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal

from django.db import models

from scoring.bands import Step, band_of


class Kind(models.TextChoices):
    """How one line of a rule gives or takes points. Several lines of one clause work together."""

    GRADE_POINTS = "grade_points", "分档给分"  # A 2 / B 1.5 / C 1 / D 0
    GRADE_PERCENT = "grade_percent", "分档按比例"  # A 100 % / B 66 % / C 33 % / D 0
    BANDS = "bands", "按数值分段"
    OCCURRENCE = "occurrence", "每出现一次扣分"
    MISSING = "missing", "每少一项扣分"
    SHORTFALL = "shortfall", "每低一个百分点扣分"
    ONCE = "once", "出现就扣一次"
    ALL_OR_NOTHING = "all_or_nothing", "有一项不合就不得分"
    SAMPLE = "sample", "抽查合格才得分"
    RANGE = "range", "在幅度内由人定扣多少"
    EACH_BONUS = "each_bonus", "每一项加分"
    HONOURS = "honours", "按荣誉级别加分"
    VETO = "veto", "一票否决"
    MANUAL = "manual", "由人定分"


class Rounding(models.TextChoices):
    """What happens to a part of a step: 1.6 percentage points, five times at every two."""

    EXACT = "exact", "按实际数"
    DOWN = "down", "不足一个的不算"
    UP = "up", "不足一个的算一个"


class Counting(models.TextChoices):
    EVERY = "every", "每一项都算"
    HIGHEST = "highest", "同一项工作只算最高的"


GRADED = frozenset({Kind.GRADE_POINTS, Kind.GRADE_PERCENT, Kind.BANDS})  # they say where the clause starts from
BONUSES = frozenset({Kind.EACH_BONUS, Kind.HONOURS})
_WITH_AMOUNT = frozenset(
    {Kind.OCCURRENCE, Kind.MISSING, Kind.SHORTFALL, Kind.ONCE, Kind.RANGE, Kind.EACH_BONUS}  # without it: not settled
)
WITH_STEPS = GRADED | {Kind.HONOURS}


@dataclass(frozen=True)
class Rule:
    """One line of a clause's rule. `amount`, `most` and the points of steps are points (or percent: GRADE_PERCENT)."""

    kind: str
    text: str = ""  # as printed
    amount: Decimal | None = None
    most: Decimal | None = None  # the most the line takes or gives; for RANGE the upper end
    per: Decimal = Decimal(1)  # 每少 2 次: 2
    unit: str = ""  # 次, 项, 个
    target: Decimal | None = None  # SHORTFALL: what is asked, in percent
    sample: int | None = None  # of how many looked at
    least: int | None = None  # how many of them must pass
    rounding: str = Rounding.EXACT
    counting: str = Counting.EVERY
    is_doubled: bool = False  # when concealed
    steps: tuple[Step, ...] = ()

    @property
    def lacks(self) -> str:
        """What nobody has said yet, in a word; empty when the line can be used. An amount is never guessed."""
        if self.kind in _WITH_AMOUNT and self.amount is None:
            return "扣多少分" if self.kind not in BONUSES else "加多少分"
        if self.kind == Kind.RANGE and self.most is None:
            return "最多扣多少分"
        if self.kind == Kind.SHORTFALL and self.target is None:
            return "要达到百分之几"
        if self.kind == Kind.SAMPLE and (self.sample is None or self.least is None):
            return "抽查几个、至少几个合格"
        return "各档分值" if self.kind in WITH_STEPS and not self.steps else ""

    def as_json(self) -> dict:
        """Only what is said, in plain strings; two lines that say the same are equal here."""
        told = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if value in (None, "", ()) or value == one.default:
                continue
            if one.name == "steps":
                value = [step.as_json() for step in value]
            told[one.name] = plain(value) if isinstance(value, Decimal) else value
        return {key: str(value) if key == "kind" else value for key, value in told.items()}

    @classmethod
    def from_json(cls, told: dict) -> Rule:
        """The line a score kept; the other way round."""
        told = dict(told)
        for name in ("amount", "most", "per", "target"):
            if name in told:
                told[name] = Decimal(told[name])
        make = band_of if told["kind"] == Kind.BANDS else Step
        told["steps"] = tuple(make(label, Decimal(points)) for label, points in told.get("steps", ()))
        return cls(**told)


@dataclass(frozen=True)
class Honoured:
    """One honour put forward for a bonus."""

    level: str  # the label of a step: 国家级
    work: str = ""  # what it was given for; honours of the same work can be counted once
    title: str = ""
    record: int | None = None


@dataclass(frozen=True)
class Given:
    """What a person says for one line: which of these is asked depends on the line's kind. None: not said."""

    grade: str = ""
    count: Decimal | None = None
    concealed: Decimal = Decimal(0)  # of the counted ones
    measured: Decimal | None = None
    passed: int | None = None
    holds: bool | None = None
    discretion: Decimal | None = None
    honours: tuple[Honoured, ...] = ()

    def as_json(self) -> dict:
        told = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if value is None or value == "" or value == ():
                continue
            if one.name == "honours":
                value = [vars(row) for row in value]
            told[one.name] = plain(value) if isinstance(value, Decimal) else value
        return told

    @classmethod
    def from_json(cls, told: dict) -> Given:
        told = dict(told)
        for name in ("count", "concealed", "measured", "discretion"):
            if name in told:
                told[name] = Decimal(told[name])
        told["honours"] = tuple(Honoured(**row) for row in told.get("honours", ()))
        return cls(**told)


def plain(value: Decimal) -> str:
    """A figure as it is kept in JSON; never an exponent."""
    return format(value, "f")
