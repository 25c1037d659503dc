"""An older version of a file beside the newest: lines that differ, pictures that look different, and who may look."""

import pytest
from django.urls import reverse

from evidence import actions, attaching
from evidence.models import Attachment
from evidence.search_index import FileText
from evidence.versions import compare, pairs_of
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
    assert "<del>参加人员 30 人</del>" in page
    assert "<ins>参加人员 45 人</ins>" in page
    assert "<del>活动方案</del>" not in page
    detail = enter(clerk).get(record.get_absolute_url()).content.decode()
    assert reverse("attachment_versions", args=[older.pk]) in detail


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
