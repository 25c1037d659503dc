"""Two people change the same thing: who saves later is told, and sees what stands there now.

A form of something stored carries a stamp of what it was filled from. When that is no longer what is stored, nothing
is written, each field says what it holds by now, and saving once more writes what was typed, knowingly.
"""

from __future__ import annotations

import hashlib
import json
from functools import wraps

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

CHANGED = "内容已被他人修改，请核对现在的内容后再保存。"
STAMP = "was"  # the name of the hidden input


def stamp_of(values) -> str:
    """A short stamp of plain values: the same values, the same stamp."""
    text = json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def refuse_touched(posted: str | None, values) -> None:
    """Refuse what was typed on other values than these; a form without a stamp is taken as it is."""
    if posted and posted != stamp_of(values):
        raise ValidationError(CHANGED, code="changed")


def one_at_a_time(view):
    """Run the posts of a view in one transaction each, so that `held` rows stay as they were read."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return wrapped


def held(rows, request):
    """Rows under a lock where the request may write them; for views that run `one_at_a_time`."""
    return rows.select_for_update(of=("self",)) if request.method == "POST" else rows


class UntouchedMixin:
    """For forms of something stored; stands before the other bases. `is_stored` tells it to forms without a model."""

    def __init__(self, *args, is_stored: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        instance = getattr(self, "instance", None)
        if is_stored or (instance is not None and instance.pk):
            self.fields[STAMP] = forms.CharField(required=False, widget=forms.HiddenInput, initial=self._stamp)

    def _stored(self, name: str):
        """What a field was filled with, as plain values."""
        value = self.get_initial_for_field(self.fields[name], name)
        if isinstance(value, models.QuerySet | list | tuple):
            return sorted(str(getattr(one, "pk", one)) for one in value)
        if isinstance(value, models.Model):
            return value.pk
        return "" if value is None else value

    def _stamp(self) -> str:
        return stamp_of({name: self._stored(name) for name in self.fields if name != STAMP})

    def clean(self):
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        posted, now = cleaned.pop(STAMP, ""), self._stamp() if STAMP in self.fields else ""
        if posted and now and posted != now:
            self.add_error(None, ValidationError(CHANGED, code="changed"))
            self.data = self.data.copy()
            self.data[self.add_prefix(STAMP)] = now  # who has read it may save
            for name in self.changed_data:
                if name != STAMP and name not in self.errors:
                    self.add_error(name, f"现在存的是“{self._said(name)}”。")
        return cleaned

    def _said(self, name: str) -> str:
        """What a field holds by now, as its own page would print it."""
        field, value = self.fields[name], self.get_initial_for_field(self.fields[name], name)
        if isinstance(field, forms.BooleanField):
            return "勾上" if value else "没有勾"
        many = value if isinstance(value, models.QuerySet | list | tuple) else [value]
        many = [one for one in many if one not in (None, "")]
        if isinstance(field, forms.ModelChoiceField):
            keys = [getattr(one, "pk", one) for one in many]
            return "、".join(map(str, field.queryset.filter(pk__in=keys))) or "空着"
        labels = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}
        return "、".join(str(labels.get(one, one)) for one in many) or "空着"
