"""Plans, the papers they come from, and the tasks they break down into."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.access import roles_for
from accounts.models import Department, DepartmentGroup, Unit, Visible
from evidence.models import Record
from files.models import Blob
from scoring.models import Category, Clause, Framework


class PlanQuerySet(Visible):
    def in_force(self):
        return self.exclude(state=Plan.State.ENDED)


class Plan(models.Model):
    """创建方案 of one unit for one year, with the framework its annex prints."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        APPROVED = "approved", "已审定"
        ENDED = "ended", "已结束"

    serial = models.PositiveIntegerField("流水号", unique=True)  # 1 in an empty database, without gaps
    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("标题", max_length=200)
    issuer = models.CharField("发文单位", max_length=120, blank=True)
    number = models.CharField("发文字号", max_length=60, blank=True)
    target_title = models.CharField("目标称号", max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    approved_at = models.DateTimeField("审定时间", null=True, blank=True)
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


class TaskQuerySet(Visible):
    unit_path = "plan__unit"

    def open(self):
        return self.exclude(state=Task.State.ACCEPTED)

    def overdue(self, day):
        """Due before `day` and not yet accepted; what is submitted waits for others and is not counted late."""
        return self.open().exclude(state=Task.State.SUBMITTED).filter(due_on__lt=day)

    def on_desk_of(self, departments):
        """Tasks that these departments answer for, as a department, within a group, or assisting."""
        mine = (
            Q(department__in=departments)
            | Exists(TaskLine.objects.filter(task=OuterRef("pk"), department__in=departments))
            | Exists(Task.assisting.through.objects.filter(task=OuterRef("pk"), department__in=departments))
            | Exists(self._assisting_groups_with(departments))
        )
        return self.filter(mine)

    @staticmethod
    def _assisting_groups_with(departments):
        """Groups that assist the task in hand and mean one of these departments."""
        rows = Task.assisting_groups.through.objects.filter(task=OuterRef("pk"))
        of_all = Q(departmentgroup__takes_all=True, departmentgroup__unit__departments__in=departments)
        return rows.filter(of_all | Q(departmentgroup__takes_all=False, departmentgroup__departments__in=departments))

    def _handled_by(self, user, rule: str):
        in_group = TaskLine.objects.filter(
            task=OuterRef("pk"), department__memberships__user=user, department__memberships__role__in=roles_for(rule)
        )
        return self.visible_to(user, rule).filter(self.acting(user, rule) | Exists(in_group))

    def workable_by(self, user):
        """Tasks a person may work on: those of the own department (also within a group), all for the office."""
        return self._handled_by(user, "task.work")

    def under_review_of(self, user):
        """Every task whose review is the person's to give, whatever its state."""
        return self._handled_by(user, "task.review")

    def reviewable_by(self, user):
        """What waits for the person's review: tasks handed in, and group tasks of which a line was."""
        waiting_line = TaskLine.objects.filter(task=OuterRef("pk"), state=Task.State.SUBMITTED)
        return self.under_review_of(user).filter(
            Q(state=Task.State.SUBMITTED, group__isnull=True) | Exists(waiting_line)
        )


class Task(models.Model):
    """任务: what somebody answers for, by when; it belongs to the clauses it serves."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", "未开始"
        IN_PROGRESS = "in_progress", "进行中"
        SUBMITTED = "submitted", "已提交"
        RETURNED = "returned", "已退回"
        ACCEPTED = "accepted", "已通过"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks")
    number = models.CharField("编号", max_length=30, blank=True)
    title = models.CharField("任务", max_length=200)
    requirement = models.TextField("工作要求", blank=True)
    clauses = models.ManyToManyField(Clause, blank=True, related_name="tasks")
    department = models.ForeignKey(
        Department, verbose_name="责任部门", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    unit = models.ForeignKey(
        Unit, verbose_name="责任单位", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    group = models.ForeignKey(
        DepartmentGroup,
        verbose_name="责任部门组",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
    )
    assisting = models.ManyToManyField(Department, verbose_name="配合部门", blank=True, related_name="assisted_tasks")
    assisting_groups = models.ManyToManyField(
        DepartmentGroup, verbose_name="配合部门组", blank=True, related_name="assisted_tasks"
    )
    due_on = models.DateField("完成时限", null=True, blank=True)
    due_text = models.CharField("时限（原文）", max_length=120, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.NOT_STARTED)
    records = models.ManyToManyField(Record, verbose_name="档案", blank=True, related_name="tasks")
    order = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "任务"
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["plan", "state", "due_on"], name="task_of_plan")]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True, group__isnull=True)
                | Q(department__isnull=True, group__isnull=True)
                | Q(department__isnull=True, unit__isnull=True),
                name="task_has_one_party_at_most",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("task_detail", args=[self.pk])

    @property
    def party(self):
        """Who answers for the task: a department, a unit or a group; None while nobody is assigned."""
        return self.department or self.group or self.unit

    def days_late(self, today) -> int:
        """Whole days past the due day; 0 when it is not late or already handed in."""
        if self.due_on is None or self.state in (self.State.SUBMITTED, self.State.ACCEPTED):
            return 0
        return max((today - self.due_on).days, 0)


class TaskLine(models.Model):
    """One member's own completion of a task that a whole group answers for."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="lines")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="task_lines")
    state = models.CharField("状态", max_length=12, choices=Task.State.choices, default=Task.State.NOT_STARTED)
    note = models.CharField("完成情况", max_length=300, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "完成情况"
        ordering = ["department__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["task", "department"], name="task_line_once_per_department")]

    def __str__(self):
        return f"{self.department}"


class TaskStep(models.Model):
    """One step of a task: started, submitted, returned, accepted, reassigned; with its remark."""

    class Verb(models.TextChoices):
        STARTED = "started", "开始办理"
        SUBMITTED = "submitted", "提交"
        RETURNED = "returned", "退回"
        ACCEPTED = "accepted", "通过"
        REASSIGNED = "reassigned", "调整责任部门"
        RESCHEDULED = "rescheduled", "调整时限"
        AMENDED = "amended", "方案改动"

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField("动作", max_length=12, choices=Verb.choices)
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    remark = models.TextField("说明", blank=True)

    class Meta:
        verbose_name = "办理过程"
        ordering = ["pk"]

    def __str__(self):
        return self.get_verb_display()
