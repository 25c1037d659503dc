"""Reading the office's own papers: file → Paper → items and questions. Nothing is written, nothing is guessed.

The readers are brought in by the call that needs them: pages that only take a date out of a line start without them.
"""

from __future__ import annotations

from pathlib import Path

from documents.model import Paper
from documents.reading.model import Category, Item, Line, Question, Reading, Section, Threshold
from documents.reading.unreadable import Unreadable

__all__ = [
    "Category",
    "Item",
    "Line",
    "Question",
    "Reading",
    "Section",
    "Threshold",
    "Unreadable",
    "open_paper",
    "read_file",
    "read_pasted",
]


def open_paper(path: Path | str) -> Paper:
    """The lines and tables of a file, not yet understood; raises Unreadable with one Chinese sentence."""
    from documents.reading import files

    return files.open_paper(Path(path))


def read_file(path: Path | str) -> Reading:
    """Read and understand a file; raises Unreadable with one Chinese sentence."""
    from documents.reading.clauses import understand

    return understand(open_paper(path))


def read_pasted(text: str) -> Reading:
    """Read and understand pasted text; tab-separated cells become a table. Raises Unreadable."""
    from documents.reading.clauses import understand
    from documents.reading.text import read_text

    return understand(read_text(text))
