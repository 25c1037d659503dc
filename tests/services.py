"""What the environment offers for tests: a browser, PostgreSQL, Redis. REQUIRE_SERVICES=1 lets none be missing."""

import os
from pathlib import Path

import pytest

DATABASE_URL = os.environ.get("CIVILITY_TEST_DATABASE_URL", "")
REDIS_URL = os.environ.get("CIVILITY_TEST_REDIS_URL", "")
CHROMIUM = os.environ.get("CIVILITY_CHROMIUM") or next(
    (path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), ""
)


def needed(value: str, sentence: str) -> str:
    """The service's address; without one the test is left out, or fails where services are required."""
    if not value:
        if os.environ.get("REQUIRE_SERVICES"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return value
