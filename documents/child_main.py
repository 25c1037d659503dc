"""The other end of `documents.child`: closes every door, then calls one function and hands its result back.

Run as a script (`python -I child_main.py`), never imported by the application. Everything here is done before the
first byte of a user's file is looked at, and imports nothing it does not need: each start pays for it.
"""

import json
import math
import os
import resource
import sys
from importlib import import_module
from pathlib import Path

NO_NETWORK = 0x40000000  # CLONE_NEWNET
OWN_USERS = 0x10000000  # CLONE_NEWUSER: what lets somebody who is not root have it
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
KILL = 9

FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.kill", "pty.")
FORBIDDEN += ("urllib.Request", "ftplib.", "http.client.", "smtplib.", "webbrowser.")


def main() -> None:
    result = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints may not fall into the result
    source = sys.stdin.buffer
    order = json.loads(source.readline())
    close_the_doors(order)
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    try:
        answer, parts = perform(order, source)
    except MemoryError:
        answer, parts = {"outcome": "memory"}, []
    result.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
    for part in parts:
        result.write(part)
    result.flush()
    os._exit(0)  # no farewells: a library's clean-up can cost more than the work


def close_the_doors(order: dict) -> None:
    """Limits, no network, no processes, and an end together with the parent."""
    memory = order["memory_mib"] * 2**20
    seconds = math.ceil(order["seconds"]) + 1
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 2**29),
        (resource.RLIMIT_NOFILE, 256),
    ):
        _lower(limit, most)
    _leave_the_network(order["parent"])
    _lower(resource.RLIMIT_AS, memory)
    sys.addaudithook(refuse_the_outside)


def _lower(limit: int, most: int) -> None:
    hard = resource.getrlimit(limit)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(limit, (most, most))


def _leave_the_network(parent: int) -> None:
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(DIE_WITH_PARENT, KILL)
    if os.getppid() != parent:  # it ended before we could ask to be told
        os._exit(0)
    # Where neither is allowed (a container's rule) the audit hook below still stands.
    if libc.unshare(NO_NETWORK) != 0:
        libc.unshare(NO_NETWORK | OWN_USERS)


def refuse_the_outside(event: str, _args: tuple) -> None:
    if event.startswith(FORBIDDEN):
        raise PermissionError(f"{event} is not allowed here")


def perform(order: dict, source) -> tuple[dict, list[bytes]]:
    """Call the function; its answer as a head of plain data and the raw parts that follow it."""
    module, _, name = order["function"].rpartition(".")
    args = list(order["args"])
    if order["input"] is not None:
        args.append(source.read(order["input"]))
    try:
        value = getattr(import_module(module), name)(*args)
    except Exception as problem:
        # Exceptions of our own are written for the reader; of any other only the log may know the text.
        if type(problem).__module__.split(".")[0] != "documents":
            raise
        return {"outcome": "refused", "kind": type(problem).__name__, "sentence": str(problem)}, []
    return packed(value)


def packed(value) -> tuple[dict, list[bytes]]:
    if isinstance(value, bytes):
        return {"outcome": "done", "data": None, "files": [[None, len(value)]]}, [value]
    files = {key: part for key, part in value.items() if isinstance(part, bytes)} if isinstance(value, dict) else {}
    data = {key: part for key, part in value.items() if key not in files} if files else value
    return {"outcome": "done", "data": data, "files": [[key, len(part)] for key, part in files.items()]}, list(
        files.values()
    )


if __name__ == "__main__":
    main()
