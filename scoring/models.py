"""Frameworks as printed (category, row, clause), and assessments with their scores and citations."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, Visible
from evidence.models import Record
from files.models import Blob
from scoring.points import PointsField


class Framework(models.Model):
    """测评体系: a tree of scored or unscored clauses. Frozen once published: a change makes a new version."""

    class State(models.TextChoices):
        DRAFT = "draft", "起草中"
        PUBLISHED = "published", "已启用"
        PAST = "past", "已被取代"  # how a version in use read before it was amended

    class Level(models.TextChoices):
        COUNTY = "county", "县级"
        CITY = "city", "市级"
        PROVINCE = "province", "省级"
        NATION = "nation", "全国"

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="frameworks")
    title = models.CharField("名称", max_length=200)
    issuer = models.CharField("发文单位", max_length=120, blank=True)
    level = models.CharField("级别", max_length=10, choices=Level.choices, blank=True)
    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("版本", default=1)
    replaces = models.ForeignKey(
        "self", verbose_name="上一版", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )
    declared_total = PointsField("公布的总分", null=True, blank=True)
    needs_evidence = models.BooleanField("得分须有佐证", default=True)
    rescales = models.BooleanField("不适用的分值折算到其余条目", default=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)

    objects = Visible.as_manager()

    class Meta:
        verbose_name = "测评体系"
        ordering = ["-year", "-pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("framework_detail", args=[self.pk])

    @property
    def is_revision(self) -> bool:
        """A draft of the next version of one in use: it takes that one's place, with all that stands on it."""
        return self.state == self.State.DRAFT and self.replaces is not None and self.replaces.year == self.year

    @property
    def edition(self) -> str:
        return f"{self.year} 年第 {self.version} 版"


class Layer(models.TextChoices):
    """The three layers, shown side by side and never added into one number silently."""

    BASIC = "basic", "基本分"
    BONUS = "bonus", "加分项"
    NEGATIVE = "negative", "负面清单"


class Category(models.Model):
    """类目: a heading of the framework with the points the paper declares for it; a tree by `parent`."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="categories")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    layer = models.CharField("层次", max_length=10, choices=Layer.choices, default=Layer.BASIC)
    name = models.CharField("类目", max_length=200)
    points = PointsField("公布的分值", null=True, blank=True)  # in the bonus layer: the cap
    begins_on = models.DateField("荣誉从哪天起算", null=True, blank=True)  # bonus: else the framework's year
    ends_on = models.DateField("荣誉算到哪天", null=True, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "类目"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name


class Indicator(models.Model):
    """测评指标: one printed row or paragraph; it carries one to several clauses."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="indicators")
    number = models.CharField("编号", max_length=30, blank=True)  # as printed: 4, 1.1, Ⅶ-1-1
    departments = models.JSONField("责任部门（原文）", default=list)  # names as printed
    lead = models.CharField("牵头（原文）", max_length=120, blank=True)
    due_text = models.CharField("时限（原文）", max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)
    where = models.CharField("出处", max_length=120, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "测评指标"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.number or f"第{self.order}条"


class Ruling(models.TextChoices):
    """What gives a clause its points; written by the action that confirms its rule."""

    PERSON = "", "由人定分"
    POINTS = "points", "按规则给分"
    VETO = "veto", "一票否决"  # a state, never points


class Clause(models.Model):
    """得分点: the smallest statement that is scored by itself. Without points it is met or not met."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="clauses")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="clauses")
    text = models.TextField("内容")
    points = PointsField("分值", null=True, blank=True)
    thresholds = models.JSONField("量化要求", default=list)  # [{"op": ">=", "value": "50", "unit": "%"}]
    methods = models.JSONField("测评方法", default=list)
    materials = models.TextField("材料要求", blank=True)
    scoring = models.TextField("评分标准", blank=True)
    needs_evidence = models.BooleanField("须有佐证", default=True)
    order = models.PositiveIntegerField(default=0)
    ruling = models.CharField("按什么给分", max_length=8, choices=Ruling.choices, default=Ruling.PERSON)
    origin = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # copied from

    class Meta:
        verbose_name = "得分点"
        ordering = ["order", "pk"]

    def __str__(self):
        return f"{self.text[:30]}…" if len(self.text) > 30 else self.text


class ClauseLinkQuerySet(models.QuerySet):
    def accepted(self):
        return self.filter(is_rejected=False)

    def between(self, framework, other):
        """Links of two frameworks, whichever of them was added first."""
        there = Q(one__framework=framework, other__framework=other)
        back = Q(one__framework=other, other__framework=framework)
        return self.filter(there | back)

    def linked_to(self, clause_id):
        """The keys of the clauses that were said to ask for the same as one."""
        rows = self.accepted().order_by()
        return rows.filter(one=clause_id).values("other").union(rows.filter(other=clause_id).values("one"))


class ClauseLink(models.Model):
    """对照: two clauses of different frameworks ask for the same; or were looked at, and do not."""

    one = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="+")  # the one with the smaller key
    other = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="+")
    is_rejected = models.BooleanField("不是一回事", default=False)  # kept, so that it is not suggested again
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ClauseLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "得分点对照"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="clause_link_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="clause_link_in_order"),
        ]

    def __str__(self):
        return f"{self.one} ↔ {self.other}"


class AssessmentQuerySet(Visible):
    def open(self):
        return self.filter(state=Assessment.State.OPEN)

    def own(self):
        return self.filter(kind=Assessment.Kind.SELF)


class Assessment(models.Model):
    """测评: one pass over a framework's clauses by one side. Those of several sides stand beside each other."""

    class Kind(models.TextChoices):
        SELF = "self", "自评"
        OFFICE = "office", "复核"
        SUPERIOR = "superior", "上级测评"
        THIRD = "third", "第三方测评"
        SITE = "site", "实地考察"
        SURVEY = "survey", "问卷调查"

    class State(models.TextChoices):
        OPEN = "open", "进行中"
        CLOSED = "closed", "已定稿"

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="assessments")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="assessments")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.SELF)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    target = PointsField("目标分", null=True, blank=True)
    assessed_by = models.CharField("测评单位", max_length=120, blank=True)  # who judged, where it was not ourselves
    assessed_on = models.DateField("测评日期", null=True, blank=True)
    source = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_name = models.CharField("结果文件", max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField("审定时间", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "测评"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["framework", "unit", "kind"], name="assessment_once_per_kind")]

    def __str__(self):
        return f"{self.framework}（{self.get_kind_display()}）"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_own(self) -> bool:
        """The unit's assessment of itself: the one that must prove what it claims."""
        return self.kind == self.Kind.SELF

    @property
    def seal_key(self) -> str:
        """Whose seals they are that close its evidence."""
        return f"assessment:{self.pk}"


