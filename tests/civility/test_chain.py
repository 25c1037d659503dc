"""The whole chain by commands for each kind of paper: import, assign, activity, assess, board, table, report."""

import io
from datetime import date, datetime
from decimal import Decimal

import docx
import openpyxl
import pytest
from django.core.management import call_command

from accounts import actions as accounts
from accounts.models import Unit
from civility.demo.pictures import paint
from documents.reading import read_file
from evidence import actions as evidence
from evidence.models import ActivityKind, Attachment, Record
from files import store
from programs import actions as programs
from programs.models import Plan
from programs.recording import record_for
from reports.figures import figures
from scoring import actions as scoring
from scoring.models import Assessment, Clause, Score
from tests.factories import make_person
from tests.seeds import SEEDS

SUMMARY = "干部职工三十人参加，现场秩序良好，大家交流了体会，形成了可以推广的做法。" * 8


@pytest.fixture(params=SEEDS, ids=lambda seed: seed.name)
def seed(request):
    return request.param


@pytest.fixture
def plan(seed, tmp_path, db, capsys) -> Plan:
    call_command("import_plan", str(seed.file(tmp_path)), "--unit", "chain", "--year", str(seed.year))
    assert "1" in capsys.readouterr().out
    return Plan.objects.get()


def assigned(plan: Plan, clerk):
    """Every task has somebody who answers for it; where the paper names nobody the office says so here."""
    department = plan.unit.departments.active().first() or accounts.create_department(unit=plan.unit, name="办公室")
    for task in plan.tasks.all():
        if task.party is None:
            programs.assign(task=task, party=department, by=clerk)
    assert all(task.party is not None for task in plan.tasks.all())
    return department


def activity_for(task, department, clerk, year: int) -> Record:
    """One accepted activity with a plan, two photos and a summary, recorded for the task."""
    day = date(year, 5, 12)
    record = evidence.open_activity(
        unit=department.unit,
        by=clerk,
        title="学雷锋志愿服务",
        kind=ActivityKind.objects.get(name="志愿服务"),
        begins_on=day,
        department=department,
        place="社区广场",
        headcount=30,
        summary=SUMMARY,
    )
    for number in range(3):
        data = paint("学雷锋志愿服务", number, datetime(year, 5, 12, 9, number), is_inside=False)
        blob = store.store(io.BytesIO(data), name="a.jpg")
        evidence.attach(record=record, slot=Attachment.Slot.PHOTO, by=clerk, blob=blob, name=f"{number}.jpg")
    blob = store.store([f"{year}年学雷锋志愿服务方案".encode()], name="方案.txt")
    evidence.attach(record=record, slot=Attachment.Slot.PLAN, by=clerk, blob=blob, name="方案.txt")
    evidence.submit(record=record, by=clerk)
    evidence.accept(record=record, by=clerk)
    record_for(record=record, tasks=[task], by=clerk)
    return record


def assessed(plan: Plan, task, clerk) -> Clause:
    """The first clause of the task is given full points, or is met."""
    assessment = Assessment.objects.own().get(framework=plan.framework)
    clause = task.clauses.order_by("order").first()
    given = {"state": Score.State.POINTS, "points": clause.points} if clause.points else {"state": Score.State.MET}
    scoring.award(assessment=assessment, clause=clause, by=clerk, **given)
    return clause


def test_a_paper_goes_the_whole_way(seed, plan, tmp_path, capsys):
    clerk = make_person("chain", "周敏", Unit.objects.get(), "office")
    assert plan.serial == 1
    assert Clause.objects.filter(framework=plan.framework).count() == seed.clauses
    assert Clause.objects.filter(framework=plan.framework, points__isnull=False).exists() == seed.has_points
    assert plan.tasks.filter(department=None, group=None, unit=None).exists() != seed.has_departments

    department = assigned(plan, clerk)
    task = plan.tasks.filter(category__layer="basic").order_by("order").first()
    activity_for(task, department, clerk, seed.year)
    clause = assessed(plan, task, clerk)

    told = figures(plan, date(seed.year, 12, 1))
    assert told.activities.count == 1
    assert told.has_points == seed.has_points
    everything = told.totals.everything
    assert (everything.points, everything.met) == (clause.points or Decimal(0), 0 if clause.points else 1)
    call_command("recompute_scores", "--check")

    table, report = tmp_path / "table.xlsx", tmp_path / "report.docx"
    call_command("export_table", "--plan", "1", "--output", str(table))
    call_command("annual_report", "--plan", "1", "--output", str(report))
    assert openpyxl.load_workbook(table).worksheets[0].merged_cells.ranges
    back = read_file(table).items
    assert [item.text for item in back] == list(
        Clause.objects.filter(framework=plan.framework).order_by("order").values_list("text", flat=True)
    )
    paper = docx.Document(str(report))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "学雷锋志愿服务" in text
    assert paper.inline_shapes


def test_the_same_paper_twice_makes_no_second_plan(seed, plan, tmp_path, capsys):
    counted = (plan.tasks.count(), plan.unit.departments.count())
    call_command("import_plan", str(seed.file(tmp_path)), "--unit", "chain", "--year", str(seed.year))
    assert "已" in capsys.readouterr().out
    assert Plan.objects.count() == 1
    assert (plan.tasks.count(), plan.unit.departments.count()) == counted
