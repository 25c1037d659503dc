"""The manual: one text in docs/, its chapters as pages of the application.

The text is ours and small, and so is what is understood of it: headings, paragraphs, lists, pictures, links, bold and
code. Everything else is printed as it stands; nothing in it is ever HTML.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

FOLDER = settings.BASE_DIR / "docs"
TEXT, PICTURES = FOLDER / "使用手册.md", FOLDER / "manual"
SLUGS = {
    "先看这一页": "start",
    "部门联络员": "clerk",
    "部门负责人": "head",
    "创建办": "office",
    "领导": "leader",
    "管理员": "admin",
    "常见问题": "questions",
}
OF_ROLE = {"office": "office", "head": "head", "clerk": "clerk", "leader": "leader", "admin": "admin"}
_LINK = re.compile(r"\[([^\]\[]+)\]\((/[-\w/]*)\)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(manual/([\w-]+\.png)\)")


@dataclass(frozen=True)
class Chapter:
    """One page of the manual."""

    slug: str
    title: str
    html: SafeString


@cache
def chapters() -> tuple[Chapter, ...]:
    """All chapters in order; the file is read once a process."""
    parts = re.split(r"^## (.+)$", TEXT.read_text(encoding="utf-8"), flags=re.M)
    return tuple(
        Chapter(SLUGS[title.strip()], title.strip(), as_html(body))
        for title, body in zip(parts[1::2], parts[2::2], strict=True)
    )


def chapter_of(roles) -> str:
    """The chapter to begin with for somebody of these roles."""
    return next((slug for role, slug in OF_ROLE.items() if role in roles), "start")


def as_html(text: str) -> SafeString:
    """A piece of the text as HTML, block by block."""
    blocks = [block.strip("\n") for block in re.split(r"\n\s*\n", text.strip())]
    return mark_safe("\n".join(_block(block) for block in blocks if block))


def _size(name: str) -> str:
    """A picture's own width and height as attributes, so that the text below does not jump when it arrives."""
    path = PICTURES / name
    head = path.read_bytes()[:24] if path.exists() else b""
    if not head.startswith(b"\x89PNG"):
        return ""
    width, height = struct.unpack(">II", head[16:24])  # PNG specification, IHDR
    return f' width="{width}" height="{height}"'


def _block(block: str) -> str:
    lines = block.split("\n")
    picture = _PICTURE.fullmatch(block)
    if block.startswith("### "):
        return f"<h2>{_inline(block[4:])}</h2>"
    if picture:
        said, name = escape(picture[1]), picture[2]
        return f'<p><img src="/help/pictures/{name}" alt="{said}"{_size(name)} loading="lazy"></p>'
    for mark, tag in ((r"- ", "ul"), (r"\d+\. ", "ol")):
        if all(re.match(mark, line) for line in lines):
            items = "".join(f"<li>{_inline(re.sub(f'^{mark}', '', line))}</li>" for line in lines)
            return f"<{tag}>{items}</{tag}>"
    return f"<p>{_inline(block)}</p>"


def _inline(text: str) -> str:
    text = escape(text)
    text = _LINK.sub(r'<a href="\2">\1</a>', text)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    text = re.sub(r"`(.+?)`", r"<code>\1</code>", text)
    return re.sub(r"「(.+?)」", r'<b class="nb">「\1」</b>', text)


def paths_in(text: str) -> list[str]:
    """The pages of ours that a text links to."""
    return [path for _, path in _LINK.findall(text)]


def pictures_in(text: str) -> list[str]:
    return [name for _, name in _PICTURE.findall(text)]


def words_in(text: str) -> list[str]:
    """The words of the screen that a text quotes."""
    return list(dict.fromkeys(re.findall(r"「(.+?)」", text)))


def picture(name: str) -> Path | None:
    """The file of a picture that the manual shows; None for any other name."""
    path = PICTURES / name
    return path if path.parent == PICTURES and path.suffix == ".png" and path.is_file() else None
