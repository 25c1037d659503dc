"""Forms of the records that are no activity, one for each kind; what they share stands in LedgerForm."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils import timezone

from accounts.models import Department
from evidence import money
from evidence.forms import day_field, text_field, uncut
from evidence.ledger_actions import EARLIEST_YEAR, OF_RECORD, fields_of
from evidence.levels import Level
from evidence.models import Record
from evidence.particulars import Document, Meeting, Statement, Survey
from evidence.usual import usual_department

Kind = Record.Kind
LARGEST_COUNT = 10_000_000


class AmountInput(forms.CharField):
    """An amount as people type it: 12,800.5; cleaned to a Decimal with two places."""

    def clean(self, value):
        text = super().clean(value)
        return money.parsed(text) if text else None

    def prepare_value(self, value):
        return value if isinstance(value, str) or value is None else money.printed(value)


def amount_field(label: str, required: bool = False, **options) -> AmountInput:
    widget = forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal"})
    return AmountInput(
        label=label,
        required=required,
        max_length=30,
        widget=widget,
        error_messages={"required": f"请填{label}。", "max_length": f"{label}太长了，请检查。"},
        **options,
    )


def count_field(label: str, required: bool = False, **options) -> forms.IntegerField:
    messages = {"required": f"请填{label}。", "invalid": f"{label}要写成数字。"}
    messages |= {"min_value": f"{label}不能是负数。", "max_value": f"{label}太大了，请检查。"}
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=LARGEST_COUNT,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
        error_messages=messages,
        **options,
    )


def tick_field(label: str, help_text: str, initial: bool = False) -> forms.BooleanField:
    widget = forms.CheckboxInput(attrs={"class": "form-check-input"})
    return forms.BooleanField(label=label, required=False, initial=initial, help_text=help_text, widget=widget)


def choice_field(label: str, choices, **options) -> forms.ChoiceField:
    messages = {"required": f"请选{label}。", "invalid_choice": f"没有这个{label}，请重新选择。"}
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(
        label=label, choices=[("", "请选择"), *choices], widget=widget, error_messages=messages, **options
    )


def long_text_field(label: str, longest: int, rows: int, **options) -> forms.CharField:
    messages = {"max_length": f"{label}最多 {longest} 个字，现在有 %(show_value)d 个。"}
    widget = forms.Textarea(attrs={"class": "form-control", "rows": rows})
    return uncut(
        forms.CharField(
            label=label, max_length=longest, required=False, widget=widget, error_messages=messages, **options
        )
    )


class LedgerForm(forms.Form):
    """What every kind has. `cleaned_data` are the keyword arguments of open_record and change_record."""

    kind_of_record = ""
    day, end_day, summary_label = "日期", "", "说明"
    own: tuple[str, ...] = ()  # the order of the kind's own fields on the page

    title = text_field("题名", 200, required=True)
    begins_on = day_field("日期")
    ends_on = day_field("结束日期", required=False)
    department = forms.ModelChoiceField(
        label="承办部门",
        queryset=Department.objects.none(),
        empty_label="请选择",
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"required": "请选承办部门。", "invalid_choice": "没有这个部门，请重新选择。"},
    )
    summary = long_text_field("说明", 20_000, 5)

    def __init__(self, *args, standing, record: Record | None = None, **kwargs):
        """`standing` is the person's place in the unit; `record` fills the form to change it."""
        if record is not None:
            kwargs["initial"] = facts_of(record) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        kept = Q(pk=record.department_id) if record else Q(pk=None)
        usable = Q(unit=standing.unit, is_active=True)
        if standing.is_department_only:
            usable &= Q(pk__in=[department.pk for department in standing.departments])
        self.fields["department"].queryset = Department.objects.filter(usable | kept)
        self.fields["begins_on"].label = self.day
        self.fields["begins_on"].error_messages["required"] = f"请填{self.day}。"
        self.fields["summary"].label = self.summary_label
        if self.end_day:
            self.fields["ends_on"].label = self.end_day
        else:
            del self.fields["ends_on"]
        if not self.is_bound and record is None:
            self.initial.setdefault("begins_on", timezone.localdate())
            if "department" not in self.initial:
                self.initial["department"] = usual_department(standing)

    def clean_begins_on(self):
        day = self.cleaned_data["begins_on"]
        if not EARLIEST_YEAR <= day.year <= timezone.localdate().year + 1:
            raise ValidationError(f"日期要在 {EARLIEST_YEAR} 年到明年之间，请检查。")
        return day

    def clean(self):
        begins, ends = self.cleaned_data.get("begins_on"), self.cleaned_data.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", "结束日期早于开始日期，请检查。")
        return self.cleaned_data

    @property
    def own_fields(self) -> list:
        return [self[name] for name in self.own]


class MeetingForm(LedgerForm):
    kind_of_record = Kind.MEETING
    day, summary_label = "会议日期", "会议纪要"
    own = ("kind", "place", "chair", "expected", "headcount", "is_for_all", "agenda")

    kind = choice_field("会议类别", Meeting.Kind.choices)
    place = text_field("地点", 120)
    chair = text_field("主持人", 60)
    agenda = long_text_field("议程", 4000, 4)
    is_for_all = tick_field("要求全员参加", "勾上以后，应到人数按当天在册人数算，不用再填。")
    expected = count_field("应到人数")
    headcount = count_field("实到人数", help_text="从名册里选了到会人员，就按选的人数算。")


