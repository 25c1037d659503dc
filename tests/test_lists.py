"""Every page that is a list: at most fifteen queries, and as many with many rows as with few."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import create_group
from accounts.models import Person
from accounts.notices import tell
from evidence import actions as evidence
from evidence.models import Record
from jobs.models import Job
from programs import actions
from programs.models import Task
from programs.objections_answering import object_to
from programs.recording import record_for
from scoring import material_actions
from scoring.actions import open_assessment
from scoring.clause_materials import Asked
from tests import factories
from tests.evidence.filing import quick_picture
from tests.evidence.ledgers import LEAST, entry

MOST = 15
FEW, MANY = 5, 12
STATES = (Task.State.NOT_STARTED, Task.State.RETURNED, Task.State.SUBMITTED, Task.State.ACCEPTED)
LISTS = [
    "task_list",
    "task_board",
    "task_time",
    "calendar",
    "supervision_list",
    "record_list",
    "record_review_list",
    "archive_list",
    "ledger_home",
    "measure_list",
    "people_in_pictures",
    "roster_list",
    "branch_list",
    "notices",
    "report_list",
    "report_package",
    "plan_list",
    "framework_list",
    "award_list",
    "burden",
    "record_new",
    "newcomers",
    "task_hand_over",
]


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def asking(plan, office):
    """What clauses ask of each activity costs the recording page a look."""
    material_actions.ask(clause=plan.framework.clauses.first(), lines=[Asked("photo", 2, is_each=True)], by=office)


def paths_of(plan) -> list[str]:
    paths = [reverse(name) for name in LISTS]
    paths += [reverse("ledger_list", args=[kind]) for kind in LEAST]
    paths += [f"{reverse(name)}?department=all&show=all" for name in ("task_list", "task_board", "task_time")]
    paths += [f"{reverse('record_list')}?view=list"]
    paths += [reverse(name, args=[plan.pk]) for name in ("plan_budget", "plan_assign", "plan_remarks")]
    return paths


def fill(plan, number: int, *, office, clerk, department, other_department) -> None:
    """So many rows of everything a list shows, with what stands beside them."""
    unit = plan.unit
    group = create_group(unit=unit, name=f"各处室{number}")
    round_ = factories.make_round(plan, by=office, title=f"第{number}次督导")
    for n in range(number):
        task = factories.make_task(plan, title=f"任务{n}", number=str(n), due_on=date(2022, 1 + n % 12, 9))
        actions.assign(task=task, party=group if n % 3 else department, assisting=[other_department], by=office)
        if n % 3 == 0:
            object_to(task=task, department=department, reason="不归我们管", by=clerk)
        record = factories.make_record(
            unit, department, title=f"活动{n}", by=clerk, state=list(Record.State)[n % 4], begins_on=date(2022, 5, 1)
        )
        record_for(record=record, tasks=[task], by=office)
        Task.objects.filter(pk=task.pk).update(state=STATES[n % 4])
        for kind in LEAST:
            entry(department, clerk, kind, title=f"{kind}{n}")
        factories.make_finding(round_, department, by=office, text=f"问题{n}")
        Person.objects.create(unit=unit, department=department, name=f"人{n}", is_volunteer=True)
        tell(office, f"消息{n}", "/tasks/", f"{number}-{n}")
        Job.objects.create(kind="reports.package", title=f"报表{n}", asked_by=office, unit=unit)


def test_a_list_costs_the_same_with_many_rows_and_never_much(
    enter, office, clerk, plan, department, other_department, asking
):
    people = {"office": office, "clerk": clerk, "department": department, "other_department": other_department}
    counts = []
    for number in (FEW, MANY):
        fill(plan, number, **people)
        asked = {}
        for person in (office, clerk):
            client = enter(person)
            for path in paths_of(plan):
                with CaptureQueriesContext(connection) as seen:
                    answer = client.get(path)
                if answer.status_code == 200:
                    asked[person.username, path] = len(seen)
        counts.append(asked)
    few, many = counts
    assert len(few) > 50
    assert {page: (few[page], many[page]) for page in few if few[page] != many[page]} == {}
    assert {page: count for page, count in many.items() if count > MOST} == {}


OF_ONE_ROW = {"record_detail": MOST, "record_edit": 16, "task_detail": MOST, "plan_detail": MOST, "score_risk": MOST}


@pytest.mark.parametrize("to_group", [False, True])
def test_a_page_of_one_row_costs_the_same_whatever_lies_behind_it(
    enter, office, clerk, plan, department, other_department, to_group
):
    sheet = open_assessment(framework=plan.framework, unit=plan.unit)
    first, *others = plan.framework.clauses.all()
    lines = [Asked("photo", 2, is_each=True), Asked("summary", 300, is_each=True)]
    material_actions.ask(clause=first, lines=lines, by=office)
    group, round_ = create_group(unit=plan.unit, name="各处室"), factories.make_round(plan, by=office)
    record, tasks = factories.make_record(plan.unit, department, by=clerk), []
    counts, rows = [], {"record": record.pk, "plan": plan.pk, "score": sheet.pk}
    for number in (FEW, MANY):
        for n in range(number):
            tasks.append(factories.make_task(plan, title=f"任务{n}", clauses=[first]))
            party = group if to_group else department
            actions.assign(task=tasks[-1], party=party, assisting=[other_department], by=office)
            evidence.attach(record=record, slot="photo", by=clerk, blob=quick_picture(100 * number + n))
            factories.make_finding(round_, department, by=office, task=tasks[0])
        record_for(record=record, tasks=tasks, clauses=others, by=clerk)
        asked = {}
        for person in (office, clerk):
            client = enter(person)
            for name in OF_ONE_ROW:
                path = reverse(name, args=[rows.get(name.partition("_")[0], tasks[0].pk)])
                with CaptureQueriesContext(connection) as seen:
                    answer = client.get(path)
                assert answer.status_code == 200
                asked[person.username, name] = len(seen)
        counts.append(asked)
    few, many = counts
    assert few == many
    most = OF_ONE_ROW | ({"task_detail": 16} if to_group else {})  # the lines of its members, who joined since
    assert {page: count for page, count in many.items() if count > most[page[1]]} == {}
