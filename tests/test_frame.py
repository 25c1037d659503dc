"""The frame around every page: the menu leads somewhere, and only where the person may go."""

from django.urls import resolve

from civility.frame import MENU, PATHS, _current


def test_every_line_of_the_menu_leads_to_a_page_under_the_same_rule():
    for _, items in MENU:
        for item in items:
            assert resolve(item.path).func.rule == item.rule, item.title


def test_recording_an_activity_is_its_own_line_not_the_archive():
    assert _current("/records/new/") == "/records/new/"
    assert _current("/records/17/") == "/records/"
    assert _current("/") == "/"
    assert len(set(PATHS)) == len(PATHS)


def test_a_clerk_is_not_shown_the_settings(enter, clerk):
    page = enter(clerk).get("/account/").content.decode()
    assert 'href="/settings/"' not in page
    assert 'href="/tasks/"' in page
