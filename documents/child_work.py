"""What runs inside the child, by name: one small function for each ready call of `documents.child`.

Imports stand inside the functions on purpose: a child pays for what its own work needs and nothing else.
"""

from __future__ import annotations

import pickle


def read_file(path: str) -> dict:
    from documents import reading

    return reading.read_file(path).as_json(with_lines=True)


def read_pasted(text: bytes) -> dict:
    from documents import reading

    return reading.read_pasted(text.decode()).as_json(with_lines=True)


def set_paper(kind: str, written: bytes) -> bytes:
    from documents import setting

    paper, layout = pickle.loads(written)
    return setting.set_paper(paper, kind, layout)


def make_renditions(data: bytes) -> dict:
    from documents import pictures

    return pictures.make_renditions(data)


def check_file(path: str, declared_name: str) -> str:
    from documents import sniffing

    return sniffing.check_file(path, declared_name)
