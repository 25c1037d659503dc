"""Two people give the same name at the same moment: the later one is told, in the words a form would have used."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction


@contextmanager
def told_when_taken(sentence: str):
    """Run inserts under a savepoint; a row that exists by now becomes a ValidationError with this sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise ValidationError(sentence) from None


@contextmanager
def told_in(form, field: str | None = None):
    """A refusal of the action becomes an error of the form, with what was typed still in it."""
    try:
        yield
    except ValidationError as refusal:
        form.add_error(field, refusal.messages)
