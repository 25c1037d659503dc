"""An installation with an empty database in a folder of its own; importing it makes it ready."""

import os
import sys
import tempfile
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
FOLDER = tempfile.TemporaryDirectory(prefix="civility-benchmark-")
os.environ["CIVILITY_DATA_DIR"] = FOLDER.name
os.environ.setdefault("CIVILITY_SECRET_KEY", "benchmark-" + "x" * 50)
os.environ["DJANGO_SETTINGS_MODULE"] = "civility.settings"
django.setup()
