"""Pages of the roster: the list with its ratios, one person, party branches, the list as Excel."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from accounts import roster_actions
from accounts.gate import requires
from accounts.models import Department, PartyBranch, Person
from accounts.once import once
from accounts.ratios import ratios_on
from accounts.roster import on_roll
from accounts.roster_forms import BranchForm, LeaveForm, RosterPersonForm
from accounts.roster_paper import EMPTY_ROWS, roster_paper
from accounts.taken import told_in
from accounts.typed import clean_text, whole_number
from accounts.untouched import held, one_at_a_time
from documents import child

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = ("left", "all")  # beside those on the roll
MARKS = ("1", "0")


class Filters:
    """What the address asks to see of the roster."""

    def __init__(self, request):
        asked = request.GET
        self.words = clean_text(asked.get("q", ""))[:60]
        self.department = whole_number(asked.get("department"))
        self.branch = whole_number(asked.get("branch"))
        self.party = asked.get("party") if asked.get("party") in MARKS else ""
        self.volunteer = asked.get("volunteer") if asked.get("volunteer") in MARKS else ""
        self.state = asked.get("state") if asked.get("state") in STATES else ""

    def narrow(self, people, today):
        if self.state != "all":
            people = people.left_by(today) if self.state == "left" else people.on_roll(today)
        if self.words:
            people = people.found_by(self.words)
        if self.department is not None:
            people = people.filter(department=self.department)
        if self.branch is not None:
            people = people.filter(branch=self.branch)
        if self.party:
            people = people.filter(is_party_member=self.party == "1")
        if self.volunteer:
            people = people.filter(is_volunteer=self.volunteer == "1")
        return people

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query)

    @property
    def query(self) -> str:
        names = ("words", "department", "branch", "party", "volunteer", "state")
        values = {("q" if name == "words" else name): getattr(self, name) for name in names}
        return urlencode({name: value for name, value in values.items() if value not in ("", None)})


def _choices(rows, chosen) -> list[dict]:
    return [{"value": value, "text": text, "is_on": value == chosen} for value, text in rows]


def _selects(filters: Filters, unit) -> list[dict]:
    departments = [("", "全部部门"), *((row.pk, str(row)) for row in Department.objects.of_unit(unit).active())]
    branches = [("", "全部党支部"), *((row.pk, str(row)) for row in PartyBranch.objects.of_unit(unit))]
    party = [("", "党员不限"), ("1", "党员"), ("0", "非党员")]
    volunteer = [("", "志愿者不限"), ("1", "注册志愿者"), ("0", "未注册")]
    rows = [("department", "部门", departments, filters.department), ("party", "党员", party, filters.party)]
    rows.append(("volunteer", "志愿者", volunteer, filters.volunteer))
    if len(branches) > 1:
        rows.insert(1, ("branch", "党支部", branches, filters.branch))
    return [
        {"name": name, "label": label, "choices": _choices(choices, chosen), "is_on": chosen not in ("", None)}
        for name, label, choices, chosen in rows
    ]


@requires("roster.read")
@require_safe
def roster_list(request):
    """Who is on the roll, and the two ratios of the day."""
    today, filters = timezone.localdate(), Filters(request)
    people = Person.objects.visible_to(request.user).of_unit(request.unit)
    rows = filters.narrow(people, today).with_contact(request.user).select_related("department", "branch")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "filters": filters,
        "selects": _selects(filters, request.unit),
        "ratios": ratios_on(request.unit, today),
        "today": today,
        "is_own_only": request.standing.is_department_only,
        "departments": request.standing.departments,
        "who_log_in": _who_could_be_listed(request, page),
    }
    return render(request, "accounts/roster_list.html", context)


def _who_could_be_listed(request, page) -> int:
    """How many accounts an empty roster could begin with."""
    if page.object_list or not request.standing.may("roster.manage"):
        return 0
    return roster_actions.who_log_in(request.unit).count()


@requires("roster.read")
@require_safe
def roster_export(request):
    """The people the list shows, as Excel; what the person may not see is not in it."""
    filters = Filters(request)
    people = Person.objects.visible_to(request.user).of_unit(request.unit)
    rows = filters.narrow(people, timezone.localdate()).with_contact(request.user)
    with_phones = request.standing.may("roster.contact")
    paper = roster_paper(
        request.unit,
        rows.select_related("department", "branch"),
        title=f"{request.unit.name}人员名册",
        with_phones=with_phones,
    )
    return _sheet(request, paper, f"{request.unit}人员名册{timezone.localdate():%Y%m%d}.xlsx")


@requires("roster.manage")
@require_safe
def roster_template(request):
    """An empty roster with drop-downs, to be filled in and given back."""
    paper = roster_paper(request.unit, [], title="人员名册（导入用）", with_phones=True, empty_rows=EMPTY_ROWS)
    return _sheet(request, paper, "人员名册样表.xlsx")


def _sheet(request, paper, name: str):
    try:
        data = child.set_paper(paper, "xlsx", seconds=60)
    except child.ChildError as problem:
        messages.error(request, str(problem))
        return redirect("roster_list")
    response = HttpResponse(data, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


@requires("roster.manage")
@require_POST
@once
def roster_from_accounts(request):
    """Begin the roster with the people who log in."""
    made = roster_actions.list_who_log_in(unit=request.unit, by=request.user)
    said = (
        f"已把 {len(made)} 个能登录的人列入名册，请补上职务、党员和志愿者情况。" if made else "能登录的人名册里都有了。"
    )
    messages.success(request, said)
    return redirect("roster_list")


def _person(request, pk) -> Person:
    rows = Person.objects.visible_to(request.user, "roster.manage").select_related("unit", "department", "branch")
    return get_object_or_404(held(rows, request), pk=pk)


@requires("roster.manage")
@once
def roster_new(request):
    form = RosterPersonForm(request.POST or None, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            person = roster_actions.add_person(unit=request.unit, by=request.user, **form.values())
            messages.success(request, f"{person}已列入名册。")
            return redirect("roster_new" if request.POST.get("more") else "roster_list")
    return render(request, "accounts/roster_form.html", {"form": form, "person": None})


@requires("roster.manage")
@one_at_a_time
def roster_edit(request, pk):
    person = _person(request, pk)
    form = RosterPersonForm(request.POST or None, instance=person, unit=person.unit)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            roster_actions.change_person(person=person, by=request.user, **form.values())
            messages.success(request, f"{person}已保存。")
            return redirect("roster_list")
    return _edit_page(request, person, form)


def _edit_page(request, person: Person, form, leave_form=None):
    leave_form = leave_form or LeaveForm(initial={"on": timezone.localdate()}, auto_id="leave-%s")
    context = {"form": form, "person": person, "leave_form": leave_form, "today": timezone.localdate()}
    return render(request, "accounts/roster_form.html", context)


@requires("roster.manage")
@require_POST
@one_at_a_time
def roster_leave(request, pk):
    person = _person(request, pk)
    form = LeaveForm(request.POST, auto_id="leave-%s")
    if form.is_valid():
        with told_in(form, "on"):
            roster_actions.leave(person=person, by=request.user, **form.cleaned_data)
            said = f"{person}已登记离岗，参加过的活动都还在。"
            if person.user_id and person.user.is_active:
                said += "登录账号还能用，请管理员停用或交接。"
            messages.success(request, said)
            return redirect("roster_list")
    return _edit_page(request, person, RosterPersonForm(instance=person, unit=person.unit), form)


@requires("roster.manage")
@require_POST
@one_at_a_time
def roster_back(request, pk):
    person = _person(request, pk)
    roster_actions.come_back(person=person, by=request.user)
    messages.success(request, f"{person}已恢复在册。")
    return redirect(person)


@requires("roster.manage")
@require_POST
@one_at_a_time
def roster_remove(request, pk):
    person = _person(request, pk)
    try:
        roster_actions.remove_person(person=person, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
        return redirect("roster_edit", pk=pk)
    messages.success(request, f"{person}已从名册删去。")
    return redirect("roster_list")


# ---------- party branches


@requires("roster.manage")
@require_safe
def branch_list(request):
    today = timezone.localdate()
    counted = Count("persons", filter=on_roll(today, "persons__") & Q(persons__is_party_member=True), distinct=True)
    branches = PartyBranch.objects.of_unit(request.unit).prefetch_related("departments").annotate(members=counted)
    homeless = Person.objects.of_unit(request.unit).on_roll(today).party_members().filter(branch=None).count()
    return render(request, "accounts/roster_branches.html", {"branches": branches, "homeless": homeless})


@requires("roster.manage")
@once
def branch_new(request):
    form = BranchForm(request.POST or None, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            branch = roster_actions.create_branch(unit=request.unit, by=request.user, **form.cleaned_data)
            messages.success(request, f"已建好{branch}。")
            return redirect("branch_list")
    return render(request, "accounts/roster_branch_form.html", {"form": form, "branch": None})


def _branch(request, pk) -> PartyBranch:
    return get_object_or_404(held(PartyBranch.objects.visible_to(request.user, "roster.manage"), request), pk=pk)


@requires("roster.manage")
@one_at_a_time
def branch_edit(request, pk):
    branch = _branch(request, pk)
    form = BranchForm(request.POST or None, instance=branch, unit=branch.unit)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            roster_actions.change_branch(branch=branch, by=request.user, **form.cleaned_data)
            messages.success(request, f"{branch}已保存。")
            return redirect("branch_list")
    return render(request, "accounts/roster_branch_form.html", {"form": form, "branch": branch})


@requires("roster.manage")
@require_POST
@one_at_a_time
def branch_remove(request, pk):
    branch = _branch(request, pk)
    try:
        roster_actions.remove_branch(branch=branch, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
        return redirect("branch_edit", pk=pk)
    messages.success(request, f"{branch}已删除。")
    return redirect("branch_list")
