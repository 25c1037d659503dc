"""What a record holds of what its kind asks for: one state and one sentence for each slot."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.counting import BLANKS
from evidence.kinds import SLOTS, Asked
from evidence.models import Record

_COUNTS = ("都还没有", "已有一类", "已有两类", "已有三类", "都齐了")


@dataclass(frozen=True)
class SlotState:
    """One slot of a record's kind. `least` counts files; words where the slot is the summary."""

    slot: str
    title: str
    count: int
    least: int
    is_done: bool
    sentence: str
    lack: str = ""  # how much is missing, for one line of all of them

    @property
    def is_needed(self) -> bool:
        return self.least > 0


@dataclass(frozen=True)
class Completeness:
    """The state of a record's slots; the four of an activity, fewer of other kinds."""

    slots: tuple[SlotState, ...]
    is_activity: bool = True

    @property
    def done(self) -> int:
        return sum(slot.is_done for slot in self.slots)

    @property
    def missing(self) -> list[str]:
        return [slot.sentence for slot in self.slots if slot.is_needed and not slot.is_done]

    @property
    def lacking(self) -> str:
        """What is still asked for, on one line: 方案、图片 1 张、总结 80 字; empty where nothing is."""
        return "、".join(slot.lack for slot in self.slots if slot.is_needed and not slot.is_done)

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def summary(self) -> str:
        """For a label: 四类材料已有三类; of other kinds 材料齐全 or 还缺签到、纪要."""
        if self.is_activity:
            return f"四类材料{_COUNTS[self.done]}"
        lacking = [slot.title for slot in self.slots if slot.is_needed and not slot.is_done]
        return f"还缺{'、'.join(lacking)}" if lacking else "材料齐全"


def words(text: str) -> int:
    """Characters of a text that are not blank; counted as the database does."""
    return sum(character not in BLANKS for character in text)


def completeness(record: Record) -> Completeness:
    """The slots of a record; from its counts where the query brought them (`with_counts`), else counted now."""
    if not hasattr(record, "least_plan"):
        record = Record.objects.with_counts().get(pk=record.pk)
    states = tuple(_state(record, asked) for asked in SLOTS[record.kind])
    return Completeness(states, is_activity=record.kind == Record.Kind.ACTIVITY)


def _state(record: Record, asked: Asked) -> SlotState:
    count, least = getattr(record, f"n_{asked.slot}"), getattr(record, f"least_{asked.slot}")
    if asked.slot == "summary":
        written = words(record.summary)
        is_done = count >= 1 or written >= max(least, 1)
        sentence = _of_summary(asked, count, written, least, is_done)
    elif asked.slot == "number":
        is_done = count >= 1
        sentence = f"{asked.title}已填" if is_done else f"{asked.title}还没有填"
    elif asked.slot == "sign_in" and count < max(least, 1) and record.n_people:
        is_done, sentence = True, f"{asked.title}从名册选了 {record.n_people} 人"
    else:
        is_done = count >= max(least, 1)
        sentence = _of_files(asked, count, least, is_done)
    held = words(record.summary) if asked.slot == "summary" else count
    lack = f"{asked.title} {least - held} {asked.measure}" if held else asked.title
    return SlotState(asked.slot, asked.title, count, least, is_done, sentence, lack)


def _of_files(asked: Asked, count: int, least: int, is_done: bool) -> str:
    title, measure = asked.title, asked.measure
    least_said = f"（至少 {least} {measure}）" if least else ""
    if is_done:
        return f"{title} {count} {measure}，够用{least_said}" if least else f"{title} {count} {measure}"
    if not count:
        return f"{title}还没有{least_said}"
    return f"{title}有 {count} {measure}，还差 {least - count} {measure}{least_said}"


def _of_summary(asked: Asked, count: int, written: int, least: int, is_done: bool) -> str:
    title = asked.title
    least_said = f"（至少 {least} 字）" if least else ""
    if count:
        return f"{title}有文件 {count} 份"
    if is_done:
        return f"{title} {written} 字，够用{least_said}" if least else f"{title} {written} 字"
    if not written:
        return f"{title}还没有{least_said}"
    return f"{title}有 {written} 字，还差 {least - written} 字{least_said}"
