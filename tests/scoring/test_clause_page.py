"""The page on which one clause is scored."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.models import Attachment, Record
from files.models import Blob
from scoring import actions
from scoring.models import Citation, Score
from tests.factories import make_department, make_framework, make_record, make_unit
from tests.scoring.frameworks import give, proven, with_bonus


def path_of(assessment, clause, name=""):
    return f"/scores/{assessment.pk}/{clause.pk}/{name}"


@pytest.fixture
def award(enter, assessor, evidenced, clauses):
    """`award(choice="2")` posts the form of the first clause as the assessor."""

    def post(clause=clauses[0], **fields):
        data = {"version": "0", "choice": "", "points": "", "reason": "", "go": "stay"} | fields
        return enter(assessor).post(path_of(evidenced, clause, "award/"), data)

    return post


def text(response):
    return response.content.decode()


def test_a_grade_is_kept_and_the_page_goes_on_to_the_next_clause(award, evidenced, clauses):
    response = award(choice="1.5", reason="差一场", go="next")
    assert response.url == path_of(evidenced, clauses[1])
    score = Score.objects.get()
    assert (score.points, score.reason, score.by.username) == (Decimal("1.5"), "差一场", "assessor")


def test_going_back_keeps_too(award, evidenced, clauses):
    assert award(clauses[1], choice="2", go="before").url == path_of(evidenced, clauses[0])
    assert award(clauses[0], choice="2", go="before").url == path_of(evidenced, clauses[0])
    assert Score.objects.count() == 2


def test_keeping_leads_to_whichever_clause_was_asked_for(enter, office, evidenced, clauses):
    foreign = make_framework(evidenced.unit, year=2030).clauses.first()
    for go, landed in ((clauses[7].pk, clauses[7]), (foreign.pk, clauses[0]), ("9" * 30, clauses[0])):
        said = {"choice": "1.5", "version": "0", "go": go}
        response = enter(office).post(path_of(evidenced, clauses[0], "award/"), said)
        assert response.url == path_of(evidenced, landed)
    assert Score.objects.get().points == Decimal("1.5")


def test_past_the_last_clause_comes_the_sheet(award, evidenced, clauses):
    assert award(clauses[-1], choice="2", go="next").url == f"/scores/{evidenced.pk}/"


def test_points_between_the_grades_are_typed(award):
    award(choice="other", points="1.25")
    assert Score.objects.get().points == Decimal("1.25")
    award(choice="", points="1.2", version="1")
    assert Score.objects.get().points == Decimal("1.2")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"choice": "other", "points": "2.5"}, "这一条最多 2 分，不能打 2.5 分。"),
        ({"choice": "2.01"}, "这一条最多 2 分，不能打 2.01 分。"),
        ({"choice": "other", "points": "两分"}, "分值要写成数字"),
        ({"choice": "other", "points": "1.234"}, "分值最多两位小数。"),
        ({"choice": "other", "points": "-1"}, "分值要在 0 到 99999.99 之间。"),
        ({"choice": "other", "points": ""}, "请填上打多少分。"),
        ({"choice": ""}, "请先选一个分数或结论。"),
        ({"choice": "1", "points": "1.2"}, "选了 1 分，又填了 1.2 分"),
        ({"choice": "not_applicable", "reason": " "}, "评为“不适用”要写明原因。"),
        ({"choice": "met"}, "这一条按分值打分"),
        ({"choice": "nonsense"}, "分值要写成数字"),
        ({"choice": "other", "points": "1" * 30}, "分值要写成数字"),
        ({"choice": "2\x00"}, "分值要写成数字"),
        ({"choice": "2", "version": "nonsense"}, "这一页不完整，请刷新后再打分。"),
        ({"choice": "2", "version": ""}, "这一页不完整，请刷新后再打分。"),
        ({"choice": "2", "reason": "长" * 2001}, "说明最多 2000 字"),
    ],
)
def test_a_wrong_score_is_told_in_one_sentence_with_what_was_typed(award, fields, sentence):
    response = award(**({"reason": "活动少一场"} | fields))
    assert response.status_code == 422
    assert text(response).count(sentence) == 1
    assert fields.get("reason", "活动少一场") in text(response)
    if fields.get("points"):
        assert f'value="{fields["points"]}"' in text(response)
    assert not Score.objects.exists()


def test_without_evidence_the_page_says_what_to_do_first(enter, office, assessment, clauses):
    response = enter(office).post(path_of(assessment, clauses[0], "award/"), {"version": "0", "choice": "2"})
    assert "这一条还没有佐证，不能给分；请先引用一份档案。" in text(response)


def test_what_was_said_about_missing_evidence_goes_with_citing_it(enter, office, assessment, clauses, unit, department):
    record = make_record(unit, department, state="accepted")
    client, path = enter(office), path_of(assessment, clauses[0])
    page = text(client.get(path))
    assert re.search(r'id="award-said">先引用佐证', page)
    assert 'hx-select-oob="#award-said,#award-refused"' in page  # a script puts these two anew
    client.post(path_of(assessment, clauses[0], "cite/"), {"record": record.pk})
    page = text(client.get(path))
    assert re.search(r'<p id="award-said"></p>', page) and re.search(r'id="award-refused">\s*</div>', page)
    Record.objects.filter(pk=record.pk).update(state="returned")
    assert "引用的档案还不算数" in text(client.get(path))
    response = client.post(path_of(assessment, clauses[0], "award/"), {"version": "0", "choice": "2"})
    assert "引用的档案被退回了" in text(response)


def test_what_somebody_else_changed_is_shown_before_it_is_overwritten(award, evidenced, clauses, office):
    give(evidenced, clauses[0], "0.5", by=office)
    response = award(choice="2")
    assert "内容已被他人修改" in text(response)
    assert "周敏" in text(response)
    assert 'name="version" value="1"' in text(response)
    assert award(choice="2", version="1").status_code == 302


def test_the_same_form_sent_twice_scores_once(award):
    assert award(choice="2").status_code == 302
    assert award(choice="2").status_code == 302
    assert Score.objects.get().version == 1


def test_a_scored_clause_shows_its_grade_its_reason_and_its_changes(enter, office, evidenced, clauses):
    give(evidenced, clauses[0], "0.5", by=office)
    give(evidenced, clauses[0], "1.5", by=office, reason="补了签到表")
    page = text(enter(office).get(path_of(evidenced, clauses[0])))
    assert 'value="1.5" checked' in page
    assert "<b>0.5 分 → 1.5 分</b>" in page
    assert "<b>未评 → 0.5 分</b>" in page
    assert "补了签到表" in page


def test_clearing_makes_the_clause_unscored(enter, office, evidenced, clauses):
    give(evidenced, clauses[0], "1")
    response = enter(office).post(path_of(evidenced, clauses[0], "clear/"), follow=True)
    assert "回到未评" in text(response)
    assert not Score.objects.exists()


def test_a_clause_without_points_is_scored_in_words(enter, office, worded):
    clause = worded.framework.clauses.first()
    page = text(enter(office).get(path_of(worded, clause)))
    assert [word in page for word in ("达标", "部分达标", "未达标", "不适用")] == [True] * 4
    assert 'name="points"' not in page
    enter(office).post(path_of(worded, clause, "award/"), {"version": "0", "choice": "partly", "reason": "缺记录"})
    assert Score.objects.get().state == "partly"


def test_a_bonus_clause_asks_for_its_points(enter, office, unit):
    framework = make_framework(unit)
    bonus = with_bonus(framework, cap="10")
    assessment = actions.open_assessment(framework=framework, unit=unit)
    proven(assessment, bonus)
    client = enter(office)
    data = {"version": "0", "choice": "other", "points": "11"}
    assert "“荣誉称号”最多加 10 分" in text(client.post(path_of(assessment, bonus[0], "award/"), data))
    client.post(path_of(assessment, bonus[0], "award/"), data | {"points": "4"})
    assert Score.objects.get().points == 4


def test_records_are_found_cited_and_taken_back(enter, office, assessment, clauses):
    department = make_department(assessment.unit, "机关党委")
    records = [
        make_record(assessment.unit, department, title=title, state=Record.State.ACCEPTED)
        for title in ("清理河滩垃圾", "文明交通劝导")
    ]
    client = enter(office)
    page = text(client.get(path_of(assessment, clauses[0]) + "?find=河滩"))
    assert "清理河滩垃圾" in page
    assert "文明交通劝导" not in page
    response = client.post(
        path_of(assessment, clauses[0], "cite/"), {"record": [record.pk for record in records], "find": "河滩"}
    )
    assert response.url == path_of(assessment, clauses[0]) + "?find=%E6%B2%B3%E6%BB%A9"
    assert Citation.objects.filter(clause=clauses[0]).count() == 2
    client.post(path_of(assessment, clauses[0], "uncite/"), {"record": records[0].pk})
    assert Citation.objects.get().record == records[1]


def test_the_last_evidence_is_not_taken_back_and_the_page_says_why(enter, office, assessment, clauses):
    record = proven(assessment, [clauses[0]])
    give(assessment, clauses[0], "2")
    response = enter(office).post(path_of(assessment, clauses[0], "uncite/"), {"record": record.pk}, follow=True)
    assert "最后一份佐证" in text(response)
    assert Citation.objects.exists()


def test_citing_nothing_is_told(enter, office, assessment, clauses):
    response = enter(office).post(path_of(assessment, clauses[0], "cite/"), follow=True)
    assert "请先勾选要引用的档案。" in text(response)


@pytest.mark.parametrize("name", ["cite/", "uncite/"])
def test_a_record_of_another_unit_is_not_found(enter, office, assessment, clauses, name):
    other = make_unit("other", "外单位")
    record = make_record(other, make_department(other, "办公室"), title="别家的活动")
    client = enter(office)
    assert client.post(path_of(assessment, clauses[0], name), {"record": record.pk}).status_code == 404
    assert "别家的活动" not in text(client.get(path_of(assessment, clauses[0])))


def test_evidence_is_shown_by_slot_with_its_files(enter, office, assessment, clauses):
    record = proven(assessment, [clauses[0]])
    for place, (slot, name) in enumerate([("photo", "合影.jpg"), ("photo", "劳动.jpg"), ("plan", "方案.docx")]):
        blob = Blob.objects.create(sha256=f"{place:064}", size=1, media_type="image/jpeg")
        Attachment.objects.create(record=record, slot=slot, blob=blob, name=name)
    Attachment.objects.create(record=record, slot="press", address="https://example.org/1", outlet="湖南日报")
    page = text(enter(office).get(path_of(assessment, clauses[0])))
    assert "<b>活动图片</b><span>2 张</span>" in page
    assert "<b>计划方案</b><span>1 份</span>" in page
    assert "方案.docx" in page
    assert "湖南日报" in page
    assert "?size=thumb" in page


def test_those_who_may_not_score_see_the_clause_without_buttons(enter, clerk, leader, evidenced, clauses):
    for person in (clerk, leader):
        page = text(enter(person).get(path_of(evidenced, clauses[0])))
        assert "由创建办和考评员打分" in page
        assert "<fieldset disabled>" in page
        assert 'form="award"' not in page
        for name in ("award/", "clear/", "cite/", "uncite/"):
            data = {"version": "0", "choice": "2"}
            assert enter(person).post(path_of(evidenced, clauses[0], name), data).status_code == 403


def test_a_closed_assessment_is_only_read(enter, office, evidenced, clauses):
    give(evidenced, clauses[0], "1")
    actions.close(assessment=evidenced, by=office)
    client = enter(office)
    assert "已定稿，只能看" in text(client.get(path_of(evidenced, clauses[0])))
    response = client.post(path_of(evidenced, clauses[0], "award/"), {"version": "1", "choice": "2"})
    assert "已经定稿" in text(response)
    assert Score.objects.get().points == 1


def test_a_stranger_finds_no_clause_and_changes_nothing(enter, stranger, evidenced, clauses):
    client = enter(stranger)
    assert client.get(path_of(evidenced, clauses[0])).status_code == 404
    for name in ("award/", "clear/", "cite/", "uncite/"):
        data = {"version": "0", "choice": "2"}
        assert client.post(path_of(evidenced, clauses[0], name), data).status_code == 404
    assert not Score.objects.exists()


def test_a_clause_of_another_framework_is_not_found(enter, office, unit, assessment):
    foreign = make_framework(unit, year=2023).clauses.first()
    client = enter(office)
    assert client.get(path_of(assessment, foreign)).status_code == 404
    assert client.post(path_of(assessment, foreign, "award/"), {"version": "0", "choice": "2"}).status_code == 404
    assert client.post(path_of(assessment, foreign, "clear/")).status_code == 404
    assert client.get(f"/scores/{assessment.pk}/{10**30}/").status_code == 404


def test_the_clause_page_costs_the_same_queries_with_20_and_200_clauses(enter, office, unit):
    counts = []
    for year, number in ((2023, 20), (2024, 200)):
        rows = [(f"类目{place % 9}", str(place), ["1"]) for place in range(number)]
        assessment = actions.open_assessment(framework=make_framework(unit, rows=rows, year=year), unit=unit)
        clauses = list(assessment.framework.clauses.all())
        for _ in range(number // 20):
            proven(assessment, clauses)
        for clause in clauses[:: number // 10]:
            give(assessment, clause, "1", by=office)
        client = enter(office)
        client.get("/scores/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path_of(assessment, clauses[0])).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 16
