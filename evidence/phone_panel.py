"""The code on the keeper's page: the address of the open link, drawn for a phone to read, as large as its place."""

import segno
from django.utils.safestring import mark_safe

from accounts.address import is_this_machine
from evidence.models import Record


def phone_panel(request, record: Record, *, has_link: bool = True) -> dict:
    """What templates/evidence/_phone.html prints: the open link with its code, where there is one."""
    link = record.phone_links.open().order_by("-pk").first() if has_link else None
    path = link.path if link else ""
    if not path:
        return {"link": None}
    address = request.build_absolute_uri(path)
    drawn = segno.make(address, error="m").svg_inline(border=4, dark="#1c2430", omitsize=True)
    # Drawn by segno of our own address: no character of anybody's typing is in it.
    code = mark_safe(drawn)
    return {"link": link, "address": address, "code": code, "is_only_here": is_this_machine(request)}
