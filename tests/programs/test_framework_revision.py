"""The pages of a framework's revision: what it changes, whom it touches, and what putting it to use does."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.notices import Notice
from programs.models import Task
from scoring import actions, revising
from scoring.models import Framework, Score
from tests import factories
from tests.scoring.frameworks import give, proven


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def assessment(plan, unit, office):
    assessment = actions.open_assessment(framework=plan.framework, unit=unit, by=office)
    proven(assessment, plan.framework.clauses.all(), by=office)
    return assessment


@pytest.fixture
def task(plan, department):
    return factories.make_task(plan, department, title="开展理论学习")


@pytest.fixture
def draft(plan, office, enter):
    answer = enter(office).post(f"/frameworks/{plan.framework_id}/revise/")
    draft = Framework.objects.get(state="draft")
    assert answer.url == f"/frameworks/{draft.pk}/revision/"
    return draft


def change(client, draft, clause, **fields):
    new = draft.clauses.get(origin=clause)
    facts = {"text": new.text, "points": "2", "scoring": "", "materials": "", "needs_evidence": "on"} | fields
    return client.post(f"/frameworks/{draft.pk}/clauses/{new.pk}/", facts)


def test_the_page_names_scores_tasks_and_departments_before_anything_changes(enter, office, draft, assessment, task):
    clause = assessment.framework.clauses.first()
    give(assessment, clause, "2", by=office)
    client = enter(office)
    assert change(client, draft, clause, points="1.5").status_code == 302
    page = client.get(f"/frameworks/{draft.pk}/revision/").content.decode()
    assert "分值：<del>2</del> <ins>1.5</ins>" in page
    assert "自评 2 分：<b>退回未评</b>" in page
    assert "开展理论学习</a>（宣传处）" in page
    clause.refresh_from_db()
    assert clause.points == 2


def test_putting_it_to_use_moves_scores_and_tells_the_departments(enter, office, clerk, draft, assessment, task):
    clauses = list(assessment.framework.clauses.all())
    for clause in clauses:
        give(assessment, clause, "1", by=office)
    client = enter(office)
    change(client, draft, clauses[0], text="换了说法的要求", points="1.5")
    answer = client.post(f"/frameworks/{draft.pk}/use/", follow=True)
    assert "1 个得分标为“依据已变化”" in answer.content.decode()
    assert [bool(row.doubt) for row in Score.objects.order_by("clause")] == [True, False]
    told = Notice.objects.get(user=clerk)
    assert "1 个得分点改了" in told.text
    page = client.get(f"/scores/{assessment.pk}/{clauses[0].pk}/").content.decode()
    assert "依据已变化：2022 年第 2 版改了这一条" in page
    assert Task.objects.get().clauses.count() == 2


def test_a_clause_of_a_framework_in_use_leads_to_its_revision(enter, office, plan):
    clause = plan.framework.clauses.first()
    answer = enter(office).post(f"/frameworks/{plan.framework_id}/clauses/{clause.pk}/", {"text": "改"}, follow=True)
    assert "在用的体系不能直接改" in answer.content.decode()
    clause.refresh_from_db()
    assert clause.text != "改"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": " "}, "得分点的内容不能空着"),
        ({"text": "长" * 5001}, "内容最多 5000 字"),
        ({"points": "两分"}, "分值要写成数字"),
        ({"points": "1.234"}, "最多两位小数"),
        ({"points": "-1"}, "0 到 99999.99"),
    ],
)
def test_a_wrong_clause_is_told_with_what_was_typed(enter, office, draft, plan, given, sentence):
    answer = change(enter(office), draft, plan.framework.clauses.first(), **({"scoring": "每少一次扣0.5分"} | given))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "每少一次扣0.5分" in answer.content.decode()


def test_only_the_office_revises_and_a_stranger_finds_nothing(enter, clerk, stranger, plan, draft):
    assert enter(clerk).post(f"/frameworks/{plan.framework_id}/revise/").status_code == 403
    assert enter(stranger).post(f"/frameworks/{plan.framework_id}/revise/").status_code == 404
    assert enter(stranger).get(f"/frameworks/{draft.pk}/revision/").status_code == 404
    assert enter(stranger).post(f"/frameworks/{draft.pk}/use/").status_code == 404


def test_a_closed_assessment_is_told_on_the_page(enter, office, draft, assessment):
    change(enter(office), draft, assessment.framework.clauses.first(), points="1")
    actions.close(assessment=assessment, by=office)
    client = enter(office)
    assert "自评已经定稿" in client.get(f"/frameworks/{draft.pk}/revision/").content.decode()
    answer = client.post(f"/frameworks/{draft.pk}/use/", follow=True)
    assert "自评已经定稿" in answer.content.decode()


def test_the_page_costs_the_same_queries_however_much_is_changed(enter, office, unit, department):
    counts = []
    for year, number in ((2023, 3), (2024, 40)):
        rows = [(f"类目{place % 3}", str(place), ["1"]) for place in range(number)]
        plan = factories.make_plan(unit, factories.make_framework(unit, rows=rows, year=year), year=year)
        for clause in plan.framework.clauses.all():
            factories.make_task(plan, department, clauses=[clause])
        draft = revising.begin(framework=plan.framework, by=office)
        for clause in draft.clauses.all():
            revising.edit_clause(clause=clause, by=office, points=Decimal("0.5"))
        client = enter(office)
        client.get("/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/frameworks/{draft.pk}/revision/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
