"""How the installation is: each fault is named, a healthy house says so, page and command say the same."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts import triggers
from civility import backing_up
from civility.condition import GOOD, HEED, WRONG, database, disk, look, sentence, surroundings, work
from civility.demo.people import DEMO_PASSWORD, DEMO_UNIT
from documents import child
from files import store
from files.models import Blob
from jobs import pulse
from jobs.models import Job
from tests import factories


@pytest.fixture(autouse=True)
def quick_fonts(monkeypatch):
    served = [{"role": "body", "label": "正文", "family": "Noto Serif CJK SC", "file": "x.otf"}]
    monkeypatch.setattr(child, "look_at_fonts", lambda text: {"served": served, "missing": []})


def alive(seconds_ago: int = 0) -> None:
    pulse._file().touch()
    import os

    at = timezone.now().timestamp() - seconds_ago
    os.utime(pulse._file(), (at, at))


def noted(settings, days: float) -> None:
    said = {"at": (timezone.now() - timedelta(days=days)).isoformat(), "path": "/mnt/b.tar", "size": 5, "files": 1}
    (settings.DATA_DIR / backing_up.NOTE).write_text(json.dumps(said))


def kept(data=b"kept") -> Blob:
    return store.store_bytes(data, name="a.txt", media_type="text/plain")


def test_a_healthy_house_says_so_in_every_line(db, settings):
    alive()
    noted(settings, 0.5)
    settings.DATA_DIR.chmod(0o700)
    odd = [one for one in look() if one.state != GOOD and one.title not in ("页面文件", "剩余空间", "数据库")]
    assert odd == []


def test_a_worker_not_seen_for_minutes_is_named(db):
    assert work.worker().state == WRONG
    alive(seconds_ago=600)
    assert "最近一次有动静" in work.worker().said
    alive()
    assert work.worker().state == GOOD


def test_a_long_job_in_hand_is_a_sign_of_life(db):
    Job.objects.create(kind="x", title="报告", state="running", lease_until=timezone.now() + timedelta(seconds=30))
    assert work.worker().state == GOOD


def test_a_job_that_waits_and_waits_is_named(db):
    Job.objects.create(kind="x", title="报告", asked_at=timezone.now() - timedelta(hours=1))
    assert work.queue().state == WRONG
    assert "1 个在排队" in work.queue().said


def test_what_failed_this_week_is_told_with_its_reason(db):
    Job.objects.create(kind="x", title="年度报告", state="failed", message="内容太多", finished_at=timezone.now())
    assert work.failures().state == HEED
    assert "年度报告" in work.failures().said
    assert "内容太多" in work.failures().said


def test_a_broker_that_is_away_is_named(db, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert work.broker().state == WRONG


def test_a_lost_trigger_is_named(db):
    triggers.drop(connection)
    assert database.guards().state == WRONG
    assert "audit_no_update" in database.guards().said


def test_a_migration_not_made_yet_is_named(db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'reports'")
    assert database.structure().state == WRONG
    assert "migrate" in database.structure().todo


def test_a_program_older_than_its_database_is_named(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('reports', '9999_later', CURRENT_TIMESTAMP)"
        )
    assert "比程序新" in database.structure().said


def test_lost_and_changed_files_are_counted(db):
    Blob.objects.filter(pk=kept().pk).update(state="missing")
    found = disk.stored_files()
    assert found.state == WRONG
    assert "丢失 1 个" in found.said


def test_files_nobody_checked_for_long_are_counted(db):
    Blob.objects.filter(pk=kept().pk).update(stored_at=timezone.now() - timedelta(days=50))
    assert disk.stored_files().state == HEED


def test_files_without_owner_of_the_last_check_are_counted(db):
    Blob.objects.filter(pk=kept().pk).update(checked_at=timezone.now())
    Job.objects.create(
        kind="files.fixity", title="核验", state="done", finished_at=timezone.now(), output={"orphans": ["ab/x"]}
    )
    assert "1 个文件没有归属" in disk.stored_files().said


def test_little_room_is_told_before_it_is_gone(db, monkeypatch, settings):
    usage = type("Usage", (), {"total": 100 * 2**30, "free": 5 * 2**30})
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda path: usage)
    assert disk.disk().state == HEED
    usage.free = 2**20
    assert disk.disk().state == WRONG


@pytest.mark.parametrize(("days", "state"), [(0.5, GOOD), (4, HEED), (10, WRONG)])
def test_the_age_of_the_last_backup_is_told(db, settings, days, state):
    noted(settings, days)
    assert disk.backups().state == state


def test_a_new_house_without_backup_is_not_wrong_yet(unit):
    assert disk.backups().state == HEED
    assert "还没有备份过" in disk.backups().said


def test_the_demo_password_is_named(db, settings):
    unit = factories.make_unit(DEMO_UNIT, "演示")
    factories.make_person("office", "周敏", unit, "office", password=DEMO_PASSWORD)
    settings.DATA_DIR.chmod(0o700)
    assert surroundings.accounts().state == HEED
    settings.IS_PRODUCTION = True
    assert surroundings.accounts().state == WRONG


def test_a_look_that_breaks_is_a_finding_and_hides_nothing(db, monkeypatch):
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda path: 1 / 0)
    found = {one.title: one for one in look()}
    assert found["剩余空间"].state == WRONG
    assert "没有查成" in found["剩余空间"].said
    assert len(found) == 14


def test_the_sentence_counts_what_is_wrong_and_what_to_heed(db):
    findings = look()
    wrong = sum(one.state == WRONG for one in findings)
    assert f"有 {wrong} 处问题" in sentence(findings)


def test_the_command_prints_what_to_do_and_fails_where_something_is_wrong(db, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert "有问题　后台进程" in said
    assert "怎么办：" in said


def test_the_page_says_the_same_to_the_administrator_alone(admin, enter, office):
    text = enter(admin).get("/settings/health/").content.decode()
    assert "后台进程" in text
    assert "怎么办" in text
    assert enter(office).get("/settings/health/").status_code == 403


def test_a_backup_made_by_other_means_is_noted(db):
    call_command("backup", elsewhere="数据库容器 pg_dump")
    assert disk.backups().state == GOOD
    assert "数据库容器 pg_dump" in disk.backups().said
    assert "MB" not in disk.backups().said
