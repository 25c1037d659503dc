"""What do twenty photos cost? The whole way of a post beside the barest making of the same pictures.

    python benchmarks/photo_ingest.py

The floor reads each photo, digests it and makes its two pictures with Pillow, in one warm process. Ours is what the
page does: receive, write down, check, decode in the guarded child, keep, register, attach. Seconds of CPU, children
counted, in turns in one run. Limit: 1.3 times the floor and one start of a child. Exits 1 where it is passed.
"""

import hashlib
import io
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import django
from PIL import Image, ImageOps

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
FOLDER = tempfile.TemporaryDirectory(prefix="civility-benchmark-")
os.environ["CIVILITY_DATA_DIR"] = FOLDER.name
os.environ["DJANGO_SETTINGS_MODULE"] = "civility.settings"
PHOTOS, SIZE, TURNS, LIMIT = 20, (4000, 3000), 3, 1.3


def make_photo(seed: int) -> bytes:
    """As a phone's: smooth shapes under the noise of a sensor, about 3.5 MB, held sideways."""
    colours = random.Random(seed).randbytes(40 * 30 * 3)
    scene = Image.frombytes("RGB", (40, 30), colours).resize(SIZE, Image.Resampling.BICUBIC)
    noise = Image.effect_noise(SIZE, 40).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    target = io.BytesIO()
    Image.blend(scene, noise, 0.2).save(target, "JPEG", quality=88, exif=exif)
    return target.getvalue()


def bare(photos: list[bytes]) -> None:
    for data in photos:
        hashlib.sha256(data).hexdigest()
        image = Image.open(io.BytesIO(data))
        image.draft("RGB", (1280, 1280))
        image.thumbnail((1280, 1280))
        preview = ImageOps.exif_transpose(image)
        preview.save(io.BytesIO(), "JPEG", quality=82)
        preview.thumbnail((320, 320))
        preview.save(io.BytesIO(), "JPEG", quality=78)


def child_start(_photos) -> None:
    """A child that is asked for the smallest of pictures: its start, with what it imports for pictures."""
    from documents import child

    dot = Path(FOLDER.name, "dot.jpg")
    Image.new("RGB", (1, 1)).save(dot)
    child.look_at([(dot, dot.name, True)])


class Office:
    """A unit with a fresh record for each turn; what was stored before is forgotten, so that all is made again."""

    def __init__(self):
        from accounts import actions

        self.unit = actions.create_unit(code="bench", name="测速单位")
        self.department = actions.create_department(unit=self.unit, name="办公室")
        self.by = actions.create_person(username="bench", name="测速员", password="a-long-password")

    def take(self, photos: list[bytes]) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile
        from django.utils.datastructures import MultiValueDict

        from evidence import uploads

        files = [SimpleUploadedFile(f"IMG_{place}.jpg", data) for place, data in enumerate(photos)]
        taken = uploads.take(MultiValueDict({"files-photo": files}), record=self.record, by=self.by)
        if len(taken.attachments) != len(photos):
            raise SystemExit(f"只收下 {len(taken.attachments)} 张：{taken.refusals}")

    def start_anew(self) -> None:
        from datetime import date

        from evidence import actions
        from evidence.models import ActivityKind, Attachment
        from files.models import Blob, Rendition

        Attachment.objects.all().delete()
        Rendition.objects.all().delete()
        Blob.objects.all().delete()
        given = {"unit": self.unit, "by": self.by, "department": self.department, "begins_on": date(2022, 3, 12)}
        self.record = actions.open_activity(title="植绿护绿", kind=ActivityKind.objects.first(), **given)


def seconds(work, photos: list[bytes]) -> tuple[float, float]:
    """CPU of this process and its children, and time on the wall."""

    def now() -> float:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + children.ru_utime + children.ru_stime

    cpu, wall = now(), time.monotonic()
    work(photos)
    return now() - cpu, time.monotonic() - wall


def main() -> int:
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    photos = [make_photo(seed) for seed in range(PHOTOS)]
    office = Office()
    taken = {"bare": [], "start": [], "ours": []}
    for turn in range(TURNS + 1):
        office.start_anew()
        pair = {
            "bare": seconds(bare, photos),
            "start": seconds(child_start, photos),
            "ours": seconds(office.take, photos),
        }
        if turn:  # the first turn warms up
            for who, spent in pair.items():
                taken[who].append(spent)
    kept = []
    for place, what in enumerate(("CPU", "wall")):
        floor, start, ours = (statistics.median(spent[place] for spent in taken[who]) for who in taken)
        ratio = (ours - start) / floor
        kept.append(ratio <= LIMIT)
        line = f"{PHOTOS} photos, {what}: bare {floor:.2f} s, one child start {start:.2f} s, ours {ours:.2f} s"
        sys.stdout.write(f"{line}, ratio without the start {ratio:.2f}, limit {LIMIT}\n")
    FOLDER.cleanup()
    return 0 if kept[0] else 1


if __name__ == "__main__":
    sys.exit(main())
