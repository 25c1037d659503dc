"""The index of words: what each record and each of its files says, folded, with its pairs of signs.

Both databases hold the pairs in an index of their own kind (evidence/search_tables.py). A row that holds all pairs of
a word is looked at again for the word itself, so both give the same answers.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Lookup, Q

from accounts.sounds import asked_of_title
from documents.bigrams import bare, bigrams
from evidence.models import Attachment, Record
from evidence.search_tables import SQLITE_TABLE
from files.models import Blob

MOST_SIGNS = 100_000  # of one file's text
MOST_WORDS = 8
LONGEST_WORD = 40
SOUNDS = 0xE000  # where the letters of pinyin lie among the signs nobody else uses


class PairsField(models.TextField):
    """Pairs of neighbouring signs as words of plain letters, parted by blanks: no tokenizer can misread them."""


@PairsField.register_lookup
class Hold(Lookup):
    """`pairs__hold=[…]`: all of these pairs are there."""

    lookup_name = "hold"
    prepare_rhs = False

    def get_prep_lookup(self):
        return list(self.rhs)

    def as_postgresql(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        return f"string_to_array({left}, ' ') @> %s", [*params, self.rhs]

    def as_sqlite(self, compiler, connection):
        alias = compiler.quote_name_unless_alias(self.lhs.alias)
        asked = " ".join(f'"{pair}"' for pair in self.rhs)
        return f'{alias}."id" IN (SELECT rowid FROM {SQLITE_TABLE} WHERE {SQLITE_TABLE} MATCH %s)', [asked]


def pair_words(text: str) -> list[str]:
    """The pairs of a text as words for the index, in a steady order."""
    return sorted(f"{ord(pair[0]):x}x{ord(pair[1]):x}" for pair in bigrams(text) if len(pair) == 2)


def in_sounds(letters: str) -> str:
    """Pinyin as the index holds it: in signs of their own, so that "ai" never finds 爱."""
    return "".join(chr(SOUNDS + ord(sign)) for sign in letters)


def sound_pairs(sounds: str) -> list[str]:
    """The pairs of what `in_sounds` made."""
    return sorted({f"{ord(one):x}x{ord(other):x}" for one, other in zip(sounds, sounds[1:], strict=False)})


def words_of(text: str) -> list[str]:
    """The words asked for: folded, parted by blanks, without what holds no letter or digit."""
    folded = (bare(word)[:LONGEST_WORD] for word in text.split())
    return list(dict.fromkeys(word for word in folded if word))[:MOST_WORDS]


class SearchTextQuerySet(models.QuerySet):
    def holding(self, word: str):
        """Rows in which a folded word stands, or a title that sounds like it."""
        pairs = pair_words(word)
        asked = Q(folded__contains=word)
        if pairs:
            asked &= Q(pairs__hold=pairs)
        sounds = in_sounds(asked_of_title(word))
        if sounds:
            asked |= Q(folded__contains=sounds) & Q(pairs__hold=sound_pairs(sounds))
        return self.filter(asked)


class SearchText(models.Model):
    """What may be searched of one record: of its fields and file names, or of what one of its files says."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="search_texts")
    attachment = models.OneToOneField(
        Attachment, null=True, blank=True, on_delete=models.CASCADE, related_name="search_text"
    )
    folded = models.TextField()  # letters and digits alone; what must not run together stands on lines of its own
    pairs = PairsField()

    objects = SearchTextQuerySet.as_manager()

    class Meta:
        verbose_name = "检索索引"
        constraints = [
            models.UniqueConstraint(fields=["record"], condition=Q(attachment=None), name="search_fields_once")
        ]

    def __str__(self):
        return self.folded[:40]


class FileText(models.Model):
    """What a file says, read once for all records that hold it. Empty where it could not be read."""

    blob = models.OneToOneField(Blob, primary_key=True, on_delete=models.CASCADE, related_name="read_text")
    text = models.TextField(blank=True)
    pages = models.PositiveIntegerField("页数", null=True, blank=True)
    is_read = models.BooleanField("读出文字", default=True)

    class Meta:
        verbose_name = "文件文字"

    def __str__(self):
        return self.text[:40]
