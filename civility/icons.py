"""The icons pages name, cut out of the icon font: a few kilobytes instead of the 230 of all two thousand.

Pages say `<i class="bi bi-house">` as before. The style sheet and the font of the icons in use are made from the
package in node_modules.
"""

import json
import os
import re
from pathlib import Path

from django.conf import settings
from fontTools import subset

from civility.made import MadeFinder

STYLE, FONT = "icons.css", "icons.woff2"
FLOORS = ("civility", "reports", "programs", "scoring", "evidence", "jobs", "files", "accounts")
WORD = r"[a-z0-9]+(?:-[a-z0-9]+)*"
PYTHON = [(f"{floor}/**/*.py", f"[\"'](?:bi-)?({WORD})[\"']") for floor in FLOORS]
HEAD = (
    "/* Bootstrap Icons, MIT licence: the icons in use here. */"
    f'@font-face{{font-display:block;font-family:icons;src:url("{FONT}") format("woff2")}}'
    '.bi::before,[class*=" bi-"]::before,[class^=bi-]::before{display:inline-block;font:400 1em/1 icons;'
    "font-variant:normal;text-transform:none;vertical-align:-.125em;-webkit-font-smoothing:antialiased}"
)


def named(root: Path, names) -> list[str]:
    """Those of the font's icon names that occur as words of templates and scripts, or as a string in Python.

    A name may stand in Python alone (`icon="house"`) or be put together in a template: a few too many, none too few.
    """
    words: set[str] = set()
    for pattern, word in (("templates/**/*.html", WORD), ("static/js/*.js", WORD), *PYTHON):
        for path in root.glob(pattern):
            words.update(re.findall(word, path.read_text(encoding="utf-8")))
    words |= {word.removeprefix("bi-") for word in words}
    return sorted(words.intersection(names))


class IconFinder(MadeFinder):
    """The icons in use; without the package there are none."""

    prefix, names = "vendor/icons", (FONT, STYLE)

    def _package(self) -> Path:
        return settings.BASE_DIR / "node_modules" / "bootstrap-icons" / "font"

    def _points(self) -> dict[str, int]:
        """Name to code point of the icons in use."""
        points = json.loads((self._package() / "bootstrap-icons.json").read_text(encoding="utf-8"))
        return {name: points[name] for name in named(settings.BASE_DIR, points)}

    def recipe(self):
        if not (self._package() / "bootstrap-icons.json").exists():
            return None
        return HEAD + json.dumps(self._points())

    def make(self, folder):
        points = self._points()
        options = subset.Options(flavor="woff2", layout_features=[], notdef_outline=False)
        font = subset.load_font(self._package() / "fonts" / "bootstrap-icons.woff2", options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=points.values())
        cutter.subset(font)
        rules = "".join(f'.bi-{name}::before{{content:"\\{point:x}"}}' for name, point in points.items())
        parts = {name: folder / f".{name}-{os.getpid()}" for name in self.names}
        subset.save_font(font, parts[FONT], options)
        parts[STYLE].write_text(HEAD + rules, encoding="utf-8")
        for name, part in parts.items():
            part.replace(folder / name)
