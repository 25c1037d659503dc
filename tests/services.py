"""What the environment offers for tests: a browser, PostgreSQL, Redis. REQUIRE_SERVICES=1 lets none be missing."""

import os
import shutil

import pytest

from tools.system import BROWSERS

DATABASE_URL = os.environ.get("CIVILITY_TEST_DATABASE_URL", "")
REDIS_URL = os.environ.get("CIVILITY_TEST_REDIS_URL", "")
CHROMIUM = os.environ.get("CIVILITY_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "")


def needed(value: str, sentence: str) -> str:
    """The service's address; without one the test is left out, or fails where services are required."""
    if not value:
        if os.environ.get("REQUIRE_SERVICES"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return value
