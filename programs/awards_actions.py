"""The way of an award we give: opened, nominated, decided by votes or a meeting, put to notice, published."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import Department, Person, Unit, User
from accounts.taken import told_when_taken
from accounts.typed import clean_text
from evidence.models import Record
from programs.awards import AwardObjection, AwardRound, Nomination

State = AwardRound.State
FROM_YEAR, TO_YEAR = 2000, 2099


def _hold(round: AwardRound, *states: str) -> None:
    """Lock the round; ValidationError where it has moved on."""
    round.refresh_from_db(from_queryset=AwardRound.objects.select_for_update())
    if round.state not in states:
        raise ValidationError(f"“{round}”现在是“{round.get_state_display()}”，不能这样做。")


def _move(round: AwardRound, state: str, **fields) -> None:
    round.state = state
    for name, value in fields.items():
        setattr(round, name, value)
    round.save(update_fields=["state", *fields])


def _checked(title: str, year: int, quota: int | None, terms: str) -> dict:
    title, terms = clean_text(title), clean_text(terms)
    if not 0 < len(title) <= 120:
        raise ValidationError({"title": "名称要写，最多 120 个字。"})
    if not FROM_YEAR <= year <= TO_YEAR:
        raise ValidationError({"year": f"年度要在 {FROM_YEAR} 到 {TO_YEAR} 之间。"})
    if quota is not None and not 1 <= quota <= 10_000:
        raise ValidationError({"quota": "名额要在 1 到 10000 之间，不限就空着。"})
    if len(terms) > 2000:
        raise ValidationError({"terms": "评选条件最多 2000 个字。"})
    return {"title": title, "year": year, "quota": quota, "terms": terms}


@transaction.atomic
def open_round(
    *,
    unit: Unit,
    kind: str,
    title: str,
    year: int,
    by: User | None,
    quota: int | None = None,
    by_departments: bool = True,
    closes_on: date | None = None,
    terms: str = "",
) -> AwardRound:
    if kind not in AwardRound.Kind.values:
        raise ValidationError({"kind": "没有这种评选，请重新选。"})
    fields = _checked(title, year, quota, terms)
    with told_when_taken("这一年已经有同名的评选。"):
        round = AwardRound.objects.create(
            unit=unit, kind=kind, by_departments=by_departments, closes_on=closes_on, **fields
        )
    audit.record(by=by, verb="开始评选", of=round, after={"类别": round.get_kind_display(), "名额": quota})
    return round


@transaction.atomic
def change_round(*, round: AwardRound, by: User, **fields) -> AwardRound:
    """Change title, year, quota, by_departments, closes_on or terms, as long as nothing is decided."""
    _hold(round, State.NOMINATING, State.DECIDING)
    fields |= _checked(*(fields.get(name, getattr(round, name)) for name in ("title", "year", "quota", "terms")))
    titles = {name: str(AwardRound._meta.get_field(name).verbose_name) for name in fields}
    changed = {name: value for name, value in fields.items() if getattr(round, name) != value}
    if not changed:
        return round
    before = {titles[name]: getattr(round, name) for name in changed}
    for name, value in changed.items():
        setattr(round, name, value)
    with told_when_taken("这一年已经有同名的评选。"):
        round.save(update_fields=list(changed))
    audit.record(
        by=by, verb="修改评选", of=round, before=before, after={titles[name]: changed[name] for name in changed}
    )
    return round


@transaction.atomic
def nominate(
    *,
    round: AwardRound,
    department: Department,
    reason: str,
    by: User | None,
    person: Person | None = None,
    post: str = "",
) -> Nomination:
    """Put forward what the award is for: a department, a post of it, or a person of the roster."""
    _hold(round, State.NOMINATING)
    reason, post = clean_text(reason), clean_text(post)
    if department.unit_id != round.unit_id or (person is not None and person.unit_id != round.unit_id):
        raise ValidationError("推荐对象要是本单位的。")
    if round.names_people and person is None:
        raise ValidationError({"person": "请从名册里选一个人。"})
    if round.names_posts and not 0 < len(post) <= 120:
        raise ValidationError({"post": "岗位或窗口要写，最多 120 个字。"})
    if not 0 < len(reason) <= 2000:
        raise ValidationError({"reason": "主要事迹要写，最多 2000 个字。"})
    if round.names_people:
        department, post = person.department or department, ""
    with told_when_taken("已经推荐过了，不用重复推荐。"):
        nomination = Nomination.objects.create(
            round=round,
            department=department,
            person=person if round.names_people else None,
            post=post if round.names_posts else "",
            reason=reason,
            by=by,
        )
    audit.record(
        by=by, verb="推荐评选对象", of=nomination, unit=round.unit, after={"评选": str(round), "部门": department}
    )
    return nomination


@transaction.atomic
def withdraw_nomination(*, nomination: Nomination, by: User) -> None:
    _hold(nomination.round, State.NOMINATING)
    audit.record(
        by=by, verb="撤回推荐", of=nomination, unit=nomination.round.unit, before={"评选": str(nomination.round)}
    )
    nomination.delete()


@transaction.atomic
def close_nominations(*, round: AwardRound, by: User) -> None:
    _hold(round, State.NOMINATING)
    if not round.nominations.exists():
        raise ValidationError("还没有人推荐，不能进入评定。")
    _move(round, State.DECIDING)
    audit.record(by=by, verb="结束推荐", of=round, after={"推荐数": round.nominations.count()})


@transaction.atomic
def reopen_nominations(*, round: AwardRound, by: User) -> None:
    _hold(round, State.DECIDING)
    _move(round, State.NOMINATING)
    audit.record(by=by, verb="重新开放推荐", of=round)


@transaction.atomic
def decide(
    *,
    round: AwardRound,
    chosen: set[int],
    on: date,
    by: User,
    meeting: Record | None = None,
    votes: dict[int, int] | None = None,
    voters: int | None = None,
) -> None:
    """Say who is chosen, by a meeting's record or by counted votes; never more than the quota."""
    _hold(round, State.DECIDING)
    rows = list(round.nominations.select_for_update())
    chosen = chosen & {row.pk for row in rows}
    if not chosen:
        raise ValidationError("请至少选一个入选的。")
    if round.quota is not None and len(chosen) > round.quota:
        raise ValidationError(f"名额是 {round.quota} 个，选了 {len(chosen)} 个，请去掉几个。")
    if meeting is not None and (meeting.kind != Record.Kind.MEETING or meeting.unit_id != round.unit_id):
        raise ValidationError("请选本单位的一次会议。")
    if meeting is None:
        votes = _checked_votes(rows, votes or {}, voters)
    for row in rows:
        row.is_chosen = row.pk in chosen
        row.votes = None if meeting is not None else votes.get(row.pk)
    Nomination.objects.bulk_update(rows, ["is_chosen", "votes"])
    way = AwardRound.Way.VOTE if meeting is None else AwardRound.Way.MEETING
    voters = voters if meeting is None else None
    _move(round, State.DECIDED, way=way, voters=voters, decided_in=meeting, decided_on=on)
    named = "、".join(row.named for row in rows if row.is_chosen)
    audit.record(by=by, verb="评定", of=round, after={"方式": round.get_way_display(), "入选": named, "日期": on})


