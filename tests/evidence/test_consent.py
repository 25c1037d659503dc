"""People in pictures: marks, consent, taking out of use; papers leave out what may not leave the house."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.audit import AuditEntry
from evidence import consent_actions, filing_actions
from evidence.consent import PictureUse, kept_back, may_leave
from evidence.models import Attachment
from tests import factories
from tests.evidence.archive import accepted, ready_to_file
from tests.evidence.filing import paper, quick_picture

CONSENT = {"consent_by": "监护人王某", "consent_on": date(2022, 3, 1), "consent_scope": "reports"}


@pytest.fixture
def photo(unit, department):
    record = factories.make_record(unit, department)
    return Attachment.objects.create(record=record, slot="photo", blob=quick_picture(), name="a.jpg")


def leaves(photo) -> bool:
    rows = Attachment.objects.filter(pk=photo.pk)
    assert may_leave(rows).exists() != kept_back(rows).exists()
    return may_leave(rows).exists()


def test_a_photo_nobody_marked_may_leave(photo):
    assert leaves(photo)


def test_minors_without_consent_stay_and_with_consent_leave(photo, clerk):
    consent_actions.mark(attachment=photo, by=clerk, shows_minors=True)
    assert not leaves(photo)
    consent_actions.mark(attachment=photo, by=clerk, shows_minors=True, **CONSENT)
    assert leaves(photo)
    assert AuditEntry.objects.filter(verb="登记人像").count() == 2


def test_consent_for_the_archive_alone_lets_nothing_out(photo, clerk):
    consent_actions.mark(attachment=photo, by=clerk, shows_minors=True, **CONSENT | {"consent_scope": "inside"})
    assert not leaves(photo)


def test_taking_the_mark_back_takes_the_consent_with_it(photo, clerk):
    consent_actions.mark(attachment=photo, by=clerk, shows_minors=True, **CONSENT)
    use = consent_actions.mark(attachment=photo, by=clerk, shows_minors=False, **CONSENT)
    assert (use.consent_by, use.consent_on) == ("", None)
    assert leaves(photo)


def test_a_photo_out_of_use_stays_whatever_was_agreed(photo, clerk):
    consent_actions.mark(attachment=photo, by=clerk, shows_minors=True, **CONSENT)
    consent_actions.withdraw_from_use(attachment=photo, by=clerk, reason="监护人要求撤回")
    assert not leaves(photo)
    assert photo.blob.state == "whole"
    consent_actions.put_back_into_use(attachment=photo, by=clerk)
    assert leaves(photo)
    assert set(AuditEntry.objects.values_list("verb", flat=True)) >= {"撤出使用", "恢复使用"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"consent_on": None}, "要写全"),
        ({"consent_by": ""}, "要写全"),
        ({"consent_scope": ""}, "要写全"),
        ({"consent_scope": "everything"}, "没有这种用途"),
        ({"consent_by": "长" * 201}, "最多 200"),
        ({"consent_on": timezone.localdate() + timedelta(days=1)}, "到今天之间"),
    ],
)
def test_half_a_consent_is_refused(photo, clerk, wrong, said):
    with pytest.raises(ValidationError, match=said):
        consent_actions.mark(attachment=photo, by=clerk, shows_minors=True, **CONSENT | wrong)
    assert not PictureUse.objects.exists()


def test_a_document_of_another_record_is_no_consent(photo, clerk, unit, department):
    other = Attachment.objects.create(
        record=factories.make_record(unit, department), slot="other", blob=paper(), name="a.pdf"
    )
    with pytest.raises(ValidationError, match="同一份档案"):
        consent_actions.mark(attachment=photo, by=clerk, shows_minors=True, consent_document=other, **CONSENT)


def test_only_pictures_are_marked(photo, clerk):
    document = Attachment.objects.create(record=photo.record, slot="plan", blob=paper(), name="a.docx")
    with pytest.raises(ValidationError, match="只有图片"):
        consent_actions.mark(attachment=document, by=clerk, shows_minors=True)


def test_a_filed_records_photo_can_still_be_taken_out_of_use(unit, department, office):
    ready_to_file(unit, office)
    record = accepted(unit, department)
    filing_actions.file_record(record=record, by=office)
    photo = record.attachments.filter(slot="photo").first()
    consent_actions.withdraw_from_use(attachment=photo, by=office, reason="本人要求")
    assert not leaves(photo)
    assert photo.withdrawn_at is None


def post(client, photo, **data):
    return client.post(reverse("attachment_people", args=[photo.pk]), data)


def test_the_page_marks_and_shows_what_is_known(enter, clerk, photo):
    client = enter(clerk)
    path = reverse("record_pictures", args=[photo.record_id])
    assert "没有登记未成年人" in client.get(path).content.decode()
    assert post(client, photo, do="mark", shows_minors="on").status_code == 302
    assert "等监护人同意" in client.get(path).content.decode()
    given = {"consent_by": "监护人王某", "consent_on": "2022-03-01", "consent_scope": "public"}
    assert post(client, photo, do="mark", shows_minors="on", **given).status_code == 302
    assert "已取得同意" in client.get(path).content.decode()
    assert post(client, photo, do="withdraw", reason="要求撤回").status_code == 302
    assert "已撤出使用" in client.get(path).content.decode()
    listed = client.get(reverse("people_in_pictures"), {"year": 2022}).content.decode()
    assert "要求撤回" in listed


@pytest.mark.parametrize(
    "data",
    [
        {"do": "mark", "shows_minors": "on", "consent_by": "王某"},
        {"do": "mark", "shows_minors": "on", "consent_on": "2022-13-45"},
        {"do": "mark", "shows_minors": "on", "consent_by": "王", "consent_on": "0001-01-01", "consent_scope": "public"},
        {"do": "withdraw", "reason": ""},
        {"do": "withdraw", "reason": "长" * 301},
    ],
)
def test_a_wrong_form_keeps_what_was_typed_and_says_why(enter, clerk, photo, data):
    response = post(enter(clerk), photo, **data)
    assert response.status_code == 422
    page = response.content.decode()
    assert 'role="alert"' in page
    assert data.get("consent_by", "") in page


def test_who_takes_the_original_of_a_photo_with_minors_is_noted(enter, leader, clerk, photo):
    client = enter(leader)
    client.get(photo.get_absolute_url())
    assert not AuditEntry.objects.filter(verb="下载含未成年人照片").exists()
    consent_actions.mark(attachment=photo, by=clerk, shows_minors=True)
    client.get(photo.get_absolute_url())
    assert AuditEntry.objects.get(verb="下载含未成年人照片").actor == "陈岚"


def test_strangers_find_nothing_and_readers_change_nothing(enter, stranger, leader, photo):
    client = enter(stranger)
    assert client.get(reverse("record_pictures", args=[photo.record_id])).status_code == 404
    assert post(client, photo, do="mark").status_code == 404
    assert post(enter(leader), photo, do="mark").status_code == 403


def test_another_departments_clerk_may_look_and_not_mark(enter, unit, other_department, photo):
    other = factories.make_person("wang", "王办", unit, "clerk", other_department)
    client = enter(other)
    page = client.get(reverse("record_pictures", args=[photo.record_id]))
    assert "保存登记" not in page.content.decode()
    assert post(client, photo, do="mark", shows_minors="on").status_code == 403


def test_the_page_of_a_record_costs_the_same_with_one_and_with_five_photos(
    enter, clerk, photo, django_assert_max_num_queries
):
    client, path = enter(clerk), reverse("record_pictures", args=[photo.record_id])
    client.get(path)
    with django_assert_max_num_queries(30) as few:
        client.get(path)
    for number in range(1, 5):
        row = Attachment.objects.create(record=photo.record, slot="photo", blob=quick_picture(number), name="b.jpg")
        consent_actions.mark(attachment=row, by=clerk, shows_minors=True)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(path)
