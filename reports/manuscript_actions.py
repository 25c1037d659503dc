"""Changes to the text of a paper: what the office typed, and how many words it may have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.typed import clean_text
from programs.models import Plan
from reports.models import Manuscript, Passage

LONGEST = 20000  # characters of one passage
MOST_WORDS = 100_000


@dataclass(frozen=True)
class Typed:
    """One passage as it came from the page: the draft it was shown beside, what was shown, what was typed."""

    place: str
    drafted: str
    shown: str
    text: str


@transaction.atomic
def write(
    *, plan: Plan, key: str, title: str, passages: Iterable[Typed], most_words: int | None, version: int, by: User
) -> int:
    """Keep the passages whose text was changed on the page; how many were.

    A passage that reads as the draft does is no edit and follows the figures again.
    """
    manuscript = _locked(plan, key)
    if manuscript.version != version:
        raise ValidationError("这篇稿子刚被别人改过，您改的还在下面，请核对后再保存。", code="changed")
    if most_words is not None and not 100 <= most_words <= MOST_WORDS:
        raise ValidationError(f"字数上限要在 100 到 {MOST_WORDS} 之间，不限就留空。")
    changed = [one for one in passages if _lines(one.text) != _lines(one.shown)]
    for one in changed:
        _keep(manuscript, one, by)
    manuscript.most_words = most_words
    manuscript.version += 1
    manuscript.save()
    after = {"报告": title, "改动的段落": [one.place for one in changed], "字数上限": most_words}
    audit.record(by=by, verb="修改报告文字", of=plan, unit=plan.unit, after=after)
    return len(changed)


@transaction.atomic
def redraft(*, plan: Plan, key: str, title: str, place: str, by: User) -> None:
    """Drop the edit of one passage: it follows the draft again."""
    manuscript = _locked(plan, key)
    passage = manuscript.passages.filter(place=place).first()
    if passage is None:
        return
    before = {"报告": title, "位置": place, "文字": passage.text}
    passage.delete()
    manuscript.version += 1
    manuscript.save(update_fields=["version"])
    audit.record(by=by, verb="改回报告底稿", of=plan, unit=plan.unit, before=before)


def _locked(plan: Plan, key: str) -> Manuscript:
    manuscript, _ = Manuscript.objects.get_or_create(plan=plan, paper=key, defaults={"version": 0})
    return Manuscript.objects.select_for_update().get(pk=manuscript.pk)


def _keep(manuscript: Manuscript, typed: Typed, by: User) -> None:
    text = clean_text(typed.text)
    if len(text) > LONGEST or len(typed.drafted) > LONGEST:
        raise ValidationError(f"一段最多 {LONGEST} 字，请分到别的标题下面。")
    if _lines(text) == _lines(typed.drafted):
        manuscript.passages.filter(place=typed.place).delete()
        return
    kept = {"drafted": clean_text(typed.drafted), "text": text, "by": by, "at": timezone.now()}
    Passage.objects.update_or_create(manuscript=manuscript, place=typed.place, defaults=kept)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in clean_text(text).splitlines() if line.strip()]
