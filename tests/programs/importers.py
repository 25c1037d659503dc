"""Shortcuts for tests of imports: read a paper of ours, answer every name as suggested, confirm."""

from pathlib import Path

from programs import importing, naming


def read(unit, path: Path, by=None, year=2022):
    return importing.read(unit=unit, by=by, chunks=[path.read_bytes()], name=path.name, year=year)


def answer_names(paper_import) -> None:
    """Every unknown name gets what an import without a person would say."""
    unknown = naming.unknown_names(paper_import.unit, paper_import.reading["items"], {})
    paper_import.answers["names"] = {name.text: naming.without_asking(name) for name in unknown}
    paper_import.save()


def imported(unit, path: Path, by=None, year=2022):
    """The plan of a paper."""
    paper_import = read(unit, path, by, year)
    answer_names(paper_import)
    return importing.confirm(paper_import=paper_import, by=by)
