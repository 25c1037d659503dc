"""The pages on which the office confirms how a framework gives points, and what feeds its figures."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from scoring.models import Assessment, Framework, Layer, Score
from scoring.ruling import Kind
from scoring.rulings import rules_of
from scoring.threshold_actions import make_rows
from scoring.thresholds import Threshold
from tests.factories import make_framework
from tests.scoring.frameworks import add_category, add_clause

D = Decimal


@pytest.fixture
def framework(unit):
    """Three clauses: a sentence that is certain, one without an amount, one without any; and a bonus."""
    framework = make_framework(unit, rows=[("组织领导", "1", ["4", "4", "4"])])
    first, second, _ = framework.clauses.all()
    first.scoring, second.scoring = "每少一次扣1分，扣完为止。", "有一项不达标扣分。"
    first.text, first.thresholds = "志愿服务不少于5次", [{"op": ">=", "value": "5", "unit": "次"}]
    first.save()
    second.save()
    make_rows([first])
    bonus = add_category(framework, "荣誉称号", layer=Layer.BONUS, points=D(10))
    add_clause(bonus, "2021年至2022年，单位获国家级荣誉称号的，每一项加2分；获省部级荣誉称号的，每一项加1分。")
    return framework


def rules(framework):
    return reverse("framework_rules", args=[framework.pk])


def one(framework, clause):
    return reverse("clause_rule", args=[framework.pk, clause.pk])


def test_the_page_lists_what_is_proposed_what_is_unknown_and_what_a_person_decides(enter, office, framework):
    text = enter(office).get(rules(framework)).content.decode()
    assert "每少 1 次扣 1 分" in text
    assert "有一项不达标扣分" in text
    assert "荣誉加分：国家级 2 分、省部级 1 分，每一项都算" in text
    assert "2 个待确认" in text.replace("<em>", "").replace("</em>", "")
    assert 'value="2021-01-01"' in text
    assert "按原文填好了" in text
    only = enter(office).get(rules(framework), {"show": "unknown"}).content.decode()
    assert "每少 1 次扣 1 分" not in only


def test_ticked_proposals_are_confirmed_together(enter, office, framework):
    keys = list(framework.clauses.values_list("pk", flat=True))
    path = reverse("framework_rules_confirm", args=[framework.pk])
    answer = enter(office).post(path, {"clause": [*keys, "abc", "9" * 30]}, follow=True)
    assert "已确认 2 条规则" in answer.content.decode()
    assert rules_of(framework.clauses.first())[0].amount == 1
    assert "没有勾选可以确认的条目" in enter(office).post(path, {}, follow=True).content.decode()


def test_a_line_is_typed_field_by_field_and_taken_away_again(enter, office, framework):
    clause = framework.clauses.all()[2]
    client = enter(office)
    path = one(framework, clause)
    form = client.get(path, {"kind": "occurrence"}).content.decode()
    assert 'name="amount"' in form
    assert 'name="sample"' not in form
    typed = {"do": "add", "amount": "0.5", "per": "1", "unit": "处", "rounding": "exact", "most": ""}
    client.post(f"{path}?kind=occurrence", typed)
    client.post(f"{path}?kind=once", {"do": "add", "amount": "1", "text": "无制度扣1分"})
    assert [line.kind for line in rules_of(clause)] == [Kind.OCCURRENCE, Kind.ONCE]
    client.post(path, {"do": "drop:0"})
    assert [line.kind for line in rules_of(clause)] == [Kind.ONCE]
    client.post(path, {"do": "person"})
    assert [line.kind for line in rules_of(clause)] == [Kind.MANUAL]


def test_a_clause_somebody_was_scored_by_shows_the_way_to_a_revision_instead_of_a_form(enter, office, framework, unit):
    clause = framework.clauses.all()[2]
    framework.state = Framework.State.PUBLISHED
    framework.save()
    Score.objects.create(
        assessment=Assessment.objects.create(framework=framework, unit=unit), clause=clause, state=Score.State.MET
    )
    text = enter(office).get(one(framework, clause), {"kind": "once"}).content.decode()
    assert "请先开始修订" in text
    assert reverse("framework_detail", args=[framework.pk]) in text
    assert 'value="add"' not in text
    other = enter(office).get(one(framework, framework.clauses.all()[1]), {"kind": "once"}).content.decode()
    assert 'value="add"' in other


def test_bands_with_a_gap_are_refused_with_the_figure_and_what_was_typed_stays(enter, office, framework):
    clause = framework.clauses.all()[2]
    typed = {"do": "add", "steps": "81以上 4\n不满80 1", "rounding": "exact"}
    answer = enter(office).post(f"{one(framework, clause)}?kind=bands", typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "80 哪一段都不在" in text
    assert "81以上 4" in text
    assert not rules_of(clause)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("occurrence", {"amount": ""}),
        ("occurrence", {"amount": "abc", "per": "1", "rounding": "exact"}),
        ("occurrence", {"amount": "1", "per": "0", "rounding": "exact"}),
        ("occurrence", {"amount": "1e5", "per": "1", "rounding": "?"}),
        ("sample", {"sample": "99999999999999", "least": "1"}),
        ("sample", {"sample": "3", "least": "4"}),
        ("honours", {"steps": "国家级", "counting": "every"}),
        ("grade_points", {"steps": "A 2\nA 1"}),
        ("shortfall", {"target": "120", "amount": "1", "per": "1", "rounding": "exact"}),
        ("range", {"amount": "0.5", "most": ""}),
    ],
)
def test_what_makes_no_rule_is_refused_where_it_was_typed(enter, office, framework, kind, typed):
    clause = framework.clauses.all()[2]
    answer = enter(office).post(f"{one(framework, clause)}?kind={kind}", {"do": "add"} | typed)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not rules_of(clause)


def test_an_unknown_amount_holds_a_draft_back(enter, office, framework):
    Framework.objects.update(state=Framework.State.DRAFT)
    client = enter(office)
    answer = client.post(reverse("framework_publish", args=[framework.pk]), follow=True)
    assert "没写明扣多少分或加多少分" in answer.content.decode()
    client.post(one(framework, framework.clauses.all()[1]), {"do": "person"})
    client.post(reverse("framework_publish", args=[framework.pk]))
    framework.refresh_from_db()
    assert framework.state == Framework.State.PUBLISHED


def test_the_window_of_honours_and_the_base_are_settings(enter, office, framework):
    client = enter(office)
    category = framework.categories.get(layer=Layer.BONUS)
    path = reverse("framework_window", args=[framework.pk])
    named = {"category": category.pk, f"w{category.pk}-begins_on": "2021-01-01"}
    assert "起止日期要一起填" in client.post(path, named, follow=True).content.decode()
    client.post(path, named | {f"w{category.pk}-ends_on": "2022-12-31"})
    category.refresh_from_db()
    assert (category.begins_on, category.ends_on) == (date(2021, 1, 1), date(2022, 12, 31))
    assert client.post(path, {"category": "9" * 30}).status_code == 404
    client.post(reverse("framework_rescale", args=[framework.pk]), {"rescales": "1"})
    framework.refresh_from_db()
    assert framework.rescales


def test_an_exemption_is_kept_and_taken_back(enter, office, framework):
    clause = framework.clauses.first()
    client = enter(office)
    client.post(one(framework, clause), {"do": "exempt", "exempt": "社区\x00类单位"})
    clause.refresh_from_db()
    assert clause.exemption.text == "社区类单位"
    assert "豁免：社区类单位" in client.get(rules(framework)).content.decode()
    client.post(one(framework, clause), {"do": "exempt", "exempt": ""})
    assert not type(clause.exemption).objects.exists()


def test_proposed_measures_are_confirmed_or_chosen(enter, office, framework):
    client = enter(office)
    page = reverse("framework_thresholds", args=[framework.pk])
    assert "建议：志愿服务活动次数" in client.get(page).content.decode()
    client.post(reverse("framework_thresholds_confirm", args=[framework.pk]), {"do": "all"})
    threshold = Threshold.objects.get()
    assert threshold.measure.name == "志愿服务活动次数"
    typed = {"threshold": threshold.pk, "measure": "", "period": "quarter"}
    client.post(reverse("framework_threshold", args=[framework.pk]), typed)
    threshold.refresh_from_db()
    assert (threshold.measure, threshold.period) == (None, "quarter")
    refusals = {
        "没有这个口径": {"measure": "999999"},
        "没有这种期间": {"period": "never"},
        "人数和要求的数值要一起填": {"small_count": "20"},
        "人数要写成整数": {"small_count": "1e9"},
    }
    for sentence, wrong in refusals.items():
        answer = client.post(reverse("framework_threshold", args=[framework.pk]), typed | wrong, follow=True)
        assert sentence in answer.content.decode()
    assert client.post(reverse("framework_threshold", args=[framework.pk]), {"threshold": "x"}).status_code == 404


def test_who_may_not_edit_reads_and_cannot_post(enter, clerk, framework):
    client = enter(clerk)
    text = client.get(rules(framework)).content.decode()
    assert "确认勾选的建议" not in text
    assert client.get(reverse("framework_thresholds", args=[framework.pk])).status_code == 200
    assert client.get(one(framework, framework.clauses.first())).status_code == 403
    assert client.post(reverse("framework_rescale", args=[framework.pk])).status_code == 403


@pytest.mark.parametrize("door", ["framework_rules", "framework_thresholds"])
def test_the_pages_cost_the_same_for_many_clauses(enter, office, unit, django_assert_max_num_queries, door):
    many = make_framework(unit, rows=[("组织领导", "1", ["1"] * 60)], title="大")
    for clause in many.clauses.all():
        clause.scoring, clause.text = "每少一次扣0.5分", "志愿服务不少于5次"
        clause.thresholds = [{"op": ">=", "value": "5", "unit": "次"}]
        clause.save()
    make_rows(many.clauses.all())
    client = enter(office)
    path = reverse(door, args=[many.pk])
    client.get(path)
    with django_assert_max_num_queries(15):
        client.get(path)
