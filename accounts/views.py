"""Coming in and going out, the own inbox and password."""

from django.contrib.auth import views as auth_views
from django.shortcuts import render
from django.utils.decorators import method_decorator

from accounts.forms import LoginForm
from accounts.gate import open_to_all


@method_decorator(open_to_all, name="dispatch")
class Login(auth_views.LoginView):
    """The login page; who is in already goes to the desk."""

    template_name = "accounts/login.html"
    form_class = LoginForm
    redirect_authenticated_user = True


def csrf_failure(request, reason=""):
    """The page shown when a form comes without its token: most often it lay open overnight."""
    return render(request, "accounts/form_expired.html", status=403)
