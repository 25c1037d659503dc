"""The life of a plan: every step from every state by every role, and what issuing and revising leave behind."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.access import Role
from accounts.gate import standing_of
from accounts.models import AuditEntry, Notice
from programs import plan_life, plan_text, remark_actions
from programs.models import Plan
from programs.plan_life import MOVES, moves_of
from tests import factories

pytestmark = pytest.mark.django_db
S = Plan.State
ALLOWED = {  # verb: from which states, by whom
    "consult": ({S.DRAFT, S.REVISING}, {Role.OFFICE}),
    "collect": ({S.CONSULTING}, {Role.OFFICE}),
    "approve": ({S.DRAFT, S.REVISING, S.CONSULTING}, {Role.LEADER}),
    "reopen": ({S.APPROVED}, {Role.OFFICE, Role.LEADER}),
    "issue": ({S.APPROVED}, {Role.OFFICE}),
    "revise": ({S.ISSUED}, {Role.OFFICE}),
    "end": ({S.DRAFT, S.APPROVED, S.ISSUED, S.REVISING}, {Role.OFFICE}),
}
DAY = date(2022, 5, 9)


@pytest.fixture
def plan(unit, department, other_department):
    plan = factories.make_plan(unit)
    plan.sections.create(order=1, level=1, heading="一、指导思想", text="重在建设。")
    factories.make_task(plan, department)
    factories.make_task(plan, other_department, title="更新宣传栏")
    return plan


def act(verb, plan, by):
    """Take one step with whatever it needs."""
    acts = {
        "consult": lambda: remark_actions.ask(
            plan=plan, departments=plan.unit.departments.all(), due_on=date(2099, 1, 1), by=by
        ),
        "collect": lambda: remark_actions.collect(plan=plan, by=by),
        "approve": lambda: plan_life.approve(plan=plan, by=by, on=DAY, meeting="局党组会"),
        "reopen": lambda: plan_life.reopen(plan=plan, by=by, reason="时限要改"),
        "issue": lambda: plan_life.issue(plan=plan, by=by, number="江国资〔2022〕12号", issued_on=DAY),
        "revise": lambda: plan_life.revise(plan=plan, by=by, why="上级有新要求"),
        "end": lambda: plan_life.end(plan=plan, by=by),
    }
    acts[verb]()


def test_the_table_of_steps_is_the_one_agreed():
    assert set(MOVES) == set(ALLOWED)


@pytest.mark.parametrize("verb", MOVES)
def test_a_step_is_taken_from_its_states_and_refused_from_all_others(verb, plan, office):
    for state in S.values:
        Plan.objects.filter(pk=plan.pk).update(state=state, issued_on=None)
        plan.consultations.all().delete()
        plan.refresh_from_db()
        if state in ALLOWED[verb][0]:
            act(verb, plan, office)
            assert Plan.objects.get(pk=plan.pk).state == MOVES[verb].state_after(plan)
        elif (verb, state) != ("approve", S.APPROVED):  # approved twice is approved once
            with pytest.raises(ValidationError, match="不能"):
                act(verb, plan, office)


@pytest.mark.parametrize("role", Role.values)
def test_a_role_is_offered_its_own_steps_only(role, plan, department):
    needs = department if role in (Role.HEAD, Role.CLERK) else None
    standing = standing_of(factories.make_person("somebody", "某人", plan.unit, role, needs))
    for state in S.values:
        plan.state = state
        assert moves_of(plan, standing) == {
            verb for verb, (states, roles) in ALLOWED.items() if state in states and role in roles
        }


def issued(plan, office, leader):
    act("approve", plan, leader)
    act("issue", plan, office)
    return plan


def test_issuing_keeps_number_and_day_and_tells_the_departments(plan, office, leader, clerk):
    issued(plan, office, leader)
    plan.refresh_from_db()
    assert (plan.state, plan.number, plan.issued_on) == (S.ISSUED, "江国资〔2022〕12号", DAY)
    assert (plan.adopted_on, plan.adopted_by) == (DAY, "局党组会")
    assert Notice.objects.filter(user=clerk, text__contains="已印发").count() == 1
    assert [step.verb for step in plan.steps.all()] == ["approve", "issue"]
    assert AuditEntry.objects.filter(verb__in=["审定方案", "方案印发"]).count() == 2


def test_a_meeting_record_of_our_own_is_named_as_the_one_that_approved(plan, leader, department, stranger):
    record = factories.make_meeting(plan.unit, department, title="局党组专题研究")
    foreign_unit = stranger.memberships.get().unit
    foreign = factories.make_meeting(foreign_unit, factories.make_department(foreign_unit, "外处"))
    for wrong in (foreign, factories.make_record(plan.unit, department)):
        with pytest.raises(ValidationError, match="没有这次会议"):
            plan_life.approve(plan=plan, by=leader, record=wrong)
    plan_life.approve(plan=plan, by=leader, record=record)
    assert (plan.adopted_in, plan.adopted_by) == (record, "局党组专题研究")


def test_one_plan_is_in_force_for_a_year_and_level(plan, office, leader, unit):
    issued(plan, office, leader)
    other = factories.make_plan(unit, title="另一份方案")
    act("approve", other, leader)
    with pytest.raises(ValidationError, match="已经有一份在用的方案"):
        act("issue", other, office)
    assert Plan.objects.get(pk=other.pk).state == S.APPROVED
    plan_text.describe(plan=other, by=office, level="province")
    act("issue", other, office)
    assert Plan.objects.issued().count() == 2


def test_a_plan_without_points_goes_the_same_way(unit, office, leader):
    worded = factories.make_plan(unit, factories.make_framework(unit, rows=[("保障措施", "1", [None])]))
    for verb in ("approve", "issue", "revise", "approve", "issue", "end"):
        act(verb, worded, office)
    assert Plan.objects.get(pk=worded.pk).state == S.ENDED


def test_a_revision_keeps_the_earlier_text_and_tells_whom_it_concerns(plan, office, leader, clerk, enter):
    issued(plan, office, leader)
    act("revise", plan, office)
    section, task = plan.sections.get(), plan.tasks.first()
    plan_text.write_section(section=section, by=office, level=1, heading="一、指导思想", text="重在建设，贵在坚持。")
    task.title = "开展志愿服务不少于 5 次"
    task.save()
    edition = plan.editions.get()
    assert (edition.sections[0]["text"], edition.tasks[0]["title"]) == ("重在建设。", "开展志愿服务")
    act("approve", plan, leader)
    changes = plan_life.issue(plan=plan, by=office, issued_on=DAY)
    assert [(one.kind, one.before, one.after) for one in changes.sections] == [
        ("changed", "重在建设。", "重在建设，贵在坚持。")
    ]
    assert [(str(one), count) for one, count in changes.affected()] == [("宣传处", 1)]
    assert Notice.objects.filter(user=clerk, text__contains="你部门有 1 项任务变动").count() == 1
    client = enter(clerk)
    assert "重在建设。" in client.get(reverse("plan_edition", args=[edition.pk])).content.decode()
    page = client.get(reverse("plan_changes", args=[plan.pk])).content.decode()
    assert "重在建设，贵在坚持。" in page and "宣传处" in page


def test_a_plan_under_revision_goes_back_to_revision_not_to_draft(plan, office, leader):
    issued(plan, office, leader)
    for verb in ("revise", "approve", "reopen"):
        act(verb, plan, office)
    assert Plan.objects.get(pk=plan.pk).state == S.REVISING


def test_the_pages_of_the_steps_lead_through_a_year(plan, office, leader, enter):
    client = enter(leader)
    sent = {"on": "2022-05-09", "meeting": "局党组会"}
    client.post(reverse("plan_approve", args=[plan.pk]), sent)
    client = enter(office)
    assert client.post(reverse("plan_issue", args=[plan.pk]), {"issued_on": "2022-02-30"}).status_code == 422
    client.post(reverse("plan_issue", args=[plan.pk]), {"number": "江〔2022〕1号", "issued_on": "2022-05-09"})
    page = client.get(reverse("plan_detail", args=[plan.pk])).content.decode()
    assert "已印发" in page and "局党组会" in page and "江〔2022〕1号" in page
    assert client.post(reverse("plan_revise", args=[plan.pk]), {"why": " "}).status_code == 422
    client.post(reverse("plan_revise", args=[plan.pk]), {"why": "上级有新要求"})
    assert Plan.objects.get(pk=plan.pk).state == S.REVISING
    client.post(reverse("plan_end", args=[plan.pk]))
    assert Plan.objects.get(pk=plan.pk).state == S.ENDED
    assert client.get(reverse("plan_issue", args=[plan.pk])).status_code == 302
