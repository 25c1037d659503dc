"""Pictures in Word: one across the page, or several side by side with captions underneath."""

from __future__ import annotations

import hashlib

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.shape import CT_Inline
from docx.parts.image import ImagePart
from docx.shared import Mm

from documents.model import Picture, Pictures
from documents.setting import Unavailable
from documents.setting.docx_text import Typist, element
from documents.setting.drawing import as_png
from documents.setting.measures import LANDSCAPE_WIDTH_MM, TEXT_WIDTH_MM
from documents.setting.wording import clean

HIGHEST_MM = {1: 150, 2: 55, 3: 42}  # by the number in a row; more than three share the last
GAP_MM = 4
NO_PICTURE = (UnrecognizedImageError, InvalidImageStreamError, UnexpectedEndOfFileError)
CENTRED = WD_ALIGN_PARAGRAPH.CENTER


def add_picture(typist: Typist, album: Album, picture: Picture, landscape: bool) -> None:
    """One picture across, its caption below."""
    across = LANDSCAPE_WIDTH_MM if landscape else TEXT_WIDTH_MM
    wide = min(picture.width_mm or across, across)
    highest = 110 if landscape else HIGHEST_MM[1]
    _place(typist, album, typist.document, picture, wide, highest, fresh=True)


def add_pictures(typist: Typist, album: Album, group: Pictures, landscape: bool) -> None:
    """A borderless table of pictures, `columns` in a row; a row stays on one page with its captions."""
    if not group.pictures:
        return
    typist.room.lose()
    columns = max(1, group.columns)
    across = LANDSCAPE_WIDTH_MM if landscape else TEXT_WIDTH_MM
    wide = across / columns - GAP_MM
    table = typist.document.add_table(rows=0, cols=columns)
    table.autofit = False
    highest = HIGHEST_MM[min(columns, 3)]
    for start in range(0, len(group.pictures), columns):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))
        for cell, picture in zip(row.cells, group.pictures[start : start + columns], strict=False):
            cell.width = Mm(across / columns)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
            first = cell.paragraphs[0]
            _place(typist, album, cell, picture, wide, highest, fresh=False)
            first._p.getparent().remove(first._p)
    typist.line(pitch=1, size=1, indent=0)


def _place(typist: Typist, album: Album, container, picture: Picture, wide: float, highest: float, fresh: bool) -> None:
    # Line height as needed: the exact pitch of the text would cut the picture to one line.
    where = None if fresh else container
    line = typist.line(align=CENTRED, indent=0, pitch=0, keep=fresh and bool(picture.caption), container=where)
    try:
        data = as_png(picture.data) if "svg" in picture.media_type else picture.data
        drawing = album.drawing(data, wide, highest, clean(picture.caption)[:200])
    except (*NO_PICTURE, ZeroDivisionError):
        typist.run(line, "（此图无法显示）", "kai", 10.5)
    except Unavailable:
        typist.run(line, "（把此图放进 Word 需要排版库，请管理员运行 make libraries 后重新生成）", "kai", 10.5)
    else:
        line.add_run()._r.add_drawing(drawing)
    if picture.caption:
        typist.line(clean(picture.caption), "kai", 10.5, align=CENTRED, indent=0, pitch=15, container=where)


class Album:
    """The pictures of one document, equal ones kept once.

    python-docx looks for an equal picture by hashing all earlier ones again, each time: with 300 photos that is most of
    the work. Here a part is named by the hash of its picture, so it is found by its name.
    """

    def __init__(self, part):
        self.part = part
        self.kept: dict[str, tuple[str, float]] = {}  # name -> relation, height by width
        self.count = 0

    def drawing(self, data: bytes, wide: float, highest: float, said: str):
        """The picture at its size in millimetres; `said` is what a reading aid says instead of it."""
        name = hashlib.sha256(data).hexdigest()[:32]
        if name not in self.kept:
            image = Image.from_blob(data)
            made = ImagePart.from_image(image, PackURI(f"/word/media/{name}.{image.ext}"))
            self.kept[name] = (self.part.relate_to(made, RELATIONSHIP_TYPE.IMAGE), image.px_height / image.px_width)
        relation, proportion = self.kept[name]
        height = min(wide * proportion, highest)
        self.count += 1
        drawing = CT_Inline.new_pic_inline(self.count, relation, "", Mm(height / proportion), Mm(height))
        drawing.docPr.set("descr", said)
        return drawing
