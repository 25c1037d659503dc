"""What the drills break: a house with one unit, a clerk of its office and an open record."""

from __future__ import annotations

import io
import random
import re
from pathlib import Path

from PIL import Image

from tests.house import House

PASSWORD = "drill-pass-2026"
SEED = """
from datetime import date
from accounts import actions as people
from accounts.models import Unit, User
from evidence import actions
from evidence.models import ActivityKind
unit, by = Unit.objects.get(code="drill"), User.objects.get()
people.grant(user=by, unit=unit, role="office", by=by)
department = people.create_department(unit=unit, name="办公室", by=by)
kind, day = ActivityKind.objects.first(), date(2022, 3, 12)
record = actions.open_activity(unit=unit, by=by, title="演练", kind=kind, begins_on=day, department=department)
print("record", record.pk)
"""


def founded(folder: Path, **environment: str) -> tuple[House, int]:
    """A migrated house and the id of its record; the clerk is `drill`."""
    house = House(folder, CIVILITY_ADMIN_PASSWORD=PASSWORD, **environment)
    house.migrate()
    house.call("create_admin", "drill", "--name", "演练员", "--unit", "drill", "--unit-name", "演练单位")
    return house, int(re.search(r"record (\d+)", house.python(SEED))[1])


def picture(chance: random.Random, size: tuple[int, int] = (320, 240)) -> bytes:
    """A small photo unlike any other."""
    target = io.BytesIO()
    Image.frombytes("RGB", size, chance.randbytes(size[0] * size[1] * 3)).save(target, "JPEG", quality=60)
    return target.getvalue()
