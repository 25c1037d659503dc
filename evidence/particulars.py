"""What only one kind of record has: a meeting's chair, an honour's level, a rule's days in force, an amount.

Each model stands one to one beside its Record and is reached by the record's kind: `record.meeting`, `record.honour`.
Review, files, completeness and seals are the record's own and the same for all.
"""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from evidence.levels import Level
from evidence.money import AmountField


def _beside(name: str) -> models.OneToOneField:
    return models.OneToOneField("evidence.Record", primary_key=True, on_delete=models.CASCADE, related_name=name)


class Meeting(models.Model):
    """A meeting on the record's day; its minutes are the summary or a file, who came may be picked (Participation)."""

    class Kind(models.TextChoices):
        LEADERS = "leaders", "领导班子专题研究"
        MOBILISATION = "mobilisation", "全员动员会"
        DISPATCH = "dispatch", "调度会"
        TOPIC = "topic", "专题会议"
        DEMOCRATIC = "democratic", "民主生活会"
        LECTURE = "lecture", "道德讲堂"
        OTHER = "other", "其他会议"

    record = _beside("meeting")
    kind = models.CharField("会议类别", max_length=20, choices=Kind.choices)
    place = models.CharField("地点", max_length=120, blank=True)
    chair = models.CharField("主持人", max_length=60, blank=True)
    agenda = models.TextField("议程", max_length=4000, blank=True)
    is_for_all = models.BooleanField("要求全员参加", default=False)
    expected = models.PositiveIntegerField("应到人数", null=True, blank=True)  # of everybody: the roll of the day
    headcount = models.PositiveIntegerField("实到人数", null=True, blank=True)  # where nobody is picked from the roster

    class Meta:
        verbose_name = "会议"

    def __str__(self):
        return self.record.title

    def clean(self):
        if None not in (self.headcount, self.expected) and self.headcount > self.expected:
            raise ValidationError({"headcount": "实到人数多于应到人数，请检查。"})


class Honour(models.Model):
    """An honour received. The record's first day is the day it was given."""

    record = _beside("honour")
    level = models.CharField("级别", max_length=20, choices=Level.choices)
    issuer = models.CharField("颁发机关", max_length=120)
    number = models.CharField("文号", max_length=80, blank=True)
    holder = models.CharField("获奖单位或个人", max_length=120, blank=True)
    work = models.CharField("同一工作", max_length=120, blank=True)  # honours of the same name count as one work
    is_recognised = models.BooleanField("列入认可名录", default=True)

    class Meta:
        verbose_name = "荣誉"

    def __str__(self):
        return self.record.title


class RegulationQuerySet(models.QuerySet):
    def in_force_on(self, day):
        """Rules that hold on a day; the day of repeal is the first on which one does not."""
        begun = Q(effective_on__lte=day) | Q(effective_on__isnull=True, record__begins_on__lte=day)
        return self.filter(begun, Q(repealed_on__isnull=True) | Q(repealed_on__gt=day))


class Regulation(models.Model):
    """A rule of the house. The record's first day is the day it was issued."""

    record = _beside("regulation")
    number = models.CharField("文号", max_length=80, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)  # without one, from the day of issue
    repealed_on = models.DateField("废止日期", null=True, blank=True)

    objects = RegulationQuerySet.as_manager()

    class Meta:
        verbose_name = "制度"
        constraints = [
            models.CheckConstraint(
                condition=Q(repealed_on__isnull=True)
                | Q(effective_on__isnull=True)
                | Q(repealed_on__gte=F("effective_on")),
                name="regulation_ends_after_it_began",
            )
        ]

    def __str__(self):
        return self.record.title

    def clean(self):
        if self.repealed_on and self.repealed_on < (self.effective_on or self.record.begins_on):
            raise ValidationError({"repealed_on": "废止日期早于施行日期，请检查。"})

    def is_in_force_on(self, day) -> bool:
        begun = self.effective_on or self.record.begins_on
        return begun <= day and (self.repealed_on is None or self.repealed_on > day)


class Document(models.Model):
    """A paper that is itself the proof: a report on social responsibility, a yearly report on duty."""

    class Kind(models.TextChoices):
        RESPONSIBILITY = "responsibility", "社会责任报告"
        DUTY = "duty", "年度述职"
        CONDUCT = "conduct", "行风评议"
        PLAN = "plan", "规划与方案"
        OTHER = "other", "其他文件材料"

    record = _beside("document")
    kind = models.CharField("文件类别", max_length=20, choices=Kind.choices)
    number = models.CharField("文号", max_length=80, blank=True)
    issuer = models.CharField("发文机关", max_length=120, blank=True)

    class Meta:
        verbose_name = "文件材料"

    def __str__(self):
        return self.record.title


