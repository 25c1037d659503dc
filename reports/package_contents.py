"""What goes into 迎检资料包: a framework's clauses in their own numbering, the records put forward, their files.

Plain data from the database, in a fixed number of queries; nothing is read from the disk and nothing written.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Q

from evidence.consent import told_apart
from evidence.models import Attachment, Record
from files.models import Blob, Rendition
from programs.models import Plan
from reports.filing_tables import NUMBERED, reference
from scoring.clause_materials import asked_by
from scoring.material_standing import Line, lines_of
from scoring.models import Assessment, Citation, Clause, ClauseLink, Framework
from scoring.points import printed
from scoring.tree import Tree

# The order of the papers in a record's folder.
SLOTS = ["plan", "sign_in", "body", "proof", "summary", "press", "other"]


@dataclass
class FilePart:
    """One file of a record; `path` and `sha256` are of the package, known once it is written."""

    attachment: Attachment
    blob: Blob
    pages: int | None = None
    preview: Blob | None = None
    path: str = ""
    sha256: str = ""
    problem: str = ""  # why the file is not in the package

    @property
    def is_photo(self) -> bool:
        return self.attachment.slot == Attachment.Slot.PHOTO

    @property
    def caption(self) -> str:
        return self.attachment.caption or str(self.attachment)


@dataclass
class RecordPart:
    """One record with its files. A record put forward for several clauses lies in the folder of the first."""

    record: Record
    number: str = ""  # 档号
    reference: str = ""  # 文号
    files: list[FilePart] = field(default_factory=list)
    addresses: list[Attachment] = field(default_factory=list)
    kept_back: int = 0
    folder: str = ""

    @property
    def photos(self) -> list[FilePart]:
        return [file for file in self.files if file.is_photo]

    @property
    def papers(self) -> list[FilePart]:
        return [file for file in self.files if not file.is_photo]


@dataclass
class ClausePart:
    """One clause as the receiver numbers it."""

    clause: Clause
    number: str
    points: str
    records: list[RecordPart] = field(default_factory=list)
    unaccepted: int = 0
    folder: str = ""
    note: str = ""  # the path of its cover note


@dataclass
class Section:
    """A category with the clauses that stand directly in it; `titles` are its own name and those it stands in."""

    titles: tuple[str, ...]
    number: int
    clauses: list[ClausePart]


@dataclass
class Contents:
    """The whole package."""

    plan: Plan
    framework: Framework
    sections: list[Section]
    records: list[RecordPart]

    def clauses(self) -> list[ClausePart]:
        return [clause for section in self.sections for clause in section.clauses]

    @property
    def gaps(self) -> list[ClausePart]:
        """Clauses that need evidence and have none."""
        return [part for part in self.clauses() if not part.records and part.clause.needs_evidence]

    @property
    def kept_back(self) -> int:
        return sum(record.kept_back for record in self.records)

    @property
    def unaccepted(self) -> int:
        return sum(clause.unaccepted for clause in self.clauses())

    def files(self) -> list[FilePart]:
        return [file for record in self.records for file in record.files]

    @property
    def damaged(self) -> list[FilePart]:
        return [file for file in self.files() if file.blob.state != Blob.State.WHOLE]

    @property
    def size(self) -> int:
        """Bytes of the originals."""
        return sum(file.blob.size for file in self.files())


def frameworks_for(plan: Plan) -> list[Framework]:
    """The plan's own framework, and those of the unit that were compared with it."""
    links = ClauseLink.objects.accepted().filter(
        Q(one__framework=plan.framework_id) | Q(other__framework=plan.framework_id)
    )
    keys = {key for pair in links.values_list("one__framework", "other__framework").distinct() for key in pair}
    others = Framework.objects.of_unit(plan.unit_id).filter(pk__in=keys - {plan.framework_id})
    return [plan.framework, *others]


def contents_of(plan: Plan, framework: Framework | None = None, *, previews: bool = True) -> Contents:
    """What a package of a plan holds, by its own framework or by one of frameworks_for.

    `previews` of its photos are for papers; a page that only counts does without.
    """
    framework = framework or plan.framework
    cited, waiting = _cited(plan, framework)
    records = _records(set().union(*cited.values()) if cited else set(), previews)
    sections = _sections(framework, cited, waiting, records)
    used = dict.fromkeys(
        part.record.pk for section in sections for clause in section.clauses for part in clause.records
    )
    return Contents(plan, framework, sections, [records[key] for key in used])


@dataclass(frozen=True)
class Coverage:
    """How much of its own framework a plan can prove: how many clauses, with evidence, and without any they need."""

    count: int
    proven: int
    gaps: int


