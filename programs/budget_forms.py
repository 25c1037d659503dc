"""The form of one budget line."""

from django import forms

from accounts.untouched import UntouchedMixin
from evidence.money import parsed
from programs.forms import LineField


class BudgetLineForm(UntouchedMixin, forms.Form):
    """What a line is for and how much it may cost."""

    name = LineField(
        label="预算项目",
        max_length=120,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": "请填预算项目。", "max_length": "预算项目最多 120 个字。"},
    )
    amount = LineField(
        label="预算金额（元）",
        max_length=30,
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal"}),
        error_messages={"required": "请填预算金额。", "max_length": "预算金额太长了，请检查。"},
    )
    note = LineField(
        label="备注",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"max_length": "备注最多 300 个字。"},
    )

    def clean_amount(self):
        return parsed(self.cleaned_data["amount"])
