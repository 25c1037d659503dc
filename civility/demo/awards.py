"""The demo unit's own awards: one of the spring that is published, one of the year that departments nominate for."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.models import Department, Person, Unit, User
from programs import awards_actions as awards
from programs.awards import AwardRound

NEIGHBOURS = [  # department, what the person did, votes of nine
    ("机关工会", "连续六年看望结对的困难职工，节假日主动顶班，被同事称作“热心肠”。", 9),
    ("办公室", "值班时发现来访老人走失，陪护到家属赶来，事后婉拒了感谢金。", 8),
    ("科创处", "业余时间给社区孩子上科普课，一年二十多次。", 4),
]
DEPARTMENTS = [
    ("宣传处", "文明宣传常年不断线，道德讲堂、读书分享组织得有声有色，全年没有逾期任务。"),
    ("机关工会", "文体活动和困难帮扶办得扎实，职工满意率高。"),
    ("法规处", "普法宣传进社区、进企业，办事指南公开透明，没有投诉。"),
]


def hold_awards(unit: Unit, departments: dict[str, Department], year: int, today: date, by: User) -> None:
    """The spring's award lies before every day the demo plays on."""
    spring = awards.open_round(
        unit=unit,
        kind=AwardRound.Kind.NEIGHBOUR,
        title=f"{year}年上半年“身边好人”",
        year=year,
        quota=2,
        closes_on=date(year, 6, 5),
        terms="爱岗敬业、诚实守信、助人为乐、孝老爱亲，事迹真实，群众公认。",
        by=by,
    )
    votes, chosen = {}, set()
    for place, reason, count in NEIGHBOURS:
        person = Person.objects.of_unit(unit).on_roll(today).filter(department=departments[place]).first()
        row = awards.nominate(round=spring, department=departments[place], person=person, reason=reason, by=by)
        votes[row.pk] = count
        chosen |= {row.pk} if count > 4 else set()
    awards.close_nominations(round=spring, by=by)
    awards.decide(round=spring, chosen=chosen, on=date(year, 6, 10), by=by, votes=votes, voters=9)
    awards.begin_notice(round=spring, from_on=date(year, 6, 11), to_on=date(year, 6, 17), by=by)
    awards.publish(round=spring, on=date(year, 6, 18), by=by, number=f"江国资文明〔{year}〕5号")
    of_year = awards.open_round(
        unit=unit,
        kind=AwardRound.Kind.DEPARTMENT,
        title=f"{year}年度文明处室",
        year=year,
        quota=3,
        closes_on=min(today + timedelta(days=6), date(year, 12, 31)),
        terms="年度任务按时办结，窗口作风好，没有有效投诉，内部管理规范。",
        by=by,
    )
    for place, reason in DEPARTMENTS:
        awards.nominate(round=of_year, department=departments[place], reason=reason, by=by)
