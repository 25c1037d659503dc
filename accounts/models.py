"""Units, their departments and people, and what each person may do there."""

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.access import IN_DEPARTMENT, READING, Role, roles_for
from accounts.sounds import Sounded, SoundsField, asked_sounds

MOST_LEVELS = 5  # of units: a city, its districts, their streets, the communities, and one to spare


class Visible(models.QuerySet):
    """Rows of a unit. `unit_path` is how the rows reach their unit."""

    unit_path = "unit"

    def visible_to(self, user, rule: str = "unit.read"):
        """The rows of units in which `user` holds a role that `rule` allows; a subquery, never a list of ids."""
        units = Membership.objects.holding(user, rule).values("unit")
        return self.filter(**{f"{self.unit_path}__in": units})

    def of_unit(self, unit):
        return self.filter(**{self.unit_path: unit})

    def acting(self, user, rule: str):
        """A condition: the person acts under the rule for the row's whole unit, or for the row's department."""
        held = Membership.objects.holding(user, rule).filter(unit=OuterRef(self.unit_path))
        wide = held.exclude(role__in=IN_DEPARTMENT)
        own = held.filter(department=OuterRef("department"))
        return Exists(wide) | Exists(own)


class UnitQuerySet(Visible):
    unit_path = "pk"

    def in_use(self):
        return self.filter(closed_on__isnull=True)

    def below(self, units):
        """The units under the given ones, down to the last level a tree may have."""
        found, path = Q(), "parent"
        for _ in range(MOST_LEVELS - 1):
            found, path = found | Q(**{f"{path}__in": units}), f"{path}__parent"
        return self.filter(found)

    def governed_by(self, user):
        """Those whose names and people are in the hands of a unit above that the person acts for."""
        return self.below(Membership.objects.holding(user, "tier.manage").values("unit"))


class Unit(models.Model):
    """A body that creates: an office, a school, a city's office with its districts below it."""

    class Kind(models.TextChoices):
        ORGAN = "organ", "机关"
        INSTITUTION = "institution", "事业单位"
        ENTERPRISE = "enterprise", "企业"
        SCHOOL = "school", "学校"
        COMMUNITY = "community", "社区"
        OTHER = "other", "其他"

    code = models.SlugField("单位代码", max_length=40, unique=True)
    name = models.CharField("单位全称", max_length=120)
    short_name = models.CharField("简称", max_length=60, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name="上级单位", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    kind = models.CharField("类别", max_length=20, choices=Kind.choices, default=Kind.ORGAN)
    first_leads = models.BooleanField("排在第一的部门牵头", default=True)  # where a paper does not say who leads
    quota_mb = models.PositiveIntegerField("附件空间（MB）", null=True, blank=True)  # None: as much as the disk takes
    closed_on = models.DateField("停用日期", null=True, blank=True)  # from then on it is only read
    merged_into = models.ForeignKey(
        "self", verbose_name="并入", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        ordering = ["code"]

    def __str__(self):
        return self.short_name or self.name


class UserManager(DjangoUserManager):
    """Creates people; a superuser of Django's kind does not exist here."""

    def create_superuser(self, username, email=None, password=None, **fields):
        return self.create_user(username, email, password, **fields)


class User(Sounded, AbstractUser):
    """A person who logs in. What the person may do is in the memberships, never in Django's own flags."""

    first_name = last_name = None
    name = models.CharField("姓名", max_length=60)
    phone = models.CharField("电话", max_length=30, blank=True)
    is_big_type = models.BooleanField("大字版", default=False)
    must_change_password = models.BooleanField("要换密码", default=False)  # somebody else knows it
    sounds = SoundsField(is_person=True)

    objects = UserManager()
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "人员"
        ordering = ["username"]

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return str(self)


def named(words: str) -> Q:
    """Rows whose name holds what was typed, or sounds like it."""
    sounds = asked_sounds(words)
    return Q(name__icontains=words) | Q(sounds__contains=f" {sounds}") if sounds else Q(name__icontains=words)


class DepartmentQuerySet(Visible):
    def active(self):
        return self.filter(is_active=True)

    def found_by(self, words: str):
        """By full name, short name, a remembered name, or pinyin."""
        known = PartyName.objects.filter(department=OuterRef("pk"), text__icontains=words)
        return self.filter(named(words) | Q(short_name__icontains=words) | Exists(known))


class Department(Sounded):
    """A department of a unit. Papers call it by its full name, its short name or an alias (PartyName)."""

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="departments")
    name = models.CharField("部门全称", max_length=120)
    short_name = models.CharField("简称", max_length=60, blank=True)
    head = models.ForeignKey(
        User, verbose_name="负责人", null=True, blank=True, on_delete=models.SET_NULL, related_name="headed_departments"
    )
    order = models.PositiveIntegerField("排序", default=0)
    is_active = models.BooleanField("在用", default=True)
    sounds = SoundsField(of="name short_name")

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = "部门"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="department_name_once_in_unit"),
        ]

    def __str__(self):
        return self.short_name or self.name


class DepartmentGroup(models.Model):
    """A name that stands for several departments: 各处室, 各科室单位, 各区（县）."""

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="department_groups")
    name = models.CharField("名称", max_length=120)
    takes_all = models.BooleanField("全部在用部门", default=True)
    departments = models.ManyToManyField(Department, verbose_name="成员部门", blank=True, related_name="groups")

    objects = Visible.as_manager()

    class Meta:
        verbose_name = "部门组"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="group_name_once_in_unit")]

    def __str__(self):
        return self.name

    def members(self):
        """The departments meant today."""
        return self.unit.departments.active() if self.takes_all else self.departments.active()


