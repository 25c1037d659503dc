"""Files through the browser's requests: taken, refused with a sentence, served to the right people, taken back."""

import json
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evidence import actions
from evidence.models import Attachment
from files import store
from tests import factories
from tests.evidence.filing import WORDS, activity, paper, picture, quick_picture
from tests.files.pictures import photo, picture_bomb
from tests.files.shelves import path_of

pytestmark = pytest.mark.django_db
SCRIPT = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def record(department, clerk):
    return activity(department, clerk)


@pytest.fixture
def files_path(record):
    return reverse("record_files", args=[record.pk])


def upload(name="合影.jpg", data=None):
    return SimpleUploadedFile(name, photo() if data is None else data)


def said(response) -> str:
    return "".join(str(message) for message in response.wsgi_request._messages)


def test_several_files_of_several_slots_come_in_one_plain_post(enter, clerk, record, files_path):
    files = {
        "files-photo": [upload("一.jpg", photo((1, 1, 1))), upload("二.jpg", photo((250, 1, 1)))],
        "files-plan": upload("方案.txt", "方案".encode()),
    }
    response = enter(clerk).post(files_path, files)
    assert response.url == record.get_absolute_url()
    assert [(row.slot, row.name) for row in record.attachments.live()] == [
        ("photo", "一.jpg"),
        ("photo", "二.jpg"),
        ("plan", "方案.txt"),
    ]
    assert "已上传 3 个文件" in said(response)


def test_the_plain_post_comes_back_to_the_page_it_stood_on(enter, clerk, files_path):
    response = enter(clerk).post(files_path, {"files-photo": upload(), "next": "/records/5/edit/"})
    assert response.url == "/records/5/edit/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_back_never_leaves_the_house(enter, clerk, record, files_path, elsewhere):
    response = enter(clerk).post(files_path, {"files-photo": upload(), "next": elsewhere})
    assert response.url == record.get_absolute_url()


def test_a_script_gets_a_tile_and_the_box(enter, clerk, record, files_path):
    response = enter(clerk).post(files_path, {"files-photo": upload()}, **SCRIPT)
    answer = response.json()
    tile = answer["tiles"][0]
    attachment = record.attachments.get()
    assert (tile["pk"], tile["slot"], tile["taken_on"]) == (attachment.pk, "photo", "2022-03-12")
    assert f"/attachments/{attachment.pk}/" in tile["html"]
    assert "size=thumb" in tile["html"]
    assert "图片有 1 张" in answer["box"]


def test_the_same_file_again_is_told_and_not_doubled(enter, clerk, record, files_path):
    client = enter(clerk)
    client.post(files_path, {"files-photo": upload()})
    response = client.post(files_path, {"files-photo": upload("换了名字.jpg")})
    assert "没有重复保存" in said(response)
    assert record.attachments.count() == 1


BAD = [
    ("photo", "总结.docx", b"PK\x03\x04 not a packed file", "损坏"),
    ("photo", "合影.jpg", b"<html><script>alert(1)</script>", "内容却是网页"),
    ("photo", "合影.jpg", b"", "空的"),
    ("photo", "合影.jpg", photo()[:-300], "不完整"),
    ("photo", "方案.txt", "方案".encode(), "只收照片"),
    ("photo", "没有扩展名", photo(), "没有扩展名"),
    ("plan", "页面.html", b"<!doctype html>", "不在可以上传的范围"),
    ("plan", "图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不在可以上传的范围"),
    ("plan", "方案.pdf", b"%PDF-1.7 /Encrypt 1 0 R %%EOF", "密码"),
    ("plan", "宏.docm", b"PK", "宏"),
    ("不存在", "方案.txt", "方案".encode(), "没有这一类"),
]


@pytest.mark.parametrize(("slot", "name", "data", "sentence"), BAD)
def test_a_bad_file_gets_one_sentence_and_leaves_nothing(enter, clerk, record, files_path, slot, name, data, sentence):
    response = enter(clerk).post(files_path, {f"files-{slot}": upload(name, data)}, **SCRIPT)
    assert response.status_code == 422
    assert sentence in response.json()["sentence"]
    assert not record.attachments.exists()


def test_a_picture_bomb_gets_one_sentence(enter, clerk, record, files_path):
    response = enter(clerk).post(files_path, {"files-photo": upload("炸弹.png", picture_bomb())}, **SCRIPT)
    assert response.status_code == 422
    assert not record.attachments.exists()


