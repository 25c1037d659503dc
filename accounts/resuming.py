"""A form sent after the session had ended: its words wait on the login page and are sent again after it."""

from django.http import HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.views.decorators.cache import add_never_cache_headers

from accounts.way_back import page_of_ours

LEFT = "left"  # the cookie of a browser in which somebody logged out: its other pages did not expire by themselves
LEFT_FOR = 12 * 3600  # seconds
CARRIED = "kept-"  # before the name of every field that is carried along
_NOT_CARRIED = ("csrfmiddlewaretoken", "password", "token")


def is_by_script(request) -> bool:
    """A script can't show a login page in its place; it tells the person instead."""
    return bool(request.htmx) or not request.accepts("text/html")


def ask_login(request, form) -> HttpResponse:
    """The login page that carries what was sent; the form's own token was right, or it would not have come here."""
    if is_by_script(request):
        return HttpResponseForbidden("登录已过期，请重新登录。", content_type="text/plain; charset=utf-8")
    fields = [
        (CARRIED + name, value)
        for name, values in request.POST.lists()
        if not any(word in name for word in _NOT_CARRIED)
        for value in values
    ]
    context = {"form": form, "next": "/", "resume": request.path, "carried": fields, "lost_files": bool(request.FILES)}
    context["has_left"] = bool(request.COOKIES.get(LEFT))
    response = render(request, "accounts/login.html", context, status=403)
    add_never_cache_headers(response)
    return response


def carried(request) -> list[tuple[str, str]]:
    """The fields the login page carried, under the names they were carried by."""
    return [(name, text) for name, texts in request.POST.lists() if name.startswith(CARRIED) for text in texts]


def resumed(request) -> HttpResponse | None:
    """After logging in: the page that sends the carried form once its person says so; None where none was carried."""
    path = page_of_ours(request.POST.get("resume", ""), otherwise="")
    if not path:
        return None
    fields = [(name.removeprefix(CARRIED), text) for name, text in carried(request)]
    return render(request, "accounts/resume.html", {"path": path, "fields": fields})