class Score(models.Model):
    """得分: what a clause was given. A clause without a row is 未评, which is neither 0 nor 不适用."""

    class State(models.TextChoices):
        POINTS = "points", "已评分"
        MET = "met", "达标"
        PARTLY = "partly", "部分达标"
        UNMET = "unmet", "未达标"
        NOT_APPLICABLE = "not_applicable", "不适用"

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scores")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="scores")
    state = models.CharField("结论", max_length=16, choices=State.choices)
    points = PointsField("得分", null=True, blank=True)
    inputs = models.JSONField("依据", default=dict)  # what was said for each line of the rule, and the readings then
    is_veto = models.BooleanField("一票否决", default=False)
    reason = models.TextField("说明", blank=True)
    doubt = models.CharField(
        "依据变化", max_length=200, blank=True
    )  # what changed under it since; scoring anew settles it
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "得分"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "clause"], name="score_once_per_clause"),
            models.CheckConstraint(
                condition=Q(state="points", points__isnull=False, points__gte=0)
                | (~Q(state="points") & Q(points__isnull=True)),
                name="score_has_points_only_when_scored",
            ),
        ]

    def __str__(self):
        return f"{self.clause}：{self.get_state_display()}"


class Citation(models.Model):
    """佐证引用: a record put forward for a clause in an assessment."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="citations")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="citations")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="citations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "佐证引用"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "clause", "record"], name="citation_once_per_record")
        ]

    def __str__(self):
        return f"{self.record}"


class CategoryTotal(models.Model):
    """Stored totals of the clauses that stand directly in a category; written by the action that changes a score.

    `scored` counts every clause that has a score, not applicable included: the rest of `clauses` is 未评.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="totals")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="totals")
    points = PointsField("得分", default=0)
    maximum = PointsField("满分", default=0)  # of the clauses with points, those not applicable included
    exempt = PointsField("不适用分值", default=0)
    clauses = models.PositiveIntegerField("得分点", default=0)
    worded = models.PositiveIntegerField("不设分值的得分点", default=0)
    scored = models.PositiveIntegerField("已评", default=0)
    met = models.PositiveIntegerField("达标", default=0)
    partly = models.PositiveIntegerField("部分达标", default=0)
    unmet = models.PositiveIntegerField("未达标", default=0)
    not_applicable = models.PositiveIntegerField("不适用", default=0)
    vetoes = models.PositiveIntegerField("一票否决", default=0)

    class Meta:
        verbose_name = "类目合计"
        constraints = [models.UniqueConstraint(fields=["assessment", "category"], name="total_once_per_category")]

    def __str__(self):
        return f"{self.category}"


from scoring.clause_materials import ClauseMaterial  # noqa: E402, F401
from scoring.clause_remarks import ClauseRemark  # noqa: E402, F401  kept with its own verbs
from scoring.clause_rules import ClauseRule, Exemption, RuleStep  # noqa: E402, F401
from scoring.thresholds import Threshold  # noqa: E402, F401
