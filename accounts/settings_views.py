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
from accounts import department_list as department_lists
from accounts.access import EXPLAINED
from accounts.forms import DepartmentForm, GroupForm
from accounts.gate import requires
from accounts.leading_group import listing
from accounts.models import AuditEntry, Department, DepartmentGroup, Membership, User
from accounts.once import once
from accounts.people_forms import PasswordForm, PersonForm, RoleForm
from accounts.taken import told_in
from accounts.typed import clean_text
from accounts.untouched import held, one_at_a_time


@requires("unit.manage")
@require_POST
def first_leads(request):
    """Whether the first of several departments a paper lists leads."""
    value = request.POST.get("value") == "1"
    actions.set_first_leads(unit=request.unit, value=value, by=request.user)
    said = "没写明牵头部门的，以后导入时由排在第一的部门牵头。" if value else "没写明牵头部门的，以后导入时先空着。"
    messages.success(request, said)
    return redirect("settings_home")


@requires("unit.manage")
def settings_home(request):
    """Everything of the unit on one page: departments, groups, posts, people."""
    unit = request.unit
    context = {
        "departments": unit.departments.select_related("head").prefetch_related("names"),
        "groups": unit.department_groups.prefetch_related("departments"),
        "group": listing(unit, timezone.localdate()),
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
@once
def department_list(request):
    """Several departments at once: a list is given, shown as it was read, and made when it is confirmed."""
    form = department_lists.DepartmentListForm(request.POST or None, unit=request.unit)
    do = request.POST.get("do", "")
    if request.method == "POST" and form.is_valid() and do == "":
        rows = department_lists.compared(request.unit, form.cleaned_data["text"])
        n_new = sum(not is_there for _, is_there in rows)
        return render(request, "accounts/department_check.html", {"rows": rows, "n_new": n_new, "form": form})
    if request.method == "POST" and form.is_valid() and do == "make":
        with told_in(form):
            made, kept = department_lists.add(unit=request.unit, lines=form.cleaned_data["text"], by=request.user)
            said = f"已建好 {len(made)} 个部门" + (f"，{'、'.join(kept[:5])}原来就有，没有动" if kept else "")
            messages.success(request, f"{said}。")
            return redirect("settings_home")
    context = {"form": form, "heading": "一次建好各部门", "back": "settings_home", "button": "读出来看看"}
    return render(request, "accounts/form.html", context)


@requires("unit.manage")
@one_at_a_time
def department_edit(request, pk):
    department = get_object_or_404(held(Department.objects.visible_to(request.user, "unit.manage"), request), pk=pk)
    form = DepartmentForm(request.POST or None, instance=department, unit=department.unit)
    if request.method == "POST" and form.is_valid():
        names = ("name", "short_name", "head", "head_from_on", "order", "is_active")
        values = {name: form.cleaned_data[name] for name in names}
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
@one_at_a_time
def group_edit(request, pk):
    group = get_object_or_404(held(DepartmentGroup.objects.visible_to(request.user, "unit.manage"), request), pk=pk)
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
                must_change_password=True,
                by=request.user,
            )
            actions.grant(
                user=user, unit=request.unit, role=values["role"], department=values["department"], by=request.user
            )
            messages.success(request, f"已添加{user.name}，账号 {user.username}。")
            return redirect("person_edit", pk=user.pk)
    context = {"form": form, "heading": "添加人员", "back": "settings_home", "explained": EXPLAINED}
    return render(request, "accounts/form.html", context)


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
    return _person_page(request, person, form=form)


def _person_page(request, person: User, form=None, password_form=None):
    context = {
        "person": person,
        "form": form or RoleForm(unit=request.unit),
        "password_form": password_form or PasswordForm(user=person),
        "memberships": person.memberships.filter(unit=request.unit).select_related("unit", "department"),
        "explained": EXPLAINED,
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
    form = PasswordForm(request.POST, user=person)
    if form.is_valid():
        password = form.cleaned_data["password"]
        try:
            actions.set_password(user=person, password=password, by=request.user, unit=request.unit)
        except ValidationError as refusal:
            messages.warning(request, refusal.messages[0])
        else:
            messages.success(request, f"{person.name}的密码已重设，本人下次登录时要换成自己的。")
        return redirect("person_edit", pk=person.pk)
    return _person_page(request, person, password_form=form)


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
