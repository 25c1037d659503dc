"""Forms of people: coming in, accounts, roles, passwords."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from accounts import first, passwords
from accounts.access import IN_DEPARTMENT, Role
from accounts.forms import CleanTextMixin
from accounts.models import Department, Unit, User

WRONG = "账号或密码不对，请再试一次。连续输错 5 次会锁定 30 分钟。"


class LoginForm(AuthenticationForm):
    """Account and password, with one sentence for every way of being wrong."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "账号"


class AccountField(forms.SlugField):
    """What a person logs in by."""

    default_error_messages = {
        "required": "请写登录账号，如姓名的拼音。",
        "invalid": "登录账号只用字母、数字、横线和下划线，如 zhoumin。",
    }

    def __init__(self, **how):
        told = {"label": "登录账号", "max_length": 60, "help_text": "用字母或数字，如 zhoumin。"}
        super().__init__(**told | how)


def _refuse_taken(username: str) -> str:
    if User.objects.filter(username=username).exists():
        raise forms.ValidationError("这个账号已经有人用了，换一个。")
    return username


def _check_password(form, field: str, user: User | None = None) -> None:
    """Hold the password in a field to the rules; what is wrong with it stands at that field."""
    password = form.cleaned_data.get(field)
    if password:
        told = {name: form.cleaned_data.get(name) or "" for name in ("username", "name", "phone")}
        for sentence in passwords.wrong_with(password, user or User(**told)):
            form.add_error(field, sentence)


class FirstForm(CleanTextMixin, forms.Form):
    """The first unit and its administrator."""

    token = forms.CharField(label="启用口令", max_length=60, help_text="第一次启动时打印在服务器窗口里的那一串字符。")
    unit_name = forms.CharField(label="单位全称", max_length=120)
    unit_code = forms.SlugField(
        label="单位代码",
        max_length=40,
        help_text="单位全称的拼音缩写就行，如 gzw；以后不改。",
        error_messages={"invalid": "单位代码只用字母、数字、横线和下划线，如 gzw。"},
    )
    name = forms.CharField(label="您的姓名", max_length=60)
    username = AccountField()
    password = forms.CharField(label="密码", widget=forms.PasswordInput, help_text=passwords.RULES)

    def clean_token(self):
        token = self.cleaned_data["token"]
        if not first.is_right(token):
            raise forms.ValidationError("启用口令不对。可在服务器上运行 manage.py first_token 重新打印一个。")
        return token

    def clean_username(self):
        return _refuse_taken(self.cleaned_data["username"])

    def clean(self):
        cleaned = super().clean()
        _check_password(self, "password")
        return cleaned


class RoleForm(forms.Form):
    """One more role for a person. An administrator is made only by saying so twice."""

    role = forms.ChoiceField(
        label="角色",
        choices=[("", "请选"), *Role.choices],
        error_messages={"required": "请选角色。", "invalid_choice": "没有这个角色，请从列表里选。"},
    )
    is_meant = forms.BooleanField(
        label="确实要给系统管理员",
        error_messages={"required": "系统管理员能开账号、给角色、重设别人的密码。确实要给，请勾上再保存一次。"},
    )
    department = forms.ModelChoiceField(
        label="所在部门",
        queryset=Department.objects.none(),
        required=False,
        empty_label="不属于某一个部门",
        error_messages={"invalid_choice": "没有这个部门，请从列表里选。"},
    )

    def __init__(self, *args, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = unit.departments.active()
        if self.data.get("role") != Role.ADMIN:
            self.fields.pop("is_meant")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("role") in IN_DEPARTMENT and "department" not in self.errors and not cleaned.get("department"):
            self.add_error("department", "部门负责人和联络员要选所在部门。")
        cleaned.pop("is_meant", None)
        return cleaned


class PersonForm(CleanTextMixin, RoleForm):
    """A new person with a first role."""

    name = forms.CharField(label="姓名", max_length=60)
    username = AccountField()
    phone = forms.CharField(label="电话", max_length=30, required=False)
    password = forms.CharField(
        label="初始密码", widget=forms.PasswordInput(render_value=True), help_text=f"{passwords.RULES}请当面告诉本人。"
    )
    field_order = ["name", "username", "phone", "password", "role", "is_meant", "department"]

    def clean_username(self):
        return _refuse_taken(self.cleaned_data["username"])

    def clean(self):
        cleaned = super().clean()
        _check_password(self, "password")
        return cleaned


class PasswordForm(forms.Form):
    """A new password set by the administrator for somebody else."""

    password = forms.CharField(
        label="新密码", widget=forms.PasswordInput, help_text=f"{passwords.RULES}请当面告诉本人。"
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self):
        cleaned = super().clean()
        _check_password(self, "password", self.user)
        return cleaned


class OwnPasswordForm(forms.Form):
    """Changing one's own password; who just came in by a first password is not asked for it again."""

    old_password = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请输入现在的密码。"},
    )
    new_password1 = forms.CharField(
        label="新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=passwords.RULES,
        error_messages={"required": "请输入新密码。"},
    )
    new_password2 = forms.CharField(
        label="再输一遍新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请把新密码再输一遍。"},
    )

    def __init__(self, user: User, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if user.must_change_password:
            self.fields.pop("old_password")

    def clean_old_password(self):
        if not self.user.check_password(self.cleaned_data["old_password"]):
            raise forms.ValidationError("现在的密码不对。")
        return self.cleaned_data["old_password"]

    def clean(self):
        cleaned = super().clean()
        first, again = cleaned.get("new_password1"), cleaned.get("new_password2")
        if first and self.user.check_password(first):
            self.add_error("new_password1", "新密码和现在的一样，请换一个。")
        else:
            _check_password(self, "new_password1", self.user)
        if first and again and first != again:
            self.add_error("new_password2", "两次输入的新密码不一样。")
        return cleaned
