"""Forms of an activity, of a report in the press and of a review."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Department
from accounts.several import SeveralField
from accounts.typed import whole_number
from evidence.levels import Level
from evidence.models import Activity, ActivityKind, Record

WRONG_DAY = "没有这一天，或者写法不对：请写成 2022-03-12 这样。"
LONGEST_SUMMARY = 20_000  # characters
DAY_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]


def day_field(label: str, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")
    messages = {"invalid": WRONG_DAY, "required": f"请填{label}。"}
    return forms.DateField(
        label=label, required=required, input_formats=DAY_FORMATS, widget=widget, error_messages=messages
    )


def text_field(label: str, longest: int, required: bool = False, **attrs) -> forms.CharField:
    messages = {"required": f"请填{label}。", "max_length": f"{label}最多 {longest} 个字，现在有 %(show_value)d 个。"}
    widget = forms.TextInput(attrs={"class": "form-control", **attrs})
    return uncut(
        forms.CharField(label=label, max_length=longest, required=required, widget=widget, error_messages=messages)
    )


def uncut(field: forms.CharField) -> forms.CharField:
    """The field without a maxlength in the browser: a text too long is told with its length, not cut on pasting."""
    field.widget.attrs.pop("maxlength", None)
    return field


class ActivityForm(forms.Form):
    """One activity. `cleaned_data` are the keyword arguments of actions.open_activity and change_activity."""

    title = text_field("活动名称", 200, required=True)
    kind = forms.ModelChoiceField(
        label="活动类别",
        queryset=ActivityKind.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个活动类别。", "invalid_choice": "没有这个活动类别，请重新选择。"},
    )
    begins_on = day_field("日期")
    ends_on = day_field("结束日期", required=False)
    place = text_field("地点", 120)
    people = text_field("参加人员", 500)
    headcount = forms.IntegerField(
        label="参加人数",
        required=False,
        min_value=0,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
        error_messages={
            "invalid": "人数要写成数字。",
            "min_value": "人数不能是负数。",
            "max_value": "人数太多了，请检查。",
        },
    )
    department = forms.ModelChoiceField(
        label="承办部门",
        queryset=Department.objects.none(),
        empty_label="请选",
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"required": "请选承办部门。", "invalid_choice": "没有这个部门，请重新选择。"},
    )
    departments = SeveralField(
        label="协办部门",
        queryset=Department.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "没有这个协办部门，请重新选择。", "invalid_pk_value": "没有这个协办部门。"},
    )
    summary = uncut(
        forms.CharField(
            label="活动总结",
            required=False,
            max_length=LONGEST_SUMMARY,
            widget=forms.Textarea(attrs={"class": "form-control", "rows": 6, "data-longest": LONGEST_SUMMARY}),
            error_messages={"max_length": "总结最多 20000 字，现在有 %(show_value)d 字，请精简，或作为文件上传。"},
        )
    )

    def __init__(self, *args, standing, record: Record | None = None, is_draft: bool = False, **kwargs):
        """`standing` is the person's place in the unit (request.standing); `record` fills the form to change it.

        A draft may be kept before it has a name and a kind.
        """
        self.is_draft = is_draft
        self.given = kwargs.get("initial") or {}
        if record is not None:
            kwargs["initial"] = _own_facts(record) | self.given
        super().__init__(*args, **kwargs)
        kept_kind = Q(pk=None) if record is None or record.activity.lacks_kind else Q(pk=record.activity.kind_id)
        kept_department = Q(pk=record.department_id) if record else Q(pk=None)
        unit = standing.unit
        usable = Q(unit=unit, is_active=True)
        if standing.is_department_only:
            own = usable & Q(pk__in=[department.pk for department in standing.departments])
        else:
            own = usable
        common = Q(unit=None, is_active=True) | usable
        self.fields["kind"].queryset = ActivityKind.objects.filter(common | kept_kind).with_asked(unit)
        self.fields["department"].queryset = Department.objects.filter(own | kept_department)
        self.fields["departments"].queryset = Department.objects.filter(usable)
        if is_draft:
            self.fields["title"].required = self.fields["kind"].required = False
        self._read_departments_once(usable, kept_department, standing, record)
        if standing.is_department_only:
            if not self.is_bound and record is None:
                self.initial.setdefault("department", standing.departments[0].pk)
        else:
            self.fields["department"].help_text = "创建办自己办的，选所在部门。"

    def _read_departments_once(self, usable: Q, kept: Q, standing, record: Record | None) -> None:
        """Both fields print the unit's departments: one query instead of two, and none where nothing is printed."""
        helped = Activity.departments.through.objects.filter(activity=record and record.pk, department=OuterRef("pk"))
        rows = Department.objects.filter(usable | kept | Exists(helped) if record else usable)
        rows = rows.annotate(is_helping=Exists(helped))  # evaluated by who prints first
        own = {department.pk for department in standing.departments} if standing.is_department_only else None
        held = record.department_id if record else None

        def holding():
            return [(row.pk, str(row)) for row in rows if own is None or row.pk in own or row.pk == held]

        def helping():
            return [(row.pk, str(row)) for row in rows if row.is_active and row.unit_id == standing.unit.pk]

        self.fields["department"].choices = lambda: [("", "请选"), *holding()]
        self.fields["departments"].choices = helping
        if record is not None and "departments" not in self.given:
            self.initial["departments"] = lambda: [row.pk for row in rows if row.is_helping]

    @property
    def has_departments(self) -> bool:
        return len(list(self.fields["department"].choices)) > 1

    def clean_title(self):
        title = self.cleaned_data["title"]
        if title == Record.UNNAMED and not self.is_draft:
            raise ValidationError("请填活动名称。")
        return title or Record.UNNAMED

    def clean_kind(self):
        return self.cleaned_data["kind"] or ActivityKind.objects.unchosen()

    def clean_begins_on(self):
        day = self.cleaned_data["begins_on"]
        if not 2000 <= day.year <= timezone.localdate().year + 1:
            raise ValidationError("活动日期要在 2000 年到明年之间，请检查。")
        return day

    def clean(self):
        self.fields["title"].required = self.fields["kind"].required = True  # for whoever prints the form again
        begins, ends = self.cleaned_data.get("begins_on"), self.cleaned_data.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", "结束日期早于开始日期，请检查。")
        return self.cleaned_data


