"""How names sound: pinyin in full and by initials, kept beside them, so that "zyfw" finds 志愿服务.

The dictionary of readings is brought in when the first name is read: most processes read none, and it costs each of
them a third of a second.
"""

from __future__ import annotations

import re
from itertools import product

from django.db import models

LONGEST_OF_TITLE, LEAST_OF_TITLE = 60, 3  # signs of a title that are read; letters that may find it
LONGEST = 30  # signs of a name that are read
LONGEST_OF_PERSON = 6  # signs: a longer name has no Chinese form
READINGS = 3  # of one sign of a person's name
MOST = 12  # ways to read one name
_ASKED = re.compile(r"[a-zü]+")


def sounds_of(text: str, *, is_person: bool = False) -> str:
    """What a name may be asked by: its syllables run together and its initials, from each sign on to the end.

    Words parted by blanks, with a blank before the first: " zhiyuanfuwu zyfw yuanfuwu yfw …". The signs of a person's
    name are read in every usual way (曾 is ceng and zeng): nobody can tell which is meant.
    """
    signs = text[:LONGEST]
    words: dict[str, None] = {}
    for syllables in _readings(signs, is_person):
        for at in range(len(syllables)):
            words["".join(syllables[at:])] = None
            words["".join(one[0] for one in syllables[at:])] = None
    return " " + " ".join(words) if words else ""


def title_sounds(text: str) -> str:
    """A title's syllables run together, and its initials: short, for titles are many."""
    syllables = _usual(text[:LONGEST_OF_TITLE])
    return f"{''.join(syllables)} {''.join(one[0] for one in syllables)}".strip()


def asked_of_title(text: str) -> str:
    """What was typed, when it may be a part of a title's pinyin: three letters at least, for it may begin anywhere."""
    asked = asked_sounds(text)
    return asked if len(asked) >= LEAST_OF_TITLE else ""


def _readings(signs: str, is_person: bool) -> list[list[str]]:
    usual = _usual(signs)
    if not is_person or len(signs) > LONGEST_OF_PERSON:
        return [usual] if usual else []
    each = [list(dict.fromkeys(_plain(_ways(sign))))[:READINGS] for sign in signs]
    each = [ways for ways in each if ways]
    found = [list(way) for _, way in zip(range(MOST), product(*each), strict=False)] if each else []
    return [*([usual] if usual and usual not in found else []), *found]


def _usual(signs: str) -> list[str]:
    from pypinyin import lazy_pinyin

    return _plain(lazy_pinyin(signs, errors=_latin))


def _ways(sign: str) -> list[str]:
    """Every way to read one sign, the usual one first."""
    from pypinyin import Style, pinyin

    found = pinyin(sign, style=Style.NORMAL, heteronym=True, errors=_latin)
    return found[0] if found else []


def _latin(signs: str) -> list[str]:
    """Signs that are no Chinese: letters and digits as they stand."""
    return re.findall(r"[a-z0-9]+", signs.lower())


def _plain(syllables) -> list[str]:
    return [one.replace("ü", "v") for one in syllables if one]


def asked_sounds(text: str) -> str:
    """What was typed, when it may be pinyin: letters alone, blanks and apostrophes left out; else an empty text."""
    typed = re.sub(r"[\s'’]", "", text.lower())
    return typed.replace("ü", "v") if _ASKED.fullmatch(typed) and len(typed) <= LONGEST * 6 else ""


def holds(sounds: str, asked: str) -> bool:
    """Whether a name that sounds so is meant by what `asked_sounds` gave."""
    return bool(asked) and f" {asked}" in sounds


class SoundsField(models.TextField):
    """The sounds of other columns of the row (names parted by blanks in `of`), written whenever the row is."""

    def __init__(self, *args, of: str = "name", is_person: bool = False, is_title: bool = False, **kwargs):
        self.of, self.is_person, self.is_title = of, is_person, is_title
        super().__init__(*args, **({"editable": False, "blank": True, "default": ""} | kwargs))

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of, "is_person": self.is_person, "is_title": self.is_title}

    def pre_save(self, instance, add):
        names = dict.fromkeys(getattr(instance, name) for name in self.of.split())
        if self.is_title:
            value = " ".join(map(title_sounds, names))
        else:
            value = "".join(sounds_of(name, is_person=self.is_person) for name in names)
        setattr(instance, self.attname, value)
        return value


class Sounded(models.Model):
    """A row with a column of sounds: saving the name alone saves them too."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        only = kwargs.get("update_fields")
        if only is not None:
            fields = [one for one in self._meta.fields if isinstance(one, SoundsField)]
            kwargs["update_fields"] = {*only, *(one.name for one in fields if set(one.of.split()) & set(only))}
        super().save(*args, **kwargs)
