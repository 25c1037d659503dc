"""What each database keeps beside the index rows to find pairs of signs quickly, and the triggers that follow them."""

SQLITE_TABLE = "evidence_pairs"
_ROWS = "evidence_searchtext"
POSTGRESQL_INDEX = "evidence_searchtext_pairs"

# Positions are not kept (detail=none): a row is looked at again for the word itself.
_SQLITE = [
    f"""CREATE VIRTUAL TABLE {SQLITE_TABLE} USING fts5(
        pairs, content='{_ROWS}', content_rowid='id', tokenize='ascii', detail=none, columnsize=0)""",
    f"""CREATE TRIGGER {SQLITE_TABLE}_added AFTER INSERT ON {_ROWS} BEGIN
        INSERT INTO {SQLITE_TABLE}(rowid, pairs) VALUES (new.id, new.pairs); END""",
    f"""CREATE TRIGGER {SQLITE_TABLE}_gone AFTER DELETE ON {_ROWS} BEGIN
        INSERT INTO {SQLITE_TABLE}({SQLITE_TABLE}, rowid, pairs) VALUES ('delete', old.id, old.pairs); END""",
    f"""CREATE TRIGGER {SQLITE_TABLE}_changed AFTER UPDATE ON {_ROWS} BEGIN
        INSERT INTO {SQLITE_TABLE}({SQLITE_TABLE}, rowid, pairs) VALUES ('delete', old.id, old.pairs);
        INSERT INTO {SQLITE_TABLE}(rowid, pairs) VALUES (new.id, new.pairs); END""",
]
_POSTGRESQL = [f"CREATE INDEX {POSTGRESQL_INDEX} ON {_ROWS} USING gin (string_to_array(pairs, ' '))"]
EXPECTED = {
    "sqlite": {f"{SQLITE_TABLE}_{verb}" for verb in ("added", "gone", "changed")},
    "postgresql": {POSTGRESQL_INDEX},
}


def create(connection) -> None:
    """Put them in place, and take in the rows that are there."""
    with connection.cursor() as cursor:
        for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)
    refill(connection)


def drop(connection) -> None:
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute(f"DROP INDEX IF EXISTS {POSTGRESQL_INDEX}")
            return
        for name in EXPECTED["sqlite"]:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"DROP TABLE IF EXISTS {SQLITE_TABLE}")


def refill(connection) -> None:
    """Read all index rows anew; PostgreSQL's index needs no such thing."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {SQLITE_TABLE}({SQLITE_TABLE}) VALUES ('rebuild')")


def present(connection) -> set[str]:
    """Which of the expected triggers or indexes stand now."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        if connection.vendor == "sqlite"
        else "SELECT indexname FROM pg_indexes WHERE tablename = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [_ROWS])
        return {row[0] for row in cursor.fetchall()} & EXPECTED[connection.vendor]
