"""Keeping the index of words in step with the records, and showing where a word was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, OuterRef

from accounts.sounds import title_sounds
from documents.bigrams import bare, place_of
from evidence.models import Attachment, Record
from evidence.search_index import MOST_SIGNS, FileText, SearchText, in_sounds, pair_words, sound_pairs, words_of

READABLE = (  # kinds of files with text inside that we can read
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/plain",
    "text/csv",
)
BEFORE, AFTER = 24, 56  # signs around a hit


def index(record: Record) -> None:
    """Write anew what a record says by itself and take in the texts of its files that were read already.

    To be called by every action that changes a record, inside its transaction.
    """
    live = list(record.attachments.live())
    _put(record, None, texts_of(record, live), sounds=title_sounds(record.title).split())
    known = {row.blob_id: row for row in FileText.objects.filter(blob__in=[file.blob_id for file in live])}
    SearchText.objects.filter(record=record, attachment__isnull=False).exclude(attachment__in=live).delete()
    there = set(SearchText.objects.filter(record=record).values_list("attachment", flat=True))
    for file in live:
        if file.pk not in there and file.blob_id in known and known[file.blob_id].text:
            _put(record, file, [known[file.blob_id].text])


def texts_of(record: Record, live: list[Attachment]) -> list[str]:
    """What may be found of a record without opening its files."""
    texts = [record.title, record.summary]
    for row in _beside(record):
        texts += [getattr(row, field.name) for field in row._meta.fields if _is_words(field)]
    texts += [str(one.person) for one in record.participations.select_related("person")]
    for file in live:
        texts += [file.caption, file.name, file.outlet]
    return texts


def _beside(record: Record) -> list[models.Model]:
    """The one row that only this kind of record has."""
    row = getattr(record, record.kind, None)
    return [row] if row is not None else []


def _is_words(field: models.Field) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def _put(record: Record, attachment: Attachment | None, texts: list[str], sounds: Iterable[str] = ()) -> None:
    texts, sounds = [text[:MOST_SIGNS] for text in texts], [in_sounds(one) for one in sounds]
    pairs = {pair for text in texts for pair in pair_words(text)}.union(*map(sound_pairs, sounds))
    given = {
        "folded": "\n".join([*filter(None, map(bare, texts)), *sounds]),
        "pairs": " ".join(sorted(pairs)),
    }
    SearchText.objects.update_or_create(record=record, attachment=attachment, defaults=given)


def unread():
    """Blobs of live attachments whose text was not read yet."""
    files = Attachment.objects.live().filter(blob__media_type__in=READABLE, blob__read_text=None)
    return files.order_by().values_list("blob", flat=True).distinct()


def take_in(text: FileText) -> None:
    """Put what a file says into the index of every record that holds it."""
    for file in Attachment.objects.live().filter(blob=text.blob_id).select_related("record"):
        if text.text:
            _put(file.record, file, [text.text])


@dataclass(frozen=True)
class Piece:
    """A part of a snippet; a hit is marked."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True)
class Snippet:
    """Where a word was found: the name of the file, or "" for the record itself."""

    where: str
    pieces: tuple[Piece, ...]


def snippets(records: list[Record], asked: str) -> dict[int, Snippet]:
    """By the keys of records, the place that shows best why each was found. Three queries."""
    words = words_of(asked)
    found: dict[int, Snippet] = {}
    if not words:
        return found
    keys = [record.pk for record in records]
    for record in records:
        _first(found, record.pk, "", [record.summary], words)
    for file in Attachment.objects.live().filter(record__in=keys).only("record", "caption", "name", "outlet"):
        _first(found, file.record_id, "", [file.caption, file.name, file.outlet], words)
    said = FileText.objects.filter(blob=OuterRef("blob")).exclude(text="")
    lacking = [key for key in keys if key not in found]
    files = Attachment.objects.live().filter(Exists(said), record__in=lacking)
    for file in files.filter(search_text__folded__contains=words[0]).select_related("blob__read_text"):
        _first(found, file.record_id, file.name, [file.blob.read_text.text], words)
    return found


def _first(found: dict[int, Snippet], key: int, where: str, texts: list[str], words: list[str]) -> None:
    if key in found:
        return
    for text in texts:
        pieces = marked(text, words)
        if pieces:
            found[key] = Snippet(where, pieces)
            return


def marked(text: str, words: list[str], before: int = BEFORE, after: int = AFTER) -> tuple[Piece, ...]:
    """The surroundings of the first word that stands in a text, all words in them marked; nothing where none does."""
    text = " ".join(text.split())
    places = [place for word in words if (place := place_of(text, word))]
    if not places:
        return ()
    first = min(places)
    begin, end = max(0, first[0] - before), min(len(text), first[1] + after)
    pieces = [Piece("…")] if begin else []
    pieces += in_pieces(text[begin:end], words)
    return (*pieces, Piece("…")) if end < len(text) else tuple(pieces)


def in_pieces(text: str, words: list[str]) -> list[Piece]:
    """A whole text with every word in it marked."""
    pieces: list[Piece] = []
    while text:
        places = [place for word in words if (place := place_of(text, word))]
        if not places:
            break
        start, end = min(places, key=lambda place: (place[0], -place[1]))
        pieces += [Piece(text[:start])] if start else []
        pieces.append(Piece(text[start:end], is_hit=True))
        text = text[end:]
    return [*pieces, Piece(text)] if text else pieces
