"""Plans, the papers they come from, and the tasks they break down into."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Unit, Visible
from evidence.models import Record
from files.models import Blob
from scoring.models import Clause, Framework


class PlanQuerySet(Visible):
    def in_force(self):
        """Those the unit works by: all that have not ended, a draft included while there is nothing better."""
        return self.exclude(state=Plan.State.ENDED)

    def issued(self):
        """Sent out and not ended; also while a revision of it is under way."""
        return self.exclude(state=Plan.State.ENDED).filter(issued_on__isnull=False)

    def with_points(self):
        """Plans that know whether their framework gives points: `has_points`."""
        pointed = Clause.objects.filter(framework=models.OuterRef("framework"), points__isnull=False)
        return self.annotate(has_points=models.Exists(pointed))


class Plan(models.Model):
    """创建方案 of one unit for one year, with the framework its annex prints."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        CONSULTING = "consulting", "征求意见"
        APPROVED = "approved", "已审定"
        ISSUED = "issued", "已印发"
        REVISING = "revising", "修订中"
        ENDED = "ended", "已结束"

    class Openness(models.TextChoices):
        """附注 of a paper: how far it may be shown, as printed between brackets."""

        UNSAID = "", "不标注"
        OPEN = "此件主动公开", "主动公开"
        ON_REQUEST = "此件依申请公开", "依申请公开"
        CLOSED = "此件不予公开", "不予公开"

    serial = models.PositiveIntegerField("流水号", unique=True)  # 1 in an empty database, without gaps
    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("标题", max_length=200)
    issuer = models.CharField("发文单位", max_length=120, blank=True)
    number = models.CharField("发文字号", max_length=60, blank=True)
    target_title = models.CharField("目标称号", max_length=60, blank=True)
    level = models.CharField("创建级别", max_length=10, choices=Framework.Level.choices, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    approved_at = models.DateTimeField("审定时间", null=True, blank=True)
    adopted_on = models.DateField("审定日期", null=True, blank=True)
    adopted_by = models.CharField("审定会议", max_length=120, blank=True)  # as the paper would say it
    adopted_in = models.ForeignKey(
        Record, verbose_name="会议档案", null=True, blank=True, on_delete=models.SET_NULL, related_name="adopted_plans"
    )
    issued_on = models.DateField("印发日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    openness = models.CharField("公开方式", max_length=20, choices=Openness.choices, blank=True, default="")
    lists_group = models.BooleanField("附领导小组名单", default=False)
    copied_from = models.ForeignKey(
        "self", verbose_name="复制自", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies"
    )
    version = models.PositiveIntegerField(default=1)  # counts changes of the head and of the order of sections
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="plans")
    source = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="plans")
    source_name = models.CharField("原文文件名", max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64)  # of what the paper says, so that the same paper is known again
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "创建方案"
        ordering = ["-year", "-serial"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "fingerprint"], name="plan_once_per_paper"),
            models.UniqueConstraint(
                fields=["unit", "year", "level"],
                condition=models.Q(issued_on__isnull=False) & ~models.Q(state="ended"),
                name="plan_one_issued_per_level",
            ),
        ]

    def __str__(self):
        return self.title


class PlanSection(models.Model):
    """A heading of the plan with the text below it, kept as the paper has it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(default=1)
    heading = models.CharField("标题", max_length=200, blank=True)
    text = models.TextField("内容", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "方案章节"
        ordering = ["order"]

    def __str__(self):
        return self.heading


class PaperImport(models.Model):
    """A paper that was read and waits for the clerk: what was read, what was corrected, what was answered."""

    class State(models.TextChoices):
        READ = "read", "待核对"
        CONFIRMED = "confirmed", "已导入"
        DROPPED = "dropped", "已放弃"

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="imports")
    year = models.PositiveSmallIntegerField("年度")
    source = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="imports")
    source_name = models.CharField("文件名", max_length=200)
    reading = models.JSONField("读出的内容")  # as read; corrections are made here, cell by cell
    answers = models.JSONField("回答", default=dict)  # what was said about names and questions
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.READ)
    fingerprint = models.CharField(max_length=64, default="")  # of what was read, whatever is corrected later
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.SET_NULL, related_name="imports")
    amends = models.ForeignKey(  # the plan this paper is a corrected copy for; no new plan is made of it
        Plan, verbose_name="要改的方案", null=True, blank=True, on_delete=models.CASCADE, related_name="amendments"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = Visible.as_manager()

    class Meta:
        verbose_name = "方案导入"
        ordering = ["-pk"]

    def __str__(self):
        return self.source_name


from programs.tasks import Task, TaskLine, TaskQuerySet, TaskStep  # noqa: E402, F401, I001  others below stand on it
from programs.objections import Objection  # noqa: E402, F401
from programs.occurrences import Frequency, Occurrence  # noqa: E402, F401
from programs.resolutions import Resolution  # noqa: E402, F401
from programs.findings import Finding, FindingFile, FindingStep, Round  # noqa: E402, F401
from programs.plan_files import PlanFile  # noqa: E402, F401
from programs.plan_history import PlanEdition, PlanStep  # noqa: E402, F401
from programs.remarks import Consultation, Remark, Reply  # noqa: E402, F401
from programs.budget import BudgetEntry, BudgetLine  # noqa: E402, F401
from programs.awards import AwardObjection, AwardRound, Nomination  # noqa: E402, F401
from programs.task_columns import TaskColumns  # noqa: E402, F401
