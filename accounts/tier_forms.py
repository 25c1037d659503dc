"""Forms of the tree of units."""

from __future__ import annotations

from django import forms

from accounts.access import Role
from accounts.forms import CleanTextMixin
from accounts.models import Unit
from accounts.people_forms import AccountField
from accounts.untouched import UntouchedMixin


class UnitForm(UntouchedMixin, CleanTextMixin, forms.ModelForm):
    """What a unit is called."""

    class Meta:
        model = Unit
        fields = ["name", "short_name", "kind"]
        help_texts = {
            "name": "印在公文、报表上的全称，和公章一致。",
            "short_name": "屏幕上方、任务表里用的叫法，如“市文明办”。不填就用全称。",
        }


class UnitBelowForm(UnitForm):
    """A new unit, and what it hangs under."""

    parent = forms.ModelChoiceField(
        label="上级单位",
        queryset=Unit.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": "没有这个单位，请从列表里选。"},
        help_text="任务可以由上级单位分给它的下一级单位。",
    )
    field_order = ["parent", "name", "short_name", "code", "kind"]

    class Meta(UnitForm.Meta):
        fields = ["name", "short_name", "code", "kind"]
        help_texts = UnitForm.Meta.help_texts | {"code": "用字母或数字，如 xinfuqu，以后不改。"}
        error_messages = {
            "code": {"unique": "已有同一代码的单位。", "invalid": "单位代码只用字母、数字、横线和下划线，如 gzw。"}
        }

    def __init__(self, *args, parents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents


class SeatForm(CleanTextMixin, forms.Form):
    """Somebody for a unit's office."""

    name = forms.CharField(label="姓名", max_length=60)
    username = AccountField(help_text="用字母或数字，如 zhoumin。在本单位或下级单位已有账号的，填原来的账号。")
    phone = forms.CharField(label="电话", max_length=30, required=False)
    role = forms.ChoiceField(label="角色", choices=[(Role.OFFICE, Role.OFFICE.label)])

    def __init__(self, *args, can_name_admins: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if can_name_admins:
            self.fields["role"].choices = [(one, one.label) for one in (Role.OFFICE, Role.ADMIN)]
            self.fields["role"].help_text = "创建办管创建工作；系统管理员给本单位的人开账号。一个人可以先后设两个角色。"
