"""The breakdown table of a plan as a paper, laid out like the annex of a circular (任务分解表)."""

from __future__ import annotations

from documents.model import Attachment, Paper
from programs.models import Plan
from reports.naming import annex_title
from reports.rows import rows_of
from scoring.rows import Row
from scoring.table import needs_year, table_of


def breakdown(plan: Plan, is_annex: bool = True) -> Paper:
    """The plan's breakdown table: merged categories, points inside the text, one department per line, the sum below.

    As an annex it begins with 附件; without, it is a paper of its own and no page announces it.
    """
    rows = rows_of(plan)
    title, table = _title(plan, rows), table_of(rows)
    if is_annex:
        return Paper(attachments=[Attachment(title=title, blocks=[table], landscape=True)])
    return Paper(title=title, blocks=[table], landscape=True)


def _title(plan: Plan, rows: list[Row]) -> str:
    """With the year where days are printed without one: 8月28日 alone is no date."""
    title = annex_title(plan)
    return f"{title}（{plan.year}年度）" if needs_year(rows) and str(plan.year) not in title else title
