"""Files of pages: what is served, what is loaded, and the rules the style sheets hold to."""

import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from civility.vendor import VENDOR_FILES, StaticStorage, VendorFinder

ROOT = Path(__file__).resolve().parent.parent
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
has_packages = (ROOT / "node_modules" / "bootstrap").is_dir()
PAIRS = [
    ("ink", "paper"),
    ("ink-2", "paper"),
    ("ink-3", "paper"),
    ("ink-3", "ground"),
    ("ink-2", "sunk"),
    ("blue", "paper"),
    ("blue-d", "blue-t"),
    ("green", "green-t"),
    ("amber", "amber-t"),
    ("violet", "violet-t"),
    ("red", "red-t"),
    ("red", "paper"),
]


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture
def packages_folder(tmp_path, settings):
    """A checkout of its own, with a node_modules a test may fill."""
    settings.BASE_DIR = tmp_path
    return tmp_path / "node_modules"


def put(folder: Path, name: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(name)


# ---------- front-end packages


def test_only_named_files_of_the_packages_are_served(packages_folder):
    for name in [*VENDOR_FILES, "bootstrap/package.json", "bootstrap/dist/css/bootstrap.css", ".package-lock.json"]:
        put(packages_folder, name)
    finder = VendorFinder()
    assert sorted(name for name, _ in finder.list([])) == sorted(VENDOR_FILES)
    assert finder.find("vendor/bootstrap/dist/css/bootstrap.min.css")
    for path in [
        "vendor/bootstrap/package.json",
        "vendor/../package.json",
        "vendor/bootstrap/dist/css/../../package.json",
        "bootstrap/dist/css/bootstrap.min.css",
        "vendor/",
        "vendor",
    ]:
        assert not finder.find(path), path


def test_without_packages_the_finder_finds_nothing_and_complains_of_nothing(packages_folder):
    finder = VendorFinder()
    assert list(finder.list([])) == []
    assert not finder.find(f"vendor/{VENDOR_FILES[0]}")
    assert finder.find(f"vendor/{VENDOR_FILES[0]}", find_all=True) == []


def test_in_production_a_page_without_packages_is_bare_but_a_missing_file_of_ours_is_an_error(tmp_path):
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    assert storage.url(f"vendor/{VENDOR_FILES[0]}") == f"/static/vendor/{VENDOR_FILES[0]}"
    with pytest.raises(ValueError, match="tokens.css"):
        storage.url("css/tokens.css")


def test_files_named_by_a_served_style_sheet_are_served_too():
    if not has_packages:
        assert not finders.find(f"vendor/{VENDOR_FILES[0]}")
        return
    for name in VENDOR_FILES:
        path = ROOT / "node_modules" / name
        if path.suffix != ".css":
            continue
        text = path.read_text(encoding="utf-8")
        named = re.findall(r"url\(\"?([^)\"]+)\"?\)|sourceMappingURL=(\S+)", text)
        for url in (a or b for a, b in named):
            if not url.startswith(("data:", "#")):
                target = (path.parent / url.split("?")[0]).resolve().relative_to(ROOT / "node_modules")
                assert str(target) in VENDOR_FILES, url


def test_every_file_a_template_names_is_found():
    missing = []
    for path in TEMPLATES:
        for name in re.findall(r"{% static ['\"]([^'\"]+)['\"] %}", path.read_text()):
            is_vendor = name.startswith("vendor/")
            files = {*VENDOR_FILES, "icons/icons.css"}
            known = name.removeprefix("vendor/") in files if is_vendor else finders.find(name)
            if not known:
                missing.append(f"{short(path)}: {name}")
    assert missing == []


# ---------- rules of the house


def test_no_template_carries_a_style_or_a_script_of_its_own():
    found = []
    for path in TEMPLATES:
        text = path.read_text()
        if re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|hx-on|\|safe", text):
            found.append(short(path))
    assert found == []


def test_nothing_is_loaded_from_another_host():
    found = []
    for path in [*TEMPLATES, *STYLES, *SCRIPTS]:
        text = path.read_text().replace("http://www.w3.org/2000/svg", "").replace('placeholder="https://"', "")
        if re.search(r"https?://|[\"'(]//", text):
            found.append(short(path))
    assert found == []


def test_no_style_sheet_needs_a_value_from_the_page():
    unknown = []
    own = set(re.findall(r"(--[a-z0-9-]+):", "".join(path.read_text() for path in STYLES)))
    for path in STYLES:
        unknown += [
            f"{path.name}: {name}" for name in re.findall(r"var\((--[a-z0-9-]+)", path.read_text()) if name not in own
        ]
    assert unknown == []


def test_every_class_named_at_the_head_of_a_style_sheet_is_in_it():
    for path in STYLES:
        head, body = path.read_text().split("*/", 1)
        named = set(re.findall(r"(?<![\w-])(?:ul|a|p|table)?\.([a-z][\w-]*)", head))
        missing = [name for name in named if not re.search(rf"\.{re.escape(name)}(?![\w-])", body)]
        assert missing == [], path.name


def test_every_style_sheet_and_script_is_short_and_used():
    used = "".join(path.read_text() for path in TEMPLATES)
    for path in STYLES:
        assert len(path.read_text().splitlines()) <= 300, path.name
        assert f"css/{path.name}" in used, path.name
    for path in SCRIPTS:
        assert len(path.read_text().splitlines()) <= 300, path.name


def colours() -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", (ROOT / "static" / "css" / "tokens.css").read_text()))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("text, ground", PAIRS)
def test_text_stands_out_from_its_ground(text, ground):
    dark, light = sorted(luminance(colours()[name]) for name in (text, ground))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_red_means_overdue_or_the_seal_and_nothing_else():
    allowed = re.compile(r"late|\.lt\b|k-l|\.top|\.seal|\.red|\.side \.n|:root")
    for path in STYLES:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
            if re.search(r"var\(--(red|red-t|data-late)\)", body):
                assert allowed.search(selector), f"{path.name}: {selector.strip()}"


def test_a_first_visit_weighs_little():
    """150 KB of styles, scripts and icons at most, as they travel; without the packages the sum is of our own files."""
    names = ["vendor/icons/icons.woff2"]
    for template in ("bare.html", "base.html"):
        names += re.findall(r"{% static '([^']+\.(?:css|js))' %}", (ROOT / "templates" / template).read_text())
    found = [finders.find(name) for name in names]
    weight = sum(len(brotli.compress(Path(path).read_bytes())) for path in found if path)
    assert 0 < weight <= 150 * 1024


def test_the_finder_is_one_of_those_asked():
    assert "civility.vendor.VendorFinder" in settings.STATICFILES_FINDERS
