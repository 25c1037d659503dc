"""What a paper is: headings, paragraphs, tables and pictures as plain data.

Reading makes a `Paper` from a file; setting makes a file from a `Paper`. Neither knows a database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Formula:
    """A formula of our own making (never a user's text), with the value a reader sees before recalculation.

    `text` has no leading "=" and counts rows from the table's first row: where the header is row 1, "SUM(F2:F9)" adds
    its first eight data rows, wherever on the sheet the table will stand.
    """

    text: str
    value: Decimal | int


Value = str | int | Decimal | date | Formula


@dataclass
class Cell:
    """One cell of a table; `value` is what Excel should hold where that is more than the text."""

    text: str = ""
    row_span: int = 1
    column_span: int = 1
    value: Value | None = None
    align: str = ""  # "", "left", "center", "right"
    bold: bool = False
    choices: tuple[str, ...] = ()  # what a drop-down in Excel offers
    unbroken: tuple[str, ...] = ()  # names inside the text that no line may break


@dataclass
class Table:
    """A grid of cells. A place covered by a span above or to the left holds None, so every row is equally long."""

    rows: list[list[Cell | None]]
    header_rows: int = 1
    title: str = ""
    where: str = ""  # "表1", or the sheet's name
    row_places: list[int] = field(default_factory=list)  # the row number printed or counted in the source, from 1
    widths: tuple[float, ...] = ()  # shares of the table's width, any unit
    label_columns: int = 0  # leading columns whose merged label is repeated with（续）over a page break
    is_hidden: bool = False


@dataclass
class Heading:
    """A heading; level 1 is 一、 and level 2 （一）, 3 is 1. and 4 （1）. `text` has the label in it.

    Level 0 is the title of a paper bound into another: it begins a new page and stands as a title does.
    """

    text: str
    level: int = 1
    where: str = ""


@dataclass
class Paragraph:
    """Running text. `role` is body, centred, right, note (附注), source (a caption under a table) or small."""

    text: str
    where: str = ""
    role: str = "body"


@dataclass
class Picture:
    """A picture already shrunk to print size (JPEG or PNG bytes) or an SVG drawing, with its caption."""

    data: bytes
    media_type: str = "image/jpeg"
    caption: str = ""
    width_mm: float = 0  # 0: as wide as its place allows
    where: str = ""


@dataclass
class Pictures:
    """Several pictures set side by side as a photo page does, `columns` in a row."""

    pictures: list[Picture]
    columns: int = 2


@dataclass
class PageBreak:
    """What follows begins a new page; `landscape` turns the sheets from here on, None leaves them as they are."""

    landscape: bool | None = None


@dataclass
class Contents:
    """目录: the headings of one level with the pages they stand on."""

    level: int = 0


Block = Heading | Paragraph | Table | Picture | Pictures | PageBreak | Contents


@dataclass
class Attachment:
    """附件: begins a new page with 附件1 at its head, its title on line 3."""

    title: str
    blocks: list[Block] = field(default_factory=list)
    landscape: bool = False


@dataclass
class RedHead:
    """版头: who issues (发文机关标志) and the number. Set only where the paper is a circular."""

    issuer: str  # printed as it stands, "…文件" included
    number: str = ""  # 湘国资党委〔2022〕52号


@dataclass
class Imprint:
    """版记: who prints, when, who gets copies."""

    printer: str
    printed_on: date
    copies_to: str = ""


@dataclass
class Paper:
    """One paper, from its title to its imprint."""

    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    red_head: RedHead | None = None
    addressees: str = ""  # 主送机关, without the colon
    attachments: list[Attachment] = field(default_factory=list)
    signature: str = ""  # 署名
    signed_on: date | None = None  # 成文日期
    note: str = ""  # 附注, without brackets: 此件主动公开
    imprint: Imprint | None = None
    landscape: bool = False
    doubts: list[str] = field(default_factory=list)  # what reading left out or could not see, one Chinese sentence each

    @property
    def is_annex_alone(self) -> bool:
        """Whether it is nothing but its attachments: then nothing stands before them that would announce them."""
        before = (self.title, self.blocks, self.red_head, self.addressees, self.signature, self.signed_on, self.note)
        return bool(self.attachments) and not any(before)

    def tables(self) -> list[Table]:
        """All tables in order, the attachments' included."""
        found = [block for block in self.blocks if isinstance(block, Table)]
        for attachment in self.attachments:
            found += [block for block in attachment.blocks if isinstance(block, Table)]
        return found
