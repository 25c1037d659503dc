"""Tasks, their lines and steps: what somebody answers for, by when, and how far it is."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.access import IN_DEPARTMENT, roles_for
from accounts.models import Department, DepartmentGroup, Membership, Person, Unit, Visible
from accounts.sounds import Sounded, SoundsField, asked_of_title
from evidence.models import Record
from scoring.models import Category, Clause


class TaskQuerySet(Visible):
    unit_path = "plan__unit"

    def open(self):
        return self.exclude(state=Task.State.ACCEPTED)

    def saying(self, word: str):
        """Tasks that hold a word in their title, requirement or note, or whose title sounds like it."""
        asked = Q(title__icontains=word) | Q(requirement__icontains=word) | Q(note__icontains=word)
        sounds = asked_of_title(word)
        return self.filter(asked | Q(sounds__contains=sounds) if sounds else asked)

    def without_party(self):
        """Tasks nobody answers for yet."""
        return self.filter(department__isnull=True, group__isnull=True, unit__isnull=True)

    def with_party(self):
        """Tasks somebody answers for."""
        return self.exclude(department__isnull=True, group__isnull=True, unit__isnull=True)

    def overdue(self, day):
        """Due before `day` and not yet accepted; what is submitted waits for others and is not counted late."""
        return self.open().exclude(state=Task.State.SUBMITTED).filter(due_on__lt=day)

    def with_urged(self, day):
        """Tasks that know whether somebody urged them on a day: `is_urged`."""
        urged = TaskStep.objects.filter(task=OuterRef("pk"), verb=TaskStep.Verb.URGED, at__date=day)
        return self.annotate(is_urged=Exists(urged))

    def with_filed(self):
        """Tasks that know whether all their records are accepted (`is_filed`) and whether they are broken down.

        What recurs is not done by a record.
        """
        records = Record.objects.filter(tasks=OuterRef("pk"))
        is_filed = Q(Exists(records.accepted())) & ~Q(Exists(records.exclude(state=Record.State.ACCEPTED)))
        rule = is_filed & Q(frequency__isnull=True)
        return self.annotate(
            is_filed=models.ExpressionWrapper(rule, models.BooleanField()),
            is_divided=Exists(Task.objects.filter(parent=OuterRef("pk"))),
        )

    def undivided(self):
        """Tasks that are worked on themselves; a task broken down into others is done when they are."""
        return self.filter(~Exists(Task.objects.filter(parent=OuterRef("pk"))))

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

    def shaped_by(self, user):
        """Tasks a person may break down and say the measures of: those to work on, and the parts of these."""
        own = Task.objects.workable_by(user)
        return self.filter(Q(pk__in=own.values("pk")) | Q(parent__in=own.values("pk")))

    def given_to(self, user, rule: str):
        """Tasks that a unit above gave to a unit of the person's; nothing else of that plan is theirs to see.

        Working on them is for those who act for the whole unit.
        """
        held = Membership.objects.holding(user, rule)
        if rule != "task.read":
            held = held.exclude(role__in=IN_DEPARTMENT)
        return self.filter(unit__in=held.values("unit")).exclude(unit=F("plan__unit"))

    def under_review_of(self, user):
        """Every task whose review is the person's to give, whatever its state."""
        return self._handled_by(user, "task.review")

    def reviewable_by(self, user):
        """What waits for the person's review: tasks handed in, and group tasks of which a line was."""
        waiting_line = TaskLine.objects.filter(task=OuterRef("pk"), state=Task.State.SUBMITTED)
        return (
            self.under_review_of(user)
            .undivided()
            .filter(Q(state=Task.State.SUBMITTED, group__isnull=True) | Exists(waiting_line))
        )


class Task(Sounded):
    """任务: what somebody answers for, by when; it belongs to the clauses it serves."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", "未开始"
        IN_PROGRESS = "in_progress", "进行中"
        SUBMITTED = "submitted", "已提交"
        RETURNED = "returned", "已退回"
        ACCEPTED = "accepted", "已通过"

    plan = models.ForeignKey("programs.Plan", on_delete=models.CASCADE, related_name="tasks")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks")
    number = models.CharField("编号", max_length=30, blank=True)
    title = models.CharField("任务", max_length=200)
    sounds = SoundsField(of="title", is_title=True)
    requirement = models.TextField("工作要求", blank=True)
    measures = models.TextField("具体措施", blank=True)
    source = models.TextField("出处原文", blank=True)  # the passage of the paper a task was made of by hand
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
    in_charge = models.ForeignKey(
        Person, verbose_name="责任人", null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks"
    )
    in_charge_name = models.CharField("责任人（姓名）", max_length=60, blank=True)  # as it was typed
    begins_on = models.DateField("起始日期", null=True, blank=True)  # where the work has a period
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
            ),
            models.CheckConstraint(
                condition=Q(begins_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("begins_on")),
                name="task_ends_after_it_begins",
            ),
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
        DIVIDED = "divided", "细化分解"
        DETAILED = "detailed", "修改措施"
        OBJECTED = "objected", "提出异议"
        ANSWERED = "answered", "答复异议"
        HANDED_OVER = "handed_over", "移交"
        JOINED = "joined", "列入新部门"
        URGED = "urged", "催办"
        RECALLED = "recalled", "撤回"

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
