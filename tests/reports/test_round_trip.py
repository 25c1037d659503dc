"""From a paper to the breakdown table and back: the table that leaves says what the paper said."""

import io
import shutil

import pytest
from django.core.management import call_command

from documents import child
from programs.models import Plan
from reports.tables import breakdown

pytestmark = pytest.mark.django_db
KEPT = (
    "layer",
    "path",
    "category_points",
    "number",
    "text",
    "points",
    "departments",
    "lead",
    "due",
    "due_text",
    "thresholds",
    "materials",
    "scoring",
    "methods",
)
WITH_POINTS = """××县水利局创建文明单位任务分解表
一、思想道德建设（10分）
1.开展道德讲堂活动，每年不少于4次（6分）。（责任部门：办公室、机关党委）
2.学习宣传身边好人（4分）。（责任部门：宣传科）
二、环境卫生（5分）
3.办公区整洁有序，无烟单位建设有制度（5分）。（责任部门：后勤科）
"""
WITHOUT_POINTS = """××县水利局2023年文明单位创建工作方案
一、指导思想
深入学习贯彻习近平新时代中国特色社会主义思想。
二、重点工作
（一）加强思想建设。
1.健全中心组学习制度，每季度集中学习一次。
2.开展学雷锋志愿服务，全年不少于5次。
（二）加强环境建设。
1.每周开展一次卫生大扫除。
"""


def facts(items):
    return [{name: one[name] or None for name in KEPT} for one in items]


def there_and_back(path, tmp_path, code, year=2022):
    """What the paper said, and what its exported table says, as Excel and as Word."""
    call_command("import_plan", str(path), unit=code, year=year, stdout=io.StringIO(), stderr=io.StringIO())
    plan = Plan.objects.get(unit__code=code)
    back = []
    for kind in ("xlsx", "docx"):
        target = tmp_path / f"{code}.{kind}"
        target.write_bytes(child.set_paper(breakdown(plan), kind))
        back.append(facts(child.read_file(target)["items"]))
    return facts(plan.imports.get().reading["items"]), back


@pytest.mark.parametrize("text", [WITH_POINTS, WITHOUT_POINTS], ids=["points", "no points"])
def test_a_paper_of_our_own_comes_back_without_a_difference(tmp_path, text):
    path = tmp_path / "方案.txt"
    path.write_text(text, encoding="utf-8")
    said, comes_back = there_and_back(path, tmp_path, "gzw")
    assert len(said) >= 3
    assert comes_back == [said, said]


@pytest.mark.one_database("reading and setting of many papers; our own two are asked of both databases above")
def test_the_open_cases_come_back_without_a_difference(tmp_path, cases):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "own.txt").write_text(WITH_POINTS, encoding="utf-8")
    for source in (sorted(cases.iterdir()) + sorted((cases.parent / "seeds").glob("*.txt"))) if cases else []:
        if source.suffix in (".docx", ".xlsx", ".txt"):
            shutil.copy(source, folder)
    for number, path in enumerate(sorted(folder.iterdir())):
        year = child.read_file(path)["year"] or 2023
        said, comes_back = there_and_back(path, tmp_path, f"unit{number}", year=year)
        assert comes_back == [said, said], path.name
