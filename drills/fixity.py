"""Faults planted in the archive: every changed, missing and orphan file is named, no other, and none served as good.

    python -m drills.fixity [--files 400] [--seed 1]

Bits are turned, files deleted and strange ones added behind the application's back; then `manage.py fixity` runs, and
every damaged file is asked for as a reader would. Exits 1 when one was not named, one too many was, or one was served.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import time
from pathlib import Path

from drills.houses import founded
from tests.house import House

FILL = """
import random
from accounts.models import User
from evidence.attaching import Piece, attach_files
from evidence.models import Record
from files import store
chance, record, by = random.Random({seed}), Record.objects.get(pk={record}), User.objects.get()
kept = {{"name": "a.pdf", "media_type": "application/pdf"}}
blobs = [store.store_bytes(chance.randbytes({size}), **kept) for _ in range({files})]
pieces = [Piece("plan", blob, f"{{number}}.pdf") for number, blob in enumerate(blobs[:250])]
attach_files(record=record, pieces=pieces, by=by)
"""
READ = """
import json
from django.test import Client
from accounts.models import User
client = Client(raise_request_exception=False, headers={{"Host": "127.0.0.1"}})
client.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
print(json.dumps([client.get(f"/attachments/{{pk}}/a.pdf").status_code for pk in {asked}]))
"""
SIZE = 100_000  # bytes of each file


def plant(house: House, chance: random.Random, count: int) -> dict[str, set[str]]:
    """Turn a bit in some files, delete others, add strangers; the names of each."""
    paths = sorted(path for path in (house.folder / "blobs").rglob("*") if path.is_file())
    chosen = chance.sample(paths, 2 * count)
    changed, missing = chosen[:count], chosen[count:]
    for path in changed:
        data = bytearray(path.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
    for path in missing:
        path.unlink()
    orphans = set()
    for number in range(count):
        stranger = house.folder / "blobs" / f"{number:02x}" / f"stranger-{number}"
        stranger.parent.mkdir(parents=True, exist_ok=True)
        stranger.write_bytes(b"nobody's")
        orphans.add(stranger.name)
    return {"changed": {path.name for path in changed}, "missing": {path.name for path in missing}, "orphans": orphans}


def served(house: House, damaged: set[str]) -> tuple[int, int]:
    """How many damaged attachments were asked for, and how many were given out."""
    rows = house.rows("SELECT a.id, b.sha256 FROM evidence_attachment a JOIN files_blob b ON b.id = a.blob_id")
    asked = [pk for pk, sha256 in rows if sha256 in damaged]
    answers = json.loads(house.python(READ.format(asked=asked)))
    return len(asked), sum(answer != 410 for answer in answers)


def drill(folder: Path, files: int, seed: int, say=print) -> int:
    house, record = founded(folder)
    try:
        house.python(FILL.format(seed=seed, record=record, files=files, size=SIZE))
        planted = plant(house, random.Random(seed), max(files // 20, 1))
        began = time.monotonic()
        printed = house.manage("fixity", expect=None)
        seconds = time.monotonic() - began
        everything = set().union(*planted.values())
        named = {name for name in everything if name in printed}
        known = {sha256 for (sha256,) in house.rows("SELECT sha256 FROM files_blob")}
        false = {digest for digest in re.findall(r"[0-9a-f]{64}", printed) if digest in known - everything}
        asked, given = served(house, planted["changed"] | planted["missing"])
    finally:
        house.close()
    say(
        f"seed {seed}: {files} files of {SIZE // 1000} kB, {len(named)} of {len(everything)} planted faults named, "
        f"{len(false)} false alarms, {seconds:.1f} s; {asked} damaged files asked for, {given} given out"
    )
    return len(everything - named) + len(false) + given


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="civility-drill-") as folder:
        return 1 if drill(Path(folder, "house"), given.files, given.seed) else 0


if __name__ == "__main__":
    sys.exit(main())
