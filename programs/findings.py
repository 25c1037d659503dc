"""督导整改 as rows: a round of inspection, what it found, how that was put right, and the files of both."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, Visible
from evidence.models import Record
from files.models import Blob, Rendition
from programs.models import Plan, Task
from scoring.models import Clause


class RoundQuerySet(Visible):
    unit_path = "plan__unit"


class Round(models.Model):
    """督导: one pass of looking at how the plan is carried out."""

    class Kind(models.TextChoices):
        REGULAR = "regular", "定期督导"
        SPECIAL = "special", "专项督导"
        MIDYEAR = "midyear", "年中检查"
        YEAREND = "yearend", "年末检查"

    plan = models.ForeignKey(Plan, verbose_name="方案", on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.REGULAR)
    begins_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    inspectors = models.CharField("督导人员", max_length=300, blank=True)
    note = models.TextField("督导情况", blank=True)  # what went well, said in the bulletin
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "督导"
        ordering = ["-begins_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("begins_on")),
                name="round_ends_after_it_began",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("round_detail", args=[self.pk])


class FindingQuerySet(Visible):
    unit_path = "round__plan__unit"

    def standing(self):
        """All but those taken back as mistaken."""
        return self.exclude(state=Finding.State.WITHDRAWN)

    def open(self):
        """Not yet closed, whoever's turn it is."""
        return self.exclude(state__in=[Finding.State.CLOSED, Finding.State.WITHDRAWN])

    def to_rectify(self):
        """Waiting for the department: not handed in yet, or sent back."""
        return self.filter(state__in=[Finding.State.OPEN, Finding.State.RETURNED])

    def to_recheck(self):
        return self.filter(state=Finding.State.RECTIFIED)

    def closed(self):
        return self.filter(state=Finding.State.CLOSED)

    def overdue(self, day):
        """Due before `day` and still with the department; what is handed in waits for others and is not late."""
        return self.to_rectify().filter(due_on__lt=day)

    def due_on(self, day):
        """Due on that very day and still with the department."""
        return self.to_rectify().filter(due_on=day)

    def of_plan(self, plan):
        return self.filter(round__plan=plan)

    def of_department(self, department):
        return self.filter(department=department)

    def rectifiable_by(self, user):
        """What a person may work on: the own department's, all of them for the office."""
        return self.filter(self.acting(user, "finding.rectify"))


class Finding(models.Model):
    """问题: what was found wrong, who puts it right by when, and how far that is."""

    class Severity(models.TextChoices):
        MINOR = "minor", "一般"
        SERIOUS = "serious", "较重"
        GRAVE = "grave", "严重"

    class State(models.TextChoices):
        OPEN = "open", "待整改"
        RECTIFIED = "rectified", "待复查"
        RETURNED = "returned", "退回重改"
        CLOSED = "closed", "已销号"
        WITHDRAWN = "withdrawn", "已撤销"

    round = models.ForeignKey(Round, verbose_name="督导", on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveIntegerField("编号")  # within its round, from 1
    text = models.TextField("问题", max_length=2000)
    severity = models.CharField("程度", max_length=10, choices=Severity.choices, default=Severity.MINOR)
    clause = models.ForeignKey(
        Clause, verbose_name="得分点", null=True, blank=True, on_delete=models.SET_NULL, related_name="findings"
    )
    task = models.ForeignKey(
        Task, verbose_name="任务", null=True, blank=True, on_delete=models.SET_NULL, related_name="findings"
    )
    place = models.CharField("地点", max_length=120, blank=True)
    department = models.ForeignKey(
        Department, verbose_name="责任部门", on_delete=models.PROTECT, related_name="findings"
    )
    requirement = models.TextField("整改要求", max_length=2000)
    found_on = models.DateField("发现日期")
    due_on = models.DateField("整改期限")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    rectification = models.TextField("整改情况", blank=True, max_length=2000)  # as last handed in
    records = models.ManyToManyField(Record, verbose_name="佐证档案", blank=True, related_name="findings")
    rectified_on = models.DateField("提交整改日期", null=True, blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "问题"
        ordering = ["-round__begins_on", "round", "number"]
        indexes = [models.Index(fields=["department", "state", "due_on"], name="finding_of_department")]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="finding_number_once_in_round")]

    def __str__(self):
        return f"{self.text[:30]}…" if len(self.text) > 30 else self.text

    def get_absolute_url(self):
        return reverse("finding_detail", args=[self.pk])

    @property
    def is_with_department(self) -> bool:
        return self.state in (self.State.OPEN, self.State.RETURNED)

    @property
    def was_in_time(self) -> bool:
        """Handed in by the due day, as last handed in."""
        return self.rectified_on is not None and self.rectified_on <= self.due_on

    def days_late(self, today) -> int:
        """Whole days past the due day; 0 when it is not late or not with the department."""
        return max((today - self.due_on).days, 0) if self.is_with_department else 0


class FindingStep(models.Model):
    """One step of a finding: found, changed, put right, sent back, closed; with what was said."""

    class Verb(models.TextChoices):
        FOUND = "found", "交办"
        CHANGED = "changed", "调整"
        RECTIFIED = "rectified", "提交整改"
        RETURNED = "returned", "复查退回"
        CLOSED = "closed", "复查销号"
        WITHDRAWN = "withdrawn", "撤销"

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField("动作", max_length=12, choices=Verb.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    remark = models.TextField("说明", blank=True)

    class Meta:
        verbose_name = "整改过程"
        ordering = ["pk"]

    def __str__(self):
        return self.get_verb_display()


class FindingFileQuerySet(models.QuerySet):
    def live(self):
        return self.filter(withdrawn_at__isnull=True)

    def with_thumbs(self):
        """Adds has_thumb: whether there is a small picture to show."""
        thumbs = Rendition.objects.filter(source=OuterRef("blob"), kind=Rendition.Kind.THUMB)
        return self.select_related("blob").annotate(has_thumb=Exists(thumbs))

    def visible_to(self, user, rule: str = "supervision.read"):
        return self.filter(finding__in=Finding.objects.visible_to(user, rule).values("pk"))


class FindingFile(models.Model):
    """A photo or paper of a finding: of what was found, or of how it was put right. Withdrawn, never overwritten."""

    class Side(models.TextChoices):
        FOUND = "found", "问题"
        FIXED = "fixed", "整改"

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="files")
    side = models.CharField("用途", max_length=10, choices=Side.choices)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="finding_files")
    name = models.CharField("文件名", max_length=200)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = FindingFileQuerySet.as_manager()

    class Meta:
        verbose_name = "问题材料"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "side", "blob"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="finding_file_once",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Where the bytes are served; the name in the address is for people and is not looked at."""
        return reverse("finding_file", args=[self.pk, self.name.replace("/", "") or "file"])
