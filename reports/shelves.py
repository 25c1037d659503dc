"""Where each paper stands on 报表中心: what the year ends with on top, then what everybody makes, then the others.

The order is fixed, so that a hand finds a paper where it was yesterday.
"""

from __future__ import annotations

from dataclasses import dataclass

APPLYING = ("application", "selfcheck")  # beside 迎检资料包
USUAL = ("breakdown", "scores", "ledger", "annual", "appraisal", "brief")


@dataclass(frozen=True)
class Shelf:
    """Papers below those, by what they are about; `keys` are those of reports.offers."""

    title: str
    keys: tuple[str, ...]


OTHERS = (
    Shelf("方案和任务", ("circular", "matching", "duties", "remarks", "group")),
    Shelf("测评和督导", ("sides", "why", "findings", "bulletin")),
    Shelf("台账和档案", ("catalogue", "kind_ledger", "dossier", "filing", "budget", "regulations", "awards")),
)
