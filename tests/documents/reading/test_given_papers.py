"""The papers given with their truths, where they lie beside the project; their measure is the given one."""

import importlib.util
import json
from pathlib import Path

import pytest

from documents.reading import read_file

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases"
TRUTHS = sorted(CASES.glob("*.truth.json")) if CASES.is_dir() else []
PAPERS = [
    (truth, CASES / name) for truth in TRUTHS for name in json.loads(truth.read_text("utf-8-sig")).get("files", [])
]


def compare(truth: dict, printed: dict) -> dict:
    spec = importlib.util.spec_from_file_location("score", CASES / "score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    return score.compare(truth, printed)


@pytest.mark.parametrize(("truth", "paper"), PAPERS, ids=[paper.name for _, paper in PAPERS])
def test_a_given_paper_is_read_as_its_truth_says(truth, paper):
    measured = compare(json.loads(truth.read_text("utf-8-sig")), read_file(paper).as_json())
    assert measured["score"] >= 0.97
    assert not measured["missed_questions"]
