"""Many who file at the same moment: every 件号 once, none left out; on both databases."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from evidence import filing_actions
from evidence.models import Filing, Record
from tests import factories
from tests.at_once import ON_ROW_LOCKS, in_threads
from tests.evidence.archive import accepted, ready_to_file

FILE_THEM = """
import sys, django
django.setup()
from django.core.exceptions import ValidationError
from evidence import filing_actions
from evidence.models import Record
for record in Record.objects.order_by("pk" if sys.argv[1] == "0" else "-pk"):
    try:
        filing_actions.file_record(record=record, by=None)
    except ValidationError:
        pass
"""


def records(count):
    unit = factories.make_unit()
    department = factories.make_department(unit, "宣传处")
    office = factories.make_person("office", "周敏", unit, "office")
    ready_to_file(unit, office)
    return unit, [accepted(unit, department, f"第{n}场") for n in range(count)]


def numbers() -> list[int]:
    return list(Filing.objects.order_by("seq").values_list("seq", flat=True))


class TestOnRowLocks:
    pytestmark = ON_ROW_LOCKS

    def test_twelve_at_once_get_twelve_numbers_in_a_row(self):
        _, rows = records(12)
        calls = [lambda row=row: filing_actions.file_record(record=row, by=None) for row in rows]
        assert not any(isinstance(one, ValidationError) for one in in_threads(calls))
        assert numbers() == list(range(1, 13))

    def test_the_year_and_single_records_at_once_meet_without_a_gap(self):
        unit, rows = records(8)
        year = [lambda: filing_actions.file_year(unit=unit, year=2022, by=None)] * 2
        single = [lambda row=row: filing_actions.file_record(record=row, by=None) for row in rows[::-1]]
        in_threads([*year, *single])
        assert numbers() == list(range(1, 9))

    def test_the_same_record_at_once_is_filed_once(self):
        _, rows = records(1)
        pages = [Record.objects.get() for _ in range(8)]
        outcomes = in_threads([lambda page=page: filing_actions.file_record(record=page, by=None) for page in pages])
        assert sum(isinstance(one, Filing) for one in outcomes) == 1
        assert numbers() == [1]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite 的文件数据库")
def test_two_processes_on_one_file_of_sqlite_count_without_a_gap(tmp_path, committed):
    records(10)
    with sqlite3.connect(tmp_path / "civility.sqlite3") as copy:
        connection.connection.backup(copy)
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {
        "CIVILITY_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "civility.settings",
    }
    command = [sys.executable, "-c", FILE_THEM]
    started = [subprocess.Popen([*command, str(n)], cwd=root, env=environment) for n in range(2)]
    assert [process.wait(timeout=60) for process in started] == [0, 0]
    with sqlite3.connect(tmp_path / "civility.sqlite3") as copy:
        found = copy.execute("SELECT seq, number FROM evidence_filing ORDER BY seq").fetchall()
    assert [seq for seq, _ in found] == list(range(1, 11))
    assert len({number for _, number in found}) == 10
