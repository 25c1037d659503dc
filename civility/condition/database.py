"""Looking at the database: does it answer, is it safe, does it fit the program, do its guards stand."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from accounts import triggers
from civility.condition.finding import GOOD, HEED, WRONG, Finding, looks_at
from evidence import search_tables


@looks_at("数据库")
def database() -> Finding:
    title = "数据库"
    try:
        connection.ensure_connection()
    except DatabaseError as problem:
        return Finding(
            title,
            WRONG,
            f"连不上：{str(problem).splitlines()[0][:120]}",
            "检查数据库有没有启动，以及 CIVILITY_DATABASE_URL。",
        )
    with connection.cursor() as cursor:
        return _sqlite(cursor, title) if connection.vendor == "sqlite" else _postgresql(cursor, title)


def _asked(cursor, query: str) -> str:
    cursor.execute(query)
    row = cursor.fetchone()
    return str(row[0]) if row else ""


def _sqlite(cursor, title: str) -> Finding:
    wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
    odd = [name for name, value in wanted.items() if _asked(cursor, f"PRAGMA {name}") not in (value, "memory")]
    if odd:
        return Finding(
            title, WRONG, f"SQLite 的 {'、'.join(odd)} 不是应有的设置。", "请用自带的命令启动，不要改数据库选项。"
        )
    torn = _asked(cursor, "PRAGMA quick_check(1)")
    if torn != "ok":
        return Finding(title, WRONG, f"数据库文件有损坏：{torn[:100]}", "停下程序，从最近的备份恢复。")
    return Finding(
        title, GOOD, f"SQLite {_asked(cursor, 'SELECT sqlite_version()')}，文件完好，断电不丢数据的选项都开着。"
    )


def _postgresql(cursor, title: str) -> Finding:
    off = [
        name for name in ("fsync", "full_page_writes", "synchronous_commit") if _asked(cursor, f"SHOW {name}") == "off"
    ]
    version = _asked(cursor, "SHOW server_version").split(" ")[0]
    if off:
        return Finding(
            title,
            WRONG,
            f"PostgreSQL 关掉了 {'、'.join(off)}，断电会丢数据。",
            "在 postgresql.conf 里打开后重启数据库。",
        )
    if _asked(cursor, "SHOW data_checksums") == "off":
        return Finding(
            title,
            HEED,
            f"PostgreSQL {version}，没有开数据校验（data_checksums），磁盘坏了不容易发现。",
            "停库后可用 pg_checksums --enable 打开。",
        )
    return Finding(title, GOOD, f"PostgreSQL {version}，断电不丢数据的选项都开着。")


@looks_at("表结构")
def structure() -> Finding:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return Finding("表结构", WRONG, f"还差 {len(missing)} 步升级没有做。", "运行 manage.py migrate。")
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    if unknown:
        return Finding(
            "表结构", WRONG, "数据库比程序新：程序被换回了旧版本。", "换回新版本的程序，或恢复升级前的备份。"
        )
    return Finding("表结构", GOOD, "和程序的版本一致。")


@looks_at("日志和检索的保护")
def guards() -> Finding:
    missing = (triggers.EXPECTED[connection.vendor] - triggers.present()) | (
        search_tables.EXPECTED[connection.vendor] - search_tables.present(connection)
    )
    if missing:
        return Finding(
            "日志和检索的保护",
            WRONG,
            f"数据库里少了 {'、'.join(sorted(missing))}。",
            "从备份恢复，或联系维护人员补上触发器。",
        )
    return Finding("日志和检索的保护", GOOD, "操作日志只能追加，检索随档案更新，保护都在。")
