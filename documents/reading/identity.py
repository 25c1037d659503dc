"""What a paper says about itself: title, issuer, number, year, declared total."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from documents.reading.characters import half, squeeze
from documents.reading.numbering import split_label

_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,14})\s*[\[]\s*((?:19|20)\d{2})\s*[\]]\s*第?\s*(\d{1,4})\s*号")
_KIND = (
    "方案|计划|细则|细目|办法|标准|体系|分解表|分工表|任务表|配档表|考核表|测评表|评分表|分值表|考评表|一览表|明细表|清单|要点|任务|分工|"
    "目录|手册|指标|责任书|承诺书|意见|制度|规划|台账|汇总表|进度表|安排表|安排|规则|条件|通报|规定|分值|表"
)
_TITLE = re.compile(rf"(?:{_KIND})(?:\s*[(《][^()《》]{{1,24}}[)》])?(?:的?通知|的函)?(?:\s*[(][^()]{{1,12}}[)])?$")
_CAPTION = re.compile(r"附?表\s*[\d一二三四五六七八九十]")
_CIRCULAR = re.compile(r"(?:关于.{2,60}的?\s*(?:通知|函|请示|报告)|通知)$")
_TOTALS = (
    re.compile(
        r"(?:总分值?|满分|总计|共计|合计|基础分|基本分|基础分值)\s*(?:为|是|:|"
        r"共)?\s*(\d{2,4}(?:\.\d+)?)\s*分"
    ),
    re.compile(r"(?:共计?|(?<=[总合])计)\s*(\d{2,4}(?:\.\d+)?)\s*分(?!以上|以下|的)"),
    re.compile(r"(?:总分|满分)\s*[(:]?\s*(\d{2,4})"),
    re.compile(r"基[本础](?:指标|分值?|项目?)\s*(?:为|共|计|占)?\s*(\d{2,4})\s*分"),
    re.compile(r"(?:实行|采用|按)\s*(?:百分制|(\d{3,4})分制)"),
)
_ORGANISATION = (
    "委员会|办公室|党委|党组|管理局|研究所|信息所|中心|学校|大学|学院|医院|公司|集团|银行|总局|分局|支队|大队|局|厅|院|馆|站|所|"
    "社|处|科|街道办事处|办事处|小学|中学|幼儿园|协会|联合会|指挥部|领导小组|委|政府|工会"
)
_ISSUED = re.compile(r"^\s*((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*(?:印发)?$")
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*(?:年|版|[-]\s*20\d{2}\s*年)")


_DATED = re.compile(r"(?<!\d)(20\d{2})(?:年|[./-]\d{1,2}[./-]\d{1,2})")


@dataclass
class Identity:
    title: str | None = None
    issuer: str | None = None
    number: str | None = None
    year: int | None = None
    total: Decimal | None = None


def identify(lines: list[str], table_titles: list[str]) -> Identity:
    """`lines`: running text in order, `table_titles`: lines printed inside tables above their header."""
    found = Identity()
    titles = [squeeze(one) for one in table_titles]
    texts = [squeeze(line) for line in lines]
    found.title = _title(texts[:60], titles)
    whole = [*texts, *titles] if len(texts) >= len(titles) else [*titles, *texts]  # a sheet may hold a whole circular
    found.number = _number(whole)
    found.issuer = _issuer(whole, found.title)
    found.year = _year(whole, found)
    found.total = _total([found.title or "", *table_titles, *texts])
    if found.title:
        found.title = _plain_title(found.title)
    return found


def only_year(texts: list[str]) -> int | None:
    """The year of all dates in the rows, where they name one and no other."""
    found = {int(one.group(1)) for text in texts for one in _DATED.finditer(half(text))}
    return found.pop() if len(found) == 1 else None


def _number(texts: list[str]) -> str | None:
    for text in texts[:20]:
        found = _NUMBER.search(half(text))
        if found and found.end() > len(text) - 12 and "《" not in text[: found.start()] and len(text) < 60:
            return f"{text[found.start(1) : found.end(1)]}〔{found.group(2)}〕{found.group(3)}号"
    return None


def _title(texts: list[str], table_titles: list[str]) -> str | None:
    """The plan's own title where a circular sends one round, else the circular's, else the table's."""
    candidates, circulars = [], []
    for _, whole in _title_places(texts):
        (circulars if _CIRCULAR.search(half(whole)) else candidates).append(whole)
    table_candidates = [text for text in table_titles if _TITLE.search(half(_plain_title(text))) and len(text) > 5]
    others = [text for text in table_titles if len(text) > 5 and not re.search(r"[:：]|分[)）]$", text)]
    captions = [text for text in candidates + table_candidates if _CAPTION.match(text)]  # 表1 基本指标
    named = [[text for text in found if text not in captions] for found in (candidates, table_candidates)]
    for one in (*named, circulars, captions, others):
        if one:
            return one[0]
    return _named_inside(texts)


def title_lines(lines: list[str]) -> set[str]:
    """All lines that belong to titles: they are no text, and what follows them begins anew."""
    return {line for held, _ in _title_places([squeeze(line) for line in lines]) for line in held}


