"""What a meeting agreed: written down on its page, made a task in one click, its meeting shown on the task."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from programs.models import Plan, Task
from programs.occurrences_ticking import set_frequency
from programs.occurrences_windows import Every, Rhythm
from programs.resolutions_taking import agree, drop, make_it_a_task
from tests import factories

TODAY = date(2022, 3, 20)


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def meeting(unit, department, clerk):
    return factories.make_meeting(unit, department, by=clerk)


def text(response) -> str:
    return response.content.decode()


def test_an_item_becomes_a_task_with_its_party_and_day(plan, meeting, department, office):
    row = agree(record=meeting, text="四月底前完成植树", party=department, due_on=date(2022, 4, 30), by=office)
    task = make_it_a_task(resolution=row, by=office, today=TODAY)
    assert (task.plan, task.department, task.due_on) == (plan, department, date(2022, 4, 30))
    assert task.resolution.record == meeting
    with pytest.raises(ValidationError, match="已经转为任务"):
        make_it_a_task(resolution=row, by=office, today=TODAY)
    with pytest.raises(ValidationError, match="已经转为任务"):
        drop(resolution=row, by=office)


def test_the_plan_is_the_one_in_force_of_the_meetings_year(plan, unit, meeting, office):
    factories.make_plan(unit, year=2023)
    row = agree(record=meeting, text="完成植树", by=office)
    assert make_it_a_task(resolution=row, by=office, today=TODAY).plan == plan


def test_without_a_plan_an_item_waits(meeting, office):
    row = agree(record=meeting, text="完成植树", by=office)
    with pytest.raises(ValidationError, match="先导入方案"):
        make_it_a_task(resolution=row, by=office, today=TODAY)
    assert not Plan.objects.exists()


def test_what_an_item_needs(meeting, unit, department, office, stranger):
    other = factories.make_department(stranger.memberships.get().unit, "外部门")
    activity = factories.make_record(unit, department)
    for fields, sentence in (
        ({"record": meeting, "text": " "}, "请写议定了什么事"),
        ({"record": meeting, "text": "长" * 1001}, "最多 1000 字"),
        ({"record": meeting, "text": "植树", "party": other}, "本单位的部门"),
        ({"record": activity, "text": "植树"}, "只有会议"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            agree(by=office, **fields)


def test_the_page_of_a_meeting_takes_items_and_makes_tasks(enter, plan, meeting, department, clerk, office):
    path = reverse("record_detail", args=[meeting.pk])
    client = enter(clerk)
    assert "议定事项" in text(client.get(path))
    response = client.post(
        reverse("resolution_new", args=[meeting.pk]), {"text": "", "party": f"d{department.pk}", "due_on": "x"}
    )
    assert response.status_code == 422
    assert "请写议定了什么事" in text(response)
    data = {"text": "四月底前完成植树", "party": f"d{department.pk}", "due_on": "2022-04-30"}
    assert client.post(reverse("resolution_new", args=[meeting.pk]), data).url == f"{path}#agreed"
    row = meeting.resolutions.get()
    page = text(client.get(path))
    assert "四月底前完成植树" in page
    assert reverse("resolution_task", args=[row.pk]) not in page
    assert client.post(reverse("resolution_task", args=[row.pk])).status_code == 403
    enter(office).post(reverse("resolution_task", args=[row.pk]))
    task = Task.objects.get(title="四月底前完成植树")
    page = text(enter(office).get(task.get_absolute_url()))
    assert f'来自会议 <a href="{path}">' in page


def test_an_item_is_taken_away_again(enter, meeting, clerk):
    row = agree(record=meeting, text="完成植树", by=clerk)
    enter(clerk).post(reverse("resolution_drop", args=[row.pk]))
    assert not meeting.resolutions.exists()


def test_another_departments_clerk_writes_no_items_and_a_stranger_finds_none(
    enter, meeting, unit, other_department, stranger, clerk
):
    row = agree(record=meeting, text="完成植树", by=clerk)
    other = factories.make_person("other-clerk", "王明", unit, "clerk", other_department)
    assert enter(other).post(reverse("resolution_new", args=[meeting.pk]), {"text": "好"}).status_code == 403
    assert enter(other).post(reverse("resolution_drop", args=[row.pk])).status_code == 403
    client = enter(stranger)
    for name, pk in (("resolution_new", meeting.pk), ("resolution_task", row.pk), ("resolution_drop", row.pk)):
        assert client.post(reverse(name, args=[pk]), {"text": "好"}).status_code == 404


def test_a_meeting_is_put_to_a_task_and_ticks_its_occurrence(enter, plan, meeting, department, clerk):
    task = factories.make_task(plan, department, title="每季度专题研究")
    set_frequency(task=task, rhythm=Rhythm(Every.QUARTER), by=clerk)
    client = enter(clerk)
    assert "每季度专题研究</option>" in text(client.get(reverse("record_detail", args=[meeting.pk])))
    client.post(reverse("record_link", args=[meeting.pk]), {"task": task.pk})
    assert task.occurrences.get(name="第一季度").record == meeting
    client.post(reverse("record_link", args=[meeting.pk]), {"task": "9" * 30})
    assert meeting.tasks.count() == 1
