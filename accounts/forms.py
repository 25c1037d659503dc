"""Forms of people, departments and names."""

from django.contrib.auth.forms import AuthenticationForm


class LoginForm(AuthenticationForm):
    """Account and password, with one sentence for every way of being wrong."""

    error_messages = {
        "invalid_login": "账号或密码不对，请再试一次。连续输错 5 次会锁定 30 分钟。",
        "inactive": "账号或密码不对，请再试一次。连续输错 5 次会锁定 30 分钟。",
    }
