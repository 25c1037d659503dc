"""Forms of what is told outside of the house: a person's own choice, and the unit's group bot."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.channels import LONGEST, Channel, checked
from accounts.forms import CleanTextMixin
from accounts.notice_choices import HOURS
from accounts.notices import Kind

HOUR_CHOICES = [(hour, f"{hour}:00") for hour in HOURS]


class ChoiceForm(CleanTextMixin, forms.Form):
    """Ways, hour and kinds as one person wants them."""

    by_mail = forms.BooleanField(label="每天发一封邮件，说有几条没看", required=False)
    email = forms.EmailField(
        label="邮箱",
        required=False,
        max_length=200,
        error_messages={"invalid": "邮箱写得不对，请写成 name@example.cn 这样。"},
    )
    returned_at_once = forms.BooleanField(label="有退回的不等到那个点，马上发邮件", required=False)
    by_group = forms.BooleanField(
        label="在单位工作群里每天提一次我的名字",
        required=False,
        help_text="群里只出现您的姓名和“有新消息”，不写是什么事、有几条。",
    )
    group_account = forms.CharField(
        label="群里的账号",
        required=False,
        max_length=60,
        help_text="填了就会 @ 到您：企业微信填账号，钉钉填 userid，不知道可以问管理员。",
    )
    hour = forms.TypedChoiceField(label="邮件每天几点发", choices=HOUR_CHOICES, coerce=int)
    kinds = forms.MultipleChoiceField(
        label="哪些消息要告诉我",
        choices=Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "没有这一类消息，请重新勾选。"},
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("by_mail") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", "要发邮件，请填邮箱。")
        is_told = cleaned.get("by_mail") or cleaned.get("by_group")
        if is_told and not cleaned.get("kinds") and "kinds" not in self.errors:
            self.add_error("kinds", "请至少勾一类消息；都不想要，就不要勾邮件和工作群。")
        return cleaned


class ChannelForm(CleanTextMixin, forms.Form):
    """The group bot; what is set already is not shown again and stays when nothing is typed."""

    kind = forms.ChoiceField(label="哪一种群", choices=Channel.Kind.choices)
    address = forms.CharField(
        label="机器人地址",
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label="加签密钥",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="钉钉机器人的安全设置选了“加签”才填；企业微信不用填。",
    )
    hour = forms.TypedChoiceField(label="每天几点提醒", choices=HOUR_CHOICES, coerce=int)
    is_on = forms.BooleanField(label="启用", required=False)

    def __init__(self, *args, channel: Channel | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.channel = channel
        told = "在群里添加机器人后复制它的 Webhook 地址。知道这个地址的人都能往群里发消息，保存后不再完整显示。"
        if channel and channel.address:
            told = f"现在是 {channel.shown}。不换就不用填。"
        elif channel:
            told = "原来的地址读不出来了（服务器的密钥换过），请重新填写。"
        self.fields["address"].help_text = told

    def clean(self):
        cleaned = super().clean()
        address, kind = cleaned.get("address"), cleaned.get("kind")
        is_new = self.channel is None or self.channel.kind != kind
        if kind and not address and is_new and "address" not in self.errors:
            self.add_error("address", "请填机器人地址。")
        elif kind and address:
            try:
                checked(address, kind)
            except ValidationError as refusal:
                self.add_error("address", refusal)
        return cleaned
