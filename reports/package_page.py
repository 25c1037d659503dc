"""index.html of 迎检资料包: what its template prints, every link relative to the page and safe in an address."""

from __future__ import annotations

from urllib.parse import quote

from django.utils import timezone

from evidence.press import source_of
from reports.activities import when
from reports.package_contents import ClausePart, Contents, FilePart, RecordPart


def page_of(contents: Contents, root: str, indexes: list[str]) -> dict:
    """The page's context. `indexes` are the paths of the index in its formats."""

    def link(path: str) -> str:
        return quote(path.removeprefix(root), safe="/")

    return {
        "unit": contents.plan.unit.name,
        "year": contents.plan.year,
        "framework": contents.framework.title,
        "made_on": timezone.localdate(),
        "indexes": [{"name": path.removeprefix(root), "href": link(path)} for path in indexes],
        "sections": [
            {"title": " / ".join(section.titles), "clauses": [_clause(one, link) for one in section.clauses]}
            for section in contents.sections
        ],
        "gaps": len(contents.gaps),
        "count": len(contents.clauses()),
    }


def _clause(clause: ClausePart, link) -> dict:
    return {
        "number": clause.number,
        "text": clause.clause.text,
        "points": clause.points,
        "is_asked": clause.clause.needs_evidence,
        "note": link(clause.note) if clause.note else "",
        "records": [_record(part, link) for part in clause.records],
    }


def _record(part: RecordPart, link) -> dict:
    record = part.record
    return {
        "title": record.title,
        "when": f"{record.begins_on.year}年{when(record)}",
        "department": str(record.department),
        "number": part.number,
        "papers": [_file(file, link) for file in part.papers],
        "photos": [_file(file, link) for file in part.photos if file.path],
        "addresses": [{"said": source_of(one) or one.address, "href": one.address} for one in part.addresses],
    }


def _file(file: FilePart, link) -> dict:
    name = file.path.rpartition("/")[2] or str(file.attachment)
    return {
        "name": name,
        "href": link(file.path) if file.path else "",
        "caption": file.caption,
        "problem": file.problem,
    }
