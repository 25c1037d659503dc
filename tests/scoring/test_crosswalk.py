"""Linking the clauses of two frameworks: by hand, by suggestion, all that is sure at once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit import AuditEntry
from documents.bigrams import Nearest, bare, likeness
from scoring import crosswalk
from scoring.crosswalk import Crosswalk
from scoring.models import Clause, ClauseLink
from tests import factories

OURS = ["组织中心组学习不少于4次", "建好道德讲堂，每季度开讲一次", "推进垃圾分类工作"]
THEIRS = ["建好用好道德讲堂，每季度开讲一次", "党委中心组学习每年不少于4次", "加强网络文明建设"]


def framework_of(unit, texts, year=2022):
    framework = factories.make_framework(unit, [("类目", "1", ["1"] * len(texts))], year=year)
    for clause, text in zip(framework.clauses.all(), texts, strict=True):
        clause.text = text
        clause.save()
    return framework


@pytest.fixture
def ours(unit):
    return framework_of(unit, OURS)


@pytest.fixture
def theirs(unit):
    return framework_of(unit, THEIRS, year=2021)


def clause(framework, at):
    return list(framework.clauses.all())[at]


def test_likeness_is_by_words_not_by_signs_and_widths():
    assert likeness("学习 不少于４次。", "学习不少于4次") == 1
    assert likeness("学习", "讲堂") == 0
    assert bare("Ⅶ-1（二）") == bare("Ⅶ－１(二)")
    assert likeness("学", "学") == likeness("", "") == 1


def test_the_nearest_texts_come_first_and_the_far_ones_not_at_all():
    nearest = Nearest(dict(enumerate(THEIRS)))
    found = nearest.to(OURS[1], least=0.3)
    assert [key for key, _ in found] == [0]
    assert found[0][1] > 0.75
    assert nearest.to("完全无关", least=0.1) == []


def test_equally_near_texts_stand_in_their_own_order():
    nearest = Nearest({"b": "道德讲堂", "a": "道德讲堂"})
    assert [key for key, _ in nearest.to("道德讲堂")] == ["b", "a"]


def test_each_clause_is_offered_what_is_most_like_it(ours, theirs):
    lines = Crosswalk(ours, theirs).lines(ours.clauses.all())
    best = [line.suggestions[0].clause.text if line.suggestions else None for line in lines]
    assert best == [THEIRS[1], THEIRS[0], None]


def test_a_link_is_seen_from_both_sides_and_made_once(ours, theirs, office):
    one, other = clause(ours, 0), clause(theirs, 1)
    crosswalk.link(clause=one, other=other, by=office)
    crosswalk.link(clause=other, other=one, by=office)
    assert ClauseLink.objects.count() == 1
    assert Crosswalk(ours, theirs).lines([one])[0].linked == [other]
    assert Crosswalk(theirs, ours).lines([other])[0].linked == [one]
    assert crosswalk.counts(ours) == {theirs.pk: 1} and crosswalk.counts(theirs) == {ours.pk: 1}
    assert AuditEntry.objects.filter(verb="对照得分点").count() == 1


def test_the_database_keeps_a_pair_once_in_whatever_order(ours, theirs):
    first, second = sorted((clause(ours, 0), clause(theirs, 0)), key=lambda one: one.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClauseLink.objects.create(one=second, other=first)


def test_what_was_rejected_is_not_suggested_again(ours, theirs, office):
    one = clause(ours, 0)
    crosswalk.reject(clause=one, other=clause(theirs, 1), by=office)
    assert Crosswalk(ours, theirs).suggestions(one) == []
    assert crosswalk.counts(ours) == {}


def test_a_rejected_link_can_be_taken_up_after_all(ours, theirs, office):
    one, other = clause(ours, 0), clause(theirs, 1)
    crosswalk.reject(clause=one, other=other, by=office)
    crosswalk.link(clause=one, other=other, by=office)
    assert Crosswalk(ours, theirs).lines([one])[0].linked == [other]


def test_what_is_linked_is_not_suggested_for_another(ours, theirs, office):
    crosswalk.link(clause=clause(ours, 2), other=clause(theirs, 0), by=office)
    assert Crosswalk(ours, theirs).suggestions(clause(ours, 1)) == []


def test_all_that_is_sure_is_linked_at_once_and_each_clause_once(unit, theirs, office):
    ours = framework_of(unit, [THEIRS[0], THEIRS[0] + "。", "别的事"])
    assert crosswalk.accept_sure(framework=ours, other=theirs, by=office) == 1
    assert ClauseLink.objects.get().is_rejected is False
    assert crosswalk.accept_sure(framework=ours, other=theirs, by=office) == 0


def test_clauses_of_one_framework_are_not_linked(ours, office):
    with pytest.raises(ValidationError, match="两套不同"):
        crosswalk.link(clause=clause(ours, 0), other=clause(ours, 1), by=office)


def test_clauses_of_another_unit_are_not_linked(ours, office):
    foreign = framework_of(factories.make_unit("other", "外单位"), THEIRS)
    with pytest.raises(ValidationError, match="本单位"):
        crosswalk.link(clause=clause(ours, 0), other=clause(foreign, 0), by=office)


def test_two_frameworks_cost_two_queries_however_large(unit, django_assert_num_queries):
    for size in (3, 60):
        one, other = (framework_of(unit, [f"要求{year}之{n}" for n in range(size)], year) for year in (2021, 2022))
        clauses = list(one.clauses.all())
        with django_assert_num_queries(2):
            Crosswalk(one, other).lines(clauses)
    assert Clause.objects.count() == 126
