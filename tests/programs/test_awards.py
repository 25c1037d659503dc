"""Awards we give: who may nominate, how it is decided, the notice with its objections, the published list."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry, Person
from accounts.workdays import workdays_on
from evidence.models import Record
from evidence.particulars import Meeting
from programs import awards_actions
from programs.awards import AwardObjection, AwardRound, Nomination
from tests import factories

Kind, State = AwardRound.Kind, AwardRound.State
DAY = date(2022, 11, 1)


@pytest.fixture
def open_round(unit, office):
    """`open_round(kind, …)` is a round of the unit that takes nominations."""

    def make(kind=Kind.PERSON, **fields) -> AwardRound:
        given = {"title": f"2022 年度{Kind(kind).label}", "year": 2022} | fields
        return awards_actions.open_round(unit=unit, kind=kind, by=office, **given)

    return make


@pytest.fixture
def people(unit, department, other_department):
    return [
        Person.objects.create(unit=unit, name="张三", department=department),
        Person.objects.create(unit=unit, name="李四", department=other_department),
    ]


@pytest.fixture
def deciding(open_round, people, office):
    """A round for two people, of whom one may be chosen."""
    round = open_round(quota=1)
    for person in people:
        nominate(round, office, person=person)
    awards_actions.close_nominations(round=round, by=office)
    return round


def nominate(round, by, department=None, **fields) -> Nomination:
    department = department or fields["person"].department
    return awards_actions.nominate(round=round, department=department, reason="做了好事", by=by, **fields)


def make_meeting(unit, department) -> Record:
    given = {"title": "党委会", "year": 2022, "begins_on": DAY, "kind": Record.Kind.MEETING}
    record = Record.objects.create(unit=unit, department=department, **given)
    Meeting.objects.create(record=record, kind="leaders")
    return record


def in_notice(round, office, chosen: str = "张三") -> AwardRound:
    row = round.nominations.get(person__name=chosen)
    meeting = make_meeting(round.unit, row.department)
    awards_actions.decide(round=round, chosen={row.pk}, on=DAY, meeting=meeting, by=office)
    awards_actions.begin_notice(round=round, from_on=DAY, to_on=date(2022, 11, 7), by=office)
    return round


# ---------- nominations


def test_each_award_asks_for_what_it_is_for(open_round, office, department, people):
    with pytest.raises(ValidationError, match="请从名册里选"):
        nominate(open_round(Kind.PERSON), office, department)
    with pytest.raises(ValidationError, match="岗位或窗口要写"):
        nominate(open_round(Kind.PIONEER), office, department)
    named = [
        nominate(open_round(Kind.NEIGHBOUR), office, person=people[0]),
        nominate(open_round(Kind.POST), office, department, post="服务大厅 3 号窗口"),
        nominate(open_round(Kind.DEPARTMENT), office, department),
    ]
    assert [str(row) for row in named] == ["张三", "服务大厅 3 号窗口", "宣传处"]


def test_nobody_is_nominated_twice(open_round, office, department, people):
    round = open_round(Kind.DEPARTMENT)
    nominate(round, office, department)
    with pytest.raises(ValidationError, match="已经推荐过了"):
        nominate(round, office, department)
    posts = open_round(Kind.POST)
    nominate(posts, office, department, post="一号窗口")
    nominate(posts, office, department, post="二号窗口")
    assert posts.nominations.count() == 2


def test_a_person_of_another_unit_is_not_nominated(open_round, office, stranger):
    other = stranger.memberships.get().unit
    person = Person.objects.create(unit=other, name="外人", department=factories.make_department(other, "外处"))
    with pytest.raises(ValidationError, match="本单位的"):
        nominate(open_round(), office, person=person)


def test_nominations_stand_in_the_order_of_departments(deciding):
    assert [str(row) for row in deciding.nominations.in_order()] == ["张三", "李四"]


def test_a_round_without_nominations_is_not_decided(open_round, office):
    with pytest.raises(ValidationError, match="还没有人推荐"):
        awards_actions.close_nominations(round=open_round(), by=office)


# ---------- the decision


def test_votes_are_noted_for_everybody_and_never_beyond_the_voters(deciding, office):
    first, second = deciding.nominations.in_order()
    wrong = [
        ({first.pk: 30}, 40, "请填“李四”的得票数"),
        ({first.pk: 41, second.pk: 2}, 40, "比参加投票的 40 人还多"),
        ({first.pk: 30, second.pk: 2}, None, "请填参加投票人数"),
    ]
    for votes, voters, said in wrong:
        with pytest.raises(ValidationError, match=said):
            awards_actions.decide(round=deciding, chosen={first.pk}, votes=votes, voters=voters, on=DAY, by=office)
    awards_actions.decide(
        round=deciding, chosen={first.pk}, votes={first.pk: 30, second.pk: 10}, voters=40, on=DAY, by=office
    )
    assert list(deciding.nominations.chosen()) == [first]
    assert (deciding.way, deciding.voters) == ("vote", 40)


def test_a_meeting_decides_without_votes_and_is_linked(deciding, office, unit, department):
    row = deciding.nominations.first()
    meeting = make_meeting(unit, department)
    awards_actions.decide(round=deciding, chosen={row.pk}, on=DAY, meeting=meeting, voters=9, by=office)
    assert (deciding.way, deciding.decided_in, deciding.voters) == ("meeting", meeting, None)


def test_an_activity_is_no_meeting_that_decides(deciding, office, unit, department):
    row = deciding.nominations.first()
    with pytest.raises(ValidationError, match="请选本单位的一次会议"):
        awards_actions.decide(
            round=deciding, chosen={row.pk}, on=DAY, meeting=factories.make_record(unit, department), by=office
        )


def test_the_quota_is_kept(deciding, office, unit, department):
    chosen = set(deciding.nominations.values_list("pk", flat=True))
    meeting = make_meeting(unit, department)
    with pytest.raises(ValidationError, match="名额是 1 个，选了 2 个"):
        awards_actions.decide(round=deciding, chosen=chosen, on=DAY, meeting=meeting, by=office)
    with pytest.raises(ValidationError, match="至少选一个"):
        awards_actions.decide(round=deciding, chosen={0}, on=DAY, meeting=meeting, by=office)


# ---------- notice and publication


def test_the_list_is_published_after_its_notice(deciding, office):
    round = in_notice(deciding, office)
    with pytest.raises(ValidationError, match="结束以后才能公布"):
        awards_actions.publish(round=round, on=date(2022, 11, 7), by=office)
    awards_actions.publish(round=round, on=date(2022, 11, 8), number="X〔2022〕5号", by=office)
    assert AwardRound.objects.get().state == State.PUBLISHED
    assert AuditEntry.objects.filter(verb="公布评选结果").exists()


def test_an_objection_holds_the_list_until_it_is_settled(deciding, office):
    round = in_notice(deciding, office)
    row = round.nominations.chosen().get()
    objection = awards_actions.note_objection(nomination=row, text="情况不实", received_on=DAY, by=office)
    with pytest.raises(ValidationError, match="没有核实"):
        awards_actions.publish(round=round, on=date(2022, 11, 8), by=office)
    awards_actions.settle_objection(objection=objection, upheld=False, answer="核实无误", by=office)
    awards_actions.publish(round=round, on=date(2022, 11, 8), by=office)
    with pytest.raises(ValidationError, match="不能这样做"):
        awards_actions.note_objection(nomination=row, text="晚了", received_on=DAY, by=office)


def test_an_objection_that_is_upheld_takes_the_choice_back(deciding, office):
    round = in_notice(deciding, office)
    row = round.nominations.chosen().get()
    objection = awards_actions.note_objection(nomination=row, text="情况不实", received_on=DAY, by=office)
    awards_actions.settle_objection(objection=objection, upheld=True, answer="属实", by=office)
    assert not round.nominations.chosen().exists()
    with pytest.raises(ValidationError, match="名单里没有人了"):
        awards_actions.publish(round=round, on=date(2022, 11, 8), by=office)
    with pytest.raises(ValidationError, match="已经核实过了"):
        awards_actions.settle_objection(objection=objection, upheld=False, answer="再核", by=office)


def test_a_cancelled_round_goes_no_further(open_round, office, people):
    round = open_round()
    awards_actions.cancel(round=round, reason="今年不评", by=office)
    with pytest.raises(ValidationError, match="已取消"):
        nominate(round, office, person=people[0])


# ---------- pages


def text(response) -> str:
    return response.content.decode()


def test_the_whole_way_of_an_award_on_its_pages(enter, office, unit, people, department):
    client = enter(office)
    form = {"kind": "person", "title": "文明个人", "year": "2022", "quota": "1", "by_departments": "on"}
    client.post("/awards/new/", form)
    round = AwardRound.objects.get()
    for person in people:
        client.post(f"/awards/{round.pk}/nominate/", {"person": person.pk, "reason": "热心助人"})
    client.post(f"/awards/{round.pk}/close/")
    first, second = round.nominations.in_order()
    votes = {f"votes-{first.pk}": "30", f"votes-{second.pk}": "", "chosen": first.pk, "voters": "40"}
    page = client.post(f"/awards/{round.pk}/decide/", votes | {"on": "2022-11-01"})
    assert page.status_code == 422
    assert "请填“李四”的得票数" in text(page)
    assert 'value="30"' in text(page)  # what was typed stays
    client.post(f"/awards/{round.pk}/decide/", votes | {"on": "2022-11-01", f"votes-{second.pk}": "10"})
    proposed = workdays_on(timezone.localdate(), 5)
    assert f'value="{proposed}"' in text(client.get(f"/awards/{round.pk}/"))
    client.post(f"/awards/{round.pk}/notice/", {"from_on": "2022-11-02", "to_on": "2022-11-08"})
    client.post(f"/awards/nominations/{first.pk}/objections/", {"text": "不实", "received_on": "2022-11-03"})
    objection = AwardObjection.objects.get()
    client.post(f"/awards/objections/{objection.pk}/settle/", {"outcome": "kept", "answer": "核实无误"})
    page = client.post(f"/awards/{round.pk}/publish/", {"on": "2022-11-09", "number": ""}, follow=True)
    assert "已公布" in text(page)
    assert AwardRound.objects.get().state == State.PUBLISHED


def test_a_clerk_nominates_the_own_department_only(enter, clerk, open_round, people):
    round = open_round()
    client = enter(clerk)
    assert "李四" not in text(client.get(f"/awards/{round.pk}/"))
    client.post(f"/awards/{round.pk}/nominate/", {"person": people[1].pk, "reason": "好"})
    assert not Nomination.objects.exists()
    client.post(f"/awards/{round.pk}/nominate/", {"person": people[0].pk, "reason": "好"})
    nomination = Nomination.objects.get()
    assert client.post(f"/awards/{round.pk}/close/").status_code == 403
    client.post(f"/awards/nominations/{nomination.pk}/withdraw/")
    assert not Nomination.objects.exists()


def test_a_clerk_does_not_withdraw_what_another_department_nominated(enter, clerk, office, open_round, people):
    nomination = nominate(open_round(), office, person=people[1])
    assert enter(clerk).post(f"/awards/nominations/{nomination.pk}/withdraw/").status_code == 403


@pytest.mark.parametrize("closed", [{"by_departments": False}, {"closes_on": date(2022, 1, 1)}])
def test_departments_nominate_while_they_may_and_the_office_longer(enter, clerk, office, open_round, people, closed):
    round = open_round(**closed)
    form = {"person": people[0].pk, "reason": "好"}
    page = enter(clerk).post(f"/awards/{round.pk}/nominate/", form, follow=True)
    assert "现在不能推荐" in text(page)
    enter(office).post(f"/awards/{round.pk}/nominate/", form)
    assert Nomination.objects.count() == 1


def test_departments_may_nominate_on_the_last_day(enter, clerk, open_round, people):
    round = open_round(closes_on=timezone.localdate())
    enter(clerk).post(f"/awards/{round.pk}/nominate/", {"person": people[0].pk, "reason": "好"})
    late = open_round(Kind.NEIGHBOUR, closes_on=timezone.localdate() - timedelta(days=1))
    enter(clerk).post(f"/awards/{late.pk}/nominate/", {"person": people[0].pk, "reason": "好"})
    assert [row.round for row in Nomination.objects.all()] == [round]


def test_what_somebody_reported_is_read_by_the_office_alone(enter, office, clerk, deciding):
    round = in_notice(deciding, office)
    row = round.nominations.chosen().get()
    awards_actions.note_objection(nomination=row, text="有人反映的话", received_on=DAY, by=office)
    assert "有人反映的话" in text(enter(office).get(f"/awards/{round.pk}/"))
    assert "有人反映的话" not in text(enter(clerk).get(f"/awards/{round.pk}/"))


def test_a_stranger_finds_no_round(enter, stranger, open_round):
    round = open_round()
    client = enter(stranger)
    assert client.get(f"/awards/{round.pk}/").status_code == 404
    assert "2022 年度文明个人" not in text(client.get("/awards/"))


@pytest.mark.parametrize("count", [1, 8])
def test_the_pages_cost_the_same_with_many_rows(
    enter, office, unit, open_round, department, count, django_assert_max_num_queries
):
    round = open_round()
    for number in range(count):
        open_round(title=f"第{number}次")
        person = Person.objects.create(unit=unit, name=f"第{number}人", department=department)
        nominate(round, office, person=person)
    client = enter(office)
    with django_assert_max_num_queries(10):
        client.get("/awards/")
    with django_assert_max_num_queries(16):
        client.get(f"/awards/{round.pk}/")
