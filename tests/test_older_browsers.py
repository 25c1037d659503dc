"""Pages work on Chromium 86: what is newer in styles and scripts, ours and others', is polish or has a fallback.

Versions are those of the compatibility tables at developer.mozilla.org. No browser of that age is run here; the
rules for windows narrower than their content are tried in a present one with container queries taken out
(tests/journeys/test_older_browsers.py).
"""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from civility.older import BESIDE, older
from tools import place

OLDEST = 86
STATIC = place.ROOT / "static"
STYLES = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
NAMED = re.compile(r"{% static '([^']+\.(?:css|js))' %}")

# what, how it looks, Chromium version
STYLE_FEATURES = [
    ("inset", r"[;{\s]inset(?:-[a-z-]+)?\s*:", 87),
    (":is()", r":is\(", 88),
    (":where()", r":where\(", 88),
    (":not() of several", r":not\([^()]*,", 88),
    ("logical shorthands", r"(?:margin|padding)-(?:inline|block)\s*:", 87),
    ("overflow: clip", r"overflow(?:-[xy])?\s*:\s*clip", 90),
    ("@property", r"@property\b", 85),
    ("@layer", r"@layer\b", 99),
    ("translate, rotate, scale", r"[;{\s](?:translate|rotate|scale)\s*:", 104),
    ("container queries", r"@container\b", 105),
    (":has()", r":has\(", 105),
    ("range of a media query", r"@media[^{]*[<>]", 104),
    ("dvh, svh, lvh", r"\d(?:d|s|l)v[hw]\b", 108),
    ("lab, lch, oklab, oklch, hwb", r"[\s:,(](?:ok)?(?:lab|lch)\(|\bhwb\(", 101),
    (":user-invalid", r":user-(?:in)?valid", 119),
    ("color-mix()", r"color-mix\(", 111),
    ("nesting", r"\{[^{}]*&", 112),
    ("subgrid", r"subgrid", 117),
    ("@scope", r"@scope\b", 118),
    ("light-dark()", r"light-dark\(", 123),
]
# Rules that an older browser skips whole and nothing is lost but a tint, an outline, a better place for a line break.
POLISH = [
    ".acard:has(h3 a:focus-visible)",  # the link's own outline is drawn
    ".std li:has(input:checked)",  # the tick is there
    ".panel > header:has(.linkbtn) p",  # a note more on a phone
    ".main:has(.submit.go)",  # @supports not, beside it
    ".main:has(.bulk)",  # the same
]
SCRIPT_FEATURES = [
    ("Array.at", r"\.at\(", 92),
    ("Object.hasOwn", r"\bhasOwn\(", 93),
    ("structuredClone", r"\bstructuredClone\(", 98),
    ("randomUUID", r"\brandomUUID\(", 92),
    ("private members", r"\bthis\.#|^\s*#\w+\s*[=(;]", 74),
    ("static blocks", r"\bstatic\s*\{", 94),
    ("findLast", r"\.findLast", 97),
    ("toSorted and its like", r"\.to(?:Sorted|Reversed|Spliced)\(", 110),
    ("AbortSignal.timeout", r"AbortSignal\.(?:timeout|any)\(", 103),
    ("checkVisibility", r"\.checkVisibility\(", 105),
    ("inert", r"\.inert\b", 102),
    ("popover", r"\b(?:show|hide|toggle)Popover\(", 114),
    ("Object.groupBy", r"\.groupBy\(", 117),
    ("Promise.withResolvers", r"withResolvers\(", 119),
    ("view transitions", r"startViewTransition\(", 111),
    ("Intl.Segmenter", r"\bIntl\.Segmenter\b", 87),
    ("showPicker", r"\.showPicker\(", 99),
    ("URL.canParse", r"\bcanParse\(", 120),
    ("sets compared", r"\.(?:union|intersection|difference|isSubsetOf)\(", 122),
    ("import with attributes", r"\bimport\b.*\bwith\b", 123),
]
MARKUP_FEATURES = [
    ("popover", r"\spopover[\s=>]", 114),
    ("inert", r"<[^>{}]*\sinert[\s>]", 102),
    ("details name", r"<details[^>]*\sname=", 120),
    ("<search>", r"<search[\s>]", 118),
    ("dialog commands", r"\scommandfor=", 135),
]


