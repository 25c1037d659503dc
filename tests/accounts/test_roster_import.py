"""A roster file against the roster: new people, changes, namesakes, unknown departments; nothing before the yes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts import actions, roster_actions
from accounts.models import AuditEntry, Department, PartyBranch, PartyName, Person, RosterGiven
from accounts.roster_merging import NEW, NOTHING, SKIP, compare
from accounts.roster_paper import COLUMNS, roster_paper
from documents import child
from documents.reading.roster import read_roster
from tests.documents.reading.files_made import write_xlsx

TODAY = date(2022, 6, 30)
HEAD = ["姓名", "工号", "部门", "党支部", "党员", "注册志愿者", "志愿者注册日期", "离岗日期", "电话"]


@pytest.fixture
def give(unit, office, tmp_path):
    """`give(rows)` is a file of these rows, read and waiting."""

    def read(*rows, head=HEAD) -> RosterGiven:
        path = write_xlsx(tmp_path / "名册.xlsx", [head, *[[*row, *[""] * (len(head) - len(row))] for row in rows]])
        return RosterGiven.objects.create(unit=unit, name="名册.xlsx", reading=read_roster(path).as_json(), by=office)

    return read


def told(given):
    return compare(given.unit, given.reading, given.answers, TODAY)


def take(given, by):
    return roster_actions.take_in(given=given, digest=told(given).digest, today=TODAY, by=by)


def answer(given, by, **kinds):
    empty = {"departments": {}, "branches": {}, "rows": {}}
    roster_actions.answer_given(given=given, answers=empty | kinds, by=by)


def test_new_people_are_shown_and_written_only_on_confirmation(give, unit, office, department):
    given = give(["张三", "001", "宣传处", "", "是", "是", "2021-03-05"], ["李四", "", "宣传处"])
    found = told(given)
    assert [row.name for row in found.new] == ["张三", "李四"]
    assert not Person.objects.exists()
    take(given, office)
    person = Person.objects.get(name="张三")
    assert (person.number, person.department, person.is_party_member) == ("001", department, True)
    assert person.volunteer_on == date(2021, 3, 5)
    assert not RosterGiven.objects.exists()
    assert AuditEntry.objects.filter(verb="导入名册").get().after == {"新增": 2, "更新": 0, "未导入": 0}


def test_the_same_file_a_second_time_changes_nothing(give, office, department):
    rows = [["张三", "001", "宣传处", "", "是", "是", "2021-03-05", "", "138"], ["李四", "", "宣传处"]]
    take(give(*rows), office)
    found = told(give(*rows))
    assert (found.new, found.changed, found.same_count) == ([], [], 2)


def test_a_change_is_shown_with_what_was_before(give, unit, office, department, other_department):
    Person.objects.create(unit=unit, name="张三", number="001", department=department, is_volunteer=False)
    given = give(["张三", "001", "办公室", "", "", "是"])
    (row,) = told(given).changed
    assert [(one.title, one.before, one.after) for one in row.changes] == [
        ("部门", "宣传处", "办公室"),
        ("注册志愿者", "否", "是"),
    ]
    take(given, office)
    assert Person.objects.get().department == other_department


def test_an_empty_cell_changes_nothing_and_a_no_does(give, unit, office):
    Person.objects.create(
        unit=unit, name="张三", phone="138", is_party_member=True, is_volunteer=True, volunteer_on=TODAY
    )
    take(give(["张三", "", "", "", "", "否"]), office)
    person = Person.objects.get()
    assert (person.phone, person.is_party_member, person.is_volunteer, person.volunteer_on) == (
        "138",
        True,
        False,
        None,
    )


def test_who_is_not_in_the_file_is_named_and_left_alone(give, unit, office):
    Person.objects.create(unit=unit, name="王五")
    Person.objects.create(unit=unit, name="走了的", left_on=date(2020, 1, 1))
    given = give(["张三"])
    assert [person.name for person in told(given).absent] == ["王五"]
    take(given, office)
    assert Person.objects.on_roll(TODAY).filter(name="王五").exists()


# ---------- questions


def test_an_unknown_department_is_asked_once_and_nothing_is_taken_in_before(give, office, department):
    given = give(["张三", "", "宣传部"], ["李四", "", "宣传部"])
    (asked,) = told(given).departments
    assert (asked.text, asked.count, asked.answer) == ("宣传部", 2, "")
    with pytest.raises(ValidationError, match="还有 1 处没有说明"):
        take(given, office)
    assert not Person.objects.exists()


def test_a_department_once_said_is_remembered(give, unit, office, department):
    given = give(["张三", "", "宣传部"])
    answer(given, office, departments={"宣传部": str(department.pk)})
    take(given, office)
    assert Person.objects.get().department == department
    assert PartyName.objects.get(text="宣传部").department == department
    again = told(give(["张三", "", "宣传部"]))
    assert (again.departments, again.changed, again.same_count) == ([], [], 1)


def test_a_department_can_be_created_or_left_out(give, unit, office):
    given = give(["张三", "", "法规处", "第一党支部"], ["李四", "", "法规处"], ["王五", "", "外面的"])
    answer(given, office, departments={"法规处": NEW, "外面的": NOTHING}, branches={"第一党支部": NEW})
    take(given, office)
    people = {person.name: person for person in Person.objects.select_related("department", "branch")}
    assert people["张三"].department == people["李四"].department == Department.objects.get(name="法规处")
    assert people["张三"].branch == PartyBranch.objects.get(name="第一党支部")
    assert people["王五"].department is None


def test_one_namesake_in_another_department_is_taken_for_a_move_and_can_be_said_to_be_another(
    give, unit, office, department, other_department
):
    Person.objects.create(unit=unit, name="张三", department=department)
    given = give(["张三", "", "办公室"])
    assert [row.name for row in told(given).changed] == ["张三"]
    answer(given, office, rows={"0": NEW})
    take(given, office)
    assert Person.objects.filter(name="张三").count() == 2


def test_of_several_namesakes_the_clerk_says_which(give, unit, office, department, other_department):
    one = Person.objects.create(unit=unit, name="张三", department=department)
    Person.objects.create(unit=unit, name="张三", department=other_department)
    given = give(["张三", "", "", "", "是"])
    assert told(given).open_count == 1
    answer(given, office, rows={"0": str(one.pk)})
    take(given, office)
    assert list(Person.objects.party_members()) == [one]


def test_namesakes_in_two_departments_are_told_apart_without_asking(give, unit, department, other_department):
    for place in (department, other_department):
        Person.objects.create(unit=unit, name="张三", department=place)
    found = told(give(["张三", "", "办公室", "", "是"], ["张三", "", "宣传处"]))
    assert (found.open_count, len(found.changed), found.same_count) == (0, 1, 1)


def test_a_row_can_be_left_out(give, unit, office, department, other_department):
    Person.objects.create(unit=unit, name="张三", department=department)
    given = give(["张三", "", "办公室"])
    answer(given, office, rows={"0": SKIP})
    assert not told(given).has_work


# ---------- what is wrong


@pytest.mark.parametrize(
    ("rows", "row", "column", "say"),
    [
        ([["张三", "001"], ["李四", "001"]], 3, "姓名", "和第 2 行是同一个人"),
        ([["张三"], ["张三"]], 3, "姓名", "同名的两个人请写工号"),
        ([["王五", "007"]], 2, "工号", "工号是老七的"),
        ([["走了的", "008"]], 2, "工号", "先在名册里恢复在册"),
        ([["张三", "", "", "", "", "否", "2021-01-01"]], 2, "志愿者注册日期", "却不是注册志愿者"),
    ],
)
def test_what_only_the_roster_can_tell_is_told_at_its_row(give, unit, rows, row, column, say):
    Person.objects.create(unit=unit, name="老七", number="007")
    Person.objects.create(unit=unit, name="走了的", number="008", left_on=date(2020, 1, 1))
    (faulty,) = told(give(*rows)).faulty
    (problem,) = faulty.problems
    assert (faulty.row, problem["column"]) == (row, column)
    assert say in problem["say"]


def test_rows_with_problems_stay_out_and_the_others_go_in(give, office):
    given = give(["张三", "", "", "", "也许"], ["李四"])
    take(given, office)
    assert [person.name for person in Person.objects.all()] == ["李四"]


def test_a_roster_that_moved_meanwhile_is_shown_again(give, unit, office):
    given = give(["张三"])
    digest = told(given).digest
    Person.objects.create(unit=unit, name="张三")
    with pytest.raises(ValidationError, match="再看一遍"):
        roster_actions.take_in(given=given, digest=digest, today=TODAY, by=office)
    assert Person.objects.count() == 1


def test_a_new_party_member_joins_the_one_branch_of_the_department(give, unit, office, department):
    branch = roster_actions.create_branch(unit=unit, name="机关一支部", departments=[department])
    take(give(["张三", "", "宣传处", "", "是"], ["李四", "", "宣传处", "", "否"]), office)
    assert {person.name: person.branch for person in Person.objects.all()} == {"张三": branch, "李四": None}


def test_other_units_people_and_names_play_no_part(give, unit, stranger, office):
    other = stranger.memberships.get().unit
    foreign = actions.create_department(unit=other, name="外处")
    Person.objects.create(unit=other, name="张三", number="001", department=foreign)
    found = told(give(["张三", "001", "外处"]))
    assert [one.text for one in found.departments] == ["外处"]
    assert len(found.new) == 1


@pytest.mark.parametrize("count", [1, 40])
def test_comparing_costs_the_same_for_long_files(give, unit, department, count, django_assert_max_num_queries):
    Person.objects.bulk_create(Person(unit=unit, name=f"第{n}人", department=department) for n in range(count))
    given = give(*[[f"第{n}人", "", "宣传处", "", "是"] for n in range(count)])
    with django_assert_max_num_queries(8):
        assert len(told(given).changed) == count


# ---------- paper


def test_the_roster_as_excel_comes_back_without_a_change(unit, office, department, tmp_path):
    branch = roster_actions.create_branch(unit=unit, name="机关一支部", secretary="书记")
    Person.objects.create(
        unit=unit,
        name="张三",
        number="001",
        department=department,
        branch=branch,
        post="=1+1",
        is_party_member=True,
        is_volunteer=True,
        volunteer_on=TODAY,
        joined_on=TODAY,
        phone="138",
        note="备注",
    )
    rows = Person.objects.of_unit(unit).with_contact(office).select_related("department", "branch")
    paper = roster_paper(unit, rows, title="省国资委人员名册", with_phones=True, empty_rows=3)
    reading = child.read_roster(child.set_paper(paper, "xlsx"), "a.xlsx")
    assert set(reading["headings"]) == set(COLUMNS)
    assert len(reading["rows"][0]["values"]) == len(COLUMNS) - 1  # everything but the day of leaving
    found = compare(unit, reading, {}, TODAY)
    assert (found.faulty, found.new, found.changed, found.same_count) == ([], [], [], 1)
