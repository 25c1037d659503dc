"""The questions of a reading with the answers that can be given to them, and which are settled."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from programs import corrections
from programs.corrections import lock, save, sections_of
from programs.models import PaperImport
from scoring.building import Place, declared_points, place_of
from scoring.points import printed, total

LABELS = {
    "points_mismatch": "分值不符",
    "points_blank": "分值空白",
    "amount_unknown": "加减分没写数",
    "department_missing": "没有责任部门",
    "number_gap": "序号断档",
    "conflict": "前后不一致",
}


_PLAIN = re.compile(r"[0-9]{1,6}$")
Declared = dict[Place, Decimal]  # the points each category declares


@dataclass(frozen=True)
class Answer:
    """One way to settle a question: `cells` to write, nothing for 照原文."""

    say: str
    note: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    is_suggested: bool = False  # only where the paper's other figures bear it out


KEEP = Answer("照原文", "原文怎么写就怎么留")


@dataclass
class Ask:
    """A question as the page shows it. `said` is empty while it is open."""

    index: int
    code: str
    label: str
    message: str
    where: str
    line: int | None
    item: int | None
    said: str
    is_answered: bool  # by a person here, so that it can be opened again
    answers: list[Answer]

    @property
    def is_open(self) -> bool:
        return not self.said


def asks_of(paper_import: PaperImport) -> list[Ask]:
    """All questions in the order of the paper, each with its answers."""
    reading = paper_import.reading
    kept = paper_import.answers.get("questions", {})
    declared = declared_points(reading["items"])
    by_key = {item["id"]: item for item in reading["items"]}
    asks = []
    for index, question in enumerate(reading["questions"]):
        item = by_key.get(question.get("item"))
        place = _place_of(reading["items"], question, item)
        answered = kept.get(str(index))
        asks.append(
            Ask(
                index=index,
                code=question["code"],
                label=LABELS.get(question["code"], "请核对"),
                message=question["message"],
                where=question.get("where") or "",
                line=question.get("line") if question.get("line") is not None else (item or {}).get("line"),
                item=item["id"] if item else None,
                said=answered["say"]
                if answered
                else _settled_by_cells(question, reading["items"], declared, item, place),
                is_answered=bool(answered),
                answers=[*_proposals(question["code"], reading["items"], declared, item, place), KEEP],
            )
        )
    return asks


@transaction.atomic
def answer(
    *, paper_import: PaperImport, index: int, choice: int | None, cells: dict[str, str], version: int, by
) -> None:
    """Give a question one of its answers, or open it again with None; the cells of the page are saved first."""
    lock(paper_import, version)
    corrections.apply(paper_import, cells)
    asks = asks_of(paper_import)
    if not 0 <= index < len(asks):
        raise ValidationError("没有这个问题，请刷新页面。")
    kept = paper_import.answers.setdefault("questions", {})
    if choice is None:
        corrections.apply(paper_import, kept.pop(str(index), {}).get("before", {}))
    elif 0 <= choice < len(asks[index].answers):
        chosen = asks[index].answers[choice]
        standing = corrections.cells_of(paper_import)
        corrections.apply(paper_import, chosen.cells)
        kept[str(index)] = {"say": chosen.say, "before": {name: standing[name] for name in chosen.cells}}
    else:
        raise ValidationError("没有这个答案，请刷新页面。")
    said = kept.get(str(index), {}).get("say", "重新定")
    save(paper_import, by, "回答导入疑问", {asks[index].message: said})


@transaction.atomic
def keep_all(*, paper_import: PaperImport, cells: dict[str, str], version: int, by) -> int:
    """Settle every open question as the paper has it; how many there were."""
    lock(paper_import, version)
    corrections.apply(paper_import, cells)
    open_asks = [ask for ask in asks_of(paper_import) if ask.is_open]
    kept = paper_import.answers.setdefault("questions", {})
    for ask in open_asks:
        kept[str(ask.index)] = {"say": KEEP.say, "before": {}}
    save(paper_import, by, "回答导入疑问", {ask.message: KEEP.say for ask in open_asks})
    return len(open_asks)


def refuse_open(paper_import: PaperImport) -> None:
    """A person confirms only what has no open question; keeping the print is an answer too."""
    open_asks = [ask for ask in asks_of(paper_import) if ask.is_open]
    if open_asks:
        raise ValidationError(f"还有 {len(open_asks)} 个问题没定：{open_asks[0].message}")


def _place_of(items: list[dict], question: dict, item: dict | None) -> Place | None:
    """The category a question is about: that of its item, or the one its sentence names."""
    if item is not None:
        return place_of(item)
    places = [place for place in sections_of(items) if place[1] and place[1][-1] in question["message"]]
    return max(places, key=lambda place: len(place[1][-1]), default=None)


def _sum(items: list[dict], place: Place) -> Decimal:
    layer, path = place
    inside = [item for item in items if item["layer"] == layer and tuple(item["path"][: len(path)]) == path]
    return total(Decimal(item["points"]) for item in inside if item["points"])


def _settled_by_cells(question: dict, items: list[dict], declared: Declared, item: dict | None, place) -> str:
    """What a correction made of the question; empty while it stands."""
    code = question["code"]
    if question.get("item") is not None and item is None:
        return "这一条已经删去"
    if code == "points_blank" and item and item["points"]:
        return f"已填 {item['points']} 分"
    if code == "department_missing" and item and item["departments"]:
        return f"已填{'、'.join(item['departments'])}"
    if code == "points_blank" and item is None and place in declared:
        return f"已填 {printed(declared[place])} 分"
    if code == "points_mismatch" and place in declared:
        return "已经一致" if declared[place] == _sum(items, place) else ""
    return ""


def _proposals(code: str, items: list[dict], declared: Declared, item: dict | None, place) -> list[Answer]:
    if code == "points_blank":
        return _fill_blank(items, declared, item) if item is not None else _fill_worth(items, place)
    if code == "points_mismatch" and place is not None:
        return _mend_sum(items, declared, place)
    if code == "number_gap" and item is not None:
        return _mend_number(items, item)
    return []


def _fill_blank(items: list[dict], declared: Declared, item: dict) -> list[Answer]:
    """The points that are left of the category, where this is its only blank."""
    place = place_of(item)
    worth = declared.get(place)
    blanks = [one for one in sections_of(items)[place] if one["points"] is None]
    if worth is None or len(blanks) != 1:
        return []
    rest = worth - _sum(items, place)
    if rest <= 0:
        return []
    note = f"类目写 {printed(worth)} 分，其余合计 {printed(worth - rest)} 分，正好补齐"
    return [Answer(f"填 {printed(rest)} 分", note, {f"points-{item['id']}": printed(rest)}, True)]


def _fill_worth(items: list[dict], place: Place | None) -> list[Answer]:
    found = _sum(items, place) if place in sections_of(items) else Decimal(0)
    if not found:
        return []
    cells = {f"worth-{sections_of(items)[place][0]['id']}": printed(found)}
    return [Answer(f"填 {printed(found)} 分", "按得分点加起来的数", cells)]


def _mend_sum(items: list[dict], declared: Declared, place: Place) -> list[Answer]:
    worth = declared.get(place)
    inside = sections_of(items).get(place, [])
    if worth is None or not inside:
        return []
    found, answers = _sum(items, place), []
    odd = _odd_one(inside)
    if odd is not None:
        right = Decimal(odd["points"]) + worth - found
        usual = Counter(one["points"] for one in inside if one is not odd).most_common(1)[0][0]
        if right > 0 and printed(right) == printed(Decimal(usual)):
            note = f"合计正好 {printed(worth)} 分；其余多是 {usual} 分"
            answers.append(
                Answer(f"得分点改成 {printed(right)} 分", note, {f"points-{odd['id']}": printed(right)}, True)
            )
    note = "按得分点加起来的数"
    answers.append(Answer(f"类目改成 {printed(found)} 分", note, {f"worth-{inside[0]['id']}": printed(found)}))
    return answers


def _odd_one(inside: list[dict]) -> dict | None:
    """The one clause whose points differ from all the others, where there is exactly one."""
    counts = Counter(one["points"] for one in inside if one["points"])
    odd = [one for one in inside if one["points"] and counts[one["points"]] == 1]
    return odd[0] if len(odd) == 1 and len(counts) == 2 else None


def _mend_number(items: list[dict], item: dict) -> list[Answer]:
    """One more than the row before, where both are plain numbers."""
    row_head = corrections.row_of(items, item)[0]
    at = items.index(row_head)
    before = items[at - 1]["number"] if at else None
    if not (_PLAIN.match(before or "") and _PLAIN.match(item["number"] or "")):
        return []
    right = str(int(before) + 1)
    if right == item["number"]:
        return []
    return [Answer(f"序号写错了，改成 {right}", "内容不缺", {f"number-{row_head['id']}": right}, True)]
