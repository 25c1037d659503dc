"""The triggers that keep the audit log append-only, for both databases."""

from django.db import connections

TABLE = "accounts_auditentry"
SENTENCE = "操作日志只能追加，不能修改或删除。"

_SQLITE = [
    f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    for verb in ("UPDATE", "DELETE")
]
_POSTGRESQL = [
    f"""CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$""",
    f"""CREATE TRIGGER audit_no_update BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    f"""CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
]
EXPECTED = {
    "sqlite": {"audit_no_update", "audit_no_delete"},
    "postgresql": {"audit_no_update", "audit_no_truncate"},
}


def create(connection):
    """Put the triggers in place."""
    with connection.cursor() as cursor:
        for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)


def drop(connection):
    """Take the triggers away: for undoing the migration, and for tests that empty the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in EXPECTED["sqlite"]:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            cursor.execute("DROP FUNCTION IF EXISTS audit_refuse() CASCADE")


def present(using: str = "default") -> set[str]:
    """The names of the triggers that stand on the audit table now."""
    connection = connections[using]
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        if connection.vendor == "sqlite"
        else "SELECT DISTINCT t.tgname FROM pg_trigger t WHERE t.tgrelid = %s::regclass AND NOT t.tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [TABLE])
        return {row[0] for row in cursor.fetchall()}
