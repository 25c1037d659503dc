"""Loaded before the settings are read (`-p tests.environment`): a folder of the tests' own, the named database."""

import os
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="civility-tests-"))

os.environ["CIVILITY_DATA_DIR"] = str(FOLDER)
os.environ["CIVILITY_SECRET_KEY"] = "tests-only-" + "x" * 50
for name in ("CIVILITY_REDIS_URL", "CIVILITY_PROFILE", "CIVILITY_DATABASE_URL"):
    os.environ.pop(name, None)
if os.environ.get("CIVILITY_TEST_DATABASE_URL"):
    os.environ["CIVILITY_DATABASE_URL"] = os.environ["CIVILITY_TEST_DATABASE_URL"]
