"""Carrying a difference into a framework: accepting all a paper changes makes the framework say the same."""

import random

import pytest

from scoring import actions, totals
from scoring.amending import Amending, settle_scores
from scoring.building import build_framework, declared_total
from scoring.difference import Difference
from scoring.models import Category, Clause, Indicator
from scoring.standing import same_place, standing
from tests.reports.papers import item

pytestmark = pytest.mark.django_db
WORDS = [
    "道德讲堂",
    "志愿服务",
    "文明餐桌",
    "垃圾分类",
    "中心组学习",
    "结对帮扶",
    "无烟单位",
    "职工书屋",
    "廉洁文化",
    "节能降耗",
]
VERBS = ["扎实开展", "深入推进", "建立健全", "每季度组织", "年内完成"]
ENDS = ["并有记录", "形成台账", "覆盖全体职工", "做到有部署有总结", "接受监督"]
OFFICES = ["办公室", "宣传处", "机关党委", "人事处"]


def sentence(chance) -> str:
    return chance.choice(VERBS) + chance.choice(WORDS) + "，" + chance.choice(ENDS) + str(chance.randint(1, 99))


def random_rows(chance) -> list[dict]:
    """Rows as dicts: category, departments, clauses of (text, points)."""
    names = [
        [f"第{n}类"] if chance.random() < 0.7 else [f"第{n}类", f"第{n}类下级"] for n in range(chance.randint(1, 4))
    ]
    return [new_row(chance, chance.choice(names)) for _ in range(chance.randint(2, 12))]


def new_row(chance, path) -> dict:
    clauses = [(sentence(chance), str(chance.randint(1, 4))) for _ in range(chance.randint(1, 3))]
    due = chance.choice([None, ("2022-06-30", "6月30日前"), ("2022-11-30", "11月底前")])
    return {"path": path, "departments": chance.sample(OFFICES, chance.randint(1, 2)), "clauses": clauses, "due": due}


def items_of(rows: list[dict]) -> list[dict]:
    """In the order of the categories, numbered through."""
    order = list(dict.fromkeys(tuple(row["path"]) for row in rows))
    rows = sorted(rows, key=lambda row: order.index(tuple(row["path"])))
    found = []
    for number, row in enumerate(rows, start=1):
        due, due_text = row["due"] or (None, None)
        for text, points in row["clauses"]:
            found.append(
                item(
                    row["path"],
                    str(number),
                    text,
                    points,
                    number,
                    departments=row["departments"],
                    due=due,
                    due_text=due_text,
                )
            )
    for key, one in enumerate(found, start=1):
        one["id"] = key
    return found


def mutated(chance, rows: list[dict]) -> list[dict]:
    rows = [{**row, "clauses": list(row["clauses"])} for row in rows]
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(rows))
        row = rows[at]
        kind = chance.choice(["drop", "add", "reword", "points", "move", "office", "swap", "clause", "join", "due"])
        if kind == "drop" and len(rows) > 1:
            rows.pop(at)
        elif kind == "add":
            rows.insert(at, new_row(chance, chance.choice([row["path"], ["新的一类"]])))
        elif kind == "reword":
            text, points = row["clauses"][0]
            row["clauses"][0] = (f"全面{text}", points)
        elif kind == "points":
            row["clauses"][-1] = (row["clauses"][-1][0], str(chance.randint(1, 9)))
        elif kind == "move":
            row["path"] = chance.choice(rows)["path"]
        elif kind == "office":
            row["departments"] = chance.sample(OFFICES, 2)
        elif kind == "swap":
            other = chance.randrange(len(rows))
            rows[at], rows[other] = rows[other], rows[at]
        elif kind == "clause":
            row["clauses"].append((sentence(chance), "1"))
        elif kind == "join" and len(rows) > 1:
            gone = rows.pop(at)
            rows[at - 1]["clauses"] += gone["clauses"]
        elif kind == "due":
            row["due"] = ("2022-09-30", "9月底前")
    return rows


def built(unit, items):
    return build_framework(
        unit=unit, year=2022, title="体系", issuer="", declared_total=declared_total(items, None), items=items, by=None
    )


def said(framework) -> list:
    return [
        (same_place(one.place), one.indicator.number, one.clause.text, one.clause.points, one.indicator.departments)
        for one in standing(framework)
    ]


@pytest.mark.parametrize("seed", range(60))
def test_accepting_everything_leaves_no_difference(unit, seed):
    chance = random.Random(seed)
    rows = random_rows(chance)
    framework = built(unit, items_of(rows))
    assessment = actions.open_assessment(framework=framework, unit=unit)
    after = items_of(mutated(chance, rows))
    difference = Difference(framework, after, None)
    Amending(difference).carry_out({line.key for line in difference.lines})
    settle_scores(framework)
    assert [line.key for line in Difference(framework, after, None).lines] == []
    assert said(framework) == said(built(unit, after))
    assert totals.differences(assessment) == []
    assert not Indicator.objects.filter(category__framework=framework, clauses=None).exists()
    assert not Category.objects.filter(framework=framework, indicators=None, children=None).exists()


@pytest.mark.parametrize("seed", range(20))
def test_what_is_left_is_offered_again_and_nothing_else(unit, seed):
    chance = random.Random(1000 + seed)
    rows = random_rows(chance)
    framework = built(unit, items_of(rows))
    after = items_of(mutated(chance, rows))
    difference = Difference(framework, after, None)
    keys = {line.key for line in difference.lines if line.kind in ("new", "gone")}
    kept = {one.key: one.clause.text for one in difference.old} if not keys else {}
    Amending(difference).carry_out(keys)
    left = Difference(framework, after, None)
    assert not left.added and not left.gone
    assert {pk: Clause.objects.get(pk=pk).text for pk in kept} == kept


def test_a_paper_that_says_the_same_is_no_difference(unit):
    items = items_of(random_rows(random.Random(7)))
    assert Difference(built(unit, items), items, None).lines == []


def test_rows_joined_and_divided_keep_their_clauses(unit):
    first = items_of(
        [
            {"path": ["甲"], "departments": ["办公室"], "clauses": [("办好道德讲堂", "1")], "due": None},
            {
                "path": ["甲"],
                "departments": ["办公室"],
                "clauses": [("推进垃圾分类", "1"), ("建好职工书屋", "1")],
                "due": None,
            },
        ]
    )
    framework = built(unit, first)
    keys = {clause.text: clause.pk for clause in framework.clauses.all()}
    after = items_of(
        [
            {
                "path": ["甲"],
                "departments": ["办公室"],
                "clauses": [("办好道德讲堂", "1"), ("推进垃圾分类", "1")],
                "due": None,
            },
            {"path": ["甲"], "departments": ["办公室"], "clauses": [("建好职工书屋", "1")], "due": None},
        ]
    )
    difference = Difference(framework, after, None)
    assert [str(change) for line in difference.changed for change in line.changes] == ["所在条：第 2 条 → 第 1 条"]
    Amending(difference).carry_out({line.key for line in difference.lines})
    assert {clause.text: clause.pk for clause in framework.clauses.all()} == keys
    assert [(row.number, row.clauses.count()) for row in Indicator.objects.order_by("order")] == [("1", 2), ("2", 1)]
