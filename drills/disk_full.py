"""A disk that is full after so many bytes: each time one clear sentence, nothing half-written, and the next one works.

    python -m drills.disk_full [--offsets 20] [--seed 1]

The house lies on a small disk in memory, mounted in a namespace of its own, so that the end of the disk is a true one;
where that is not allowed, the system's limit on the size of a file stands in. Before each upload ballast is laid so
that the room ends at another byte. Exits 1 when a message was unclear or anything was left behind.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import migrated

DISK = 48 * 2**20  # bytes of the small disk
SIDE = 1500  # pixels of the photo sent: about 1.6 MB, kept twice on its way in
CLEAR = ("磁盘写不进去", "剩余空间不足", "数据库暂时写不进去")


def mounted(folder: Path) -> list[str] | None:
    """The words that start a command with a small disk over `folder`; None where the system forbids it."""
    for unshare in (["unshare", "-m"], ["unshare", "-rm"]):
        mount = f'mount -t tmpfs -o size={DISK} none "{folder}" && exec "$@"'
        command = [*unshare, "sh", "-c", mount, "sh"]
        try:
            if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
                return command
        except FileNotFoundError:
            continue
    return None


class Disk:
    """Where the room ends: ballast on a small disk, or a limit on the size of every file."""

    def __init__(self, folder: Path, is_small: bool):
        self.ballast, self.is_small = folder / "ballast", is_small
        self.limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def end_after(self, size: int, settled: int) -> None:
        if self.is_small:
            free = shutil.disk_usage(self.ballast.parent).free
            with self.ballast.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, max(free - size, 1))
        else:
            resource.setrlimit(resource.RLIMIT_FSIZE, (settled + size, self.limits[1]))

    def free(self) -> None:
        self.ballast.unlink(missing_ok=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.limits[1], self.limits[1]))


def begin(folder: Path):
    """The application in this process, with a unit, a clerk and a record; the floor of free room is taken away."""
    import django

    migrated.copy(migrated.database(), folder / "civility.sqlite3")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    settings.FREE_SPACE_FLOOR = 0
    settings.ALLOWED_HOSTS = ["testserver"]
    os.environ["CIVILITY_ADMIN_PASSWORD"] = "drill-pass-2026"
    call_command("create_admin", "drill", name="演练员", unit="drill", unit_name="演练单位", verbosity=0)
    from accounts.models import User
    from drills.houses import SEED
    from evidence.models import Record

    exec(SEED, {})  # noqa: S102  the same lines that found a house from outside
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    return client, Record.objects.get()


def sent(client, record, data: bytes):
    from django.core.files.uploadedfile import SimpleUploadedFile

    files = {"files-photo": SimpleUploadedFile("合影.jpg", data)}
    return client.post(f"/records/{record.pk}/files/", files, headers={"Accept": "application/json"})


def left_behind(folder: Path) -> list[str]:
    """Files on their way that stayed, and files under a final name that are not whole or belong to no attachment."""
    import hashlib

    from evidence.models import Attachment

    rows = Attachment.objects.exclude(blob=None).values_list("blob__sha256", "blob__renditions__blob__sha256")
    known = {digest for row in rows for digest in row}
    here = [path for path in (folder / "blobs").rglob("*") if path.is_file()]
    broken = [path for path in here if hashlib.sha256(path.read_bytes()).hexdigest() != path.name]
    strays = list((folder / "incoming").iterdir())
    missing = known - {path.name for path in here} - {None}
    return [str(path) for path in [*broken, *strays]] + sorted(missing)


def drill(folder: Path, offsets: int, seed: int, is_small: bool, say=print) -> int:
    from drills.houses import picture

    chance = random.Random(seed)
    client, record = begin(folder)
    disk = Disk(folder, is_small)
    clear = wrong = fitted = 0
    for _ in range(offsets):
        data = picture(chance, (SIDE, SIDE))
        settled = max(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        disk.end_after(chance.randrange(2 * len(data)) if is_small else chance.randrange(len(data) // 2), settled)
        try:
            answer = sent(client, record, data)
        finally:
            disk.free()
        said = answer.json().get("sentence", "") if answer.headers["Content-Type"] == "application/json" else ""
        if answer.status_code == 200 and not said:
            fitted += 1
        elif answer.status_code == 422 and any(words in said for words in CLEAR):
            clear += 1
        else:
            wrong += 1
            say(f"not clear: {answer.status_code} {said or answer.content[:200]!r}")
    left = left_behind(folder)
    again = sent(client, record, picture(chance, (SIDE, SIDE))).status_code
    how = "a small disk" if is_small else "a limit on the size of files"
    say(
        f"seed {seed}, {how}: {offsets} offsets, {clear} clear messages, {fitted} fitted, {wrong} unclear; "
        f"left behind {len(left)}; with room again {again}"
    )
    return wrong + len(left) + (again != 200)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--offsets", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inside", choices=("disk", "limit"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        folder = Path(os.environ["CIVILITY_DATA_DIR"])
        return 1 if drill(folder, given.offsets, given.seed, given.inside == "disk") else 0
    with tempfile.TemporaryDirectory(prefix="civility-drill-") as place:
        before = mounted(Path(place))
        words = ["--offsets", str(given.offsets), "--seed", str(given.seed), "--inside", "disk" if before else "limit"]
        environment = os.environ | {"CIVILITY_DATA_DIR": place, "DJANGO_SETTINGS_MODULE": "civility.settings"}
        environment.pop("CIVILITY_DATABASE_URL", None)
        command = [*(before or []), sys.executable, "-m", "drills.disk_full", *words]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
