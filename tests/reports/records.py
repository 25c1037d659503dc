"""Records of every kind but activities, as rows."""

from datetime import date

from evidence.models import Record


def kept(
    of, unit, department, title, /, day=date(2022, 5, 9), state=Record.State.ACCEPTED, ends_on=None, **particulars
):
    record = Record.objects.create(
        unit=unit,
        kind=of,
        title=title,
        department=department,
        begins_on=day,
        ends_on=ends_on,
        year=day.year,
        state=state,
        summary=particulars.pop("summary", ""),
    )
    model = Record._meta.get_field(of).related_model
    model.objects.create(record=record, **particulars)
    return record
