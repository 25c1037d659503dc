"""A record's way: opened, changed, submitted, returned, accepted; each with its line in the audit log."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.audit import AuditEntry
from accounts.notices import Notice
from evidence import actions
from evidence.models import Record, RecordStep
from scoring.actions import cite, open_assessment
from tests import factories
from tests.evidence.filing import WORDS, activity, kind, quick_picture
from tests.files.shelves import path_of

pytestmark = pytest.mark.django_db


def verbs():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def told(person):
    return list(Notice.objects.filter(user=person).values_list("text", flat=True))


def submitted(department, by):
    return actions.submit(record=activity(department, by, summary=WORDS), by=by)


def test_an_activity_is_opened_as_a_draft_of_its_year(department, other_department, clerk):
    record = activity(
        department, clerk, place="烈士公园", people="机关党员", headcount=32, departments=[other_department]
    )
    record.refresh_from_db()
    assert (record.state, record.year, record.version) == (Record.State.DRAFT, 2022, 1)
    assert (record.activity.place, record.activity.headcount) == ("烈士公园", 32)
    assert list(record.activity.departments.all()) == [other_department]
    assert verbs()[-1] == "新建活动档案"


def test_the_department_that_holds_it_does_not_help_itself(department, clerk):
    assert not activity(department, clerk, departments=[department]).activity.departments.exists()


def test_what_nobody_typed_on_purpose_is_taken_out(department, clerk):
    assert activity(department, clerk, title=" 植绿\x0b\x00\u202e护绿 ").title == "植绿护绿"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends_on": date(2022, 3, 11)}, "结束日期早于开始日期"),
        ({"begins_on": date(1922, 3, 12)}, "活动日期要在"),
        ({"title": "  "}, "题名"),
        ({"title": "长" * 201}, "题名"),
        ({"headcount": -1}, "参加人数"),
        ({"place": "长" * 121}, "地点"),
    ],
)
def test_a_wrong_field_is_refused_in_one_sentence_and_nothing_is_written(department, clerk, fields, sentence):
    with pytest.raises(ValidationError) as problem:
        activity(department, clerk, **fields)
    assert len(problem.value.messages) == 1
    assert sentence in problem.value.messages[0]
    assert not Record.objects.exists()


def test_a_department_of_another_unit_is_refused(department, clerk, stranger):
    foreign = factories.make_department(stranger.memberships.get().unit, "外处")
    with pytest.raises(ValidationError, match="本单位的部门"):
        activity(department, clerk, departments=[foreign])
    with pytest.raises(ValidationError, match="本单位的部门"):
        actions.open_activity(
            unit=department.unit, by=clerk, title="x", kind=kind(), begins_on=date(2022, 1, 1), department=foreign
        )


def test_a_kind_of_another_unit_is_refused(department, clerk, stranger):
    foreign = kind()
    foreign.pk, foreign.unit = None, stranger.memberships.get().unit
    foreign.save()
    with pytest.raises(ValidationError, match="不是本单位"):
        activity(department, clerk, kind=foreign)


def test_a_change_is_written_with_what_was_and_what_is(department, clerk):
    record = activity(department, clerk)
    actions.change_activity(record=record, by=clerk, version=1, title="爱绿护绿", begins_on=date(2021, 12, 30))
    record.refresh_from_db()
    assert (record.title, record.year, record.version) == ("爱绿护绿", 2021, 2)
    line = AuditEntry.objects.first()
    assert line.before == {"题名": "植绿护绿志愿服务", "开始日期": "2022-03-12"}
    assert line.after == {"题名": "爱绿护绿", "开始日期": "2021-12-30"}


def test_fields_that_are_not_named_stay(department, other_department, clerk):
    record = activity(department, clerk, place="公园", summary="总结", departments=[other_department])
    actions.change_activity(record=record, by=clerk, version=1, title="新题名")
    assert (record.summary, record.activity.place) == ("总结", "公园")
    assert list(record.activity.departments.all()) == [other_department]


def test_whoever_saves_over_a_newer_version_is_told(department, clerk, office):
    record = activity(department, clerk)
    stale = Record.objects.get(pk=record.pk)
    actions.change_activity(record=record, by=clerk, version=1, title="先改的")
    with pytest.raises(ValidationError, match="内容已被他人修改"):
        actions.change_activity(record=stale, by=office, version=1, title="后改的")
    stale.refresh_from_db()
    assert stale.title == "先改的"


def test_an_unknown_field_is_a_mistake_of_ours(department, clerk):
    with pytest.raises(TypeError):
        actions.change_activity(record=activity(department, clerk), by=clerk, version=1, state="accepted")


def test_submitting_tells_the_office_and_the_head_of_the_department(department, other_department, clerk, head, office):
    other_head = factories.make_person("head2", "钱处长", department.unit, "head", other_department)
    submitted(department, clerk)
    assert told(office) == told(head) == ["待审核：植绿护绿志愿服务（宣传处）"]
    assert told(other_head) == told(clerk) == []


def test_an_activity_still_to_come_can_be_filed_but_not_submitted(department, clerk):
    record = activity(department, clerk, begins_on=timezone.localdate() + timedelta(days=1), summary=WORDS)
    with pytest.raises(ValidationError, match="还没有举行"):
        actions.submit(record=record, by=clerk)


def test_an_activity_of_today_can_be_submitted(department, clerk):
    record = activity(department, clerk, begins_on=timezone.localdate(), summary=WORDS)
    assert actions.submit(record=record, by=clerk).state == Record.State.SUBMITTED


def test_an_empty_record_is_not_submitted(department, clerk):
    record = activity(department, clerk)
    with pytest.raises(ValidationError, match="还没有任何材料"):
        actions.submit(record=record, by=clerk)
    attachment = actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture())
    actions.withdraw(attachment=attachment, by=clerk)
    with pytest.raises(ValidationError, match="还没有任何材料"):
        actions.submit(record=record, by=clerk)


def test_a_record_is_submitted_once(department, clerk, office):
    record = submitted(department, clerk)
    with pytest.raises(ValidationError, match="待审核"):
        actions.submit(record=record, by=clerk)
    assert len(told(office)) == 1


@pytest.mark.parametrize("state", [Record.State.SUBMITTED, Record.State.ACCEPTED])
def test_what_is_out_of_the_filers_hands_does_not_change(department, clerk, office, state):
    record = activity(department, clerk, summary=WORDS)
    attachment = actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture())
    actions.submit(record=record, by=clerk)
    if state == Record.State.ACCEPTED:
        actions.accept(record=record, by=office)
    for change in (
        lambda: actions.change_activity(record=record, by=office, version=record.version, title="改"),
        lambda: actions.attach(record=record, slot="photo", by=office, blob=quick_picture(1)),
        lambda: actions.withdraw(attachment=attachment, by=office),
    ):
        with pytest.raises(ValidationError, match="先由审核人退回"):
            change()
    assert record.attachments.live().count() == 1


def test_a_return_needs_a_remark(department, clerk, office):
    record = submitted(department, clerk)
    with pytest.raises(ValidationError, match="写明意见"):
        actions.return_(record=record, by=office, remark="  \x00 ")
    record.refresh_from_db()
    assert record.state == Record.State.SUBMITTED


def test_a_return_tells_the_filer_and_keeps_the_remark(department, clerk, office):
    record = submitted(department, clerk)
    actions.return_(record=record, by=office, remark="总结写具体些")
    assert record.state == Record.State.RETURNED
    assert told(clerk) == ["被退回：植绿护绿志愿服务。总结写具体些"]
    assert record.steps.last().remark == "总结写具体些"


def test_a_remark_on_a_file_stands_on_the_file_and_in_the_history(department, clerk, office):
    record = activity(department, clerk, summary=WORDS)
    attachment = actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(), name="合影.jpg")
    actions.submit(record=record, by=clerk)
    actions.return_(record=record, by=office, remark="", file_remarks={attachment.pk: "太模糊", 10**9: "别人的"})
    attachment.refresh_from_db()
    assert attachment.remark == "太模糊"
    assert record.steps.last().remark == "图片“合影.jpg”：太模糊"


def test_a_returned_record_goes_round_again_and_its_history_stays(department, clerk, office):
    record = submitted(department, clerk)
    actions.return_(record=record, by=office, remark="补照片")
    actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture())
    actions.submit(record=record, by=clerk)
    actions.accept(record=record, by=office, remark="很好")
    assert list(record.steps.values_list("verb", "remark")) == [
        (RecordStep.Verb.SUBMITTED, ""),
        (RecordStep.Verb.RETURNED, "补照片"),
        (RecordStep.Verb.SUBMITTED, ""),
        (RecordStep.Verb.ACCEPTED, "很好"),
    ]
    assert len(told(office)) == 2


def test_accepting_settles_the_remarks_on_files(department, clerk, office):
    record = activity(department, clerk)
    attachment = actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture())
    actions.submit(record=record, by=clerk)
    actions.return_(record=record, by=office, remark="", file_remarks={attachment.pk: "太暗"})
    actions.submit(record=record, by=clerk)
    actions.accept(record=record, by=office)
    attachment.refresh_from_db()
    assert attachment.remark == ""


def test_only_what_was_submitted_is_accepted(department, clerk, office):
    with pytest.raises(ValidationError, match="起草中"):
        actions.accept(record=activity(department, clerk), by=office)


def test_an_accepted_record_changes_again_only_after_it_was_sent_back(department, clerk, office):
    record = submitted(department, clerk)
    actions.accept(record=record, by=office)
    actions.return_(record=record, by=office, remark="日期写错了")
    actions.change_activity(record=record, by=clerk, version=record.version, begins_on=date(2022, 3, 13))
    assert record.begins_on == date(2022, 3, 13)


def test_each_step_has_one_line_in_the_audit_log(department, clerk, office):
    record = submitted(department, clerk)
    actions.return_(record=record, by=office, remark="补")
    actions.submit(record=record, by=clerk)
    actions.accept(record=record, by=office)
    assert verbs()[-5:] == ["新建活动档案", "提交档案审核", "退回档案", "提交档案审核", "档案审核通过"]


def test_a_draft_nobody_saw_can_be_thrown_away_and_its_bytes_stay(department, clerk):
    record = activity(department, clerk)
    blob = quick_picture()
    actions.attach(record=record, slot="photo", by=clerk, blob=blob)
    actions.discard(record=record, by=clerk)
    assert not Record.objects.exists()
    assert path_of(blob.sha256).exists()
    line = AuditEntry.objects.first()
    assert (line.verb, line.before["附件"]) == ("删除档案草稿", [blob.sha256])


def test_what_was_once_handed_in_cannot_be_thrown_away(department, clerk, office):
    record = submitted(department, clerk)
    for step in (lambda: None, lambda: actions.return_(record=record, by=office, remark="补")):
        step()
        with pytest.raises(ValidationError, match="从没提交过的草稿"):
            actions.discard(record=record, by=clerk)


def test_a_draft_put_forward_as_evidence_is_not_thrown_away(unit, department, clerk, office):
    record = activity(department, clerk)
    framework = factories.make_framework(unit)
    assessment = open_assessment(framework=framework, unit=unit)
    cite(assessment=assessment, clauses=framework.clauses.all(), record=record, by=office)
    with pytest.raises(ValidationError, match="先取消对应的得分点"):
        actions.discard(record=record, by=clerk)
    assert Record.objects.get() == record
    assert "删除档案草稿" not in verbs()
