"""A framework from a file: a superior's, or our own table come back; kept as a draft until somebody puts it to use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Unit, User
from scoring.building import build_framework, declared_total
from scoring.difference import Difference
from scoring.given import check_year, date_items, file_told
from scoring.models import Framework


class SameAlready(ValidationError):
    """The library has a framework that says the very same."""

    def __init__(self, framework: Framework):
        super().__init__(f"这份文件和库里的《{framework}》（{framework.edition}）逐条一致，没有另存一套。")
        self.framework = framework


@dataclass(frozen=True)
class ReadIn:
    """The draft, and what reading it left in doubt, in sentences."""

    framework: Framework
    doubts: list[str]


def read_in(
    *,
    unit: Unit,
    by: User | None,
    chunks: Iterable[bytes],
    name: str,
    year: int | None = None,
    level: str = "",
    issuer: str = "",
) -> ReadIn:
    """Read a file into a draft; SameAlready where the library has it, ValidationError where it cannot be read."""
    with file_told(chunks, name) as (told, _):
        pass
    year = year or told["year"] or timezone.localdate().year
    check_year(year)
    if told["year"] is None:
        date_items(told["items"], year)
    with transaction.atomic():
        known = _same(unit, year, told)
        if known is not None:
            raise SameAlready(known)
        framework = build_framework(
            unit=unit,
            year=year,
            title=(told["title"] or f"{year} 年测评体系")[:200],
            issuer=(issuer or told["issuer"] or "")[:120],
            declared_total=declared_total(told["items"], told["total"]),
            items=told["items"],
            by=by,
        )
        framework.state, framework.level = Framework.State.DRAFT, level
        framework.save(update_fields=["state", "level"])
        audit.record(by=by, verb="读入测评体系", of=framework, after={"文件": name[-200:], "年度": year})
    return ReadIn(framework, [question["message"] for question in told["questions"]])


def _same(unit: Unit, year: int, told: dict) -> Framework | None:
    """A framework of that year in which the file changes nothing."""
    size = len(told["items"])
    for framework in Framework.objects.of_unit(unit).filter(year=year).order_by("-pk"):
        if framework.clauses.count() != size:
            continue
        difference = Difference(framework, told["items"], told["total"])
        if not difference.lines:
            return framework
    return None
