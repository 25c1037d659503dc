"""领导小组名单: as a paper of its own, and as the annex of the plan that sets the group up."""

from __future__ import annotations

from datetime import date

from accounts.heads import HeadHolding
from accounts.leading_group import GroupOffice, Listing, Place, listing
from accounts.models import PostHolding
from documents.model import Block, Paper, Paragraph, Table
from programs.models import Plan
from reports.figures import spoken_date
from reports.grid import Label, header, left
from reports.orders import ADay


def group_paper(plan: Plan, day: date) -> Paper:
    """The group of the plan's unit as of a day."""
    group = listing(plan.unit, day)
    blocks = group_blocks(group) if group.has_posts else [Paragraph("还没有登记领导小组。")]
    said = Paragraph(f"（{spoken_date(day)}的名单）", role="centred")
    return Paper(title=title_of(plan, group), blocks=[said, *blocks])


def days_of_change(plan: Plan) -> list[tuple[str, str]]:
    """The days from which the list reads otherwise, newest first, to choose from. One query."""
    unit, heads = plan.unit, HeadHolding.objects.of_unit(plan.unit)
    held = (PostHolding.objects.filter(post__unit=unit), GroupOffice.objects.filter(group__unit=unit), unit.posts.all())
    first, *rest = (rows.order_by().values_list("from_on", flat=True) for rows in (heads, *held))
    days = {day for day in first.union(*rest) if day}
    return [(day.isoformat(), f"{spoken_date(day)}起的名单") for day in sorted(days, reverse=True)]


AS_OF = ADay("day", "日期", days_of_change, all_of="今天的名单")


def title_of(plan: Plan, group: Listing) -> str:
    return f"{plan.unit.name}\n{group.name}名单"


def group_blocks(group: Listing) -> list[Block]:
    """The list seat by seat, where the office is, and what stands below."""
    label = Label()
    rows = [header("组内职务", "职务", "姓名")]
    for seat, places in group.seats:
        for place in places:
            rows.append([label.of(seat), left(place.post.title), left(_members(place))])
    blocks: list[Block] = [Table(rows=rows, widths=(14, 40, 46), label_columns=1)]
    if group.office:
        blocks.append(Paragraph(f"领导小组办公室设在{group.office}。"))
    if group.note:
        blocks.append(Paragraph(group.note))
    return blocks


def _members(place: Place) -> str:
    return "\n".join(f"{one.name}（{one.of}）" if one.of else one.name for one in place.members)
