"""Awards we give (评选表彰): a round, who is nominated, what is objected to, who is chosen. Honours received: records.

Nothing here ranks: nominations stand in the order of departments, votes are noted beside them.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, Person, Unit, Visible
from evidence.models import Record


class AwardRound(models.Model):
    """One round of one award in a year, from nominations to the list that is published."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", "文明部室"
        POST = "post", "文明岗位"
        PERSON = "person", "文明个人"
        NEIGHBOUR = "neighbour", "身边好人"
        PIONEER = "pioneer", "党员先锋岗"

    class State(models.TextChoices):
        NOMINATING = "nominating", "推荐中"
        DECIDING = "deciding", "评定中"
        DECIDED = "decided", "已评定"
        NOTICE = "notice", "公示中"
        PUBLISHED = "published", "已公布"
        CANCELLED = "cancelled", "已取消"

    class Way(models.TextChoices):
        VOTE = "vote", "投票"
        MEETING = "meeting", "会议研究"

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="award_rounds")
    kind = models.CharField("评选类别", max_length=20, choices=Kind.choices)
    title = models.CharField("名称", max_length=120)
    year = models.PositiveSmallIntegerField("年度")
    quota = models.PositiveIntegerField("名额", null=True, blank=True)
    by_departments = models.BooleanField("由各部门推荐", default=True)  # else the office alone nominates
    closes_on = models.DateField("推荐截止", null=True, blank=True)
    terms = models.TextField("评选条件", max_length=2000, blank=True)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.NOMINATING)
    way = models.CharField("评定方式", max_length=10, choices=Way.choices, blank=True)
    voters = models.PositiveIntegerField("参加投票人数", null=True, blank=True)
    decided_on = models.DateField("评定日期", null=True, blank=True)
    decided_in = models.ForeignKey(
        Record, verbose_name="研究的会议", null=True, blank=True, on_delete=models.PROTECT, related_name="award_rounds"
    )
    notice_from = models.DateField("公示起", null=True, blank=True)
    notice_to = models.DateField("公示止", null=True, blank=True)
    number = models.CharField("表彰文号", max_length=60, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)

    objects = Visible.as_manager()

    class Meta:
        verbose_name = "评选"
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "title"], name="award_round_once_in_year"),
            models.CheckConstraint(
                condition=Q(notice_from__isnull=True, notice_to__isnull=True) | Q(notice_to__gte=F("notice_from")),
                name="award_notice_ends_after_it_began",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("award_detail", args=[self.pk])

    @property
    def names_people(self) -> bool:
        return self.kind in (self.Kind.PERSON, self.Kind.NEIGHBOUR)

    @property
    def names_posts(self) -> bool:
        return self.kind in (self.Kind.POST, self.Kind.PIONEER)


class NominationQuerySet(Visible):
    unit_path = "round__unit"

    def chosen(self):
        return self.filter(is_chosen=True)

    def in_order(self):
        """As the departments stand, never by votes."""
        return self.order_by("department__order", "department_id", "pk")


class Nomination(models.Model):
    """Somebody or something put forward: a department, a post of one (岗位、窗口), or a person of the roster."""

    round = models.ForeignKey(AwardRound, verbose_name="评选", on_delete=models.CASCADE, related_name="nominations")
    department = models.ForeignKey(
        Department, verbose_name="部门", on_delete=models.PROTECT, related_name="nominations"
    )
    person = models.ForeignKey(
        Person, verbose_name="人员", null=True, blank=True, on_delete=models.PROTECT, related_name="nominations"
    )
    post = models.CharField("岗位或窗口", max_length=120, blank=True)
    reason = models.TextField("主要事迹", max_length=2000)
    votes = models.PositiveIntegerField("得票", null=True, blank=True)
    is_chosen = models.BooleanField("入选", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = "推荐"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "person"], condition=Q(person__isnull=False), name="nominated_person_once"
            ),
            models.UniqueConstraint(
                fields=["round", "department", "post"],
                condition=Q(person__isnull=True),
                name="nominated_department_or_post_once",
            ),
        ]

    def __str__(self):
        return self.named

    @property
    def named(self) -> str:
        """Who or what is put forward, as the list names it."""
        if self.person_id:
            return self.person.name
        return self.post or str(self.department)


class AwardObjection(models.Model):
    """What was said against a choice during the notice, and what was found."""

    class Outcome(models.TextChoices):
        OPEN = "open", "核实中"
        KEPT = "kept", "不影响入选"
        UPHELD = "upheld", "取消入选"

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="objections")
    text = models.TextField("反映的情况", max_length=1000)
    received_on = models.DateField("收到日期")
    outcome = models.CharField("核实结果", max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    answer = models.TextField("核实说明", max_length=1000, blank=True)

    class Meta:
        verbose_name = "公示意见"
        ordering = ["pk"]

    def __str__(self):
        return self.text[:40]
