"""Which measure a printed threshold seems to speak of, and over which time: for the office to confirm."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from evidence.measures import Measure
from scoring.thresholds import Period, Threshold

S = Measure.Source
_BREAK = re.compile(r"[，,。；;：:（(）)]")
_SMALL = re.compile(r"(\d+)\s*人(?:及)?以下[^，。；;）)]{0,10}全员")
_GROWS = re.compile(r"逐年(?:增长|递增|提高|增加)|(?:比|较)上年(?:度)?(?:有所)?(?:增长|增加|提高)")
_TWO_RATES = re.compile(
    r"[\u4e00-\u9fff]{2}[率度](?:、|和|及|与)[\u4e00-\u9fff]{2}[率度][^，。；;\d]{0,8}(\d+(?:\.\d+)?)\s*%"
)
_PERIODS = (
    (Period.MONTH, re.compile(r"每个?月|当月")),
    (Period.QUARTER, re.compile(r"每个?季度")),
    (Period.HALF, re.compile(r"每半年|每学期")),
)
# (words of the phrase, units it is printed in, source, what the measure's name must hold)
_SIGNS = (
    (r"参加|参与", "%", S.TURNOUT, ""),
    (r"党员", "%", S.MEMBERS, ""),
    (r"志愿者", "%", S.VOLUNTEERS, ""),
    (r"经费|投入", "%", S.SPENDING_SHARE, ""),
    (r"知晓", "%", S.SURVEY, "知晓"),
    (r"(?:职工|员工)(?:(?!群众|服务对象).)*满意", "%", S.SURVEY, "职工满意"),
    (r"满意", "%", S.SURVEY, "满意"),
    (r"我们的节日|传统节日|春节|端午|中秋|清明|重阳|元宵", "次场期", S.ACTIVITIES, "我们的节日"),
    (r"志愿服务|志愿者|文明实践", "次场", S.ACTIVITIES, "志愿服务"),
    (r"道德讲堂", "次场期", S.ACTIVITIES, "道德讲堂"),
    (r"公益|慈善|献血|帮扶", "次场", S.ACTIVITIES, "公益"),
    (r"中心组|集中学习|理论学习", "次期场", S.ACTIVITIES, "理论学习"),
    (r"文体|体育|文艺|运动会|演出", "次场", S.ACTIVITIES, "文体"),
    (r"全员", "次", S.MEETINGS, "全员"),
    (r"领导班子|专题研究|党委|党组", "次", S.MEETINGS, "专题研究"),
    (r"会议|召开", "次", S.MEETINGS, "全部会议"),
    (r"信息|稿件|报送|采用|媒体|登载", "篇条次", S.PUBLICITY, "媒体采用数"),
    (r"制度", "项个", S.REGULATIONS, ""),
    (r"荣誉|表彰|称号", "项个次", S.HONOURS, "认可"),
)


@dataclass(frozen=True)
class Binding:
    """What a threshold is proposed to be: the measure that feeds it, its period, its exception."""

    measure: Measure | None
    period: str = Period.YEAR
    must_grow: bool = False
    small_count: int | None = None
    small_value: Decimal | None = None
    about: str = ""  # the words it stands among


def bindings(text: str, thresholds: Sequence[Threshold], measures: Iterable[Measure]) -> list[Binding]:
    """One proposal for each threshold of a clause, in order. Pure: no query."""
    measures = list(measures)
    found: list[Binding] = []
    begin = end = 0
    for threshold in thresholds:
        place = re.search(rf"{re.escape(_figure(threshold))}\s*{re.escape(threshold.unit)}", text[end:])
        if place:
            begin, end = end + place.start(), end + place.end()
            fitting = measures
        elif found:  # 知晓率、满意率达95%: the second of two that share a figure
            fitting = [one for one in measures if one != found[-1].measure]
        else:
            fitting = measures
        found.append(_binding(text, begin, end, threshold.unit, fitting))
    return found


def shared_by_two(text: str) -> set[str]:
    """Figures that two rates named side by side both have to reach: 知晓率、满意率达95% (海南 2022, （11）)."""
    return {found[1] for found in _TWO_RATES.finditer(text)}


def _figure(threshold: Threshold) -> str:
    return f"{threshold.value.normalize():f}"


def _binding(text: str, begin: int, end: int, unit: str, measures: list[Measure]) -> Binding:
    breaks = [one.end() for one in _BREAK.finditer(text, 0, begin)]
    about = text[breaks[-1] if breaks else 0 : begin].strip()
    behind = re.split(r"[，,。；;]", text[end:], maxsplit=1)[0]
    small = _SMALL.search(behind)
    measure = _measure_for(about + behind, unit, measures) or _measure_for(text[:end], unit, measures)
    period = next((period for period, sign in _PERIODS if sign.search(about)), Period.YEAR)
    return Binding(
        measure,
        period,
        must_grow=bool(_GROWS.search(text[end : end + 30])),
        small_count=int(small.group(1)) if small else None,
        small_value=Decimal(100) if small else None,
        about=about,
    )


def _measure_for(words: str, unit: str, measures: list[Measure]) -> Measure | None:
    for sign, units, source, name in _SIGNS:
        if unit and unit in units and re.search(sign, words):
            fitting = [one for one in measures if one.source == source and name in one.name]
            if fitting:
                return fitting[0]
    return None
