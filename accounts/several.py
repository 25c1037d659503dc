"""Ticking several rows in a form."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.typed import whole_number


class SeveralField(forms.ModelMultipleChoiceField):
    """Rows by their keys. A number no row can have is no choice; SQLite would fail on it in a list."""

    def clean(self, value):
        for key in value if isinstance(value, list | tuple) else []:
            if whole_number(str(key)) is None:
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": str(key)[:20]}
                )
        return super().clean(value)
