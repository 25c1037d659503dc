"""`recompute_scores`: what it says, what it mends, how it ends."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from scoring import totals
from scoring.models import CategoryTotal, Clause, Score
from scoring.ruling import Given, Kind, Rule
from scoring.ruling_actions import settle_rule
from scoring.ruling_awarding import award_by_rule
from scoring.tallies import Tally
from scoring.tree import Tree
from tests.factories import make_framework
from tests.scoring.frameworks import give, say

D = Decimal


def run(*arguments):
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("recompute_scores", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_an_empty_database_has_nothing_to_differ():
    assert run("--check") == (0, "核对了 0 次测评，合计全部一致。\n", "")


def test_figures_kept_by_the_actions_agree(evidenced, clauses):
    give(evidenced, clauses[0], "1.75")
    assert run("--check")[0] == 0


def test_a_check_names_the_difference_and_changes_nothing(evidenced, clauses):
    give(evidenced, clauses[0], "1.75")
    CategoryTotal.objects.filter(category__name="学习宣传教育").update(points=Decimal("2"))
    for _ in range(2):
        code, out, err = run("--check")
        assert code == 1
        assert "学习宣传教育：得分记的是 2，应为 1.75。" in out
        assert "有 1 处不一致" in err


def test_without_check_the_figures_are_mended(evidenced, clauses):
    give(evidenced, clauses[0], "1.75")
    CategoryTotal.objects.update(scored=7)
    code, out, _ = run()
    assert code == 0
    assert "9 处不一致，合计已改正" in out
    assert run("--check")[0] == 0


@pytest.fixture
def scored(evidenced, clauses, office):
    """Given freely 1.75, by rule 2 − 1 × 0.5 = 1.5, not applicable, and nothing."""
    give(evidenced, clauses[0], "1.75", by=office)
    settle_rule(clause=clauses[1], lines=[Rule(Kind.MISSING, amount=D("0.5"), unit="次")], by=office)
    award_by_rule(assessment=evidenced, clause=clauses[1], by=office, given=[Given(count=D(1))])
    say(evidenced, clauses[2], "not_applicable", reason="没有窗口", by=office)
    assert totals.differences(evidenced) == []
    return evidenced


def plant(assessment, change) -> list[str]:
    """What the check says after somebody changed the database behind the house's back, its totals made to fit."""
    change(Score.objects.filter(assessment=assessment))
    tree = Tree(assessment.framework)
    totals.store(assessment, tree, tree.in_order())
    code, out, _ = run("--check")
    assert code == (1 if out.strip() and "全部一致" not in out else 0)
    return out.splitlines()


def with_inputs(rows, **changed):
    row = rows.exclude(inputs={}).get()
    row.inputs |= changed
    row.save()


PLANTS = [
    (lambda rows: rows.filter(points=D("1.75")).update(points=D("2")), "现在是 2 分，操作日志里最后一次是 1.75 分"),
    (lambda rows: rows.filter(points=D("1.75")).update(points=D("2.5")), "得 2.5 分，高于满分 2 分"),
    (lambda rows: rows.filter(points=D("1.75")).delete(), "现在是 未评，操作日志里最后一次是 1.75 分"),
    (lambda rows: rows.filter(points=D("1.5")).update(points=D("2")), "得分记的是 2，按记下的算式应为 1.5"),
    (lambda rows: with_inputs(rows, lines=[{"rule": {"kind": "missing"}, "given": {}}]), "记下的算式读不出来"),
    (lambda rows: with_inputs(rows, lines=[{"rule": {"kind": "nonsense"}, "given": {}}]), "记下的算式读不出来"),
    (lambda rows: rows.filter(points=D("1.75")).update(is_veto=True), "记成了触发一票否决，却没有按规则算过"),
    (lambda rows: rows.filter(points=None).update(state="met"), "这一条按分值打分，不评“达标”“未达标”"),
    (
        lambda rows: rows.filter(points=None).update(state="points", points=D("0")),
        "现在是 0 分，操作日志里最后一次是 不适用",
    ),
    (
        lambda rows: rows.create(
            assessment=rows.first().assessment,
            clause=Clause.objects.filter(scores=None).last(),
            state="points",
            points=1,
        ),
        "现在是 1 分，操作日志里最后一次是 未评",
    ),
    (
        lambda rows: Clause.objects.filter(pk=rows.get(points=D("1.75")).clause_id).update(points=D("1")),
        "得 1.75 分，高于满分 1 分",
    ),
]


@pytest.mark.parametrize(("change", "named"), PLANTS, ids=[str(place) for place in range(len(PLANTS))])
def test_a_score_altered_behind_the_houses_back_is_named_though_its_totals_fit(scored, change, named):
    said = plant(scored, change)
    assert any(named in line for line in said), said
    code, _, err = run()  # totals are mended, a score is not: a person has to look
    assert code == 1
    assert "是得分本身对不上" in err
    assert any(named in line for line in run("--check")[1].splitlines())


@pytest.mark.parametrize("field", Tally.__dataclass_fields__)
def test_each_stored_figure_that_is_off_is_named(scored, field):
    row = CategoryTotal.objects.filter(category__name="思想道德建设").get()
    CategoryTotal.objects.filter(pk=row.pk).update(**{field: getattr(row, field) + 1})
    code, out, _ = run("--check")
    assert (code, len(out.splitlines())) == (1, 1)
    assert "思想道德建设" in out
    assert run()[0] == 0
    assert run("--check")[0] == 0


def test_rows_that_are_missing_or_of_another_framework_are_named_and_mended(scored):
    CategoryTotal.objects.filter(category__name="文明风尚行动").delete()
    foreign = make_framework(scored.unit, year=2031).categories.first()
    CategoryTotal.objects.create(assessment=scored, category=foreign)
    out = run("--check")[1]
    assert "文明风尚行动：没有合计。" in out
    assert "这个类目不属于这次测评，却有合计。" in out
    assert run()[0] == 0
    assert run("--check")[0] == 0


def test_a_score_on_a_clause_of_another_framework_is_named(scored):
    foreign = make_framework(scored.unit, year=2031).clauses.first()
    Score.objects.create(assessment=scored, clause=foreign, state="points", points=1)
    assert "这个得分点不属于这次测评。" in run("--check")[1]
