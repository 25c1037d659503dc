"""css/older.css: for browsers before Chromium 105, which know no container queries, the same rules by window width.

Our style sheets fold pages by the width of `main` (`@container main`). What follows the first such rule of a sheet is
said again here, in the same order, asked of the window instead: `main` is narrower than that by menu and margins.
"""

import os
import re
from pathlib import Path

from django.conf import settings

from civility.made import MadeFinder

BESIDE = 17.5  # rem: the menu and the margins of main
RULE = re.compile(r"@container main \((min|max)-width: ([\d.]+)rem\)")
LINKED = re.compile(r"{% static 'css/([a-z-]+\.css)' %}")


def older(root: Path) -> str:
    """The style sheet as text; an older browser reads it, a newer one skips it whole."""
    found = []
    for name in LINKED.findall((root / "templates" / "bare.html").read_text(encoding="utf-8")):
        path = root / "static" / "css" / name
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S) if path.exists() else ""
        first = RULE.search(text)
        if first:
            by_window = RULE.sub(lambda rule: f"@media ({rule[1]}-width: {float(rule[2]) + BESIDE:g}rem)", text)
            found.append(by_window[first.start() :].strip())
    return "@supports not (container-type: inline-size) {\n" + "\n".join(found) + "\n}\n"


class OlderFinder(MadeFinder):
    """The style sheet for older browsers."""

    prefix, names = "css", ("older.css",)

    def recipe(self):
        return older(settings.BASE_DIR)

    def make(self, folder):
        part = folder / f".older-{os.getpid()}"
        part.write_text(older(settings.BASE_DIR), encoding="utf-8")
        part.replace(folder / "older.css")
