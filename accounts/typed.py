"""What came in from a page: text freed of what nobody typed on purpose, and numbers that name rows."""

import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

# between names: what people press for the next thing; one blank counts behind a Chinese character or its bracket
_BETWEEN = re.compile(r"[\t,，、;；\n]|\s{2,}|\u3000|(?<=[\u3001-\u9fff\uff00-\uffef])\s(?=\S)")


def clean_text(text: str) -> str:
    """Without control characters (an export would refuse them days later) and without bidi overrides."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n")).strip()


def whole_number(text: str | None) -> int | None:
    """The number its digits alone write, as far as a row can have it for a key; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def cells_of(line: str) -> list[str]:
    """The cells of a pasted or typed line. Where Excel put tabs they alone count, and an empty cell stays;
    else cells are apart by comma, 、, semicolon or blanks, and what is empty between them is nothing.
    """
    if "\t" in line:
        return [clean_text(cell) for cell in line.split("\t")]
    return [cell for cell in map(clean_text, _BETWEEN.split(line)) if cell]


def names_of(text: str) -> list[str]:
    """The names of a list typed in one field or pasted, each once, in their order."""
    return list(dict.fromkeys(name for name in map(clean_text, _BETWEEN.split(text)) if name))