class HonourForm(LedgerForm):
    kind_of_record = Kind.HONOUR
    day = "获得日期"
    own = ("level", "issuer", "number", "holder", "work", "is_recognised")

    title = text_field("荣誉名称", 200, required=True)
    level = choice_field("级别", Level.choices)
    issuer = text_field("颁发机关", 120, required=True)
    number = text_field("文号", 80)
    holder = text_field("获奖单位或个人", 120, placeholder="不填就是本单位")
    work = text_field("同一工作", 120)
    is_recognised = tick_field("在认可的荣誉名录里", "计分只看认可的荣誉，其余的另列一张表。", initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["work"].help_text = "几项荣誉出自同一件工作时，这里写一样的名字，便于只按最高的算。"


class RegulationForm(LedgerForm):
    kind_of_record = Kind.REGULATION
    day = "印发日期"
    own = ("number", "effective_on", "repealed_on")

    title = text_field("制度名称", 200, required=True)
    number = text_field("文号", 80)
    effective_on = day_field("施行日期", required=False)
    repealed_on = day_field("废止日期", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["effective_on"].help_text = "不填就从印发之日起施行。"


class DocumentForm(LedgerForm):
    kind_of_record = Kind.DOCUMENT
    day = "形成日期"
    own = ("kind", "number", "issuer")

    kind = choice_field("文件类别", Document.Kind.choices)
    number = text_field("文号", 80)
    issuer = text_field("发文机关", 120)


class PublicityForm(LedgerForm):
    kind_of_record = Kind.PUBLICITY
    day = "报送日期"
    own = ("outlet", "level", "adopted_on", "address")

    title = text_field("稿件标题", 200, required=True)
    outlet = text_field("媒体或平台", 60, required=True)
    level = choice_field("媒体级别", Level.choices)
    adopted_on = day_field("采用日期", required=False)
    address = text_field("采用后的网址", 500, inputmode="url", placeholder="https://")

    def clean_address(self):
        address = self.cleaned_data["address"]
        if address:
            URLValidator(schemes=["http", "https"], message="网址要以 http:// 或 https:// 开头，请检查。")(address)
        return address


class SpendingForm(LedgerForm):
    kind_of_record = Kind.SPENDING
    day = "支出日期"
    own = ("amount", "voucher", "purpose")

    title = text_field("支出事项", 200, required=True)
    amount = amount_field("金额（元）", required=True)
    voucher = text_field("凭证号", 60)
    purpose = text_field("用途", 120, placeholder="如：活动、宣传、奖励")


class SurveyForm(LedgerForm):
    kind_of_record = Kind.SURVEY
    day = "测评日期"
    own = ("kind", "sent", "answered", "favourable")

    kind = choice_field("测评类别", Survey.Kind.choices)
    sent = count_field("发放份数", required=True)
    answered = count_field("收回份数", required=True)
    favourable = count_field("满意（知晓）份数", required=True)


class StatementForm(LedgerForm):
    kind_of_record = Kind.STATEMENT
    day, end_day = "从哪天起", "到哪天止"
    own = ("kind", "broken_on", "broken_by")

    title = text_field("题名", 200)
    kind = choice_field("声明事项", Statement.Kind.choices)
    broken_on = day_field("发生日期", required=False)
    broken_by = text_field("发生了什么", 500)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].required = True
        self.fields["ends_on"].error_messages["required"] = "请填到哪天止。"
        self.fields["title"].help_text = "不填就按起止日期和事项起名。"
        self.fields["broken_on"].help_text = "没有发生就空着。"

    def clean(self):
        data = super().clean()
        begins, ends = data.get("begins_on"), data.get("ends_on")
        if not data.get("title") and begins and ends and data.get("kind"):
            data["title"] = f"{begins:%Y.%m.%d}—{ends:%Y.%m.%d} {dict(Statement.Kind.choices)[data['kind']]}声明"
        return data


class FigureForm(LedgerForm):
    kind_of_record = Kind.FIGURE
    day = "数据所属日期"
    own = ("value", "unit_of_measure", "numerator", "denominator")

    title = text_field("指标名称", 200, required=True, list="figure-names")
    value = amount_field("数值")
    unit_of_measure = text_field("计量单位", 20, placeholder="元、人、%")
    numerator = amount_field("分子")
    denominator = amount_field("分母", help_text="是比例的话填分子和分母，数值不用填。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].max_length = 120
        self.fields["title"].help_text = "每年用同一个名称，系统才能和上年比，如“日常办公经费”。"
        self.fields["begins_on"].help_text = "指标算在这一天所在的年度。"

    def clean_title(self):
        title = self.cleaned_data["title"]
        if len(title) > 120:
            raise ValidationError("指标名称最多 120 个字，请精简。")
        return title

    def clean(self):
        data = super().clean()
        data["name"] = data.get("title", "")
        return data


FORMS: dict[str, type[LedgerForm]] = {
    form.kind_of_record: form
    for form in (
        MeetingForm,
        HonourForm,
        RegulationForm,
        DocumentForm,
        PublicityForm,
        SpendingForm,
        SurveyForm,
        StatementForm,
        FigureForm,
    )
}


def facts_of(record: Record) -> dict:
    """The fields of a record as its form takes them."""
    row = record.particulars
    facts = {name: getattr(record, name) for name in OF_RECORD if name != "department"}
    facts |= {name: getattr(row, name) for name in fields_of(record.kind)}
    return facts | {"department": record.department_id}
