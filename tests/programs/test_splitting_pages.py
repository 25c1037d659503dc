"""The pages that break a task down, say how it is done and add one by hand; and the table with parts in it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Person
from programs.models import PlanSection, Task
from programs.splitting import split
from programs.task_making import Part
from tests import factories

TEXT = "每季度组织一次志愿服务活动。健全完善环境卫生管理制度。围绕清明、端午、中秋至少开展2次活动。"


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def task(plan, department):
    return factories.make_task(plan, department, number="5", requirement=TEXT, category=plan.framework.categories.get())


def text(response) -> str:
    return response.content.decode()


def rows(*parts, **more) -> dict:
    data = {"part-TOTAL_FORMS": len(parts), "part-INITIAL_FORMS": 0}
    for place, part in enumerate(parts):
        data |= {f"part-{place}-{name}": value for name, value in part.items()}
    return data | more


def post(client, name, pk, **data):
    return client.post(reverse(name, args=[pk]), data)


def test_the_page_proposes_a_row_for_each_sentence(enter, clerk, task):
    page = text(enter(clerk).get(reverse("task_split", args=[task.pk])))
    assert page.count("工作任务<") == 3
    assert '<option value="quarter" selected>' in page


def test_a_clerk_breaks_the_own_task_down(enter, clerk, task, department):
    part = {"text": "健全制度", "measures": "修订两项", "in_charge": "王强", "party": f"d{department.pk}"}
    response = enter(clerk).post(
        reverse("task_split", args=[task.pk]),
        rows(part | {"due_on": "2022-06-30", "source": "健全完善环境卫生管理制度。"}, {"text": ""}),
    )
    assert response.url == reverse("task_detail", args=[task.pk])
    (made,) = task.children.all()
    assert (made.title, made.measures, made.in_charge_name) == ("健全制度", "修订两项", "王强")
    assert made.source == "健全完善环境卫生管理制度。"
    assert made.due_on == date(2022, 6, 30)
    page = text(enter(clerk).get(response.url))
    assert "健全制度" in page
    assert "分成 1 项：健全制度" in page


def test_a_source_the_paper_does_not_have_is_not_kept(enter, clerk, task):
    enter(clerk).post(reverse("task_split", args=[task.pk]), rows({"text": "植树", "source": "凭空写的"}))
    assert task.children.get().source == ""


def test_what_is_refused_keeps_every_word(enter, clerk, task):
    data = rows({"text": "植树", "due_on": "2022-02-30"}, {"text": "扫地", "every": "year"})
    response = enter(clerk).post(reverse("task_split", args=[task.pk]), data)
    assert response.status_code == 422
    page = text(response)
    assert "没有这一天" in page
    assert "每年几次，请填次数" in page
    assert ">\n扫地</textarea>" in page
    assert not task.children.exists()


def test_nothing_written_is_told(enter, clerk, task):
    response = enter(clerk).post(reverse("task_split", args=[task.pk]), rows({"text": ""}))
    assert "请至少写一项子任务" in text(response)


def test_more_rows_are_offered_with_what_was_typed(enter, clerk, task):
    response = enter(clerk).post(reverse("task_split", args=[task.pk]), rows({"text": "植树"}, do="more"))
    assert response.status_code == 200
    assert text(response).count("工作任务<") == 4
    assert ">\n植树</textarea>" in text(response)


def test_a_department_gives_parts_to_itself_and_its_helpers_alone(enter, clerk, task, unit, other_department):
    third = factories.make_department(unit, "人事处")
    task.assisting.add(other_department)
    page = text(enter(clerk).get(reverse("task_split", args=[task.pk])))
    assert "办公室</option>" in page
    assert "人事处</option>" not in page
    response = enter(clerk).post(reverse("task_split", args=[task.pk]), rows({"text": "植树", "party": f"d{third.pk}"}))
    assert "没有这个部门" in text(response)


def test_the_office_gives_parts_to_anybody(enter, office, task, unit):
    third = factories.make_department(unit, "人事处")
    enter(office).post(reverse("task_split", args=[task.pk]), rows({"text": "植树", "party": f"d{third.pk}"}))
    assert task.children.get().department == third


def test_another_departments_clerk_finds_no_page(enter, unit, task, other_department):
    other = factories.make_person("other-clerk", "王明", unit, "clerk", other_department)
    client = enter(other)
    for name in ("task_split", "task_details", "task_take_back"):
        assert post(client, name, task.pk).status_code == 404
    assert not task.children.exists()


def test_the_lead_department_still_shapes_a_part_it_gave_away(enter, clerk, task, other_department):
    (part,) = split(task=task, parts=[Part(text="植树", party=other_department)], by=clerk, today=date(2022, 3, 1))
    client = enter(clerk)
    assert client.get(reverse("task_details", args=[part.pk])).status_code == 200
    assert post(client, "task_take_back", part.pk).url == reverse("task_detail", args=[task.pk])
    assert not task.children.exists()


def test_measures_person_and_frequency_are_written_on_one_page(enter, clerk, task, unit, department):
    Person.objects.create(unit=unit, name="王强", department=department)
    client = enter(clerk)
    page = text(client.get(reverse("task_details", args=[task.pk])))
    assert "原文像是要求：每季度一次" in page
    assert '<option value="王强">' in page
    response = post(
        client, "task_details", task.pk, measures="分三批", in_charge="王强", every="quarter", version=task.version
    )
    assert response.status_code == 302
    page = text(client.get(response.url))
    assert "分三批" in page
    assert "第四季度" in page
    assert "要办 4 次，已办 0 次" in page


def test_the_days_of_a_part_are_its_departments(enter, clerk, task, department):
    (part,) = split(task=task, parts=[Part(text="植树", party=department)], by=clerk, today=date(2022, 3, 1))
    client = enter(clerk)
    post(client, "task_details", part.pk, begins_on="2022-05-01", due_on="2022-06-30", version=part.version)
    part.refresh_from_db()
    assert (part.begins_on, part.due_on) == (date(2022, 5, 1), date(2022, 6, 30))
    post(
        client,
        "task_details",
        part.pk,
        begins_on="2090-07-01",
        due_on="2090-08-31",
        version=part.version,
        reason="推迟",
    )
    part.refresh_from_db()
    assert (part.begins_on, part.due_on) == (date(2090, 7, 1), date(2090, 8, 31))
    response = post(client, "task_details", part.pk, begins_on="2090-09-01", due_on="2090-08-31")
    assert "不能早于起始日期" in text(response)


def test_a_stale_page_of_measures_is_refused(enter, clerk, task):
    client = enter(clerk)
    post(client, "task_details", task.pk, measures="分三批", version=1)
    response = post(client, "task_details", task.pk, measures="分两批", version=1)
    assert response.status_code == 422
    assert "刚被别人改过" in text(response)


def test_the_office_adds_a_task_from_a_section_and_keeps_its_source(enter, office, plan, department):
    section = PlanSection.objects.create(plan=plan, order=1, heading="保障措施", text="广泛动员,营造氛围。")
    client = enter(office)
    sections = text(client.get(reverse("plan_sections", args=[plan.pk])))
    assert f"{reverse('task_new')}?plan={plan.serial}&amp;section={section.pk}" in sections
    page = text(client.get(reverse("task_new"), {"section": section.pk}))
    assert "广泛动员,营造氛围。</textarea>" in page
    data = {"text": "制作宣传栏", "source": section.text, "party": f"d{department.pk}", "every": "festival"}
    response = client.post(reverse("task_new"), data | {"festivals": ["qingming", "duanwu"], "times": 1})
    task = Task.objects.get(title="制作宣传栏")
    assert response.url == task.get_absolute_url()
    assert task.source == section.text
    assert [one.name for one in task.occurrences.all()] == ["清明节", "端午节"]


def test_more_festivals_than_ticked_are_refused(enter, office, plan):
    data = {"text": "过节", "every": "festival", "festivals": ["qingming"], "times": 3}
    response = enter(office).post(reverse("task_new"), data)
    assert "至少次数不能多于勾选的节日" in text(response)
    assert not Task.objects.exists()


def test_without_a_plan_there_is_nothing_to_add_to(enter, office):
    assert enter(office).get(reverse("task_new")).url == reverse("plan_list")


def test_the_table_counts_parts_and_shows_the_whole_above_them(enter, office, clerk, task, department):
    split(
        task=task,
        parts=[Part(text="植树", party=department, measures="分三批"), Part(text="扫地", party=department)],
        by=clerk,
        today=date(2022, 3, 1),
    )
    page = text(enter(office).get(reverse("task_list")))
    assert "2 项任务完成" in page
    assert page.index("每季度组织一次") < page.index(">植树<")
    assert "措施：分三批" in page
    assert '<span class="frac">完成 0 / 2</span>' in page
    assert "5-1. 植树" in text(enter(clerk).get(reverse("desk")))


def test_a_task_page_asks_as_many_questions_with_one_part_as_with_many(enter, office, task, department):
    client = enter(office)
    path = reverse("task_detail", args=[task.pk])

    def count() -> int:
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(path)
        return len(asked)

    def add(number: int) -> None:
        parts = [Part(text=f"子任务{place}", party=department, in_charge="某人") for place in range(number)]
        split(task=task, parts=parts, by=office, today=date(2022, 3, 1))

    add(1)
    before = count()
    add(4)
    assert count() == before


def test_a_stranger_breaks_nothing_down(enter, stranger, task):
    client = enter(stranger)
    for name in ("task_split", "task_details", "task_take_back", "task_newcomers", "task_urge", "task_object"):
        assert post(client, name, task.pk).status_code == 404
