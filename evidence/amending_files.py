"""更正 of a filed record's files and reports: late ones come to it, wrong ones are taken out, with one reason."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from evidence.amending import filing_of, noted, told_reason
from evidence.attaching import Piece, problem_of, put_in, take_out
from evidence.changing import hold, refuse_changed
from evidence.filing import Amendment, Filing
from evidence.filing_actions import counted_pages
from evidence.models import Attachment, Record

MOST_NAMES = 10  # of one slot in one amendment, told one by one; the log has each


def amend_files(
    *, record: Record, by: User, reason: str, version: int, added: list[Piece], withdrawn: Iterable[int]
) -> Amendment:
    """Put files, or addresses of reports, into a filed record and take others out (`withdrawn`: keys of its
    attachments); all of it or nothing.

    Bytes that were taken out stay on the disk. A number of pages that was counted from the files is counted anew; one
    that a person wrote stays. Call it outside a transaction: previews are made first.
    """
    for piece in added:
        problem = problem_of(piece)
        if problem:
            raise ValidationError(f"“{piece}”没有添加：{problem.messages[0]}")
    return _amend(record, by, reason, version, added, set(withdrawn))


@transaction.atomic
def _amend(record: Record, by: User, reason: str, version: int, added: list[Piece], withdrawn: set[int]) -> Amendment:
    hold(record)
    filing = filing_of(record)
    refuse_changed(record, version)
    reason = told_reason(reason)
    live = {row.pk: row for row in record.attachments.live()}
    if withdrawn - live.keys():
        raise ValidationError("要撤下的文件已经不在这份档案里，请刷新页面再试。")
    was_counted = filing.pages == counted_pages(record)
    gone = [live[pk] for pk in sorted(withdrawn)]
    take_out(record, gone, by)
    come = [_taken(row) for row in put_in(record, added, by)]
    come = [row for row in come if row.pk not in live]  # the same file again is there already
    if not come and not gone:
        raise ValidationError(
            "没有要添加或撤下的；选的文件、填的网址档案里都有了。" if added else "请选要添加的文件，或勾选要撤下的。"
        )
    if was_counted:
        Filing.objects.filter(pk=filing.pk).update(pages=counted_pages(record))
    record.version += 1
    record.save(update_fields=["version"])
    before = {f"撤下{slot}": names for slot, names in _by_slot(gone).items()}
    after = {f"添加{slot}": names for slot, names in _by_slot(come).items()}
    return noted(record, by, reason, before, after | dict.fromkeys(before))


def _taken(row: Attachment | ValidationError) -> Attachment:
    if isinstance(row, ValidationError):
        raise row
    return row


def _by_slot(rows: list[Attachment]) -> dict[str, str]:
    names: dict[str, list[str]] = {}
    for row in rows:
        names.setdefault(row.get_slot_display(), []).append(str(row))
    return {slot: _listed(found) for slot, found in names.items()}


def _listed(names: list[str]) -> str:
    said = "、".join(names[:MOST_NAMES])
    return said if len(names) <= MOST_NAMES else f"{said}等 {len(names)} 个"
