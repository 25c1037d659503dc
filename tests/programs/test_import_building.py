"""A framework out of items: rows, the tree of categories, and which category declares the points."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from programs.breakdown import short_title
from programs.fingerprint import fingerprint
from scoring.building import build_framework, declared_points, declared_total, rows_of
from scoring.models import Framework


def item(text="开展志愿服务", path=("甲",), points=None, worth=None, **more):
    return {
        "layer": "basic",
        "path": list(path),
        "category_points": worth,
        "number": None,
        "text": text,
        "points": points,
        "departments": [],
        "lead": None,
        "due": None,
        "due_text": None,
        "thresholds": [],
        "methods": [],
        "materials": None,
        "scoring": None,
        "where": "",
    } | more


def test_neighbours_of_one_printed_row_belong_together():
    rows = rows_of([item("一", row=1), item("二", row=1), item("三", row=2)])
    assert [len(row) for row in rows] == [2, 1]


def test_without_rows_the_number_tells_what_belongs_together():
    rows = rows_of([item(number="1"), item(number="1"), item(number="2"), item(), item()])
    assert [len(row) for row in rows] == [2, 1, 1, 1]


def test_a_row_does_not_reach_over_a_category():
    assert len(rows_of([item(row=1), item(path=("乙",), row=1)])) == 2


def test_the_innermost_category_declares_the_points():
    items = [item(path=("大", "小"), points="2", worth="4"), item(path=("大", "小"), points="2", worth="4")]
    assert declared_points(items) == {("basic", ("大", "小")): Decimal(4)}


def test_sisters_that_reach_a_figure_only_together_share_their_parents_points():
    items = [item(path=("大", "甲"), points="4", worth="10"), item(path=("大", "乙"), points="6", worth="10")]
    assert declared_points(items) == {("basic", ("大",)): Decimal(10)}


def test_sisters_that_each_reach_the_same_figure_have_it_each():
    items = [item(path=("大", "甲"), points="5", worth="5"), item(path=("大", "乙"), points="5", worth="5")]
    assert declared_points(items) == {("basic", ("大", "甲")): Decimal(5), ("basic", ("大", "乙")): Decimal(5)}


def test_the_total_is_printed_or_the_sum_of_the_declared_categories():
    items = [item(worth="4"), item(path=("乙",), worth="6"), item(path=("加",), worth="10", layer="bonus")]
    assert declared_total(items, None) == Decimal(10)
    assert declared_total(items, "100") == Decimal(100)
    assert declared_total([item()], None) is None


@pytest.mark.django_db
def test_a_framework_is_built_with_everything_the_items_say(unit):
    items = [
        item("一", path=("大", "甲"), points="1.5", worth="3", row=1, departments=["宣传处"], due="2022-08-28"),
        item("二", path=("大", "甲"), points="1.5", worth="3", row=1, departments=["办公室"], due_text="8月28日"),
        item("三", path=(), layer="negative", materials="佐证", scoring="每次扣1分", methods=["材料审核"]),
    ]
    framework = build_framework(
        unit=unit, year=2022, title="体系", issuer="", declared_total=Decimal(3), items=items, by=None
    )
    outer, inner, negative = framework.categories.all()
    assert (inner.parent, inner.points, outer.points) == (outer, Decimal(3), None)
    assert (negative.name, negative.layer, negative.parent) == ("负面清单", "negative", None)
    assert inner.indicators.get().departments == ["宣传处", "办公室"]
    last = framework.clauses.last()
    assert (last.materials, last.scoring, last.methods, last.points) == ("佐证", "每次扣1分", ["材料审核"], None)
    assert [clause.order for clause in framework.clauses.all()] == [1, 2, 3]


@pytest.mark.django_db
def test_the_same_title_again_is_the_next_version(unit):
    for version in (1, 2):
        framework = build_framework(
            unit=unit, year=2022, title="体系", issuer="", declared_total=None, items=[item()], by=None
        )
        assert framework.version == version


@pytest.mark.django_db
def test_points_that_are_none_build_nothing(unit):
    with pytest.raises(ValidationError):
        build_framework(
            unit=unit, year=2022, title="体系", issuer="", declared_total=None, items=[item(points="二")], by=None
        )
    assert not Framework.objects.exists()


@pytest.mark.django_db
def test_what_is_longer_than_its_column_is_cut_with_a_mark(unit):
    long = item(path=("长" * 300,), number="1" * 40, where="x" * 200)
    framework = build_framework(
        unit=unit, year=2022, title="体系", issuer="", declared_total=None, items=[long], by=None
    )
    assert framework.categories.get().name == "长" * 199 + "…"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("开展志愿服务。每季度一次。", "开展志愿服务"),
        ("开展志愿服务；参加人数不少于50人", "开展志愿服务"),
        ("。；", "。；"),
        (
            "坚持用党的创新理论武装头脑，认真落实第一议题制度和中心组学习制度，抓好青年理论学习小组建设工作",
            "坚持用党的创新理论武装头脑，认真落实第一议题制度和中心组学习制度…",
        ),
        ("长" * 60, "长" * 40 + "…"),
    ],
)
def test_a_title_is_the_first_sentence_cut_at_a_border(text, title):
    assert short_title(text) == title


def test_white_space_width_and_labels_do_not_change_the_fingerprint():
    one = {"items": [item("开展“志愿服务”，每季度（1次）", number="1", where="表1")]}
    other = {"items": [item("开展 “志愿服务”,\n每季度(1次)", number="一", where="第3行")]}
    assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize("change", [{"text": "别的"}, {"points": "2"}, {"departments": ["办公室"]}, {"layer": "bonus"}])
def test_what_the_paper_says_changes_the_fingerprint(change):
    assert fingerprint({"items": [item() | change]}) != fingerprint({"items": [item()]})
