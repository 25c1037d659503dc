"""A form that was refused says at the top of its page which fields are wrong, as links to them."""

from lxml import html


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
