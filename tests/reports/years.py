"""A plan's year with something of everything, as reports tell it."""

import io
from datetime import date
from decimal import Decimal

from PIL import Image, ImageDraw

from evidence.models import Attachment, Record
from files import renditions, store
from programs.models import Task
from scoring import actions as scoring
from scoring.models import Indicator, Score
from tests import factories

TODAY = date(2022, 12, 15)


def photo(number=0):
    picture = Image.new("RGB", (400, 300), (200, 60 + number, 40))
    ImageDraw.Draw(picture).ellipse((50, 50, 300, 250), fill=(240, 200, 90))
    target = io.BytesIO()
    picture.save(target, "JPEG")
    return target.getvalue()


def add_photo(record, number=0, caption=""):
    blob = store.store_bytes(photo(number), name="a.jpg", media_type="image/jpeg")
    renditions.ensure(blob)
    return Attachment.objects.create(
        record=record, slot=Attachment.Slot.PHOTO, blob=blob, name="a.jpg", caption=caption, order=number
    )


def accepted(plan, department, title, day=date(2022, 3, 12), **fields):
    return factories.make_record(
        plan.unit, department, title=title, begins_on=day, state=Record.State.ACCEPTED, **fields
    )


def full_year(plan, office, department, other_department):
    """A year with something of everything: done, late, sent back, scored, told, pictured."""

    def task(number, party, **fields):
        clauses = list(Indicator.objects.get(number=number).clauses.all())
        return factories.make_task(
            plan, party, number=number, clauses=clauses, category=clauses[0].indicator.category, **fields
        )

    first = task("6", department, title="发挥党员作用", state=Task.State.ACCEPTED)
    task("7", other_department, title="加强廉洁教育", due_on=date(2022, 12, 1))
    last = task("8", department, title="文明餐桌", state=Task.State.RETURNED, due_on=date(2022, 12, 30))
    planting = accepted(plan, department, "植绿护绿", summary="栽下樟树一百二十株。")
    add_photo(planting, caption="栽树现场")
    Attachment.objects.create(
        record=planting, slot=Attachment.Slot.PRESS, address="https://example.cn/1", outlet="省日报"
    )
    first.records.add(planting)
    last.records.add(planting)
    assessment = scoring.open_assessment(framework=plan.framework, unit=plan.unit, target=Decimal(9))
    clause = Indicator.objects.get(number="6").clauses.get()
    scoring.cite(assessment=assessment, clauses=[clause], record=planting, by=office)
    scoring.award(assessment=assessment, clause=clause, by=office, state=Score.State.POINTS, points=Decimal("1.5"))
    return plan
