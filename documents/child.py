"""The guarded child: parse and render what users gave in a process without network, secrets or much memory.

`run` starts a fresh Python for one call and ends it, whatever happens. The ready calls below it name what each
kind of work may cost. A problem with a sentence for the reader comes back as `ChildRefused`, everything else
(time, memory, a crash) as `ChildFailed`; both are `ChildError` and print as one Chinese sentence.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import pickle
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from documents.model import Paper
from documents.setting.measures import Layout

logger = logging.getLogger(__name__)

MAIN = Path(__file__).with_name("child_main.py")
LARGEST_RESULT = 512 * 2**20
LARGEST_COMPLAINT = 64 * 2**10  # of what the child prints on its error channel, kept for the log
FOLDER = "civility-child-"  # and the number of the parent
OLDEST_FOLDER = 24 * 3600  # seconds
font_folder: Path | None = None  # fonts of the office itself, beside those of the system; set once at start
_swept_by = 0  # the process that has looked for folders left behind; a fork looks again

# A new process inherits nothing but the language and where fonts are; no key, no database address, no home.
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TZ": "Asia/Shanghai", "MALLOC_ARENA_MAX": "2"}

FONTS_TOO = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">{above}</include><dir>{more}</dir></fontconfig>
"""


class ChildError(Exception):
    """Work in the child came to nothing; the text is one sentence for the reader."""

    @property
    def sentence(self) -> str:
        return str(self)


class ChildRefused(ChildError):
    """The function itself named the problem; `kind` is the class it used, such as Unreadable or Unavailable."""

    def __init__(self, sentence: str, kind: str = ""):
        super().__init__(sentence)
        self.kind = kind


class ChildFailed(ChildError):
    """The child was stopped for time or memory, or it crashed."""


def run(
    function_path: str,
    *args: Any,
    input: bytes | None = None,
    seconds: float = 30,
    memory_mib: int = 1024,
    what: str = "这份文件",
    on_wait: Callable[[], None] | None = None,
) -> Any:
    """Call `function_path` ("package.module.function") in a child and return what it returns.

    `args` must be JSON; `input`, where given, is passed as the last argument, as bytes. The result is JSON data,
    bytes, or a dictionary some of whose values are bytes. `on_wait` is called about once a second while waiting:
    a heartbeat, or raise in it to give the work up (the child is killed, the exception goes on).
    """
    order = {
        "function": function_path,
        "args": args,
        "input": None if input is None else len(input),
        "seconds": seconds,
        "memory_mib": memory_mib,
        "parent": os.getpid(),
    }
    head = json.dumps(order, ensure_ascii=False).encode() + b"\n"
    too_long = f"{what}太复杂，{seconds:g} 秒内没有处理完，已经停下。请拆成几份或删去多余的内容再试。"
    with _folder() as folder, _started(folder) as process:
        talk = _Talk(process, [head, input or b""])
        if not talk.until(time.monotonic() + seconds, on_wait):
            raise ChildFailed(too_long)
        try:
            code = process.wait(timeout=5)
        except subprocess.TimeoutExpired:  # it closed its mouth but did not end
            raise ChildFailed(too_long) from None
    return _result(talk.result, code, talk.complaint, what, memory_mib, function_path)


def _folder() -> tempfile.TemporaryDirectory:
    """The child's own folder, named after us: should we be killed, the next process like us takes it away."""
    global _swept_by
    if _swept_by != os.getpid():
        _swept_by = os.getpid()
        sweep_folders()
    return tempfile.TemporaryDirectory(prefix=f"{FOLDER}{os.getpid()}-")


def sweep_folders() -> int:
    """Remove the folders of children whose parents are gone, or that are a day old; how many there were."""
    gone = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        with contextlib.suppress(OSError):
            parent = folder.name.removeprefix(FOLDER).split("-")[0]
            if not _lives(parent) or time.time() - folder.stat().st_mtime > OLDEST_FOLDER:
                shutil.rmtree(folder)
                gone += 1
    return gone


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except PermissionError:
        return True
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    return True


