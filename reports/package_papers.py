"""The papers inside 迎检资料包: the note in front of each clause, and the index of everything."""

from __future__ import annotations

from documents.model import Block, Cell, Heading, Paper, Paragraph, Picture, Pictures, Table
from documents.quoting import quoted
from evidence.press import source_of
from files import store
from reports.activities import when
from reports.grid import centred, count, dated, header, left
from reports.package_contents import ClausePart, Contents, FilePart, RecordPart
from scoring.category_cells import chinese

PHOTOS_EACH = 4  # on the note; all of them lie beside it
LONGEST_SUMMARY = 600  # characters of a summary on the note


def cover_note(contents: Contents, clause: ClausePart) -> Paper:
    """00 说明: what the clause asks, what was done for it, and which file is which."""
    points = f"（{clause.points}分）" if clause.points else ""
    blocks: list[Block] = [Heading("一、测评要求", 1), Paragraph(f"{clause.clause.text}{points}")]
    if clause.clause.materials:
        blocks.append(Paragraph(f"材料要求：{clause.clause.materials}"))
    blocks.append(Heading("二、工作情况", 1))
    for number, part in enumerate(clause.records, start=1):
        blocks += _told(number, part)
    blocks += [Heading("三、材料清单", 1), _list(clause)]
    elsewhere = [part for part in clause.records if not part.folder.startswith(clause.folder)]
    for part in elsewhere:
        blocks.append(Paragraph(f"{quoted(part.record.title)}的材料放在：{_below_root(part.folder)}", role="small"))
    return Paper(title=f"{clause.number} 佐证材料说明", blocks=blocks, signature=contents.plan.unit.name)


def _told(number: int, part: RecordPart) -> list[Block]:
    record = part.record
    said = [f"{record.begins_on.year}年{when(record)}", f"{record.department}"]
    blocks: list[Block] = [
        Heading(f"（{chinese(number)}）{record.title}", 2),
        Paragraph("，".join([*said, f"档号{part.number}"] if part.number else said)),
    ]
    summary = " ".join(record.summary.split())
    if summary:
        blocks.append(Paragraph(summary if len(summary) <= LONGEST_SUMMARY else f"{summary[:LONGEST_SUMMARY]}……"))
    pictures = [picture for photo in part.photos[:PHOTOS_EACH] if (picture := _picture(photo))]
    return [*blocks, Pictures(pictures, columns=2)] if pictures else blocks


def _picture(photo: FilePart) -> Picture | None:
    if photo.preview is None or photo.problem:
        return None
    try:
        return Picture(store.read(photo.preview), media_type=photo.preview.media_type, caption=photo.caption)
    except store.Refused:
        return None


def _list(clause: ClausePart) -> Table:
    rows = [header("序号", "活动或文件", "材料", "页数")]
    for part in clause.records:
        for file in part.papers:
            rows.append([count(len(rows)), left(part.record.title), left(_said(file)), _pages(file.pages)])
        if part.photos:
            rows.append(
                [count(len(rows)), left(part.record.title), left(f"照片{len(part.photos)}张"), count(len(part.photos))]
            )
        for report in part.addresses:
            source = source_of(report)
            said = f"{source}：{report.address}" if source else report.address
            rows.append([count(len(rows)), left(part.record.title), left(said), Cell()])
    return Table(rows=rows, widths=(8, 32, 50, 10))


def _said(file: FilePart) -> str:
    name = file.path.rpartition("/")[2] or str(file.attachment)
    about = file.problem or source_of(file.attachment)
    return f"{name}（{about}）" if about else name


def _pages(pages: int | None) -> Cell:
    return count(pages) if pages else Cell()


def _below_root(path: str) -> str:
    return path.partition("/")[2].rstrip("/")


MOST_PRINTED = 1500  # lines of the index in Word and PDF; a PDF of ours takes 2,000 rows
WIDTHS = (4, 13, 8, 6, 22, 9, 4, 36, 22)
TITLES = ("序号", "档号", "文号", "测评项目", "题名", "日期", "页数", "文件", "SHA-256")


def index_paper(contents: Contents, *, is_printed: bool = False) -> Paper:
    """资料总目录: a line for each file, in the order of the folders, with what it is in the package.

    On paper a long index has one line for all photos of a record; the workbook always has each.
    """
    parts = _in_order(contents)
    lines = [(clause, part, file) for clause, part in parts for file in part.files]
    is_short = is_printed and len(lines) > MOST_PRINTED
    if is_short:
        lines = [line for clause, part in parts for line in _photos_as_one(clause, part)][:MOST_PRINTED]
    rows = [header(*TITLES)]
    rows += [
        _line(clause, part, file, number) if file else _photos_line(clause, part, number)
        for number, (clause, part, file) in enumerate(lines, start=1)
    ]
    blocks: list[Block] = [Table(rows=rows, widths=WIDTHS) if lines else Paragraph("还没有佐证材料。")]
    if is_short:
        blocks.append(
            Paragraph("文件较多，照片按活动合并成一行，逐个文件的目录和校验值见 Excel 总目录。", role="small")
        )
    gaps = contents.gaps
    if gaps:
        numbers = "、".join(part.number for part in gaps)
        blocks.append(Paragraph(f"没有佐证材料的得分点{len(gaps)}个：{numbers}。", role="small"))
    plan = contents.plan
    title = f"{plan.unit.name}\n{plan.year}年迎检资料总目录"
    return Paper(title=title, blocks=blocks, landscape=True)


def _in_order(contents: Contents) -> list[tuple[ClausePart, RecordPart]]:
    """Each record once, with the clause in whose folder it lies."""
    first: dict[int, tuple[ClausePart, RecordPart]] = {}
    for clause in contents.clauses():
        for part in clause.records:
            first.setdefault(part.record.pk, (clause, part))
    return list(first.values())


def _photos_as_one(clause: ClausePart, part: RecordPart) -> list[tuple[ClausePart, RecordPart, FilePart | None]]:
    """The papers of a record, and None for its photos."""
    return [*((clause, part, file) for file in part.papers), *([(clause, part, None)] if part.photos else [])]


def _line(clause: ClausePart, part: RecordPart, file: FilePart, number: int) -> list[Cell]:
    where = _below_root(file.path) if file.path else file.problem
    title = f"{part.record.title}：{file.caption}"
    return _cells(clause, part, number, title, file.pages, where, file.sha256)


def _photos_line(clause: ClausePart, part: RecordPart, number: int) -> list[Cell]:
    photos = part.photos
    title = f"{part.record.title}：照片{len(photos)}张"
    return _cells(clause, part, number, title, len(photos), f"{_below_root(part.folder)}/照片", "")


def _cells(
    clause: ClausePart, part: RecordPart, number: int, title: str, pages: int | None, where: str, digest: str
) -> list[Cell]:
    day = part.record.begins_on
    return [
        count(number),
        centred(part.number),
        centred(part.reference),
        centred(clause.number),
        left(title),
        dated(day),
        _pages(pages),
        left(where),
        left(digest),
    ]
