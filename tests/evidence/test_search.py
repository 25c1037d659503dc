"""Finding a record again: by a word of its fields, its captions, its files; the same on both databases."""

import random

import pytest
from django.core.management import call_command
from django.db import connection

from documents.bigrams import bare
from documents.model import Cell, Paper, Paragraph, Table
from documents.setting import set_docx, set_xlsx
from evidence import actions, search, search_actions, search_tables
from evidence.models import FileText, Record, SearchText
from files import store
from jobs.models import Job
from jobs.registry import HANDLERS
from tests import factories
from tests.evidence.filing import WORDS, activity, paper, quick_picture

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def found(text) -> set[str]:
    return set(Record.objects.found_by(text).values_list("title", flat=True))


def docx(text, name="总结.docx"):
    data = set_docx(Paper(title="活动总结", blocks=[Paragraph(text)]))
    return store.store_bytes(data, name=name, media_type=DOCX)


@pytest.fixture
def record(department, clerk):
    return activity(department, clerk, summary=WORDS, place="烈士公园", people="王芳，李明")


@pytest.mark.parametrize(
    "asked",
    ["护绿", "植绿护绿志愿", "树苗", "公园", "王芳", "植绿 树苗", "　护绿　", "植绿，护绿", "绿", "志愿 2022 护绿"],
)
def test_words_of_the_fields_find_it(record, asked):
    if "2022" in asked:
        actions.change_activity(record=record, by=record.filed_by, version=1, place="2022路烈士公园")
    assert found(asked) == {record.title}


@pytest.mark.parametrize("asked", ["护林", "绿护植", "植绿 护林", "园王", "100%_", "%", "_", "' OR 1=1 --", '"', "*"])
def test_words_that_are_not_there_find_nothing(record, asked):
    assert found(asked) == set()


def test_case_and_width_make_no_difference(department, clerk):
    activity(department, clerk, title="ＷｅＣｈａｔ宣传 Day")
    assert found("wechat") == found("宣传day") == {"ＷｅＣｈａｔ宣传 Day"}


def test_a_rare_sign_beyond_the_first_plane_is_found(department, clerk):
    activity(department, clerk, people="𬭛𬱖同志")
    assert found("𬭛𬱖") == {"植绿护绿志愿服务"}


def test_captions_and_file_names_are_found_and_forgotten_with_the_file(record, clerk):
    photo = actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(), name="合影.jpg")
    actions.describe(record=record, captions={photo.pk: "老党员栽下第一棵香樟"}, by=clerk)
    assert found("香樟") == found("合影") == {record.title}
    actions.withdraw(attachment=photo, by=clerk)
    assert found("香樟") == found("合影") == set()


def test_a_change_of_the_fields_is_found_at_once(record, clerk):
    actions.change_activity(record=record, by=clerk, version=1, title="义务献血")
    assert found("献血") == {"义务献血"}
    assert found("植绿") == set()


def test_a_word_inside_an_attached_word_file_is_found_once_the_job_ran(record, clerk):
    actions.attach(record=record, slot="summary", by=clerk, blob=docx("铜官窑边种下了三百株水杉。"), name="总结.docx")
    assert found("水杉") == set()
    job = Job.objects.get(kind=search_actions.READ_TEXTS)
    steps = []
    work = type("Work", (), {"progress": lambda self, percent, step: steps.append(step)})()
    assert HANDLERS[job.kind].run(work) == {"read": 1}
    assert found("水杉") == {record.title}
    assert found("水杉 植绿") == {record.title}
    assert steps == ["已读 1 / 1 个文件"]


def test_one_waiting_job_serves_many_files_and_photos_need_none(record, clerk):
    actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(), name="a.jpg")
    assert not Job.objects.filter(kind=search_actions.READ_TEXTS).exists()
    for number in range(3):
        actions.attach(record=record, slot="plan", by=clerk, blob=paper(number), name=f"{number}.docx")
    assert Job.objects.filter(kind=search_actions.READ_TEXTS).count() == 1


def test_words_of_a_workbook_and_of_a_text_file_are_found(record, clerk):
    table = Table(rows=[[Cell("姓名"), Cell("签到")], [Cell("欧阳修竹"), Cell("是")]])
    book = store.store_bytes(set_xlsx(Paper(title="签到表", blocks=[table])), name="a.xlsx", media_type=XLSX)
    text = store.store_bytes("通知：自带铁锹".encode("gb18030"), name="a.txt", media_type="text/plain")
    for blob, name in ((book, "签到.xlsx"), (text, "通知.txt")):
        actions.attach(record=record, slot="plan", by=clerk, blob=blob, name=name)
    search_actions.read_texts(lambda done, count: None)
    assert found("修竹") == found("铁锹") == {record.title}


