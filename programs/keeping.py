"""What was typed on the recording page and not saved yet: kept as it is typed, offered again when the page opens."""

from __future__ import annotations

from accounts import drafts
from accounts.typed import clean_text, whole_number
from evidence.models import Record

ONE = ("title", "kind", "begins_on", "ends_on", "place", "people", "headcount", "department", "summary", "version")
SEVERAL = ("departments", "tasks", "clauses")
LONGEST = 20_000  # characters of one field


def _key(record: Record | None) -> str:
    return f"record:{record.pk}" if record else "record:new"


def keep(user, record: Record | None, data) -> None:
    """Keep the fields of a post; what nobody typed is not kept."""
    fields = {name: clean_text(data.get(name, ""))[:LONGEST] for name in ONE}
    fields |= {name: ",".join(part for part in data.getlist(name) if whole_number(part))[:LONGEST] for name in SEVERAL}
    drafts.save(user, _key(record), {name: text for name, text in fields.items() if text})


def kept(user, record: Record | None) -> dict:
    """The fields as a form takes them; empty where nothing is kept."""
    fields = drafts.load(user, _key(record))
    for name in SEVERAL:
        if fields:
            fields[name] = [part for part in fields.get(name, "").split(",") if whole_number(part)]
    return fields


def forget(user, record: Record | None) -> None:
    drafts.discard(user, _key(record))
