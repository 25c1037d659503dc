"""What the tests of the guarded child send it to do."""

import contextlib
import os
import socket
import subprocess
import time
from pathlib import Path


def greet(name):
    return {"greeting": f"你好，{name}", "process": os.getpid()}


def measure(data):
    return len(data)


def give_bytes(size):
    return b"\x00\xff" * size


def give_parts(data):
    return {"head": data[:2], "tail": data[2:], "width": 3}


def print_then_answer():
    os.write(1, b"something a library prints\n")
    return "clean"


def sleep(seconds):
    time.sleep(seconds)


def leave_a_trace_then_sleep(path):
    Path(path).write_text(str(os.getpid()))
    time.sleep(60)


def spin():
    while True:
        pass


def eat_memory():
    return len(bytearray(4 * 2**30))


def crash():
    os.abort()


def fail():
    raise KeyError("内部名称")


def call_out():
    socket.create_connection(("127.0.0.1", 9), timeout=1)


def call_out_below_python():
    """Connect without Python's socket module: what remains when a C library does it."""
    import ctypes

    libc = ctypes.CDLL(None)
    handle = libc.socket(2, 1, 0)
    address = b"\x02\x00\x00\x09\x7f\x00\x00\x01" + bytes(8)
    failed = libc.connect(handle, address, 16)
    return {"failed": bool(failed), "interfaces": [name for _, name in _interfaces()]}


def _interfaces():
    return [(0, line.split(":")[0].strip()) for line in Path("/proc/net/dev").read_text().splitlines()[2:]]


def start_a_process():
    subprocess.run(["true"], check=True)


def environment():
    return dict(os.environ)


def write_much():
    with Path("much").open("wb") as file:
        file.truncate(2**20)
        file.seek(2**30)
        file.write(b"x")


def refuse():
    Refused = type("Unreadable", (ValueError,), {"__module__": "documents.reading"})
    raise Refused("这份文件读不了：不是表格，也不是文档。")


def flood():
    return b"x" * (64 * 2**20)


def set_and_watch(kind, canary, written):
    """Set papers, noting every file opened and every address asked for that is not of our making, and who stopped."""
    import pickle
    import sys

    from documents.setting import set_paper

    seen, made, stopped = [], {}, []

    def watch(event, args):
        if event == "open" and canary in str(args[0]):
            seen.append(str(args[0]))
        elif event.startswith(("socket.", "urllib.", "http.")):
            seen.append(event)

    sys.addaudithook(watch)
    for number, paper in enumerate(pickle.loads(written)):
        try:
            made[str(number)] = set_paper(paper, kind)
        except Exception:
            stopped.append(number)
    return {"seen": seen, "stopped": stopped} | made


def set_without_pango(kind):
    """Set a paper on a machine whose libraries are missing: WeasyPrint's import fails with OSError there."""
    import sys

    from documents.model import Paper, Picture
    from documents.setting import set_paper

    class NoPango:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    sys.meta_path.insert(0, NoPango())
    return set_paper(Paper("题", blocks=[Picture(b"<svg/>", "image/svg+xml", "图")]), kind)


def close_everything_and_sleep():
    for handle in range(64):
        with contextlib.suppress(OSError):
            os.close(handle)
    time.sleep(60)
