"""What can be measured (指标口径): a name for a count, a share or a sum of records, to which a threshold may be bound.

A measure without a unit serves every unit. Its reading is computed when asked for and never stored: evidence.measuring.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from accounts import audit
from accounts.models import Unit, User
from accounts.typed import clean_text
from evidence.levels import Level
from evidence.particulars import Document, Meeting, Statement, Survey

OFFICE_COSTS = "日常办公经费"  # the figure against which spending is measured


class MeasureQuerySet(models.QuerySet):
    def for_unit(self, unit):
        """The measures a unit may use: the common ones and its own, in use."""
        return self.filter(Q(unit=None) | Q(unit=unit), is_active=True)


class Measure(models.Model):
    """One thing that can be counted from records or the roster; which parameters matter depends on the source."""

    class Source(models.TextChoices):
        ACTIVITIES = "activities", "活动场次"
        MEETINGS = "meetings", "会议次数"
        VOLUNTEERS = "volunteers", "注册志愿者占在册人数"
        MEMBERS = "members", "党员注册志愿者占党员人数"
        TURNOUT = "turnout", "参加活动的志愿者占注册志愿者"
        SPENDING = "spending", "经费支出合计"
        SPENDING_SHARE = "spending_share", "经费支出占某项数据的比例"
        SPENDING_GROWTH = "spending_growth", "经费支出比上年增长"
        SURVEY = "survey", "满意率、知晓率"
        STATEMENT = "statement", "承诺事项发生次数"
        HONOURS = "honours", "荣誉数"
        PUBLICITY = "publicity", "宣传报送采用数"
        DOCUMENTS = "documents", "文件材料份数"
        REGULATIONS = "regulations", "现行制度数"
        FIGURE = "figure", "登记的数据指标"

    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="measures")
    name = models.CharField("口径名称", max_length=120)
    source = models.CharField("取自", max_length=20, choices=Source.choices)
    activity_kind = models.ForeignKey(
        "evidence.ActivityKind",
        verbose_name="活动类别",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="measures",
    )
    sort = models.CharField("类别", max_length=20, blank=True)  # a Kind of Meeting, Survey, Statement or Document
    level = models.CharField("级别", max_length=20, choices=Level.choices, blank=True)  # this one and higher ones
    only_full = models.BooleanField("只计全员到会", default=False)
    figure_name = models.CharField("数据指标名称", max_length=120, blank=True)
    unit_of_measure = models.CharField("计量单位", max_length=20, blank=True)
    order = models.PositiveIntegerField("排序", default=0)
    is_active = models.BooleanField("在用", default=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "指标口径"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(unit__isnull=False), name="measure_name_once_in_unit"
            ),
            models.UniqueConstraint(fields=["name"], condition=Q(unit__isnull=True), name="measure_common_name_once"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('measure_list')}#measure-{self.pk}"

    @property
    def measured_in(self) -> str:
        """次, %, 元 … as the reading's value is to be printed."""
        return self.unit_of_measure or _MEASURED_IN.get(self.source, "")


_S = Measure.Source
_MEASURED_IN = {
    _S.ACTIVITIES: "次",
    _S.MEETINGS: "次",
    _S.VOLUNTEERS: "%",
    _S.MEMBERS: "%",
    _S.TURNOUT: "%",
    _S.SPENDING: "元",
    _S.SPENDING_SHARE: "%",
    _S.SPENDING_GROWTH: "%",
    _S.SURVEY: "%",
    _S.STATEMENT: "起",
    _S.HONOURS: "项",
    _S.PUBLICITY: "篇",
    _S.DOCUMENTS: "份",
    _S.REGULATIONS: "项",
}
SORTS = {
    _S.MEETINGS: Meeting.Kind.choices,
    _S.SURVEY: Survey.Kind.choices,
    _S.STATEMENT: Statement.Kind.choices,
    _S.DOCUMENTS: Document.Kind.choices,
}
NEEDS_SORT = frozenset({_S.SURVEY, _S.STATEMENT})
NEEDS_FIGURE = frozenset({_S.SPENDING_SHARE, _S.FIGURE})


@transaction.atomic
def add_measure(*, unit: Unit, name: str, source: str, by: User, **parameters) -> Measure:
    """Add a measure of the unit's own; parameters are activity_kind, sort, level, only_full, figure_name."""
    measure = Measure(unit=unit, name=clean_text(name), source=source, **parameters)
    measure.figure_name = clean_text(measure.figure_name)
    _check(measure)
    last = Measure.objects.filter(unit=unit).order_by("-order").values_list("order", flat=True).first()
    measure.order = max(1000, (last or 0) + 1)  # behind the common ones
    measure.save()
    audit.record(by=by, verb="新增指标口径", of=measure, unit=unit, after={"名称": measure.name})
    return measure


@transaction.atomic
def retire_measure(*, measure: Measure, by: User) -> None:
    """Take an own measure out of use; what is bound to it keeps reading it."""
    measure.is_active = False
    measure.save(update_fields=["is_active"])
    audit.record(by=by, verb="停用指标口径", of=measure, unit=measure.unit, before={"名称": measure.name})


def _check(measure: Measure) -> None:
    if not measure.name:
        raise ValidationError({"name": "请填口径名称。"})
    if len(measure.name) > 120 or len(measure.figure_name) > 120:
        raise ValidationError("名称最多 120 个字，请精简。")
    if measure.source not in Measure.Source.values:
        raise ValidationError({"source": "没有这种取数方式，请重新选择。"})
    sorts = dict(SORTS.get(measure.source, ()))
    if measure.sort and measure.sort not in sorts:
        raise ValidationError({"sort": "这种取数方式没有这个类别，请重新选择。"})
    if not measure.sort and measure.source in NEEDS_SORT:
        raise ValidationError({"sort": "请选类别。"})
    if not measure.figure_name and measure.source in NEEDS_FIGURE:
        raise ValidationError({"figure_name": "请填数据指标的名称，与登记时一致。"})
    if Measure.objects.filter(Q(unit=None) | Q(unit=measure.unit), name=measure.name).exists():
        raise ValidationError({"name": "已经有同名的口径，请换个名称。"})
