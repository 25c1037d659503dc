"""The page of assessments side by side, and opening another kind from it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring import actions
from scoring.comparison import Comparison
from scoring.models import Assessment
from tests.factories import make_framework
from tests.scoring.frameworks import give, proven, say

Kind = Assessment.Kind
OPEN = {"kind": "superior", "assessed_by": "省文明办", "assessed_on": "2022-11-30", "source_name": "湘文明办31号"}


def path_of(assessment, name="compare/"):
    return f"/scores/{assessment.pk}/{name}"


@pytest.fixture
def review(evidenced, office):
    return actions.open_other(beside=evidenced, kind=Kind.OFFICE, by=office)


def test_values_stand_beside_each_other_with_their_difference(enter, clerk, evidenced, review, clauses):
    give(evidenced, clauses[0], "2")
    give(review, clauses[0], "1.5", reason="缺一次记录")
    give(evidenced, clauses[1], "1")
    give(review, clauses[1], "1")
    page = enter(clerk).get(path_of(evidenced)).content.decode()
    assert '>1.5</a><small class="gap">−0.5</small>' in page
    assert page.count('class="differs"') == 1


def test_only_differences_are_shown_on_request(enter, clerk, evidenced, review, clauses):
    for clause, own, theirs in ((clauses[0], "2", "1.5"), (clauses[1], "1", "1")):
        give(evidenced, clause, own)
        give(review, clause, theirs)
    page = enter(clerk).get(path_of(evidenced) + "?show=different").content.decode()
    assert "要求之1<" in page
    assert "要求之2<" not in page
    assert "只看有差别的<small>1</small>" in page
    assert enter(clerk).get(path_of(evidenced) + "?show=nonsense").status_code == 200


def test_sums_are_compared_only_when_both_are_whole(evidenced, review, clauses):
    for place, clause in enumerate(clauses[:6]):  # the first category: six clauses of two points
        give(evidenced, clause, "2")
        if place:
            give(review, clause, "1.5")
    first = Comparison(evidenced).parts[0]
    assert [one.text for one in first.sums] == ["12 分", "7.5 分"]
    assert first.sums[1].gap_text == ""
    give(review, clauses[0], "1.5")
    assert Comparison(evidenced).parts[0].sums[1].gap_text == "−3"  # 6 × 1.5 = 9; 9 − 12


def test_words_that_differ_are_named(enter, office, worded):
    site = actions.open_other(beside=worded, kind=Kind.SITE, by=office)
    clause = worded.framework.clauses.first()
    say(worded, clause, "met")
    say(site, clause, "unmet")
    page = enter(office).get(path_of(site)).content.decode()
    assert '>未达标</a><small class="gap">不同</small>' in page
    assert "达标 1、部分达标 0、未达标 0、不适用 0" in page


def test_a_superiors_result_is_opened_with_its_document(enter, office, evidenced, clauses):
    file = SimpleUploadedFile("通报.txt", "关于测评结果的通报".encode(), content_type="text/plain")
    answer = enter(office).post(path_of(evidenced, "open/"), OPEN | {"file": file})
    superior = Assessment.objects.get(kind="superior")
    assert answer.url == path_of(superior, "")
    assert superior.source_name == "湘文明办31号.txt"
    page = enter(office).get(path_of(superior, "")).content.decode()
    assert "省文明办" in page
    answer = enter(office).get(path_of(superior, "source/"))
    assert b"".join(answer.streaming_content).decode() == "关于测评结果的通报"
    assert enter(office).get(path_of(evidenced, "source/")).status_code == 404


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"kind": ""}, "请先选一种测评"),
        ({"kind": "nonsense"}, "没有这种测评"),
        ({"assessed_by": ""}, "哪个单位测评"),
        ({"source_name": ""}, "请写明依据哪份文件"),
        ({"assessed_on": "2022-02-30"}, "日期请写成"),
        ({"assessed_on": "2999-01-01"}, "还没有到"),
    ],
)
def test_a_wrong_opening_is_told_with_what_was_typed(enter, office, evidenced, given, sentence):
    answer = enter(office).post(path_of(evidenced, "open/"), OPEN | given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count(sentence) == 1
    assert given.get("assessed_by", "省文明办") in page
    assert Assessment.objects.count() == 1


def test_an_empty_document_is_refused_in_a_sentence(enter, office, evidenced):
    answer = enter(office).post(path_of(evidenced, "open/"), OPEN | {"file": SimpleUploadedFile("空.txt", b"")})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert Assessment.objects.count() == 1


def test_an_assessor_inspects_but_neither_reviews_nor_enters_a_superiors_result(enter, assessor, review, clauses):
    client = enter(assessor)
    assert client.post(path_of(review, "open/"), OPEN).status_code == 422
    assert client.post(path_of(review, "open/"), {"kind": "site"}).status_code == 302
    site = Assessment.objects.get(kind="site")
    answer = client.post(f"/scores/{site.pk}/{clauses[0].pk}/award/", {"version": "0", "choice": "2"})
    assert answer.status_code == 302
    answer = client.post(f"/scores/{review.pk}/{clauses[0].pk}/award/", {"version": "0", "choice": "2"})
    assert answer.status_code == 403
    assert client.post(path_of(review, "name-source/"), {}).status_code == 403
    assert "fieldset disabled" in client.get(f"/scores/{review.pk}/{clauses[0].pk}/").content.decode()


def test_a_review_sees_the_evidence_of_the_self_assessment(enter, office, review, clauses):
    page = enter(office).get(f"/scores/{review.pk}/{clauses[0].pk}/").content.decode()
    assert "引用 1 份档案" in page
    assert "自评引用" in page
    assert "撤下：" not in page


def test_the_clause_page_shows_what_the_other_kinds_gave(enter, office, evidenced, review, clauses):
    give(review, clauses[0], "1.5")
    page = enter(office).get(f"/scores/{evidenced.pk}/{clauses[0].pk}/").content.decode()
    assert f'<dt>复核</dt><dd><a class="link-body-emphasis" href="/scores/{review.pk}/{clauses[0].pk}/">' in page
    assert "1.5 / 2 分</a>" in page


def test_whose_result_it_is_can_be_put_right_while_it_is_open(enter, office, evidenced):
    superior = actions.open_other(
        beside=evidenced, kind=Kind.SUPERIOR, by=office, assessed_by="市文明办", source_name="通报"
    )
    enter(office).post(path_of(superior, "name-source/"), {"assessed_by": "省文明办", "source_name": "31号"})
    superior.refresh_from_db()
    assert (superior.assessed_by, superior.source_name) == ("省文明办", "31号")
    answer = enter(office).post(path_of(superior, "name-source/"), {"assessed_by": ""}, follow=True)
    assert "哪个单位测评" in answer.content.decode()


def test_a_stranger_finds_nothing_of_the_sides(enter, stranger, review):
    client = enter(stranger)
    assert client.get(path_of(review)).status_code == 404
    assert client.post(path_of(review, "open/"), OPEN).status_code == 404
    assert client.get(path_of(review, "why/")).status_code == 404


def test_the_comparison_costs_the_same_queries_with_20_and_200_clauses_and_two_and_five_kinds(enter, office, unit):
    counts = []
    for year, number, kinds in ((2023, 20, [Kind.OFFICE]), (2024, 200, [*Kind][1:5])):
        rows = [(f"类目{place % 9}", str(place), ["1"]) for place in range(number)]
        assessment = actions.open_assessment(framework=make_framework(unit, rows=rows, year=year), unit=unit)
        clauses = list(assessment.framework.clauses.all())
        proven(assessment, clauses)
        source = {"assessed_by": "省文明办", "source_name": "通报"}
        for one in [
            assessment,
            *(actions.open_other(beside=assessment, kind=kind, by=None, **source) for kind in kinds),
        ]:
            for clause in clauses[:: number // 5]:
                give(one, clause, "1")
        client = enter(office)
        client.get("/scores/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path_of(assessment)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15
