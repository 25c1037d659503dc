"""The annual report: opened again as Word and PDF, with the figures of the board and the photos of the activities."""

import io
import re

import docx
import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from PIL import Image
from pypdf import PdfReader

from documents import child
from documents.model import Heading, Paragraph, Pictures, Table
from files.models import Blob
from programs.models import Task
from reports.activities import LONGEST_SUMMARY, shortened, told_activities
from reports.album import SETS, PhotoSet
from reports.annual import annual
from reports.figures import figures
from reports.offers import OFFERS, name_of
from reports.orders import Order
from tests import factories
from tests.files.shelves import path_of
from tests.reports import papers
from tests.reports.years import TODAY, accepted, add_photo

pytestmark = pytest.mark.django_db


def report(plan):
    return annual(plan, figures(plan, TODAY))


def text_of(paper):
    return "\n".join(block.text for block in paper.blocks if isinstance(block, Heading | Paragraph))


def tables(paper):
    return [
        [[cell.text for cell in row if cell] for row in block.rows]
        for block in paper.blocks
        if isinstance(block, Table)
    ]


def test_it_has_the_chapters_of_a_report(year):
    assert [block.text for block in report(year).blocks if isinstance(block, Heading) and block.level == 1] == [
        "一、基本情况",
        "二、各项工作开展情况",
        "三、自评得分情况",
        "四、责任部门任务完成情况",
        "五、存在的问题",
        "六、下一步打算",
    ]


def test_every_figure_is_the_boards(year):
    told, paper = figures(year, TODAY), report(year)
    text = text_of(paper)
    assert "3项任务已完成1项，完成率33%；退回修改1项；逾期1项。" in text
    assert "自评1.5分，离目标9分还差7.5分" in text
    assert f"审核通过活动{told.activities.count}场，参加{told.activities.headcount}人次" in text
    months, scores, tasks, still_open = tables(paper)
    assert months[-1] == ["全部活动", *(str(count or "") for count in told.activities.months), "1"]
    assert scores[-1] == ["", "合计", "10", "1.5", "15.0%", "4"]
    assert tasks[-1] == ["", "合计", "3", "1", "0", "0", "1", "0", "1", "33%"]
    assert [row[1:] for row in still_open[1:]] == [
        ["7. 加强廉洁教育", "办公室", "2022年12月1日", "逾期14天"],
        ["8. 文明餐桌", "宣传处", "2022年12月30日", "退回修改"],
    ]


def test_an_activity_is_told_once_and_named_again_where_it_also_serves(year):
    text = text_of(report(year))
    assert text.count("栽下樟树一百二十株") == 1
    assert "1.植绿护绿（3月12日，烈士公园，32人参加，宣传处承办）。栽下樟树一百二十株。省日报作了报道。" in text
    assert "另有1场活动同时服务于本类：“植绿护绿”。" in text


def test_problems_name_what_is_late_and_what_came_back(year):
    text = text_of(report(year))
    assert "逾期任务1项：7. 加强廉洁教育（办公室，逾期14天）。" in text
    assert "退回修改任务1项：8. 文明餐桌（宣传处）。" in text


def test_the_bonus_is_told_apart_from_the_score(year):
    text = text_of(report(year))
    assert "分为2类、5个得分点，另设特色加分项目（1个得分点），分解为3项任务" in text
    assert "加分项（最多10分）自评0分，不计入上表合计。" in text


def test_a_plan_without_points_has_a_table_of_verdicts(unit, office):
    plan = papers.unscored_plan(unit)
    paper = report(plan)
    header = ["序号", "创建项目", "得分点", "达标", "部分达标", "未达标", "不适用", "未评"]
    assert [table for table in tables(paper) if table[0] == header]
    assert "三、自评达标情况" in text_of(paper)
    assert "得分率" not in text_of(paper)


def test_an_empty_year_is_told_without_inventing_anything(plan):
    text = text_of(report(plan))
    assert "方案里还没有任务。" in text
    assert "2022年还没有审核通过的活动。" in text


def test_a_long_title_keeps_the_units_name_whole(plan):
    plan.unit.name = "海南省质量技术监督标准与信息所"
    assert report(plan).title == "海南省质量技术监督标准与信息所\n2022年度文明创建工作总结"


