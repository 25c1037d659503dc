"""Looks into an office file's zip before anything is unpacked, and hands out its parts with a limit."""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import Path

from lxml import etree

from documents.reading.unreadable import Unreadable

MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_PART = 64 * 1024 * 1024  # one XML part; a legal sheet of this size is a time bomb
RATIO_FREE = 10 * 1024 * 1024
MOST_RATIO = 100
_NESTED = (".zip", ".rar", ".7z", ".docx", ".xlsx", ".docm", ".xlsm", ".gz", ".tar")
_BROKEN = "文件已损坏，无法打开，请用 Word 或 WPS 重新另存一份再上传。"


class Parts:
    """The parts of a checked zip; use as a context manager."""

    def __init__(self, path: Path):
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
            raise Unreadable(_BROKEN) from problem
        self.names = set(self._zip.namelist())

    def __enter__(self) -> Parts:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._zip.close()

    def check(self) -> None:
        """Refuse bombs, links, archives in the archive and encryption, from the directory alone."""
        entries = self._zip.infolist()
        if len(entries) > MOST_ENTRIES:
            raise Unreadable(f"文件里有 {len(entries)} 个部分，超过 {MOST_ENTRIES} 个，不像正常的文档，没有打开。")
        unpacked = sum(entry.file_size for entry in entries)
        packed = max(1, sum(entry.compress_size for entry in entries))
        if unpacked > MOST_UNPACKED or (unpacked > RATIO_FREE and unpacked > MOST_RATIO * packed):
            raise Unreadable("文件展开后过大，可能有问题，没有打开；请删去多余的空白行列后另存再上传。")
        for entry in entries:
            self._check_entry(entry)
            if entry.filename.lower().endswith((".xml", ".rels")):
                refuse_doctype(self._head(entry))

    def _head(self, entry: zipfile.ZipInfo) -> bytes:
        """The first bytes of a part, whoever parses it later."""
        try:
            with self._zip.open(entry) as stream:
                return stream.read(4096)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as problem:
            raise Unreadable(_BROKEN) from problem

    def _check_entry(self, entry: zipfile.ZipInfo) -> None:
        if entry.flag_bits & 0x1:
            raise Unreadable("文件加了密码，请取消密码后再上传。")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Unreadable("文件里含有链接，不是正常的文档，没有打开。")
        is_embedded = "/embeddings/" in entry.filename
        if entry.filename.lower().endswith(_NESTED) and not is_embedded:
            raise Unreadable("压缩包里还有压缩包，请直接上传其中的文档。")

    def read(self, name: str) -> bytes:
        """One part, checked against its declared size while it is unpacked."""
        if name not in self.names:
            raise Unreadable(_BROKEN)
        entry = self._zip.getinfo(name)
        if entry.file_size > MOST_PART:
            raise Unreadable("文件内容过多，无法在规定时间内读完；请只保留需要的表格后另存再上传。")
        try:
            with self._zip.open(entry) as stream:
                data = stream.read(entry.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as problem:
            raise Unreadable(_BROKEN) from problem
        if len(data) != entry.file_size:
            raise Unreadable(_BROKEN)
        return data

    def xml(self, name: str) -> etree._Element:
        """One part as an element tree: no entities, no document type, nothing from outside."""
        data = self.read(name)
        refuse_doctype(data)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError as problem:
            raise Unreadable(_BROKEN) from problem

    def maybe_xml(self, name: str) -> etree._Element | None:
        return self.xml(name) if name in self.names else None


def refuse_doctype(data: bytes) -> None:
    """A document type in an office part is never there by right; in UTF-16 the letters have zeros between."""
    head = data[:4096].replace(b"\x00", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Unreadable("文件里含有不安全的定义，没有打开；请用 Word 或 WPS 重新另存一份。")
