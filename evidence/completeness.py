"""What a record holds of what its kind asks for: the four slots, and one sentence for each gap."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.models import BLANKS, LEAST, Attachment, Record

_MEASURE = {"plan": "份", "photo": "张", "press": "篇"}
_TITLE = {"plan": "方案", "photo": "图片", "summary": "总结", "press": "报道"}


@dataclass(frozen=True)
class SlotState:
    """One of the four slots. `least` counts files; words where the slot is the summary."""

    slot: str
    title: str
    count: int
    least: int
    is_done: bool
    sentence: str

    @property
    def is_needed(self) -> bool:
        return self.least > 0


@dataclass(frozen=True)
class Completeness:
    """The state of a record's four slots."""

    slots: tuple[SlotState, ...]

    @property
    def done(self) -> int:
        return sum(slot.is_done for slot in self.slots)

    @property
    def missing(self) -> list[str]:
        return [slot.sentence for slot in self.slots if slot.is_needed and not slot.is_done]

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def summary(self) -> str:
        """For a label: 四类材料已有三类."""
        return f"四类材料已有{'零一二三四'[self.done]}类"


def words(text: str) -> int:
    """Characters of a text that are not blank; counted as the database does."""
    return sum(character not in BLANKS for character in text)


def completeness(record: Record) -> Completeness:
    """The slots of a record; from its counts where the query brought them (`with_counts`), else counted now."""
    if not hasattr(record, "n_plan"):
        record = Record.objects.with_counts().select_related("activity__kind").get(pk=record.pk)
    kind = record.activity.kind
    counts = {slot: getattr(record, f"n_{slot}") for slot in LEAST}
    states = []
    for slot, name in LEAST.items():
        least = getattr(kind, name)
        written = words(record.summary) if slot == Attachment.Slot.SUMMARY else 0
        states.append(_state(slot, counts[slot], least, written))
    return Completeness(slots=tuple(states))


def _state(slot: str, count: int, least: int, written: int) -> SlotState:
    if slot == Attachment.Slot.SUMMARY:
        is_done = count >= 1 or written >= max(least, 1)
        sentence = _of_summary(count, written, least, is_done)
    else:
        is_done = count >= max(least, 1)
        sentence = _of_files(slot, count, least, is_done)
    return SlotState(slot=slot, title=_TITLE[slot], count=count, least=least, is_done=is_done, sentence=sentence)


def _of_files(slot: str, count: int, least: int, is_done: bool) -> str:
    title, measure = _TITLE[slot], _MEASURE[slot]
    asked = f"（至少 {least} {measure}）" if least else ""
    if is_done:
        return f"{title} {count} {measure}，够用{asked}"
    if not count:
        return f"{title}还没有{asked}"
    return f"{title}有 {count} {measure}，还差 {least - count} {measure}{asked}"


def _of_summary(count: int, written: int, least: int, is_done: bool) -> str:
    asked = f"（至少 {least} 字）" if least else ""
    if count:
        return f"总结有文件 {count} 份"
    if is_done:
        return f"总结 {written} 字，够用{asked}"
    if not written:
        return f"总结还没有{asked}"
    return f"总结有 {written} 字，还差 {least - written} 字{asked}"
