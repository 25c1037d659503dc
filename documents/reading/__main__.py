"""`python -m documents.reading FILE`: the contract's JSON on standard output, or exit 2 and one sentence."""

from __future__ import annotations

import argparse
import json
import sys

from documents.reading import Unreadable, read_file


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="documents.reading", description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--with-lines", action="store_true", help="also the source lines and what only we use")
    told = parser.parse_args(arguments)
    try:
        reading = read_file(told.file)
    except Unreadable as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    sys.stdout.reconfigure(encoding="utf-8")
    json.dump(reading.as_json(with_lines=told.with_lines), sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
