"""A matrix of departments: a column for each of them, and a sign where it has to do with the row."""

from __future__ import annotations

import re

from documents.reading.characters import squeeze, word
from documents.reading.departments import looks_like_departments

_SIGN = re.compile(r"[√✓✔☑●○◎★☆▲△■□◆◇VvXx＊*]")
_GROUP = re.compile(r"^.*?(?:责任|牵头|配合|承办|参与|落实)(?:单位|部门|科室|处室)(?=.{2,})")
_LEADS = re.compile(r"([√✓✔☑●○◎★☆▲△■□◆◇])[”\"]?\s*(?:为|表示|代表|是|指|[:：—-]+)?\s*(?:牵头|主责|主办|第一责任)")


def department_of(header: str, cells: list[str]) -> str | None:
    """The department that heads a column of signs, or None where the column holds anything else."""
    name = _GROUP.sub("", squeeze(header))
    if not cells or not all(_SIGN.fullmatch(cell.strip()) for cell in cells):
        return None
    return name if looks_like_departments(name) and len(word(name)) >= 2 else None


def lead_sign(texts: list[str]) -> str | None:
    """The sign that a legend gives to the lead (★为牵头科室), where the paper has one."""
    return next((found.group(1) for text in texts if (found := _LEADS.search(text))), None)