@contextlib.contextmanager
def _started(folder: str):
    process = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", str(MAIN)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=ENVIRONMENT | _font_places(folder) | {"TMPDIR": folder, "HOME": folder},
        start_new_session=True,
        bufsize=0,
    )
    try:
        yield process
    finally:
        # The whole group, also after a good end: nothing the child may have started stays behind.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            with contextlib.suppress(OSError):
                pipe.close()


def _font_places(folder: str) -> dict[str, str]:
    """Where fontconfig looks beside the system's folders, so that the child sees the fonts its parent sees."""
    home = Path(os.environ.get("HOME") or "/")
    own = {"XDG_DATA_HOME": str(home / ".local/share"), "XDG_CACHE_HOME": str(home / ".cache")}
    names = (*own, "FONTCONFIG_FILE", "FONTCONFIG_PATH")
    places = own | {name: os.environ[name] for name in names if os.environ.get(name)}
    if font_folder is not None and font_folder.is_dir():
        above = places.get("FONTCONFIG_FILE") or "/etc/fonts/fonts.conf"
        file = Path(folder, "fonts.conf")
        file.write_text(FONTS_TOO.format(above=escape(above), more=escape(str(font_folder))), encoding="utf-8")
        places["FONTCONFIG_FILE"] = str(file)
    return places


class _Talk:
    """Both directions of the pipes at once, so that neither side waits for the other for ever."""

    def __init__(self, process: subprocess.Popen, parts: list[bytes]):
        self.process = process
        self.to_send = [memoryview(part) for part in parts if part]
        self.result = bytearray()
        self.complaint = bytearray()

    def until(self, end: float, on_wait: Callable[[], None] | None) -> bool:
        """Talk until the child closes its side; False when the time was up before."""
        heard = time.monotonic()
        with selectors.DefaultSelector() as selector:
            for pipe, event in (
                (self.process.stdin, selectors.EVENT_WRITE),
                (self.process.stdout, selectors.EVENT_READ),
                (self.process.stderr, selectors.EVENT_READ),
            ):
                os.set_blocking(pipe.fileno(), False)
                selector.register(pipe, event)
            while selector.get_map():
                left = end - time.monotonic()
                if left <= 0:
                    return False
                for key, _ in selector.select(min(left, 1)):
                    if not self._move(key.fileobj):
                        selector.unregister(key.fileobj)
                        key.fileobj.close()
                if on_wait is not None and time.monotonic() - heard >= 1:
                    on_wait()
                    heard = time.monotonic()
        return True

    def _move(self, pipe) -> bool:
        if pipe is self.process.stdin:
            return self._send(pipe)
        part = os.read(pipe.fileno(), 2**18)
        if pipe is self.process.stdout:
            self.result += part
            return bool(part) and len(self.result) <= LARGEST_RESULT
        self.complaint += part[: LARGEST_COMPLAINT - len(self.complaint)]
        return bool(part)

    def _send(self, pipe) -> bool:
        try:
            sent = os.write(pipe.fileno(), self.to_send[0][: 2**18])
        except BrokenPipeError:  # the child ended early; its result or its exit code says why
            return False
        rest = self.to_send[0][sent:]
        self.to_send = [rest, *self.to_send[1:]] if rest else self.to_send[1:]
        return bool(self.to_send)


def _result(raw: bytearray, code: int, complaint: bytearray, what: str, memory_mib: int, function_path: str) -> Any:
    end = raw.find(b"\n")
    body = memoryview(raw)[end + 1 :]  # may be a hundred megabytes: not copied twice
    try:
        answer = json.loads(raw[: max(end, 0)])
    except ValueError:
        answer = {"outcome": "crash"}
    if sum(length for _, length in answer.get("files", ())) != len(body):  # cut off while it was speaking
        answer = {"outcome": "crash"}
    outcome = answer.get("outcome")
    if outcome == "done":
        return _joined(answer, body)
    if outcome == "refused":
        raise ChildRefused(answer["sentence"], answer["kind"])
    said = bytes(complaint).decode("utf-8", "replace").strip()
    logger.warning("child %s ended with %s, %s: %s", function_path, code, outcome, said or "nothing said")
    if code == -signal.SIGXCPU or code == -signal.SIGKILL:
        raise ChildFailed(f"{what}太复杂，用完了给它的计算时间或内存，已经停下。请拆成几份再试。")
    if outcome == "memory":
        raise ChildFailed(f"处理{what}需要的内存超过了 {memory_mib} MiB，已经停下。请拆成几份再试。")
    raise ChildFailed(f"处理{what}时出了意外，多半是内容已损坏，或者太大、太复杂。请换一份再试。")


