"""Records of every kind for these tests, made by the one action."""

from datetime import date
from decimal import Decimal

from evidence.ledger_actions import open_record

DAY = date(2022, 5, 10)
LEAST = {  # the fewest particulars each kind can do with
    "meeting": {"kind": "leaders"},
    "honour": {"level": "municipal", "issuer": "市文明办"},
    "regulation": {},
    "document": {"kind": "duty"},
    "publicity": {"outlet": "省日报", "level": "provincial"},
    "spending": {"amount": Decimal("1280.50")},
    "survey": {"kind": "satisfaction", "sent": 100, "answered": 96, "favourable": 93},
    "statement": {"kind": "accidents"},
    "figure": {"name": "日常办公经费", "value": Decimal("200000")},
}


def entry(department, by, record_kind, **fields):
    """A draft of a kind; `sort` stands for the particulars' own kind."""
    given = {"title": f"一份{record_kind}", "begins_on": DAY} | LEAST[record_kind] | fields
    if record_kind == "statement":
        given.setdefault("ends_on", date(2022, 12, 31))
    return open_record(unit=department.unit, record_kind=record_kind, by=by, department=department, **given)
