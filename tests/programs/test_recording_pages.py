"""One page records an activity: its facts, its files, and what it serves; with and without a script."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from evidence import actions as evidence_actions
from evidence.models import ActivityKind, Record
from programs.models import Task
from programs.recording import record_for
from scoring.actions import open_assessment
from scoring.models import Citation
from tests import factories
from tests.files.pictures import photo

ONCE = "0a0b8f53-7e2a-4b6b-8f7e-111111111111"
WORDS = "三十二名志愿者在烈士公园栽下树苗、清理草坪。"


@pytest.fixture
def plan(unit):
    plan = factories.make_plan(unit)
    open_assessment(framework=plan.framework, unit=unit)
    return plan


@pytest.fixture
def task(plan, department):
    return factories.make_task(plan, department, title="植绿护绿", number="23")


@pytest.fixture
def record(unit, department, clerk):
    return factories.make_record(unit, department, by=clerk, summary=WORDS)


@pytest.fixture
def facts(department):
    """What a clerk types at least."""
    kind = ActivityKind.objects.get(unit=None, name="志愿服务")
    return {
        "title": "植绿护绿志愿服务",
        "kind": kind.pk,
        "begins_on": "2022-03-12",
        "department": department.pk,
        "summary": WORDS,
    }


def jpeg(shade: int, taken="2022:03:12 09:30:00") -> SimpleUploadedFile:
    data = photo(colour=(shade, 90, 90), size=(64, 48), taken=taken)
    return SimpleUploadedFile(f"照片{shade}.jpg", data, "image/jpeg")


def text(response) -> str:
    return response.content.decode()


def new(client, facts, **more):
    return client.post(reverse("record_new"), facts | more)


def edit(client, record, facts, **more):
    return client.post(reverse("record_edit", args=[record.pk]), facts | {"version": record.version} | more)


def test_the_page_ticks_the_task_it_was_opened_for(enter, clerk, task):
    page = text(enter(clerk).get(reverse("record_new"), {"task": task.pk}))
    assert f'name="tasks" value="{task.pk}" checked' in page


def test_the_page_works_without_any_plan(enter, clerk):
    page = text(enter(clerk).get(reverse("record_new")))
    assert "还没有创建方案" in page


def test_the_page_suggests_today_and_the_own_department(enter, clerk, department, task):
    page = text(enter(clerk).get(reverse("record_new")))
    assert f'value="{timezone.localdate():%Y-%m-%d}"' in page
    assert f'<option value="{department.pk}" selected>' in page


def test_an_activity_is_saved_as_a_draft_for_its_task(enter, clerk, facts, task, plan):
    response = new(enter(clerk), facts, tasks=[task.pk], plan=plan.pk, place="烈士公园", headcount="32")
    record = Record.objects.get()
    assert response.url == reverse("record_edit", args=[record.pk])
    assert (record.state, record.filed_by, record.activity.headcount) == (Record.State.DRAFT, clerk, 32)
    assert list(task.records.all()) == [record]
    assert Citation.objects.filter(record=record).count() == 2


def test_one_plain_post_brings_facts_and_files_and_hands_in(enter, clerk, facts, task, plan):
    paper = SimpleUploadedFile("方案.txt", "一、时间：三月十二日。".encode(), "text/plain")
    files = {"files-photo": [jpeg(10), jpeg(20)], "files-plan": paper}
    response = new(enter(clerk), facts, tasks=[task.pk], plan=plan.pk, then="submit", **files)
    record = Record.objects.get()
    assert response.url == reverse("record_detail", args=[record.pk])
    assert record.state == Record.State.SUBMITTED
    slots = sorted(record.attachments.live().values_list("slot", "name"))
    assert slots == [("photo", "照片10.jpg"), ("photo", "照片20.jpg"), ("plan", "方案.txt")]


def test_who_took_part_is_picked_on_the_way(enter, clerk, facts, task, plan):
    client = enter(clerk)
    response = new(client, facts, tasks=[task.pk], plan=plan.pk, then="people")
    record = Record.objects.get()
    assert response.url == reverse("record_people", args=[record.pk])
    assert (record.state, record.tasks.get()) == (Record.State.DRAFT, task)
    assert edit(client, record, facts, then="people").url == reverse("record_people", args=[record.pk])


def test_a_refused_file_leaves_the_draft_and_says_why(enter, clerk, facts):
    bad = SimpleUploadedFile("照片.jpg", b"this is no picture", "image/jpeg")
    response = enter(clerk).post(
        reverse("record_new"), facts | {"then": "submit", "files-photo": [jpeg(10), bad]}, follow=True
    )
    assert "“照片.jpg”没有上传" in text(response)
    record = Record.objects.get()
    assert (record.state, record.attachments.live().count()) == (Record.State.DRAFT, 1)


def test_the_same_form_twice_makes_one_activity(enter, clerk, facts):
    client = enter(clerk)
    first = new(client, facts, once_key=ONCE)
    second = new(client, facts, once_key=ONCE, **{"files-photo": jpeg(10)})
    assert first.url == second.url
    assert Record.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "请填活动名称"),
        ({"title": "长" * 201}, "活动名称最多 200 个字"),
        ({"kind": ""}, "请选一个活动类别"),
        ({"kind": "99999"}, "没有这个活动类别"),
        ({"begins_on": "2022-02-30"}, "没有这一天"),
        ({"begins_on": ""}, "请填日期"),
        ({"ends_on": "2022-03-01"}, "结束日期早于开始日期"),
        ({"headcount": "三十"}, "人数要写成数字"),
        ({"headcount": "-1"}, "人数不能是负数"),
        ({"department": ""}, "请选承办部门"),
        ({"tasks": ["99999"]}, "选的任务不在这份方案里"),
        ({"clauses": ["x"]}, "请重新勾选得分点"),
        ({"press-address": "不是网址"}, "网址要以 http"),
        ({"press-outlet": "红网"}, "请填网址"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(enter, clerk, facts, task, plan, typed, sentence):
    response = new(enter(clerk), facts | {"place": "烈士公园东门", "plan": plan.pk, "then": "submit"} | typed)
    assert response.status_code == 422
    assert sentence in text(response)
    assert "烈士公园东门" in text(response)
    assert not Record.objects.exists()


def test_what_was_ticked_stays_ticked_when_something_is_wrong(enter, clerk, facts, task, plan):
    page = text(new(enter(clerk), facts | {"begins_on": ""}, tasks=[task.pk], plan=plan.pk))
    assert f'name="tasks" value="{task.pk}" checked' in page


def test_chosen_files_are_asked_for_again_when_something_is_wrong(enter, clerk, facts):
    page = text(new(enter(clerk), facts | {"begins_on": ""}, **{"files-photo": jpeg(10)}))
    assert "选好的文件要再选一次" in page


def test_an_activity_to_come_is_kept_as_a_draft(enter, clerk, facts):
    ahead = timezone.localdate() + timedelta(days=3)
    response = enter(clerk).post(
        reverse("record_new"), facts | {"begins_on": f"{ahead:%Y-%m-%d}", "then": "submit"}, follow=True
    )
    assert "活动还没有举行" in text(response)
    assert Record.objects.get().state == Record.State.DRAFT


def test_a_clerk_does_not_record_for_another_department(enter, clerk, facts, other_department):
    response = new(enter(clerk), facts | {"department": other_department.pk})
    assert response.status_code == 422
    assert not Record.objects.exists()


def test_the_office_records_for_any_department(enter, office, facts, other_department):
    assert new(enter(office), facts | {"department": other_department.pk}).status_code == 302


def test_another_units_task_can_not_be_ticked(enter, clerk, facts, plan, stranger):
    foreign = factories.make_task(factories.make_plan(stranger.memberships.get().unit))
    assert new(enter(clerk), facts, tasks=[foreign.pk], plan=plan.pk).status_code == 422
    assert new(enter(clerk), facts, tasks=[foreign.pk], plan=foreign.plan_id).status_code == 422
    assert not foreign.records.exists()


@pytest.mark.parametrize("person", ["leader", "assessor", "admin"])
def test_who_only_reads_records_nothing(enter, request, facts, person):
    client = enter(request.getfixturevalue(person))
    assert client.get(reverse("record_new")).status_code == 403
    assert new(client, facts).status_code == 403


def test_the_next_one_is_filled_like_the_last(enter, clerk, unit, department):
    record = factories.make_record(unit, department, by=clerk, title="上一次")
    page = text(enter(clerk).get(reverse("record_new"), {"like": 1}))
    assert 'value="烈士公园"' in page
    assert 'value="32"' in page
    assert record.title not in page


def test_photos_may_come_before_any_word(enter, clerk, department):
    response = enter(clerk).post(reverse("record_begin"), {"title": "", "begins_on": "", "summary": ""})
    record = Record.objects.get()
    answer = response.json()
    assert answer["path"] == reverse("record_edit", args=[record.pk])
    assert answer["files"] == reverse("record_files", args=[record.pk])
    assert answer["version"] == record.version
    assert (record.title, record.department, record.begins_on) == (Record.UNNAMED, department, timezone.localdate())


def test_a_draft_begun_by_photos_takes_what_is_typed_already(enter, clerk):
    enter(clerk).post(reverse("record_begin"), {"title": "已经写了名字", "begins_on": "2022-03-12"})
    record = Record.objects.get()
    assert (record.title, record.begins_on) == ("已经写了名字", date(2022, 3, 12))


def test_a_unit_without_departments_is_told_so(enter, unit):
    lonely = factories.make_person("lonely", "独行", unit, "office")
    response = enter(lonely).post(reverse("record_begin"), {})
    assert response.status_code == 422
    assert "还没有部门" in response.json()["sentence"]


def test_the_draft_is_completed_on_the_same_page(enter, clerk, facts, task, plan):
    client = enter(clerk)
    client.post(reverse("record_begin"), {})
    record = Record.objects.get()
    edit(client, record, facts, tasks=[task.pk], plan=plan.pk, then="submit")
    record.refresh_from_db()
    assert (record.title, record.state) == ("植绿护绿志愿服务", Record.State.SUBMITTED)
    assert list(task.records.all()) == [record]


def test_the_edit_page_shows_what_is_there(enter, clerk, record, task):
    record_for(record=record, tasks=[task], by=clerk)
    page = text(enter(clerk).get(reverse("record_edit", args=[record.pk])))
    assert WORDS in page
    assert f'name="tasks" value="{task.pk}" checked' in page
    assert 'name="clauses" value' not in page  # its clauses come with the task


def test_unticking_a_task_takes_it_back(enter, clerk, record, facts, task, plan):
    record_for(record=record, tasks=[task], by=clerk)
    edit(enter(clerk), record, facts, plan=plan.pk)
    assert not task.records.exists()
    assert not Citation.objects.filter(record=record).exists()


def test_a_report_in_the_press_is_added_by_its_address(enter, clerk, record, facts):
    edit(enter(clerk), record, facts, **{"press-address": "https://www.example.com/a", "press-outlet": "红网"})
    press = record.attachments.get()
    assert (press.slot, press.outlet) == ("press", "红网")


def opened(client, record) -> dict:
    """The hidden fields of the page as it was opened: what the words were typed upon."""
    page = text(client.get(reverse("record_edit", args=[record.pk])))
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("version", "marks")}


def test_two_at_one_record_see_both_texts_and_the_second_save_works(enter, clerk, head, record, facts):
    seen = opened(enter(clerk), record)
    edit(enter(head), record, facts | {"title": "处长改的名字", "place": "人民广场"})
    typed = {"title": "我改的名字", "people": "机关党员", "place": record.activity.place}
    response = edit(enter(clerk), record, facts | typed, **seen)
    page = text(response)
    assert response.status_code == 409
    assert "赵启明今天" in page and "改过这份档案" in page
    assert "处长改的名字" in page and 'value="我改的名字"' in page
    assert "地点你没有动过，已换成现在的" in page and 'value="人民广场"' in page
    assert "take-people" not in page  # what nobody else touched is not asked
    record.refresh_from_db()
    assert record.title == "处长改的名字"
    shown = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("version", "marks")}
    again = facts | {"title": "我改的名字", "people": "机关党员", "place": "人民广场"}
    assert edit(enter(clerk), record, again, **shown, **{"take-title": "mine"}).status_code == 302
    record.refresh_from_db()
    assert (record.title, record.activity.place, record.activity.people) == ("我改的名字", "人民广场", "机关党员")


def test_the_text_of_the_other_is_taken_by_a_plain_radio(enter, clerk, head, record, facts):
    seen = opened(enter(clerk), record)
    edit(enter(head), record, facts | {"title": "处长改的名字"})
    edit(enter(clerk), record, facts | {"title": "我改的名字"}, **seen)
    record.refresh_from_db()
    edit(enter(clerk), record, facts | {"title": "我改的名字", "place": "东湖"}, **{"take-title": "theirs"})
    record.refresh_from_db()
    assert (record.title, record.activity.place) == ("处长改的名字", "东湖")


def test_who_changes_another_field_than_the_other_is_not_asked(enter, clerk, head, record, facts):
    as_it_was = opened(enter(clerk), record)
    assert edit(enter(clerk), record, facts, **as_it_was).status_code == 302
    seen = opened(enter(clerk), record)
    assert edit(enter(clerk), record, facts, **seen).status_code == 302
    assert edit(enter(clerk), record, facts, **seen).status_code == 302  # the same words pressed twice


def test_what_the_other_linked_meanwhile_stays_ticked(enter, clerk, head, record, facts, task):
    seen = opened(enter(clerk), record)
    edit(enter(head), record, facts | {"title": "处长改的名字"}, plan=task.plan_id, tasks=[task.pk])
    page = text(edit(enter(clerk), record, facts | {"title": "我改的名字"}, plan=task.plan_id, **seen))
    assert re.search(rf'name="tasks"[^>]*value="{task.pk}"[^>]*checked', page)


def test_an_edit_that_says_no_version_shows_both(enter, clerk, record, facts):
    response = edit(enter(clerk), record, facts | {"title": "我改的名字"}, version=record.version - 1)
    assert response.status_code == 409
    assert "我改的名字" in text(response) and record.title in text(response)
    record.refresh_from_db()
    assert record.title != "我改的名字"


def test_a_version_that_is_no_number_is_refused(enter, clerk, record, facts):
    assert edit(enter(clerk), record, facts, version="abc", title="我改的").status_code == 409


def test_a_returned_activity_shows_why_and_goes_in_again(enter, clerk, office, record, facts):
    evidence_actions.submit(record=record, by=clerk)
    evidence_actions.return_(record=record, by=office, remark="请补签到表")
    client = enter(clerk)
    assert "请补签到表" in text(client.get(reverse("record_edit", args=[record.pk])))
    record.refresh_from_db()
    edit(client, record, facts, then="submit")
    record.refresh_from_db()
    assert record.state == Record.State.SUBMITTED


def test_a_submitted_activity_is_not_open_for_changes(enter, clerk, record, facts):
    evidence_actions.submit(record=record, by=clerk)
    response = edit(enter(clerk), record, facts | {"title": "改掉"})
    assert response.url == reverse("record_detail", args=[record.pk])
    record.refresh_from_db()
    assert record.title != "改掉"


def test_a_stranger_gets_no_record_page(enter, stranger, record, facts):
    client = enter(stranger)
    assert client.get(reverse("record_edit", args=[record.pk])).status_code == 404
    assert edit(client, record, facts).status_code == 404
    assert client.get(reverse("record_detail", args=[record.pk])).status_code == 404


def test_another_departments_clerk_does_not_change_it(enter, unit, other_department, record, facts):
    other = factories.make_person("wang", "王办", unit, "clerk", other_department)
    assert edit(enter(other), record, facts).status_code == 403


def test_the_record_page_names_tasks_and_clauses(enter, leader, clerk, record, task):
    record_for(record=record, tasks=[task], by=clerk)
    page = text(enter(leader).get(reverse("record_detail", args=[record.pk])))
    assert "23. 植绿护绿" in page
    assert "第1条要求之1" in page


def test_recording_for_a_task_begins_it(enter, clerk, facts, task, plan):
    new(enter(clerk), facts, tasks=[task.pk], plan=plan.pk)
    task.refresh_from_db()
    assert task.state == Task.State.IN_PROGRESS


def test_what_was_typed_and_not_saved_is_there_again(enter, clerk, task):
    client = enter(clerk)
    typed = {
        "title": "写到一半",
        "summary": "今天上午\x07",
        "tasks": [task.pk],
        "kind": "999",
        "begins_on": "2022-03-1",
    }
    assert client.post(reverse("record_keep"), typed).status_code == 200
    page = text(client.get(reverse("record_new")))
    assert 'value="写到一半"' in page
    assert ">\n今天上午</textarea>" in page
    assert f'name="tasks" value="{task.pk}" checked' in page
    assert "已经接着填上" in page
    assert "写到一半" not in text(client.get(reverse("record_new"), {"fresh": 1}))


def test_saving_forgets_what_was_kept(enter, clerk, facts):
    client = enter(clerk)
    client.post(reverse("record_keep"), {"title": "写到一半"})
    new(client, facts)
    assert "写到一半" not in text(client.get(reverse("record_new")))


def test_what_is_kept_of_a_record_is_for_its_writer_alone(enter, clerk, head, record):
    enter(clerk).post(reverse("record_keep", args=[record.pk]), {"title": "我正在改", "version": record.version})
    assert "我正在改" in text(enter(clerk).get(reverse("record_edit", args=[record.pk])))
    assert "我正在改" not in text(enter(head).get(reverse("record_edit", args=[record.pk])))


def test_kept_words_of_an_older_version_do_not_write_over_newer_ones(enter, clerk, head, record, facts):
    client = enter(clerk)
    client.post(reverse("record_keep", args=[record.pk]), {"title": "我正在改", "version": record.version})
    edit(enter(head), record, facts | {"title": "别人先存了"})
    path, client = reverse("record_edit", args=[record.pk]), enter(clerk)
    page = text(client.get(path))
    assert 'value="别人先存了"' in page and "我正在改" not in page
    assert "你有没存的内容；赵启明今天" in page
    page = text(client.get(path, {"resume": "1"}))
    assert 'value="我正在改"' in page and "别人先存了" in page
    assert "用现在的" in page
    record.refresh_from_db()
    assert f'name="version" value="{record.version}"' in page
    client.get(path, {"fresh": "1"})
    assert "你有没存的内容" not in text(client.get(path))


def test_a_stranger_keeps_nothing_of_ours(enter, stranger, leader, record):
    assert enter(stranger).post(reverse("record_keep", args=[record.pk]), {"title": "x"}).status_code == 404
    assert enter(leader).post(reverse("record_keep"), {"title": "x"}).status_code == 403


def test_a_refused_post_on_the_page_of_a_record_still_shows_the_tasks_it_serves(unit, department, enter, office):
    plan = factories.make_plan(unit)
    record = factories.make_record(unit, department, by=office)
    factories.make_task(plan, department, title="组织植树").records.add(record)
    client = enter(office)
    for name, typed in (("record_submit", {}), ("record_review", {"verdict": "accept"}), ("record_press", {})):
        response = client.post(reverse(name, args=[record.pk]), typed)
        assert response.status_code == (409 if name == "record_review" else 422), name
        assert "组织植树" in response.content.decode(), name


def test_a_draft_is_kept_without_a_name_and_a_kind_and_is_not_handed_in_so(enter, clerk, department):
    client, least = enter(clerk), {"begins_on": "2022-03-12", "department": department.pk}
    assert new(client, least, then="draft").status_code == 302
    record = Record.objects.get()
    assert (record.title, record.activity.lacks_kind) == (Record.UNNAMED, True)
    page = text(client.get(reverse("record_edit", args=[record.pk])))
    assert 'name="title" value' not in page
    assert "类别未选" not in page
    assert not re.search(r'name="kind"[^>]*checked', page)
    refused = text(edit(client, record, least, then="submit"))
    assert "请填活动名称" in refused and "请选一个活动类别" in refused
    response = client.post(reverse("record_submit", args=[record.pk]))
    assert "还没有填活动名称，补上再提交审核" in text(response)
    record.refresh_from_db()
    assert record.state == Record.State.DRAFT


def test_a_draft_begun_with_photos_is_found_by_its_name_and_day_once_the_page_is_left(enter, clerk, facts):
    client = enter(clerk)
    begun = client.post(reverse("record_begin"), {"begins_on": "2022-03-12"}).json()
    record, typed = Record.objects.get(), facts | {"begins_on": "2022-03-15", "title": "植树", "marks": begun["marks"]}
    client.post(begun["keep"], typed | {"version": begun["version"]})
    record.refresh_from_db()
    assert record.title == Record.UNNAMED  # people still write
    seen = client.post(begun["keep"], typed | {"version": begun["version"], "leaving": "1"}).json()
    record.refresh_from_db()
    assert (record.title, record.begins_on, str(record.version)) == ("植树", date(2022, 3, 15), seen["version"])
    page = text(client.get(begun["path"]))
    assert "已经接着填上" in page and "改过这份档案" not in page
    assert edit(client, record, typed | {"people": "机关党员"}, **seen).status_code == 302


def test_a_text_too_long_is_refused_with_its_length_and_nothing_of_it_is_lost(enter, clerk, record, facts):
    long = "植树护绿。" * 12_000
    response = edit(enter(clerk), record, facts | {"summary": long})
    assert response.status_code == 422
    assert "总结最多 20000 字，现在有 60000 字" in text(response)
    assert long in text(response)
    assert "maxlength" not in text(response).split("<textarea", 1)[1].split(">", 1)[0]
    enter(clerk).post(reverse("record_keep", args=[record.pk]), facts | {"summary": long, "version": record.version})
    assert long in text(enter(clerk).get(reverse("record_edit", args=[record.pk])))


def test_what_is_still_asked_for_stands_beside_the_buttons(enter, clerk, record):
    page = text(enter(clerk).get(reverse("record_edit", args=[record.pk])))
    assert re.search(r"data-lacking>还缺[^<]*图片", page)


def test_a_draft_is_not_counted_as_held(enter, clerk, department):
    today = timezone.localdate()
    factories.make_record(department.unit, department, by=clerk, begins_on=today, state="draft")
    desk = text(enter(clerk).get("/"))
    assert "今年 0 场" in desk and "已办 0 场" in desk
    factories.make_record(department.unit, department, by=clerk, begins_on=today, state="submitted")
    desk = text(enter(clerk).get("/"))
    assert "今年 1 场" in desk and "已办 1 场" in desk
