"""Records of what happened, their four slots of files, and their way through review."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, Unit, Visible
from evidence.levels import Level
from files.models import Blob, Rendition

LAST = 9999  # in a row of kinds


class ActivityKindQuerySet(models.QuerySet):
    def for_unit(self, unit):
        """The kinds a unit chooses from: the common ones and its own, in use."""
        return self.filter(Q(unit=None) | Q(unit=unit), is_active=True)

    def unchosen(self):
        """The kind of a draft while nobody has chosen one: no form offers it, nothing is handed in with it."""
        name = ActivityKind.UNCHOSEN
        row = self.filter(unit=None, name=name).first()
        return row or self.create(unit=None, name=name, is_active=False, order=LAST)

    def with_asked(self, unit):
        """Adds least_plan, least_photo, least_summary and least_press: what the unit asks of the kind."""
        return self.annotate(**counting.asked_of_kinds(unit))


class ActivityKind(models.Model):
    """A kind of activity; what its file must hold says Requirement. A kind without a unit serves every unit."""

    UNCHOSEN = "类别未选"

    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="activity_kinds")
    name = models.CharField("活动类别", max_length=60)
    order = models.PositiveIntegerField("排序", default=0)
    is_active = models.BooleanField("在用", default=True)

    objects = ActivityKindQuerySet.as_manager()

    class Meta:
        verbose_name = "活动类别"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="activity_kind_once_in_unit")]

    def __str__(self):
        return self.name


class RecordQuerySet(Visible):
    def activities(self):
        return self.filter(kind=Record.Kind.ACTIVITY)

    def of_kind(self, kind: str):
        return self.filter(kind=kind)

    def accepted(self):
        return self.filter(state=Record.State.ACCEPTED)

    def of_year(self, year: int):
        return self.filter(year=year)

    def of_department(self, department):
        """Records a department held or helped with; each once, whatever is joined or counted beside."""
        helped = Activity.departments.through.objects.filter(activity=OuterRef("pk"), department=department)
        return self.filter(Q(department=department) | Exists(helped))

    def found_by(self, text: str):
        """Records that hold every word of the text in their fields, people, captions, file names or files."""
        words = words_of(text)
        if text.strip() and not words:  # nothing but marks: no record says that
            return self.none()
        rows = self
        for word in words:
            rows = rows.filter(pk__in=SearchText.objects.holding(word).values("record"))
        return rows

    def unfiled(self):
        """Accepted, and without a 档号 yet."""
        return self.accepted().filter(filing__isnull=True)

    def kept_by(self, user):
        """What a person files for, in whatever state: the own department's records, all of them for the office."""
        return self.filter(self.acting(user, "record.write"))

    def judged_by(self, user):
        """What a person reviews, in whatever state."""
        return self.filter(self.acting(user, "record.review"))

    def writable_by(self, user):
        """What a person may fill in: drafts and returned records of the own department, all of them for the office."""
        return self.kept_by(user).filter(state__in=[Record.State.DRAFT, Record.State.RETURNED])

    def reviewable_by(self, user):
        return self.judged_by(user).filter(state=Record.State.SUBMITTED)

    def with_counts(self):
        """Adds n_<slot> (live attachments), n_words, n_people, n_number, and least_<slot> as the kind asks."""
        return self.annotate(**counting.counts())

    def for_page_of(self, user):
        """Adds what the page of one record asks first, so that it asks no more where there is nothing.

        is_kept and is_judged by the person, is_sealed, has_link (an open one, for phones), note_<slot>.
        """
        link = PhoneLink.objects.open().filter(record=OuterRef("pk"))
        return self.annotate(
            is_kept=ExpressionWrapper(self.acting(user, "record.write"), models.BooleanField()),
            is_judged=ExpressionWrapper(self.acting(user, "record.review"), models.BooleanField()),
            is_sealed=Exists(Seal.objects.in_force().filter(record=OuterRef("pk"))),
            has_link=Exists(link),
            **counting.notes(),
        )

    def lacking(self, slot: str):
        """Records in which a slot is not filled as their kind asks; of the four of an activity, also an empty one."""
        return self.with_counts().filter(counting.lacking(slot))

    def tally(self) -> dict[str, int]:
        """Counts in one query: total, complete, and lacking_plan … lacking_press."""
        lacking = {f"lacking_{slot}": Count("pk", filter=counting.lacking(slot)) for slot in counting.FOUR}
        rows = self.with_counts().order_by()[: counting.EVERY]
        return rows.aggregate(total=Count("pk"), complete=Count("pk", filter=counting.complete()), **lacking)

    def complete(self):
        """Records that hold all their kind asks for; the same rule as evidence.completeness."""
        return self.with_counts().filter(counting.complete())


