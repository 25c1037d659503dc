"""Keyed notes inside running text: 责任部门：…, 报送说明：…, （责任单位：…）, 【办公室】."""

from __future__ import annotations

import re

from documents.reading.characters import brackets, fold
from documents.reading.columns import is_scoring, role_of
from documents.reading.departments import looks_like_departments

_KEY = re.compile(
    r"(?P<key>(?:(?:主要|具体)?(?:责任|承办|牵头|配合|协办|协助|主办|落实|实施|负责|参与|参加|"
    r"主责|执行|归口)(?:责任)?(?:单位|部门|处室|科室|股室|主体|机构)(?:及责任人)?"
    r"|责任分工|牵头|配合|责任人|(?:责任|分管|牵头|主管|包联|包保|挂点)领导|联系人"
    r"|(?:完成|办结|报送|提交|截止)(?:时限|时间|期限|日期)|时限(?:要求)?|时间(?:要求|节点|安排|进度)|完成时限"
    r"|(?:材料)?报送(?:说明|要求|材料|资料|内容)|材料(?:要求|清单|目录|报送说明|说明|报送|"
    r"提交要求)|(?:申报|佐证|印证|证明|上报|提交|所需|支撑|档案|上传|报送)(?:材料|资料)(?:要求)?"
    r"|(?:存档|归档|档案)(?:内容|材料|要求)|提交(?:明细|要求|内容)|资料要求|上传要求"
    r"|(?:评分|计分|扣分|加分|打分|得分|赋分|评定)(?:标准|办法|方法|细则|规则|说明|依据|原则)|"
    r"(?:考评|考核|测评)(?:标准|办法|细则)"
    r"|(?:测评|考评|考核|检查|评审|审核|评价|评估)(?:方式|方法|途径|形式)|标准分|分值"
    r"|(?:具体|工作|任务|创建|主要)(?:要求|内容|措施)|工作目标|工作标准|创建标准|(?:测评|考评|考核)内容))\s*[:]"
)
_DUE = re.compile(
    r"(?:于|在)?(?:(?:20\d{2}年)?(?:\d{1,2}月(?:\d{1,2}日)?(?:上旬|中旬|下旬|底|末)?|年底|年末|上半年|下半年|第[一二三四]季度)"
    r"(?:之?前)?(?:全部|基本)?(?:完成|落实|办结|到位)?|长期(?:坚持|推进)?|常年(?:坚持)?|全年(?:推进|坚持)?|持续(?:推进|开展)?|常态化(?:推进|开展)?)"
)
_DUTY = re.compile(
    r"(?<=[。；;\n])\s*(由?[^。；;\n]{2,40}(?:牵头|主办|负责|配合|参与|落实|推进)(?:[，,；;][^。\n]{2,60})?)[。；;]?\s*$"
)
_STARTS = re.compile(r"(?:^|[\s;。,、.!?()\[\]])$")


