"""Papers by command: whole files, Chinese sentences, exit codes that mean something."""

import io

import openpyxl
import pytest
from django.core.management import call_command
from django.db import OperationalError

from documents import child
from programs.models import Plan
from tests.reports import papers

pytestmark = pytest.mark.django_db


def run(*arguments, code=0):
    out, err = io.StringIO(), io.StringIO()
    if code:
        with pytest.raises(SystemExit) as stopped:
            call_command(*arguments, stdout=out, stderr=err)
        assert stopped.value.code == code
    else:
        call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_export_table_writes_a_workbook(unit, tmp_path):
    target = tmp_path / "分解表.xlsx"
    said, _ = run("export_table", "--plan", str(papers.scored_plan(unit).serial), "--output", str(target))
    assert said.strip() == f"已生成任务分解表：{target}"
    assert openpyxl.load_workbook(target).active["A1"].value == "附件"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["分解表.xlsx"]


def test_an_unknown_plan_ends_with_two_and_names_those_there_are(unit, tmp_path):
    papers.scored_plan(unit)
    _, said = run("export_table", "--plan", "9", "--output", str(tmp_path / "a.xlsx"), code=2)
    assert said.strip() == "没有流水号为“9”的方案（现有流水号：1）。"


@pytest.mark.parametrize("serial", ["一", "-1", "1.5", "99999999999"])
def test_a_serial_that_is_no_number_is_an_unknown_plan(serial, tmp_path):
    _, said = run("export_table", "--plan", serial, "--output", str(tmp_path / "a.xlsx"), code=2)
    assert said.startswith("没有流水号为")


def test_a_command_without_its_plan_says_how_to_name_it(tmp_path):
    _, said = run("annual_report", "--output", str(tmp_path / "a.pdf"), code=2)
    assert said.strip() == "请用 --plan 写明方案流水号（现在还没有方案，请先用 import_plan 导入）。"


@pytest.mark.parametrize("name", ["a.csv", "a", "a.xls"])
def test_an_ending_we_do_not_make_ends_with_two(unit, tmp_path, name):
    plan = papers.scored_plan(unit)
    _, said = run("export_table", "--plan", str(plan.serial), "--output", str(tmp_path / name), code=2)
    assert "请以 .xlsx 或 .docx 或 .pdf 结尾" in said


def test_a_folder_that_is_not_there_is_said_in_one_sentence(unit, tmp_path):
    plan = papers.scored_plan(unit)
    _, said = run("export_table", "--plan", str(plan.serial), "--output", str(tmp_path / "无" / "a.xlsx"), code=1)
    assert said.startswith("写不进")


def test_a_database_that_is_not_there_is_said_in_one_sentence(tmp_path, monkeypatch):
    def broken(*args, **kwargs):
        raise OperationalError("no such table: programs_plan")

    monkeypatch.setattr(Plan.objects, "select_related", broken)
    _, said = run("export_table", "--plan", "1", "--output", str(tmp_path / "a.xlsx"), code=1)
    assert said.startswith("数据库还没有建好或连不上")


def test_a_paper_that_fails_leaves_the_old_file_alone(unit, tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise child.ChildRefused("没有装生成 PDF 的程序库，请运行 make setup。", "Unavailable")

    monkeypatch.setattr(child, "set_paper", refuse)
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    _, said = run("export_table", "--plan", str(papers.scored_plan(unit).serial), "--output", str(target), code=1)
    assert said.strip() == "没有装生成 PDF 的程序库，请运行 make setup。"
    assert target.read_bytes() == b"old"