def test_a_file_that_cannot_be_read_is_not_tried_again_and_again(record, clerk):
    broken = store.store_bytes(b"%PDF-1.4 broken", name="a.pdf", media_type="application/pdf")
    actions.attach(record=record, slot="plan", by=clerk, blob=broken, name="a.pdf")
    assert search_actions.read_texts(lambda done, count: None) == 1
    assert FileText.objects.get().is_read is False
    assert search_actions.read_texts(lambda done, count: None) == 0


def test_the_same_file_in_a_second_record_is_found_without_reading_it_again(record, department, clerk, unit):
    blob = docx("水杉")
    actions.attach(record=record, slot="summary", by=clerk, blob=blob, name="a.docx")
    search_actions.read_texts(lambda done, count: None)
    other = activity(department, clerk, title="另一场")
    actions.attach(record=other, slot="plan", by=clerk, blob=blob, name="b.docx")
    assert found("水杉") == {record.title, "另一场"}


def test_a_discarded_draft_is_found_no_more(record, clerk):
    actions.discard(record=record, by=clerk)
    assert SearchText.objects.count() == 0
    assert found("植绿") == set()


def test_strangers_find_nothing_whatever_the_words(record, stranger):
    assert not Record.objects.visible_to(stranger, "record.read").found_by("植绿").exists()


def test_the_index_answers_as_plain_reading_does(unit, department):
    """A test set of mixed titles, asked for by every two signs next to each other in them, and by pairs by chance."""
    chance = random.Random(7)
    signs = "文明创建志愿服务植绿护绿宣传Ａ1b，。 \n"
    for _ in range(60):
        title = "".join(chance.choices(signs, k=chance.randint(2, 12)))
        factories.make_record(unit, department, title=title, summary="".join(chance.choices(signs, k=20)))
    rows = list(Record.objects.select_related("activity"))
    asked = {"".join(chance.choices(signs, k=2)) for _ in range(60)} | {row.title[:3] for row in rows}
    for text in asked:
        words = search.words_of(text)
        parts = {row.pk: [bare(row.title), bare(row.summary), bare(row.activity.place)] for row in rows}
        if words:
            expected = {pk for pk, said in parts.items() if all(any(word in part for part in said) for word in words)}
        else:  # marks alone are said nowhere; blanks alone ask for nothing
            expected = set() if text.strip() else set(parts)
        assert set(Record.objects.found_by(text).values_list("pk", flat=True)) == expected, text


def test_rebuilding_gives_the_same_index(record, clerk, capsys):
    actions.attach(record=record, slot="summary", by=clerk, blob=docx("水杉"), name="a.docx")
    search_actions.read_texts(lambda done, count: None)
    before = list(SearchText.objects.order_by("folded").values_list("record", "attachment", "folded", "pairs"))
    SearchText.objects.all().delete()
    assert found("水杉") == set()
    call_command("rebuild_search")
    assert "索引已重建：1 份档案" in capsys.readouterr().out
    after = list(SearchText.objects.order_by("folded").values_list("record", "attachment", "folded", "pairs"))
    assert after == before
    assert found("水杉") == {record.title}


def test_the_databases_own_index_is_in_place(db):
    assert search_tables.present(connection) == search_tables.EXPECTED[connection.vendor]


def test_a_snippet_shows_the_hit_in_its_surroundings(record):
    snippet = search.snippets([record], "树苗")[record.pk]
    assert "".join(piece.text for piece in snippet.pieces).startswith("三十二名志愿者在烈士公园栽下树苗")
    assert [piece.text for piece in snippet.pieces if piece.is_hit][0] == "树苗"
    assert snippet.where == ""


def test_a_snippet_names_the_file_it_comes_from(record, clerk):
    actions.attach(record=record, slot="summary", by=clerk, blob=docx("前文。" * 40 + "种下水杉，"), name="总结.docx")
    search_actions.read_texts(lambda done, count: None)
    snippet = search.snippets([record], "水杉")[record.pk]
    assert snippet.where == "总结.docx"
    assert snippet.pieces[0].text == "…"


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("植绿护绿", "护绿", [("植绿", False), ("护绿", True)]),
        ("植绿、护绿", "绿护", [("植", False), ("绿、护", True), ("绿", False)]),
        ("ＡＢ会", "ab", [("ＡＢ", True), ("会", False)]),
        ("无", "有", [("无", False)]),
    ],
)
def test_hits_are_marked_as_people_wrote_them(text, asked, shown):
    assert [(piece.text, piece.is_hit) for piece in search.in_pieces(text, search.words_of(asked))] == shown
