"""A form that was refused says at the top of its page which fields are wrong, as links to them."""

from lxml import html

from evidence.models import Record
from programs.models import Task
from tests.factories import make_plan, make_record, make_task


def refused(response):
    page = html.fromstring(response.content)
    line = page.xpath("//*[@data-refused]")
    return page, line[0] if line else None


def test_each_wrong_field_is_named_and_its_link_leads_to_it(enter, office, unit, other_department, department):
    page, line = refused(enter(office).post("/records/new/", {"then": "submit", "begins_on": "2022-03-12"}))
    links = line.xpath(".//a")
    assert [link.text for link in links] == ["活动名称", "活动类别", "承办部门"]
    for link in links:
        assert len(page.xpath("//*[@id=$id]", id=link.get("href")[1:])) == 1
    assert "有 3 处要改" in line.text_content()


def test_crispy_forms_say_so_too(enter, office, department):
    _, line = refused(enter(office).post("/settings/departments/new/", {"name": department.name, "names": ""}))
    assert "有一处要改：部门全称" in line.text_content()


def test_a_page_with_nothing_wrong_says_nothing(enter, office):
    assert refused(enter(office).get("/settings/departments/new/"))[1] is None


def test_a_return_without_a_word_is_told_at_the_word_and_leads_there(enter, office, clerk, department, unit):
    record = make_record(unit, department, by=clerk)
    Record.objects.filter(pk=record.pk).update(state=Record.State.SUBMITTED)
    task = make_task(make_plan(unit), department)
    Task.objects.filter(pk=task.pk).update(state=Task.State.SUBMITTED)
    record.refresh_from_db()
    task.refresh_from_db()
    client = enter(office)
    answers = [
        client.post(f"/records/{record.pk}/review/", {"verdict": "return", "remark": "", "version": record.version}),
        client.post(f"/tasks/{task.pk}/return/", {"remark": "", "version": task.version}),
    ]
    for answer in answers:
        page, line = refused(answer)
        assert [link.get("href") for link in line.xpath(".//a")] == ["#remark"]
        (field,) = page.xpath("//textarea[@id='remark']")
        assert "退回要写明意见" in page.get_element_by_id(field.get("aria-describedby")).text_content()
        assert page.xpath("//ul[contains(@class, 'errors')]") == []
