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


def read_roster(name: str, data: bytes) -> dict:
    import re
    from pathlib import Path

    from documents.reading.roster import read_roster

    ending = re.search(r"\.[a-z0-9]{1,5}$", name.lower())
    path = Path("roster" + (ending[0] if ending else ""))  # in the child's own folder, which goes with it
    path.write_bytes(data)
    return read_roster(path).as_json()


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


def look_at(files: list) -> dict:
    from documents import intake

    return intake.look_at(files)


def look_at_fonts(folder: str, text: bytes) -> dict:
    from dataclasses import asdict

    from documents.setting import fonts

    return {
        "served": [asdict(one) for one in fonts.serving()],
        "missing": fonts.missing_characters(text.decode()),
        "own": [asdict(one) for one in fonts.own_files(folder)] if folder else [],
    }