class Record(models.Model):
    """A file kept of one thing that happened. It knows nothing of tasks or clauses."""

    class Kind(models.TextChoices):
        ACTIVITY = "activity", "活动"
        MEETING = "meeting", "会议"
        HONOUR = "honour", "荣誉"
        REGULATION = "regulation", "制度"
        DOCUMENT = "document", "文件材料"
        PUBLICITY = "publicity", "宣传报送"
        SPENDING = "spending", "经费支出"
        SURVEY = "survey", "测评调查"
        STATEMENT = "statement", "承诺声明"
        FIGURE = "figure", "数据指标"

    class State(models.TextChoices):
        DRAFT = "draft", "起草中"
        SUBMITTED = "submitted", "待审核"
        RETURNED = "returned", "已退回"
        ACCEPTED = "accepted", "已通过"

    UNNAMED = "未命名活动"  # a draft begun with photos, or kept before anybody found a name

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="records")
    kind = models.CharField("档案类别", max_length=20, choices=Kind.choices, default=Kind.ACTIVITY)
    title = models.CharField("题名", max_length=200)
    year = models.PositiveSmallIntegerField("年度")
    begins_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    department = models.ForeignKey(
        Department, verbose_name="承办部门", on_delete=models.PROTECT, related_name="records"
    )
    summary = models.TextField("活动总结", blank=True, max_length=20000)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.DRAFT)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="filed_records"
    )
    filed_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = "档案"
        ordering = ["-begins_on", "-pk"]
        indexes = [
            models.Index(fields=["unit", "year", "state"], name="record_of_unit_year"),
            models.Index(fields=["unit", "-begins_on"], name="record_of_unit_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")), name="record_ends_after_it_began"
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("record_detail", args=[self.pk])

    @property
    def particulars(self):
        """What only its kind has: the Activity, the Meeting … of this record."""
        return getattr(self, self.kind)

    @property
    def is_open(self) -> bool:
        """Still in the hands of whoever files it."""
        return self.state in (self.State.DRAFT, self.State.RETURNED)

    @property
    def is_unnamed(self) -> bool:
        return self.title == self.UNNAMED


class Activity(models.Model):
    """What only an activity has: its kind, place and people."""

    record = models.OneToOneField(Record, primary_key=True, on_delete=models.CASCADE, related_name="activity")
    kind = models.ForeignKey(ActivityKind, verbose_name="活动类别", on_delete=models.PROTECT, related_name="activities")
    place = models.CharField("地点", max_length=120, blank=True)
    people = models.CharField("参加人员", max_length=500, blank=True)
    headcount = models.PositiveIntegerField("参加人数", null=True, blank=True)
    departments = models.ManyToManyField(Department, verbose_name="协办部门", blank=True, related_name="activities")

    class Meta:
        verbose_name = "活动档案"

    def __str__(self):
        return self.record.title

    @property
    def lacks_kind(self) -> bool:
        """Nobody has chosen a kind yet."""
        return self.kind.name == ActivityKind.UNCHOSEN and self.kind.unit_id is None


