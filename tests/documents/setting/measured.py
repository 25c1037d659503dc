"""What a PDF holds, measured: lines, glyphs nobody has drawn, pages; and how LibreOffice, where it is, opens a file."""

import io
import itertools
import os
import re
import shutil
import subprocess

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from pypdf.generic import ContentStream

from tests.documents.setting.sample_papers import RARE_NAMES

MM = 72 / 25.4
HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
NAMES = RARE_NAMES + "祎堃喆镕赟䶮㛃"
OFFICE = next((path for name in ("soffice", "libreoffice") if (path := shutil.which(name))), "")
with_office = pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")


def lines_of(page):
    """Characters by line, from top to bottom; the page number left out."""

    def baseline(found):
        return round(found["matrix"][5])

    characters = [found for found in page.chars if found["text"].strip() and found["bottom"] < (297 - 33) * MM]
    ordered = sorted(characters, key=lambda found: (-baseline(found), found["x0"]))
    return [list(line) for _, line in itertools.groupby(ordered, key=baseline)]


def missing_glyphs(data: bytes) -> int:
    """How often a PDF shows a glyph its font does not have: an empty box on paper, whatever the text layer says."""
    reader = PdfReader(io.BytesIO(data))
    sizes: dict[int, int] = {}  # glyphs of each embedded font
    return sum(_missing(page.get_contents(), page["/Resources"], reader, sizes) for page in reader.pages)


def _missing(content, resources, reader, sizes) -> int:
    count, size = 0, 0
    for operands, operator in ContentStream(content, reader).operations if content is not None else ():
        if operator == b"Tf":
            size = _glyphs_of(resources["/Font"][operands[0]], sizes)
        elif operator in (b"Tj", b"TJ") and size:
            for part in operands[0] if operator == b"TJ" else operands:
                codes = part if isinstance(part, bytes) else getattr(part, "original_bytes", b"")
                glyphs = [int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2)]
                count += sum(glyph == 0 or glyph >= size for glyph in glyphs)
        elif operator == b"Do":
            drawn = resources["/XObject"][operands[0]]
            if drawn["/Subtype"] == "/Form":
                count += _missing(drawn, drawn.get("/Resources", resources), reader, sizes)
    return count


def _glyphs_of(font, sizes) -> int:
    """How many glyphs the file of a font has; 0 for a font that is no Type 0 font."""
    if font["/Subtype"] != "/Type0":
        return 0
    described = font["/DescendantFonts"][0]["/FontDescriptor"]
    name = str(font["/BaseFont"])
    if name not in sizes:
        file = next(described[key] for key in ("/FontFile2", "/FontFile3") if key in described)
        sizes[name] = TTFont(io.BytesIO(file.get_data()))["maxp"].numGlyphs
    return sizes[name]


def han_of(paper) -> set[str]:
    """Every Chinese character in the texts of a paper, pictures' captions included."""
    return set(HAN.findall(repr(paper)))


def text_of(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def page_count(data: bytes) -> int:
    return len(PdfReader(io.BytesIO(data)).pages)


def converted(data: bytes, folder, ending: str, wanted: str) -> bytes:
    """The file as LibreOffice opens it and saves it again: docx or xlsx to pdf or xlsx."""
    source = folder / f"in.{ending}"
    source.write_bytes(data)
    out = folder / "out"
    command = [OFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", wanted]
    environment = {**os.environ, "HOME": str(folder)}
    subprocess.run(
        [*command, "--outdir", str(out), str(source)], env=environment, check=True, capture_output=True, timeout=180
    )
    return (out / f"in.{wanted}").read_bytes()
