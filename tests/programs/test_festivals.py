"""Festivals and workdays: the days of the table, held against printed dates, the moon and the sun."""

import math
from datetime import date, datetime, timedelta

import pytest

from programs import festivals
from programs.festivals import day_of, festivals_between, festivals_of, named_in

YEARS = range(festivals.FIRST_YEAR, festivals.LAST_YEAR + 1)
PRINTED = {  # 春节, 元宵, 清明, 端午, 七夕, 中秋, 重阳
    2024: "02-10 02-24 04-04 06-10 08-10 09-17 10-11",
    2025: "01-29 02-12 04-04 05-31 08-29 10-06 10-29",
    2026: "02-17 03-03 04-05 06-19 08-19 09-25 10-18",
    2027: "02-06 02-20 04-05 06-09 08-08 09-15 10-08",
    2028: "01-26 02-09 04-04 05-28 08-26 10-03 10-26",
    2029: "02-13 02-27 04-04 06-16 08-16 09-22 10-16",
    2030: "02-03 02-17 04-05 06-05 08-05 09-12 10-05",
}
BEIJING = timedelta(hours=8)
J2000 = datetime(2000, 1, 1, 12)


def full_moons(year: int) -> list[datetime]:
    """Full moons of a year by Beijing time, to a few hours: the mean lunation with its largest terms."""
    found = []
    for k in range(int((year - 2000) * 12.3685) - 1, int((year - 2000) * 12.3685) + 15):
        turn = k + 0.5
        mean = 2451550.09766 + 29.530588861 * turn
        sun = math.radians(2.5534 + 29.1053567 * turn)
        moon = math.radians(201.5643 + 385.81693528 * turn)
        latitude = math.radians(160.7108 + 390.67050284 * turn)
        mean += -0.40614 * math.sin(moon) + 0.17302 * math.sin(sun) + 0.01614 * math.sin(2 * moon)
        mean += 0.01043 * math.sin(2 * latitude)
        found.append(J2000 + timedelta(days=mean - 2451545.0) + BEIJING)
    return found


def suns_longitude(moment: datetime) -> float:
    """Apparent longitude of the sun in degrees, to a hundredth or so; `moment` by Beijing time."""
    days = (moment - BEIJING - J2000) / timedelta(days=1)
    anomaly = math.radians(357.528 + 0.9856003 * days)
    longitude = 280.460 + 0.9856474 * days + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly) - 0.0057
    return longitude % 360


@pytest.mark.parametrize("year", PRINTED)
def test_the_days_are_those_printed_for_the_year(year):
    keys = ["chunjie", "yuanxiao", "qingming", "duanwu", "qixi", "zhongqiu", "chongyang"]
    assert [f"{day_of(key, year):%m-%d}" for key in keys] == PRINTED[year].split()


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("chunjie", date(2020, 1, 25)),
        ("duanwu", date(2020, 6, 25)),  # the year has two fourth months
        ("zhongqiu", date(2020, 10, 1)),  # on National Day
        ("duanwu", date(2028, 5, 28)),  # two fifth months: the first counts
        ("chuxi", date(2033, 1, 30)),
        ("chunjie", date(2034, 2, 19)),  # the lunar year before it has a leap eleventh month
        ("chuxi", date(2025, 1, 28)),  # a twelfth month of 29 days
        ("laba", date(2024, 1, 18)),
        ("chunjie", date(2050, 1, 23)),
    ],
)
def test_days_that_calendars_get_wrong_are_right(key, day):
    assert day_of(key, day.year) == day


@pytest.mark.parametrize("year", YEARS)
def test_the_moon_is_full_about_the_fifteenth(year):
    for key in ("yuanxiao", "zhongqiu"):
        noon = datetime.combine(day_of(key, year), datetime.min.time()) + timedelta(hours=12)
        nearest = min(abs(moon - noon) for moon in full_moons(year))
        assert nearest < timedelta(days=2), f"{key} {year}: {nearest}"


@pytest.mark.parametrize("year", YEARS)
def test_the_sun_reaches_fifteen_degrees_on_qingming(year):
    begins = datetime.combine(day_of("qingming", year), datetime.min.time())
    assert suns_longitude(begins) < 15.02
    assert suns_longitude(begins + timedelta(days=1)) > 14.98


@pytest.mark.parametrize("year", YEARS)
def test_lunar_festivals_keep_their_distance(year):
    """New Year's Eve is the day before, the Lantern Festival the fifteenth day, and the others count months."""
    spring = day_of("chunjie", year)
    assert day_of("chuxi", year) == spring - timedelta(days=1)
    assert day_of("yuanxiao", year) == spring + timedelta(days=14)
    assert 59 + 58 <= (day_of("duanwu", year) - spring).days <= 155
    assert 85 <= (day_of("zhongqiu", year) - day_of("duanwu", year)).days <= 131
    assert 23 <= (day_of("chongyang", year) - day_of("zhongqiu", year)).days <= 54


def test_each_lunar_year_has_its_laba_before_spring():
    for year in YEARS:
        spring = day_of("chunjie", year)
        assert [one for one in festivals_between(spring - timedelta(days=25), spring) if one.key == "laba"], (
            f"no 腊八 before {spring}"
        )


def test_a_year_outside_the_table_still_has_its_fixed_days():
    assert day_of("guoqing", 2060) == date(2060, 10, 1)
    assert day_of("zhongqiu", 2060) is None


def test_mothers_day_is_the_second_sunday_of_may():
    assert day_of("muqin", 2026) == date(2026, 5, 10)
    assert day_of("fuqin", 2026) == date(2026, 6, 21)


def test_named_days_come_in_order():
    days = [one.day for one in festivals_of(2026)]
    assert days == sorted(days)
    assert len(days) == 30 + 2 + 9


def test_a_paper_names_its_festivals():
    assert named_in("清明、端午、中秋等节日") == ["qingming", "duanwu", "zhongqiu"]
    assert named_in("在春节、元宵、清明、端午、中秋、重阳等节点") == [
        "chunjie",
        "yuanxiao",
        "qingming",
        "duanwu",
        "zhongqiu",
        "chongyang",
    ]
    assert named_in("每季度一次") == []
