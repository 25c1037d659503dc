"""The page of one record and the review on it, through the requests of four people."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evidence import actions
from evidence.models import Record
from tests import factories
from tests.evidence.filing import WORDS, activity, quick_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(department, clerk):
    return activity(department, clerk, summary=WORDS, place="烈士公园", people="机关党员")


@pytest.fixture
def submitted(record, clerk):
    return actions.submit(record=record, by=clerk)


def page(client, record) -> str:
    response = client.get(reverse("record_detail", args=[record.pk]))
    assert response.status_code == 200
    return response.content.decode()


def review(client, record, **typed):
    """A review of the record as it stands now, or of the version named."""
    version = Record.objects.get(pk=record.pk).version
    return client.post(reverse("record_review", args=[record.pk]), {"version": version} | typed)


def state(record) -> str:
    record.refresh_from_db()
    return record.state


def test_everybody_of_the_unit_reads_it(enter, leader, record):
    text = page(enter(leader), record)
    for word in ("植绿护绿志愿服务", "烈士公园", "机关党员", "宣传处", "四类材料已有一类"):
        assert word in text


def test_a_stranger_finds_nothing_of_it(enter, stranger, submitted):
    client = enter(stranger)
    for name, method in (("record_detail", "get"), ("record_submit", "post"), ("record_review", "post")):
        response = getattr(client, method)(reverse(name, args=[submitted.pk]), {"verdict": "accept"})
        assert response.status_code == 404
        assert "植绿" not in response.content.decode()
    assert state(submitted) == Record.State.SUBMITTED


def test_whoever_files_it_sees_where_to_put_files_and_others_do_not(enter, clerk, leader, record):
    assert "选择照片" in page(enter(clerk), record)
    assert "选择照片" not in page(enter(leader), record)
    assert "提交审核" not in page(enter(leader), record).replace("还没有提交", "")


def test_it_is_submitted_and_the_page_says_so(enter, clerk, record):
    response = enter(clerk).post(reverse("record_submit", args=[record.pk]), follow=True)
    assert "已提交审核" in response.content.decode()
    assert state(record) == Record.State.SUBMITTED


def test_submitting_twice_with_one_form_is_one_step(enter, clerk, record):
    path, key = reverse("record_submit", args=[record.pk]), {"once_key": str(uuid.uuid4())}
    enter(clerk).post(path, key)
    response = enter(clerk).post(path, key, follow=True)
    assert response.status_code == 200
    assert record.steps.count() == 1


def test_a_refused_submission_stays_on_the_page_with_one_sentence(enter, clerk, department):
    record = activity(department, clerk, begins_on=timezone.localdate() + timedelta(days=3), summary=WORDS)
    response = enter(clerk).post(reverse("record_submit", args=[record.pk]))
    assert response.status_code == 422
    assert "还没有举行" in response.content.decode()


def test_who_may_review_sees_the_buttons(enter, office, head, clerk, submitted):
    assert 'value="accept"' in page(enter(office), submitted)
    assert 'value="accept"' in page(enter(head), submitted)
    assert 'value="accept"' not in page(enter(clerk), submitted)


def test_a_head_reviews_only_the_own_department(enter, unit, other_department, submitted):
    other_head = factories.make_person("head2", "钱处长", unit, "head", other_department)
    assert 'value="accept"' not in page(enter(other_head), submitted)
    path = reverse("record_review", args=[submitted.pk])
    assert enter(other_head).post(path, {"verdict": "accept"}).status_code == 403


def test_a_clerk_cannot_accept(enter, clerk, submitted):
    path = reverse("record_review", args=[submitted.pk])
    assert enter(clerk).post(path, {"verdict": "accept"}).status_code == 403
    assert state(submitted) == Record.State.SUBMITTED


def test_it_is_accepted(enter, office, submitted):
    review(enter(office), submitted, verdict="accept", remark="很好")
    assert state(submitted) == Record.State.ACCEPTED
    assert "很好" in page(enter(office), submitted)


def test_it_is_returned_with_remarks_on_the_whole_and_on_a_file(enter, office, clerk, record):
    row = actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(), name="合影.jpg")
    actions.submit(record=record, by=clerk)
    typed = {"verdict": "return", "remark": "写具体些", f"remark-{row.pk}": "太模糊", "remark-x": "?", "remark-²": "?"}
    review(enter(office), record, **typed)
    text = page(enter(clerk), record)
    for word in ("退回修改", "写具体些", "太模糊"):
        assert word in text


def test_a_return_without_a_word_keeps_what_was_typed(enter, office, submitted):
    response = review(enter(office), submitted, verdict="return")
    assert response.status_code == 422
    assert "写明意见" in response.content.decode()


@pytest.mark.parametrize("typed", [{}, {"verdict": "maybe"}, {"verdict": "accept", "remark": "长" * 2001}])
def test_a_crooked_review_is_refused_with_a_sentence(enter, office, submitted, typed):
    response = review(enter(office), submitted, **typed)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert state(submitted) == Record.State.SUBMITTED


def test_a_refused_review_gives_back_the_remarks_on_files(enter, office, clerk, record):
    row = actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(), name="合影.jpg")
    actions.submit(record=record, by=clerk)
    typed = {"verdict": "", "remark": "总的意见", f"remark-{row.pk}": "这张太暗"}
    text = review(enter(office), record, **typed).content.decode()
    assert "总的意见" in text
    assert 'value="这张太暗"' in text


def test_what_was_accepted_meanwhile_is_not_returned_by_a_page_that_is_out_of_date(enter, unit, office, submitted):
    seen = submitted.version
    actions.accept(record=submitted, by=office)
    other = factories.make_person("office2", "吴凡", unit, "office")
    response = review(enter(other), submitted, verdict="return", remark="写具体些", version=seen)
    text = response.content.decode()
    assert response.status_code == 409
    assert "已由周敏通过；要退回" in text
    assert "写具体些" in text  # what was typed stays
    assert state(submitted) == Record.State.ACCEPTED
    assert f'name="version" value="{submitted.version}"' in text  # from here the return is meant
    review(enter(other), submitted, verdict="return", remark="写具体些")
    assert state(submitted) == Record.State.RETURNED


def test_a_record_that_came_anew_is_not_judged_by_what_was_seen_before(enter, office, clerk, submitted):
    seen = submitted.version
    actions.return_(record=submitted, by=office, remark="写具体些")
    actions.submit(record=submitted, by=clerk)
    response = review(enter(office), submitted, verdict="accept", version=seen)
    assert "由李文静重新提交过" in response.content.decode()
    assert state(submitted) == Record.State.SUBMITTED


def test_a_review_that_does_not_say_what_it_saw_changes_nothing(enter, office, submitted):
    response = enter(office).post(reverse("record_review", args=[submitted.pk]), {"verdict": "accept"})
    assert response.status_code == 409
    assert state(submitted) == Record.State.SUBMITTED


def test_what_nobody_has_judged_yet_is_taken_back_by_whoever_filed_it(enter, clerk, office, submitted):
    assert "撤回" in page(enter(clerk), submitted)
    path = reverse("record_recall", args=[submitted.pk])
    response = enter(clerk).post(path, follow=True)
    assert "已撤回，可以接着改" in response.content.decode()
    assert state(submitted) == Record.State.DRAFT
    actions.submit(record=submitted, by=clerk)
    actions.accept(record=submitted, by=office)
    response = enter(clerk).post(path)
    assert response.status_code == 422
    assert "不能撤回" in response.content.decode()


def test_taken_back_after_a_return_it_still_says_what_is_to_be_mended(enter, clerk, office, submitted):
    actions.return_(record=submitted, by=office, remark="写具体些")
    actions.submit(record=submitted, by=clerk)
    actions.recall(record=submitted, by=clerk)
    assert state(submitted) == Record.State.RETURNED
    assert "写具体些" in page(enter(clerk), submitted)


def test_only_whoever_files_it_takes_it_back(enter, leader, stranger, submitted):
    path = reverse("record_recall", args=[submitted.pk])
    assert enter(leader).post(path).status_code == 403
    assert enter(stranger).post(path).status_code == 404


def test_an_accepted_record_shows_the_way_back_to_reviewers_only(enter, office, clerk, submitted):
    actions.accept(record=submitted, by=office)
    assert "退回重改" in page(enter(office), submitted)
    assert "退回重改" not in page(enter(clerk), submitted)


def test_an_activity_to_come_is_said_to_be_in_preparation(enter, clerk, department):
    record = activity(department, clerk, begins_on=timezone.localdate() + timedelta(days=3))
    assert "筹备中" in page(enter(clerk), record)


def test_hostile_words_stay_words(enter, clerk, department):
    record = activity(department, clerk, title="<script>alert(1)</script>", summary="<b onclick=x>", place="{{ 7*7 }}")
    text = page(enter(clerk), record)
    assert "<script>alert(1)" not in text
    assert "<b onclick" not in text
    assert "{{ 7*7 }}" in text


def test_the_page_costs_the_same_with_one_file_and_with_thirty(enter, clerk, record, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = enter(clerk)
    actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(0), name="0.jpg")
    page(client, record)
    with CaptureQueriesContext(connection) as one:
        page(client, record)
    for number in range(1, 30):
        actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(number), name=f"{number}.jpg")
    with django_assert_num_queries(len(one)):
        page(client, record)


def test_a_draft_is_thrown_away_from_its_page(enter, clerk, leader, stranger, record):
    path = reverse("record_discard", args=[record.pk])
    assert "删除这份草稿" in page(enter(clerk), record)
    assert "删除这份草稿" not in page(enter(leader), record)
    assert enter(leader).post(path).status_code == 403
    assert enter(stranger).post(path).status_code == 404
    assert enter(clerk).post(path).url == reverse("record_list")
    assert not Record.objects.exists()


def test_a_record_that_was_handed_in_offers_no_throwing_away(enter, clerk, submitted):
    assert "删除这份草稿" not in page(enter(clerk), submitted)
    response = enter(clerk).post(reverse("record_discard", args=[submitted.pk]))
    assert response.status_code == 422
    assert "从没提交过" in response.content.decode()
