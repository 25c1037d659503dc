"""A whole house in processes of its own: its folder, its database, its commands; for journeys and kills."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from tests import migrated

CHECKOUT = Path(__file__).resolve().parent.parent
PATIENCE = 60  # seconds until something that must happen is called missing


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(question, *, seconds: float = PATIENCE, what: str = "它"):
    """Ask again and again until the answer is true, and return it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = question()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"等了 {seconds} 秒，{what}没有发生")


class House:
    """One installation under a folder; `database_url` empty means SQLite in that folder."""

    def __init__(self, folder: Path, *, database_url: str = "", redis_url: str = "", **environment: str):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.database_url = database_url
        self.processes: list[subprocess.Popen] = []
        self.inside: subprocess.Popen | None = None  # runs the lines given to `python`
        self.web: subprocess.Popen | None = None  # what `serve` started last
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CIVILITY_")}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)  # each process would compile all modules anew: a third of its start
        self.environment = kept | {
            "CIVILITY_DATA_DIR": str(folder),
            "CIVILITY_SECRET_KEY": "house-of-tests-" + "x" * 50,
            "CIVILITY_STATIC_ROOT": str(folder / "static"),  # not there: style sheets and scripts as they are now
            "PYTHONUNBUFFERED": "1",
            **environment,
        }
        if database_url:
            self.environment["CIVILITY_DATABASE_URL"] = database_url
        if redis_url:
            self.environment["CIVILITY_REDIS_URL"] = redis_url

    # commands ---------------------------------------------------------------

    def manage(self, *words: str, expect: int | None = 0) -> str:
        """Run a command to its end and return what it printed; `expect` is its exit code, None any."""
        command = [sys.executable, "manage.py", *map(str, words)]
        done = subprocess.run(
            command, cwd=CHECKOUT, env=self.environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert expect is None or done.returncode == expect, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def migrate(self) -> None:
        """The empty database as all migrations leave it; on SQLite a copy of one migrated before."""
        if self.database_url:
            self.manage("migrate", "--verbosity", "0")
        else:
            migrated.copy(migrated.database(), self.folder / "civility.sqlite3")

    def python(self, code: str) -> str:
        """Run a few lines inside the house and return what they printed; one process serves all of them."""
        if self.inside is None:
            self.inside = self._process("-m", "tests.inside", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.inside.stdin.write(json.dumps(code) + "\n")
        self.inside.stdin.flush()
        answer = json.loads(self.inside.stdout.readline() or '{"trouble": "ended", "printed": ""}')
        assert not answer["trouble"], answer["printed"] + answer["trouble"]
        return answer["printed"].strip()

    def call(self, *words: str) -> str:
        """Run a command inside the process of `python`: for setting up, where nothing may go wrong."""
        return self.python(f"from django.core.management import call_command; call_command(*{words!r})")

    def start(self, *command: str, log: str) -> subprocess.Popen:
        """Start a process in a group of its own, so that it can be killed with all its children."""
        with (self.folder / log).open("ab") as file:
            return self._process(*command, stdout=file, stderr=subprocess.STDOUT)

    def _process(self, *command: str, **pipes) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=CHECKOUT, env=self.environment, start_new_session=True, **pipes
        )
        self.processes.append(process)
        return process

    def worker(self) -> subprocess.Popen:
        return self.start("manage.py", "worker", log="worker.log")

    def celery(self, *words: str) -> subprocess.Popen:
        return self.start("-m", "celery", "-A", "civility", *words, log=f"celery-{words[0]}.log")

    def serve(self) -> str:
        """Start web and worker together; returns the address."""
        port = free_port()
        self.web = self.start("manage.py", "serve", "--port", str(port), log="serve.log")
        address = f"http://127.0.0.1:{port}"
        until(lambda: self._answers(address) or self.web.poll() is not None, what="网站启动")
        assert self.web.poll() is None, f"网站没有启动：{self.printed()[-2000:]}"
        return address

    @staticmethod
    def _answers(address: str) -> bool:
        try:
            with urllib.request.urlopen(f"{address}/health/", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def printed(self, log: str = "serve.log") -> str:
        return (self.folder / log).read_text()

    # database ---------------------------------------------------------------

    def rows(self, query: str) -> list[tuple]:
        """Look into the database from outside."""
        if not self.database_url:
            with sqlite3.connect(self.folder / "civility.sqlite3", timeout=20) as connection:
                return connection.execute(query).fetchall()
        with psycopg2.connect(self.database_url) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    # endings ----------------------------------------------------------------

    @staticmethod
    def kill(process: subprocess.Popen) -> None:
        """kill -9 of a process and everything it started in its group."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)

    def stop(self, process: subprocess.Popen) -> int:
        """Ask a process to end as an administrator would; its exit code."""
        process.terminate()
        return process.wait(timeout=30)

    def close(self) -> None:
        """The house is needed no more: nobody waits until its processes have said goodbye."""
        for process in self.processes:
            if process.poll() is None:
                self.kill(process)
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()


class Database:
    """A PostgreSQL database of its own, created and dropped."""

    def __init__(self, server_url: str, name: str):
        parts = urlsplit(server_url)
        self.name = name
        self.url = urlunsplit(parts._replace(path=f"/{name}"))
        self.server = urlunsplit(parts._replace(path="/postgres"))

    def _say(self, *statements: str) -> None:
        connection = psycopg2.connect(self.server)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        finally:
            connection.close()

    def create(self, after: str = "") -> Database:
        """Empty, or a copy of the database named."""
        empty = "template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
        self.drop()
        self._say(f"CREATE DATABASE {self.name} TEMPLATE {after or empty}")
        return self

    def drop(self) -> None:
        self._say(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
