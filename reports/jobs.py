"""The background jobs that set papers: one kind for each paper and format."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from documents import child
from jobs.registry import GaveUp, Result, handler
from programs.models import Plan
from reports.offers import OFFERS, make


def _register(key: str, ending: str, kind: str, title: str) -> None:
    @handler(kind, title=title)
    def run(work):
        plan = Plan.objects.select_related("unit", "framework").filter(pk=work.arguments.get("plan")).first()
        if plan is None:
            raise GaveUp("这份方案已经不在了，报表没有生成。")
        try:
            made = make(plan, key, ending, on_step=work.progress, choice=work.arguments.get("choice", ""))
        except ValidationError as problem:
            raise GaveUp(problem.message) from None
        except child.ChildError as problem:
            raise GaveUp(str(problem)) from None
        return Result(data=made.data, name=made.name, media_type=made.media_type)


for offer in OFFERS.values():
    for ending, kind in offer.kinds.items():
        _register(offer.key, ending, kind, offer.title)
