"""The floors hold: imports and foreign keys point down only."""

import shutil
import subprocess
import sys
from pathlib import Path

from django.apps import apps

FLOORS = ["documents", "accounts", "files", "jobs", "evidence", "scoring", "programs", "reports", "civility"]
HOUSE = Path(__file__).resolve().parent.parent


def test_no_module_imports_from_a_floor_above():
    tool = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    outcome = subprocess.run([tool, "--no-cache"], cwd=HOUSE, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout


def test_no_relation_points_to_a_floor_above():
    upward = []
    for model in apps.get_models():
        if model._meta.app_label not in FLOORS:
            continue
        for field in model._meta.get_fields():
            if not field.concrete or not field.is_relation:
                continue
            target = field.related_model._meta.app_label
            if target in FLOORS and FLOORS.index(target) > FLOORS.index(model._meta.app_label):
                upward.append(f"{model.__name__}.{field.name} → {field.related_model.__name__}")
    assert upward == []


def test_no_module_is_named_after_nothing():
    nameless = {"utils.py", "common.py", "core.py", "helpers.py", "services.py", "signals.py"}
    found = [
        str(path.relative_to(HOUSE))
        for floor in FLOORS
        for path in (HOUSE / floor).rglob("*.py")
        if path.name in nameless
    ]
    assert found == []


def test_nothing_listens_to_signals():
    listening = [
        str(path.relative_to(HOUSE))
        for floor in FLOORS
        for path in (HOUSE / floor).rglob("*.py")
        if "django.dispatch" in path.read_text() or "db.models.signals" in path.read_text()
    ]
    assert listening == []
