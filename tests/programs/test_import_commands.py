"""read_plan and import_plan from the command line: what they print, and with which exit code they end."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import Department, DepartmentGroup, Unit
from programs.models import PaperImport, Plan
from tests.programs import papers
from tests.programs.importers import read

HOUSE = Path(__file__).resolve().parent.parent.parent
OURS = {"word": papers.word, "excel": papers.excel}


def manage(tmp_path, *args):
    """The command in a process of its own, with no database it could use."""
    environment = os.environ | {
        "CIVILITY_DATA_DIR": str(tmp_path / "own"),
        "CIVILITY_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    }
    return subprocess.run(
        [sys.executable, "manage.py", *args], cwd=HOUSE, env=environment, capture_output=True, text=True, timeout=60
    )


def import_plan(path, unit="gzw", year=2022, **options):
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("import_plan", str(path), unit=unit, year=year, stdout=out, stderr=err, **options)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue(), err.getvalue()


def test_read_plan_prints_the_contract_and_needs_no_database(tmp_path):
    ended = manage(tmp_path, "read_plan", str(papers.word(tmp_path / "a.docx")))
    told = json.loads(ended.stdout)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert set(told) == {"title", "issuer", "number", "year", "total", "items", "questions"}
    assert [item["points"] for item in told["items"]] == ["2", "1", "3", "2", "2"]
    assert set(told["items"][0]) == {
        *("layer", "path", "category_points", "number", "text", "points", "departments", "lead", "due", "due_text"),
        *("thresholds", "methods", "materials", "scoring", "where"),
    }


@pytest.mark.parametrize("name", ["没有这个文件.docx", "坏.docx", "空.txt"])
def test_read_plan_says_in_one_sentence_why_a_file_cannot_be_read(tmp_path, name):
    if name == "坏.docx":
        (tmp_path / name).write_bytes(b"PK\x03\x04" + b"\xff" * 200)
    if name == "空.txt":
        (tmp_path / name).write_bytes(b"")
    ended = manage(tmp_path, "read_plan", str(tmp_path / name))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.strip().endswith("。") and len(ended.stderr.strip().splitlines()) == 1


@pytest.mark.django_db
def test_import_plan_makes_the_unit_its_departments_and_the_plan(tmp_path):
    code, said, _ = import_plan(papers.word(tmp_path / "a.docx"), unit_name="滨江市财政局")
    assert code == 0
    assert said.splitlines()[-1] == "方案流水号：1"
    assert Unit.objects.get().name == "滨江市财政局"
    assert {one.name for one in Department.objects.all()} == {"宣传处", "办公室", "机关党委"}
    assert DepartmentGroup.objects.get().takes_all
    assert Plan.objects.get().tasks.count() == 4


@pytest.mark.django_db
def test_import_plan_takes_the_departments_that_are_there(tmp_path, unit, department):
    import_plan(papers.word(tmp_path / "a.docx"))
    assert Plan.objects.get().tasks.get(number="1").department == department
    assert unit.departments.count() == 3


@pytest.mark.django_db
def test_import_plan_prints_the_questions_and_imports_all_the_same(tmp_path):
    path = papers.word(tmp_path / "a.docx", papers.changed(3, text="4. 推进垃圾分类工作（ 分）。"))
    code, said, _ = import_plan(path)
    assert code == 0
    assert "有 1 处疑问" in said and "的分值处为空" in said and "表1 第5行" in said
    assert Plan.objects.get().framework.clauses.filter(points=None).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("again", OURS)
def test_the_same_paper_twice_makes_nothing_twice(tmp_path, again):
    import_plan(papers.word(tmp_path / "a.docx"))
    path = OURS[again](tmp_path / f"again.{'docx' if again == 'word' else 'xlsx'}")
    code, said, _ = import_plan(path)
    assert code == 0
    assert "已经导入过" in said and said.splitlines()[-1] == "方案流水号：1"
    assert (Plan.objects.count(), PaperImport.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_import_plan_goes_on_with_a_paper_that_was_read_in_the_browser(tmp_path, unit):
    waiting = read(unit, papers.word(tmp_path / "a.docx"))
    assert import_plan(tmp_path / "a.docx")[0] == 0
    waiting.refresh_from_db()
    assert waiting.plan == Plan.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data", "year", "sentence"),
    [
        ("没有.docx", None, 2022, "打不开文件"),
        ("空.txt", b"", 2022, "是空的"),
        ("闲话.txt", "今天天气很好。".encode(), 2022, "没有从中读出"),
        ("闲话.txt", "今天天气很好。".encode(), 22, "年度要写成"),
    ],
)
def test_import_plan_ends_with_2_and_leaves_nothing(tmp_path, name, data, year, sentence):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    code, said, refused = import_plan(tmp_path / name, year=year)
    assert (code, said) == (2, "")
    assert sentence in refused
    assert not Unit.objects.exists() and not PaperImport.objects.exists()


def seeds_and_cases() -> list[Path]:
    """The open papers beside the checkout, where they lie there."""
    shared = HOUSE.parent / "shared"
    found = [*shared.glob("seeds/*.txt"), *shared.glob("cases/*.docx"), *shared.glob("cases/*.xlsx")]
    return sorted([*found, *shared.glob("cases/*.txt")])


@pytest.mark.django_db
def test_every_open_paper_becomes_a_plan(tmp_path):
    ours = [papers.word(tmp_path / "a.docx"), papers.prose(tmp_path / "b.txt")]
    for place, path in enumerate([*ours, *seeds_and_cases()]):
        code, said, refused = import_plan(path, unit=f"unit-{place}")
        assert code == 0, (path.name, refused)
        plan = Plan.objects.get(serial=place + 1)
        assert plan.tasks.count() > 3, path.name
        assert plan.framework.clauses.count() >= plan.tasks.count(), path.name
        assert plan.framework.assessments.count() == 1, said


@pytest.mark.django_db
def test_the_hunan_table_is_exact_from_each_of_its_files(cases, tmp_path):
    files = [papers.word(tmp_path / "a.docx")] if cases is None else [*cases.glob("S4-hunan.*x")]
    expected = (2, 4, 5, "10") if cases is None else (9, 31, 50, "100")
    for place, path in enumerate(files):
        import_plan(path, unit=f"unit-{place}")
        framework = Plan.objects.get(serial=place + 1).framework
        basic = framework.clauses.filter(indicator__category__layer="basic")
        categories = basic.values("indicator__category").distinct().count()
        rows = basic.values("indicator").distinct().count()
        points = sum(clause.points for clause in basic)
        assert (categories, rows, basic.count(), str(points)) == expected
