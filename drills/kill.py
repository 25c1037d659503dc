"""kill -9 of web and worker while photos come in: nothing acknowledged is lost, nothing is half-written.

    python -m drills.kill [--kills 50] [--seed 1]

The web server and the worker run as on one PC; clients post photos without pause; at random moments one of the server's
processes is killed, four times of five a web process, else the worker. What counts is the answer that arrived whole.
Exits 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path

from drills.houses import PASSWORD, founded, picture
from tests.house import House, until

CLIENTS = 3
PAUSE = (0.05, 0.35)  # seconds between two kills, after a photo was acknowledged
LONGEST_WAIT = 1.5  # seconds for that: on a busy machine nothing may come through between two kills
ATTACHED = """SELECT b.sha256 FROM evidence_attachment a JOIN files_blob b ON b.id = a.blob_id
WHERE a.withdrawn_at IS NULL"""
BARE = """SELECT a.id FROM evidence_attachment a
WHERE (SELECT count(*) FROM files_rendition r WHERE r.source_id = a.blob_id) <> 2"""  # a photo without its pictures


class Client(threading.Thread):
    """Posts one photo after another and notes the digests of those that were acknowledged."""

    def __init__(self, address: str, path: str, seed: str):
        super().__init__(daemon=True)
        self.address, self.path, self.chance = address, path, random.Random(seed)
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.acknowledged: list[str] = []
        self.broken, self.is_over = 0, False

    def token(self) -> str:
        return next((cookie.value for cookie in self.jar if cookie.name == "csrftoken"), "")

    def log_in(self, before: Client | None = None) -> None:
        """By the password, or as the one who has logged in before."""
        if before:
            for cookie in before.jar:
                self.jar.set_cookie(cookie)
            return
        self.opener.open(f"{self.address}/login/", timeout=20).read()
        form = f"csrfmiddlewaretoken={self.token()}&username=drill&password={PASSWORD}".encode()
        self.opener.open(f"{self.address}/login/", form, timeout=20).read()

    def run(self) -> None:
        while not self.is_over:
            data = picture(self.chance)
            try:
                answer = self.post(data)
            except (OSError, ValueError):  # the line broke, or the answer did
                self.broken += 1
                time.sleep(0.1)
                continue
            if answer.get("tiles"):
                self.acknowledged.append(hashlib.sha256(data).hexdigest())

    def post(self, data: bytes) -> dict:
        border = uuid.uuid4().hex
        head = f'--{border}\r\nContent-Disposition: form-data; name="files-photo"; filename="{border}.jpg"\r\n\r\n'
        body = head.encode() + data + f"\r\n--{border}--\r\n".encode()
        headers = {
            "Accept": "application/json",
            "Content-Type": f"multipart/form-data; boundary={border}",
            "X-CSRFToken": self.token(),
            "Referer": self.address,
        }
        with self.opener.open(urllib.request.Request(self.address + self.path, body, headers), timeout=20) as answer:
            return json.loads(answer.read())


def children_of(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, task.read_text().split())
    return found


def victims(serve: int) -> list[list[int]]:
    """The web processes that answer, and the worker: the children of the gunicorn that serve started, and its other."""
    web, worker = [], []
    for child in children_of(serve):
        try:
            is_web = b"gunicorn" in Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        web += children_of(child) if is_web else []
        worker += [] if is_web else [child]
    return [web, worker]


def age_of(pid: int) -> float:
    """Seconds a process has lived; 0 for one that is gone."""
    try:
        return time.time() - Path(f"/proc/{pid}").stat().st_mtime
    except OSError:
        return 0


def kill_some(serve: int, kills: int, chance: random.Random, count: Callable[[], int]) -> dict[str, int]:
    """Kill so many; `count` tells how many photos were acknowledged so far.

    A worker just started again is spared: serve gives up after three quick deaths.
    """
    done = {"web": 0, "worker": 0}
    end = time.monotonic() + 60 + 4 * kills
    while sum(done.values()) < kills:
        if time.monotonic() > end:
            raise SystemExit(f"only {done} killed of {kills}: the site did not come back")
        _wait_for_one_more(count)
        time.sleep(chance.uniform(*PAUSE))
        wants_web = chance.random() < 0.8  # the uploads are in the web processes
        web, worker = victims(serve)
        alive = web if wants_web else [pid for pid in worker if age_of(pid) > 3]
        if not alive:
            continue
        try:
            os.kill(chance.choice(alive), signal.SIGKILL)
        except ProcessLookupError:
            continue
        done["web" if wants_web else "worker"] += 1
    return done


def _wait_for_one_more(count: Callable[[], int]) -> None:
    before, end = count(), time.monotonic() + LONGEST_WAIT
    while count() == before and time.monotonic() < end:
        time.sleep(0.05)


def look_after(house: House) -> dict[str, list[str]]:
    """What the house says of itself once it is quiet: what is attached, missing, changed, half-written."""
    house.manage("fixity", expect=None)
    states = dict(house.rows("SELECT sha256, state FROM files_blob"))
    attached = {sha256 for (sha256,) in house.rows(ATTACHED)}
    bare = house.rows(BARE)
    half = [
        path.name
        for path in (house.folder / "blobs").rglob("*")
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != path.name
    ]
    damaged = [sha256 for sha256, state in states.items() if state != "whole"]
    return {"attached": sorted(attached), "damaged": damaged, "half": half, "bare": [str(pk) for (pk,) in bare]}


def drill(folder: Path, kills: int, seed: int, say=print) -> int:
    """Run it; how many things went wrong."""
    house, record = founded(folder)
    try:
        address = house.serve()
        serve = house.web.pid
        clients = [Client(address, f"/records/{record}/files/", f"{seed}/{number}") for number in range(CLIENTS)]
        for client in clients:
            client.log_in(None if client is clients[0] else clients[0])
        for client in clients:
            client.start()
        began = time.monotonic()
        done = kill_some(serve, kills, random.Random(seed), lambda: sum(len(one.acknowledged) for one in clients))
        seconds = time.monotonic() - began
        for client in clients:
            client.is_over = True
        for client in clients:
            client.join(timeout=30)
        until(lambda: House._answers(address), what="网站恢复")
    finally:
        house.close()
    found = look_after(house)
    acknowledged = {digest for client in clients for digest in client.acknowledged}
    lost = sorted(acknowledged - set(found["attached"]))
    wrong = {"lost": lost, **{name: found[name] for name in ("damaged", "half", "bare")}}
    say(
        f"seed {seed}: {done['web']} web and {done['worker']} worker processes killed in {seconds:.0f} s, "
        f"{len(acknowledged)} photos acknowledged, {sum(client.broken for client in clients)} posts broken off"
    )
    say(", ".join(f"{name} {len(rows)}" for name, rows in wrong.items()))
    return sum(map(len, wrong.values()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="civility-drill-") as folder:
        return 1 if drill(Path(folder, "house"), given.kills, given.seed) else 0


if __name__ == "__main__":
    sys.exit(main())
