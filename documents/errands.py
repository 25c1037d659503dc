"""What the archive has done in the guarded child: texts of files, copies of photos, several papers at one start."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Sequence

from documents import child
from documents.model import Paper


def text_of(path: str | os.PathLike, media_type: str) -> dict:
    """{text, pages} of a file; see documents.extracting."""
    return child.run("documents.extracting.text_of", os.fspath(path), media_type, seconds=60)


def copies_of(paths: Sequence[str | os.PathLike], most_bytes: int, on_wait: Callable[[], None] | None = None) -> dict:
    """JPEG copies of some photos, none above `most_bytes`: {"0": bytes, …}, without what cannot be read."""
    return child.run(
        "documents.copying.copies_of",
        [os.fspath(path) for path in paths],
        most_bytes,
        seconds=30 + 20 * len(paths),
        what="这些图片",
        on_wait=on_wait,
    )


def set_papers(papers: Sequence[tuple[Paper, str]], on_wait: Callable[[], None] | None = None) -> list[bytes]:
    """Several papers, each in its format, set at one start of the child."""
    written = pickle.dumps(list(papers), protocol=5)
    made = child.run(
        "documents.copying.set_papers",
        input=written,
        seconds=60 + 20 * len(papers),
        what="这些说明",
        on_wait=on_wait,
    )
    return [made[str(number)] for number in range(len(papers))]
