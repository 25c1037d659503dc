"""What is done now and then without anybody asking."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import OnceKey
from accounts.once import new_key
from files import store
from files.models import Blob
from jobs.models import Job
from jobs.upkeep import keep_up


def stored(days_ago: int) -> Blob:
    blob = store.store_bytes(f"kept for {days_ago} days".encode(), name="a.txt", media_type="text/plain")
    Blob.objects.filter(pk=blob.pk).update(stored_at=timezone.now() - timedelta(days=days_ago))
    return blob


def test_a_file_nobody_looked_at_for_a_month_brings_a_check(db):
    stored(days_ago=31)
    keep_up()
    keep_up()
    assert Job.objects.filter(kind="files.fixity").count() == 1


def test_a_new_house_is_not_checked_at_once(db):
    stored(days_ago=1)
    keep_up()
    assert not Job.objects.filter(kind="files.fixity").exists()


def test_a_file_checked_last_week_waits_for_its_month(db):
    blob = stored(days_ago=90)
    Blob.objects.filter(pk=blob.pk).update(checked_at=timezone.now() - timedelta(days=7))
    keep_up()
    assert not Job.objects.filter(kind="files.fixity").exists()


def test_an_expired_result_is_let_go_with_a_sentence(db):
    job = Job.objects.create(
        kind="files.fixity",
        title="年度报告",
        state=Job.State.DONE,
        result=stored(days_ago=1),
        keep_until=timezone.now() - timedelta(hours=1),
    )
    keep_up()
    job.refresh_from_db()
    assert job.result is None
    assert "保存期" in job.message


def test_keys_of_yesterdays_forms_are_forgotten(office):
    for days in (0, 2):
        OnceKey.objects.create(user=office, key=new_key(), at=timezone.now() - timedelta(days=days))
    keep_up()
    assert OnceKey.objects.count() == 1


@pytest.mark.parametrize(("clock", "count"), [("07:59", 0), ("08:00", 1), ("23:59", 1)])
def test_the_work_of_the_day_is_asked_for_once_from_its_hour_on(db, clock, count):
    with time_machine.travel(f"2026-11-24T{clock}:00+08:00", tick=False):
        keep_up()
        keep_up()
        assert Job.objects.filter(kind="programs.reminders").count() == count


def test_the_work_of_the_next_day_is_asked_for_again(db):
    for day in (24, 25):
        with time_machine.travel(f"2026-11-{day}T08:30:00+08:00", tick=False):
            keep_up()
    assert Job.objects.filter(kind="programs.reminders").count() == 2
