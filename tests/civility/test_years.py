"""Each kind of paper through a whole year by the verbs of the house; what it asks in figures, counted from records."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from accounts import actions as accounts
from accounts import roster_actions as roster
from accounts.models import Unit
from documents.model import Table
from evidence import actions as evidence
from evidence.ledger_actions import open_record
from evidence.measures import Measure
from evidence.models import ActivityKind, Record
from evidence.people_actions import set_people
from programs import actions as programs
from programs import budget_actions, plan_life, supervision
from programs.findings import Finding
from programs.models import Plan, Task
from programs.occurrences import Occurrence
from programs.occurrences_windows import Rhythm
from programs.recording import record_for
from programs.resolutions_taking import agree, make_it_a_task
from programs.splitting import split
from programs.task_making import Part
from reports.annual import annual
from reports.appraisal import appraisal
from reports.figures import figures
from scoring import actions as scoring
from scoring.models import Assessment, Score
from scoring.suggesting import readings_now
from scoring.threshold_actions import confirm_bindings, proposals
from tests.factories import make_person
from tests.seeds import SEEDS

Kind, Source = Record.Kind, Measure.Source

# What the papers ask for in figures, by the name of the paper: source of the measure and its kind, what is asked,
# what the year below comes to, whether that is enough. Worked out by hand from the records `live` makes.
ASKED = {
    "S0-hainan-2022": [
        (Source.SURVEY, "awareness", Decimal(95), Decimal("96"), True),  # 96 of 100 know
        (Source.SURVEY, "staff", Decimal(95), Decimal("94.99"), False),  # 5,699 of 5,999, cut: not yet 95
        (Source.SURVEY, "satisfaction", Decimal(90), Decimal("93.75"), True),  # 75 of 80
        (Source.MEETINGS, "leaders", Decimal(2), Decimal(2), True),
        (
            Source.SPENDING_SHARE,
            "",
            Decimal(8),
            Decimal(8),
            True,
        ),  # 16,000 of 200,000, and more than last year's 10,000
    ],
    "S3-linyi-2021": [
        (Source.ACTIVITIES, "志愿服务", Decimal(5), Decimal(5), True),
        (Source.ACTIVITIES, "我们的节日", Decimal(2), Decimal(1), False),  # one of two was held
        (Source.MEETINGS, "", Decimal(1), Decimal(1), True),  # everybody on the roll came
    ],
    "S4-hunan-2022": [
        (Source.VOLUNTEERS, "", Decimal(50), Decimal(60), True),  # 12 of 20
        (Source.MEMBERS, "", Decimal(80), Decimal(90), False),  # 9 of 10; up to 20 members, all have to register
        (Source.TURNOUT, "志愿服务", Decimal(85), Decimal("91.66"), True),  # 11 of 12, cut and not rounded up
    ],
    "own-two-layers": [
        (Source.SURVEY, "awareness", Decimal(95), Decimal(96), True),
        (Source.SURVEY, "staff", Decimal(95), Decimal("94.99"), False),
        (Source.MEETINGS, "leaders", Decimal(2), Decimal(2), True),
    ],
    "own-matching": [(Source.ACTIVITIES, "志愿服务", Decimal(5), Decimal(5), True)],
    "own-scored": [
        (Source.ACTIVITIES, "理论学习", Decimal(4), Decimal(0), False),
        (Source.ACTIVITIES, "道德讲堂", Decimal(2), Decimal(0), False),
        (Source.VOLUNTEERS, "", Decimal(50), Decimal(60), True),
        (Source.ACTIVITIES, "志愿服务", Decimal(5), Decimal(5), True),
        (Source.ACTIVITIES, "文体活动", Decimal(4), Decimal(0), False),
        (Source.ACTIVITIES, "我们的节日", Decimal(2), Decimal(1), False),
        (Source.MEETINGS, "leaders", Decimal(2), Decimal(2), True),
        (Source.PUBLICITY, "", Decimal(6), Decimal(0), False),
    ],
}


@pytest.fixture(params=SEEDS, ids=lambda seed: seed.name)
def seed(request):
    return request.param


class Year:
    """One unit's year, lived from its paper to the appraisal."""

    def __init__(self, seed, folder):
        call_command("import_plan", str(seed.file(folder)), "--unit", "year", "--year", str(seed.year))
        self.seed = seed
        self.plan = Plan.objects.select_related("unit", "framework").get()
        self.unit = Unit.objects.get()
        self.office = make_person("office", "周敏", self.unit, "office")
        self.leader = make_person("leader", "陈岚", self.unit, "leader")
        departments = list(self.unit.departments.active())
        while len(departments) < 2:
            departments.append(accounts.create_department(unit=self.unit, name=f"科室{len(departments) + 1}"))
        self.department, self.other = departments[:2]
        self.kinds = {kind.name: kind for kind in ActivityKind.objects.filter(unit=None)}

    def day(self, month: int, day: int) -> date:
        return date(self.seed.year, month, day)

    @property
    def last_day(self) -> date:
        return self.day(12, 31)

    def begin(self):
        """Studied in a meeting, approved, issued; every task has somebody who answers for it."""
        meeting = self.put(Kind.MEETING, "专题研究创建方案", self.day(1, 10), kind="leaders")
        plan_life.approve(plan=self.plan, by=self.leader, on=self.day(1, 10), record=meeting)
        plan_life.issue(plan=self.plan, by=self.office, issued_on=self.day(1, 15), number="办〔2022〕1号")
        for task in self.plan.tasks.all():
            if task.party is None:
                programs.assign(task=task, party=self.department, by=self.office)

    def break_down(self):
        """A task of the year's second half in two parts: one with a rhythm, one with a day."""
        whole = self.plan.tasks.filter(department__isnull=False, parent=None).order_by("order").first()
        if whole is None:  # all of it with groups and others
            whole = self.plan.tasks.filter(parent=None, group=None).order_by("order").first()
            programs.assign(task=whole, party=self.department, by=self.office, reason="由牵头部门细化")
        parts = [
            Part("组织志愿服务。", party=self.department, rhythm=Rhythm("year", 5), kind=self.kinds["志愿服务"]),
            Part("整理台账。", measures="按月归档", party=self.other, in_charge="人员1", due_on=self.day(11, 30)),
        ]
        self.whole = whole
        self.parts = split(task=whole, parts=parts, by=self.office, today=self.day(1, 20))

    def enrol(self):
        """20 people, 10 of them party members, 12 registered volunteers, among them 9 of the members."""
        branch = roster.create_branch(
            unit=self.unit, name="机关第一党支部", departments=[self.department], by=self.office
        )
        self.people = [
            roster.add_person(
                unit=self.unit,
                name=f"人员{number}",
                department=self.department if number % 2 else self.other,
                branch=branch if number <= 10 else None,
                is_party_member=number <= 10,
                is_volunteer=number != 10 and number <= 13,
                by=self.office,
            )
            for number in range(1, 21)
        ]
        self.volunteers = [person for person in self.people if person.is_volunteer]

    def _through(self, record: Record) -> Record:
        evidence.submit(record=record, by=self.office)
        evidence.accept(record=record, by=self.leader)
        record.refresh_from_db()
        return record

    def put(self, record_kind: str, title: str, day: date, people=(), **particulars) -> Record:
        """A record of any kind but an activity, accepted."""
        record = open_record(
            unit=self.unit,
            record_kind=record_kind,
            by=self.office,
            title=title,
            begins_on=day,
            department=self.department,
            summary="情况属实，材料在案。",
            **particulars,
        )
        if people:
            set_people(record=record, people=people, by=self.office)
        return self._through(record)

    def hold(self, kind: str, title: str, day: date, people=(), tasks=()) -> Record:
        """An activity of a kind, recorded for tasks, accepted."""
        record = evidence.open_activity(
            unit=self.unit,
            by=self.office,
            title=title,
            kind=self.kinds[kind],
            begins_on=day,
            department=self.department,
            summary="现场秩序良好，形成了可以推广的做法。" * 5,
        )
        if people:
            set_people(record=record, people=people, by=self.office)
        self._through(record)
        record_for(record=record, tasks=tasks, by=self.office)
        return record

    def live(self):
        """Meetings, activities, surveys and money of the year, and what money there was the year before."""
        second = self.put(Kind.MEETING, "再次研究创建工作", self.day(6, 10), kind="leaders")
        item = agree(record=second, text="补齐窗口服务台账。", by=self.office, party=self.other, due_on=self.day(9, 30))
        self.agreed = make_it_a_task(resolution=item, by=self.office, today=self.day(6, 11))
        self.put(Kind.MEETING, "全员动员会", self.day(2, 10), self.people, kind="mobilisation", is_for_all=True)
        for number in range(5):
            served = self.volunteers[:6] if number == 0 else self.volunteers[5:11]
            self.hold("志愿服务", f"第{number + 1}次志愿服务", self.day(3 + number, 5), served, [self.parts[0]])
        self.hold("我们的节日", "端午诵读", self.day(6, 3))
        self.put(Kind.SURVEY, "知晓率测评", self.day(10, 9), kind="awareness", sent=100, answered=100, favourable=96)
        self.put(Kind.SURVEY, "群众满意率", self.day(10, 9), kind="satisfaction", sent=100, answered=80, favourable=75)
        self.put(Kind.SURVEY, "职工满意率", self.day(10, 9), kind="staff", sent=6000, answered=5999, favourable=5699)
        self.put(Kind.FIGURE, "办公经费", self.day(12, 1), name="日常办公经费", value=Decimal(200000))
        line = budget_actions.add_line(plan=self.plan, name="活动", amount=Decimal(20000), by=self.office)
        spent = self.put(Kind.SPENDING, "购置志愿服务物资", self.day(4, 1), amount=Decimal(16000), voucher="记-1")
        budget_actions.put_on_line(record=spent, line=line, by=self.office)
        before = date(self.seed.year - 1, 4, 1)
        self.put(Kind.SPENDING, "上年支出", before, amount=Decimal(10000), voucher="记-2")

    def supervise(self):
        """One finding, put right with a record, closed after a second look."""
        round_ = supervision.open_round(plan=self.plan, by=self.office, title="年中检查", begins_on=self.day(7, 1))
        finding = supervision.find(
            round=round_,
            by=self.office,
            text="志愿服务没有签到表",
            task=self.parts[0],
            department=self.department,
            severity=Finding.Severity.MINOR,
            requirement="补齐签到表",
            found_on=self.day(7, 1),
            due_on=self.day(7, 20),
        )
        proof = [Record.objects.get(title="第1次志愿服务")]
        supervision.rectify(finding=finding, by=self.office, text="已补齐", records=proof, today=self.day(7, 10))
        supervision.close(finding=finding, by=self.leader, today=self.day(7, 12))
        self.finding = finding

    def finish(self):
        """Both parts are handed in and accepted, and so is the whole; the first clause is scored."""
        for part in self.parts:
            part.refresh_from_db()
            programs.submit(task=part, by=self.office)
            programs.accept(task=part, by=self.leader)
        self.assessment = Assessment.objects.own().get(framework=self.plan.framework)
        clause = self.whole.clauses.order_by("order").first() or self.plan.framework.clauses.order_by("order").first()
        given = {"state": Score.State.POINTS, "points": clause.points} if clause.points else {"state": Score.State.MET}
        record = Record.objects.get(title="第1次志愿服务")
        scoring.cite(assessment=self.assessment, clauses=[clause], record=record, by=self.office)
        scoring.award(assessment=self.assessment, clause=clause, by=self.office, **given)

    def checks(self) -> list:
        """The thresholds of the framework, bound as proposed, with what the records come to."""
        framework = self.plan.framework
        rows = [row.pk for row, _ in proposals(framework)]
        confirm_bindings(framework=framework, thresholds=rows, by=self.office)
        return readings_now(self.assessment, list(framework.clauses.select_related("indicator").order_by("order")))


