"""归档: the unit's pattern of 档号, its counters, and the row that says a record is filed."""

from __future__ import annotations

import re
from string import Formatter

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Department, Unit, Visible
from evidence.models import Record
from evidence.retention import Term, last_day

DA_T_22 = "{fonds}-{category}·{year}-{term}-{org}-{seq:04d}"
TOKENS = {
    "fonds": "全宗号",
    "category": "档案门类",
    "year": "年度",
    "term": "保管期限",
    "org": "机构（问题）",
    "seq": "件号",
}
NEEDED = ("year", "seq")
LONGEST_NUMBER = 80
_SEQ = re.compile(r"(0[1-8])?d?")
_LITERAL = re.compile(r"[\w·.\-—–/〔〕\[\]（）() ]*")


def check_pattern(pattern: str) -> None:
    """ValidationError with a sentence where no 档号 can be made by this pattern."""
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError:
        raise ValidationError("档号规则里的花括号没有成对，请对照例子检查。") from None
    named = [name for _, name, _, _ in parts if name is not None]
    unknown = [name for name in named if name not in TOKENS]
    if unknown:
        raise ValidationError(f"档号规则里没有“{{{unknown[0]}}}”这一项，可以用的是：{_tokens()}。")
    missing = [TOKENS[name] for name in NEEDED if name not in named]
    if missing:
        raise ValidationError(f"档号规则里缺{'和'.join(missing)}，没有它们档号会重复。")
    if named.count("seq") > 1:
        raise ValidationError("件号在档号规则里只能出现一次。")
    for literal, name, form, conversion in parts:
        if not _LITERAL.fullmatch(literal) or conversion or not _fits(name, form or ""):
            raise ValidationError("档号规则里只能用文字、数字、间隔号和短横，件号写成 {seq:04d}，其他项不带冒号。")


def _fits(name: str | None, form: str) -> bool:
    return bool(_SEQ.fullmatch(form)) if name == "seq" else not form


def _tokens() -> str:
    return "、".join(f"{{{token}}}（{title}）" for token, title in TOKENS.items())


class FilingScheme(models.Model):
    """How a unit numbers what it files. Changing it touches no number that was given."""

    unit = models.OneToOneField(Unit, primary_key=True, on_delete=models.CASCADE, related_name="filing_scheme")
    fonds = models.CharField("全宗号", max_length=10, blank=True)
    category = models.CharField("档案门类代码", max_length=10, default="WS")
    pattern = models.CharField("档号规则", max_length=120, default=DA_T_22)
    org = models.CharField("其他部门的机构（问题）代码", max_length=10, default="ZHL")

    class Meta:
        verbose_name = "归档设置"

    def __str__(self):
        return self.number_of(year=timezone.localdate().year, term=Term.TEN, org=self.org, seq=1)

    def tokens(self) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(self.pattern) if name}

    def number_of(self, *, year: int, term: str, org: str, seq: int) -> str:
        given = {"fonds": self.fonds, "category": self.category, "year": year, "term": term, "org": org, "seq": seq}
        return self.pattern.format(**given)

    def series_of(self, *, year: int, term: str, org: str) -> str:
        """The lowest class: what stands before and after the 件号. Within it numbers run on from 1."""
        bare = "".join(
            literal + ("#" if name == "seq" else f"{{{name}}}" if name else "")
            for literal, name, _, _ in Formatter().parse(self.pattern)
        )
        return bare.format(fonds=self.fonds, category=self.category, year=year, term=term, org=org)


def scheme_of(unit: Unit) -> FilingScheme:
    """The unit's scheme, or the one everybody begins with, not saved."""
    return FilingScheme.objects.filter(unit=unit).first() or FilingScheme(unit=unit)


class DepartmentCode(models.Model):
    """机构（问题）代码 of a department, such as BGS."""

    department = models.OneToOneField(
        Department, primary_key=True, on_delete=models.CASCADE, related_name="filing_code"
    )
    code = models.CharField("机构（问题）代码", max_length=10)

    class Meta:
        verbose_name = "机构代码"

    def __str__(self):
        return self.code


class FilingSeries(models.Model):
    """The counter of one lowest class. It is moved under its lock, in the transaction that writes the filing."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="filing_series")
    name = models.CharField(max_length=LONGEST_NUMBER)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "档号流水"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="filing_series_once")]

    def __str__(self):
        return self.name


class FilingQuerySet(Visible):
    def of_year(self, year: int):
        return self.filter(year=year)


class Filing(models.Model):
    """A record that was filed: its 档号, for how long it is kept, in which box. The number never changes."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="filings")
    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="filing")
    number = models.CharField("档号", max_length=LONGEST_NUMBER)
    series = models.CharField(max_length=LONGEST_NUMBER)
    seq = models.PositiveIntegerField("件号")
    year = models.PositiveSmallIntegerField("年度")
    term = models.CharField("保管期限", max_length=4, choices=Term.choices)
    box = models.CharField("盒号", max_length=20, blank=True)
    pages = models.PositiveIntegerField("页数", null=True, blank=True)
    gap = models.CharField("缺项归档的理由", max_length=300, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)
    filed_on = models.DateField("归档日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = "归档"
        ordering = ["series", "seq"]
        indexes = [models.Index(fields=["unit", "year", "term"], name="filing_of_unit_year")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="filing_number_once"),
            models.UniqueConstraint(fields=["unit", "series", "seq"], name="filing_seq_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="filing_seq_from_one"),
        ]

    def __str__(self):
        return self.number

    @property
    def kept_until(self):
        """The last day of its term; None for 永久."""
        return last_day(self.year, self.term)


class Amendment(models.Model):
    """更正: a change to a filed record, with how it read before; what was said first stays readable here."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="amendments")
    reason = models.CharField("更正理由", max_length=300)
    before = models.JSONField("更正前", default=dict)
    after = models.JSONField("更正后", default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "更正"
        ordering = ["pk"]

    def __str__(self):
        return self.reason
