"""What was typed on the recording page and not saved yet: kept as it is typed, offered again when the page opens."""

from __future__ import annotations

from accounts import drafts
from accounts.meanwhile import MARKS
from accounts.typed import clean_text, whole_number
from evidence.models import Record

ONE = ("title", "kind", "begins_on", "ends_on", "place", "people", "headcount", "department", "summary")
SEEN = ("version", MARKS)  # what the words were typed upon
SEVERAL = ("departments", "tasks", "clauses")
LONGEST = 100_000  # characters of one field; more than a form takes: what is too long is told, not cut


def _key(record: Record | None) -> str:
    return f"record:{record.pk}" if record else "record:new"


def _typed(data) -> dict[str, str]:
    fields = {name: clean_text(data.get(name, ""))[:LONGEST] for name in (*ONE, *SEEN)}
    fields |= {name: ",".join(part for part in data.getlist(name) if whole_number(part))[:LONGEST] for name in SEVERAL}
    return {name: text for name, text in fields.items() if text}


def _as_initial(fields: dict) -> dict:
    several = {name: [part for part in fields.get(name, "").split(",") if whole_number(part)] for name in SEVERAL}
    return fields | several if fields else fields


def keep(user, record: Record | None, data, **seen: str) -> None:
    """Keep the fields of a post; what nobody typed is not kept. `seen` stands in for what the post says it saw."""
    drafts.save(user, _key(record), _typed(data) | seen)


def kept(user, record: Record | None) -> dict:
    """The fields as a form takes them; empty where nothing is kept."""
    return _as_initial(drafts.load(user, _key(record)))


def typed(data) -> dict:
    """The fields of a post as a form takes them that is shown again without judging it."""
    return _as_initial(dict.fromkeys(ONE, "") | _typed(data))


def forget(user, record: Record | None) -> None:
    drafts.discard(user, _key(record))
