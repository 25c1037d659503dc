"""A department goes up into another, a new one joins the groups' tasks: what is open moves, what was done stays."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions as accounts
from accounts.audit import AuditEntry
from accounts.leading_group import listing
from accounts.leading_group_actions import describe_group
from accounts.models import Membership, PartyBranch, Person
from accounts.notices import Notice
from programs import actions
from programs.loose_ends import Idle, loose_ends
from programs.models import Finding, Task
from programs.naming import folded, known_names
from programs.newcomers import newcomers_in
from programs.objections_answering import answer, object_to
from programs.reorganising import left_by, merge
from tests import factories

TODAY = date(2022, 6, 1)
State = Task.State


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def group_task(plan, unit, department, other_department, office):
    task = factories.make_task(plan, title="全员参与")
    actions.assign(task=task, party=accounts.create_group(unit=unit, name="各处室"), by=office)
    return task


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def text(response) -> str:
    return response.content.decode()


# ---------- a department goes up into another


def test_what_is_open_goes_over_and_what_was_done_stays(plan, department, other_department, office, clerk):
    going = factories.make_task(plan, department, state=State.IN_PROGRESS)
    done = factories.make_task(plan, department, state=State.ACCEPTED)
    helped = factories.make_task(plan, other_department, title="由办公室牵头的")
    helped.assisting.add(department)
    both = factories.make_task(plan, department, title="办公室配合的")
    both.assisting.add(other_department)
    finding = factories.make_finding(factories.make_round(plan), department)
    person = Person.objects.create(unit=plan.unit, name="甲", department=department)
    left = merge(department=department, into=other_department, by=office, on=TODAY, reason="机构改革")
    assert left.said == "2 项任务、1 项配合、1 个督导问题、1 名人员"
    assert (fresh(going).department, fresh(going).state) == (other_department, State.IN_PROGRESS)
    assert fresh(done).department == department
    assert list(helped.assisting.all()) == list(both.assisting.all()) == []
    assert going.steps.get().remark == "宣传处 → 办公室。宣传处并入办公室：机构改革"
    assert fresh(finding).department == other_department
    assert finding.steps.last().remark == "宣传处并入办公室：机构改革"
    assert fresh(person).department == other_department
    assert not fresh(department).is_active
    assert AuditEntry.objects.filter(verb="撤并部门").count() == 1


def test_an_unfinished_record_can_be_finished_by_the_other_department(plan, department, other_department, office):
    draft = factories.make_record(plan.unit, department, title="没写完的", state="returned")
    kept = factories.make_record(plan.unit, department, title="办完的", state="accepted")
    merge(department=department, into=other_department, by=office, on=TODAY)
    assert (fresh(draft).department, fresh(kept).department) == (other_department, department)


def test_of_two_lines_of_a_groups_task_one_remains(group_task, department, other_department, office, clerk):
    actions.complete_line(task=group_task, department=other_department, by=office, note="办公室办完了")
    actions.complete_line(task=group_task, department=department, by=clerk, note="宣传处办了一半")
    actions.accept(task=group_task, by=office, department=other_department)
    merge(department=department, into=other_department, by=office, on=TODAY)
    assert [line.department for line in group_task.lines.all()] == [other_department]
    assert fresh(group_task).state == State.ACCEPTED
    assert group_task.steps.last().remark == "宣传处并入办公室。宣传处填过：宣传处办了一半"


def test_a_line_nobody_else_has_goes_over(group_task, department, other_department, office):
    group_task.lines.filter(department=other_department).delete()
    merge(department=department, into=other_department, by=office, on=TODAY)
    assert [line.department for line in group_task.lines.all()] == [other_department]


def test_people_log_in_for_the_other_department(department, other_department, office, clerk, head, unit):
    branch = PartyBranch.objects.create(unit=unit, name="一支部")
    branch.departments.add(department)
    accounts.change_department(department=department, head=head, by=office)
    merge(department=department, into=other_department, by=office, on=TODAY)
    held = Membership.objects.filter(user__in=[clerk, head]).values_list("user__username", "role", "department")
    assert sorted(held) == [("clerk", "clerk", other_department.pk), ("head", "clerk", other_department.pk)]
    assert list(branch.departments.all()) == [other_department]
    assert fresh(department).head is None


def test_the_old_name_in_a_paper_means_the_other_department(department, other_department, office, unit):
    accounts.remember_name(unit=unit, text="宣传部", means=department)
    merge(department=department, into=other_department, by=office, on=TODAY)
    known = known_names(unit)
    assert known[folded("宣传处")] == known[folded("宣传部")] == other_department


def test_the_office_of_the_leading_group_moves_along(department, other_department, office, unit):
    describe_group(unit=unit, by=office, name="领导小组", office=department)
    merge(department=department, into=other_department, by=office, on=TODAY)
    assert listing(unit, TODAY).office == other_department
    assert listing(unit, date(2022, 5, 31)).office == department


def test_it_is_refused_into_itself_or_one_out_of_use(department, other_department, office, unit):
    with pytest.raises(ValidationError, match="另一个部门"):
        merge(department=department, into=department, by=office, on=TODAY)
    accounts.change_department(department=other_department, is_active=False, by=office)
    with pytest.raises(ValidationError, match="已经停用"):
        merge(department=department, into=other_department, by=office, on=TODAY)


def test_the_page_says_what_moves_and_moves_it(enter, office, clerk, plan, department, other_department, stranger):
    factories.make_task(plan, department)
    mine = factories.make_person("bgs", "办公室联络员", plan.unit, "clerk", other_department)
    path = reverse("department_merge", args=[department.pk])
    assert "宣传处手上有：1 项任务。" in text(enter(office).get(path))
    response = enter(office).post(path, {"into": "999"})
    assert (response.status_code, "请从列表里选并入哪个部门" in text(response)) == (422, True)
    assert enter(clerk).post(path, {"into": other_department.pk}).status_code == 403
    assert enter(stranger).post(path, {"into": other_department.pk}).status_code == 404
    page = enter(office).post(path, {"into": other_department.pk}, follow=True)
    assert "宣传处已并入办公室：1 项任务。" in text(page)
    assert "由你部门接着办" in Notice.objects.get(user=mine).text


def test_the_desk_names_departments_out_of_use_with_open_tasks(enter, office, plan, unit, department):
    factories.make_task(plan, department)
    assert loose_ends(unit, TODAY).idle == []
    accounts.change_department(department=department, is_active=False, by=office)
    assert loose_ends(unit, TODAY).idle == [Idle(department.pk, str(department))]
    page = text(enter(office).get(reverse("desk")))
    assert "宣传处已停用，还有没办完的任务" in page
    assert reverse("department_merge", args=[department.pk]) in page
    assert left_by(department).tasks == 1
    Task.objects.update(state=State.ACCEPTED)
    assert loose_ends(unit, TODAY).idle == []


# ---------- a new department joins


def test_a_new_department_is_offered_on_the_desk_and_taken_in_at_once(enter, office, group_task, plan, unit):
    second = factories.make_task(plan, title="人人动手")
    actions.assign(task=second, party=group_task.group, by=office)
    client = enter(office)
    assert "还没有列入新设的部门" not in text(client.get(reverse("desk")))
    added = factories.make_department(unit, "新设处")
    newcomer = factories.make_person("newcomer", "新人", unit, "clerk", added)
    assert "有 2 项由部门组承担的任务还没有列入新设的部门" in text(client.get(reverse("desk")))
    assert "新设处" in text(client.get(reverse("newcomers")))
    assert "请至少勾选一项任务" in text(client.post(reverse("newcomers"), {}))
    client.post(reverse("newcomers"), {"tasks": [group_task.pk, second.pk, "x"]})
    assert added.task_lines.count() == 2
    assert Notice.objects.filter(user=newcomer).count() == 2
    assert newcomers_in(unit) == []


def test_a_group_of_named_departments_waits_only_for_its_own(plan, office, unit, department, other_department):
    group = accounts.create_group(unit=unit, name="相关处室", departments=[department])
    task = factories.make_task(plan, title="联合检查")
    actions.assign(task=task, party=group, by=office)
    factories.make_department(unit, "新设处")
    assert loose_ends(unit, TODAY).n_newcomers == 0
    group.departments.add(other_department)
    assert loose_ends(unit, TODAY).n_newcomers == 1
    assert newcomers_in(unit) == [(task, [other_department])]
    other_department.is_active = False
    other_department.save()
    assert (loose_ends(unit, TODAY).n_newcomers, newcomers_in(unit)) == (0, [])


def test_who_got_out_by_objection_is_no_newcomer(group_task, department, clerk, office, unit):
    objection = object_to(task=group_task, department=department, reason="不是我处职责", by=clerk)
    answer(objection=objection, is_accepted=True, text="同意", by=office, party=None)
    assert newcomers_in(unit) == []


def test_looking_for_newcomers_costs_the_same_for_many_tasks(group_task, plan, unit, office):
    factories.make_department(unit, "新设处")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert newcomers_in(unit)
        return len(queries)

    few = asked()
    for number in range(5):
        task = factories.make_task(plan, title=f"任务{number}")
        actions.assign(task=task, party=group_task.group, by=office)
    factories.make_department(unit, "再设处")
    assert asked() == few


def test_findings_that_are_closed_stay_with_the_old_department(plan, department, other_department, office):
    finding = factories.make_finding(factories.make_round(plan), department)
    Finding.objects.filter(pk=finding.pk).update(state="closed")
    merge(department=department, into=other_department, by=office, on=TODAY)
    assert fresh(finding).department == department