class AttachmentQuerySet(models.QuerySet):
    def live(self):
        return self.filter(withdrawn_at__isnull=True)

    def readable(self):
        """What may be opened: live files, and older versions of them. What was withdrawn is not."""
        return self.filter(Q(withdrawn_at=None) | Q(replaced_by__withdrawn_at=None, replaced_by__isnull=False))

    def with_thumbs(self):
        """Adds has_thumb: whether there is a small picture to show."""
        thumbs = Rendition.objects.filter(source=OuterRef("blob"), kind=Rendition.Kind.THUMB)
        return self.select_related("blob").annotate(has_thumb=Exists(thumbs))

    def visible_to(self, user, rule: str = "record.read"):
        return self.filter(record__in=Record.objects.visible_to(user, rule).values("pk"))


class Attachment(models.Model):
    """One file, or the address of one report, in a slot of a record. Never overwritten: withdrawn and added anew."""

    class Slot(models.TextChoices):
        PLAN = "plan", "方案"
        PHOTO = "photo", "图片"
        SUMMARY = "summary", "总结"
        PRESS = "press", "媒体报道"
        SIGN_IN = "sign_in", "签到表"
        BODY = "body", "正文"
        PROOF = "proof", "证书与凭证"
        OTHER = "other", "其他"

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="attachments")
    slot = models.CharField("类别", max_length=10, choices=Slot.choices)
    blob = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField("文件名", max_length=200, blank=True)
    caption = models.CharField("说明", max_length=200, blank=True)
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    order = models.PositiveIntegerField("排序", default=0)
    outlet = models.CharField("媒体", max_length=60, blank=True)
    level = models.CharField("媒体级别", max_length=20, choices=Level.choices, blank=True)
    published_on = models.DateField("刊发日期", null=True, blank=True)
    address = models.URLField("网址", max_length=500, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    via = models.ForeignKey("PhoneLink", null=True, blank=True, on_delete=models.SET_NULL, related_name="attachments")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="versions")
    remark = models.CharField("审核意见", max_length=300, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "附件"
        ordering = ["slot", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(blob__isnull=False) | ~Q(address=""), name="attachment_is_a_file_or_an_address"
            ),
            models.UniqueConstraint(
                fields=["record", "slot", "blob"],
                condition=Q(withdrawn_at__isnull=True, blob__isnull=False),
                name="attachment_once_in_slot",
            ),
        ]

    def __str__(self):
        return self.name or self.address

    def get_absolute_url(self):
        """Where the bytes are served; the name in the address is for people and is not looked at."""
        return reverse("attachment", args=[self.pk, self.name.replace("/", "") or "file"])


class RecordStep(models.Model):
    """One step of a record through review."""

    class Verb(models.TextChoices):
        SUBMITTED = "submitted", "提交审核"
        RETURNED = "returned", "退回修改"
        ACCEPTED = "accepted", "审核通过"
        RECALLED = "recalled", "撤回"

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField("动作", max_length=12, choices=Verb.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    remark = models.TextField("意见", blank=True)

    class Meta:
        verbose_name = "审核过程"
        ordering = ["pk"]

    def __str__(self):
        return self.get_verb_display()


from evidence import counting  # noqa: E402  reads the models above
from evidence.consent import PictureUse  # noqa: E402, F401
from evidence.filing import Amendment, DepartmentCode, Filing, FilingScheme, FilingSeries  # noqa: E402, F401
from evidence.measures import Measure  # noqa: E402, F401
from evidence.participation import Participation  # noqa: E402, F401
from evidence.particulars import (  # noqa: E402, F401
    Document,
    Figure,
    Honour,
    Meeting,
    Publicity,
    Regulation,
    Spending,
    Statement,
    Survey,
)
from evidence.phone import PhoneLink  # noqa: E402
from evidence.requirements import Requirement  # noqa: E402, F401
from evidence.retention import RetentionRule  # noqa: E402, F401
from evidence.sealing import Seal  # noqa: E402  a noun with its verbs
from evidence.search_index import FileText, SearchText, words_of  # noqa: E402, F401