def _checked_votes(rows: list[Nomination], votes: dict[int, int], voters: int | None) -> dict[int, int]:
    if not voters:
        raise ValidationError("按投票评定的，请填参加投票人数；按会议评定的，请选会议。")
    missing = next((row for row in rows if votes.get(row.pk) is None), None)
    if missing is not None:
        raise ValidationError(f"请填“{missing}”的得票数，没有得票就填 0。")
    most = next((row for row in rows if votes[row.pk] > voters), None)
    if most is not None:
        raise ValidationError(f"“{most}”得 {votes[most.pk]} 票，比参加投票的 {voters} 人还多，请核对。")
    return votes


@transaction.atomic
def reconsider(*, round: AwardRound, by: User) -> None:
    """Take a decision back before its notice began."""
    _hold(round, State.DECIDED)
    round.nominations.update(is_chosen=False)
    _move(round, State.DECIDING)
    audit.record(by=by, verb="重新评定", of=round)


@transaction.atomic
def begin_notice(*, round: AwardRound, from_on: date, to_on: date, by: User) -> None:
    """Put the list to notice (公示); both days belong to it."""
    _hold(round, State.DECIDED)
    if from_on < round.decided_on:
        raise ValidationError(f"公示要在评定（{round.decided_on:%Y-%m-%d}）以后开始。")
    if to_on < from_on:
        raise ValidationError("公示止要在公示起以后。")
    _move(round, State.NOTICE, notice_from=from_on, notice_to=to_on)
    audit.record(by=by, verb="开始公示", of=round, after={"起": from_on, "止": to_on})


