"""The small language of a responsibility cell: separators, brackets, groups, leads, debris."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from documents.reading.characters import bare, fold, half

_SEPARATORS = "、，,；;/／|"
_NAME_END = re.compile(
    r"(?:处|科|室|部|办|局|委|会|院|中心|馆|队|组|所|站|支部|单位|公司|集团|联|机关|校|行|社|"
    r"街道|镇|乡|县|区|厂|司|署|厅|系|"
    r"院系|学院|股|团|台|园|库|店|车间|班|党委|纪委|工委|团委|工会|妇联|残联|文联|银行|法院|部门"
    r"|负责人|党组|分会|基地|办公厅|"
    r"[)\]])$"
)
_EMPTY = re.compile(r"[\s/\\—\-_无*·.。]*$")
_LEAD_NOTE = re.compile(r"[(\[]\s*(?:牵头|主责|主办|组长单位|牵头单位|牵头部门)\s*[)\]]")
_HELP_NOTE = re.compile(r"[(\[]\s*(?:配合|协助|协办|参与|参加)(?:单位|部门)?\s*[)\]]")
_KEYS = (
    ("lead", re.compile(r"(?:牵头|主办|主责|主责任)(?:单位|部门|处室|科室|责任单位|责任部门)?\s*:\s*")),
    ("assist", re.compile(r"(?:配合|协办|协助|参与|参加|责任)(?:单位|部门|处室|科室|责任单位)?\s*:\s*")),
)
_BY_DUTY = r"(?:按照?|依照?|依据|根据)(?:各自)?(?:的)?(?:工作)?(?:职责|职能|责任|任务|分工)(?:分工|范围)?"
_DOES = r"(?:负责|落实|实施|推进|承担|抓好落实|配合|参与|协助|组织实施|做好)"
# how the duty is shared, behind the last name: 按职责分工负责, 共同落实, 密切配合
_DUTY = re.compile(
    rf"(?<=.{{2}})(?:{_BY_DUTY}(?:分别|共同|具体|抓好)?{_DOES}{{0,2}}|(?:分别|共同|具体|协同|密切|积极|联合|分工|各自)?{_DOES}(?:落实)?|各负其责)$"
)
_DUTY_ALONE = re.compile(rf"(?:{_BY_DUTY})?(?:分别|共同|具体|协同|密切|积极|分工)?{_DOES}{{0,2}}|各负其责|各司其职")
_FIRST_LEADS = re.compile(
    r"(?:第一个|首个|排(?:名|列|在)?第一|排?(?:在)?首位|列(?:在)?(?:首|第一)位?|第一位|排在最前|"
    r"列第一)[^。]{0,14}(?:牵头|主责|主办)"
)
_LEADS = re.compile(r"^(.{2,30}?)(?:负责|共同)?(?:牵头|主办|主抓)(?:负责|抓总|落实|组织实施)?$")
_HELPS = re.compile(r"^(.{2,30}?)(?:配合|协办|参与|协助)$")


@dataclass
class Responsible:
    """Who answers for a clause: names in order, the lead where one is named."""

    names: list[str] = field(default_factory=list)
    lead: str | None = None

    def add(self, name: str, leads: bool = False) -> None:
        if bare(name) not in {bare(known) for known in self.names}:
            self.names.append(name)
        if leads and self.lead is None:
            self.lead = next(known for known in self.names if bare(known) == bare(name))


def read_departments(text: str, leads: bool = False) -> Responsible:
    """Read one cell or note. `leads`: the cell stands in a column or note named 牵头, so its first name leads."""
    found = Responsible()
    for role, part in _by_key(text):
        is_lead = leads or role == "lead"
        for position, name in enumerate(split_names(part)):
            plain, noted = _without_note(name)
            if plain:
                found.add(plain, leads=noted or (is_lead and position == 0))
    if found.lead:  # the lead stands first
        found.names.remove(found.lead)
        found.names.insert(0, found.lead)
    return found


def _by_key(text: str) -> list[tuple[str, str]]:
    """Split "牵头单位：A；配合单位：B、C" into its keyed parts; a text without keys is one part."""
    folded = half(text)
    cuts = []
    for role, pattern in _KEYS:
        for one in pattern.finditer(folded):
            if not any(start <= one.start() < end for _, start, end in cuts):
                cuts.append((role, one.start(), one.end()))
    if not cuts:
        return [("", text)]
    cuts.sort(key=lambda cut: cut[1])
    ends = [start for _, start, _ in cuts[1:]] + [len(text)]
    parts = [("", text[: cuts[0][1]])] if text[: cuts[0][1]].strip() else []
    return parts + [(role, text[start:end]) for (role, _, start), end in zip(cuts, ends, strict=True)]


def split_names(text: str) -> list[str]:
    """Names at bracket depth 0, brackets kept, in order; a line break separates only whole names."""
    pieces: list[str] = []
    depth, piece = 0, ""
    text = re.sub(r"\s*\n\s*(?=[(（])", "", text.strip())  # a bracket belongs to the name before the line's end
    for sign in text + "、":
        if sign in "(（[【":
            depth += 1
        elif sign in ")）]】":
            depth = max(0, depth - 1)
        if (depth == 0 and sign in _SEPARATORS) or (sign == "\n" and _is_whole(piece, depth)):
            pieces.append(piece)
            piece = ""
        else:
            piece += sign
    if piece.strip("、 "):  # an unclosed bracket kept everything together
        pieces.append(piece.rstrip("、"))
    names = []
    for one in pieces:
        names += _by_space(one.replace("\n", ""))
    return [name for name in names if not _EMPTY.fullmatch(name)]


def _is_whole(piece: str, depth: int) -> bool:
    return depth == 0 and bool(_NAME_END.search(fold(piece).strip()))


def _by_space(piece: str) -> list[str]:
    """ "办公室 人事处" are two names, "机 关 党 委" is one."""
    parts = piece.split()
    if len(parts) > 1 and all(len(part) > 1 and _NAME_END.search(fold(part)) for part in parts):
        return [_tidy(part) for part in parts]
    return [_tidy("".join(parts))]


def _tidy(name: str) -> str:
    name = name.strip().strip("。.:：·")
    name = re.sub(r"^(?:由|及|以及|和|与)(?=.{3,})", "", name)
    name = re.sub(r"(?<=.{2})等(?:部门|单位|处室|科室)?$", "", _DUTY.sub("", name))
    return "" if _DUTY_ALONE.fullmatch(name) else name


def _without_note(name: str) -> tuple[str, bool]:
    folded = fold(name)
    note = _LEAD_NOTE.search(folded)
    if note:
        return name[: note.start()] + name[note.end() :], True
    note = _HELP_NOTE.search(folded)
    if note:
        return name[: note.start()] + name[note.end() :], False
    said = _LEADS.match(name)
    if said:
        return said.group(1), True
    said = _HELPS.match(name)
    return (said.group(1), False) if said else (name, False)


def first_leads(texts: list[str]) -> bool:
    """Does the paper say that the department listed first leads?"""
    return any(_FIRST_LEADS.search(fold(text)) for text in texts)


def looks_like_departments(text: str) -> bool:
    """Is a text nothing but names of departments?"""
    names = split_names(text)
    if not names or len(text) > 400 or re.search(r"[。？！?!\d]|分[)）]|[:：]\s*$", text):
        return False
    if re.match(r"成立|组建|设立|召开|健全|完善|加强", text.strip()):  # 成立领导小组 is done, not named
        return False
    return all(_looks_like_one(name) for name in names)


def _looks_like_one(name: str) -> bool:
    plain = re.sub(r"[(（][^()（）]*[)）]$", "", _without_note(name)[0])
    return 2 <= len(plain) <= 20 and (plain.startswith("各") or _NAME_END.search(fold(plain)) is not None)
