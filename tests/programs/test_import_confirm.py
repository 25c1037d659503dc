"""Confirming an import: what exists afterwards, and that it exists once."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import AuditEntry
from accounts.models import Department, DepartmentGroup
from accounts.notices import Notice
from files.store import read as stored
from programs import importing
from programs.models import PaperImport, Plan, Task
from scoring.models import Assessment, Clause
from tests import factories
from tests.programs import papers
from tests.programs.importers import answer_names, imported, read


@pytest.fixture
def plan(unit, tmp_path, office):
    return imported(unit, papers.word(tmp_path / "分解表.docx"), office)


def test_each_printed_row_becomes_one_task_with_its_clauses(plan):
    assert [(task.number, task.clauses.count()) for task in plan.tasks.all()] == [
        ("1", 2),
        ("2", 1),
        ("3", 1),
        ("4", 1),
    ]


def test_the_first_department_answers_for_the_task_and_the_others_assist(plan):
    task = plan.tasks.get(number="3")
    assert task.department.name == "机关党委"
    assert [one.name for one in task.assisting.all()] == ["宣传处"]


def test_a_named_lead_answers_even_when_it_is_not_listed_first(unit, tmp_path):
    paper_import = read(unit, papers.word(tmp_path / "a.docx"))
    paper_import.reading["items"][-2]["lead"] = "宣传处"
    answer_names(paper_import)
    plan = importing.confirm(paper_import=paper_import, by=None)
    assert plan.tasks.get(number="3").department.name == "宣传处"


def test_a_group_answers_with_a_line_for_each_of_its_departments(plan):
    task = plan.tasks.get(number="4")
    assert task.group.name == "各处室"
    assert {line.department.name for line in task.lines.all()} == {"宣传处", "办公室", "机关党委"}


def test_the_task_keeps_the_whole_text_under_a_short_title(plan):
    task = plan.tasks.get(number="1")
    assert task.title == "开展理想信念教育，组织中心组学习不少于4次"
    assert task.requirement.splitlines() == ["开展理想信念教育，组织中心组学习不少于4次", "建好道德讲堂"]


def test_the_framework_holds_the_tree_with_its_declared_points(plan):
    assert [(one.name, one.points) for one in plan.framework.categories.all()] == [
        ("思想道德建设", Decimal(6)),
        ("文明风尚行动", Decimal(4)),
    ]
    assert plan.framework.declared_total == Decimal(10)
    assert [clause.points for clause in plan.framework.clauses.all()] == [Decimal(one) for one in (2, 1, 3, 2, 2)]
    assert Clause.objects.get(text__startswith="开展志愿服务").thresholds == [{"op": ">=", "value": "50", "unit": "%"}]


def test_the_framework_is_published_and_a_self_assessment_is_open(plan, unit):
    assert plan.framework.state == "published"
    assert Assessment.objects.get(framework=plan.framework, unit=unit).state == "open"


def test_the_target_points_go_to_the_assessment(unit, tmp_path):
    paper_import = read(unit, papers.word(tmp_path / "a.docx"))
    answer_names(paper_import)
    paper_import.answers |= {"target_points": "9.5", "target_title": "市文明单位"}
    paper_import.save()
    plan = importing.confirm(paper_import=paper_import, by=None)
    assert plan.framework.assessments.get().target == Decimal("9.5")
    assert plan.target_title == "市文明单位"


def test_the_paper_itself_is_kept_as_the_source(plan, tmp_path):
    assert stored(plan.source) == (tmp_path / "分解表.docx").read_bytes()
    assert plan.source_name == "分解表.docx"


def test_the_narrative_becomes_sections(unit, tmp_path):
    plan = imported(unit, papers.prose(tmp_path / "方案.txt"), year=2021)
    headings = [section.heading for section in plan.sections.all()]
    assert "一、指导思想" in headings and "三、保障措施" in headings


def test_a_paper_without_points_and_departments_is_as_welcome(unit, tmp_path):
    plan = imported(unit, papers.prose(tmp_path / "方案.txt"), year=2021)
    assert plan.tasks.count() == 4
    assert all(task.party is None for task in plan.tasks.all())
    assert not plan.framework.clauses.filter(points__isnull=False).exists()
    outer, first, second = plan.framework.categories.all()
    assert (outer.name, first.parent, second.parent) == ("主要任务", outer, outer)


def test_the_due_day_comes_from_the_print(unit, tmp_path):
    paper_import = read(unit, papers.word(tmp_path / "a.docx"))
    paper_import.reading["items"][2] |= {"due": "2022-08-28", "due_text": "8月28日前"}
    answer_names(paper_import)
    plan = importing.confirm(paper_import=paper_import, by=None)
    task = plan.tasks.get(number="2")
    assert (str(task.due_on), task.due_text) == ("2022-08-28", "8月28日前")


def test_confirming_twice_gives_the_same_plan(unit, tmp_path):
    paper_import = read(unit, papers.word(tmp_path / "a.docx"))
    answer_names(paper_import)
    first = importing.confirm(paper_import=paper_import, by=None)
    again = importing.confirm(paper_import=PaperImport.objects.get(pk=paper_import.pk), by=None)
    assert first == again
    assert (Plan.objects.count(), Task.objects.count()) == (1, 4)


def test_the_same_bytes_are_known_again(plan, unit, tmp_path):
    with pytest.raises(importing.KnownAlready) as known:
        read(unit, tmp_path / "分解表.docx")
    assert known.value.plan == plan
    assert "已经导入过" in known.value.messages[0]
    assert PaperImport.objects.count() == 1


def test_the_same_clauses_from_another_kind_of_file_are_known_again(plan, unit, tmp_path):
    with pytest.raises(importing.KnownAlready):
        read(unit, papers.excel(tmp_path / "同一份.xlsx"))


def test_an_annex_without_a_year_is_known_in_whatever_year_it_was_imported(plan, unit, tmp_path):
    with pytest.raises(importing.KnownAlready):
        read(unit, papers.excel(tmp_path / "附表.xlsx"), year=None)


def test_a_paper_that_waits_for_its_clerk_is_not_read_twice(unit, tmp_path):
    first = read(unit, papers.word(tmp_path / "a.docx"))
    with pytest.raises(importing.KnownAlready) as known:
        read(unit, papers.excel(tmp_path / "a.xlsx"))
    assert known.value.paper_import == first


def test_the_same_paper_serves_another_year_and_another_unit(plan, tmp_path):
    other = factories.make_unit("other", "外单位")
    path = tmp_path / "分解表.docx"
    assert imported(plan.unit, path, year=2023).serial == 2
    assert imported(other, path).serial == 3


def test_a_dropped_import_can_be_read_again(unit, tmp_path, office):
    paper_import = read(unit, papers.word(tmp_path / "a.docx"))
    importing.drop(paper_import=paper_import, by=office)
    assert read(unit, tmp_path / "a.docx").pk != paper_import.pk
    with pytest.raises(ValidationError, match="已经放弃"):
        importing.confirm(paper_import=paper_import, by=office)


def test_nothing_is_written_while_a_name_is_unexplained(unit, tmp_path):
    paper_import = read(unit, papers.word(tmp_path / "a.docx"))
    with pytest.raises(ValidationError, match="4 个部门叫法没有说明"):
        importing.confirm(paper_import=paper_import, by=None)
    assert not Plan.objects.exists() and not Department.objects.exists() and not DepartmentGroup.objects.exists()


def test_the_log_tells_who_imported_what(plan, office):
    line = AuditEntry.objects.get(verb="导入方案")
    assert (line.actor, line.object_label, line.after) == (office.name, plan.title, {"流水号": 1, "任务": 4})


def test_each_department_is_told_once_how_many_tasks_it_got(unit, tmp_path, department):
    clerk = factories.make_person("clerk", "李文静", unit, "clerk", department)
    imported(unit, papers.word(tmp_path / "a.docx"))
    assert Notice.objects.get(user=clerk).text.endswith("有 2 项任务由宣传处负责。")


def test_the_leaders_learn_that_a_plan_waits_for_them(unit, tmp_path, leader):
    plan = imported(unit, papers.word(tmp_path / "a.docx"))
    assert Notice.objects.get(user=leader).text == f"《{plan}》已经导入，请审定。"


def test_a_paper_read_twice_at_once_is_confirmed_once(unit, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "refuse_waiting", lambda *args: None)  # neither saw the other's
    first, second = [read(unit, papers.word(tmp_path / f"{name}.docx")) for name in "ab"]
    for paper_import in (first, second):
        answer_names(paper_import)
    plan = importing.confirm(paper_import=first, by=None)
    with pytest.raises(importing.KnownAlready) as known:
        importing.confirm(paper_import=second, by=None)
    assert known.value.plan == plan


def test_a_paper_confirmed_by_another_in_between_is_refused_in_words(unit, tmp_path, monkeypatch):
    paper_import = read(unit, papers.word(tmp_path / "a.docx"))
    answer_names(paper_import)
    plan = factories.make_plan(unit, year=2022)
    monkeypatch.setattr(importing, "_refuse_unready", lambda _: None)  # it had looked before the other was done
    Plan.objects.filter(pk=plan.pk).update(fingerprint=paper_import.fingerprint)
    with pytest.raises(importing.KnownAlready):
        importing.confirm(paper_import=paper_import, by=None)


def test_a_running_number_taken_in_between_is_left_to_the_other(plan, unit, tmp_path, monkeypatch):
    numbers = iter([1, 2])  # another clerk's plan took 1 after this one had looked
    monkeypatch.setattr(importing, "next_serial", lambda: next(numbers))
    assert imported(unit, tmp_path / "分解表.docx", year=2023).serial == 2
