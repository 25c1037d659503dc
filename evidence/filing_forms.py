"""Forms of filing one record, of putting its folder in order, and of amending it."""

from copy import deepcopy

from django import forms

from evidence.amending import LONGEST_REASON
from evidence.forms import day_field, text_field
from evidence.ledger_forms import FORMS
from evidence.retention import Term

_WHOLE = {"invalid": "要写成数字。", "min_value": "不能是负数。", "max_value": "太大了，请检查。"}


def number_field(label: str, most: int) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"})
    messages = {code: f"{label}{text}" for code, text in _WHOLE.items()}
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=most, widget=widget, error_messages=messages
    )


class FolderForm(forms.Form):
    """What may still change of a filed record: where it lies."""

    box = text_field("盒号", 20)
    pages = number_field("页数", 100_000)
    remark = text_field("备注", 200)


class FileForm(FolderForm):
    """Filing one record; the reason is asked for where it lacks something."""

    term = forms.ChoiceField(
        label="保管期限",
        choices=Term.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"required": "请选保管期限。", "invalid_choice": "没有这个保管期限，请重新选择。"},
    )
    gap = text_field("缺项归档的理由", 300)
    field_order = ["term", "gap", "box", "pages", "remark"]

    def __init__(self, *args, is_complete: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_complete:
            del self.fields["gap"]
        else:
            self.fields["gap"].required = True
            self.fields["gap"].error_messages["required"] = "材料还不齐，要归档请写明理由。"


class AmendFilesForm(forms.Form):
    """Why files of a filed record come or go; the files are told by the page's own inputs."""

    reason = text_field("更正理由", LONGEST_REASON, required=True)


class AmendForm(forms.Form):
    """What may be amended, and why: of every record, and what only its kind has, as on the page that entered it."""

    reason = text_field("更正理由", LONGEST_REASON, required=True)
    title = text_field("题名", 200, required=True)
    begins_on = day_field("日期")
    ends_on = day_field("结束日期", required=False)
    place = text_field("地点", 120)
    people = text_field("参加人员", 500)
    headcount = number_field("参加人数", 1_000_000)
    summary = forms.CharField(
        label="总结",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 8}),
        error_messages={"max_length": "总结最多 20000 字，请精简。"},
    )

    def __init__(self, *args, facts: dict, kind: str, **kwargs):
        super().__init__(*args, initial=facts, **kwargs)
        if kind in FORMS:
            entered = FORMS[kind]
            self.fields |= {name: deepcopy(entered.base_fields[name]) for name in entered.own}
            self.fields["begins_on"].label, self.fields["summary"].label = entered.day, entered.summary_label
            self.fields["ends_on"].label = entered.end_day or self.fields["ends_on"].label
            self.order_fields(["reason", "title", "begins_on", "ends_on", *entered.own, "summary"])
        for name in set(self.fields) - set(facts) - {"reason"}:
            del self.fields[name]