def split_fields(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Body and notes of a text: [(role, content), …] in the order they stand, notes cut out of the body."""
    body, notes = _bracketed(_with_plain_keys(text))
    folded = fold(body)
    cuts = [one for one in _KEY.finditer(folded) if _STARTS.search(folded[: one.start()][-1:])]
    if not cuts:
        return _duty_sentence(body, notes)
    ends = [one.start() for one in cuts[1:]] + [len(body)]
    for one, end in zip(cuts, ends, strict=True):
        notes.append(_note(one.group("key"), body[one.end() : end]))
    return body[: cuts[0].start()].rstrip(), notes


def _duty_sentence(body: str, notes: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """由甲局牵头，乙局、丙局配合。 as the last sentence says who, and nothing else."""
    said = _DUTY.search(body)
    if notes or said is None or not looks_like_departments(said.group(1)):
        return body, notes
    return body[: said.start(1)].rstrip(), [("departments", said.group(1))]


_SQUARE_KEY = re.compile(r"\[\s*(?P<key>[\u4e00-\u9fff]{2,6})\s*\]\s*:?\s*(?=\S)")
_PLAIN = {
    "materials": "报送材料",
    "methods": "考核方法",
    "scoring": "评分标准",
    "due": "完成时限",
    "departments": "责任单位",
    "lead": "牵头单位",
    "assist": "配合单位",
}


def _with_plain_keys(text: str) -> str:
    """【材料】会议记录 reads as 报送材料：会议记录; 【办公室】 names a department and stays."""
    if "【" not in text and "[" not in text and "［" not in text:
        return text
    pieces, position = [], 0
    for one in _SQUARE_KEY.finditer(fold(text)):
        plain = _PLAIN.get(role_of(one.group("key")) or "")
        is_key = _KEY.match(f"{one.group('key')}:") or not looks_like_departments(one.group("key"))
        if plain and is_key:
            pieces += [text[position : one.start()], f" {plain}："]
            position = one.end()
    return "".join([*pieces, text[position:]]) if pieces else text


def opens_note(text: str) -> bool:
    """Does a line begin with a key: 责任部门：…?"""
    return _KEY.match(fold(text).lstrip(" ([")) is not None


def _note(key: str, content: str) -> tuple[str, str]:
    content = content.strip(" \t\n；;，,")
    role = role_of(key) or "text"
    if role == "text":
        role = "scoring" if is_scoring([content]) else "text"
    if role in ("lead", "assist"):
        content = content.rstrip("。.")
    return role, content


def _bracketed(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Take out （责任单位：…）, whatever brackets are nested in it, and 【办公室】."""
    folded = fold(text)
    ends = brackets(text)
    first_key = _KEY.search(folded)
    key_at = first_key.start() if first_key else len(text)
    last = len(folded.rstrip(" 。;,.\n"))
    notes: list[tuple[str, str]] = []
    body, position, tail = "", 0, ""
    while position < len(text):
        end = ends.get(position)
        if end is not None:
            found = _inside(text[position + 1 : end - 1], text[position], end >= last and key_at >= position, tail)
            if found:
                notes += found
                position = end
                continue
        body += text[position]
        tail = folded[position] if folded[position] != " " else tail
        position += 1
    return (body, notes) if notes else (text, [])


def _inside(inner: str, bracket: str, is_last: bool, before: str) -> list[tuple[str, str]]:
    folded = fold(inner)
    cuts = [one for one in _KEY.finditer(folded) if _STARTS.search(folded[: one.start()][-1:])]
    if cuts and cuts[0].start() <= 1:
        ends = [one.start() for one in cuts[1:]] + [len(inner)]
        return [_note(one.group("key"), inner[one.end() : end]) for one, end in zip(cuts, ends, strict=True)]
    inner, dues = _without_dues(inner)
    if dues:
        rest = _inside(inner, bracket, is_last, before) if inner else []
        return rest + dues if is_last and (rest or not inner) else []
    is_square = bracket in "【[〔"
    if (is_square or is_last) and looks_like_departments(inner) and (is_square or len(inner) > 3 or before in "。;"):
        return [("departments", inner)]
    said = re.fullmatch(r"(.{2,40}?)(?:负责)?牵头(?:,|;|、)?(.{0,80}?)(?:配合|参与|协助)?", folded)
    if said and is_last and looks_like_departments(inner[: said.end(1)]):
        return [("departments", inner)]
    return []


def _without_dues(inner: str) -> tuple[str, list[tuple[str, str]]]:
    """区住建局牵头，9月底前完成: the words before the day, and the day."""
    parts = re.split(r"[，,；;、](?=[^，,；;、]*$)", inner)
    if not _DUE.fullmatch(fold(parts[-1]).strip()):
        return inner, []
    return inner[: len(inner) - len(parts[-1])].rstrip("，,；;、 "), [("due", parts[-1].strip())]


def split_heading(text: str) -> tuple[str, list[tuple[str, str]]]:
    """A heading without （责任单位：…）, and such notes: they hold for what stands below it."""
    if not re.search(r"[(\[][^()\[\]]{0,12}:", fold(text)):  # without a key the brackets may belong to the name
        return text, []
    body, notes = split_fields(text)
    held = [(role, content) for role, content in notes if role in ("departments", "lead", "assist", "due")]
    return (body, held) if held and body.strip() else (text, [])
