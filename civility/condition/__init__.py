"""How the installation is: one finding for each thing that must hold, in a sentence, with what to do where it does not.

The page 系统健康 and the command `manage.py doctor` print the same. Nothing is changed by looking.
"""

from __future__ import annotations

from civility.condition import database, disk, surroundings, work
from civility.condition.finding import GOOD, HEED, WRONG, Finding

__all__ = ["GOOD", "HEED", "WRONG", "Finding", "look", "sentence"]
LOOKS = (
    *(database.structure, database.guards, work.worker, work.queue, work.failures),
    *(disk.disk, disk.stored_files, disk.backups),
    *(surroundings.fonts, work.broker, surroundings.front_end, surroundings.accounts, surroundings.clock),
)


def look() -> list[Finding]:
    """Everything, in the order an administrator would ask; of a database that is away, that alone."""
    first = database.database()
    return [first] if first.state == WRONG else [first, *(one() for one in LOOKS)]


def sentence(findings: list[Finding]) -> str:
    """The whole in a few words."""
    wrong, heed = (sum(one.state == state for one in findings) for state in (WRONG, HEED))
    if wrong:
        return f"有 {wrong} 处问题要处理" + (f"，{heed} 处请留意" if heed else "")
    return f"运行正常，{heed} 处请留意" if heed else "一切正常"
