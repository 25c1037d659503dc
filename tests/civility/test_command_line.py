"""A command that can't reach its database or its folder says so in one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def said(*words, **environment) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CIVILITY_")}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=kept | environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("address", ["postgres://nobody@127.0.0.1:1/none", "sqlite:////proc/none/civility.sqlite3"])
def test_without_its_database_a_command_ends_in_a_sentence(address, tmp_path):
    answer = said("recompute_scores", "--check", CIVILITY_DATA_DIR=str(tmp_path), CIVILITY_DATABASE_URL=address)
    assert answer.returncode == 1
    assert "数据库连不上" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_folder_that_can_not_be_made_is_named():
    answer = said("check", CIVILITY_DATA_DIR="/proc/none")
    assert answer.returncode == 1
    assert "“/proc/none”打不开或写不进去" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_whole_story_is_there_for_who_asks(tmp_path):
    answer = said("check", "--traceback", CIVILITY_DATA_DIR="/proc/none")
    assert "Traceback" in answer.stderr
