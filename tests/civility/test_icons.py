"""The icon font pages get: every icon that is named, and not the two thousand others."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from civility import icons
from tools import place

PACKAGE = place.ROOT / "node_modules" / "bootstrap-icons" / "font"
with_package = pytest.mark.skipif(not PACKAGE.is_dir(), reason="没有取到前端文件")


@pytest.fixture
def checkout(tmp_path, settings):
    """A checkout of its own that borrows the package of this one."""
    settings.BASE_DIR = tmp_path
    for folder in ("templates", "static/js", "programs", "node_modules"):
        (tmp_path / folder).mkdir(parents=True)
    if PACKAGE.is_dir():
        (tmp_path / "node_modules" / "bootstrap-icons").symlink_to(PACKAGE.parent)
    return tmp_path


def test_a_name_is_found_in_templates_scripts_and_python(checkout):
    (checkout / "templates" / "a.html").write_text('<i class="bi bi-{% if late %}alarm{% else %}check-lg{% endif %}">')
    (checkout / "static" / "js" / "a.js").write_text('icon.className = "bi bi-x-lg";')
    (checkout / "programs" / "a.py").write_text('ROWS = [Item("工作台", "/", "house")]  # a person looks at the clock')
    names = ["alarm", "check-lg", "x-lg", "house", "person", "clock", "trophy"]
    assert icons.named(checkout, names) == ["alarm", "check-lg", "house", "x-lg"]


@with_package
def test_the_font_holds_the_icons_in_use_and_is_made_anew_for_a_new_one(checkout):
    page = checkout / "templates" / "a.html"
    page.write_text('<i class="bi bi-house">')
    finder = icons.IconFinder()
    first = finder.find("vendor/icons/icons.woff2")
    assert len(set(TTFont(first).getBestCmap())) == 1
    assert finder.find("vendor/icons/icons.woff2") == first
    page.write_text('<i class="bi bi-house"><i class="bi bi-trophy">')
    second = finder.find("vendor/icons/icons.woff2")
    assert second != first
    style = Path(finder.find("vendor/icons/icons.css")).read_text()
    points = {int(point, 16) for point in re.findall(r'content:"\\([0-9a-f]+)"', style)}
    assert points == set(TTFont(second).getBestCmap())
    assert [name for name, _ in finder.list([])] == ["icons.woff2", "icons.css"]


@with_package
def test_every_icon_a_page_of_ours_writes_out_is_in_the_style_sheet():
    style = Path(finders.find("vendor/icons/icons.css")).read_text()
    pages = "".join(path.read_text() for path in (place.ROOT / "templates").rglob("*.html"))
    missing = {name for name in re.findall(r"\bbi-([a-z][a-z0-9-]*[a-z0-9])", pages) if f".bi-{name}::" not in style}
    assert missing == set()


def test_without_the_package_nothing_is_found(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    finder = icons.IconFinder()
    assert finder.find("vendor/icons/icons.css") == []
    assert list(finder.list([])) == []


def test_only_its_two_files_are_found(checkout):
    finder = icons.IconFinder()
    for path in ("vendor/icons/../icons.css", "icons.css", "vendor/icons/", "vendor/icons/icons.json"):
        assert finder.find(path) == []
