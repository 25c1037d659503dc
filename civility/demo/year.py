"""Builds the demo unit: people, the plan imported from its own paper, a year of activities, reviews and scores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import Department, Notice, Post, Unit, User
from civility.demo import activities as told
from civility.demo import supervision
from civility.demo.awards import hold_awards
from civility.demo.breakdown import break_down
from civility.demo.filing import file_spring
from civility.demo.ledgers import DemoLedgers, volunteers_of
from civility.demo.paper import demo_paper
from civility.demo.people import (
    DEMO_PASSWORD,
    DEMO_SHORT_NAME,
    DEMO_UNIT,
    DEMO_UNIT_NAME,
    DEPARTMENTS,
    PEOPLE,
    POSTS,
)
from civility.demo.pictures import paint
from civility.demo.roster import build_roster
from civility.demo.rules import set_rules
from documents.model import Paper, Paragraph
from documents.setting import set_docx
from evidence import actions as evidence
from evidence.models import ActivityKind, Attachment, Record
from evidence.people_actions import set_people
from files import store
from programs import actions as programs
from programs import importing
from programs.models import Plan, Task
from programs.plan_life import approve, issue
from programs.recording import record_for
from scoring import actions as scoring
from scoring.models import Assessment, Score

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def demo_year(today: date) -> int:
    """The year the demo plays in: this one once there is enough of it to show, else the last."""
    return today.year if today.month >= 7 else today.year - 1


class DemoYear:
    """One build of the demo unit; `say` is told each step."""

    def __init__(self, today: date, say: Callable[[str], None]):
        self.say = say
        self.year = demo_year(today)
        self.today = min(today, date(self.year, 12, 20))
        self.people: dict[str, User] = {}
        self.turn = 0  # of volunteers

    @transaction.atomic
    def build(self) -> Plan:
        """All of it or nothing: a build that was broken off leaves an empty installation."""
        self._unit()
        self.plan = self._plan()
        self._due_days()
        self._activities()
        self.say("各类台账")
        DemoLedgers(self.unit, self.departments, self.year, self.today, self.office).build()
        self._tasks()
        break_down(self.plan, self.people, self.today)
        hold_awards(self.unit, self.departments, self.year, self.today, self.office)
        set_rules(self.plan.framework, self.office)
        self._scores()
        supervision.inspect(self.plan, self.office, self.today, self._filer)
        self._calendar()
        file_spring(self.unit, self.year, self.office)
        self._notices()
        return self.plan

    # people -----------------------------------------------------------------

    def _unit(self):
        self.say("单位、部门和人员")
        self.unit = accounts.create_unit(code=DEMO_UNIT, name=DEMO_UNIT_NAME, short_name=DEMO_SHORT_NAME)
        self.departments: dict[str, Department] = {}
        for name, short, names in DEPARTMENTS:
            department = accounts.create_department(unit=self.unit, name=name, short_name=short)
            self.departments[short or name] = department
            for text in names:
                accounts.remember_name(unit=self.unit, text=text, means=department)
        group = accounts.create_group(unit=self.unit, name="各处室")
        accounts.remember_name(unit=self.unit, text="各处室", means=group)
        for username, name, role, place in PEOPLE:
            user = accounts.create_person(username=username, name=name, password=DEMO_PASSWORD)
            department = self.departments.get(place)
            accounts.grant(user=user, unit=self.unit, role=role, department=department)
            self.people[username] = user
            if role == "head":
                accounts.change_department(department=department, head=user, by=None)
        for seat, title, name in POSTS:
            post: Post = accounts.create_post(unit=self.unit, seat=seat, title=title)
            accounts.hand_over_post(post=post, name=name, from_on=date(self.year, 1, 4), by=None)
        self.office = self.people["office"]
        build_roster(self.unit, self.departments, list(self.people.values()), self.year, self.office)

    def _filer(self, department: Department) -> User:
        """Who files for a department: its clerk."""
        return department.memberships.filter(role="clerk").select_related("user").first().user

    # plan -------------------------------------------------------------------

    def _plan(self) -> Plan:
        self.say("把创建方案排成 Word，再像办事员一样导入")
        paper = set_docx(demo_paper(self.year, date(self.year, 2, 10)))
        reading = importing.read(
            unit=self.unit,
            by=self.office,
            chunks=[paper],
            name=f"{self.year}年创建省文明单位实施方案.docx",
            year=self.year,
        )
        reading.answers["target_title"] = "省文明单位"
        reading.answers["target_points"] = "92"
        reading.save(update_fields=["answers"])
        plan = importing.confirm(paper_import=reading, by=self.office)
        day = date(self.year, 2, 10)
        approve(plan=plan, by=self.people["leader"], on=day, meeting="委党委会")
        issue(plan=plan, by=self.office, number=plan.number, issued_on=day)
        return plan

    def _due_days(self):
        """Spread the tasks over the year; what the story says is late was due some weeks ago."""
        rows = self._rows()
        for number, task in rows.items():
            if number in told.ROWS_LATE:
                due = self.today - timedelta(days=4 + 5 * told.ROWS_LATE.index(number))
            elif number in told.ROWS_ACCEPTED:
                due = date(self.year, 3 + number % 8, 28)
            else:
                due = min(self.today + timedelta(days=3 + number % 25), date(self.year, 12, 31))
            programs.reschedule(task=task, due_on=due, by=self.office)

    def _rows(self) -> dict[int, Task]:
        """The plan's tasks by the number of their row in the annex."""
        return {int(task.number): task for task in self.plan.tasks.all() if task.number.isdecimal()}

    # activities -------------------------------------------------------------

    def _activities(self):
        kinds = {kind.name: kind for kind in ActivityKind.objects.filter(unit=None)}
        rows = self._rows()
        happened = [one for one in told.ACTIVITIES if date(self.year, one.month, one.day) <= self.today]
        for place, done in enumerate(happened, start=1):
            if place % 10 == 1:
                self.say(f"活动档案 {place} / {len(happened)}")
            record = self._record(done, kinds[done.kind])
            record_for(record=record, tasks=[rows[done.row]], by=record.filed_by)
            self._review(record, done)

    def _record(self, done: told.Done, kind: ActivityKind) -> Record:
        day = date(self.year, done.month, done.day)
        department = self.departments[done.department]
        filer = self._filer(department)
        day_text = f"{day.month}月{day.day}日"
        record = evidence.open_activity(
            unit=self.unit,
            by=filer,
            title=done.title,
            kind=kind,
            begins_on=day,
            department=department,
            place=done.place,
            headcount=done.headcount,
            people="相关处室干部职工",
            summary=told.summary_of(done, day_text),
        )
        if kind.name == "志愿服务":
            self.turn += 1
            set_people(record=record, people=volunteers_of(record, self.turn), by=filer)
        self._files(record, done, filer, day, day_text)
        return record

    def _files(self, record: Record, done: told.Done, filer: User, day: date, day_text: str):
        if done.has_plan:
            blocks = [Paragraph(text) for text in told.plan_of(done, day_text)]
            data = set_docx(Paper(title=f"{done.title}方案", blocks=blocks))
            blob = store.store_bytes(data, name="方案.docx", media_type=DOCX)
            evidence.attach(
                record=record, slot=Attachment.Slot.PLAN, by=filer, blob=blob, name=f"{done.title}方案.docx"
            )
        for number in range(1, done.photos + 1):
            moment = datetime.combine(day, time(9, 10 + 7 * number))
            data = paint(done.title, number, moment, is_inside=done.is_inside)
            blob = store.store_bytes(data, name=f"IMG_{number:03d}.jpg", media_type="image/jpeg")
            evidence.attach(
                record=record,
                slot=Attachment.Slot.PHOTO,
                by=filer,
                blob=blob,
                name=f"{day:%Y%m%d}-{number}.jpg",
                caption=f"{day_text}，{done.place}，{done.title}",
            )
        if done.outlet:
            evidence.attach(
                record=record,
                slot=Attachment.Slot.PRESS,
                by=filer,
                outlet=done.outlet,
                published_on=min(day + timedelta(days=2), self.today),
                address=f"https://news.example.cn/{self.year}/{record.pk}.html",
                name=f"{done.outlet}：{done.title}",
            )

    def _review(self, record: Record, done: told.Done):
        if done.state == "draft":
            return
        evidence.submit(record=record, by=record.filed_by)
        if done.state == "accepted":
            evidence.accept(record=record, by=self.office)
        elif done.state == "returned":
            evidence.return_(record=record, by=self.office, remark=told.RETURN_REMARK)

    # tasks and scores -------------------------------------------------------

    def _tasks(self):
        self.say("任务办理和审核")
        rows = self._rows()
        for number in told.ROWS_ACCEPTED + told.ROWS_SUBMITTED + told.ROWS_RETURNED:
            task = Task.objects.get(pk=rows[number].pk)
            programs.submit(task=task, by=self._filer(task.department), remark="材料已齐，请审核。")
            task.refresh_from_db()
            if number in told.ROWS_ACCEPTED:
                programs.accept(task=task, by=self.office, remark=told.LEADERS_REMARK)
            elif number in told.ROWS_RETURNED:
                programs.return_(task=task, by=self.office, remark=told.RETURN_REMARK)
        for task in self.plan.tasks.filter(group__isnull=False):
            for line in list(task.lines.select_related("department"))[:6]:
                task.refresh_from_db()
                filer = self._filer(line.department)
                programs.complete_line(task=task, department=line.department, by=filer, note="已按要求完成。")

    def _scores(self):
        self.say("自评打分")
        assessment = Assessment.objects.own().get(framework=self.plan.framework)
        for number, points in told.POINTS.items():
            task = self.plan.tasks.get(number=str(number))
            for clause, value in zip(task.clauses.order_by("order"), points, strict=True):
                try:
                    scoring.award(
                        assessment=assessment,
                        clause=clause,
                        by=self.office,
                        state=Score.State.POINTS,
                        points=value,
                        reason="" if value == "2" else "材料基本齐全，深度还不够。",
                    )
                except ValidationError:
                    continue  # early in the demo's year the proof of this clause has not happened yet

    def _calendar(self):
        """Put what was done in the minute of this build on the days the story tells; the log is not touched."""
        issued = self._moment(date(self.year, 2, 10), 9)
        Plan.objects.filter(pk=self.plan.pk).update(made_at=issued, approved_at=issued + timedelta(days=1))
        for record in self.unit.records.all():
            filed = self._moment(record.begins_on + timedelta(days=2), 10)
            Record.objects.filter(pk=record.pk).update(filed_at=filed)
            record.steps.update(at=filed + timedelta(days=1))
        last = self.plan.tasks.annotate(last=Max("records__begins_on"))
        for task, day in ((task, task.last or task.due_on or self.today) for task in last):
            done = self._moment(day + timedelta(days=5), 15)
            task.steps.update(at=done)
            Score.objects.filter(assessment__framework=self.plan.framework, clause__tasks=task).update(
                at=done + timedelta(days=3)
            )

    def _moment(self, day: date, hour: int) -> datetime:
        """An hour of a day of the story, never later than its last day."""
        return timezone.make_aware(datetime.combine(min(day, self.today - timedelta(days=4)), time(hour)))

    def _notices(self):
        """Everybody has read the year's notices but for the last few."""
        for user in self.people.values():
            newest = Notice.objects.filter(user=user).values_list("pk", flat=True)[:2]
            Notice.objects.filter(user=user).exclude(pk__in=list(newest)).update(seen_at=timezone.now())


def demo_exists() -> bool:
    return Unit.objects.filter(code=DEMO_UNIT).exists()


def is_empty() -> bool:
    """True while the installation holds no unit and nobody who could log in."""
    return not Unit.objects.exists() and not User.objects.exists()
