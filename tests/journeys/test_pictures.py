"""The pictures of the manual and of docs/screens show what pages are now: taken again here, their words compared."""

import pytest
from PIL import Image

from civility import manual
from tools import pictures

AGAIN = "这些页面和图上的不一样了，请运行 python -m tools.pictures "


@pytest.fixture(scope="module")
def address(demo_house):
    return pictures.serve(demo_house)


def is_blank(picture: Image.Image) -> bool:
    """One colour nearly all over."""
    counts = sorted((count for count, _ in picture.convert("L").getcolors()), reverse=True)
    return counts[0] > 0.97 * picture.width * picture.height


@pytest.mark.timeout(600)  # the demo unit may be built first
def test_the_kept_pictures_show_the_pages_as_they_are(address, chromium, tmp_path):
    changed = []
    for place, view, go in (
        ("screens", pictures.SIZES[pictures.DESK], pictures.screens),
        ("manual", pictures.MANUAL, pictures.chapters),
    ):
        context = chromium.new_context(viewport=view, locale="zh-CN")
        page, kept = context.new_page(), pictures.kept_words(pictures.DOCS / place)
        seen = set()

        def see(name, *, place=place, page=page, kept=kept, seen=seen):
            seen.add(name)
            if pictures.words(page, name) != kept.get(name):
                changed.append(f"{place}/{name}")
            if place == "manual":
                pictures.save_chapter(page, tmp_path / f"{name}.png")

        go(page, address, see)
        context.close()
        assert seen == set(kept)
    assert changed == [], AGAIN + " ".join(changed)
    for name in manual.pictures_in(manual.TEXT.read_text(encoding="utf-8")):
        taken, there = Image.open(tmp_path / name), Image.open(manual.PICTURES / name)
        assert taken.size == there.size, name
        assert not is_blank(taken) and not is_blank(there), name


def test_every_screen_is_kept_in_both_sizes():
    folder = pictures.DOCS / "screens"
    names = {*(name for name, *_ in pictures.SCREENS), "import"}
    assert {path.stem for path in folder.glob("*.png")} == {
        f"{name}-{size}" for name in names for size in pictures.SIZES
    }
    for name in names:
        for size, view in pictures.SIZES.items():
            picture = Image.open(folder / f"{name}-{size}.png")
            assert picture.size == (view["width"], view["height"]), picture.filename
            assert not is_blank(picture), picture.filename
