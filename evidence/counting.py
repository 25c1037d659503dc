"""What a record holds and what its kind asks for, counted by the database; evidence.completeness says it in words."""

from __future__ import annotations

from django.db.models import Case, CharField, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Length, Replace

from evidence.models import Attachment, Record
from evidence.participation import Participation
from evidence.requirements import Requirement

BLANKS = " \t\r\n\u3000"  # characters that are no words of a summary
FOUR = ("plan", "photo", "summary", "press")  # the four slots of 一事一档
ASKED = tuple(Requirement.Slot.values)
EVERY = 10**9  # as a limit of an inner query: SQLite then counts each slot of a record once, not at every mention
_NUMBERED = (
    Q(honour__number__gt="") | Q(regulation__number__gt="") | Q(document__number__gt="") | Q(spending__voucher__gt="")
)


def counts() -> dict:
    """Annotations of a record: n_<slot> live attachments, n_words, n_people, n_number, and least_<slot> asked for."""
    words = F("summary")
    for blank in BLANKS:
        words = Replace(words, Value(blank), Value(""))
    held = {f"n_{slot}": _files_in(slot) for slot in Attachment.Slot.values}
    asked = {f"least_{slot}": _least(slot) for slot in ASKED}
    number = Case(When(_NUMBERED, then=1), default=0, output_field=IntegerField())
    return {"n_words": Length(words), "n_people": _people(), "n_number": number} | held | asked


def notes() -> dict:
    """Annotations of a record: note_<slot>, what a person has to look for in a slot; None where nothing is asked."""
    return {f"note_{slot}": _asked(slot, "note", CharField()) for slot in ASKED}


def filled(slot: str) -> Q:
    """A slot holds something, and at least what the kind asks; a summary may be written or a file."""
    enough = Q(**{f"n_{slot}__gte": 1}) & Q(**{f"n_{slot}__gte": F(f"least_{slot}")})
    if slot == Requirement.Slot.SUMMARY:
        return Q(n_summary__gte=1) | (Q(n_words__gte=1) & Q(n_words__gte=F("least_summary")))
    if slot == Requirement.Slot.SIGN_IN:
        return enough | Q(n_people__gte=1)
    return enough


def complete() -> Q:
    """Every slot is filled, or not asked for."""
    rule = Q()
    for slot in ASKED:
        rule &= Q(**{f"least_{slot}": 0}) | filled(slot)
    return rule


def lacking(slot: str) -> Q:
    """A slot is not filled, where the kind asks for it; of an activity's four slots also where it does not."""
    misses = ~filled(slot)
    is_asked = Q(**{f"least_{slot}__gte": 1})
    return misses & (is_asked | Q(kind=Record.Kind.ACTIVITY)) if slot in FOUR else misses & is_asked


def asked_of_kinds(unit) -> dict:
    """Annotations beside ActivityKind: least_<slot> of the four, as the unit asks of the kind."""
    return {f"least_{slot}": _least_of_kind(unit, slot) for slot in FOUR}


def _least_of_kind(unit, slot: str):
    rows = Requirement.objects.filter(Q(unit=None) | Q(unit=unit), activity_kind=OuterRef("pk"), slot=slot)
    ruling = rows.order_by(F("unit").asc(nulls_last=True)).values("least")[:1]
    return Coalesce(Subquery(ruling, output_field=IntegerField()), 0)


def _files_in(slot: str):
    """Live attachments in a slot, counted beside the row: other joins of the query do not multiply it."""
    rows = Attachment.objects.filter(record=OuterRef("pk"), slot=slot, withdrawn_at=None).order_by()
    return _number_of(rows) if slot in (*FOUR, "other") else _but_for_activities(_number_of(rows))


def _people():
    return _but_for_activities(_number_of(Participation.objects.filter(record=OuterRef("pk")).order_by()))


def _number_of(rows):
    counted = rows.values("record").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _but_for_activities(counted):
    """Nought for an activity, which has none of this: most records are activities, and the count is spared."""
    return Case(When(kind=Record.Kind.ACTIVITY, then=0), default=counted, output_field=IntegerField())


def _least(slot: str):
    return Coalesce(_asked(slot, "least", IntegerField()), 0)


def _asked(slot: str, field: str, sort):
    """What the requirement says that holds for the record; None where there is none."""
    by_kind = _first(Requirement.objects.filter(kind=OuterRef("kind"), activity_kind=None, slot=slot), field, sort)
    of_activity = None  # an activity has the four alone
    if slot in FOUR:
        of_activity = _first(
            Requirement.objects.filter(activity_kind=OuterRef("activity__kind"), slot=slot), field, sort
        )
    return Case(When(kind=Record.Kind.ACTIVITY, then=of_activity), default=by_kind, output_field=sort)


def _first(rows, field: str, sort):
    """The unit's own row before the common one."""
    own_first = rows.filter(Q(unit=None) | Q(unit=OuterRef("unit"))).order_by(F("unit").asc(nulls_last=True))
    return Subquery(own_first.values(field)[:1], output_field=sort)