@pytest.fixture
def year(seed, tmp_path, db):
    lived = Year(seed, tmp_path)
    lived.enrol()
    lived.begin()
    lived.break_down()
    lived.live()
    lived.supervise()
    lived.finish()
    return lived


def grid(paper) -> list[list[str]]:
    return [
        [cell.text for cell in row if cell] for block in paper.blocks if isinstance(block, Table) for row in block.rows
    ]


def measured(check) -> tuple:
    measure = check.threshold.measure
    kind = measure.activity_kind.name if measure.activity_kind_id else measure.sort
    return (measure.source, kind, check.threshold.value, check.value, check.is_met)


def check_what_was_done(year):
    plan = Plan.objects.get()
    assert plan.state == Plan.State.ISSUED
    year.whole.refresh_from_db()
    assert year.whole.state == Task.State.ACCEPTED  # as soon as both of its parts were
    held = Occurrence.objects.filter(task=year.parts[0], record__isnull=False)
    assert held.count() == 5
    assert plan.tasks.get(pk=year.agreed.pk).department == year.other
    assert Finding.objects.get().state == Finding.State.CLOSED
    call_command("recompute_scores", "--check")

    told = figures(plan, year.last_day)
    check_appraisal(plan, told, year)
    text = "\n".join(block.text for block in annual(plan, told).blocks if hasattr(block, "text"))
    assert "全年召开领导班子专题研究2次、全员动员会1次，共3次" in text
    assert "全年创建经费支出16,000元，预算20,000元" in text
    assert "督导发现问题1个，已销号1个。" in text


