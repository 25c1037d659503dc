"""A sealed record refuses every change until the seals on it are lifted, each by whoever put it there."""

import pytest
from django.core.exceptions import ValidationError

from evidence import actions, sealing
from evidence.models import Attachment, Record, Seal
from tests.factories import make_record

State = Record.State


@pytest.fixture
def sealed(unit, department):
    record = make_record(unit, department, state=State.ACCEPTED, summary="种树二十棵")
    sealing.seal(records=[record.pk], reason_key="assessment:1", reason="自评已定稿", by=None)
    return record


def test_a_sealed_record_is_not_sent_back(sealed, office):
    with pytest.raises(ValidationError, match="已经封存（自评已定稿）"):
        actions.return_(record=sealed, by=office, remark="再补一张")
    sealed.refresh_from_db()
    assert sealed.state == State.ACCEPTED


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_a_sealed_record_in_hand_takes_no_words_and_no_files(unit, department, office, state):
    record = make_record(unit, department, state=state)
    kept = actions.attach(record=record, slot="press", by=office, address="https://paper.example/1")
    sealing.seal(records=[record.pk], reason_key="filing:7", reason="已归档", by=office)
    for change in (
        lambda: actions.change_activity(record=record, by=office, version=record.version, title="改名"),
        lambda: actions.attach(record=record, slot="press", by=office, address="https://paper.example/2"),
        lambda: actions.withdraw(attachment=kept, by=office),
        lambda: actions.describe(record=record, captions={kept.pk: "说明"}, by=office),
        lambda: actions.submit(record=record, by=office),
    ):
        with pytest.raises(ValidationError, match="已经封存（已归档）"):
            change()
    assert Attachment.objects.live().filter(record=record).count() == 1


def test_releasing_lifts_the_seals_of_one_reason_only(sealed, office):
    sealing.seal(records=[sealed.pk], reason_key="filing:7", reason="已归档", by=office)
    assert sealing.release(reason_key="assessment:1", by=office) == 1
    assert [row.reason for row in sealing.seals_on(sealed)] == ["已归档"]
    with pytest.raises(ValidationError, match="已归档"):
        actions.return_(record=sealed, by=office, remark="再补一张")
    sealing.release(reason_key="filing:7", by=office)
    actions.return_(record=sealed, by=office, remark="再补一张")
    assert Seal.objects.filter(released_by=office).count() == 2


def test_sealing_twice_for_one_reason_leaves_one_seal_and_again_after_release_a_second(sealed):
    assert sealing.seal(records=[sealed.pk], reason_key="assessment:1", reason="自评已定稿", by=None) == 0
    sealing.release(reason_key="assessment:1", by=None)
    assert sealing.seal(records=[sealed.pk], reason_key="assessment:1", reason="自评已定稿", by=None) == 1
    assert Seal.objects.in_force().count() == 1


def test_the_page_says_why_a_record_is_closed_and_offers_no_change(sealed, office, enter):
    page = enter(office).get(sealed.get_absolute_url()).content.decode()
    assert "自评已定稿，" in page and "封存期间内容和附件都不能改" in page
    assert "退回重改" not in page


def test_sending_back_from_the_page_tells_the_reason(sealed, office, enter):
    answer = enter(office).post(f"/records/{sealed.pk}/review/", {"verdict": "return", "remark": "再补"})
    assert answer.status_code == 422
    assert "已经封存（自评已定稿）" in answer.content.decode()
