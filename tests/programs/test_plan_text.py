"""The text of a plan in the browser: written, moved, taken out; two editors do not overwrite each other."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEntry
from programs import plan_text
from programs.models import Plan
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(unit):
    plan = factories.make_plan(unit)
    for order, heading in enumerate(("一、指导思想", "二、目标", "三、保障"), start=1):
        plan.sections.create(order=order, level=1, heading=heading, text="内容")
    return plan


def headings(plan):
    return list(plan.sections.values_list("heading", flat=True))


def test_a_section_is_added_behind_another(plan, office, enter):
    after = plan.sections.first()
    sent = {"level": "2", "heading": "（一）总体要求", "text": "贵在坚持。\x00", "after": after.pk}
    assert enter(office).post(reverse("section_new", args=[plan.pk]), sent).status_code == 302
    assert headings(plan) == ["一、指导思想", "（一）总体要求", "二、目标", "三、保障"]
    assert plan.sections.get(heading="（一）总体要求").text == "贵在坚持。"


def test_sections_change_places_and_stop_at_the_ends(plan, office, enter):
    client, last = enter(office), plan.sections.last()
    for _ in range(3):
        client.post(reverse("section_move", args=[last.pk]), {"to": "up"})
    assert headings(plan) == ["三、保障", "一、指导思想", "二、目标"]
    client.post(reverse("section_move", args=[last.pk]), {"to": "down"})
    assert headings(plan) == ["一、指导思想", "三、保障", "二、目标"]


def test_a_section_that_goes_leaves_its_words_in_the_log(plan, office, enter):
    section = plan.sections.first()
    enter(office).post(reverse("section_remove", args=[section.pk]), {"version": 1})
    assert headings(plan) == ["二、目标", "三、保障"]
    assert AuditEntry.objects.get(verb="删除方案章节").before["内容"] == "内容"


def test_the_later_of_two_editors_sees_both_texts_and_loses_nothing(plan, office, enter):
    client, section = enter(office), plan.sections.first()
    path = reverse("section_edit", args=[section.pk])
    sent = {"level": "1", "heading": "一、指导思想", "version": "1"}
    assert client.post(path, sent | {"text": "甲写的"}).status_code == 302
    page = client.post(path, sent | {"text": "乙写的"})
    html = page.content.decode()
    assert page.status_code == 409 and "甲写的" in html and "乙写的" in html and "刚才有人改过" in html
    assert plan.sections.first().text == "甲写的"
    assert client.post(path, sent | {"text": "合好的", "version": "2"}).status_code == 302
    assert plan.sections.first().text == "合好的"


@pytest.mark.parametrize("state", ["consulting", "approved", "issued", "ended"])
def test_the_text_of_a_plan_off_the_drawing_board_stands(plan, office, state):
    Plan.objects.filter(pk=plan.pk).update(state=state)
    section = plan.sections.first()
    with pytest.raises(ValidationError):
        plan_text.write_section(section=section, by=office, level=1, heading="改了", text="改了")
    with pytest.raises(ValidationError):
        plan_text.move_section(section=section, by=office, is_up=False)
    with pytest.raises(ValidationError):
        plan_text.remove_section(section=section, by=office)
    assert headings(plan) == ["一、指导思想", "二、目标", "三、保障"]


def test_an_empty_or_endless_section_is_refused_with_what_was_typed(plan, office, enter):
    client = enter(office)
    path = reverse("section_new", args=[plan.pk])
    assert client.post(path, {"level": "1", "heading": " ", "text": ""}).status_code == 422
    page = client.post(path, {"level": "1", "heading": "四、附则", "text": "长" * 20001})
    assert page.status_code == 422 and "最多 20000 字" in page.content.decode() and "四、附则" in page.content.decode()
    assert plan.sections.count() == 3


def test_the_head_is_changed_under_its_version(plan, office, enter):
    client, path = enter(office), reverse("plan_head", args=[plan.pk])
    sent = {
        "title": "新标题",
        "number": "江〔2022〕1号",
        "level": "province",
        "openness": "此件主动公开",
        "version": "1",
    }
    assert client.post(path, sent).status_code == 302
    plan.refresh_from_db()
    assert (plan.title, plan.level, plan.openness, plan.version) == ("新标题", "province", "此件主动公开", 2)
    page = client.post(path, sent | {"title": "别人的标题"})
    assert page.status_code == 422 and "别人的标题" in page.content.decode()


def test_a_file_is_annexed_served_and_withdrawn(plan, office, clerk, stranger, enter):
    client = enter(office)
    upload = SimpleUploadedFile("名单.txt", "张三".encode(), content_type="text/plain")
    client.post(reverse("plan_files", args=[plan.pk]), {"title": "领导小组名单", "files": upload})
    file = plan.files.get()
    assert str(file) == "领导小组名单"
    response = enter(clerk).get(file.get_absolute_url())
    assert b"".join(response.streaming_content).decode() == "张三"
    assert enter(stranger).get(file.get_absolute_url()).status_code == 404
    enter(office).post(reverse("plan_file_withdraw", args=[file.pk]))
    assert enter(clerk).get(file.get_absolute_url()).status_code == 404


def test_only_the_office_is_offered_to_write(plan, office, clerk, enter):
    path = reverse("plan_detail", args=[plan.pk])
    edits = [reverse(name, args=[plan.pk]) for name in ("plan_sections", "plan_head", "plan_copy", "plan_files")]
    page = enter(office).get(path).content.decode()
    assert all(edit in page for edit in edits)
    page = enter(clerk).get(path).content.decode()
    assert not any(edit in page for edit in edits)
