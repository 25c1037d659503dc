"""A process inside a house: runs the lines it is given, one JSON text a line, and answers what they printed.

`python -m tests.inside`, started by tests/house.py: to begin Django anew for each few lines costs a second every time.
"""

import contextlib
import io
import json
import os
import sys
import traceback

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civility.settings")
    django.setup()
    from django.db import connections

    answers = sys.stdout
    for line in sys.stdin:
        printed, trouble = io.StringIO(), ""
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(json.loads(line), "<inside>", "exec"), {"__name__": "__inside__"})
        except BaseException:
            trouble = traceback.format_exc()
        connections.close_all()  # who looks next may copy the database or put another in its place
        answers.write(json.dumps({"printed": printed.getvalue(), "trouble": trouble}) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
