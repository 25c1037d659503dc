"""The unit's own set-up: departments and what they are called, people and roles, the leading group, the audit log."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.forms import DepartmentForm, GroupForm, HoldingForm, PasswordForm, PersonForm, PostForm, RoleForm
from accounts.gate import requires
from accounts.models import AuditEntry, Department, DepartmentGroup, Membership, Post, User
from accounts.once import once
from accounts.taken import told_in
from accounts.typed import clean_text


@requires("unit.manage")
def settings_home(request):
    """Everything of the unit on one page: departments, groups, posts, people."""
    unit = request.unit
    today = timezone.localdate()
    posts = [(post, post.holding_on(today)) for post in unit.posts.prefetch_related("holdings")]
    context = {
        "departments": unit.departments.select_related("head").prefetch_related("names"),
        "groups": unit.department_groups.prefetch_related("departments"),
        "posts": posts,
        "people": people_of(unit),
    }
    return render(request, "accounts/settings.html", context)


def people_of(unit):
    """People with a role in the unit, each with those roles. Two queries."""
    rows = Membership.objects.filter(unit=unit).select_related("user", "department").order_by("user__username", "pk")
    people = {}
    for row in rows:
        people.setdefault(row.user, []).append(row)
    return list(people.items())


def _remember_names(department: Department, names: list[str], by) -> None:
    department.names.exclude(text__in=names).delete()
    known = set(department.names.values_list("text", flat=True))
    for text in names:
        if text not in known:
            actions.remember_name(unit=department.unit, text=text, means=department, by=by)


@requires("unit.manage")
@once
def department_new(request):
    form = DepartmentForm(request.POST or None, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "short_name", "head")}
        with told_in(form), transaction.atomic():
            department = actions.create_department(unit=request.unit, by=request.user, **values)
            _remember_names(department, form.cleaned_data["names"], request.user)
            messages.success(request, f"已建好部门“{department}”。")
            return redirect("settings_home")
    return render(request, "accounts/form.html", {"form": form, "heading": "新建部门", "back": "settings_home"})


@requires("unit.manage")
def department_edit(request, pk):
    department = get_object_or_404(Department.objects.visible_to(request.user, "unit.manage"), pk=pk)
    form = DepartmentForm(request.POST or None, instance=department, unit=department.unit)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "short_name", "head", "order", "is_active")}
        department = Department.objects.get(pk=pk)  # as stored: the form has already written on its own copy
        with told_in(form), transaction.atomic():
            actions.change_department(department=department, by=request.user, **values)
            _remember_names(department, form.cleaned_data["names"], request.user)
            messages.success(request, f"“{department}”已保存。")
            return redirect("settings_home")
    context = {"form": form, "heading": f"修改部门“{department}”", "back": "settings_home"}
    return render(request, "accounts/form.html", context)


@requires("unit.manage")
@once
def group_new(request):
    form = GroupForm(request.POST or None, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        chosen = None if form.cleaned_data["takes_all"] else list(form.cleaned_data["departments"])
        with told_in(form):
            group = actions.create_group(
                unit=request.unit, name=form.cleaned_data["name"], departments=chosen, by=request.user
            )
            messages.success(request, f"已建好部门组“{group}”。")
            return redirect("settings_home")
    return render(request, "accounts/form.html", {"form": form, "heading": "新建部门组", "back": "settings_home"})


@requires("unit.manage")
def group_edit(request, pk):
    group = get_object_or_404(DepartmentGroup.objects.visible_to(request.user, "unit.manage"), pk=pk)
    form = GroupForm(request.POST or None, instance=group, unit=group.unit)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            actions.change_group(
                group=DepartmentGroup.objects.get(pk=pk),
                name=form.cleaned_data["name"],
                departments=None if form.cleaned_data["takes_all"] else list(form.cleaned_data["departments"]),
                by=request.user,
            )
            messages.success(request, "部门组已保存。")
            return redirect("settings_home")
    context = {"form": form, "heading": f"修改部门组“{group}”", "back": "settings_home"}
    return render(request, "accounts/form.html", context)


@requires("unit.manage")
@once
def post_new(request):
    form = PostForm(request.POST or None, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            post = actions.create_post(unit=request.unit, by=request.user, **form.cleaned_data)
            return redirect("post_hand_over", pk=post.pk)
    return render(request, "accounts/form.html", {"form": form, "heading": "领导小组新设职务", "back": "settings_home"})


@requires("unit.manage")
@once
def post_hand_over(request, pk):
    """Seat somebody in a post from a day on; whoever held it stays in its history."""
    post = get_object_or_404(Post.objects.visible_to(request.user, "unit.manage"), pk=pk)
    form = HoldingForm(request.POST or None, initial={"from_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with told_in(form, "from_on"):
            actions.hand_over_post(post=post, by=request.user, **form.cleaned_data)
            messages.success(request, f"{post}：{form.cleaned_data['name']}已任职。")
            return redirect("settings_home")
    context = {"form": form, "heading": f"{post}，由谁担任", "back": "settings_home", "history": post.holdings.all()}
    return render(request, "accounts/form.html", context)


@requires("people.manage")
@once
def person_new(request):
    form = PersonForm(request.POST or None, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        with told_in(form), transaction.atomic():
            user = actions.create_person(
                username=values["username"],
                name=values["name"],
                password=values["password"],
                phone=values["phone"],
                by=request.user,
            )
            actions.grant(
                user=user, unit=request.unit, role=values["role"], department=values["department"], by=request.user
            )
            messages.success(request, f"已添加{user.name}，账号 {user.username}。")
            return redirect("settings_home")
    return render(request, "accounts/form.html", {"form": form, "heading": "添加人员", "back": "settings_home"})


def _person(request, pk) -> User:
    """A person with a role in the unit in hand."""
    return get_object_or_404(User.objects.filter(memberships__unit=request.unit).distinct(), pk=pk)


@requires("people.manage")
def person_edit(request, pk):
    """A person's roles; more roles, a new password, in or out."""
    person = _person(request, pk)
    form = RoleForm(request.POST or None, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        actions.grant(user=person, unit=request.unit, by=request.user, **form.cleaned_data)
        messages.success(request, "角色已添加。")
        return redirect("person_edit", pk=person.pk)
    context = {
        "person": person,
        "form": form,
        "password_form": PasswordForm(),
        "memberships": person.memberships.filter(unit=request.unit).select_related("unit", "department"),
    }
    return render(request, "accounts/person.html", context)


@requires("people.manage")
@require_POST
def role_withdraw(request, pk):
    row = get_object_or_404(Membership.objects.filter(unit=request.unit), pk=pk)
    if row.user == request.user and row.role == "admin":
        messages.warning(request, "不能撤掉自己的管理员角色，请让另一位管理员来做。")
        return redirect("person_edit", pk=row.user_id)
    is_last = not row.user.memberships.filter(unit=request.unit).exclude(pk=row.pk).exists()
    actions.withdraw_role(membership=row, by=request.user)
    messages.success(request, "角色已撤销。")
    return redirect("settings_home") if is_last else redirect("person_edit", pk=row.user_id)


@requires("people.manage")
@require_POST
def person_password(request, pk):
    person = _person(request, pk)
    form = PasswordForm(request.POST)
    if form.is_valid():
        password = form.cleaned_data["password"]
        try:
            actions.set_password(user=person, password=password, by=request.user, unit=request.unit)
        except ValidationError as refusal:
            messages.warning(request, refusal.messages[0])
        else:
            messages.success(request, f"{person.name}的密码已重设。")
        return redirect("person_edit", pk=person.pk)
    context = {
        "person": person,
        "form": RoleForm(unit=request.unit),
        "password_form": form,
        "memberships": person.memberships.filter(unit=request.unit).select_related("unit", "department"),
    }
    return render(request, "accounts/person.html", context)


@requires("people.manage")
@require_POST
def person_active(request, pk):
    person = _person(request, pk)
    if person == request.user:
        messages.warning(request, "不能停用自己的账号。")
    else:
        is_active = request.POST.get("active") == "1"
        try:
            actions.set_active(user=person, is_active=is_active, by=request.user, unit=request.unit)
        except ValidationError as refusal:
            messages.warning(request, refusal.messages[0])
        else:
            messages.success(request, f"{person.name}的账号已{'启用' if is_active else '停用'}。")
    return redirect("person_edit", pk=person.pk)


@requires("audit.read")
def audit_list(request):
    """What was done in this unit, newest first."""
    rows = AuditEntry.objects.filter(unit_id=request.unit.pk)
    query = clean_text(request.GET.get("q", ""))[:100]
    if query:
        rows = rows.filter(object_label__contains=query) | rows.filter(actor__contains=query)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "accounts/audit.html", {"page": page, "query": query, "page_query": urlencode({"q": query})})
