"""What a script gets to put on the page: tiles of new files, the box as it stands, advice and a place."""

from __future__ import annotations

import time
from datetime import date

from django.db.models import Prefetch
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.typed import whole_number
from evidence import health, photo_places
from evidence.health import Days, days_of
from evidence.models import Attachment, Record
from evidence.slots import slot_box
from evidence.uploads import Taken


def wants_json(request) -> bool:
    return request.accepts("application/json") and not request.accepts("text/html")


def answer_of(request, record: Record, taken: Taken, problem: str, *, is_about_captions: bool) -> JsonResponse:
    """What became of a post with files; 422 where nothing was taken."""
    tiles = _tiles(request, record, [row.pk for row in taken.attachments])
    refused = [vars(refusal) for refusal in taken.refusals]
    sentence = refused[0]["sentence"] if refused else problem
    if not tiles and not sentence and not is_about_captions:
        sentence = "没有收到文件，请重新选择。"
    places = {place: row.pk for place, row in taken.filed.items()}  # which file of the post is which tile
    answer = {"tiles": tiles, "places": places, "refused": refused, "sentence": sentence}
    return box_of(request, record, answer, status=422 if sentence and not tiles else 200)


def tiles_of(request, record: Record, *, after: str) -> JsonResponse:
    """What came by phone behind an attachment; nothing new, an empty list and no box."""
    last = whole_number(after)
    rows = record.attachments.live().filter(via__isnull=False)
    pks = [] if last is None else list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True))
    answer = {"tiles": _tiles(request, record, pks), "sentence": ""}
    return box_of(request, record, answer) if pks else JsonResponse(answer)


def box_of(request, record: Record, answer: dict, status: int = 200) -> JsonResponse:
    """An answer with the box of slots as it stands now, the advice on the photos and where they were taken.

    `at` says when that was: answers to posts that ran side by side may arrive in another order.
    """
    answer["at"] = time.time()
    record = Record.objects.get(pk=record.pk)
    box = slot_box(record, can_write=True, advise=request.user, days=_days(request, record))
    answer["box"] = render_to_string("evidence/_box.html", {"box": box}, request)
    answer["health"] = render_to_string("evidence/_health.html", {"box": box}, request)
    answer["place"] = photo_places.suggested(record, box.attachments)
    return JsonResponse(answer, status=status)


def _tiles(request, record: Record, pks: list[int]) -> list[dict]:
    found = Attachment.objects.with_thumbs().select_related("blob__likeness").filter(pk__in=pks)
    rows = {row.pk: row for row in found.prefetch_related(Prefetch("versions", to_attr="older"))}
    health.advise(record, list(rows.values()), request.user, _days(request, record))
    context = {"box": {"can_write": True, "form_id": f"files-{record.pk}"}}
    return [
        {
            "pk": pk,
            "slot": rows[pk].slot,
            "html": render_to_string(
                "evidence/_tile.html" if rows[pk].slot == Attachment.Slot.PHOTO else "evidence/_file.html",
                context | {"attachment": rows[pk]},
                request,
            ),
            "taken_on": _day(rows[pk].taken_at),
            "replaces": [older.pk for older in rows[pk].older],
        }
        for pk in pks
    ]


def _days(request, record: Record) -> Days | None:
    """The days a script says the page shows now; a page without such a field leaves them to the record."""
    given = request.POST if request.method == "POST" else request.GET
    if "day" not in given:
        return days_of(record)
    begins_on, ends_on = (_read(given.get(name, "")) for name in ("day", "until"))
    return Days(begins_on, max(begins_on, ends_on or begins_on)) if begins_on else None


def _read(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day(moment) -> str:
    """The local day of a photo, for the date field; empty where the camera told none."""
    return timezone.localtime(moment).date().isoformat() if moment else ""