def test_a_file_too_large_gets_one_sentence(enter, clerk, record, files_path, settings):
    settings.UPLOAD_LIMIT = store.MIB
    response = enter(clerk).post(files_path, {"files-plan": upload("大.txt", b"x" * (store.MIB + 1))}, **SCRIPT)
    assert "超过了 1 MB" in response.json()["sentence"]


def test_a_full_disk_gets_one_sentence(enter, clerk, record, files_path, settings):
    settings.FREE_SPACE_FLOOR = 2**60
    response = enter(clerk).post(files_path, {"files-photo": upload()}, **SCRIPT)
    assert "剩余空间不足" in response.json()["sentence"]


def test_one_bad_file_does_not_hold_up_the_good_ones(enter, clerk, record, files_path):
    response = enter(clerk).post(files_path, {"files-photo": [upload("坏.jpg", b"x"), upload("好.jpg")]}, **SCRIPT)
    answer = response.json()
    assert response.status_code == 200
    assert [refused["name"] for refused in answer["refused"]] == ["坏.jpg"]
    assert [row.name for row in record.attachments.live()] == ["好.jpg"]


def test_a_post_without_a_file_says_so(enter, clerk, files_path):
    assert enter(clerk).post(files_path, {}, **SCRIPT).status_code == 422
    assert "还没有选择文件" in said(enter(clerk).post(files_path, {}))


def test_the_bytes_are_written_outside_any_transaction(enter, clerk, files_path, monkeypatch):
    from django.db import connection

    from documents import child

    inside = []
    true_look = child.look_at
    depth = len(connection.savepoint_ids)

    def watched(files):
        inside.append(len(connection.savepoint_ids) - depth)
        return true_look(files)

    monkeypatch.setattr(child, "look_at", watched)
    enter(clerk).post(files_path, {"files-photo": upload()})
    assert inside == [0]


def test_a_submitted_record_takes_no_more_files(enter, clerk, record, files_path):
    actions.change_activity(record=record, by=clerk, version=1, summary=WORDS)
    actions.submit(record=record, by=clerk)
    with patch.object(store, "receive", side_effect=AssertionError("bytes were stored")):
        response = enter(clerk).post(files_path, {"files-photo": upload()}, **SCRIPT)
    assert "待审核" in response.json()["sentence"]


def test_only_people_of_the_department_and_the_office_add_files(
    enter, unit, other_department, leader, office, stranger, files_path
):
    other_clerk = factories.make_person("clerk2", "别处", unit, "clerk", other_department)
    for person, status in ((stranger, 404), (leader, 403), (other_clerk, 403), (office, 302)):
        assert enter(person).post(files_path, {"files-photo": upload()}).status_code == status


def test_files_are_never_taken_by_get(enter, clerk, files_path):
    assert enter(clerk).get(files_path).status_code == 405


def test_a_whole_photo_is_saved_and_its_preview_is_shown(enter, leader, clerk, record):
    blob = picture()
    row = actions.attach(record=record, slot="photo", by=clerk, blob=blob, name="合影.jpg")
    client = enter(leader)
    original = client.get(row.get_absolute_url())
    assert b"".join(original) == store.read(blob)
    assert original.headers["Content-Disposition"].startswith("attachment")
    preview = client.get(row.get_absolute_url() + "?size=thumb")
    assert preview.headers["Content-Type"] == "image/jpeg"
    assert preview.headers["Content-Disposition"].startswith("inline")
    assert b"Exif" not in b"".join(preview)
    for response in (original, preview):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_stranger_gets_no_file_of_ours(enter, stranger, clerk, record):
    row = actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(), name="合影.jpg")
    client = enter(stranger)
    for query in ("", "?size=thumb", "?size=preview"):
        assert client.get(row.get_absolute_url() + query).status_code == 404


def test_nobody_gets_a_file_without_logging_in(client, clerk, record):
    row = actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(), name="合影.jpg")
    assert client.get(row.get_absolute_url()).status_code == 302


@pytest.mark.parametrize("size", ["huge", "../../etc", "preview'"])
def test_a_size_that_does_not_exist_is_not_found(enter, clerk, record, size):
    row = actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(), name="合影.jpg")
    assert enter(clerk).get(row.get_absolute_url(), {"size": size}).status_code == 404


def test_a_paper_has_no_preview(enter, clerk, record):
    row = actions.attach(record=record, slot="plan", by=clerk, blob=paper(), name="方案.pdf")
    assert enter(clerk).get(row.get_absolute_url() + "?size=thumb").status_code == 404


