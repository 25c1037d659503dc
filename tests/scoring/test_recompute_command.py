"""`recompute_scores`: what it says, what it mends, how it ends."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from scoring.models import CategoryTotal
from tests.scoring.frameworks import give


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