def test_a_finished_year_says_so(plan, department):
    task = factories.make_task(plan, department, state=Task.State.ACCEPTED)
    text = text_of(report(plan))
    assert "1项任务已完成1项，完成率100%。" in text
    assert task.title not in text


def test_photos_are_the_previews_with_their_captions(year):
    pictures = [one for block in report(year).blocks if isinstance(block, Pictures) for one in block.pictures]
    assert [picture.caption for picture in pictures] == ["栽树现场"]
    assert Image.open(io.BytesIO(pictures[0].data)).format == "JPEG"


def test_a_lost_photo_is_left_out(year):
    for path in (blob.sha256 for blob in Blob.objects.all()):
        path_of(path).unlink()
    assert not [block for block in report(year).blocks if isinstance(block, Pictures)]


def test_there_are_no_more_photos_than_a_report_carries_and_each_activity_gives_one_first(plan, department):
    for number in range(4):
        record = accepted(plan, department, f"活动{number}")
        add_photo(record, number * 2)
        add_photo(record, number * 2 + 1)
    heard = []
    paper = annual(plan, figures(plan, TODAY), on_photo=lambda *step: heard.append(step), photos=PhotoSet(2, 5))
    assert [len(block.pictures) for block in paper.blocks if isinstance(block, Pictures)] == [2, 1, 1, 1]
    assert heard[-1] == (5, 5)
    assert SETS[""].most == 60


def test_an_office_may_ask_for_many_photos_or_none(plan, department):
    record = accepted(plan, department, "植绿护绿")
    for number in range(7):
        add_photo(record, number)

    def count(choice):
        order = Order(plan, "docx", lambda percent, step: None, choice)
        return sum(len(one.pictures) for one in OFFERS["annual"].compose(order).blocks if isinstance(one, Pictures))

    assert [count(choice) for choice in ("", "many", "none")] == [2, 6, 0]
    with pytest.raises(ValidationError, match="照片"):
        name_of(plan, OFFERS["annual"], "docx", "thousands")


def test_withdrawn_files_and_open_activities_are_not_told(plan, department):
    record = accepted(plan, department, "道德讲堂")
    kept = add_photo(record)
    kept.withdrawn_at = "2022-05-01T00:00:00+08:00"
    kept.save()
    factories.make_record(plan.unit, department, title="还在起草")
    told = told_activities(plan, 2)
    assert [(one.title, one.photos) for one in told.values()] == [("道德讲堂", [])]


def test_activities_cost_the_same_number_of_queries_for_many(plan, department, django_assert_num_queries):
    add_photo(accepted(plan, department, "第一场"))
    with django_assert_num_queries(4):
        told_activities(plan, 2)
    for number in range(10):
        add_photo(accepted(plan, department, f"第{number}场"), number + 1)
    with django_assert_num_queries(4):
        told_activities(plan, 2)


def test_a_long_summary_ends_with_a_full_sentence():
    text = "组织志愿者开展植树活动。" * 40
    short = shortened(text, LONGEST_SUMMARY)
    assert len(short) <= LONGEST_SUMMARY
    assert short.endswith("。")
    assert shortened("没有句号" * 100, 20) == "没有句号没有句号没有句号没有句号没有句…"
    assert shortened("一行\n  两行", 20) == "一行两行"


def test_the_word_file_has_real_headings_tables_and_the_photo(year):
    document = docx.Document(io.BytesIO(child.set_paper(report(year), "docx")))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings[0] == "一、基本情况"
    assert len(headings) == 6
    assert len(document.tables) >= 4
    assert any("image" in part.content_type for part in document.part.package.iter_parts())


def test_the_pdf_says_the_same_as_the_word_file(year):
    paper = report(year)
    document = docx.Document(io.BytesIO(child.set_paper(paper, "docx")))
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(child.set_paper(paper, "pdf"))).pages)
    flat = re.sub(r"\s", "", printed)
    for paragraph in document.paragraphs:
        if paragraph.text.startswith(("按照", "任务推进", "活动开展", "自评方面")):
            assert re.sub(r"\s", "", paragraph.text)[:40] in flat


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_the_command_writes_both_formats(year, tmp_path, ending):
    target = tmp_path / f"总结.{ending}"
    call_command("annual_report", plan=str(year.serial), output=str(target), stdout=io.StringIO())
    assert target.read_bytes()[:4] in (b"PK\x03\x04", b"%PDF")
