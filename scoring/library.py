"""The library of frameworks: copied to another year, kept as they were before a change, put to use, described."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError

from accounts import audit
from accounts.models import User
from documents.model import Attachment, Paper
from files.names import safe_name
from scoring import crosswalk
from scoring.clause_materials import copy_materials
from scoring.given import check_year
from scoring.models import Category, Clause, Framework, Indicator
from scoring.rows import rows_of
from scoring.rulings import check_amounts, copy_along
from scoring.table import needs_year, table_of
from scoring.tree import Tree

State = Framework.State
Pairs = list[tuple[Clause, Clause]]


def next_version(framework: Framework, year: int, title: str) -> int:
    rows = Framework.objects.filter(unit=framework.unit_id, year=year, title=title)
    return (rows.aggregate(last=Max("version"))["last"] or 0) + 1


def _lock(framework: Framework) -> None:
    framework.refresh_from_db(from_queryset=Framework.objects.select_for_update(of=("self",)))


def moved(day: date | None, years: int) -> date | None:
    """The same day in another year; 29 February becomes the 28th where there is none."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _values(row, *besides: str) -> dict:
    """A row's own columns, to make another one of."""
    skipped = {"id", *besides}
    return {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if one.attname not in skipped}


def copied(source: Framework, *, years: int = 0, **fields) -> tuple[Framework, Pairs]:
    """A framework with the same categories, rows and clauses; and each clause with its copy."""
    framework = Framework.objects.create(**_values(source) | fields)
    tree = Tree(source)
    categories: dict[int, Category] = {}
    for key in tree.in_order():
        row = tree.rows[key]
        own = {"framework": framework, "parent": categories.get(row.parent_id)}
        own |= {"begins_on": moved(row.begins_on, years), "ends_on": moved(row.ends_on, years)}
        categories[key] = Category.objects.create(**_values(row, "framework_id", "parent_id") | own)
    rows = list(Indicator.objects.filter(category__framework=source))
    copies = Indicator.objects.bulk_create(
        Indicator(
            **_values(row, "category_id") | {"due_on": moved(row.due_on, years)}, category=categories[row.category_id]
        )
        for row in rows
    )
    of_row = {row.pk: copy for row, copy in zip(rows, copies, strict=True)}
    clauses = list(source.clauses.all())
    made = Clause.objects.bulk_create(
        Clause(**_values(one, "framework_id", "indicator_id"), framework=framework, indicator=of_row[one.indicator_id])
        for one in clauses
    )
    pairs = list(zip(clauses, made, strict=True))
    copy_along(pairs)
    copy_materials(pairs)
    return framework, pairs


@transaction.atomic
def copy_to_year(*, framework: Framework, year: int, by: User | None) -> Framework:
    """A draft for another year with the same tree, its days moved by the years between, its words as printed.

    Each clause is linked to its copy.
    """
    _lock(framework)
    check_year(year)
    if year == framework.year:
        raise ValidationError(f"这套体系就是 {year} 年的，请写另一个年度。")
    waiting = Framework.objects.filter(replaces=framework, year=year, state=State.DRAFT).first()
    if waiting is not None:
        raise ValidationError(f"{year} 年已经有一份由它复制的草稿：{waiting}。")
    title = framework.title.replace(str(framework.year), str(year))[:200]
    copy, pairs = copied(
        framework,
        years=year - framework.year,
        title=title,
        year=year,
        version=next_version(framework, year, title),
        state=State.DRAFT,
        replaces_id=framework.pk,
    )
    crosswalk.link_copies(pairs, by)
    audit.record(by=by, verb="复制测评体系", of=copy, after={"来自": framework.edition, "年度": year})
    return copy


@transaction.atomic
def keep_past(*, framework: Framework, by: User | None) -> Framework:
    """Keep how a framework reads now as its past version, and count the one in use on; the past one.

    What stands on the framework (scores, citations, tasks) stays where it is: the past is what is copied.
    """
    _lock(framework)
    past, pairs = copied(framework, state=State.PAST)
    crosswalk.link_copies(pairs, by)
    framework.replaces = past
    framework.version = next_version(framework, framework.year, framework.title)
    framework.save(update_fields=["replaces", "version"])
    return past


@transaction.atomic
def publish(*, framework: Framework, by: User | None) -> None:
    """Put a draft to use."""
    _lock(framework)
    if framework.state != State.DRAFT:
        raise ValidationError("只有草稿可以启用。")
    if framework.is_revision:
        raise ValidationError("这是修订稿，请先看它影响到谁，再从那一页启用。")
    check_amounts(framework)
    framework.state = State.PUBLISHED
    framework.save(update_fields=["state"])
    audit.record(by=by, verb="启用测评体系", of=framework, after={"版本": framework.edition})


@transaction.atomic
def drop(*, framework: Framework, by: User | None) -> None:
    """Throw a draft away."""
    _lock(framework)
    if framework.state != State.DRAFT:
        raise ValidationError("只有草稿可以删除；启用过的体系要留着。")
    audit.record(by=by, verb="删除体系草稿", of=framework, before={"版本": framework.edition})
    try:
        framework.delete()
    except ProtectedError:
        raise ValidationError("已经有方案或自评用了这份草稿，不能删除。") from None


@transaction.atomic
def describe(*, framework: Framework, level: str, issuer: str, by: User | None) -> bool:
    """Say who issued a framework and at which level; False when that stands already. Its clauses are not touched."""
    _lock(framework)
    before = {"级别": framework.get_level_display(), "发文单位": framework.issuer}
    framework.level, framework.issuer = level, issuer.strip()
    after = {"级别": framework.get_level_display(), "发文单位": framework.issuer}
    if before == after:
        return False
    framework.save(update_fields=["level", "issuer"])
    audit.record(by=by, verb="填写体系来源", of=framework, before=before, after=after)
    return True


def table_of_framework(framework: Framework) -> Paper:
    """A framework in the layout of a breakdown table, as a paper; read back it says the same."""
    rows = rows_of(framework)
    title = framework.title
    if needs_year(rows) and str(framework.year) not in title:
        title = f"{title}（{framework.year}年度）"
    return Paper(attachments=[Attachment(title=title, blocks=[table_of(rows)], landscape=True)])


def table_name(framework: Framework) -> str:
    version = "" if framework.version == 1 else f"第{framework.version}版"
    return safe_name(f"{framework.title}{framework.year}年度{version}", ".xlsx")
