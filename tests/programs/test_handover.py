"""When a clerk changes, all that is still in hand goes to the colleague, with one line in the log."""

import pytest
from django.core.exceptions import ValidationError

from accounts import drafts
from accounts.models import AuditEntry, Draft, Membership, Notice
from accounts.notices import tell
from evidence.models import Record
from programs import handover
from tests import factories

State = Record.State


@pytest.fixture
def colleague(unit, other_department):
    return factories.make_person("newclerk", "新人", unit, "clerk", other_department)


@pytest.fixture
def membership(clerk, department):
    return clerk.memberships.get(department=department)


def test_the_role_moves_and_the_own_department_of_the_colleague_stays(membership, clerk, colleague, admin, department):
    handover.hand_over(membership=membership, to=colleague, by=admin)
    assert not clerk.memberships.exists()
    assert colleague.memberships.filter(role="clerk").count() == 2


def test_drafts_and_returned_records_are_the_colleagues_and_what_is_accepted_stays(
    membership, clerk, colleague, admin, unit, department
):
    rows = {state: factories.make_record(unit, department, by=clerk, state=state) for state in State}
    left = handover.hand_over(membership=membership, to=colleague, by=admin)
    owners = {state: Record.objects.get(pk=row.pk).filed_by for state, row in rows.items()}
    assert owners == {
        State.DRAFT: colleague,
        State.RETURNED: colleague,
        State.SUBMITTED: clerk,
        State.ACCEPTED: clerk,
    }
    assert (len(left.drafts), len(left.returned)) == (1, 1)
    assert set(Record.objects.writable_by(colleague)) == {rows[State.DRAFT], rows[State.RETURNED]}


def test_records_of_other_departments_stay_where_they_are(membership, clerk, colleague, admin, unit, other_department):
    record = factories.make_record(unit, other_department, by=clerk)
    handover.hand_over(membership=membership, to=colleague, by=admin)
    record.refresh_from_db()
    assert record.filed_by == clerk


def test_words_not_saved_yet_go_along(membership, clerk, colleague, admin, unit, department):
    record = factories.make_record(unit, department, by=clerk)
    drafts.save(clerk, f"record:{record.pk}", {"summary": "写了一半"})
    drafts.save(clerk, "record:new", {"title": "自己的"})
    handover.hand_over(membership=membership, to=colleague, by=admin)
    assert drafts.load(colleague, f"record:{record.pk}") == {"summary": "写了一半"}
    assert Draft.objects.get(user=clerk).form == "record:new"


def test_unread_notices_of_what_is_in_hand_are_told_to_the_colleague(
    membership, clerk, colleague, admin, unit, department
):
    plan = factories.make_plan(unit)
    task = factories.make_task(plan, department)
    record = factories.make_record(unit, department, by=clerk, state=State.RETURNED)
    tell(clerk, "任务被退回", f"/tasks/{task.pk}/", "a")
    tell(clerk, "档案被退回", f"/records/{record.pk}/", "b")
    tell(clerk, "别的事", "/reports/", "c")
    left = handover.hand_over(membership=membership, to=colleague, by=admin)
    told = list(Notice.objects.filter(user=colleague).values_list("text", flat=True))
    assert {"任务被退回", "档案被退回"} < set(told)
    assert "别的事" not in told
    assert left.tasks == [task.pk]
    assert any("由李文静交给你：草稿 0 份，退回待改 1 份，没办完的任务 1 项" in text for text in told)


def test_it_is_one_line_in_the_log(membership, clerk, colleague, admin):
    before = AuditEntry.objects.count()
    handover.hand_over(membership=membership, to=colleague, by=admin)
    line = AuditEntry.objects.get(verb="联络员交接")
    assert AuditEntry.objects.count() == before + 1
    assert (line.before["联络员"], line.after["联络员"]) == ("李文静", "新人")


def test_the_work_goes_to_another_person_who_can_log_in(membership, clerk, colleague, admin, stranger):
    with pytest.raises(ValidationError, match="另一个人"):
        handover.hand_over(membership=membership, to=clerk, by=admin)
    with pytest.raises(ValidationError, match="先有本单位在用的账号"):
        handover.hand_over(membership=membership, to=stranger, by=admin)
    colleague.is_active = False
    colleague.save()
    with pytest.raises(ValidationError, match="先有本单位在用的账号"):
        handover.hand_over(membership=membership, to=colleague, by=admin)
    assert Membership.objects.filter(pk=membership.pk).exists()


def test_only_a_clerks_work_is_handed_over(head, colleague, admin):
    with pytest.raises(ValidationError, match="只有部门联络员"):
        handover.hand_over(membership=head.memberships.get(), to=colleague, by=admin)


def test_the_administrator_hands_over_on_a_page(enter, admin, membership, clerk, colleague):
    client = enter(admin)
    path = f"/settings/roles/{membership.pk}/hand-over/"
    assert path in client.get(f"/settings/people/{clerk.pk}/").content.decode()
    assert "没办完的任务 0 项" in client.get(path).content.decode()
    assert "请选接手的人" in client.post(path, {"to": ""}).content.decode()
    page = client.post(path, {"to": colleague.pk}, follow=True).content.decode()
    assert "已由李文静交给新人" in page


def test_the_office_hands_nothing_over(enter, office, membership):
    assert enter(office).get(f"/settings/roles/{membership.pk}/hand-over/").status_code == 403
