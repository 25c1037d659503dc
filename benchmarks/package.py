"""What does a package of photos cost? Growth of memory, and CPU as a ratio to a bare ZIP of the same files.

    python benchmarks/package.py [photos as they are] [photos copied below 2 MB]

2,000 photos as they are, and 100 copied in the guarded child. The floor writes the same files with zipstream alone to
the same disk and digests what it writes. Limits: memory grows by less than 64 MiB; at most 2.5 times the floor's CPU
(each file is checked against its digest before it goes in; the index comes on top). Exits 1 beyond.
"""

import hashlib
import io
import os
import resource
import sys
import time
from datetime import date
from pathlib import Path

import installation  # noqa: F401  the settings must be in force before anything of ours is imported
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image
from zipstream import ZipStream

from accounts import actions
from evidence.models import Activity, ActivityKind, Attachment, Record
from files import shelf, store
from programs.models import Plan
from reports.package import LIMITS, Package
from reports.package_contents import contents_of
from scoring.models import Assessment, Category, Citation, Clause, Framework, Indicator

MOST_GROWTH = 64  # MiB
MOST_RATIO = 2.5
EACH = 50  # photos of a record


def photograph() -> bytes:
    """A noisy JPEG of about half a megabyte."""
    target = io.BytesIO()
    Image.frombytes("RGB", (400, 300), os.urandom(360_000)).resize((2000, 1500)).save(target, "JPEG", quality=80)
    return target.getvalue()


def scene(count: int, data: bytes) -> Plan:
    """A plan of one clause with records full of photos; a few bytes behind the picture make each its own file."""
    unit = actions.create_unit(code=f"bench{count}", name=f"测速单位{count}")
    department = actions.create_department(unit=unit, name="宣传处")
    framework = Framework.objects.create(unit=unit, title="测评体系", year=2022, state="published")
    category = Category.objects.create(framework=framework, name="思想道德建设")
    indicator = Indicator.objects.create(category=category, number="1")
    clause = Clause.objects.create(framework=framework, indicator=indicator, text="开展志愿服务")
    fields = {"unit": unit, "year": 2022, "title": "实施方案", "framework": framework}
    plan = Plan.objects.create(serial=count, fingerprint=f"bench-{count}", **fields)
    assessment = Assessment.objects.create(unit=unit, framework=framework)
    kind = ActivityKind.objects.filter(unit=None).first()
    for number in range(count):
        if number % EACH == 0:
            day = date(2022, 1, 1 + number // EACH % 28)
            given = {"begins_on": day, "year": 2022, "state": "accepted", "title": f"第{number // EACH}场"}
            record = Record.objects.create(unit=unit, department=department, **given)
            Activity.objects.create(record=record, kind=kind)
            Citation.objects.create(assessment=assessment, clause=clause, record=record)
        blob = store.store_bytes(data + str((count, number)).encode(), name="a.jpg", media_type="image/jpeg")
        Attachment.objects.create(record=record, slot="photo", blob=blob, name=f"{number}.jpg", order=number)
    return plan


def memory(name: str) -> float:
    """VmRSS or VmHWM of this process in MiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def packed(plan: Plan, limit: int) -> tuple[float, float, float, float]:
    """MiB written, MiB grown, own CPU seconds, seconds by the clock."""
    Path("/proc/self/clear_refs").write_text("5")  # the highest mark begins anew
    before, cpu, clock = memory("VmRSS"), own_cpu(), time.perf_counter()
    package = Package(contents_of(plan), limit, lambda percent, step: None)
    blob = store.store(
        package.chunks(), name="a.zip", limit=2**40, check=lambda path, name: store.Facts("application/zip")
    )
    return blob.size / 2**20, memory("VmHWM") - before, own_cpu() - cpu, time.perf_counter() - clock


def bare_zip(plan: Plan) -> float:
    """CPU seconds of a ZIP that nobody checks."""
    cpu, digest = own_cpu(), hashlib.sha256()
    packed_files = ZipStream()
    for file in Attachment.objects.filter(record__unit=plan.unit).select_related("blob"):
        packed_files.add_path(default_storage.path(shelf.name_of(file.blob.sha256)), file.name)
    with (settings.DATA_DIR / "bare.zip").open("wb") as target:
        for chunk in packed_files:
            digest.update(chunk)
            target.write(chunk)
        os.fsync(target.fileno())
    return own_cpu() - cpu


def main() -> int:
    as_they_are = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    copied = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    call_command("migrate", verbosity=0)
    data, beyond = photograph(), 0
    plan = scene(as_they_are, data)
    floor = bare_zip(plan)
    size, grown, cpu, clock = packed(plan, 0)
    beyond += grown > MOST_GROWTH or cpu > MOST_RATIO * floor
    sys.stdout.write(
        f"{as_they_are} photos as they are: {size:.0f} MiB, memory +{grown:.0f} MiB (at most {MOST_GROWTH}),\n"
    )
    sys.stdout.write(f"  CPU: bare ZIP 1.0 ({floor:.2f} s), package {cpu / floor:.1f}, at most {MOST_RATIO}\n")
    plan = scene(copied, data)
    size, grown, cpu, clock = packed(plan, LIMITS["2"])
    beyond += grown > MOST_GROWTH
    sys.stdout.write(f"{copied} photos copied: {size:.0f} MiB, memory +{grown:.0f} MiB, {clock / copied:.2f} s each\n")
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main())