class PartyName(models.Model):
    """What a name printed in a paper means in this unit; remembered once said."""

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.CASCADE, related_name="party_names")
    text = models.CharField("叫法", max_length=120)
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.CASCADE, related_name="names")
    group = models.ForeignKey(DepartmentGroup, null=True, blank=True, on_delete=models.CASCADE, related_name="names")

    class Meta:
        verbose_name = "部门叫法"
        ordering = ["text"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "text"], name="party_name_once_in_unit"),
            models.CheckConstraint(
                condition=Q(department__isnull=False, group__isnull=True)
                | Q(department__isnull=True, group__isnull=False),
                name="party_name_means_one_thing",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def party(self):
        return self.department or self.group


class MembershipQuerySet(models.QuerySet):
    def holding(self, user, rule: str):
        """The memberships that give `user` what `rule` asks for."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        held = self.filter(user=user, role__in=roles_for(rule))
        return held if rule in READING else held.filter(unit__closed_on__isnull=True)


class Membership(models.Model):
    """One role of one person in one unit; heads and clerks hold it for a department."""

    user = models.ForeignKey(User, verbose_name="人员", on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    department = models.ForeignKey(
        Department, verbose_name="部门", null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "角色"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role", "department"],
                condition=Q(department__isnull=False),
                name="membership_once_in_department",
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "role"], condition=Q(department__isnull=True), name="membership_once_in_unit"
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}（{self.department or self.unit}）"


class PostQuerySet(Visible):
    def standing_on(self, day):
        """The posts the group had on a day."""
        begun = Q(from_on__isnull=True) | Q(from_on__lte=day)
        return self.filter(begun, Q(to_on__isnull=True) | Q(to_on__gte=day))


class Post(models.Model):
    """A post of the leading group. The post is the member; whoever holds it sits in the group.

    Who that is, is registered (`holdings`), or follows by rule from who heads which department on the day.
    """

    class Seat(models.TextChoices):
        CHIEF = "chief", "组长"
        DEPUTY = "deputy", "副组长"
        MEMBER = "member", "成员"
        OFFICE_CHIEF = "office_chief", "办公室主任"
        OFFICE_MEMBER = "office", "办公室成员"

    class Rule(models.TextChoices):
        HOLDER = "holder", "登记任职的人"
        DEPARTMENT = "department", "某个部门的负责人"
        GROUP = "group", "一组部门的负责人"
        HEADS = "heads", "各部门负责人"

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="posts")
    seat = models.CharField("组内职务", max_length=12, choices=Seat.choices)
    title = models.CharField("职务", max_length=120, help_text="如：党委书记、主任；各部室主任")
    rule = models.CharField("由谁担任", max_length=12, choices=Rule.choices, default=Rule.HOLDER)
    department = models.ForeignKey(
        Department, verbose_name="部门", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    department_group = models.ForeignKey(
        DepartmentGroup, verbose_name="部门组", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    from_on = models.DateField("设立", null=True, blank=True)  # None: from the beginning
    to_on = models.DateField("撤去", null=True, blank=True)
    order = models.PositiveIntegerField("排序", default=0)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "领导小组职务"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "seat", "title"], condition=Q(to_on__isnull=True), name="post_once_in_unit"
            ),
            models.CheckConstraint(
                condition=(Q(rule="department") | Q(department__isnull=True))
                & (Q(rule="group") | Q(department_group__isnull=True))
                & (~Q(rule="department") | Q(department__isnull=False))
                & (~Q(rule="group") | Q(department_group__isnull=False)),
                name="post_rule_names_what_it_needs",
            ),
        ]

    def __str__(self):
        return f"{self.get_seat_display()}：{self.title}"

    def holding_on(self, day):
        """Who holds the post on a day; None while it is vacant. Reads `holdings`, so fetch them ahead for a list."""
        return next((row for row in self.holdings.all() if row.from_on <= day and (row.to_on or day) >= day), None)


class PostHolding(models.Model):
    """Who held a post from when to when; a successor begins a new row, the old one stays."""

    post = models.ForeignKey(Post, verbose_name="职务", on_delete=models.CASCADE, related_name="holdings")
    name = models.CharField("姓名", max_length=60)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="holdings")
    from_on = models.DateField("任职起")
    to_on = models.DateField("任职止", null=True, blank=True)

    class Meta:
        verbose_name = "任职"
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=models.F("from_on")), name="holding_ends_after_it_began"
            ),
            models.UniqueConstraint(fields=["post"], condition=Q(to_on__isnull=True), name="post_held_by_one"),
        ]

    def __str__(self):
        return self.name


from accounts.audit import AuditEntry  # noqa: E402, F401  the models of this app live where their verbs do
from accounts.channels import Channel  # noqa: E402, F401
from accounts.drafts import Draft  # noqa: E402, F401
from accounts.first import FirstToken  # noqa: E402, F401
from accounts.heads import HeadHolding  # noqa: E402, F401
from accounts.leading_group import GroupOffice, LeadingGroup  # noqa: E402, F401
from accounts.notice_choices import NoticeChoice  # noqa: E402, F401
from accounts.notices import Notice  # noqa: E402, F401
from accounts.once import OnceKey  # noqa: E402, F401
from accounts.outgoing import Outgoing  # noqa: E402, F401
from accounts.roster import PartyBranch, Person  # noqa: E402, F401
from accounts.roster_given import RosterGiven  # noqa: E402, F401
from accounts.workdays import OfficeDay  # noqa: E402, F401
