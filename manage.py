#!/usr/bin/env python
"""The command line of 文明创建."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civility.settings")
    from django.core.management import execute_from_command_line
    from django.db import InterfaceError, OperationalError, ProgrammingError

    try:
        execute_from_command_line(sys.argv)
    except (OperationalError, InterfaceError, ProgrammingError) as problem:
        _stop("数据库连不上，或者还没有建表：请检查 CIVILITY_DATABASE_URL，再运行 manage.py migrate。", problem)
    except OSError as problem:
        place = f"“{problem.filename}”" if problem.filename else "数据目录"
        _stop(f"{place}打不开或写不进去，请检查 CIVILITY_DATA_DIR 和它的权限、剩余空间。", problem)


def _stop(sentence: str, problem: Exception) -> None:
    """One sentence for whoever typed the command; the whole story only where it was asked for."""
    if "--traceback" in sys.argv:
        raise problem
    detail = str(problem).strip().splitlines()
    sys.exit(f"{sentence}\n（{detail[0] if detail else type(problem).__name__}；加 --traceback 看全部）")


if __name__ == "__main__":
    main()
