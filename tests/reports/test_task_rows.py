"""The table of tasks as a workbook: read back, its rows and columns are those of the page."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse
from lxml import html

from jobs.models import Job
from jobs.worker import run_next
from programs.models import Task
from programs.task_columns import choose, look_of
from tests import factories

pytestmark = pytest.mark.django_db
FAR, LONG_AGO = date(2090, 1, 1), date(2022, 1, 15)


@pytest.fixture
def tasks(plan, department):
    """Three of one department, one of another, one done and one late."""
    second = factories.make_department(plan.unit, "办公室")
    category = plan.framework.categories.first()

    def make(number, of, due_on=FAR, **more):
        return factories.make_task(plan, of, number=number, category=category, due_on=due_on, **more)

    helped = make("1", department, requirement="建好文化阵地", note="先看场地")
    helped.assisting.add(second)
    return [
        helped,
        make("2", department, due_on=LONG_AGO, requirement="开展植绿护绿"),
        make("3", second, requirement="办好道德讲堂", in_charge_name="周敏"),
        make("4", department, requirement="完成总结", state=Task.State.ACCEPTED),
    ]


def words(node) -> str:
    return "".join(node.text_content().split())


def of_class(node, *names):
    """The nodes inside that carry all of the classes."""
    asked = " and ".join(f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')" for name in names)
    return node.xpath(f".//*[{asked}]")


def seen(client, query: dict) -> tuple[list[str], list[list[str]]]:
    """The headings and rows of the page as a reader sees them, without ticks, notes and links to open."""
    page = html.fromstring(client.get(reverse("task_list"), query).content.decode())
    heads = [words(one) for one in page.xpath("//table[contains(@class, 'tk')]/thead//th")][1:-1]
    return heads, [_told(row) for row in of_class(page, "row-t")]


def _told(row) -> list[str]:
    cells = {cell.get("class").split()[0]: cell for cell in row.xpath("./td")}
    told = [words(cells["n"]), words(of_class(cells["x"], "clip")[0])]
    if "p" in cells:
        told.append(words(cells["p"]))
    if "d" in cells:
        firsts = [words(one).removeprefix("牵头") for one in of_class(cells["d"], "dept", "first")]
        others = [words(one) for one in of_class(cells["d"], "dept") if "first" not in one.get("class")]
        told.append("、".join(firsts + [name.removeprefix("，配合") + "（配合）" for name in others]))
    told += [words(cells[key]).removeprefix("责任人") for key in ("i", "t", "s") if key in cells]
    return told


def exported(client, plan, query: dict) -> list[list]:
    client.post(reverse("task_rows_make"), {"plan": plan.serial} | query)
    assert run_next()
    job = Job.objects.latest("pk")
    assert job.state == Job.State.DONE, job.message
    response = client.get(reverse("job_download", args=[job.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    table = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = next(place for place, row in enumerate(table) if row[0] == "类目")
    return table[head:]


def as_on_page(heads: list[str], row: list) -> list[str]:
    """A row of the workbook in the words of the page: its category left out, days as month and day."""
    told = []
    for head, value in list(zip(heads, row, strict=True))[1:]:
        if head in ("四类材料", "备注", "措施"):
            continue
        if head == "时限":
            value = f"{value:%Y-%m-%d}" if hasattr(value, "year") else value
        told.append("".join(str(value if value is not None else "").split()))
    return told


@pytest.mark.parametrize(
    "query",
    [
        {"show": "all"},
        {"show": "late"},
        {"show": "open", "q": "道德"},
        {"show": "done"},
        {"show": "all", "state": "accepted"},
        {},
    ],
)
def test_the_workbook_has_the_rows_of_the_page(enter, office, plan, tasks, query):
    client = enter(office)
    _, on_page = seen(client, query)
    head, *rows = exported(client, plan, query)
    assert on_page
    assert [as_on_page(head, row) for row in rows] == on_page


def test_done_tasks_opened_on_the_page_go_out_too(enter, office, plan, tasks):
    client, query = enter(office), {"done": str(tasks[0].category_id)}
    _, on_page = seen(client, query)
    head, *rows = exported(client, plan, query)
    assert [row[0] for row in on_page] == ["1", "2", "3", "4"]
    assert [as_on_page(head, row) for row in rows] == on_page


def test_it_keeps_to_the_department_asked_for(enter, office, plan, tasks, department):
    client = enter(office)
    query = {"show": "open", "department": str(department.pk)}
    _, on_page = seen(client, query)
    _, *rows = exported(client, plan, query)
    assert [row[1] for row in rows] == [row[0] for row in on_page] == ["1", "2"]


def test_it_has_the_columns_the_person_chose(enter, office, plan, tasks):
    client = enter(office)
    client.post(reverse("task_columns"), {"column": ["due", "person"]})
    heads, on_page = seen(client, {"show": "all"})
    head, *rows = exported(client, plan, {"show": "all"})
    assert heads == ["条", "工作要求", "责任人", "时限"]
    assert sorted(head[1:]) == sorted(heads)
    assert ["3", "办好道德讲堂", "周敏", "2090-01-01"] in [sorted_as(heads, head, row) for row in rows]
    assert len(rows) == len(on_page)


def sorted_as(heads: list[str], head: list[str], row: list) -> list[str]:
    told = [f"{value:%Y-%m-%d}" if hasattr(value, "year") else str(value or "") for value in row]
    found = dict(zip(head, told, strict=True))
    return [found[name] for name in heads]


def test_more_rows_than_one_page_go_out_whole(enter, office, plan, department):
    category = plan.framework.categories.first()
    for number in range(1, 131):
        factories.make_task(plan, department, number=str(number), category=category, due_on=FAR)
    client = enter(office)
    assert len(seen(client, {})[1]) == 100
    assert len(exported(client, plan, {})) == 131


def test_a_filter_without_rows_says_so_and_makes_nothing(enter, office, plan, tasks):
    client = enter(office)
    client.post(reverse("task_rows_make"), {"plan": plan.serial, "q": "没有这个字"})
    run_next()
    job = Job.objects.get()
    assert job.state == Job.State.FAILED
    assert "换一个筛选" in job.message


def test_the_same_export_is_not_asked_for_twice(enter, office, plan, tasks):
    client = enter(office)
    for _ in range(2):
        answer = client.post(reverse("task_rows_make"), {"plan": plan.serial}, follow=True)
    assert "正在生成，不用重复提出" in answer.content.decode()
    assert Job.objects.count() == 1


def test_another_units_plan_is_not_exported(enter, stranger, plan, tasks):
    assert enter(stranger).post(reverse("task_rows_make"), {"plan": plan.serial}).status_code == 404
    assert not Job.objects.exists()


def test_columns_are_kept_with_the_account(enter, office, clerk, plan, tasks):
    enter(office).post(reverse("task_columns"), {"column": ["state", "party", "nonsense"], "dense": "1"})
    assert look_of(office).shown == ("party", "state")
    assert look_of(office).is_dense
    assert "due" in look_of(clerk).shown


def test_no_column_chosen_leaves_number_and_requirement(enter, office, plan, tasks):
    choose(user=office, shown=[], is_dense=False)
    heads, rows = seen(enter(office), {"show": "all"})
    assert heads == ["条", "工作要求"]
    assert len(rows) == 4


def test_points_are_numbers_that_can_be_added(enter, office, plan, tasks):
    head, *rows = exported(enter(office), plan, {"show": "all"})
    points = [row[head.index("分值")] for row in rows]
    assert points == [10, 10, 10, 10]  # each task of the fixture serves all clauses
