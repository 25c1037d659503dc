"""表, 看板 and 时间: three addresses of one filter, and the categories that are all done."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from accounts.actions import create_group
from programs import actions
from programs.models import Task
from programs.task_board import SHOWN
from tests import factories

State = Task.State
NOW = "2026-11-30T10:00:00+08:00"
TODAY = date(2026, 11, 30)
VIEWS = ("task_list", "task_board", "task_time")


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plan(unit):
    rows = (("理论学习", "1", ["2"]), ("文明服务", "2", ["2"]), ("文明风尚", "3", ["2"]))
    return factories.make_plan(unit, factories.make_framework(unit, rows=rows, year=2026), year=2026)


@pytest.fixture
def make(plan, department):
    categories = list(plan.framework.categories.order_by("order"))

    def one(number, place=0, **fields):
        fields = {"due_on": TODAY + timedelta(days=20), "requirement": f"要求{number}"} | fields
        of = fields.pop("of", department)
        return factories.make_task(plan, of, number=number, category=categories[place], **fields)

    return one


def get(client, view, **query):
    response = client.get(reverse(view), query)
    assert response.status_code == 200
    return response


def page_of(client, view, **query):
    return html.fromstring(get(client, view, **query).content.decode())


def words(node) -> str:
    return "".join(node.text_content().split())


def lanes(client, **query) -> dict[str, list[str]]:
    """The numbers of the cards under the name of their column."""
    found = {}
    for lane in page_of(client, "task_board", **query).xpath("//section[@class='lane']"):
        found[lane.xpath(".//h2")[0].text] = lane.xpath(".//p[@class='slip-no']/a/text()")
    return found


def stretches(client, **query) -> list[tuple[str, list[str]]]:
    """The headings of the view by time with the numbers under them."""
    timeline = get(client, "task_time", **query).context["timeline"]
    return [(one.title, [line.row.number for line in one.lines]) for one in timeline.stretches]


# ---------- one filter


def test_the_three_views_lead_to_each_other_with_the_same_question(enter, office, make, department):
    make("1")
    client = enter(office)
    for view in VIEWS:
        page = page_of(client, view, show="all", department=department.pk, q="要求")
        links = {one.text: one.get("href") for one in page.xpath("//nav[@aria-label='换一种看法']/a")}
        asked = f"?show=all&department={department.pk}&q=%E8%A6%81%E6%B1%82"
        assert links == dict(zip(("表", "看板", "时间"), (f"{reverse(one)}{asked}" for one in VIEWS), strict=True))
        assert page.xpath("//nav[@aria-label='换一种看法']/a[@aria-current]/text()") == [
            dict(zip(VIEWS, ("表", "看板", "时间"), strict=True))[view]
        ]


@pytest.mark.parametrize("query", [{}, {"show": "all"}, {"show": "late"}, {"q": "要求2"}, {"show": "done"}])
def test_all_views_show_the_tasks_the_filter_finds(enter, office, make, query):
    make("1")
    make("2", due_on=TODAY - timedelta(days=3))
    make("3", state=State.ACCEPTED)
    make("4", due_on=None, state=State.RETURNED)
    client = enter(office)
    in_table = [row.number for group in get(client, "task_list", **query).context["groups"] for row in group.rows]
    on_board = [number for numbers in lanes(client, **query).values() for number in numbers]
    by_time = [number for _, numbers in stretches(client, **query) for number in numbers]
    assert in_table
    assert sorted(in_table) == sorted(on_board) == sorted(by_time)


def test_the_export_of_each_view_takes_the_same_filter(enter, office, make):
    make("1")
    client = enter(office)
    for view in VIEWS:
        form = page_of(client, view, show="late", q="要求", state="in_progress").xpath(
            f"//form[@action='{reverse('task_rows_make')}']"
        )
        assert form == [] or form[0].xpath("./input[@name='show']/@value") == ["late"]
        form = page_of(client, view, show="open", q="要求", state="not_started").xpath(
            f"//form[@action='{reverse('task_rows_make')}']"
        )[0]
        posted = {one.get("name"): one.get("value") for one in form.xpath("./input")}
        assert (posted["show"], posted["q"], posted["state"]) == ("open", "要求", "not_started")


def test_a_state_asked_for_is_said_with_the_way_back(enter, office, make):
    make("1")
    make("2", state=State.IN_PROGRESS)
    page = page_of(enter(office), "task_list", state="in_progress")
    assert page.xpath("//td[contains(@class, 'n')]/a/text()") == ["2"]
    assert "只列出“办理中”的任务" in words(page)
    assert page.xpath("//a[text()='看全部状态']/@href") == ["?show=open&department=all"]


@pytest.mark.parametrize("view", VIEWS)
def test_a_stranger_sees_nothing_and_a_clerk_begins_with_the_own(enter, stranger, clerk, make, other_department, view):
    make("1", requirement="本部门的事")
    make("2", requirement="别家的事", of=other_department)
    assert "本部门的事" not in words(page_of(enter(stranger), view))
    own = words(page_of(enter(clerk), view))
    assert "本部门的事" in own
    assert "别家的事" not in own


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("query", [{"state": "x"}, {"by": "x"}, {"done": "x"}, {"done": "9" * 30}, {"page": "x"}])
def test_a_strange_address_shows_the_ordinary_view(enter, office, make, view, query):
    make("1")
    assert "要求1" in words(page_of(enter(office), view, **query))


@pytest.mark.parametrize("view", VIEWS)
def test_a_filter_without_tasks_says_so(enter, office, make, view):
    make("1")
    assert "没有符合条件的任务" in words(page_of(enter(office), view, show="late"))


# ---------- 看板


def test_the_columns_go_by_state_with_the_late_marked_in_their_own(enter, office, make):
    make("1", state=State.IN_PROGRESS, due_on=None)
    make("2", state=State.IN_PROGRESS)
    make("3", state=State.IN_PROGRESS, due_on=TODAY - timedelta(days=2))
    for number, state in (
        ("4", State.NOT_STARTED),
        ("5", State.SUBMITTED),
        ("6", State.RETURNED),
        ("7", State.ACCEPTED),
    ):
        make(number, state=state)
    client = enter(office)
    assert lanes(client, show="all") == {
        "未开始": ["4"],
        "办理中": ["3", "2", "1"],
        "待审核": ["5"],
        "退回修改": ["6"],
        "已完成": ["7"],
    }
    page = page_of(client, "task_board")
    assert "逾期1" in words(page.xpath("//section[@class='lane'][2]/header")[0])
    assert page.xpath("//li[contains(@class, 'is-late')]//p[@class='slip-no']/a/text()") == ["3"]
    assert "显示已完成1项" in words(page.xpath("//section[@class='lane'][5]")[0])


def test_a_long_column_leads_on_into_the_table(enter, office, plan, department):
    Task.objects.bulk_create(
        Task(plan=plan, department=department, title=f"事{n}", number=str(n), order=n) for n in range(SHOWN + 7)
    )
    client = enter(office)
    page = page_of(client, "task_board", q="事")
    (link,) = page.xpath("//section[@class='lane'][1]/a[@class='more']")
    assert words(link) == "还有7项，到表里看"
    assert len(page.xpath("//li[contains(@class, 'slip')]")) == SHOWN
    table = client.get(link.get("href"))
    assert table.context["page"].paginator.count == SHOWN + 7


def moves_at(client, number: str) -> list[str]:
    (card,) = page_of(client, "task_board", show="all", department="all").xpath(
        f"//li[contains(@class, 'slip')][p/a/text()='{number}']"
    )
    return [words(one).split("：")[0] for one in card.xpath(".//button | .//form/a")]


def test_a_card_offers_what_the_person_may_do_at_the_task_and_nothing_else(
    enter, office, clerk, leader, make, other_department, unit, plan
):
    make("1")
    make("2", state=State.SUBMITTED)
    make("3", state=State.ACCEPTED)
    make("4", of=other_department)
    group = factories.make_task(plan, title="人人有份", number="5")
    actions.assign(task=group, party=create_group(unit=unit, name="各处室"), by=office)
    client = enter(clerk)
    offered = {number: moves_at(client, number) for number in "12345"}
    assert offered == {"1": ["开始办理", "提交审核"], "2": ["撤回再改"], "3": [], "4": [], "5": []}
    assert moves_at(enter(office), "2") == ["退回…", "通过"]
    assert moves_at(enter(leader), "1") == []


def test_a_group_says_how_many_have_handed_in(enter, office, plan, unit, department, other_department):
    task = factories.make_task(plan, title="人人有份", number="5")
    actions.assign(task=task, party=create_group(unit=unit, name="各处室"), by=office)
    actions.complete_line(task=task, department=department, by=office)
    assert "1/2个部门已交" in words(page_of(enter(office), "task_board"))


def test_a_card_moved_leads_back_to_the_board_with_its_filter(enter, clerk, make):
    task = make("1")
    back = f"{reverse('task_board')}?show=all"
    client = enter(clerk)
    response = client.post(reverse("task_start", args=[task.pk]), {"version": task.version, "back": back}, follow=True)
    assert response.redirect_chain == [(back, 302)]
    assert "“开展志愿服务”已开始办理。" in response.content.decode()
    assert lanes(client, show="all")["办理中"] == ["1"]


def test_a_card_moved_by_another_meanwhile_says_so_on_the_board(enter, clerk, office, make):
    task = make("1")
    seen = task.version
    actions.write_note(task=task, note="先等等", by=office)
    data = {"version": seen, "back": reverse("task_board")}
    response = enter(clerk).post(reverse("task_submit", args=[task.pk]), data, follow=True)
    assert "刚被别人改过" in response.content.decode()
    task.refresh_from_db()
    assert task.state == State.NOT_STARTED


def test_a_part_names_the_task_it_is_a_part_of_which_is_no_card_itself(enter, office, make):
    whole = make("26")
    make("26-1", parent=whole)
    page = page_of(enter(office), "task_board")
    assert page.xpath("//p[@class='slip-no']/a/text()") == ["26-1"]
    assert "第26条的子任务" in words(page)


# ---------- 时间


def test_tasks_stand_under_their_month_the_nearest_first_and_without_a_day_last(enter, office, make):
    make("1", due_on=None)
    make("2", due_on=date(2026, 12, 20))
    make("3", due_on=date(2026, 9, 10))
    make("4", due_on=date(2026, 12, 1))
    make("5", due_on=date(2027, 2, 1))
    client = enter(office)
    assert stretches(client) == [
        ("9 月", ["3"]),
        ("12 月", ["4", "2"]),
        ("2027 年 2 月", ["5"]),
        ("没有定时限", ["1"]),
    ]
    assert stretches(client, by="week")[:2] == [
        ("9 月 7 日至 9 月 13 日", ["3"]),
        ("11 月 30 日至 12 月 6 日（本周）", ["4"]),
    ]


def test_today_stands_before_the_first_task_to_come(enter, office, make):
    make("1", due_on=date(2026, 11, 10))
    make("2", due_on=date(2026, 11, 30))
    make("3", due_on=date(2026, 12, 5))
    (november, december) = get(enter(office), "task_time").context["timeline"].stretches
    assert [line.is_first_ahead for line in november.lines] == [False, True]
    assert not december.is_first_ahead
    assert november.is_now


def test_the_line_of_a_task_shows_its_work_or_what_is_left_or_late(enter, office, make):
    make("1", begins_on=date(2026, 1, 1), due_on=date(2026, 12, 31))
    make("2", due_on=TODAY - timedelta(days=73))
    make("3", due_on=date(2027, 5, 1))
    lines = {
        line.row.number: line
        for one in get(enter(office), "task_time").context["timeline"].stretches
        for line in one.lines
    }
    assert (lines["1"].x1, lines["1"].x2, lines["1"].tone) == ("0.14", "99.86", "go")
    assert (lines["2"].x1, lines["2"].due, lines["2"].x2, lines["2"].tone) == ("71.37", "71.37", "91.37", "lt")
    assert (lines["3"].x1, lines["3"].x2, lines["3"].due) == ("91.37", "100.00", "")


def test_planned_occurrences_are_marked_held_ahead_and_missed(enter, office, make, unit, department):
    task = make("1")
    record = factories.make_record(unit, department, begins_on=date(2026, 3, 2))
    for key, begins, ends, fields in (
        ("q1", date(2026, 1, 1), date(2026, 3, 31), {"record": record}),
        ("q2", date(2026, 4, 1), date(2026, 6, 30), {}),
        ("q4", date(2026, 10, 1), date(2026, 12, 31), {"planned_on": date(2026, 12, 12)}),
    ):
        task.occurrences.create(key=key, name=key, begins_on=begins, ends_on=ends, **fields)
    client = enter(office)
    (line,) = get(client, "task_time").context["timeline"].stretches[0].lines
    assert [mark.tone for mark in line.marks] == ["held", "missed", "planned"]
    assert line.said == "计划 3 场，已办 1 场"
    assert "计划场次" in words(page_of(client, "task_time"))


def test_the_view_by_time_comes_in_pages_that_count_the_whole_month(enter, office, plan, department):
    Task.objects.bulk_create(
        Task(plan=plan, department=department, title=f"事{n}", number=str(n), order=n, due_on=TODAY) for n in range(130)
    )
    second = get(enter(office), "task_time", page=2)
    (month,) = second.context["timeline"].stretches
    assert (month.count, len(month.lines)) == (130, 30)
    assert "第 2 页，共 2 页" in second.content.decode()


# ---------- the table


def groups(client, **query):
    return get(client, "task_list", **query).context["groups"]


def test_a_category_that_is_all_done_keeps_its_line(enter, office, make):
    make("1", 0)
    make("2", 1, state=State.ACCEPTED)
    make("3", 2)
    client = enter(office)
    assert [(one.number, one.name, len(one.rows)) for one in groups(client)] == [
        (1, "理论学习", 1),
        (2, "文明服务", 0),
        (3, "文明风尚", 1),
    ]
    assert "全部完成" in words(page_of(client, "task_list"))
    assert [one.number for one in groups(client, show="late")] == []
    assert [one.number for one in groups(client, show="done")] == [2]


def test_the_done_tasks_of_one_category_are_opened_and_folded_away_by_its_link(enter, office, make):
    make("1", 0)
    make("2", 0, state=State.ACCEPTED)
    make("3", 1, state=State.ACCEPTED)
    client = enter(office)
    first, second = groups(client)
    page = page_of(client, "task_list")
    links = {words(one): one.get("href") for one in page.xpath("//tr[@class='grp']//a")}
    assert [words.split("：")[0] for words in links] == ["显示已完成1项", "显示已完成1项"]
    opened = client.get(reverse("task_list") + next(iter(links.values())).split("#")[0])
    assert [[row.number for row in one.rows] for one in opened.context["groups"]] == [["1", "2"], []]
    assert "收起已完成" in opened.content.decode()
    both = groups(client, done=[first.key, second.key])
    assert [[row.number for row in one.rows] for one in both] == [["1", "2"], ["3"]]
    assert both[0].opening == f"show=open&department=all&done={second.key}"


def test_categories_all_done_stand_on_the_page_of_the_rows_before_them(enter, office, plan, make, department):
    make("0", 0, state=State.ACCEPTED)
    categories = list(plan.framework.categories.order_by("order"))
    Task.objects.bulk_create(
        Task(plan=plan, department=department, title=f"事{n}", category=categories[1], order=n) for n in range(10, 140)
    )
    last = make("9", 2, state=State.ACCEPTED)
    Task.objects.filter(pk=last.pk).update(order=999)
    client = enter(office)
    assert [one.number for one in groups(client)] == [1, 2]
    assert [one.number for one in groups(client, page=2)] == [2, 3]


def test_when_all_is_done_the_page_says_so_in_a_sentence(enter, office, make):
    make("1", state=State.ACCEPTED)
    assert "都办完了" in words(page_of(enter(office), "task_list"))


def test_the_department_with_most_of_the_late_is_named_where_all_are_shown(enter, office, make, other_department):
    client = enter(office)
    for number in range(2):
        make(str(number), due_on=TODAY - timedelta(days=1), of=other_department)
    assert "其中" not in words(page_of(client, "task_list"))
    make("9", due_on=TODAY - timedelta(days=1))
    assert "逾期3项，其中2项在办公室；" in words(page_of(client, "task_list"))
    assert "其中" not in words(page_of(client, "task_list", department=other_department.pk))


# ---------- what it costs


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_costs_the_same_with_one_and_with_many_tasks(
    enter, office, unit, plan, department, other_department, view
):
    group = create_group(unit=unit, name="各处室")

    def add(number):
        fields = {"state": list(State)[number % 5], "due_on": TODAY + timedelta(days=3 * number - 30)}
        task = factories.make_task(plan, number=str(number), category=plan.framework.categories.first())
        actions.assign(task=task, party=group if number % 3 else department, assisting=[other_department], by=office)
        task.occurrences.create(key="q1", name="一季度", begins_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
        if number % 4 == 0:
            factories.make_task(plan, department, parent=task, number=f"{number}-1")
        Task.objects.filter(pk=task.pk).update(**fields)

    def cost(client):
        with CaptureQueriesContext(connection) as asked:
            get(client, view, show="all")
        return len(asked)

    client = enter(office)
    add(0)
    get(client, view)
    few = cost(client)
    for number in range(1, 25):
        add(number)
    assert cost(client) == few <= 15