def check_appraisal(plan, told, year):
    """The sheet of the department: both tables by their headings, worked out by hand from `live` and `finish`."""
    of_all, handled = appraisal(plan, told).tables()[:2]
    sheet = [row_of(table, str(year.department)) for table in (of_all, handled)]
    assert (sheet[0]["活动"], sheet[0]["完成"]) == ("6", "1")
    assert (sheet[1]["完成任务"], sheet[1]["一次通过"], sheet[1]["督导问题"], sheet[1]["已销号"]) == (
        "1",
        "1",
        "1",
        "1",
    )
    other = row_of(handled, str(year.other))
    assert (other["完成任务"], other["其中有时限"]) == ("1", "1")
    (branch,) = (row for row in grid(appraisal(plan, told)) if row[1:2] == ["机关第一党支部"])
    assert branch[3:6] == ["10", "9", "9"]  # members, registered, and of these who served


def row_of(table, name: str) -> dict[str, str]:
    """The line of a department by the headings of its table; of two headings alike the first."""
    head, *rows = [[cell.text if cell else "" for cell in row] for row in table.rows]
    (own,) = (row for row in rows if row[1:2] == [name])
    return dict(reversed(list(zip(head, own, strict=True))))


def check_quantities(year):
    bound = [measured(check) for check in year.checks() if check.is_bound]
    assert bound == ASKED.get(year.seed.name, [])


def test_a_paper_is_lived_through_to_the_appraisal_and_its_quantities_are_counted(year):
    """One test, because a year is long."""
    check_what_was_done(year)
    check_quantities(year)
