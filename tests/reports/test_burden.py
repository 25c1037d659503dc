"""工作负担: what counts as asked twice, what the archive has already; the rows it is read from; its pages."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from evidence.models import Record, RecordStep
from programs.models import Objection, TaskLine, TaskStep
from reports.burden import Ask, Happened, Held, burden, materials_of, says_what
from reports.burden_reading import burden_of
from scoring.clause_materials import ClauseMaterial
from tests import factories

MARCH = {"first": date(2022, 3, 1), "last": date(2022, 3, 31)}


def ask(task, *materials, on=date(2022, 3, 10), department=1, **fields) -> Ask:
    return Ask(department, task, f"任务{task}", on, materials=materials, **fields)


def of(asks, *, happened=(), held=()):
    told = burden([(1, "办公室"), (2, "宣传处")], asks, happened, held, **MARCH)
    return told.loads[0] if told.loads else None


# rules ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, parts",
    [
        ("活动方案；志愿者名册；活动图片", ("活动方案", "志愿者名册", "活动图片")),
        ("①领导签批件 ②专题会议照片", ("领导签批件", "专题会议照片")),
        ("1.道德讲堂台账\n2.道德讲堂台账", ("道德讲堂台账",)),
        ("", ()),
    ],
)
def test_materials_are_told_apart(text, parts):
    assert materials_of(text) == parts


@pytest.mark.parametrize("general", ["活动图片", "会议记录", "活动方案", "相关文件材料", "图片3张", "总结"])
def test_a_material_that_any_task_may_want_is_not_the_same_twice(general):
    assert says_what(general) == ""
    assert of([ask(1, general), ask(2, general)]).repeated == 0


def test_the_same_material_of_two_tasks_is_asked_once_and_repeated_once():
    load = of([ask(1, "注册志愿者名册"), ask(2, "注册志愿者名册（盖章）", on=date(2022, 3, 20))])
    assert (load.tasks, load.materials, load.repeated) == (2, 2, 1)
    (twice,) = load.twice
    assert (twice.ask.task, twice.first.task, twice.what) == (2, 1, "注册志愿者名册（盖章）")


def test_what_was_asked_in_an_earlier_month_is_repeated_in_this_one():
    asks = [ask(1, "注册志愿者名册", on=date(2022, 1, 10)), ask(2, "注册志愿者名册")]
    assert of(asks).repeated == 1


def test_what_a_later_task_will_ask_is_not_repeated_yet():
    asks = [ask(1, "注册志愿者名册"), ask(2, "注册志愿者名册", on=date(2022, 5, 1)), ask(3, "注册志愿者名册", on=None)]
    assert of(asks).repeated == 0


def test_another_departments_task_repeats_nothing():
    told = burden(
        [(1, "办公室"), (2, "宣传处")],
        [ask(1, "注册志愿者名册"), ask(2, "注册志愿者名册", department=2)],
        [],
        [],
        **MARCH,
    )
    assert told.totals["repeated"] == 0


def test_the_same_requirement_of_two_tasks_is_repeated():
    text = "每季度组织一次机关干部职工道德讲堂活动"
    load = of([ask(1, text=text), ask(2, text=f"{text}。")])
    assert load.repeated == 1
    assert load.twice[0].is_text


def test_one_repeated_task_is_not_counted_again_for_each_of_its_materials():
    text = "每季度组织一次机关干部职工道德讲堂活动"
    load = of([ask(1, "道德讲堂台账", text=text), ask(2, "道德讲堂台账", text=text)])
    assert load.repeated == 1


def test_a_record_of_the_earlier_task_can_serve_the_later_one():
    held = [Held(7, "志愿者队伍", ("志愿者队伍",))]
    load = of([ask(1, "注册志愿者名册", records=frozenset({7})), ask(2, "注册志愿者名册")], held=held)
    assert load.held == 1
    assert load.twice[0].record.record == 7


def test_a_record_whose_file_is_called_so_can_serve():
    held = [Held(7, "春季活动", ("春季活动", "省国资委注册志愿者名册xlsx"))]
    load = of([ask(1, "注册志愿者名册")], held=held)
    assert (load.held, load.repeated) == (1, 0)


def test_what_the_task_has_already_or_needs_no_more_is_not_suggested():
    held = [Held(7, "注册志愿者名册", ("注册志愿者名册",))]
    assert of([ask(1, "注册志愿者名册", records=frozenset({7}))], held=held).held == 0
    assert of([ask(1, "注册志愿者名册", is_done=True)], held=held).held == 0


def test_a_record_another_task_has_for_the_same_clause_can_prove_it_here_too():
    held = [Held(8, "新的", ("新的",)), Held(7, "旧的", ("旧的",))]
    proved = ask(1, department=2, clauses=frozenset({5}), records=frozenset({7, 8}))
    load = of([proved, ask(2, clauses=frozenset({5, 6}))], held=held)
    assert (load.held, load.repeated) == (1, 0)
    assert load.twice[0].record.record == 8
    own = ask(3, clauses=frozenset({5}), records=frozenset({9}))
    assert of([proved, own], held=held).held == 0
    assert of([proved, ask(4, clauses=frozenset({6}))], held=held).held == 0


def test_departments_stand_in_the_order_of_the_house_whatever_was_asked():
    asks = [ask(n, department=2) for n in range(5)] + [ask(9, department=1)]
    told = burden([(1, "办公室"), (2, "宣传处"), (3, "空处")], asks, [], [], **MARCH)
    assert [load.name for load in told.loads] == ["办公室", "宣传处"]
    assert told.totals["tasks"] == 6


def test_what_happened_is_counted_by_its_kind():
    rows = [Happened(1, "returned", 1, "a"), Happened(1, "returned", 2, "b", "record"), Happened(1, "finding", 3, "c")]
    load = of([], happened=rows)
    assert (load.returned, load.findings, load.objections) == (2, 1, 0)


# reading -------------------------------------------------------------------------


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def month(plan, unit, department, other_department, office, clerk):
    """March 2022: two tasks that want the same register, one of a group, and what came back."""
    clause = plan.framework.clauses.first()
    clause.materials = "注册志愿者名册；活动图片"
    clause.save()
    first = factories.make_task(plan, department, title="建立志愿队", clauses=[clause], due_on=date(2022, 3, 5))
    second = factories.make_task(plan, department, title="志愿服务", clauses=[clause], due_on=date(2022, 3, 20))
    group = actions.create_group(unit=unit, name="各处室")
    shared = factories.make_task(plan, None, title="全员清扫", clauses=[], due_on=date(2022, 3, 31), group=group)
    for one in (department, other_department):
        TaskLine.objects.create(task=shared, department=one)
    record = factories.make_record(unit, department, title="志愿者队伍", state=Record.State.ACCEPTED)
    first.records.add(record)
    at = timezone.make_aware(datetime(2022, 3, 31, 23, 30))
    TaskStep.objects.create(task=second, verb="returned", by=office, at=at)
    TaskStep.objects.create(task=second, verb="returned", by=office, at=timezone.make_aware(datetime(2022, 4, 1)))
    TaskStep.objects.create(task=shared, verb="returned", by=office, at=at, department=other_department)
    RecordStep.objects.create(record=record, verb="returned", by=office, at=at)
    factories.make_finding(factories.make_round(plan), department, found_on=date(2022, 3, 8), due_on=date(2022, 4, 1))
    Objection.objects.create(task=second, department=department, reason="不是我部门的事", by=clerk, at=at)
    return first, second, shared, record


def test_a_month_is_read_from_what_is_there(plan, month, department):
    told = burden_of(plan, date(2022, 3, 15))
    ours = next(load for load in told.loads if load.department == department.pk)
    assert (ours.tasks, ours.materials, ours.returned, ours.findings, ours.objections) == (3, 4, 2, 1, 1)
    assert (ours.repeated, ours.held) == (1, 1)
    assert ours.twice[0].record.title == "志愿者队伍"
    assert told.totals == {
        "tasks": 4,
        "materials": 4,
        "returned": 3,
        "findings": 1,
        "objections": 1,
        "repeated": 1,
        "held": 1,
    }


def test_files_the_office_confirmed_for_a_clause_count_where_the_paper_names_none(plan, department):
    clause = plan.framework.clauses.last()
    for slot in ("photo", "plan"):
        ClauseMaterial.objects.create(clause=clause, slot=slot)
    factories.make_task(plan, department, title="清扫", clauses=[clause], due_on=date(2022, 3, 5))
    (load,) = burden_of(plan, date(2022, 3, 1)).loads
    assert load.materials == 2


def test_another_month_has_its_own(plan, month):
    assert burden_of(plan, date(2022, 2, 1)).loads == []
    assert burden_of(plan, date(2022, 4, 1)).totals["returned"] == 1


def test_reading_costs_the_same_with_one_and_with_many(plan, month, unit, department):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            burden_of(plan, date(2022, 3, 1))
        return len(caught)

    few = cost()
    clause = plan.framework.clauses.first()
    for n in range(4):
        task = factories.make_task(plan, department, title=f"任务{n}", clauses=[clause], due_on=date(2022, 3, 9))
        task.records.add(factories.make_record(unit, department, title=f"档案{n}", state=Record.State.ACCEPTED))
    assert cost() == few
    assert few <= 6


# pages ---------------------------------------------------------------------------


def shown(client, address, *, pk=None, **query) -> str:
    response = client.get(reverse(address, args=[pk] if pk else None), query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_the_month_in_a_sentence_and_leads_to_the_rows(enter, office, month, department):
    page = shown(enter(office), "burden", month="2022-03")
    assert "向 2 个部门要了 4 项任务、4 份材料，其中 1 处是重复要的；1 处可以引用已有的档案。" in page
    assert f"{reverse('burden_rows', args=[department.pk])}?plan=1&amp;month=2022-03#twice" in page
    assert "不排名" in page


def test_the_rows_say_what_can_be_cited_instead(enter, office, month, department):
    first, second, _, record = month
    client = enter(office)
    page = shown(client, "burden_rows", pk=department.pk, month="2022-03")
    assert "同样的事已经有档案，看看能不能直接引用" in page
    for path in (first.get_absolute_url(), second.get_absolute_url(), record.get_absolute_url()):
        assert f'href="{path}"' in page
    assert "宣传栏没有更新" in page


def test_a_material_that_lies_in_the_archive_by_its_name_is_said_to(enter, office, month, unit, department):
    record = factories.make_record(unit, department, title="2022 年注册志愿者名册", state=Record.State.ACCEPTED)
    page = shown(enter(office), "burden_rows", pk=department.pk, month="2022-03")
    assert "这份材料已在档案里，可以直接引用" in page
    assert f'href="{record.get_absolute_url()}"' in page


def test_the_board_says_this_months_burden(enter, leader, plan, department):
    factories.make_task(plan, department, due_on=timezone.localdate())
    page = shown(enter(leader), "board_home")
    assert "本月工作负担" in page
    assert f'href="{reverse("burden")}?plan=1"' in page


@pytest.mark.parametrize("month", ["", "x", "2022-13", "0000-00", "9999-99", "2022-03-03", "1" * 50])
def test_a_strange_month_is_this_one(enter, office, plan, department, month):
    shown(enter(office), "burden", month=month)
    shown(enter(office), "burden_rows", pk=department.pk, month=month)


def test_without_a_plan_the_page_says_so(enter, office):
    assert "工作负担" in shown(enter(office), "burden")


def test_a_stranger_sees_no_department_of_ours(enter, stranger, plan, month, department):
    client = enter(stranger)
    assert client.get(reverse("burden_rows", args=[department.pk])).status_code == 404
    assert "宣传处" not in shown(client, "burden", plan=plan.serial, month="2022-03")


def test_pages_cost_at_most_fifteen_queries(enter, office, month, department):
    client = enter(office)
    for address, pk in (("burden", None), ("burden_rows", department.pk)):
        shown(client, address, pk=pk, month="2022-03")
        with CaptureQueriesContext(connection) as caught:
            shown(client, address, pk=pk, month="2022-03")
        assert len(caught) <= 15, address
