"""The one maker of file names that people will see: safe on every system, readable in Chinese."""

import re
import unicodedata

_FORBIDDEN = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]'
)
_RESERVED = re.compile(r"^(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³]) *(\.|$)", re.IGNORECASE)
_ENDING = re.compile(r"[a-z0-9]{1,10}")
LONGEST = 80  # characters
LONGEST_BYTES = 240


def safe_name(title: str, ending: str = "") -> str:
    """A file name made from a title; `ending` comes with its dot. Never empty, never with a path in it."""
    name = _FORBIDDEN.sub("", re.sub(r"\s+", " ", unicodedata.normalize("NFC", title)))
    name = name.strip(" .") or "文件"
    ending = ending if _ENDING.fullmatch(ending.removeprefix(".")) else ""
    if _RESERVED.match(name):
        name = f"_{name}"
    name = name[: LONGEST - len(ending)].rstrip(" .")
    while len((name + ending).encode()) > LONGEST_BYTES:
        name = name[:-1]
    return name + ending


def split_ending(name: str) -> tuple[str, str]:
    """The name of an upload without its folder, and its ending in lower case with the dot.

    What is not a few letters or digits is no ending: nothing from it may reach a header or a shell.
    """
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem, _, ending = name.rpartition(".")
    ending = ending.strip().lower()
    return (stem, f".{ending}") if stem and _ENDING.fullmatch(ending) else (name, "")