def _title_places(texts: list[str]) -> list[tuple[list[str], str]]:
    """Lines that read as titles, with the whole title where it is set on several lines."""
    found = []
    is_inside = False  # behind the first label only what heads an annex is a title
    for position, text in enumerate(texts):
        label, _ = split_label(text)
        is_inside = bool(label) or (is_inside and not re.match(r"附[件表]\s*\d*$|(?:19|20)\d{2}\s*年.*日", text))
        if (
            is_inside
            or len(text) > 70
            or re.search(r"[>›»]|^(?:当前|所在|您的?)?位置", text)  # the way through a website
            or label
            or re.match(r"附件\s*\d*\s*[:：]", text)
            or text.endswith(("：", ":", "。", "；"))
        ):
            continue
        whole, count = _joined(text, texts[position + 1 : position + 3])
        if len(whole) > 5 and (_CIRCULAR.search(half(whole)) or _TITLE.search(half(whole))):
            found.append((texts[position : position + count], whole))
    return found


def _joined(text: str, following: list[str]) -> tuple[str, int]:
    """A title set on two lines, and how many; （征求意见稿） below it belongs to it."""
    whole, count = text, 1
    while _is_open(whole) and count <= len(following) and not re.search(r"[。；：]", following[count - 1]):
        whole, count = whole + following[count - 1], count + 1
    if count > 1:
        return (text, 1) if _is_open(whole) else (whole, count)
    if not _TITLE.search(half(text)):
        if len(text) <= 5 or re.search(r"[。；，:：)）]|\d号$|\d日|文件$", text) or not following:
            return text, 1
        if (
            len(following[0]) > 30
            or re.search(r"[。；：]", following[0])
            or not _TITLE.search(half(text + following[0]))
        ):
            return text, 1
        whole, count = text + following[0], 2
    if len(following) >= count and re.fullmatch(r"\((?:.*稿|试行|暂行|.*修订.*|.*版)\)", half(following[count - 1])):
        whole, count = whole + following[count - 1], count + 1
    return whole, count


def _is_open(title: str) -> bool:
    """Does a 《 wait for its 》 on the next line?"""
    return title.count("《") > title.count("》")


def _named_inside(texts: list[str]) -> str | None:
    for text in texts[:5]:
        found = re.search(
            rf"(?:制定|制订|拟定)(?:本|如下|以下)?\s*(《?[^，。；《》]{{4,40}}?(?:{_KIND})》?)[。；:：]?$", text
        )
        if found and not re.match(r"(?:本|如下|以下|实施|工作)?(?:方案|办法|计划|意见)", found.group(1)):
            return found.group(1).strip("《》")
    return None


def _plain_title(title: str) -> str:
    """Without the note of edition and total: （2021年版，总分300分）."""
    cut = re.search(r"\s*[(][^()]*(?:总分|满分|共|合计)?[^()]*\d分?[^()]*[)]$", half(title))
    if cut and re.search(r"分|版", half(title)[cut.start() :]):
        return title[: cut.start()].strip()
    return title.strip("# ")


_ORGAN = re.compile(rf"[\u4e00-\u9fff、]{{3,30}}(?:{_ORGANISATION})")


def _signed(texts: list[str]) -> str | None:
    """The name above the date of issue; it is printed whole where the red head may shorten it (市文明委)."""
    for text, following in zip(texts, texts[1:], strict=False):
        if _ORGAN.fullmatch(text) and _ISSUED.match(half(following)) and "印发" not in following:
            return text
    return None


def _issuer(texts: list[str], title: str | None) -> str | None:
    signed = _signed(texts)
    for text in texts[:6]:
        if re.fullmatch(r"[\u4e00-\u9fff]{4,40}文件", text):
            return signed if signed and text.endswith(("文明委文件", "文明办文件")) else text[:-2]
    if signed:
        return signed
    if title in texts[1:4] and (above := _ORGAN.fullmatch(texts[texts.index(title) - 1])):
        return above.group(0)
    for text in [text for text in texts[:12] if "关于" in text] + ([title] if title else []):
        found = re.match(
            rf"([\u4e00-\u9fff]{{2,30}}?(?:{_ORGANISATION}))\s*(?=关于|20\d\d|文明|创建|开展|深化|[“《])", text
        )
        if found:
            return found.group(1)
    return None


def _year(texts: list[str], found: Identity) -> int | None:
    places = [found.title or ""]
    places += [text for text in texts[:12] if len(text) < 70 and _TITLE.search(half(text))]
    for text in places:
        year = _YEAR.search(half(text)) or re.search(r"(20\d{2})\s*-", half(text))
        if year:
            return int(year.group(1))
    said = (
        (12, r"(?:测评|考核|考评|评选|创建|申报|评价)(?:年度|年份|周期)\s*[:]?\s*(20\d{2})"),
        (3, r"(20\d{2})年(?:度)?[^，。；]{0,20}(?:方案|计划|工作)"),
    )
    for most, pattern in said:
        for text in texts[:most]:
            year = re.search(pattern, half(text))
            if year:
                return int(year.group(1))
    if found.number:
        return int(re.search(r"〔(\d{4})〕", found.number).group(1))
    dates = [one for text in texts if (one := _ISSUED.match(half(text).strip("() ")))]
    return int(dates[0].group(1)) if dates else None


def _is_category(text: str) -> bool:
    """一、班子建设（满分20分） declares its own points and not the paper's."""
    return len(text) < 30 and "总分" not in text and split_label(text)[0] is not None and half(text).endswith(")")


def _total(texts: list[str]) -> Decimal | None:
    if texts and (found := re.search(r"[(](\d{3,4})分[)]$", half(texts[0]))):
        return Decimal(found.group(1))
    for pattern in _TOTALS:
        for text in texts[:80]:
            if (len(text) > 400 and pattern is not _TOTALS[0]) or _is_category(text):
                continue
            found = pattern.search(half(re.sub(r"(?<=\d)\s+(?=分)", "", text)))
            if found:
                return Decimal(found.group(1) or 100)
    return None
