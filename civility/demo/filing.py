"""The demo unit's archive: its numbers are set up, and what was done before the summer is filed."""

from __future__ import annotations

from datetime import date

from accounts.models import Unit, User
from evidence import filing_actions
from evidence.filing import DA_T_22
from evidence.models import Record

FONDS = "J018"
CODES = {"办公室": "BGS", "宣传处": "XCC", "机关党委": "JGD", "机关纪委": "JGJ", "机关工会": "GHU"}


def file_spring(unit: Unit, year: int, by: User) -> None:
    """Set the pattern of 档号 and file the complete records of the year's first quarter."""
    codes = {one.pk: CODES[str(one)] for one in unit.departments.all() if str(one) in CODES}
    filing_actions.change_scheme(unit=unit, by=by, fonds=FONDS, category="WS", pattern=DA_T_22, org="ZHL", codes=codes)
    rows = Record.objects.of_unit(unit).of_year(year).unfiled().complete().filter(begins_on__lt=date(year, 4, 1))
    for record in rows.order_by("begins_on", "pk"):
        filing_actions.file_record(record=record, by=by)
