"""迎检资料包: the folders of a framework with their evidence, written as one ZIP that is never whole in memory.

The index comes last: only then is known what each file in the package really is.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from django.template.loader import render_to_string
from zipstream import ZipStream

from documents import child, errands
from files import shelf
from files.names import split_ending
from reports.package_contents import Contents, FilePart, RecordPart
from reports.package_names import Names
from reports.package_page import page_of
from reports.package_papers import cover_note, index_paper

ROOT_LONGEST, CATEGORY_LONGEST, CLAUSE_LONGEST, RECORD_LONGEST = 40, 20, 36, 36
COPIED_AT_ONCE = 4  # photos in the child's and in our memory together
NOTES_AT_ONCE = 3
MEGABYTE = 1024 * 1024
LIMITS = {"2": 2 * MEGABYTE, "5": 5 * MEGABYTE, "0": 0}  # of a photo; 0 leaves the originals as they are
DAMAGED = "文件损坏，没有放入"
STYLE = Path(__file__).with_name("package.css")
INDEX = "00 资料总目录"

Step = Callable[[int, str], None]


class Package:
    """One package being written. `limit` is the most bytes of a photo, 0 for the originals."""

    def __init__(self, contents: Contents, limit: int, on_step: Step):
        self.contents, self.limit, self._on_step = contents, limit, on_step
        self._said = (2, "汇总得分点和佐证")
        self.names, self.zip = Names(), ZipStream()
        self.root = self.names.folder("", f"{contents.plan.unit}{contents.plan.year}年迎检资料包", ROOT_LONGEST)
        self.done, self.count = 0, max(1, len(contents.files()))

    def chunks(self) -> Iterator[bytes]:
        """The bytes of the ZIP. Raises what the given step raises, and ChildError where a paper cannot be set."""
        self._reserve()
        self._lay_out()
        for part in self.contents.records:
            yield from self._record(part)
        yield from self._notes()
        yield from self._index()
        yield from self.zip.finalize()

    def _reserve(self) -> None:
        """Names of the root that nothing else may take."""
        self.index_paths = [self.names.file(self.root, INDEX, f".{ending}") for ending in ("xlsx", "docx", "pdf")]
        self.page_path = self.names.file(self.root, "index", ".html")
        self.style_path = self.names.file(self.root, "index", ".css")

    def _lay_out(self) -> None:
        """Give every folder and file its name, in the order of the framework."""
        folders: dict[tuple, str] = {}
        for section in self.contents.sections:
            parent = self.root
            for depth in range(len(section.titles)):
                key = section.titles[: depth + 1]
                if key not in folders:
                    number = f"{len([one for one in folders if len(one) == depth + 1 and one[:-1] == key[:-1]]) + 1:02}"
                    folders[key] = self.names.folder(parent, f"{number} {key[-1]}", CATEGORY_LONGEST)
                parent = folders[key]
            for clause in section.clauses:
                if not clause.records:
                    continue
                points = f"（{clause.points}分）" if clause.points else ""
                title = f"{_padded(clause.number)} {clause.clause.text[:20]}{points}"
                clause.folder = self.names.folder(parent, title, CLAUSE_LONGEST)
                clause.note = self.names.file(clause.folder, "00 说明", ".docx")
                for record in clause.records:
                    if not record.folder:
                        self._name_record(record, clause.folder)

    def _name_record(self, part: RecordPart, parent: str) -> None:
        title = f"{part.record.begins_on.isoformat()} {part.record.title}"
        part.folder = self.names.folder(parent, title, RECORD_LONGEST)
        for number, file in enumerate(part.papers, start=1):
            stem, ending = split_ending(str(file.attachment))
            ending = ".jpg" if self._is_copied(file) else ending
            file.path = self.names.file(part.folder, f"{number:02} {stem}", ending)
        photos = part.photos
        folder = self.names.folder(part.folder, "照片", 4) if photos else ""
        for number, file in enumerate(photos, start=1):
            ending = ".jpg" if self._is_copied(file) else split_ending(str(file.attachment))[1]
            stem = file.attachment.caption or split_ending(str(file.attachment))[0]
            file.path = self.names.file(folder, f"{number:03} {stem}", ending)

    def _record(self, part: RecordPart) -> Iterator[bytes]:
        for file in part.files:
            if not self._is_copied(file):
                yield from self._as_it_is(file)
        for pictures in _batches([file for file in part.files if self._is_copied(file)], COPIED_AT_ONCE):
            yield from self._copies(pictures)

    def _is_copied(self, file: FilePart) -> bool:
        """Every photo where there is a limit, and every other picture a camera may have left its place in, a sheet
        with signatures too; a screenshot (PNG) has no place and stays as it is while it is small enough."""
        if not self.limit or not file.blob.is_picture:
            return False
        return file.is_photo or file.blob.media_type != "image/png" or file.blob.size > self.limit

    def _as_it_is(self, file: FilePart) -> Iterator[bytes]:
        self._step()
        if not shelf.is_whole(file.blob.sha256):
            file.problem, file.path = DAMAGED, ""
            return
        file.sha256 = file.blob.sha256
        yield from self._put(file.path, shelf.pieces(file.blob.sha256), file.blob.size)

    def _copies(self, photos: Iterable[FilePart]) -> Iterator[bytes]:
        """JPEG copies below the limit; what the child cannot read comes along as it is."""
        whole = []
        for file in photos:
            self._step()
            if shelf.is_whole(file.blob.sha256):
                whole.append(file)
            else:
                file.problem, file.path = DAMAGED, ""
        if not whole:
            return
        try:
            with contextlib.ExitStack() as lent:
                paths = [lent.enter_context(shelf.on_disk(file.blob.sha256)) for file in whole]
                made = errands.copies_of(paths, self.limit, on_wait=self._beat)
        except child.ChildError:
            made = {}
        for place, file in enumerate(whole):
            data = made.get(str(place))
            if data is None:
                file.problem, file.path = "照片太大或打不开，没有放入", ""
                continue
            file.sha256 = hashlib.sha256(data).hexdigest()
            yield from self._put(file.path, [data], len(data))

    def _notes(self) -> Iterator[bytes]:
        """The cover note of every clause that has evidence."""
        clauses = [clause for clause in self.contents.clauses() if clause.records]
        for number, some in enumerate(_batches(clauses, NOTES_AT_ONCE)):
            self._say(80 + 12 * number * NOTES_AT_ONCE // len(clauses), "写各得分点的说明")
            papers = [(cover_note(self.contents, clause), "docx") for clause in some]
            for clause, data in zip(some, errands.set_papers(papers, on_wait=self._beat), strict=True):
                yield from self._put(clause.note, [data], len(data))

    def _index(self) -> Iterator[bytes]:
        """The index in three formats, and the page that opens in a browser without us."""
        self._say(93, "编总目录")
        for path, ending in zip(self.index_paths, ("xlsx", "docx", "pdf"), strict=True):
            paper = index_paper(self.contents, is_printed=ending != "xlsx")
            data = child.set_paper(paper, ending, seconds=300, on_wait=self._beat)
            yield from self._put(path, [data], len(data))
        context = page_of(self.contents, self.root, self.index_paths)
        page = render_to_string("reports/package_index.html", context).encode()
        yield from self._put(self.page_path, [page], len(page))
        style = STYLE.read_bytes()
        yield from self._put(self.style_path, [style], len(style))

    def _put(self, path: str, data: Iterable[bytes], size: int) -> Iterator[bytes]:
        self.zip.add(iter(data), path, size=size)
        yield from self.zip.all_files()

    def _step(self) -> None:
        """One file more."""
        self.done += 1
        if self.done % 5 == 1 or self.done == self.count:
            self._say(5 + 74 * min(self.done, self.count) // self.count, f"放入文件 {self.done} / {self.count}")

    def _say(self, percent: int, step: str) -> None:
        self._said = (percent, step)
        self._beat()

    def _beat(self) -> None:
        """Say again where we are: while the child works the job is still wanted, or ends here."""
        self._on_step(*self._said)


def _batches(rows: Sequence, size: int) -> Iterator[Sequence]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _padded(number: str) -> str:
    """04-2 for 4-2: names sort as numbers do. What is not plain digits stays as printed."""
    head, dash, tail = number.partition("-")
    return f"{head:0>2}{dash}{tail}" if head.isascii() and head.isdigit() else number