def facts_of(record: Record) -> dict:
    """The fields of a record as the form takes them."""
    return _own_facts(record) | {"departments": [department.pk for department in record.activity.departments.all()]}


def _own_facts(record: Record) -> dict:
    """All but the departments that help, which are rows of their own."""
    facts = {name: getattr(record, name) for name in ("title", "begins_on", "ends_on", "summary")}
    facts |= {name: getattr(record.activity, name) for name in ("place", "people", "headcount")}
    facts |= {"kind": record.activity.kind_id, "department": record.department_id}
    return facts | ({"title": ""} if record.is_unnamed else {}) | ({"kind": None} if record.activity.lacks_kind else {})


class PressForm(forms.Form):
    """A report known by its address."""

    address = text_field("网址", 500, required=True, inputmode="url", placeholder="https://")
    outlet = text_field("媒体", 60, placeholder="如：红网、单位网站")
    level = forms.ChoiceField(
        label="媒体级别",
        required=False,
        choices=[("", "级别"), *Level.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": "没有这个媒体级别，请重新选择。"},
    )
    published_on = day_field("刊发日期", required=False)


def press_sent(data, *, is_looking: bool = False) -> PressForm:
    """The report a page asks for beside other things, as press-address and so on.

    Bound only where something was typed and is to be kept: whoever is just looking finds it again as it was.
    """
    told = {name: data.get(f"press-{name}", "") for name in PressForm.base_fields}
    return PressForm(data if any(told.values()) and not is_looking else None, prefix="press", initial=told)


def reports_told(data) -> dict[int, dict]:
    """What a post tells of reports that are there already, by attachment id, for evidence.press.tell.

    Raises ValidationError where a day is none.
    """
    told: dict[int, dict] = {}
    for name in ("outlet", "level", "address"):
        for pk, text in by_attachment(data, f"{name}-").items():
            told.setdefault(pk, {})[name] = text
    for pk, text in by_attachment(data, "published_on-").items():
        told.setdefault(pk, {})["published_on"] = day_field("刊发日期", required=False).clean(text)
    return told


class ReviewForm(forms.Form):
    """Accept or return, with a remark on the whole and one on each file (fields remark-<attachment id>)."""

    verdict = forms.ChoiceField(
        choices=[("accept", "通过"), ("return", "退回")],
        error_messages={"required": "请选通过或退回。", "invalid_choice": "请选通过或退回。"},
    )
    remark = forms.CharField(
        required=False, max_length=2000, error_messages={"max_length": "意见最多 2000 字，请精简。"}
    )

    version = forms.IntegerField(required=False)  # of the record as it was seen

    def file_remarks(self) -> dict[int, str]:
        """What was typed beside single files, by attachment id."""
        return {pk: text for pk, text in by_attachment(self.data, "remark-").items() if text}


def by_attachment(data, prefix: str) -> dict[int, str]:
    """The texts of fields named prefix and an attachment's id; crooked names are left out."""
    named = ((name.removeprefix(prefix), text) for name, text in data.items() if name.startswith(prefix))
    numbered = ((whole_number(pk), text) for pk, text in named)
    return {pk: text.strip() for pk, text in numbered if pk is not None}
