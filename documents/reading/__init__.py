"""Reading the office's own papers: file → Paper → items and questions. Nothing is written, nothing is guessed."""

from __future__ import annotations

from pathlib import Path

from documents.reading.clauses import understand
from documents.reading.files import open_paper
from documents.reading.model import Category, Item, Line, Question, Reading, Section, Threshold
from documents.reading.text import read_text
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
    "understand",
]


def read_file(path: Path | str) -> Reading:
    """Read and understand a file; raises Unreadable with one Chinese sentence."""
    return understand(open_paper(Path(path)))


def read_pasted(text: str) -> Reading:
    """Read and understand pasted text; tab-separated cells become a table. Raises Unreadable."""
    return understand(read_text(text))