class Publicity(models.Model):
    """A text sent to a medium, and whether it was taken. The record's first day is the day it was sent."""

    record = _beside("publicity")
    outlet = models.CharField("媒体或平台", max_length=60)
    level = models.CharField("媒体级别", max_length=20, choices=Level.choices)
    adopted_on = models.DateField("采用日期", null=True, blank=True)
    address = models.URLField("网址", max_length=500, blank=True)

    class Meta:
        verbose_name = "宣传报送"

    def __str__(self):
        return self.record.title

    def clean(self):
        if self.adopted_on and self.adopted_on < self.record.begins_on:
            raise ValidationError({"adopted_on": "采用日期早于报送日期，请检查。"})

    @property
    def submitted_on(self):
        return self.record.begins_on


class Spending(models.Model):
    """Money spent on the creation work, in yuan. The record's first day is the day of payment."""

    record = _beside("spending")
    amount = AmountField("金额（元）")
    voucher = models.CharField("凭证号", max_length=60, blank=True)
    purpose = models.CharField("用途", max_length=120, blank=True)

    class Meta:
        verbose_name = "经费支出"
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="spending_is_not_negative")]

    def __str__(self):
        return self.record.title

    def clean(self):
        if self.amount is not None and self.amount <= 0:
            raise ValidationError({"amount": "金额要大于 0。"})


class Survey(models.Model):
    """A survey: how many forms went out, came back, and were favourable."""

    class Kind(models.TextChoices):
        SATISFACTION = "satisfaction", "群众满意率"
        STAFF = "staff", "职工满意率"
        AWARENESS = "awareness", "知晓率"

    record = _beside("survey")
    kind = models.CharField("测评类别", max_length=20, choices=Kind.choices)
    sent = models.PositiveIntegerField("发放份数")
    answered = models.PositiveIntegerField("收回份数")
    favourable = models.PositiveIntegerField("满意（知晓）份数")

    class Meta:
        verbose_name = "测评调查"
        constraints = [
            models.CheckConstraint(
                condition=Q(answered__lte=F("sent")) & Q(favourable__lte=F("answered")), name="survey_counts_descend"
            )
        ]

    def __str__(self):
        return self.record.title

    def clean(self):
        if None in (self.sent, self.answered, self.favourable):
            return
        if self.answered > self.sent:
            raise ValidationError({"answered": "收回的比发放的还多，请检查。"})
        if self.favourable > self.answered:
            raise ValidationError({"favourable": "满意（知晓）的比收回的还多，请检查。"})


class Statement(models.Model):
    """A promise of the responsible department for a period: the record's first and last day. An event may break it."""

    class Kind(models.TextChoices):
        COMPLAINTS = "complaints", "无群众举报"
        ACCIDENTS = "accidents", "无责任事故"
        DISCIPLINE = "discipline", "无违纪违法"
        OTHER = "other", "其他承诺"

    record = _beside("statement")
    kind = models.CharField("声明事项", max_length=20, choices=Kind.choices)
    broken_on = models.DateField("发生日期", null=True, blank=True)
    broken_by = models.CharField("发生了什么", max_length=500, blank=True)

    class Meta:
        verbose_name = "承诺声明"
        constraints = [
            models.CheckConstraint(
                condition=Q(broken_on__isnull=True, broken_by="") | (Q(broken_on__isnull=False) & ~Q(broken_by="")),
                name="statement_broken_by_something_on_a_day",
            )
        ]

    def __str__(self):
        return self.record.title

    def clean(self):
        if bool(self.broken_on) != bool(self.broken_by):
            raise ValidationError({"broken_by": "发生日期和发生了什么要一起填。"})
        if self.broken_on and not self.record.begins_on <= self.broken_on <= (self.record.ends_on or self.broken_on):
            raise ValidationError({"broken_on": "发生日期不在声明的起止日期里，请检查。"})

    @property
    def from_on(self):
        return self.record.begins_on

    @property
    def to_on(self):
        return self.record.ends_on


class Figure(models.Model):
    """A figure entered once with the paper it comes from; a share is given by its two parts."""

    record = _beside("figure")
    name = models.CharField("指标名称", max_length=120)  # the same name in another year is the same figure
    value = AmountField("数值", null=True, blank=True)
    unit_of_measure = models.CharField("计量单位", max_length=20, blank=True)
    numerator = AmountField("分子", null=True, blank=True)
    denominator = AmountField("分母", null=True, blank=True)

    class Meta:
        verbose_name = "数据指标"
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(numerator__isnull=False, denominator__gt=0),
                name="figure_is_a_value_or_a_share",
            )
        ]

    def __str__(self):
        return self.record.title

    def clean(self):
        if (self.numerator is None) != (self.denominator is None):
            raise ValidationError({"denominator": "分子和分母要一起填。"})
        if self.denominator is not None and self.denominator <= 0:
            raise ValidationError({"denominator": "分母要大于 0。"})
        if self.value is None and self.numerator is None:
            raise ValidationError({"value": "请填数值，或者填分子和分母。"})
        if self.value is not None and self.numerator is not None:
            raise ValidationError({"value": "填了分子和分母就不用填数值，比例由系统算。"})

    @property
    def reading(self) -> Decimal:
        """The value, or the share in per cent; not rounded."""
        return self.value if self.value is not None else self.numerator * 100 / self.denominator
