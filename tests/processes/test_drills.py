"""The drills of drills/, in their smallest form: every run must count nothing lost, unclear or unnamed."""

import subprocess
import sys

from drills import fixity, kill
from tests.house import CHECKOUT


def test_uploads_survive_kills_of_web_and_worker(tmp_path):
    said = []
    assert kill.drill(tmp_path / "house", 4, seed=3, say=said.append) == 0, said


def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing():
    command = [sys.executable, "-m", "drills.disk_full", "--offsets", "4", "--seed", "3"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 clear messages" in done.stdout


def test_every_planted_fault_is_named_and_none_is_served(tmp_path):
    said = []
    assert fixity.drill(tmp_path / "house", 40, seed=3, say=said.append) == 0, said
