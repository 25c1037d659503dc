"""People who get accounts together: what a pasted list or an Excel sheet says about each, and what is still to be said.

A row is never guessed into being right: an unknown department, a word that names no role, an account that is taken
stay as they are and are asked about in the table where they can be mended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from accounts.access import IN_DEPARTMENT, Role
from accounts.actions import NEW
from accounts.models import Department, Membership, Unit, User
from accounts.roster_merging import folded, known_departments
from accounts.sounds import title_sounds
from accounts.typed import cells_of

MOST = 300  # people at once
WORDS = {
    Role.ADMIN: r"(?:系统)?管理员",
    Role.OFFICE: r"(?:文明)?创建办(?:公室)?|文明办(?:公室)?",
    Role.HEAD: r"(?:部门|处室|科室)?(?:主要)?负责人|(?:副)?[处科股部]长|(?:副)?主任",
    Role.CLERK: r"(?:部门)?(?:联络员|联系人|经办人|经办|填报人|干事)",
    Role.LEADER: r"(?:分管|单位|主要)?领导",
    Role.ASSESSOR: r"考评员|考核员",
    Role.AUDITOR: r"审计员|审计",
}
_COLUMNS = {
    "name": r"姓名|名字|人员",
    "department": r".*(?:部门|处室|科室|股室)(?:名称)?",
    "role": r".*(?:角色|权限).*",
    "username": r".*(?:账号|帐号|用户名|登录名).*",
    "phone": r".*(?:电话|手机).*",
}
ORDER = ("name", "department", "role", "username", "phone")  # of a pasted list without headings


@dataclass
class Newcomer:
    """One row as written, and what of it is known to us; `has_account` names who has the account already."""

    name: str = ""
    username: str = ""
    phone: str = ""
    department: str = ""  # the key of a department, "new:" and a name, or nothing
    role: str = ""
    wrong: list[str] = field(default_factory=list)
    is_left_out: bool = False

    def initial(self) -> dict:
        names = ("name", "username", "phone", "department", "role", "is_left_out")
        return {name: getattr(self, name) for name in names}


def role_of(word: str) -> str:
    """The role a word names, or nothing."""
    text = re.sub(r"\s+", "", word)
    for role, pattern in WORDS.items():
        if text == role.label or re.fullmatch(pattern, text):
            return role
    return ""


def rows_of_text(text: str) -> list[dict[str, str]]:
    """A list pasted from Excel or typed: a person a line, cells apart as `cells_of` tells them."""
    lines = [line for line in clean_cells(text) if any(line)]
    if not lines:
        return []
    columns = [_column(cell) for cell in lines[0]]
    if "name" in columns:
        return [dict(zip(columns, line, strict=False)) for line in lines[1:]]
    return [dict(zip(ORDER, line, strict=False)) for line in lines]


def clean_cells(text: str) -> list[list[str]]:
    """The cells of each line."""
    return [cells_of(line) for line in text.replace("\r\n", "\n").split("\n")]


def _column(heading: str) -> str:
    text = re.sub(r"\s+|[(（].*?[)）]", "", heading)
    return next((name for name, pattern in _COLUMNS.items() if re.fullmatch(pattern, text)), "")


def rows_of_reading(reading: dict) -> list[dict[str, str]]:
    """The rows `documents.reading.roster` found in a file, as far as accounts are concerned."""
    kept = {"name": "name", "department": "department", "phone": "phone", "account": "username", "role": "role"}
    return [{ours: row["values"].get(theirs, "") for theirs, ours in kept.items()} for row in reading["rows"]]


def considered(unit: Unit, rows: list[dict[str, str]]) -> list[Newcomer]:
    """Each row held against the unit: its department, its role, an account that is free. A few queries."""
    departments = known_departments(unit)
    here = set(Membership.objects.filter(unit=unit).values_list("user__name", flat=True))
    given = {row.get("username", "") for row in rows}
    wanted = {one for row in rows for one in _accounts(row.get("name", ""))}
    taken = given | set(User.objects.filter(username__in=wanted).values_list("username", flat=True))
    found = []
    for row in rows:
        one = Newcomer(name=re.sub(r"\s+", "", row.get("name", "")), phone=row.get("phone", ""))
        one.department = _department(row.get("department", ""), departments)
        word = row.get("role", "")
        one.role = role_of(word) or (Role.CLERK if one.department and not word else "")
        if word and not one.role:
            one.wrong.append(f"“{word}”不是这里的角色，请选一个。")
        one.username = row.get("username", "") or next(
            (account for account in _accounts(one.name) if account not in taken), ""
        )
        if one.name in here:
            one.is_left_out = True
            one.wrong.append(f"本单位已有叫{one.name}的账号，先不建；确是另一个人就取消勾选。")
        taken.add(one.username)
        found.append(one)
    return found


def _department(text: str, departments: dict[str, Department]) -> str:
    if not text:
        return ""
    known = departments.get(folded(text))
    return str(known.pk) if known else NEW + text


def _accounts(name: str) -> list[str]:
    """Accounts a name may have: its pinyin, and that with a number; none where pinyin is not installed."""
    sounds = title_sounds(name).split()
    base = re.sub(r"[^a-z0-9]", "", sounds[0])[:50] if sounds else ""
    return [base, *(f"{base}{number}" for number in range(2, 21))] if base else []


def needs_department(role: str) -> bool:
    return role in IN_DEPARTMENT
