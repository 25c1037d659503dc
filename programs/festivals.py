"""Festivals and fixed days: facts of the calendar, as data.

The lunar festivals of 2020–2050 and 清明 lie in data/festivals.csv: two calendars made independently of each other
(the tables of lunar_python 1.4.8 and cnlunar 0.2.5) give every one of these days, and the tests hold them against
the full moon and the sun's longitude.
"""

from __future__ import annotations

import csv
from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

FIRST_YEAR, LAST_YEAR = 2020, 2050
BEFORE, AFTER = timedelta(days=10), timedelta(days=5)  # what is held for a festival is held about it
TABLE = Path(__file__).parent / "data" / "festivals.csv"
NAMES = {
    "laba": "腊八节",
    "chuxi": "除夕",
    "chunjie": "春节",
    "yuanxiao": "元宵节",
    "qingming": "清明节",
    "duanwu": "端午节",
    "qixi": "七夕节",
    "zhongqiu": "中秋节",
    "chongyang": "重阳节",
}
OURS = ("chunjie", "yuanxiao", "qingming", "duanwu", "qixi", "zhongqiu", "chongyang")  # 我们的节日
FIXED = {
    "yuandan": (1, 1, "元旦"),
    "leifeng": (3, 5, "学雷锋纪念日"),
    "funv": (3, 8, "国际妇女节"),
    "zhishu": (3, 12, "植树节"),
    "xiaofei": (3, 15, "消费者权益日"),
    "shui": (3, 22, "世界水日"),
    "anquan": (4, 15, "全民国家安全教育日"),
    "dushu": (4, 23, "世界读书日"),
    "zhishichanquan": (4, 26, "世界知识产权日"),
    "laodong": (5, 1, "劳动节"),
    "qingnian": (5, 4, "青年节"),
    "fangzai": (5, 12, "防灾减灾日"),
    "wuyan": (5, 31, "世界无烟日"),
    "ertong": (6, 1, "儿童节"),
    "huanjing": (6, 5, "环境日"),
    "xianxue": (6, 14, "世界献血者日"),
    "jindu": (6, 26, "国际禁毒日"),
    "jiandang": (7, 1, "建党纪念日"),
    "jianjun": (8, 1, "建军节"),
    "jianshen": (8, 8, "全民健身日"),
    "kangzhan": (9, 3, "抗战胜利纪念日"),
    "jiaoshi": (9, 10, "教师节"),
    "daode": (9, 20, "公民道德宣传日"),
    "lieshi": (9, 30, "烈士纪念日"),
    "guoqing": (10, 1, "国庆节"),
    "xiaofang": (11, 9, "消防宣传日"),
    "jiaotong": (12, 2, "全国交通安全日"),
    "xianfa": (12, 4, "国家宪法日"),
    "zhiyuan": (12, 5, "国际志愿者日"),
    "gongji": (12, 13, "国家公祭日"),
}
BY_RULE = {  # month, which Sunday, name
    "muqin": (5, 2, "母亲节"),
    "fuqin": (6, 3, "父亲节"),
}
LABELS = NAMES | {key: name for key, (_, _, name) in (FIXED | BY_RULE).items()}
WORDS = {  # how papers call them, the longer names first
    **{name.removesuffix("节"): key for key, name in NAMES.items()},
    "国庆": "guoqing",
    "元旦": "yuandan",
    "学雷锋": "leifeng",
    "植树节": "zhishu",
    "妇女节": "funv",
    "三八": "funv",
    "五一": "laodong",
    "劳动节": "laodong",
    "五四": "qingnian",
    "青年节": "qingnian",
    "七一": "jiandang",
    "建党": "jiandang",
    "八一": "jianjun",
    "建军": "jianjun",
    "十一": "guoqing",
    "世界知识产权日": "zhishichanquan",
    "防灾减灾日": "fangzai",
    "宪法日": "xianfa",
    "志愿者日": "zhiyuan",
}


@dataclass(frozen=True)
class Festival:
    """A day with a name in one year; `is_ours` marks the festivals of 我们的节日."""

    key: str
    name: str
    day: date
    is_ours: bool


@cache
def _table() -> dict[int, list[Festival]]:
    years: dict[int, list[Festival]] = {}
    with TABLE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            day, key = date.fromisoformat(row["day"]), row["festival"]
            years.setdefault(day.year, []).append(Festival(key, NAMES[key], day, key in OURS))
    return years


def _sunday(year: int, month: int, which: int) -> date:
    days = [day for day in Calendar().itermonthdates(year, month) if day.month == month and day.weekday() == 6]
    return days[which - 1]


@cache
def festivals_of(year: int) -> tuple[Festival, ...]:
    """All named days of a year in order; of years outside 2020–2050 only those that need no moon."""
    found = list(_table().get(year, []))
    found += [Festival(key, name, date(year, month, day), False) for key, (month, day, name) in FIXED.items()]
    found += [Festival(key, name, _sunday(year, month, which), False) for key, (month, which, name) in BY_RULE.items()]
    return tuple(sorted(found, key=lambda one: (one.day, not one.is_ours)))


def festivals_between(first: date, last: date) -> list[Festival]:
    years = range(first.year, last.year + 1)
    return [one for year in years for one in festivals_of(year) if first <= one.day <= last]


def day_of(key: str, year: int) -> date | None:
    """The day of a festival in a year; None where the year has none, or the table does not reach it."""
    return next((one.day for one in festivals_of(year) if one.key == key), None)


def named_in(text: str) -> list[str]:
    """The keys of the festivals a text names, in the order it names them."""
    places = sorted((text.index(word), key) for word, key in WORDS.items() if word in text)
    return list(dict.fromkeys(key for _, key in places))
