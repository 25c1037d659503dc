"""Several people at once: one verdict, one attachment, one blob; on a database with row locks."""

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import AuditEntry
from evidence import actions
from evidence.models import Record
from files import store
from files.models import Blob
from tests import factories
from tests.at_once import ON_ROW_LOCKS, in_threads
from tests.evidence.filing import WORDS, activity, paper

pytestmark = ON_ROW_LOCKS


@pytest.fixture
def scene():
    """A department, its clerk, the office and a draft."""
    unit = factories.make_unit()
    department = factories.make_department(unit, "宣传处")
    clerk = factories.make_person("clerk", "李文静", unit, "clerk", department)
    office = factories.make_person("office", "周敏", unit, "office")
    return clerk, office, activity(department, clerk, summary=WORDS)


def again(record) -> Record:
    """The record as another person's page has it."""
    return Record.objects.get(pk=record.pk)


def done(outcomes) -> int:
    return sum(not isinstance(outcome, ValidationError) for outcome in outcomes)


def test_of_twenty_verdicts_at_once_one_counts(scene):
    clerk, office, record = scene
    actions.submit(record=record, by=clerk)
    pages = [again(record) for _ in range(20)]
    outcomes = in_threads([lambda page=page: actions.accept(record=page, by=office) for page in pages])
    assert done(outcomes) == 1
    assert record.steps.filter(verb="accepted").count() == 1


def test_of_two_who_change_one_version_one_is_told(scene):
    clerk, office, record = scene
    pages = [again(record) for _ in range(6)]
    outcomes = in_threads(
        [lambda page=page: actions.change_activity(record=page, by=clerk, version=1, title="改") for page in pages]
    )
    assert done(outcomes) == 1
    assert again(record).version == 2


def test_the_same_file_sent_at_once_is_attached_once(scene):
    clerk, office, record = scene
    blob = paper()
    pages = [again(record) for _ in range(8)]
    outcomes = in_threads(
        [lambda page=page: actions.attach(record=page, slot="plan", by=clerk, blob=blob) for page in pages]
    )
    assert len({outcome.pk for outcome in outcomes}) == 1
    assert record.attachments.count() == 1


def test_the_same_bytes_stored_at_once_are_one_blob(scene):
    def keep():
        return store.store_bytes(b"the same bytes", name="a.txt", media_type="text/plain")

    assert len({blob.pk for blob in in_threads([keep] * 8)}) == 1
    assert Blob.objects.count() == 1
    assert store.read(Blob.objects.get()) == b"the same bytes"


def test_a_file_never_slips_into_a_record_that_was_just_handed_in(scene):
    clerk, office, record = scene
    blobs = [paper(number) for number in range(4)]
    calls = [lambda blob=blob: actions.attach(record=again(record), slot="plan", by=clerk, blob=blob) for blob in blobs]
    outcomes = in_threads([*calls, lambda: actions.submit(record=again(record), by=clerk)])
    handed_in = AuditEntry.objects.get(verb="提交档案审核").pk
    assert all(line.pk < handed_in for line in AuditEntry.objects.filter(verb="添加附件"))
    assert record.attachments.count() == done(outcomes) - 1
