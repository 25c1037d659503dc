"""An older version of a file beside the newest: lines that differ, pictures that look different, and who may look."""

import pytest
from django.urls import reverse

from evidence import actions, attaching
from evidence.models import Attachment
from evidence.search_index import FileText
from evidence.versions import compare, folded, pairs_of
from tests.evidence.filing import activity, paper, quick_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(department, clerk):
    return activity(department, clerk)


def replaced(record, clerk, slot, first, second) -> tuple[Attachment, Attachment]:
    older = actions.attach(record=record, slot=slot, by=clerk, blob=first, name="旧.docx")
    newer = attaching.replace(attachment=older, blob=second, name="新.docx", by=clerk)
    older.refresh_from_db()
    return older, newer


def says(attachment, text: str) -> None:
    FileText.objects.update_or_create(blob=attachment.blob, defaults={"text": text})


def test_lines_that_answer_each_other_stand_beside_each_other():
    found = pairs_of(["标题", "一、时间", "结尾"], ["标题", "一、时间和地点", "二、人员", "结尾"])
    assert [(one.kind, one.older, one.newer) for one in found] == [
        ("same", "标题", "标题"),
        ("changed", "一、时间", "一、时间和地点"),
        ("new", "", "二、人员"),
        ("same", "结尾", "结尾"),
    ]


def test_the_page_marks_what_changed(enter, clerk, record):
    older, newer = replaced(record, clerk, "plan", paper(1), paper(2))
    says(older, "活动方案\n参加人员 30 人")
    says(newer, "活动方案\n参加人员 45 人")
    page = enter(clerk).get(reverse("attachment_versions", args=[older.pk])).content.decode()
    assert "<td>参加人员 <del>30</del> 人</td><td>参加人员 <ins>45</ins> 人</td>" in page
    assert "<del>活动方案</del>" not in page
    assert older.blob.sha256 in page
    assert newer.blob.sha256 in page
    assert f'href="{record.get_absolute_url()}#slot-plan"' in page
    detail = enter(clerk).get(record.get_absolute_url()).content.decode()
    assert reverse("attachment_versions", args=[older.pk]) in detail


def test_lines_with_little_in_common_differ_whole():
    (pair,) = pairs_of(["宣传处负责撰稿"], ["六、联系人：李文静"])
    assert (pair.older_runs, pair.newer_runs) == ((("宣传处负责撰稿", True),), (("六、联系人：李文静", True),))


def test_a_line_too_long_to_look_into_differs_whole():
    (pair,) = pairs_of(["长" * 500], ["长" * 500 + "了"])
    assert pair.newer_runs == (("长" * 500 + "了", True),)


def test_long_stretches_of_equal_lines_are_counted():
    same = [f"第 {place} 行" for place in range(30)]
    pairs = folded(pairs_of(["头", *same, "中", *same], ["首", *same, "间", *same]))
    assert [(pair.kind, pair.count) for pair in pairs if pair.kind != "same"] == [
        ("changed", 0),
        ("folded", 26),
        ("changed", 0),
        ("folded", 28),
    ]
    assert [pair.older for pair in pairs if pair.kind == "same"] == [
        "第 0 行",
        "第 1 行",
        "第 28 行",
        "第 29 行",
        "第 0 行",
        "第 1 行",
    ]


def test_two_that_read_the_same_are_shown_whole():
    same = [f"第 {place} 行" for place in range(30)]
    assert len(folded(pairs_of(same, same))) == 30


def test_pictures_are_shown_side_by_side(enter, clerk, record):
    older, newer = replaced(record, clerk, "photo", quick_picture(1), quick_picture(2))
    page = enter(clerk).get(reverse("attachment_versions", args=[older.pk])).content.decode()
    assert f"{older.get_absolute_url()}?size=preview" in page
    assert f"{newer.get_absolute_url()}?size=preview" in page


def test_files_that_could_not_be_read_are_offered_to_save(enter, clerk, record):
    older, _ = replaced(record, clerk, "plan", paper(1), paper(2))
    FileText.objects.all().delete()
    page = enter(clerk).get(reverse("attachment_versions", args=[older.pk])).content.decode()
    assert "下载两版分别打开" in page


def test_a_file_without_a_newer_version_has_no_such_page(enter, clerk, record):
    only = actions.attach(record=record, slot="plan", by=clerk, blob=paper(1), name="方案.docx")
    assert enter(clerk).get(reverse("attachment_versions", args=[only.pk])).status_code == 404


def test_a_stranger_sees_neither_version(enter, clerk, stranger, record):
    older, _ = replaced(record, clerk, "plan", paper(1), paper(2))
    assert enter(stranger).get(reverse("attachment_versions", args=[older.pk])).status_code == 404


def test_a_very_long_file_is_compared_in_part(record, clerk):
    older, newer = replaced(record, clerk, "plan", paper(1), paper(2))
    says(older, "\n".join(f"第 {place} 行" for place in range(2000)))
    says(newer, "另一份")
    assert compare(older, newer).is_cut