def test_the_name_in_the_address_does_not_matter(enter, clerk, record):
    row = actions.attach(record=record, slot="plan", by=clerk, blob=paper(), name="方案.pdf")
    response = enter(clerk).get(reverse("attachment", args=[row.pk, "evil.html"]))
    assert "evil" not in response.headers["Content-Disposition"]


def test_a_damaged_file_is_not_served(enter, clerk, record):
    row = actions.attach(record=record, slot="plan", by=clerk, blob=paper(), name="方案.pdf")
    path_of(row.blob.sha256).write_bytes(b"other")
    assert enter(clerk).get(row.get_absolute_url()).status_code == 410


def test_a_file_is_taken_back_and_served_no_more(enter, clerk, record):
    row = actions.attach(record=record, slot="plan", by=clerk, blob=paper(), name="方案.pdf")
    response = enter(clerk).post(reverse("attachment_withdraw", args=[row.pk]))
    assert response.url == record.get_absolute_url()
    assert enter(clerk).get(row.get_absolute_url()).status_code == 404
    assert store.read(row.blob)


def test_a_script_gets_the_box_after_a_file_was_taken_back(enter, clerk, record):
    row = actions.attach(record=record, slot="plan", by=clerk, blob=paper(), name="方案.pdf")
    answer = enter(clerk).post(reverse("attachment_withdraw", args=[row.pk]), **SCRIPT).json()
    assert answer["sentence"] == ""
    assert "方案还没有" in answer["box"]


def test_only_people_of_the_department_and_the_office_take_files_back(enter, clerk, leader, stranger, record):
    row = actions.attach(record=record, slot="plan", by=clerk, blob=paper(), name="方案.pdf")
    path = reverse("attachment_withdraw", args=[row.pk])
    assert enter(leader).post(path).status_code == 403
    assert enter(stranger).post(path).status_code == 404
    assert Attachment.objects.live().count() == 1


def test_the_address_of_a_report_is_added(enter, clerk, record):
    path = reverse("record_press", args=[record.pk])
    enter(clerk).post(path, {"address": "https://example.cn/1", "outlet": "红网", "published_on": "2022-03-13"})
    row = record.attachments.get()
    assert (row.slot, row.outlet, str(row.published_on)) == ("press", "红网", "2022-03-13")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"address": "红网"}, "http"),
        ({"address": ""}, "请填网址"),
        ({"address": "https://example.cn/1", "published_on": "2022-02-30"}, "没有这一天"),
    ],
)
def test_a_wrong_report_stays_on_the_page_with_what_was_typed(enter, clerk, record, typed, sentence):
    response = enter(clerk).post(reverse("record_press", args=[record.pk]), {"outlet": "红网日报"} | typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "红网日报" in page
    assert not record.attachments.exists()


def test_hostile_names_arrive_as_text(enter, clerk, record, files_path):
    name = '"><img src=x onerror=alert(1)>.jpg'
    answer = enter(clerk).post(files_path, {"files-photo": upload(name)}, **SCRIPT).content.decode()
    assert "<img src=x" not in json.loads(answer)["tiles"][0]["html"]


def test_captions_come_with_or_without_files(enter, clerk, record, files_path):
    row = actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(), name="合影.jpg")
    client = enter(clerk)
    assert "已保存说明" in said(client.post(files_path, {f"caption-{row.pk}": "合影"}))
    answer = client.post(files_path, {f"caption-{row.pk}": "大合影", "caption-x": "?"}, **SCRIPT)
    assert (answer.status_code, answer.json()["sentence"]) == (200, "")
    row.refresh_from_db()
    assert row.caption == "大合影"


def test_a_caption_for_a_submitted_record_is_refused_with_a_sentence(enter, clerk, record, files_path):
    row = actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(), name="合影.jpg")
    actions.submit(record=record, by=clerk)
    answer = enter(clerk).post(files_path, {f"caption-{row.pk}": "改"}, **SCRIPT)
    assert answer.status_code == 422
    assert "待审核" in answer.json()["sentence"]


def test_a_video_is_played_on_the_page_and_sent_in_parts(enter, clerk, record):
    video = store.store_bytes(b"0123456789", name="a.mp4", media_type="video/mp4")
    row = actions.attach(record=record, slot="other", by=clerk, blob=video, name="录像.mp4")
    client = enter(clerk)
    assert "<video" in client.get(record.get_absolute_url()).content.decode()
    part = client.get(row.get_absolute_url(), headers={"Range": "bytes=2-4"})
    assert (part.status_code, part.content) == (206, b"234")
    assert part.headers["Content-Type"] == "video/mp4"
