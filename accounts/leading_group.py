"""创建工作领导小组 of a unit: its name, where its office is, and who sits in it on a given day, post by post."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.heads import HeadHolding
from accounts.models import Department, DepartmentGroup, Post, Unit

SUCCESSION = "领导小组成员如有人事变动，由继任者自动接替，不另行发文。"
VACANT = "暂缺"


class LeadingGroup(models.Model):
    """What the group of a unit is called and what is said below its list."""

    unit = models.OneToOneField(Unit, verbose_name="单位", on_delete=models.CASCADE, related_name="leading_group")
    name = models.CharField("名称", max_length=120, default="精神文明创建工作领导小组")
    note = models.CharField("说明", max_length=300, blank=True, default=SUCCESSION)

    class Meta:
        verbose_name = "领导小组"

    def __str__(self):
        return self.name


class GroupOffice(models.Model):
    """领导小组办公室设在: the department that keeps the group's office, from when to when."""

    group = models.ForeignKey(LeadingGroup, on_delete=models.CASCADE, related_name="offices")
    department = models.ForeignKey(Department, verbose_name="部门", on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField("起", null=True, blank=True)  # None: from the beginning
    to_on = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "领导小组办公室"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(from_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="office_left_after_coming",
            ),
            models.UniqueConstraint(fields=["group"], condition=Q(to_on__isnull=True), name="office_in_one_department"),
        ]

    def __str__(self):
        return f"{self.department}"


@dataclass(frozen=True)
class Member:
    """Who sits for a post on the day: a name, or the word for an empty chair; `of` is the department headed."""

    name: str
    of: str = ""

    @property
    def is_vacant(self) -> bool:
        return self.name == VACANT


@dataclass
class Place:
    """One post with whoever holds it."""

    post: Post
    members: list[Member]


@dataclass
class Listing:
    """The group as of a day, seat by seat in the order of a paper."""

    name: str
    day: date
    seats: list[tuple[str, list[Place]]]  # 组长, 副组长, 成员, 办公室主任, 办公室成员: those there are
    office: Department | None = None
    note: str = ""
    has_posts: bool = field(init=False)

    def __post_init__(self):
        self.has_posts = bool(self.seats)


def listing(unit: Unit, day: date) -> Listing:
    """Who sits in the unit's group on a day. Eight queries at most, however large the group."""
    posts = list(unit.posts.standing_on(day).prefetch_related("holdings"))
    heads = _Heads(unit, day)
    seats = []
    for seat, label in Post.Seat.choices:
        places = [Place(post, heads.members_of(post)) for post in posts if post.seat == seat]
        if places:
            seats.append((label, places))
    group = LeadingGroup.objects.filter(unit=unit).first()
    return Listing(
        name=group.name if group else LeadingGroup._meta.get_field("name").default,
        day=day,
        seats=seats,
        office=_office_on(group, day),
        note=group.note if group else SUCCESSION,
    )


def _office_on(group: LeadingGroup | None, day: date) -> Department | None:
    if group is None:
        return None
    begun = Q(from_on__isnull=True) | Q(from_on__lte=day)
    row = group.offices.filter(begun, Q(to_on__isnull=True) | Q(to_on__gte=day)).select_related("department").first()
    return row.department if row else None


class _Heads:
    """Who heads which department on the day, read once; a department in use without a head has an empty chair."""

    def __init__(self, unit: Unit, day: date):
        self.unit, self.day = unit, day
        self.is_past = day < timezone.localdate()

    @cached_property
    def named(self) -> dict[int, str]:
        rows = HeadHolding.objects.of_unit(self.unit).on(self.day).order_by("pk")
        return dict(rows.values_list("department_id", "name"))

    @cached_property
    def departments(self) -> list[Department]:
        return list(self.unit.departments.all())

    @cached_property
    def groups(self) -> dict[int, DepartmentGroup]:
        return {one.pk: one for one in self.unit.department_groups.prefetch_related("departments")}

    def members_of(self, post: Post) -> list[Member]:
        if post.rule == Post.Rule.HOLDER:
            holding = post.holding_on(self.day)
            return [Member(holding.name if holding else VACANT)]
        found = [self._head_of(one) for one in self._departments_of(post)]
        return [one for one in found if one] or [Member(VACANT)]

    def _departments_of(self, post: Post) -> list[Department]:
        if post.rule == Post.Rule.DEPARTMENT:
            return [one for one in self.departments if one.pk == post.department_id]
        group = self.groups.get(post.department_group_id) if post.rule == Post.Rule.GROUP else None
        if group is not None and not group.takes_all:
            meant = {one.pk for one in group.departments.all()}
            return [one for one in self.departments if one.pk in meant]
        return self.departments

    def _head_of(self, department: Department) -> Member | None:
        if department.pk in self.named:
            return Member(self.named[department.pk], str(department))
        return Member(VACANT, str(department)) if department.is_active and not self.is_past else None
