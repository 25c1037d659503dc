"""What is printed is the contract's, nothing more and nothing less; what a child printed comes back the same."""

import json
import subprocess
import sys

from documents.reading import Reading, read_pasted

PAPER = (
    "序号\t考评内容\t考评标准\t分值\t评分标准\t责任处室\t牵头处室\t完成时限\n"
    "1\t组织领导\t1.每年研究不少于2次\t0.50\t少一次扣0.1分。\t办公室\t宣传处\t2024年6月30日前\n"
    "2\t\t2.有总结\t\t没有不得分。\t办公室\t宣传处\t全年"
)
ITEM = [
    "layer", "path", "category_points", "number", "text", "points", "departments", "lead", "due", "due_text",
    "thresholds", "methods", "materials", "scoring", "where",
]  # fmt: skip


def test_the_contract_is_printed_exactly():
    told = read_pasted(PAPER).as_json()
    assert list(told) == ["title", "issuer", "number", "year", "total", "items", "questions"]
    assert list(told["items"][0]) == ITEM
    assert list(told["questions"][0]) == ["code", "message", "where"]
    first = told["items"][0]
    assert (first["points"], first["due"], first["lead"]) == ("0.5", "2024-06-30", "宣传处")
    assert first["departments"] == ["宣传处", "办公室"]
    assert first["thresholds"] == [{"op": ">=", "value": "2", "unit": "次"}]


def test_a_reading_comes_back_from_json_as_it_was():
    reading = read_pasted(PAPER)
    for with_lines in (True, False):
        told = json.loads(json.dumps(reading.as_json(with_lines=with_lines)))
        again = Reading.from_json(told)
        assert again.as_json(with_lines=with_lines) == told
    assert Reading.from_json(reading.as_json(with_lines=True)).items[0].rules == reading.items[0].rules


def test_every_item_points_at_its_line():
    reading = read_pasted(f"方案\n一、目标\n达到标准。\n{PAPER}")
    for item in reading.items:
        assert item.text in reading.lines[item.line].text
        assert item.where == reading.lines[item.line].place


def test_reading_the_same_paper_twice_gives_the_same():
    assert read_pasted(PAPER).as_json(with_lines=True) == read_pasted(PAPER).as_json(with_lines=True)


def test_the_command_prints_the_contract(tmp_path):
    path = tmp_path / "paper.txt"
    path.write_text(PAPER, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "documents.reading", str(path)], capture_output=True, timeout=60)
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8")) == read_pasted(PAPER).as_json()


def test_reading_needs_no_django():
    code = "import sys, documents.reading; print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)
    assert done.stdout.decode().strip() == "[]"
