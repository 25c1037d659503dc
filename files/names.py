"""The one maker of file names that people will see: safe on every system, readable in Chinese."""

import re
import unicodedata

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
LONGEST = 80  # characters
LONGEST_BYTES = 240


def safe_name(title: str, ending: str = "") -> str:
    """A file name made from a title; `ending` comes with its dot. Never empty, never with a path in it."""
    name = _FORBIDDEN.sub("", unicodedata.normalize("NFC", title).replace("\n", " ")).strip(" .")
    name = re.sub(r"\s+", " ", name) or "文件"
    if _RESERVED.match(name):
        name = f"_{name}"
    name = name[: LONGEST - len(ending)].rstrip(" .")
    while len((name + ending).encode()) > LONGEST_BYTES:
        name = name[:-1]
    return name + ending


def split_ending(name: str) -> tuple[str, str]:
    """The name of an upload without its folder, and its ending in lower case with the dot."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, ending = name.rpartition(".")
    return (stem, f".{ending.lower()}") if dot and stem else (name, "")
