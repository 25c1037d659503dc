"""The framework library: copies for another year, past versions, the table that leaves and comes back."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import AuditEntry
from documents import child
from scoring import actions, library
from scoring.building import build_framework, declared_total
from scoring.crosswalk import counts
from scoring.models import Clause, ClauseLink, Framework
from scoring.rows import rows_of
from tests import factories
from tests.reports.papers import SCORED, UNSCORED, item

pytestmark = pytest.mark.django_db


def built(unit, items, title="创建“市文明单位”实施方案", year=2022, **fields):
    return build_framework(
        unit=unit,
        year=year,
        title=title,
        issuer="市文明办",
        declared_total=declared_total(items, None),
        items=items,
        by=None,
        **fields,
    )


def said(framework):
    """What a framework says, without the keys of its rows."""
    return [
        (
            row.layer,
            [(heading.name, heading.points) for heading in row.path],
            row.number,
            row.statements,
            row.lead,
            row.departments,
            row.due_on,
            row.due_text,
            row.methods,
            row.materials,
            row.scoring,
        )
        for row in rows_of(framework)
    ]


@pytest.mark.parametrize(("items", "year"), [(SCORED, 2022), (UNSCORED, 2021)], ids=["points", "no points"])
def test_a_framework_leaves_as_a_workbook_and_comes_back_unchanged(unit, tmp_path, items, year):
    framework = built(unit, items, year=year)
    path = tmp_path / library.table_name(framework)
    path.write_bytes(child.set_paper(library.table_of_framework(framework), "xlsx"))
    told = child.read_file(path)
    back = built(unit, told["items"], title=told["title"], year=year)
    assert said(back) == said(framework)
    assert back.declared_total == framework.declared_total
    assert [clause.thresholds for clause in back.clauses.all()] == [
        one["thresholds"] for one in child.read_file(path)["items"]
    ]


def test_a_copy_says_the_same_for_another_year(unit, office):
    framework = built(unit, SCORED, title="2022年创建方案")
    copy = library.copy_to_year(framework=framework, year=2023, by=office)
    assert said(copy) == said(framework)
    assert (copy.title, copy.year, copy.state) == ("2023年创建方案", 2023, "draft")
    assert (copy.replaces, copy.issuer, copy.declared_total) == (framework, "市文明办", framework.declared_total)


def test_copied_days_move_by_the_years_between_and_the_words_stay(unit, office):
    items = [item(["甲"], "1", "办好讲堂", "2", 1, due="2024-02-29", due_text="2月底前")]
    copy = library.copy_to_year(framework=built(unit, items, year=2024), year=2025, by=office)
    row = rows_of(copy)[0]
    assert (row.due_on, row.due_text) == (date(2025, 2, 28), "2月底前")


def test_words_that_name_the_old_year_give_way_to_the_day_in_the_table(unit, office):
    items = [item(["甲"], "1", "办好讲堂", "2", 1, due="2022-08-28", due_text="2022年8月28日前")]
    copy = library.copy_to_year(framework=built(unit, items), year=2023, by=office)
    assert copy.categories.get().indicators.get().due_text == "2022年8月28日前"
    assert (rows_of(copy)[0].due_on, rows_of(copy)[0].due_text) == (date(2023, 8, 28), "")


def test_each_clause_is_linked_to_its_copy(unit, office):
    framework = built(unit, SCORED)
    copy = library.copy_to_year(framework=framework, year=2023, by=office)
    pairs = {(link.one.text, link.other.text) for link in ClauseLink.objects.all()}
    assert pairs == {(clause.text, clause.text) for clause in framework.clauses.all()}
    assert counts(framework) == {copy.pk: len(SCORED)}


def test_a_framework_is_copied_to_a_year_once_while_the_draft_waits(unit, office):
    framework = built(unit, SCORED)
    draft = library.copy_to_year(framework=framework, year=2023, by=office)
    with pytest.raises(ValidationError, match="已经有一份"):
        library.copy_to_year(framework=framework, year=2023, by=office)
    library.publish(framework=draft, by=office)
    again = library.copy_to_year(framework=framework, year=2023, by=office)
    assert (draft.version, again.version) == (1, 2)


@pytest.mark.parametrize(("year", "why"), [(2022, "就是 2022 年"), (1911, "四位数字"), (3000, "四位数字")])
def test_a_year_that_makes_no_sense_is_refused(unit, office, year, why):
    with pytest.raises(ValidationError, match=why):
        library.copy_to_year(framework=built(unit, SCORED), year=year, by=office)


def test_the_past_is_copied_and_what_is_in_use_stays_where_it_is(unit, office):
    framework = built(unit, SCORED)
    assessment = actions.open_assessment(framework=framework, unit=unit, by=office)
    keys = list(framework.clauses.values_list("pk", flat=True))
    past = library.keep_past(framework=framework, by=office)
    assert said(past) == said(framework)
    assert (past.version, past.state, framework.version, framework.replaces) == (1, "past", 2, past)
    assert list(framework.clauses.values_list("pk", flat=True)) == keys
    assert assessment.framework == framework and not past.assessments.exists()


def test_past_versions_stand_in_a_line(unit, office):
    framework = built(unit, SCORED)
    first = library.keep_past(framework=framework, by=office)
    second = library.keep_past(framework=framework, by=office)
    assert (framework.version, framework.replaces, second.replaces, first.replaces) == (3, second, first, None)


def test_only_a_draft_is_put_to_use_or_thrown_away(unit, office):
    framework = built(unit, SCORED)
    draft = library.copy_to_year(framework=framework, year=2023, by=office)
    library.publish(framework=draft, by=office)
    for change in (library.publish, library.drop):
        with pytest.raises(ValidationError, match="草稿|启用过"):
            change(framework=draft, by=office)
    other = library.copy_to_year(framework=framework, year=2024, by=office)
    library.drop(framework=other, by=office)
    assert not Framework.objects.filter(year=2024).exists()
    assert Clause.objects.filter(framework=framework).count() == len(SCORED)


def test_a_draft_somebody_assesses_is_not_thrown_away(unit, office):
    draft = library.copy_to_year(framework=built(unit, SCORED), year=2023, by=office)
    actions.open_assessment(framework=draft, unit=unit, by=office)
    with pytest.raises(ValidationError, match="不能删除"):
        library.drop(framework=draft, by=office)
    assert Framework.objects.filter(pk=draft.pk).exists()


def test_level_and_issuer_are_said_without_touching_the_clauses(unit, office):
    framework = built(unit, SCORED)
    assert library.describe(framework=framework, level="province", issuer=" 省文明委 ", by=office)
    assert not library.describe(framework=framework, level="province", issuer="省文明委", by=office)
    framework.refresh_from_db()
    assert (framework.get_level_display(), framework.issuer) == ("省级", "省文明委")
    line = AuditEntry.objects.get(verb="填写体系来源")
    assert (line.before["级别"], line.after["级别"]) == ("", "省级")


def test_copying_costs_queries_by_categories_not_by_clauses(unit, office, django_assert_max_num_queries):
    rows = [("甲", str(number), ["1"] * 4) for number in range(60)]
    framework = factories.make_framework(unit, rows)
    with django_assert_max_num_queries(21):
        copy = library.copy_to_year(framework=framework, year=2023, by=office)
    assert copy.clauses.count() == 240
    assert copy.clauses.first().points == Decimal(1)
