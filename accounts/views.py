"""Coming in and going out, the own account, the inbox."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from accounts import actions, first
from accounts.gate import for_signed_in, open_to_all
from accounts.models import Notice, User
from accounts.notices import folded, mark_read, standing_of
from accounts.people_forms import FirstForm, LoginForm, OwnPasswordForm
from accounts.resuming import LEFT, LEFT_FOR, carried, resumed
from accounts.taken import told_in
from accounts.typed import whole_number
from accounts.way_back import page_of_ours


def _next(request) -> str:
    """Where to go after logging in; only ever a page of ours."""
    return page_of_ours(request.POST.get("next") or request.GET.get("next") or "/")


@open_to_all
@never_cache
@sensitive_post_parameters("password")
def log_in(request):
    """The login page; who is in already goes on."""
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = LoginForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        response = resumed(request) or redirect(_next(request))
        response.delete_cookie(LEFT)
        return response
    context = {"form": form, "next": _next(request), "is_new": first.is_needed()}
    context |= {"resume": page_of_ours(request.POST.get("resume", ""), otherwise=""), "carried": carried(request)}
    context["has_left"] = bool(request.COOKIES.get(LEFT))
    return render(request, "accounts/login.html", context)


@for_signed_in
@require_POST
def log_out(request):
    logout(request)
    response = redirect("login")
    response.set_cookie(
        LEFT, "1", max_age=LEFT_FOR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    response.headers["Clear-Site-Data"] = '"cache"'  # on a shared PC the back key shows nothing of who was here
    return response


@open_to_all
@never_cache
@sensitive_post_parameters("password", "token")
def first_run(request):
    """The first administrator of an empty installation; closed for good afterwards."""
    if not first.is_needed():
        return redirect("login")
    form = FirstForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "token"}
        with told_in(form):
            user = actions.open_installation(**values)
            login(request, user, backend="django.contrib.auth.backends.ModelBackend")
            messages.success(request, "单位已建好。照“开始使用”一步步来，标着“可以先跳过”的可以以后再办。")
            return redirect("/")
    return render(request, "accounts/first_run.html", {"form": form})


def csrf_failure(request, reason=""):
    """The page shown when a form comes without its token: most often it lay open overnight."""
    return render(request, "accounts/form_expired.html", status=403)


@open_to_all
@require_GET
def health(request):
    """Whether the process and its database answer; nothing else is told."""
    try:
        connection.ensure_connection()
    except DatabaseError:
        return HttpResponse("数据库连不上", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("正常", content_type="text/plain; charset=utf-8")


@for_signed_in
def account(request):
    """The own name, roles and password; choosing the unit one works in."""
    form = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_first = request.user.must_change_password
        actions.set_password(user=request.user, password=form.cleaned_data["new_password1"], by=request.user)
        update_session_auth_hash(request, request.user)
        messages.success(request, "密码已改好。")
        return redirect("desk" if is_first else "account")
    rows = request.user.memberships.select_related("unit", "department")
    units = list({row.unit_id: row.unit for row in rows}.values())
    return render(request, "accounts/account.html", {"form": form, "memberships": rows, "units": units})


@for_signed_in
@require_POST
def choose_unit(request):
    """Work in another unit one belongs to."""
    chosen = get_object_or_404(request.user.memberships, unit_id=whole_number(request.POST.get("unit")) or 0)
    request.session["unit"] = chosen.unit_id
    for name in ("plan", "framework"):
        request.session.pop(name, None)
    return redirect("/")


@for_signed_in
@require_POST
def big_type(request):
    """Keep whether this person reads in big type."""
    User.objects.filter(pk=request.user.pk).update(is_big_type=request.POST.get("big") == "1")
    return redirect(_next_page(request))


def _next_page(request) -> str:
    came_from = urlsplit(request.headers.get("Referer", ""))
    return page_of_ours(came_from._replace(scheme="", netloc="").geturl())


@for_signed_in
@require_GET
def notices(request):
    """The own inbox, all of it or (?show=unread) what was not read yet."""
    rows, only_unread = Notice.objects.filter(user=request.user), request.GET.get("show") == "unread"
    page = Paginator(rows.unread() if only_unread else rows, 30).get_page(request.GET.get("page"))
    name = "accounts/_inbox.html" if request.GET.get("part") == "list" else "accounts/notices.html"
    return render(request, name, {"page": page, "told": folded(page), "only_unread": only_unread})


@for_signed_in
@never_cache
@require_GET
def notices_count(request):
    """How many notices are unread, for the bell. Asking is recorded nowhere."""
    return JsonResponse(standing_of(request.user))


@for_signed_in
@require_POST
def notice_open(request, pk):
    """Mark one notice as read and go where it leads, or with do=read back to the inbox."""
    notice = get_object_or_404(Notice.objects.filter(user=request.user), pk=pk)
    mark_read(request.user, [notice.pk])
    return redirect("notices" if request.POST.get("do") == "read" else page_of_ours(notice.path))


@for_signed_in
@require_POST
def notices_read(request):
    """Mark all of them as read, or the lines that were sent."""
    lines = [whole_number(one) or 0 for one in request.POST.getlist("line")]
    count = mark_read(request.user, lines or None)
    messages.success(request, f"已把 {count} 条消息标为已读。" if count else "没有未读的消息。")
    return redirect("notices")
