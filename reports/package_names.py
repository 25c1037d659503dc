"""Names inside a package: safe on Windows, short enough for its paths, never twice the same in one folder."""

from __future__ import annotations

from files.names import safe_name

LONGEST_PATH = 200  # characters, the package's own folder included
SHORTEST = 12  # what is always left for a file's own name
ROOM_FOR_NUMBER = 6


class Names:
    """The names given so far. Windows takes A and a for the same."""

    def __init__(self):
        self._taken: dict[str, set[str]] = {}

    def folder(self, parent: str, title: str, longest: int) -> str:
        """The path of a new folder; `parent` is "" or ends with a stroke, and so does the answer."""
        return parent + self._free(parent, title, "", longest) + "/"

    def file(self, parent: str, title: str, ending: str = "", longest: int = 60) -> str:
        """The path of a new file; `ending` comes with its dot."""
        room = max(SHORTEST, LONGEST_PATH - len(parent) - ROOM_FOR_NUMBER)
        return parent + self._free(parent, title, ending, min(longest, room))

    def _free(self, parent: str, title: str, ending: str, longest: int) -> str:
        taken = self._taken.setdefault(parent.casefold(), set())
        stem = safe_name(title)[: max(1, longest - len(ending))].rstrip(" .") or "文件"
        name, number = safe_name(stem, ending), 1
        while name.casefold() in taken:
            number += 1
            name = safe_name(f"{stem}（{number}）", ending)
        taken.add(name.casefold())
        return name
