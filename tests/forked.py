"""The guarded child started by a fork, for tests that are not about its start.

Each call of `documents.child.run` starts a Python and imports what its work needs: between a tenth of a second and half
of one, some thousands of times in a run. Here a process of our own imports all of it once and forks for each call. All
else is the real thing: the fork closes the same doors, reads the same order from its standard input, in the same folder
with the same environment, and is killed in the same way. Tests about the child itself are marked `real_child`.

Run as a script this file is that process. Whoever asks sends the folder, the environment, three pipes and a socket; a
keeper between the two waits for the fork and tells on the socket its number and how it ended.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parent.parent
IMPORTED_ONCE = (
    "documents.child_work",
    "documents.intake",
    "documents.pictures",
    "documents.reading",
    "documents.reading.roster",
    "documents.setting.docx",
    "documents.setting.fonts",
    "documents.setting.pdf",
    "documents.setting.xlsx",
    "documents.sniffing",
)
is_real = True  # the test that runs now wants a Python of its own for each call
_line: socket.socket | None = None  # to the process that forks


def start(command: list[str], *, stdin, stdout, stderr, cwd: str, env: dict, start_new_session: bool, bufsize: int):
    """What `documents.child` calls in the place of `subprocess.Popen`."""
    if is_real:
        return subprocess.Popen(
            command,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            cwd=cwd,
            env=env,
            start_new_session=start_new_session,
            bufsize=bufsize,
        )
    return Forked(cwd, env)


SUBPROCESS = SimpleNamespace(Popen=start, PIPE=subprocess.PIPE, TimeoutExpired=subprocess.TimeoutExpired)


class Forked:
    """As much of a `subprocess.Popen` as `documents.child` uses."""

    def __init__(self, folder: str, environment: dict):
        reads, to_child = os.pipe()
        answers, writes = os.pipe()
        complaints, complains = os.pipe()
        self._told, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        order = json.dumps({"folder": folder, "environment": environment}).encode()
        socket.send_fds(line(), [order], [reads, writes, complains, far.fileno()])
        far.close()
        for end in (reads, writes, complains):
            os.close(end)
        self.stdin = os.fdopen(to_child, "wb", buffering=0)
        self.stdout = os.fdopen(answers, "rb", buffering=0)
        self.stderr = os.fdopen(complaints, "rb", buffering=0)
        self.pid = int(self._told.recv(99))
        self._code: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        if self._code is None:
            self._told.settimeout(timeout)
            try:
                self._code = int(self._told.recv(99))
            except TimeoutError:
                raise subprocess.TimeoutExpired("forked", timeout or 0) from None
            self._told.close()
        return self._code


def line() -> socket.socket:
    """To the process that forks; it begins when it is first wanted and ends with the last who could ask it."""
    global _line
    if _line is None:
        _line, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with far:
            subprocess.Popen(
                [sys.executable, "-I", "-X", "utf8", __file__, str(far.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[far.fileno()],
                env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TZ": "Asia/Shanghai", "MALLOC_ARENA_MAX": "2"},
            )
    return _line


# ---------- the other side


def serve(handle: int) -> None:
    sys.path.insert(0, str(ROOT))
    from importlib import import_module

    for name in IMPORTED_ONCE:
        with contextlib.suppress(OSError):  # no Pango on this machine: the fork will say so
            import_module(name)
    main = import_module("documents.child_main")
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=handle) as asked:
        while True:
            order, handles, *_ = socket.recv_fds(asked, 2**17, 4)
            if not order:
                return
            if os.fork() == 0:
                asked.close()
                _keep(json.loads(order), handles, main)
            for one in handles:
                os.close(one)


def _keep(order: dict, handles: list[int], main) -> None:
    """Between the two: fork once more, tell the number, wait, tell the end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *pipes, told = handles
    number = os.fork()
    if number == 0:
        os.close(told)
        _become(order, pipes, main)
    for one in pipes:
        os.close(one)
    with contextlib.suppress(BrokenPipeError):
        os.write(told, str(number).encode())
        os.write(told, str(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])).encode())
    os._exit(0)


def _become(order: dict, pipes: list[int], main) -> None:
    """The guarded child as it is after its start."""
    os.setsid()
    for place, pipe in enumerate(pipes):
        os.dup2(pipe, place)
        os.close(pipe)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    close_the_doors = main.close_the_doors
    main.close_the_doors = lambda told: close_the_doors(told | {"parent": os.getppid()})  # the keeper's
    try:
        main.main()
    except BaseException:  # as a script would end
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
    os._exit(1)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
