"""A unit that may file, and records ready for it."""

from datetime import date

from evidence import filing_actions
from evidence.filing import scheme_of
from evidence.models import Attachment, Record
from tests import factories
from tests.evidence.filing import paper, quick_picture


def ready_to_file(unit, office):
    """The unit has its 全宗号."""
    scheme = scheme_of(unit)
    filing_actions.change_scheme(unit=unit, by=office, fonds="J018", category="WS", pattern=scheme.pattern, org="ZHL")


def accepted(unit, department, title="植绿护绿志愿服务", *, is_complete=True, **fields) -> Record:
    """An accepted record; a complete one has its plan, photos and summary."""
    fields = {"begins_on": date(2022, 3, 12), "summary": "栽下树苗、清理草坪。" * 60} | fields
    record = factories.make_record(unit, department, title=title, state=Record.State.ACCEPTED, **fields)
    if is_complete:
        photos = [("photo", quick_picture(10 * record.pk + number)) for number in range(4)]
        for slot, blob in [("plan", paper(record.pk)), *photos]:
            Attachment.objects.create(record=record, slot=slot, blob=blob, name=f"{slot}.jpg")
    return record
