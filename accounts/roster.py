"""The roster (人员名册): who belongs to the unit, in which department and party branch, and who is a volunteer.

A person of the roster need not log in, and whoever logs in need not be on the roster.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Department, Unit, Visible, named
from accounts.sounds import Sounded, SoundsField

PARTY = Q(is_party_member=True)


def registered_by(day) -> Q:
    """Registered as a volunteer on a day; without a day of registration, always."""
    return Q(is_volunteer=True) & (Q(volunteer_on__isnull=True) | Q(volunteer_on__lte=day))


def on_roll(day, path: str = "") -> Q:
    """On the roll on a day; the day of leaving is the last one. `path` leads to the person, such as persons__."""
    joined = Q(**{f"{path}joined_on__isnull": True}) | Q(**{f"{path}joined_on__lte": day})
    return joined & (Q(**{f"{path}left_on__isnull": True}) | Q(**{f"{path}left_on__gte": day}))


class PartyBranch(models.Model):
    """A party branch (党支部) with the departments whose members it takes; 党支部考核 is by these."""

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="branches")
    name = models.CharField("党支部名称", max_length=120)
    departments = models.ManyToManyField(Department, verbose_name="所含部门", blank=True, related_name="branches")
    secretary = models.CharField("支部书记", max_length=60, blank=True)
    order = models.PositiveIntegerField("排序", default=0)

    objects = Visible.as_manager()

    class Meta:
        verbose_name = "党支部"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="branch_name_once_in_unit")]

    def __str__(self):
        return self.name


class PersonQuerySet(Visible):
    def visible_to(self, user, rule: str = "roster.read"):
        """Of the whole unit for the office and leaders, of the own department for its head and clerk."""
        return self.filter(self.acting(user, rule))

    def on_roll(self, day):
        """Who belongs to the unit on a day."""
        return self.filter(on_roll(day))

    def on_roll_within(self, first, last):
        """Who belonged to the unit on any day from `first` to `last`."""
        return self.filter(
            Q(joined_on__isnull=True) | Q(joined_on__lte=last), Q(left_on__isnull=True) | Q(left_on__gte=first)
        )

    def party_members(self):
        return self.filter(PARTY)

    def volunteers(self, day=None):
        """Registered volunteers; with a day, those registered by then."""
        return self.filter(registered_by(day) if day is not None else Q(is_volunteer=True))

    def with_contact(self, user):
        """Each row says whether `user` may see its telephone number."""
        return self.annotate(shows_phone=self.acting(user, "roster.contact"))

    def left_by(self, day):
        return self.filter(left_on__lt=day)

    def found_by(self, words: str):
        return self.filter(named(words) | Q(number__contains=words) | Q(post__contains=words))

    def of_department(self, department):
        return self.filter(department=department)

    def of_branch(self, branch):
        return self.filter(branch=branch)


class Person(Sounded):
    """One person of the unit. Who took part in something is never deleted, but leaves on a day."""

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="persons")
    name = models.CharField("姓名", max_length=60)
    number = models.CharField("工号", max_length=30, blank=True)
    department = models.ForeignKey(
        Department, verbose_name="部门", null=True, blank=True, on_delete=models.PROTECT, related_name="persons"
    )
    post = models.CharField("职务", max_length=120, blank=True)
    branch = models.ForeignKey(
        PartyBranch, verbose_name="党支部", null=True, blank=True, on_delete=models.PROTECT, related_name="persons"
    )
    is_party_member = models.BooleanField("党员", default=False)
    is_volunteer = models.BooleanField("注册志愿者", default=False)
    volunteer_on = models.DateField("志愿者注册日期", null=True, blank=True)
    joined_on = models.DateField("到岗日期", null=True, blank=True)
    left_on = models.DateField("离岗日期", null=True, blank=True)
    phone = models.CharField("电话", max_length=30, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="登录账号",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="persons",
    )
    note = models.CharField("备注", max_length=300, blank=True)
    sounds = SoundsField(is_person=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "在册人员"
        ordering = [F("department__order").asc(nulls_last=True), "pk"]
        indexes = [models.Index(fields=["unit", "name"], name="person_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number"], condition=~Q(number=""), name="person_number_once_in_unit"
            ),
            models.UniqueConstraint(
                fields=["unit", "user"], condition=Q(user__isnull=False), name="person_is_one_user_in_unit"
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(joined_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="person_leaves_after_joining",
            ),
            models.CheckConstraint(
                condition=Q(volunteer_on__isnull=True) | Q(is_volunteer=True), name="person_registered_is_volunteer"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("roster_edit", args=[self.pk])

    def is_on_roll(self, day) -> bool:
        return (self.joined_on is None or self.joined_on <= day) and (self.left_on is None or self.left_on >= day)
