"""Several people at the same moment: calls in threads of their own, on a database that locks rows."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

# SQLite lets one write at a time and its test database lives in memory, where a second thread is turned away at once.
ON_ROW_LOCKS = [
    pytest.mark.services,
    pytest.mark.usefixtures("committed"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="行锁要在 PostgreSQL 上试"),
]


def in_threads(calls):
    """Run the calls at the same time; each result, or the refusal."""

    def run(call):
        try:
            return call()
        except ValidationError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