# What others' files hold that is newer, and why nothing is lost.
THEIR_POLISH = [
    r"\.form-floating>textarea[^{}]*\{[^{}]*\}",  # a label inside its field; ours stand above theirs
    r"&&document\.startViewTransition\)\{.{0,120}?document\.startViewTransition\(",  # asked for before it is called
]


def bare(text: str) -> str:
    """A style sheet without comments and without what stands in @supports."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    kept, rest = "", text
    while "@supports" in rest:
        before, rest = rest.split("@supports", 1)
        kept, depth = kept + before, 0
        for place_, letter in enumerate(rest):
            depth += {"{": 1, "}": -1}.get(letter, 0)
            if letter == "}" and depth == 0:
                rest = rest[place_ + 1 :]
                break
    return kept + rest


def newer(text: str, features) -> list[str]:
    return [what for what, looks, since in features if since > OLDEST and re.search(looks, text, re.M)]


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_needs_nothing_newer(path):
    text = bare(path.read_text())
    for rule in POLISH:
        text = re.sub(re.escape(rule) + r"[^{}]*\{[^{}]*\}", "", text)
    text = re.sub(r"overflow: hidden; overflow: clip", "", text)
    text = re.sub(r"@container main \([^)]*\)", "@media all", text)  # said again in css/older.css
    assert newer(text, STYLE_FEATURES) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_needs_nothing_newer(path):
    assert newer(path.read_text(), SCRIPT_FEATURES) == []


def others() -> list[str]:
    """The styles and scripts of others that pages name."""
    pages = [path.read_text() for path in (place.ROOT / "templates").rglob("*.html")]
    return sorted({name for text in pages for name in NAMED.findall(text) if not (STATIC / name).exists()})


def test_what_pages_bring_from_others_needs_nothing_newer():
    texts = {name: Path(file).read_text() for name in others() if (file := finders.find(name))}
    assert any("htmx" in name for name in texts)
    for name, text in texts.items():
        for rule in THEIR_POLISH:
            text = re.sub(rule, "", text)
        features = SCRIPT_FEATURES if name.endswith(".js") else STYLE_FEATURES
        assert newer(bare(text) if name.endswith(".css") else text, features) == [], name


def test_no_page_needs_markup_that_is_newer():
    pages = {path.name: path.read_text() for path in (place.ROOT / "templates").rglob("*.html")}
    assert {name: found for name, text in pages.items() if (found := newer(text, MARKUP_FEATURES))} == {}


def test_every_polish_rule_is_still_there():
    text = "".join(path.read_text() for path in STYLES)
    assert [rule for rule in POLISH if rule not in text] == []


def test_the_features_are_recognised():
    assert newer(".a { inset: 0; }", STYLE_FEATURES) == ["inset"]
    assert newer(".a { color: red; &:hover { color: blue; } }", STYLE_FEATURES) == ["nesting"]
    assert newer("rows.at(-1)", SCRIPT_FEATURES) == ["Array.at"]
    assert (
        " ".join(bare("a { b: c } @supports (x: y) { d { inset: 0 } } e { f: g }").split()) == "a { b: c } e { f: g }"
    )


def test_older_browsers_get_the_container_rules_by_window_width(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "static" / "css").mkdir(parents=True)
    page = "{% static 'css/b.css' %} {% static 'css/a.css' %} {% static 'css/older.css' %}"
    (tmp_path / "templates" / "bare.html").write_text(page)
    (tmp_path / "static" / "css" / "a.css").write_text(
        "/* { */ .a { b: c; }\n@container main (max-width: 52rem) {\n  .a { d: e; }\n}\n"
        "@media print {\n  .a { f: g; }\n}"
    )
    (tmp_path / "static" / "css" / "b.css").write_text(".b { c: d; }")
    assert older(tmp_path) == (
        "@supports not (container-type: inline-size) {\n"
        f"@media (max-width: {52 + BESIDE}rem) {{\n  .a {{ d: e; }}\n}}\n@media print {{\n  .a {{ f: g; }}\n}}\n}}\n"
    )


def test_every_container_rule_of_ours_has_its_other_form():
    text = older(place.ROOT)
    assert "@container" not in text
    rules = sum(path.read_text().count("@container main") for path in STYLES)
    assert text.count("@media (max-width:") >= rules > 0
    assert text.count("{") == text.count("}")
