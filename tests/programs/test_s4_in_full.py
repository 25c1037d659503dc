"""S4 from its paper to the published total: 50 clauses, 100 points, bonus cap 10, item 16 with its exception."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.roster import Person
from evidence.levels import Level
from evidence.models import Record
from evidence.participation import Participation
from evidence.particulars import Honour
from scoring import actions, totals
from scoring.layers import whole_of
from scoring.models import Assessment, Layer
from scoring.ruling_actions import confirm_proposals, set_window
from scoring.ruling_panel import panel_of
from scoring.ruling_proposals import window_in
from scoring.sheet import Sheet
from scoring.suggesting import checks_of
from scoring.threshold_actions import confirm_bindings, renew_rows
from scoring.thresholds import Threshold
from tests import factories
from tests.programs.importers import imported
from tests.scoring.frameworks import give, proven
from tests.scoring.test_thresholds import SIXTEEN
from tests.seeds import BESIDE, OWN, REAL

D = Decimal
NAME = "S4-hunan-2022" if BESIDE.exists() else "own-scored"
# What each clause is given, category by category, and what that comes to.
GIVEN = [
    ("2 2 2 2 1.5 1", "10.5", 12),  # 4 × 2 + 1.5 + 1
    ("2 2 2 2 2", "10", 10),  # 5 × 2
    ("2 1.5 2", "5.5", 6),  # 2 × 2 + 1.5
    ("2 2 0 1 2", "7", 10),  # 3 × 2 + 0 + 1
    ("2 2 2 2 2 1.5 2 2", "15.5", 16),  # 7 × 2 + 1.5, the last is item 16
    ("2 2 2 1.5 1.5 1", "10", 12),  # 3 × 2 + 2 × 1.5 + 1
    ("2 2 2 0.5", "6.5", 8),  # 3 × 2 + 0.5
    ("2 2 2 2 2", "10", 10),  # 5 × 2
    ("2 2 2 2 2 2 1.5 1", "14.5", 16),  # 6 × 2 + 1.5 + 1
]  # 10.5 + 10 + 5.5 + 7 + 15.5 + 10 + 6.5 + 10 + 14.5 = 89.5


@pytest.fixture
def s4(unit, office, department, tmp_path):
    """The paper read and confirmed, its rules and figures confirmed as proposed."""
    seed = next(one for one in [*REAL, *OWN] if one.name == NAME)
    plan = imported(unit, seed.file(tmp_path), by=office, year=2022)
    framework = plan.framework
    sixteen = framework.clauses.get(indicator__number__in=["16", "16."])
    if NAME == "own-scored":  # our own paper asks less of its sixteenth row
        sixteen.text = SIXTEEN
        sixteen.thresholds = [{"op": ">=", "value": value, "unit": "%"} for value in ("50", "80", "85")]
        sixteen.save()
        renew_rows(sixteen)
    keys = framework.clauses.values_list("pk", flat=True)
    confirm_proposals(framework=framework, clauses=keys, by=office)
    rows = Threshold.objects.filter(clause__framework=framework).values_list("pk", flat=True)
    confirm_bindings(framework=framework, thresholds=rows, by=office)
    assessment = Assessment.objects.own().get(framework=framework)
    proven(assessment, framework.clauses.all(), by=office)
    return assessment


def basic(assessment):
    return [line.clause for line in Sheet(assessment).lines if line.offer.layer == Layer.BASIC]


def bonus(assessment):
    (line,) = [line for line in Sheet(assessment).lines if line.offer.layer == Layer.BONUS]
    return line


def sixteen_of(assessment):
    return next(line for line in Sheet(assessment).lines if line.number.rstrip(".") == "16")


def people(unit, *, others, members, registered_others, registered_members):
    """A roster of so many with and without the party, of whom so many are registered volunteers."""
    made = []
    for is_member, count, registered in ((True, members, registered_members), (False, others, registered_others)):
        for number in range(count):
            is_in = number < registered
            made.append(
                Person.objects.create(
                    unit=unit,
                    name=f"{'党员' if is_member else '职工'}{number}",
                    is_party_member=is_member,
                    is_volunteer=is_in,
                    volunteer_on=date(2021, 3, 5) if is_in else None,
                )
            )
    return made


def took_part(unit, department, persons):
    record = factories.make_record(
        unit, department, "学雷锋志愿服务", state=Record.State.ACCEPTED, begins_on=date(2022, 3, 5)
    )
    Participation.objects.bulk_create(Participation(record=record, person=person) for person in persons)


def honour(unit, department, level, day):
    fields = {"kind": Record.Kind.HONOUR, "title": f"{Level(level).label}荣誉", "year": day.year, "begins_on": day}
    record = Record.objects.create(unit=unit, department=department, state=Record.State.ACCEPTED, **fields)
    Honour.objects.create(record=record, level=level, issuer="评选机关")
    return record


def test_the_paper_comes_to_fifty_clauses_and_a_hundred_points(s4):
    figures = totals.stored(s4)
    clauses = basic(s4)
    assert (len(clauses), sum(clause.points for clause in clauses)) == (50, 100)
    assert len({clause.indicator_id for clause in clauses}) == 31
    blocks = [block for block in Sheet(s4).blocks if block.totals.category.layer == Layer.BASIC]
    assert [block.totals.tally.maximum for block in blocks] == [most for _, _, most in GIVEN]
    assert figures.layer(Layer.BONUS).cap == 10


def test_fifty_clauses_and_the_honours_come_to_the_published_total(enter, s4, unit, department, office):
    client = enter(office)
    points = [value for values, _, _ in GIVEN for value in values.split()]
    for clause, value in zip(basic(s4), points, strict=True):
        give(s4, clause, value, by=office, reason="按材料打分")
    line = bonus(s4)
    window = window_in(line.clause.text)
    if NAME != "own-scored":
        assert window == (date(2021, 1, 1), date(2022, 12, 31))
    category = line.clause.indicator.category
    set_window(category=category, begins_on=date(2021, 1, 1), ends_on=date(2022, 12, 31), by=office)
    given = [
        honour(unit, department, "national", date(2021, 6, 1)),
        honour(unit, department, "national", date(2022, 6, 1)),
        honour(unit, department, "national", date(2020, 12, 31)),  # a day before the window
        honour(unit, department, "provincial", date(2021, 1, 1)),
        honour(unit, department, "provincial", date(2022, 12, 31)),
        honour(unit, department, "municipal", date(2022, 5, 1)),  # a level the rule does not name
    ]
    # 2 × 2 + 2 × 1 = 6; 89.5 + 6 = 95.5
    assert by_honours(client, s4, given, office) == 6
    assert published(s4) == (D("95.5"), "基本分 89.5 + 加分 6（上限 10） = 95.5")
    more = [honour(unit, department, "national", date(2022, month, 1)) for month in (7, 8, 9)]
    # 5 × 2 + 2 × 1 = 12, at most 10; 89.5 + 10 = 99.5
    assert by_honours(client, s4, [*given, *more], office) == 10
    assert published(s4) == (D("99.5"), "基本分 89.5 + 加分 10（上限 10） = 99.5")
    blocks = [block for block in Sheet(s4).blocks if block.totals.category.layer == Layer.BASIC]
    assert [block.totals.tally.points for block in blocks] == [D(sum_) for _, sum_, _ in GIVEN]
    assert totals.differences(s4) == []


def published(assessment):
    whole = whole_of(totals.stored(assessment), assessment.framework)
    return whole.points, whole.sentence


def by_honours(client, assessment, records, by) -> Decimal:
    """The bonus as its page gives it, with every honour put forward and ticked."""
    clause = bonus(assessment).clause
    for record in records:
        actions.cite(assessment=assessment, clauses=[clause], record=record, by=by)
    told = {"version": str(bonus(assessment).version), "g0-honour": [str(record.pk) for record in records]}
    assert client.post(f"/scores/{assessment.pk}/{clause.pk}/rule/", told).status_code == 302
    return bonus(assessment).score.points


def test_item_sixteen_is_not_met_while_one_of_eighteen_members_is_missing(s4, unit, department):
    # staff 22 + 18 = 40, registered 6 + 17 = 23; of them 20 took part
    persons = people(unit, others=22, members=18, registered_others=6, registered_members=17)
    took_part(unit, department, [person for person in persons if person.is_volunteer][:20])
    clause = sixteen_of(s4).clause
    checks = checks_of(s4, [clause])[clause.pk]
    # 23/40 = 57.5 ≥ 50; 17/18 = 94.44 ≥ 80, but up to twenty members all must be: 100; 20/23 = 86.95 ≥ 85
    assert [check.is_met for check in checks] == [True, False, True]
    assert [check.value for check in checks] == [D("57.5"), D("94.44"), D("86.95")]
    assert "20 人以下要求 100%" in checks[1].sentence
    assert panel_of(s4, sixteen_of(s4), Sheet(s4).tree).suggestion.points is None


def test_item_sixteen_is_suggested_in_full_when_all_three_shares_are_reached(s4, unit, department):
    persons = people(unit, others=22, members=18, registered_others=6, registered_members=18)
    took_part(unit, department, [person for person in persons if person.is_volunteer][:21])
    # 24/40 = 60; 18/18 = 100; 21/24 = 87.5
    panel = panel_of(s4, sixteen_of(s4), Sheet(s4).tree)
    assert panel.suggestion.points == 2
    assert "建议给满分 2 分" in panel.suggestion.sentence


def test_with_more_than_twenty_members_four_in_five_are_enough(s4, unit, department):
    persons = people(unit, others=15, members=25, registered_others=0, registered_members=20)
    took_part(unit, department, [person for person in persons if person.is_volunteer][:17])
    clause = sixteen_of(s4).clause
    # 20/40 = 50; 20/25 = 80; 17/20 = 85: each exactly reached
    checks = checks_of(s4, [clause])[clause.pk]
    assert [(check.value, check.is_met) for check in checks] == [(50, True), (80, True), (85, True)]
