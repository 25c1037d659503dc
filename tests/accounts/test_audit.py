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


def test_what_changed_is_told_in_chinese_and_without_what_stayed(unit):
    before = {"简称": "财务", "在用": True, "负责人": None}
    after = {"简称": "财务处", "在用": True, "负责人": "何雨", "任务": ["建立台账", "公布结果"], "份数": {"照片": 3}}
    line = audit.record(by=None, verb="修改部门", of=unit, unit=unit, before=before, after=after, reason="机构改革")
    line.refresh_from_db()
    assert line.told == "简称：财务 → 财务处；负责人：无 → 何雨；任务：建立台账、公布结果；份数：照片 3；理由：机构改革"


def test_what_only_went_away_is_told_by_what_it_was(unit):
    line = audit.record(by=None, verb="撤销角色", of=unit, unit=unit, before={"角色": "领导（省国资委）"})
    assert line.told == "角色：领导（省国资委）"