def _joined(answer: dict, body: memoryview) -> Any:
    """Put the raw parts behind the head back into their places."""
    data = answer["data"]
    start = 0
    for name, length in answer["files"]:
        part = bytes(body[start : start + length])
        start += length
        if name is None:
            return part
        data[name] = part
    return data


# What the application asks for, and what each may cost.


def read_file(path: str | os.PathLike, on_wait: Callable[[], None] | None = None) -> dict:
    """A plan's file as the data `documents.reading` makes of it, lines of the paper included."""
    return run("documents.child_work.read_file", os.fspath(path), seconds=30, on_wait=on_wait)


def look_at_fonts(text: str) -> dict:
    """Which font serves each role on this machine (`served`: role, label, family, file), `missing` characters, and
    the files in the office's own folder (`own`: file, names, roles).

    An empty family means that the font carried by a Python package serves, because no other is installed.
    """
    data = text.encode("utf-8", "replace")
    own = str(font_folder) if font_folder is not None and font_folder.is_dir() else ""
    return run("documents.child_work.look_at_fonts", own, input=data, seconds=20, what="字体")


def read_pasted(text: str) -> dict:
    """Pasted text as the data `documents.reading` makes of it."""
    return run("documents.child_work.read_pasted", input=text.encode(), seconds=30, what="这段文字")


def read_roster(data: bytes, name: str) -> dict:
    """A list of people as the data of `documents.reading.roster.Roster`; the file's name tells only its ending."""
    return run("documents.child_work.read_roster", name[-60:], input=data, seconds=30, what="这份名册")


def set_paper(
    paper: Paper,
    kind: str,
    layout: Layout | None = None,
    *,
    seconds: float = 120,
    memory_mib: int = 1024,
    on_wait: Callable[[], None] | None = None,
) -> bytes:
    """The paper as a file; `kind` is xlsx, docx or pdf, `layout` the office's choices."""
    # Pickle goes only this way, from us to the child; what comes back is JSON and bytes, never code.
    written = pickle.dumps((paper, layout), protocol=5)
    return run(
        "documents.child_work.set_paper",
        kind,
        input=written,
        seconds=seconds,
        memory_mib=memory_mib,
        what="这份公文",
        on_wait=on_wait,
    )


def make_renditions(data: bytes) -> dict:
    """{preview, thumb: JPEG bytes, width, height, taken_at, place?} of a photo; width and height as people see it."""
    return run("documents.child_work.make_renditions", input=data, seconds=30, what="这张图片")


def look_at(files: Sequence[tuple[str | os.PathLike, str, bool]]) -> list[dict]:
    """What each of some files is, as `documents.intake` tells it: (path, declared name, wants pictures) of each.

    Preview and thumb stand in the dictionaries of the pictures. One child for all: a file that brings it down
    brings it down for all, and the caller asks again for each alone.
    """
    order = [[os.fspath(path), name, wants_pictures] for path, name, wants_pictures in files]
    seconds = 30 + 4 * (len(order) - 1)
    answer = run("documents.child_work.look_at", order, seconds=seconds, what="这份文件")
    found = answer.pop("files")
    for name, data in answer.items():
        number, _, kind = name.partition(".")
        found[int(number)][kind] = data
    return found


def check_file(path: str | os.PathLike, declared_name: str) -> str:
    """The media type of a file whose content agrees with its name; refused otherwise, with the reason."""
    return run("documents.child_work.check_file", os.fspath(path), declared_name, seconds=20)