@transaction.atomic
def note_objection(*, nomination: Nomination, text: str, received_on: date, by: User) -> AwardObjection:
    round = nomination.round
    _hold(round, State.NOTICE)
    text = clean_text(text)
    if not 0 < len(text) <= 1000:
        raise ValidationError("反映的情况要写，最多 1000 个字。")
    if received_on < round.notice_from:
        raise ValidationError("收到日期在公示开始以前，请核对。")
    nomination.refresh_from_db(fields=["is_chosen"])
    if not nomination.is_chosen:
        raise ValidationError(f"“{nomination}”不在公示名单里。")
    row = AwardObjection.objects.create(nomination=nomination, text=text, received_on=received_on)
    audit.record(by=by, verb="登记公示意见", of=nomination, unit=round.unit, after={"收到": received_on})
    return row


@transaction.atomic
def settle_objection(*, objection: AwardObjection, upheld: bool, answer: str, by: User) -> None:
    """Say what was found; an objection that is upheld takes the choice back."""
    nomination = objection.nomination
    _hold(nomination.round, State.NOTICE)
    answer = clean_text(answer)
    if not 0 < len(answer) <= 1000:
        raise ValidationError("核实说明要写，最多 1000 个字。")
    objection.refresh_from_db(from_queryset=AwardObjection.objects.select_for_update())
    if objection.outcome != AwardObjection.Outcome.OPEN:
        raise ValidationError("这条意见已经核实过了。")
    objection.outcome = AwardObjection.Outcome.UPHELD if upheld else AwardObjection.Outcome.KEPT
    objection.answer = answer
    objection.save(update_fields=["outcome", "answer"])
    if upheld:
        Nomination.objects.filter(pk=nomination.pk).update(is_chosen=False)
    after = {"结果": objection.get_outcome_display()}
    audit.record(by=by, verb="核实公示意见", of=nomination, unit=nomination.round.unit, after=after, reason=answer)


@transaction.atomic
def publish(*, round: AwardRound, on: date, by: User, number: str = "") -> None:
    """Publish the list once its notice is over and every objection was settled."""
    _hold(round, State.NOTICE)
    number = clean_text(number)
    if len(number) > 60:
        raise ValidationError("表彰文号最多 60 个字。")
    if on <= round.notice_to:
        raise ValidationError(f"公示到 {round.notice_to:%Y-%m-%d}，结束以后才能公布。")
    if AwardObjection.objects.filter(nomination__round=round, outcome=AwardObjection.Outcome.OPEN).exists():
        raise ValidationError("还有公示意见没有核实，核实以后才能公布。")
    if not round.nominations.chosen().exists():
        raise ValidationError("名单里没有人了，请取消这次评选或重新评定。")
    _move(round, State.PUBLISHED, published_on=on, number=number)
    audit.record(by=by, verb="公布评选结果", of=round, after={"日期": on, "文号": number})


@transaction.atomic
def cancel(*, round: AwardRound, reason: str, by: User) -> None:
    _hold(round, *(state for state in State.values if state not in (State.PUBLISHED, State.CANCELLED)))
    reason = clean_text(reason)
    if not 0 < len(reason) <= 300:
        raise ValidationError("取消的理由要写，最多 300 个字。")
    _move(round, State.CANCELLED)
    audit.record(by=by, verb="取消评选", of=round, reason=reason)
