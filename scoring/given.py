"""A paper somebody gave: read in the guarded child, its items numbered and dated, ready to be built or compared."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from documents import child
from documents.reading.dates import read_due
from files import store
from files.names import split_ending

OLDEST_YEAR, NEWEST_YEAR = 1984, 2100  # of a plan; the movement began in 1984
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}$")


def check_year(year: int) -> None:
    if not OLDEST_YEAR <= year <= NEWEST_YEAR:
        raise ValidationError(f"年度要写成 {OLDEST_YEAR} 到 {NEWEST_YEAR} 之间的四位数字。")


@contextmanager
def file_told(chunks: Iterable[bytes], name: str) -> Iterator[tuple[dict, Path]]:
    """What a file says, and where its bytes lie meanwhile; ValidationError where it cannot be read."""
    ending = split_ending(name)[1]
    with _kept(chunks, ending if _SUFFIX.match(ending) else "") as path:
        yield _told(lambda: child.read_file(path)), path


@contextmanager
def text_told(text: str) -> Iterator[tuple[dict, Path]]:
    """What pasted text says, kept as a .txt meanwhile."""
    if not text.strip():
        raise ValidationError("还没有粘贴文字。")
    with _kept([text.replace("\r\n", "\n").encode()], ".txt") as path:
        yield _told(lambda: child.read_pasted(text)), path


@contextmanager
def _kept(chunks: Iterable[bytes], suffix: str) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(dir=settings.DATA_DIR / "incoming", prefix="paper-", suffix=suffix) as file:
        try:
            _write(file, chunks)
        except store.Refused as problem:  # an upload that was not taken says so when it is read
            raise ValidationError(str(problem)) from None
        yield Path(file.name)


def _write(file, chunks: Iterable[bytes]) -> None:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > settings.PAPER_LIMIT:
            raise ValidationError(f"方案文件超过了 {settings.PAPER_LIMIT // 2**20} MB，请去掉图片或拆开后再传。")
        file.write(chunk)
    if not size:
        raise ValidationError("这个文件是空的，请检查后再传。")
    file.flush()


def _told(work: Callable[[], dict]) -> dict:
    try:
        told = work()
    except child.ChildError as problem:
        raise ValidationError(str(problem)) from None
    if not told["items"]:
        raise ValidationError("没有从中读出任何要办的条目；请确认是实施方案或任务分解表，再传一次。")
    _number(told)
    return told


def _number(told: dict) -> None:
    for position, item in enumerate(told["items"], start=1):
        item["id"] = position  # stays with the item when others are deleted or added
        if "row" in item:
            item["row"] += 1  # the reader counts from 0; 0 means no row here
    for question in told["questions"]:
        if question.get("item") is not None:
            question["item"] = told["items"][question["item"]]["id"]


def date_items(items: list[dict], year: int) -> None:
    """Give what is printed without a year (8月28日) its day in the plan's year."""
    for item in items:
        day = read_due(item["due_text"], year) if item["due_text"] else None
        if day is not None:
            item["due"] = day.isoformat()
