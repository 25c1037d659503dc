"""Correcting, reshaping and answering before a paper becomes a plan."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.audit import AuditEntry
from programs import corrections, questions, reshaping
from programs.checking import check_of
from programs.models import PaperImport
from scoring.building import declared_points, rows_of
from tests.programs import papers
from tests.programs.importers import read


@pytest.fixture
def paper_import(unit, tmp_path):
    return read(unit, papers.word(tmp_path / "a.docx"))


def correct(paper_import, **cells):
    named = {re.sub(r"_(\d+)$", r"-\1", name): value for name, value in cells.items()}
    return corrections.correct(paper_import=paper_import, cells=named, version=paper_import.version, by=None)


def item(paper_import, key):
    fresh = PaperImport.objects.get(pk=paper_import.pk)
    return next((one for one in fresh.reading["items"] if one["id"] == key), None)


def test_only_the_cells_that_differ_are_written(paper_import):
    same = corrections.cells_of(paper_import)
    assert correct(paper_import, **same) == 0
    assert paper_import.version == 1
    assert correct(paper_import, text_1="抓好中心组学习", points_1="2") == 1
    assert item(paper_import, 1)["text"] == "抓好中心组学习"
    assert paper_import.version == 2


def test_a_cell_of_the_row_holds_for_all_its_clauses(paper_import):
    correct(paper_import, departments_1="办公室、宣传处", due_1="8月28日前", number_1="甲")
    for key in (1, 2):
        row = item(paper_import, key)
        assert (row["departments"], row["due"], row["due_text"]) == (["办公室", "宣传处"], "2022-08-28", "8月28日前")
        assert row["number"] == "甲"


def test_what_is_printed_as_a_frequency_stays_text_without_a_day(paper_import):
    correct(paper_import, due_3="每季度末")
    assert (item(paper_import, 3)["due"], item(paper_import, 3)["due_text"]) == (None, "每季度末")


def test_a_category_is_renamed_for_all_its_rows(paper_import):
    correct(paper_import, category_1="一级 / 道德建设", worth_1="7")
    assert [one["path"] for one in paper_import.reading["items"][:3]] == [["一级", "道德建设"]] * 3
    assert declared_points(paper_import.reading["items"])["basic", ("一级", "道德建设")] == Decimal(7)


def test_a_row_moves_to_another_category(paper_import):
    correct(paper_import, move_3="文明风尚行动")
    assert [one["id"] for one in paper_import.reading["items"]] == [1, 2, 4, 5, 3]
    assert item(paper_import, 3)["path"] == ["文明风尚行动"]
    assert item(paper_import, 3)["category_points"] == "4"


def test_a_row_moves_to_a_category_that_begins_with_it(paper_import):
    correct(paper_import, move_1="先进典型")
    assert [one["id"] for one in paper_import.reading["items"]] == [3, 4, 5, 1, 2]
    assert [one["path"] for one in paper_import.reading["items"][3:]] == [["先进典型"]] * 2


def test_another_year_moves_the_days_printed_without_one(paper_import):
    correct(paper_import, due_1="8月28日前", due_3="2021年5月1日")
    correct(paper_import, year="2024")
    assert [item(paper_import, key)["due"] for key in (1, 3)] == ["2024-08-28", "2021-05-01"]


def test_every_correction_leaves_a_line_in_the_log(paper_import, office):
    corrections.correct(paper_import=paper_import, cells={"points-1": "3"}, version=1, by=office)
    line = AuditEntry.objects.get(verb="核对方案")
    assert (line.actor, line.after) == (office.name, {"points-1": "3"})


def test_the_head_of_the_plan_is_corrected_too(paper_import):
    correct(
        paper_import,
        title="创建方案",
        year="2023",
        number="财文〔2023〕1号",
        total="12",
        target_points="9.5",
        target_title="全国文明单位",
    )
    fresh = PaperImport.objects.get(pk=paper_import.pk)
    assert (fresh.reading["title"], fresh.year, fresh.reading["total"]) == ("创建方案", 2023, "12")
    assert fresh.answers == {"target_points": "9.5", "target_title": "全国文明单位"}


@pytest.mark.parametrize(
    ("cell", "value", "sentence"),
    [
        ("points-1", "两分", "写成数字"),
        ("points-1", "-1", "之间"),
        ("points-1", "1.234", "两位小数"),
        ("text-1", "  ", "不能空着"),
        ("due-1", "2月30日", "没有“2月30日”这一天"),
        ("due-1", "2022-13-01", "没有“2022-13-01”这一天"),
        ("year", "二〇二二", "四位数字"),
        ("category-1", " / ", "不能空着"),
        ("number-1", "一" * 31, "最多 30 个字"),
        ("worth-1", "十分", "写成数字"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_written(paper_import, cell, value, sentence):
    with pytest.raises(ValidationError) as refused:
        corrections.correct(paper_import=paper_import, cells={cell: value, "text-3": "改好的"}, version=1, by=None)
    assert list(refused.value.message_dict) == [cell]
    assert sentence in refused.value.messages[0]
    assert item(paper_import, 3)["text"] == "开展道德模范学习宣传。"


def test_control_characters_are_taken_out(paper_import):
    correct(paper_import, text_1="抓好\x00学习\u202e")
    assert item(paper_import, 1)["text"] == "抓好学习"


def test_an_old_version_is_refused(paper_import):
    correct(paper_import, text_1="别人改的")
    with pytest.raises(ValidationError, match="内容已被他人修改"):
        corrections.correct(paper_import=paper_import, cells={"text-1": "我改的"}, version=1, by=None)
    assert item(paper_import, 1)["text"] == "别人改的"


def reshape(paper_import, verb, key):
    reshaping.reshape(paper_import=paper_import, verb=verb, key=key, cells={}, version=paper_import.version, by=None)
    return [[one["id"] for one in row] for row in rows_of(paper_import.reading["items"])]


def test_a_clause_is_deleted_and_its_neighbours_keep_their_names(paper_import):
    assert reshape(paper_import, "drop", 2) == [[1], [3], [4], [5]]


def test_a_clause_is_added_to_its_row(paper_import):
    assert reshape(paper_import, "add", 2) == [[1, 2, 6], [3], [4], [5]]


def test_a_clause_becomes_a_row_of_its_own(paper_import):
    assert reshape(paper_import, "part", 2) == [[1], [2], [3], [4], [5]]


def test_a_row_is_joined_to_the_one_before_with_its_departments(paper_import):
    assert reshape(paper_import, "join", 3) == [[1, 2, 3], [4], [5]]
    assert item(paper_import, 3)["departments"] == ["宣传处", "办公室"]


@pytest.mark.parametrize(
    ("verb", "key", "sentence"),
    [("join", 4, "前面没有"), ("part", 1, "不用拆"), ("drop", 99, "已经不在"), ("burn", 1, "没有这样的操作")],
)
def test_what_cannot_be_done_is_said(paper_import, verb, key, sentence):
    with pytest.raises(ValidationError, match=sentence):
        reshape(paper_import, verb, key)


def test_the_last_clause_stays(paper_import):
    for key in (1, 2, 3, 4):
        reshape(paper_import, "drop", key)
    with pytest.raises(ValidationError, match="只剩这一条"):
        reshape(paper_import, "drop", 5)


def asked(unit, tmp_path, **cells):
    paper_import = read(unit, papers.word(tmp_path / "asked.docx", papers.changed(3, **cells)))
    (ask,) = questions.asks_of(paper_import)
    return paper_import, ask


def answer(paper_import, choice):
    questions.answer(paper_import=paper_import, index=0, choice=choice, cells={}, version=paper_import.version, by=None)
    return questions.asks_of(paper_import)[0]


def test_a_blank_is_offered_what_is_left_of_its_category(unit, tmp_path):
    paper_import, ask = asked(unit, tmp_path, text="4. 推进垃圾分类工作（ 分）。")
    assert (ask.code, ask.answers[0].say, ask.is_open) == ("points_blank", "填 2 分", True)
    assert answer(paper_import, 0).said == "填 2 分"
    assert item(paper_import, 5)["points"] == "2"


def test_a_sum_that_does_not_fit_is_offered_both_ways(unit, tmp_path):
    paper_import, ask = asked(unit, tmp_path, text="4. 推进垃圾分类工作（4分）。")
    assert [one.say for one in ask.answers] == ["类目改成 6 分", "照原文"]
    answer(paper_import, 0)
    assert declared_points(paper_import.reading["items"])["basic", ("文明风尚行动",)] == Decimal(6)


def test_a_gap_in_the_numbers_is_offered_the_next_number(unit, tmp_path):
    paper_import, ask = asked(unit, tmp_path, text="5. 推进垃圾分类工作（2分）。")
    assert ask.answers[0].say == "序号写错了，改成 4"
    answer(paper_import, 0)
    assert item(paper_import, 5)["number"] == "4"


def test_a_question_is_settled_by_correcting_the_cell_it_is_about(unit, tmp_path):
    paper_import, ask = asked(unit, tmp_path, departments="")
    assert ask.code == "department_missing" and ask.is_open
    correct(paper_import, departments_5="办公室")
    assert questions.asks_of(paper_import)[0].said == "已填办公室"


def test_an_answer_can_be_taken_back(unit, tmp_path):
    paper_import, _ = asked(unit, tmp_path, departments="")
    assert not answer(paper_import, 0).is_open
    assert answer(paper_import, None).is_open


def test_all_open_questions_can_be_kept_as_printed(unit, tmp_path):
    paper_import, _ = asked(unit, tmp_path, departments="")
    assert questions.keep_all(paper_import=paper_import, cells={}, version=1, by=None) == 1
    assert questions.asks_of(paper_import)[0].said == "照原文"


def test_the_page_counts_what_was_read_and_what_is_open(unit, tmp_path):
    paper_import, _ = asked(unit, tmp_path, departments="")
    check = check_of(paper_import)
    assert check.counts == "2 类 4 条 5 个得分点，合计 10 分"
    assert (check.open_names, check.open_asks, check.is_ready) == (3, 1, False)
    assert check.reason == "还有 3 个部门叫法没有说明、1 个问题没定，定完就能导入"


def test_the_page_says_when_the_points_no_longer_add_up(paper_import):
    correct(paper_import, points_1="5")
    check = check_of(paper_import)
    assert check.counts == "2 类 4 条 5 个得分点，合计 13 分（原文总分 10 分）"
    assert check.sections[0].sum_say == "得分点合计 9 分"


def test_the_page_of_prose_counts_tasks(unit, tmp_path):
    assert check_of(read(unit, papers.prose(tmp_path / "a.txt"))).counts == "2 组 4 项任务，没有分值"


def test_the_source_shows_merged_cells_as_merged(paper_import):
    (table,) = [run for run in check_of(paper_import).runs if run.kind == "table"]
    assert [[cell.row_span for cell in line.cells] for line in table.lines] == [
        [1, 1, 1, 1],
        [2, 2, 1, 1],
        [1, 1],
        [2, 2, 1, 1],
        [1, 1],
    ]


def test_a_row_with_one_cell_alone_goes_across_the_table(unit, tmp_path):
    rows = (*papers.ROWS, ("附注：以上各项年底前完成", "", "", ""))
    (table,) = [
        run for run in check_of(read(unit, papers.excel(tmp_path / "a.xlsx", rows))).runs if run.kind == "table"
    ]
    assert [cell.column_span for cell in table.lines[-1].cells] == [4]


def test_a_paper_of_a_year_that_is_over_says_so_and_one_of_this_year_does_not(enter, office, paper_import):
    client, path = enter(office), reverse("import_check", args=[paper_import.pk])
    year = timezone.localdate().year
    page = client.get(path).content.decode()
    assert f"这是 2022 年的方案，今年是 {year} 年。" in page
    correct(paper_import, year=str(year))
    assert "今年是" not in client.get(path).content.decode()
