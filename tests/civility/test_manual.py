"""The manual speaks of what is there: pictures, pages, and the very words of the screens; it is read in the house."""

import re
from pathlib import Path

import pytest
from django.urls import resolve

from civility import manual
from reports.menu import MENU

ROOT = Path(__file__).resolve().parents[2]
TEXT = manual.TEXT.read_text(encoding="utf-8")
HANDBOOK = (ROOT / "docs" / "部署手册.md").read_text(encoding="utf-8")
LARGEST = 2_500_000  # bytes of all pictures


def screens() -> str:
    """All words our pages can show: templates, and the strings of forms and views."""
    found = [path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")]
    for floor in ("accounts", "evidence", "scoring", "programs", "reports", "civility"):
        found += [path.read_text(encoding="utf-8") for path in (ROOT / floor).rglob("*.py")]
    return re.sub(r"<[^>]+>|\{%.*?%\}", "", "\n".join(found))


def test_every_picture_is_there_and_all_are_small():
    there = {path.name for path in manual.PICTURES.glob("*.png")}
    assert set(manual.pictures_in(TEXT)) == there
    assert sum(path.stat().st_size for path in manual.PICTURES.glob("*.png")) < LARGEST


def test_every_picture_is_taken_by_the_tool():
    from tools.pictures import CHAPTERS

    assert {f"{name}.png" for name, *_ in CHAPTERS} | {"people.png", "import.png"} == set(manual.pictures_in(TEXT))


@pytest.mark.parametrize("path", sorted(set(manual.paths_in(TEXT))))
def test_every_page_it_leads_to_is_there(path):
    assert resolve(path)


def test_every_word_it_quotes_stands_on_a_screen():
    shown = screens() + "".join(item.title + item.tab for _, items in MENU for item in items)
    assert [word for word in manual.words_in(TEXT) if word not in shown] == []


def test_its_commands_exist():
    from django.core.management import get_commands

    named = set(re.findall(r"manage\.py (\w+)", TEXT + HANDBOOK + (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named
    assert named <= set(get_commands())


def test_every_setting_of_the_handbook_is_read_and_every_setting_read_is_told():
    """Those of tests and of the compose file alone are no settings of the application."""
    read = set(re.findall(r"CIVILITY_[A-Z_]+", (ROOT / "civility" / "settings.py").read_text(encoding="utf-8")))
    told = set(re.findall(r"CIVILITY_[A-Z_]+", HANDBOOK))
    assert read <= told
    assert told - read <= {"CIVILITY_PORT", "CIVILITY_ADMIN_PASSWORD"}


def test_a_chapter_is_read_in_the_house_and_begins_with_the_own_role(enter, clerk, leader):
    assert "记一次活动" in enter(clerk).get("/help/").content.decode()
    assert "打印一页纸" in enter(leader).get("/help/").content.decode()


@pytest.mark.parametrize("chapter", manual.chapters(), ids=lambda one: one.slug)
def test_every_chapter_shows_its_pictures_and_no_marks_of_the_text(chapter, enter, clerk):
    text = enter(clerk).get(f"/help/{chapter.slug}/").content.decode()
    body = text[text.index("<article") : text.index("</article>")]
    assert not re.search(r"\*\*|!\[|\]\(|^#", body, re.M)
    for name in re.findall(r'src="/help/pictures/([\w.-]+)"', body):
        answer = enter(clerk).get(f"/help/pictures/{name}")
        assert b"".join(answer.streaming_content).startswith(b"\x89PNG")


def test_what_looks_like_html_in_the_text_stays_text():
    assert manual.as_html("<script>x</script> `a<b` **粗**") == (
        "<p>&lt;script&gt;x&lt;/script&gt; <code>a&lt;b</code> <b>粗</b></p>"
    )


@pytest.mark.parametrize("name", ["nothing.png", "..%2f使用手册.md", "desk.txt"])
def test_no_other_file_is_given_out(enter, clerk, name):
    assert enter(clerk).get(f"/help/pictures/{name}").status_code == 404


def test_a_chapter_nobody_wrote_is_not_found(enter, clerk):
    assert enter(clerk).get("/help/none/").status_code == 404