def coverage_of(plan: Plan) -> Coverage:
    """What the head of 迎检资料包 counts, in one query."""
    own = Citation.objects.filter(clause=OuterRef("pk"), record__state=Record.State.ACCEPTED)
    own = own.filter(assessment__unit=plan.unit_id, assessment__kind=Assessment.Kind.SELF)
    found = plan.framework.clauses.order_by().annotate(is_proven=Exists(own))
    clauses = list(found.values_list("is_proven", "needs_evidence"))
    gaps = sum(needs and not is_proven for is_proven, needs in clauses)
    return Coverage(len(clauses), sum(is_proven for is_proven, _ in clauses), gaps)


def short_of(contents: Contents) -> list[tuple[ClausePart, list[Line]]]:
    """Clauses that have evidence and less of it than they ask for, with the lines that are not met. Two queries."""
    asked = asked_by([part.clause.pk for part in contents.clauses() if part.records])
    keys = {record.record.pk for record in contents.records} if asked else set()
    counted = Record.objects.filter(pk__in=keys).with_counts().in_bulk()
    found = []
    for part in contents.clauses():
        lines = lines_of(asked.get(part.clause.pk, ()), [counted[one.record.pk] for one in part.records if asked])
        unmet = [line for line in lines if not line.is_met]
        if unmet:
            found.append((part, unmet))
    return found


def _cited(plan: Plan, framework: Framework) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """The accepted records, and those that wait, put forward for each clause of the framework."""
    same: dict[int, set[int]] = {}
    if framework.pk != plan.framework_id:
        for one, other, of_one in (
            ClauseLink.objects.accepted()
            .between(framework, plan.framework)
            .values_list("one", "other", "one__framework")
        ):
            here, there = (one, other) if of_one == framework.pk else (other, one)
            same.setdefault(there, set()).add(here)
    rows = Citation.objects.filter(
        assessment__unit=plan.unit_id,
        assessment__kind=Assessment.Kind.SELF,
        clause__framework__in={framework.pk, plan.framework_id},
    )
    cited: dict[int, set[int]] = {}
    waiting: dict[int, set[int]] = {}
    for clause, owner, record, state in rows.values_list("clause", "clause__framework", "record", "record__state"):
        target = cited if state == Record.State.ACCEPTED else waiting
        for here in {clause} if owner == framework.pk else same.get(clause, ()):
            target.setdefault(here, set()).add(record)
    return cited, waiting


def _records(keys: set[int], previews: bool) -> dict[int, RecordPart]:
    """The records by key, oldest first, with what may leave the house of their files."""
    rows = Record.objects.filter(pk__in=keys).select_related("department", *NUMBERED)
    rows = rows.annotate(filed_as=F("filing__number")).order_by("begins_on", "pk")
    parts = {row.pk: RecordPart(row, number=row.filed_as or "", reference=reference(row)) for row in rows}
    live = Attachment.objects.live().filter(record__in=keys)
    shown = _previews(live) if previews else {}
    told = told_apart(live).annotate(pages=F("blob__read_text__pages")).select_related("blob")
    for file in told.order_by("record", "order", "pk"):
        part = parts[file.record_id]
        if file.stays:
            part.kept_back += 1
        elif file.blob is None:
            part.addresses.append(file)
        else:
            count = 1 if file.blob.is_picture else file.pages
            part.files.append(FilePart(file, file.blob, count, shown.get(file.blob_id)))
    for part in parts.values():
        part.files.sort(key=lambda file: SLOTS.index(file.attachment.slot) if file.attachment.slot in SLOTS else 99)
    return parts


def _previews(files) -> dict[int, Blob]:
    renditions = Rendition.objects.filter(kind=Rendition.Kind.PREVIEW, source__in=files.values("blob"))
    return {row.source_id: row.blob for row in renditions.select_related("blob")}


def _sections(framework, cited, waiting, records) -> list[Section]:
    tree = Tree(framework)
    by_category: dict[int, list[ClausePart]] = {}
    clauses = framework.clauses.select_related("indicator").order_by("indicator__order", "order", "pk")
    counted: dict[int, int] = {}
    for clause in clauses:
        counted[clause.indicator_id] = counted.get(clause.indicator_id, 0) + 1
    seen: dict[int, int] = {}
    for clause in clauses:
        seen[clause.indicator_id] = seen.get(clause.indicator_id, 0) + 1
        part = ClausePart(clause, _number(clause, seen[clause.indicator_id], counted), printed(clause.points))
        part.records = [record for key, record in records.items() if key in cited.get(clause.pk, ())]
        part.unaccepted = len(waiting.get(clause.pk, ()))
        by_category.setdefault(clause.indicator.category_id, []).append(part)
    sections = []
    for number, key in enumerate((key for key in tree.in_order() if key in by_category), start=1):
        titles = tuple(row.name for row in reversed(tree.upward(key)))
        sections.append(Section(titles, number, by_category[key]))
    return sections


def _number(clause: Clause, place: int, counted: dict[int, int]) -> str:
    """The printed number of its row; with its place where a row holds several clauses: 4-2."""
    number = clause.indicator.number or str(clause.indicator.order)
    return f"{number}-{place}" if counted[clause.indicator_id] > 1 else number
