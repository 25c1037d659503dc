"""The audit log is append-only, whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import audit, triggers
from accounts.models import AuditEntry


@pytest.fixture
def line(unit, office):
    return audit.record(by=office, verb="试记一笔", of=unit, unit=unit, after={"名称": unit.name})


def test_a_line_says_who_did_what_to_which_thing(line, unit, office):
    assert (line.actor, line.verb, line.object_label, line.unit_id) == ("周敏", "试记一笔", "省国资委", unit.pk)


def test_a_line_can_not_be_changed(line):
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk=line.pk).update(verb="别的事")
    line.refresh_from_db()
    assert line.verb == "试记一笔"


def test_a_line_can_not_be_deleted_even_by_raw_sql(line):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_auditentry")
    assert AuditEntry.objects.filter(pk=line.pk).exists()


@pytest.mark.django_db
def test_the_triggers_stand_after_all_migrations():
    assert triggers.present() == triggers.EXPECTED[connection.vendor]


def test_nobody_as_actor_is_written_as_nobody(unit):
    line = audit.record(by=None, verb="手机上传", of=unit, unit=unit)
    assert (line.actor, line.actor_id) == ("", None)


def test_a_row_among_the_values_is_kept_as_its_label(unit, department):
    line = audit.record(by=None, verb="指定", of=unit, unit=unit, after={"部门": department})
    assert AuditEntry.objects.get(pk=line.pk).after == {"部门": "宣传处"}
