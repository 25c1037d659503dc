"""What goes out comes in again: the exported table is read back by the importer without a difference."""

import pytest

from documents import reading
from documents.setting import set_paper
from tests.documents.setting.sample_papers import CATEGORIES, CLAUSE, DEPARTMENTS, annex


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_the_breakdown_table_reads_back_as_it_was(kind, tmp_path):
    path = tmp_path / f"任务分解表.{kind}"
    path.write_bytes(set_paper(annex(groups=4, clauses=3), kind))
    found = reading.read_file(path).as_json()
    assert found["title"] == "文明单位创建工作任务分解表"
    assert found["total"] == "30"
    assert found["questions"] == []
    assert [item["path"][0] for item in found["items"]] == [name for name in CATEGORIES[:4] for _ in range(3)]
    assert {item["points"] for item in found["items"]} == {"2.5"}
    assert {item["category_points"] for item in found["items"]} == {"7.5"}
    assert {tuple(item["departments"]) for item in found["items"]} == {DEPARTMENTS}
    assert {item["due"] for item in found["items"]} == {"2026-12-31"}
    assert {item["text"].rstrip("。") for item in found["items"]} == {CLAUSE}
