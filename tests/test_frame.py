"""The frame around every page: menu, messages, and the parts pages are put together from."""

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from tools import place

STYLES = {path.name: path.read_text() for path in (place.ROOT / "static" / "css").glob("*.css")}

# ---------- pages


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "503"])
def test_an_error_page_needs_no_context_and_says_what_to_do(name):
    page = render_to_string(f"{name}.html", {})
    assert "<h1" in page
    assert "回到工作台" in page
    assert 'lang="zh-CN"' in page


class Person:
    is_authenticated = True
    is_big_type = True

    def __str__(self):
        return "李文静"


class Request:
    user = Person()


MENU = [
    {
        "title": "日常",
        "items": [
            {"title": "工作台", "path": "/", "icon": "house", "is_current": True, "tab": "工作台"},
            {"title": "任务分解", "path": "/tasks/", "icon": "list-check", "count": "2 逾期", "tone": "late"},
        ],
    }
]


@pytest.fixture
def page():
    context = {"menu": MENU, "unit": "省国资委", "year": 2022, "unread": 3, "request": Request(), "csrf_token": "t0k3n"}
    return render_to_string("base.html", context)


def test_a_page_shows_the_menu_with_what_waits_and_where_one_is(page):
    assert '<span class="n">2 逾期</span>' in page
    assert re.search(r'<a href="/" aria-current="page">', page)
    assert "省国资委" in page
    assert "2022 年度" in page


def test_a_page_puts_the_big_type_on_for_whoever_keeps_it(page):
    assert '<html lang="zh-CN" data-size="large">' in page


def test_a_page_can_be_read_by_keyboard_and_by_ear(page):
    assert '<a class="skip" href="#main">' in page
    assert page.count("<h1") == 1
    assert 'aria-label="主菜单"' in page
    assert 'role="status"' in page


def test_htmx_sends_the_token_and_brings_no_styles_of_its_own(page):
    assert """hx-headers='{"X-CSRFToken": "t0k3n"}'""" in page
    assert '"includeIndicatorStyles": false' in page
    assert '"allowEval": false' in page


def test_a_page_of_someone_unknown_has_no_token_to_leak():
    assert "hx-headers" not in render_to_string("base.html", {})


def test_the_menu_on_a_phone_opens_without_script(page):
    assert 'href="#menu"' in page
    assert 'id="menu"' in page
    assert ".side:target" in STYLES["frame.css"]


def test_a_message_comes_with_a_picture_and_its_words():
    class Message:
        level_tag = "warning"

        def __str__(self):
            return "日期不能晚于今天 <b>"

    text = render_to_string("base.html", {"messages": [Message()]})
    assert "msg-warning" in text
    assert "日期不能晚于今天 &lt;b&gt;" in text


@pytest.mark.parametrize("tone", ["done", "go", "soon", "late", "check", "none"])
def test_a_status_is_word_icon_and_tint(tone):
    text = render_to_string("parts/status.html", {"tone": tone, "text": "逾期 12 天"})
    assert f"st-{tone}" in text
    assert re.search(r'<i class="bi bi-[a-z-]+" aria-hidden="true"></i>逾期 12 天', text)
    assert f".st-{tone} " in STYLES["panels.css"]


def test_a_list_of_one_page_has_no_pages_to_turn():
    assert render_to_string("parts/pages.html", {"page": Paginator(range(3), 10).page(1)}).strip() == ""


def test_turning_the_page_keeps_what_was_filtered():
    text = render_to_string("parts/pages.html", {"page": Paginator(range(30), 10).page(2), "query": "show=late"})
    assert "?show=late&amp;page=1" in text
    assert "?show=late&amp;page=3" in text
    assert "第 2 页，共 3 页，30 条" in text


def test_a_drawn_bar_writes_its_widths_as_attributes_with_a_point():
    parts = [{"x": 0, "width": 44.5, "tone": "done"}, {"x": 45.1, "width": 20, "tone": "late"}]
    text = render_to_string("parts/meter.html", {"segments": parts, "label": "完成 4，逾期 2"})
    assert 'width="44.5%"' in text
    assert 'class="lt" x="45.1%"' in text
    assert 'aria-label="完成 4，逾期 2"' in text


def test_a_job_of_unknown_length_shows_no_number():
    text = render_to_string("parts/progress.html", {"percent": None, "label": "排队"})
    assert "value=" not in text
    assert "%" not in text


def test_a_wrong_field_is_told_in_words_where_it_is():
    class Name(forms.Form):
        name = forms.CharField(label="名称", help_text="写全称", error_messages={"required": "请写上名称。"})

    text = render_to_string("parts/field.html", {"field": Name({})["name"]})
    assert '<label class="form-label" for="id_name">名称' in text
    assert re.search(r'id="id_name_error" role="alert">\s*<p>.*请写上名称。', text)
    assert 'id="id_name_helptext">写全称' in text
    described = re.search(r'aria-describedby="([^"]+)"', text).group(1).split()
    assert set(described) <= {"id_name_error", "id_name_helptext"}
