"""Two people at one form: what somebody else changed while it stood open, beside what is typed in it.

A form that changes a row carries the row's version and a mark of every field as it was filled (`marks_of`). Where the
row was changed meanwhile, `compare` holds three things against each other: the field as it was, as it is now, and as it
was typed. What only one of both changed is settled by itself; what both changed is shown twice, and whoever saves next
says for each field which one stays (templates/parts/meanwhile.html, `settled`). It works without a script.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from django import forms

MARKS = "marks"  # the hidden field of a form
TAKE = "take-"  # and a field's name: mine or theirs
CUT = 1500  # characters of each text that are shown beside each other


@dataclass(frozen=True)
class Row:
    """One field that both changed, as both would read on the page."""

    name: str
    label: str
    mine: str
    theirs: str


@dataclass
class Meanwhile:
    """What was changed since the form was filled; `followed` are fields only the other one changed."""

    said: str  # who changed it, and when
    rows: list[Row] = field(default_factory=list)
    followed: dict[str, str] = field(default_factory=dict)  # labels by name

    def __bool__(self):
        return bool(self.rows or self.followed)

    @property
    def followed_said(self) -> str:
        return "、".join(self.followed.values())


def marks_of(form: forms.Form) -> str:
    """A mark of each field as the form is filled now."""
    return " ".join(f"{name}:{_mark(text)}" for name, text in _texts(form).items())


def compare(form: forms.Form, now: forms.Form, *, marks: str, said: str) -> Meanwhile:
    """What is typed in `form` against the same form filled with the row as it is `now`.

    Without marks nobody knows what was there before: then whatever differs is shown twice.
    """
    seen = dict(part.split(":", 1) for part in marks.split() if ":" in part)
    mine, theirs = _texts(form), _texts(now)
    told = Meanwhile(said)
    for name, text in mine.items():
        label = str(form.fields[name].label)
        if text == theirs[name] or seen.get(name) == _mark(theirs[name]):
            continue
        if seen.get(name) == _mark(text):
            told.followed[name] = label
        else:
            told.rows.append(Row(name, label, _shown(form, name, text), _shown(now, name, theirs[name])))
    return told


def follow(form: forms.Form, now: forms.Form, names) -> None:
    """Fill fields of a form that was posted as they are now."""
    form.data = _filled(form.data, now, names)


def settled(data, now: forms.Form):
    """A post, with the fields for which 现在的 was chosen as they are now."""
    names = [name for name in now.fields if data.get(f"{TAKE}{name}") == "theirs"]
    return _filled(data, now, names) if names else data


def _filled(data, now: forms.Form, names):
    data = data.copy()
    for name in names:
        value, key = now[name].value(), now.add_prefix(name)
        if _is_several(value):
            data.setlist(key, [str(one) for one in value])
        else:
            data[key] = _plain(value)
    return data


def _texts(form: forms.Form) -> dict[str, str]:
    return {bound.name: _plain(bound.value()) for bound in form.visible_fields()}


def _is_several(value) -> bool:
    return isinstance(value, list | tuple | set)


def _plain(value) -> str:
    if _is_several(value):
        return ",".join(sorted(str(one) for one in value))
    if value is None or value is False:
        return ""
    text = value.isoformat() if isinstance(value, date) else str(value)
    return text.replace("\r\n", "\n").strip()


def _mark(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def _shown(form: forms.Form, name: str, text: str) -> str:
    """The text as a person reads it: the names of what was chosen, a long one cut."""
    if hasattr(form.fields[name], "choices"):
        labels = {str(key): str(label) for key, label in form.fields[name].choices}
        text = "、".join(labels.get(key, key) for key in text.split(",") if key)
    return text if len(text) <= CUT else f"{text[:CUT]}……（共 {len(text)} 字）"
