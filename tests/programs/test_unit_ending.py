"""A unit below goes out of use or up into another: what the city gave it moves, what it did stays and is read."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts import tier_actions
from accounts.audit import AuditEntry
from accounts.gate import standing_of
from accounts.models import Unit
from evidence.models import Record
from programs.forms import Parties
from programs.tasks import Task
from programs.unit_ending import end_unit, reopen_unit
from tests import factories

TODAY = date(2022, 6, 1)


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


def below(unit, code, name, by):
    return tier_actions.add_unit(parent=unit, code=code, name=name, short_name="", kind="organ", by=by)


@pytest.fixture
def east(unit, office):
    return below(unit, "east", "东城区", office)


@pytest.fixture
def west(unit, office):
    return below(unit, "west", "西城区", office)


@pytest.fixture
def east_office(east):
    return factories.make_person("east-office", "东城的人", east, "office")


def text(response) -> str:
    return response.content.decode()


def test_open_tasks_and_units_below_go_over_and_what_was_done_stays(plan, east, west, office):
    street = below(east, "street", "南关街道", office)
    going = factories.make_task(plan, unit=east, state=Task.State.IN_PROGRESS)
    done = factories.make_task(plan, unit=east, state=Task.State.ACCEPTED)
    assert end_unit(unit=east, into=west, by=office, on=TODAY, reason="区划调整") == 1
    for row in (going, done, street, east):
        row.refresh_from_db()
    assert (going.unit, going.state, done.unit, street.parent) == (west, Task.State.IN_PROGRESS, east, west)
    assert (east.closed_on, east.merged_into) == (TODAY, west)
    assert going.steps.latest("pk").remark == "东城区 → 西城区。区划调整"
    assert AuditEntry.objects.get(verb="撤并单位").reason == "区划调整"


def test_a_unit_with_open_tasks_is_not_left_with_nobody(plan, east, office):
    factories.make_task(plan, unit=east)
    below(east, "street", "南关街道", office)
    with pytest.raises(ValidationError, match="1 项上级分给它的任务没办完，1 个在用的下级单位"):
        end_unit(unit=east, into=None, by=office, on=TODAY)


def test_a_unit_goes_up_into_none_but_its_neighbours(east, office, stranger, unit):
    for other in (stranger.memberships.get().unit, unit, east):
        with pytest.raises(ValidationError, match="同一个上级下面"):
            end_unit(unit=east, into=other, by=office, on=TODAY)


def test_its_people_read_on_and_write_no_more(enter, east, east_office, office):
    department = factories.make_department(east, "宣传科")
    record = factories.make_record(east, department)
    end_unit(unit=east, into=None, by=office, on=TODAY)
    standing = standing_of(east_office)
    assert standing.may("record.read")
    assert standing.may("report.make")
    assert not standing.may("record.write")
    assert Record.objects.visible_to(east_office, "record.read").filter(pk=record.pk).exists()
    assert not Record.objects.visible_to(east_office, "record.write").exists()
    client = enter(east_office)
    page = text(client.get(f"/records/{record.pk}/"))
    assert "只能查看、导出，不能再改" in page
    assert client.get("/records/new/").status_code == 403


def test_somebody_with_another_unit_starts_in_the_one_in_use(east, west, east_office, office):
    tier_actions.seat(unit=west, name="东城的人", username="east-office", phone="", role="office", by=office)
    end_unit(unit=east, into=west, by=office, on=TODAY)
    assert standing_of(east_office).unit == west


def test_nobody_gives_a_task_to_a_unit_out_of_use(east, west, unit, office):
    end_unit(unit=east, into=None, by=office, on=TODAY)
    assert [str(row) for key, row in Parties(unit).rows.items() if key.startswith("u")] == ["西城区"]
    assert east in Parties(unit, keep=[east]).rows.values()


def test_a_unit_taken_back_is_written_in_again(east, east_office, office):
    end_unit(unit=east, into=None, by=office, on=TODAY)
    reopen_unit(unit=east, by=office)
    assert standing_of(east_office).may("record.write")


def test_the_page_says_what_is_open_and_ends_the_unit(enter, plan, east, west, office):
    factories.make_task(plan, unit=east)
    client, path = enter(office), f"/settings/units/{east.pk}/end/"
    assert "1 项上级分给它的任务没办完" in text(client.get(path))
    refused = client.post(path, {"into": "", "reason": "改革"})
    assert refused.status_code == 422
    assert "请选并入哪个单位" in text(refused)
    assert 'value="改革"' in text(refused)
    assert client.post(path, {"into": west.pk, "reason": "改革"}).url == "/settings/units/"
    assert "并入西城区" in text(client.get("/settings/units/"))
    client.post(f"/settings/units/{east.pk}/reopen/")
    assert Unit.objects.get(pk=east.pk).closed_on is None


def test_neither_the_unit_itself_nor_a_stranger_nor_a_clerk_ends_it(enter, east, east_office, stranger, clerk):
    for person, status in ((east_office, 404), (stranger, 404), (clerk, 403)):
        client = enter(person)
        assert client.get(f"/settings/units/{east.pk}/end/").status_code == status
        assert client.post(f"/settings/units/{east.pk}/reopen/").status_code == status
