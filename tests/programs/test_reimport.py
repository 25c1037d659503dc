"""A corrected paper: what is accepted changes, what is not stays, and scores, citations and tasks are kept."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import AuditEntry
from accounts.models import Department
from accounts.notices import Notice
from documents.bigrams import likeness
from evidence.models import Record
from programs import handling, importing, reimport
from programs.models import PaperImport, Plan, Task
from scoring import actions as scoring
from scoring import totals
from scoring.difference import Change
from scoring.models import Framework, Score
from tests import factories
from tests.programs import papers
from tests.programs.importers import imported

ROWS = tuple((*row[:2], row[2].removesuffix("。"), row[3]) for row in papers.ROWS)
TITLE = papers.TITLE


def changed(at: int, **cells) -> tuple:
    """The rows with some cells of one put otherwise: number, category, text, departments."""
    names = ("number", "category", "text", "departments")
    row = tuple(cells.get(name, text) for name, text in zip(names, ROWS[at], strict=True))
    return (*ROWS[:at], row, *ROWS[at + 1 :])


@pytest.fixture
def plan(unit, tmp_path, office):
    return imported(unit, papers.word(tmp_path / "分解表.docx", ROWS), office)


@pytest.fixture
def assessment(plan):
    return plan.framework.assessments.get()


@pytest.fixture
def scored(plan, assessment, office):
    """Every clause has a citation, and its full points."""
    record = factories.make_record(
        plan.unit, plan.unit.departments.get(name="宣传处"), by=office, state=Record.State.ACCEPTED
    )
    scoring.cite(assessment=assessment, clauses=plan.framework.clauses.all(), record=record, by=office)
    for clause in plan.framework.clauses.all():
        scoring.award(assessment=assessment, clause=clause, by=office, state="points", points=clause.points)
    return assessment


def corrected(plan, tmp_path, office, rows, title=TITLE):
    path = papers.word(tmp_path / "改过的.docx", rows, title)
    return reimport.read(plan=plan, by=office, chunks=[path.read_bytes()], name=path.name)


def accept(paper_import, by, *keys, kinds=()):
    """Accept lines by key, or all of some kinds."""
    amendment = reimport.amendment_of(paper_import)
    keys = {*keys, *(line.key for line in amendment.lines if line.kind in kinds)}
    return reimport.apply(
        paper_import=paper_import,
        accepted=keys,
        version=paper_import.version,
        edition=amendment.edition,
        by=by,
    )


def answer(paper_import, **kinds):
    paper_import.answers["names"] = {name: {"kind": kind, "remember": True} for name, kind in kinds.items()}
    paper_import.save()


ONE_MORE = (*ROWS, ("3", "履行社会责任（2分）", "5. 开展结对帮扶（2分）", "机关党委"))
REWORDED = changed(1, text="2. 深入开展道德模范学习宣传（3分）")


def test_the_same_paper_changes_nothing(plan, tmp_path, office):
    amendment = reimport.amendment_of(corrected(plan, tmp_path, office, ROWS))
    assert amendment.is_same
    assert amendment.difference.unchanged == 5


def test_no_second_plan_comes_of_a_corrected_paper(plan, tmp_path, office):
    paper_import = corrected(plan, tmp_path, office, REWORDED)
    with pytest.raises(ValidationError, match="不能再建一份方案"):
        importing.confirm(paper_import=paper_import, by=office)
    assert Plan.objects.count() == 1


def test_a_rewording_is_known_as_the_same_clause(plan, tmp_path, office):
    difference = reimport.amendment_of(corrected(plan, tmp_path, office, REWORDED)).difference
    (line,) = difference.changed
    assert [str(change) for change in line.changes] == ["内容：开展道德模范学习宣传 → 深入开展道德模范学习宣传"]
    assert Change("分值", "3", "2").pieces() == [("gone", "3"), ("kept", " → "), ("new", "2")]
    assert line.changes[0].pieces() == [("new", "深入"), ("kept", "开展道德模范学习宣传")]
    assert not difference.added and not difference.gone and difference.unchanged == 4


def test_reimport_keeps_scores_citations_and_tasks(plan, scored, tmp_path, office):
    task = plan.tasks.get(number="2")
    handling.start(task=task, by=office)
    before = {
        "clauses": list(plan.framework.clauses.values_list("pk", flat=True)),
        "scores": list(Score.objects.order_by("pk").values_list("pk", "clause", "points", "version", "at")),
        "citations": list(scored.citations.values_list("pk", "clause", "record")),
        "tasks": list(plan.tasks.values_list("pk", "state", "department")),
    }
    accept(corrected(plan, tmp_path, office, REWORDED), office, kinds=["changed"])
    assert before == {
        "clauses": list(plan.framework.clauses.values_list("pk", flat=True)),
        "scores": list(Score.objects.order_by("pk").values_list("pk", "clause", "points", "version", "at")),
        "citations": list(scored.citations.values_list("pk", "clause", "record")),
        "tasks": list(plan.tasks.values_list("pk", "state", "department")),
    }
    assert plan.framework.clauses.filter(text="深入开展道德模范学习宣传").exists()
    assert totals.differences(scored) == []


def test_only_what_is_accepted_changes(plan, tmp_path, office):
    rows = changed(1, text="2. 深入开展道德模范学习宣传（3分）")
    rows = (*rows[:3], ("", "", "4. 推进垃圾分类和光盘行动（2分）", "各处室"))
    paper_import = corrected(plan, tmp_path, office, rows)
    first, second = reimport.amendment_of(paper_import).difference.changed
    accept(paper_import, office, second.key)
    texts = list(plan.framework.clauses.values_list("text", flat=True))
    assert "开展道德模范学习宣传" in texts and "推进垃圾分类和光盘行动" in texts
    assert first.key != second.key


def test_the_framework_keeps_how_it_read_before_as_its_past_version(plan, tmp_path, office):
    accept(corrected(plan, tmp_path, office, REWORDED), office, kinds=["changed"])
    framework = Framework.objects.get(pk=plan.framework_id)
    past = framework.replaces
    assert (framework.version, past.version, past.state) == (2, 1, "past")
    assert past.clauses.filter(text="开展道德模范学习宣传").exists()
    assert not past.plans.exists()


def test_the_task_follows_its_row_and_its_history_says_so(plan, tmp_path, office):
    accept(corrected(plan, tmp_path, office, REWORDED), office, kinds=["changed"])
    task = plan.tasks.get(number="2")
    assert task.title == task.requirement == "深入开展道德模范学习宣传"
    step = task.steps.get()
    assert step.get_verb_display() == "方案改动"
    assert "标题 开展道德模范学习宣传 → 深入开展道德模范学习宣传" in step.remark
    assert [one.steps.count() for one in plan.tasks.exclude(pk=task.pk)] == [0, 0, 0]


def test_what_the_office_changed_in_a_task_is_the_offices(plan, tmp_path, office):
    task = plan.tasks.get(number="2")
    Task.objects.filter(pk=task.pk).update(title="学模范", department=plan.unit.departments.get(name="办公室"))
    rows = changed(1, text="2. 深入开展道德模范学习宣传（3分）", departments="宣传处")
    accept(corrected(plan, tmp_path, office, rows), office, kinds=["changed"])
    task.refresh_from_db()
    assert (task.title, task.department.name) == ("学模范", "办公室")
    assert task.requirement == "深入开展道德模范学习宣传"


def test_another_department_takes_the_task_over(plan, tmp_path, office):
    task = plan.tasks.get(number="2")
    clerk = factories.make_person("clerk", "李文静", plan.unit, "clerk", plan.unit.departments.get(name="宣传处"))
    accept(corrected(plan, tmp_path, office, changed(1, departments="宣传处")), office, kinds=["changed"])
    task.refresh_from_db()
    assert task.department.name == "宣传处"
    assert "由你部门负责" in Notice.objects.get(user=clerk).text


def test_an_accepted_task_stays_with_who_did_it(plan, tmp_path, office):
    Task.objects.filter(plan=plan, number="2").update(state=Task.State.ACCEPTED)
    accept(corrected(plan, tmp_path, office, changed(1, departments="宣传处")), office, kinds=["changed"])
    assert plan.tasks.get(number="2").department.name == "机关党委"
    assert plan.framework.clauses.get(text="开展道德模范学习宣传").indicator.departments == ["宣传处"]


def test_a_new_row_brings_its_category_its_task_and_its_totals(plan, scored, tmp_path, office):
    outcome = accept(corrected(plan, tmp_path, office, ONE_MORE), office, kinds=["new"])
    assert [task.title for task in outcome.tasks.made] == ["开展结对帮扶"]
    task = plan.tasks.get(number="5")
    assert (task.department.name, task.category.name, task.order) == ("机关党委", "履行社会责任", 5)
    category = plan.framework.categories.get(name="履行社会责任")
    assert (category.points, category.order) == (Decimal(2), 3)
    figures = totals.stored(scored)
    assert (figures.overall.points, figures.overall.maximum, figures.overall.unscored) == (Decimal(10), Decimal(12), 1)


def test_a_new_clause_in_a_standing_row_joins_its_task(plan, tmp_path, office):
    rows = changed(
        0, text="1. 开展理想信念教育，组织中心组学习不少于4次（2分）；建好道德讲堂（1分）；建好职工书屋（1分）"
    )
    accept(corrected(plan, tmp_path, office, rows), office, kinds=["new"])
    task = plan.tasks.get(number="1")
    assert [clause.text for clause in task.clauses.all()][-1] == "建好职工书屋"
    assert task.requirement.endswith("建好职工书屋")
    assert plan.tasks.count() == 4


def test_a_row_in_the_middle_renumbers_those_behind_it(plan, tmp_path, office):
    rows = (
        *ROWS[:1],
        ("", "", "2. 建好用好职工书屋（2分）", "办公室"),
        ("", "", "3. 开展道德模范学习宣传（3分）", "机关党委"),
        (ROWS[2][0], ROWS[2][1], ROWS[2][2].replace("3.", "4."), ROWS[2][3]),
        ("", "", "5. 推进垃圾分类工作（2分）", "各处室"),
    )
    paper_import = corrected(plan, tmp_path, office, rows)
    difference = reimport.amendment_of(paper_import).difference
    assert [line.title for line in difference.added] == ["建好用好职工书屋"]
    assert [[str(one) for one in line.changes] for line in difference.changed] == [
        ["编号：2 → 3"],
        ["编号：3 → 4"],
        ["编号：4 → 5"],
    ]
    accept(paper_import, office, kinds=["new", "changed"])
    assert [(task.number, task.order) for task in plan.tasks.all()] == [(str(n), n) for n in range(1, 6)]
    assert [clause.order for clause in plan.framework.clauses.all()] == [1, 2, 3, 4, 5, 6]


def test_a_clause_that_is_gone_goes_with_its_idle_task(plan, tmp_path, office):
    accept(corrected(plan, tmp_path, office, ROWS[:3]), office, kinds=["gone"])
    assert not plan.framework.clauses.filter(text="推进垃圾分类工作").exists()
    assert [task.number for task in plan.tasks.all()] == ["1", "2", "3"]
    assert AuditEntry.objects.get(verb="撤销任务").object_label == "推进垃圾分类工作"


def test_a_clause_with_a_score_is_not_taken_away(plan, scored, tmp_path, office):
    paper_import = corrected(plan, tmp_path, office, ROWS[:3])
    (line,) = reimport.amendment_of(paper_import).difference.gone
    assert "已有得分或佐证" in line.why_not
    with pytest.raises(ValidationError, match="已有得分或佐证"):
        accept(paper_import, office, line.key)
    assert plan.framework.clauses.count() == 5 and Framework.objects.count() == 1


def test_what_is_gone_from_the_paper_but_not_accepted_keeps_its_place(plan, tmp_path, office):
    rows = (*ROWS[:1], *REWORDED[1:2], ROWS[3])
    rows = (*rows[:2], ("2", "文明风尚行动（4分）", "4. 推进垃圾分类工作（2分）", "各处室"))
    accept(corrected(plan, tmp_path, office, rows), office, kinds=["changed"])
    assert [clause.text[:4] for clause in plan.framework.clauses.all()][-2:] == ["开展志愿", "推进垃圾"]


def test_a_task_at_work_is_not_taken_away(plan, tmp_path, office):
    Task.objects.filter(plan=plan, number="4").update(state=Task.State.IN_PROGRESS)
    (line,) = reimport.amendment_of(corrected(plan, tmp_path, office, ROWS[:3])).difference.gone
    assert "已经在办" in line.why_not


def test_points_change_and_the_totals_with_them(plan, assessment, tmp_path, office):
    rows = changed(1, text="2. 开展道德模范学习宣传（5分）")
    rows = ((*rows[0][:1], "思想道德建设（8分）", *rows[0][2:]), *rows[1:])
    paper_import = corrected(plan, tmp_path, office, rows)
    difference = reimport.amendment_of(paper_import).difference
    assert [str(one) for line in difference.changed for one in line.changes] == ["分值：3 → 5"]
    assert [str(one) for line in difference.worth for one in line.changes] == ["类目分值：6 → 8", "公布的总分：10 → 12"]
    accept(paper_import, office, kinds=["changed", "worth"])
    assert totals.stored(assessment).overall.maximum == Decimal(12)
    framework = Framework.objects.get(pk=plan.framework_id)
    assert framework.declared_total == Decimal(12)
    assert framework.categories.get(name="思想道德建设").points == Decimal(8)
    assert totals.differences(assessment) == []


def test_points_below_the_score_are_refused_until_it_is_changed(plan, scored, tmp_path, office):
    paper_import = corrected(plan, tmp_path, office, changed(1, text="2. 开展道德模范学习宣传（2分）"))
    (line,) = reimport.amendment_of(paper_import).difference.changed
    assert line.why_not == "已经打了 3 分，新文件只有 2 分，请先改分。"
    clause = plan.framework.clauses.get(pk=line.old.key)
    scoring.award(assessment=scored, clause=clause, by=office, state="points", points=Decimal("1.5"))
    accept(paper_import, office, line.key)
    clause.refresh_from_db()
    assert clause.points == Decimal(2)
    assert Score.objects.get(clause=clause).points == Decimal("1.5")


def test_a_name_nobody_explained_stops_only_the_lines_that_print_it(plan, tmp_path, office):
    rows = (*REWORDED, ("3", "履行社会责任（2分）", "5. 开展结对帮扶（2分）", "乡村振兴处"))
    paper_import = corrected(plan, tmp_path, office, rows)
    (line,) = reimport.amendment_of(paper_import).difference.added
    assert "“乡村振兴处”还没说明" in line.why_not
    accept(paper_import, office, kinds=["changed"])
    assert not Department.objects.filter(name="乡村振兴处").exists()


def test_an_explained_name_is_settled_with_its_line(plan, tmp_path, office):
    rows = (*ROWS, ("3", "履行社会责任（2分）", "5. 开展结对帮扶（2分）", "乡村振兴处"))
    paper_import = corrected(plan, tmp_path, office, rows)
    answer(paper_import, 乡村振兴处="new")
    accept(paper_import, office, kinds=["new"])
    assert plan.tasks.get(number="5").department.name == "乡村振兴处"


def test_a_closed_self_assessment_is_not_changed_underneath(plan, scored, tmp_path, office):
    paper_import = corrected(plan, tmp_path, office, REWORDED)
    scoring.close(assessment=scored, by=office)
    assert "已经定稿" in reimport.amendment_of(paper_import).frozen
    with pytest.raises(ValidationError, match="已经定稿"):
        accept(paper_import, office, kinds=["changed"])


def test_an_ended_plan_takes_no_paper(plan, tmp_path, office):
    Plan.objects.filter(pk=plan.pk).update(state=Plan.State.ENDED)
    plan.refresh_from_db()
    with pytest.raises(ValidationError, match="已经结束"):
        corrected(plan, tmp_path, office, REWORDED)
    assert PaperImport.objects.count() == 1


def test_nothing_accepted_is_said_and_changes_nothing(plan, tmp_path, office):
    with pytest.raises(ValidationError, match="还没有勾选"):
        accept(corrected(plan, tmp_path, office, REWORDED), office)
    assert Framework.objects.count() == 1


def test_what_was_seen_on_an_older_version_is_not_carried_out(plan, tmp_path, office):
    paper_import = corrected(plan, tmp_path, office, REWORDED)
    key = reimport.amendment_of(paper_import).difference.changed[0].key
    for accepted, edition in ([key, "c999999"], 1), ([key], 7):
        with pytest.raises(ValidationError, match="刚被别人改过"):
            reimport.apply(
                paper_import=paper_import, accepted=accepted, version=paper_import.version, edition=edition, by=office
            )
    with pytest.raises(ValidationError, match="已被他人修改"):
        reimport.apply(paper_import=paper_import, accepted=[key], version=99, edition=1, by=office)


def test_a_failure_at_the_end_leaves_everything_as_it_was(plan, scored, tmp_path, office, monkeypatch):
    paper_import = corrected(plan, tmp_path, office, ONE_MORE)

    def fails(*args):
        raise RuntimeError

    monkeypatch.setattr(reimport, "_tell", fails)
    with pytest.raises(RuntimeError):
        accept(paper_import, office, kinds=["new"])
    assert (Framework.objects.count(), plan.framework.clauses.count(), plan.tasks.count()) == (1, 5, 4)
    paper_import.refresh_from_db()
    assert paper_import.state == "read"


def test_the_plan_has_the_new_paper_for_its_source_and_knows_it_again(plan, unit, tmp_path, office):
    accept(corrected(plan, tmp_path, office, REWORDED), office, kinds=["changed"])
    plan.refresh_from_db()
    assert plan.source_name == "改过的.docx"
    for name in ("改过的.docx", "分解表.docx"):  # and the first one too
        with pytest.raises(importing.KnownAlready) as known:
            importing.read(unit=unit, by=office, chunks=[(tmp_path / name).read_bytes()], name="再来.docx", year=2022)
        assert known.value.plan == plan


def test_the_paper_of_another_plan_is_told_apart(plan, unit, tmp_path, office):
    other = imported(unit, papers.excel(tmp_path / "另一份.xlsx", ONE_MORE), office)
    with pytest.raises(importing.KnownAlready) as known:
        corrected(plan, tmp_path, office, ONE_MORE)
    assert known.value.plan == other


def test_the_paper_of_a_plan_made_in_the_meantime_is_told_apart_too(plan, unit, tmp_path, office):
    paper_import = corrected(plan, tmp_path, office, ONE_MORE)
    other = factories.make_plan(unit, year=2022)
    Plan.objects.filter(pk=other.pk).update(fingerprint=paper_import.fingerprint)
    with pytest.raises(importing.KnownAlready):
        accept(paper_import, office, kinds=["new"])


def test_a_second_correction_takes_the_place_of_the_first(plan, tmp_path, office):
    first = corrected(plan, tmp_path, office, REWORDED)
    second = corrected(plan, tmp_path, office, ONE_MORE)
    first.refresh_from_db()
    assert (first.state, second.state) == ("dropped", "read")


def test_title_number_and_narrative_are_lines_of_their_own(plan, tmp_path, office):
    paper_import = corrected(plan, tmp_path, office, ROWS, title="滨江市财政局创建“省文明单位”工作任务分解表")
    (line,) = reimport.amendment_of(paper_import).head
    assert line.key == "plan-title"
    accept(paper_import, office, "plan-title")
    plan.refresh_from_db()
    assert "省文明单位" in plan.title


def test_a_prose_plan_is_corrected_the_same_way(unit, tmp_path, office):
    plan = imported(unit, papers.prose(tmp_path / "方案.txt"), office, year=2021)
    text = papers.PROSE.replace("每季度至少开展一次", "每月至少开展一次").replace("加强领导，", "加强组织领导，")
    paper_import = reimport.read(plan=plan, by=office, text=text)
    amendment = reimport.amendment_of(paper_import)
    assert [line.key for line in amendment.head] == ["plan-text"]
    assert len(amendment.difference.changed) == 1 and not amendment.difference.added
    accept(paper_import, office, kinds=["changed", "head"])
    assert any("加强组织领导" in section.text for section in plan.sections.all())


def test_the_log_says_what_was_accepted(plan, tmp_path, office):
    accept(corrected(plan, tmp_path, office, REWORDED), office, kinds=["changed"])
    line = AuditEntry.objects.get(verb="采用改过的方案文件")
    assert line.before == {"体系": "2022 年第 1 版"}
    assert line.after["体系"] == "2022 年第 2 版"
    assert "深入开展道德模范学习宣传" in line.after["改动"][0]


def test_leaders_are_told_when_an_approved_plan_changes(plan, tmp_path, office, leader):
    Plan.objects.filter(pk=plan.pk).update(state=Plan.State.APPROVED)
    accept(corrected(plan, tmp_path, office, REWORDED), office, kinds=["changed"])
    assert "采用 1 处改动" in Notice.objects.filter(user=leader).first().text


def test_the_comparison_costs_the_same_with_5_and_with_60_clauses(unit, office, tmp_path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (5, 60):
        rows = [(str(n), f"第{n}类（2分）", f"{n}. 做好第{n}件事情（2分）", "办公室") for n in range(1, size + 1)]
        plan = imported(unit, papers.word(tmp_path / f"{size}.docx", rows), office, year=2000 + size)
        changed = [(*row[:2], row[2].replace("做好", "全力做好"), row[3]) for row in rows]
        paper_import = corrected(plan, tmp_path, office, changed)
        with CaptureQueriesContext(connection) as queries:
            assert len(reimport.amendment_of(paper_import).difference.changed) == size
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert likeness("做好", "全力做好") > 0


def test_points_below_what_another_side_gave_are_refused_too(plan, scored, tmp_path, office):
    paper_import = corrected(plan, tmp_path, office, changed(1, text="2. 开展道德模范学习宣传（2分）"))
    clause = plan.framework.clauses.get(pk=reimport.amendment_of(paper_import).difference.changed[0].old.key)
    scoring.award(assessment=scored, clause=clause, by=office, state="points", points=Decimal(1))
    site = scoring.open_other(beside=scored, kind="site", by=office)
    scoring.award(assessment=site, clause=clause, by=office, state="points", points=Decimal(3))
    (line,) = reimport.amendment_of(paper_import).difference.changed
    assert line.why_not == "已经打了 3 分，新文件只有 2 分，请先改分。"
    scoring.close(assessment=site, by=office)
    assert "实地考察已经定稿" in reimport.amendment_of(paper_import).frozen
