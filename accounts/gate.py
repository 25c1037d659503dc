"""The gate before every view: a view without a rule is closed, a rule the person lacks ends in 403."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from accounts.access import Standing, roles_for
from accounts.people_forms import LoginForm
from accounts.resuming import ask_login

SIGNED_IN = "signed-in"  # the rule of pages that belong to the person: own inbox, own password


def requires(rule: str):
    """Declare the rule a view stands under, by its name in `accounts.access.RULES`."""
    roles_for(rule)

    def mark(view):
        view.rule = rule
        return view

    return mark


def for_signed_in(view):
    """Declare a view that any signed-in person may use for their own things."""
    view.rule = SIGNED_IN
    return view


def open_to_all(view):
    """Declare a page that needs no login. tests/test_doors.py lists every one of them by name."""
    view = login_not_required(view)
    view.rule = None
    return view


def standing_of(user, unit_id=None) -> Standing:
    """The person's standing in the named unit, or in the first of theirs, one in use if there is any. One query."""
    rows = list(user.memberships.select_related("unit", "department"))
    first = next((row.unit for row in rows if not row.unit.closed_on), rows[0].unit if rows else None)
    chosen = next((row.unit for row in rows if row.unit_id == unit_id), first)
    return Standing(user=user, unit=chosen, memberships=[row for row in rows if row.unit == chosen])


class LoginMiddleware(LoginRequiredMiddleware):
    """Sends who is not logged in to the login page; a form that was sent is not lost on the way."""

    def handle_no_permission(self, request, view_func):
        if request.method == "POST":
            return ask_login(request, LoginForm(request))
        return super().handle_no_permission(request, view_func)


class GateMiddleware:
    """Gives each request its `standing` and `unit`, and holds every view to its declared rule."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            request.standing = standing_of(request.user, request.session.get("unit"))
            request.unit = request.standing.unit
        else:
            request.standing = Standing(user=request.user, memberships=[], unit=None)
            request.unit = None
        response = self.get_response(request)
        if request.unit is not None:  # a proxy keeps nothing; not no-store, which would lose typed words on going back
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def process_view(self, request, view, args, kwargs):
        rule = getattr(view, "rule", "undeclared")
        if rule is None or (rule == SIGNED_IN and request.user.is_authenticated):
            return None
        if request.user.is_authenticated and request.user.must_change_password:
            return redirect("account")
        if rule == "undeclared" or not request.standing.may(rule):
            raise PermissionDenied
        return None
