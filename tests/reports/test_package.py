"""迎检资料包: its folders, index, notes and page; what stays outside; names; memory; with and without points."""

import hashlib
import io
import re
import tracemalloc
import unicodedata
import zipfile
from datetime import date
from html.parser import HTMLParser
from urllib.parse import unquote

import openpyxl
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from accounts.models import Notice
from evidence import consent_actions, filing_actions
from evidence.models import Attachment, Record
from files import store
from files.models import Blob
from jobs import actions as job_actions
from jobs import worker
from jobs.models import Job
from reports import package as making
from reports import package_papers
from reports.package import LIMITS, Package
from reports.package_actions import ask_for_package, tell_kept_back
from reports.package_contents import contents_of, frameworks_for, short_of
from reports.package_names import LONGEST_PATH, Names
from scoring import crosswalk
from scoring.clause_materials import Asked
from scoring.material_actions import ask
from scoring.models import Citation
from tests import factories
from tests.evidence.archive import accepted, ready_to_file
from tests.evidence.filing import ready
from tests.files.pictures import photo
from tests.files.shelves import path_of


def a_photo(record, number, caption="", **options):
    blob = store.store_bytes(photo(colour=(number * 9 % 255, 90, 90), **options), name="a.jpg", media_type="image/jpeg")
    name = f"IMG_{number}.jpg"
    return Attachment.objects.create(record=record, slot="photo", blob=ready(blob), name=name, caption=caption)


def a_paper(record, text=b"plan", name="方案.docx", slot="plan"):
    blob = store.store_bytes(text, name=name, media_type="application/octet-stream")
    return Attachment.objects.create(record=record, slot=slot, blob=blob, name=name)


@pytest.fixture
def plan(unit):
    rows = (("思想道德建设", "1", ["2", "2"]), ("志愿服务", "2", ["3"]))
    return factories.make_plan(unit, factories.make_framework(unit, rows))


def cite(plan, clause, record):
    assessment, _ = plan.framework.assessments.get_or_create(unit=plan.unit, kind="self")
    return Citation.objects.create(assessment=assessment, clause=clause, record=record)


@pytest.fixture
def record(plan, department):
    """An accepted activity with a paper and two photos, put forward for the first clause."""
    record = accepted(plan.unit, department, is_complete=False)
    a_paper(record)
    a_photo(record, 1, "老党员栽下第一棵树", size=(800, 600))
    a_photo(record, 2, size=(800, 600))
    cite(plan, plan.framework.clauses.first(), record)
    return record


def packed(plan, limit=LIMITS["2"], framework=None, steps=None) -> zipfile.ZipFile:
    package = Package(
        contents_of(plan, framework), limit, lambda *step: steps.append(step) if steps is not None else None
    )
    return zipfile.ZipFile(io.BytesIO(b"".join(package.chunks())))


def index_rows(pack) -> list[dict]:
    """The lines of the index in Excel by their headings."""
    name = next(name for name in pack.namelist() if name.endswith("资料总目录.xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(pack.read(name))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(number for number, row in enumerate(rows) if row[0] == "序号")
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :] if isinstance(row[0], int)]


def test_the_folders_follow_the_framework_and_the_index_matches_the_files(plan, record, office):
    ready_to_file(plan.unit, office)
    filing_actions.file_record(record=record, by=office, gap="试")
    pack = packed(plan)
    root = pack.namelist()[0].partition("/")[0]
    assert root == "省国资委2022年迎检资料包"
    folder = f"{root}/01 思想道德建设/01-1 第1条要求之1（2分）/2022-03-12 植绿护绿志愿服务/"
    assert f"{folder}01 方案.docx" in pack.namelist()
    assert f"{folder}照片/001 老党员栽下第一棵树.jpg" in pack.namelist()
    rows = index_rows(pack)
    assert len(rows) == 3
    for row in rows:
        assert hashlib.sha256(pack.read(f"{root}/{row['文件']}")).hexdigest() == row["SHA-256"]
        assert (row["档号"], row["测评项目"]) == ("J018-WS·2022-D10-ZHL-0001", "1-1")
        assert row["日期"].date() == date(2022, 3, 12)
    listed = {f"{root}/{row['文件']}" for row in rows}
    own = {name for name in pack.namelist() if "/00 " not in name and "/index." not in name}
    assert listed == own
    assert pack.testzip() is None


def test_the_index_is_the_same_in_word_and_pdf(plan, record):
    pack = packed(plan)
    word = next(name for name in pack.namelist() if name.endswith("总目录.docx"))
    table = Document(io.BytesIO(pack.read(word))).tables[0]
    digests = {row["SHA-256"] for row in index_rows(pack)}
    assert {row.cells[8].text for row in table.rows[1:]} == digests
    printed = next(name for name in pack.namelist() if name.endswith("总目录.pdf"))
    pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pack.read(printed))).pages)
    assert all(digest in re.sub(r"\s", "", pages) for digest in digests)


def test_a_long_index_on_paper_has_a_line_for_all_photos_of_a_record(plan, record, monkeypatch):
    monkeypatch.setattr(package_papers, "MOST_PRINTED", 2)
    contents = contents_of(plan)
    lines = [table.rows[1:] for table in package_papers.index_paper(contents, is_printed=True).tables()]
    assert [[row[4].text for row in rows] for rows in lines] == [
        ["植绿护绿志愿服务：方案.docx", "植绿护绿志愿服务：照片2张"]
    ]
    assert len(package_papers.index_paper(contents).tables()[0].rows) == 4


def test_photos_are_copies_below_the_limit_without_the_cameras_data(plan, record, monkeypatch):
    pack = packed(plan, limit=30_000)
    photos = [name for name in pack.namelist() if name.endswith(".jpg")]
    assert len(photos) == 2
    for name in photos:
        data = pack.read(name)
        assert len(data) <= 30_000
        assert not Image.open(io.BytesIO(data)).getexif()


def test_the_originals_go_along_byte_for_byte_where_that_was_chosen(plan, record):
    pack = packed(plan, limit=0)
    originals = {store.read(file.blob) for file in record.attachments.all()}
    assert {pack.read(name) for name in pack.namelist() if "/2022-03-12" in name} == originals


def test_no_picture_of_a_package_with_a_limit_says_where_it_was_taken(plan, record):
    sheet = store.store([photo((7, 7, 7))], name="签到.jpg")
    record.attachments.create(slot="sign_in", blob=sheet, name="签到.jpg")
    shot = store.store([photo((8, 8, 8), form="PNG")], name="截图.png")
    record.attachments.create(slot="press", blob=shot, name="截图.png")
    pack = packed(plan)
    (signed,) = [name for name in pack.namelist() if name.endswith("签到.jpg")]
    assert not Image.open(io.BytesIO(pack.read(signed))).getexif()
    (kept,) = [name for name in pack.namelist() if name.endswith("截图.png")]
    assert pack.read(kept) == store.read(shot)
    root = signed.partition("/")[0]
    for row in index_rows(pack):
        assert hashlib.sha256(pack.read(f"{root}/{row['文件']}")).hexdigest() == row["SHA-256"]


class Links(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found, self.tags = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.found += [value for name, value in attributes if name in ("href", "src")]


def test_the_page_links_to_what_is_there_and_needs_no_script(plan, record):
    pack = packed(plan)
    root = pack.namelist()[0].partition("/")[0]
    links = Links(pack.read(f"{root}/index.html").decode())
    inside = [link for link in links.found if not link.startswith("#")]
    assert len(inside) >= 8
    assert {f"{root}/{unquote(link)}" for link in inside} <= set(pack.namelist())
    assert "script" not in links.tags


def test_the_page_prints_text_as_text(plan, record):
    Record.objects.filter(pk=record.pk).update(title="<script>alert(1)</script>&")
    pack = packed(plan)
    root = pack.namelist()[0].partition("/")[0]
    assert b"<script>alert" not in pack.read(f"{root}/index.html")


def test_a_clause_has_its_cover_note_with_photos(plan, record):
    pack = packed(plan)
    note = next(name for name in pack.namelist() if name.endswith("00 说明.docx"))
    document = Document(io.BytesIO(pack.read(note)))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for word in ("第1条要求之1（2分）", "植绿护绿志愿服务", "栽下树苗"):
        assert word in said


def test_a_record_for_two_clauses_lies_once_and_is_named_in_both(plan, record):
    cite(plan, plan.framework.clauses.last(), record)
    pack = packed(plan)
    assert sum(name.endswith("01 方案.docx") for name in pack.namelist()) == 1
    note = next(
        name for name in pack.namelist() if "志愿服务/" in name and name.endswith("00 说明.docx") and "02 " in name
    )
    said = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(pack.read(note))).paragraphs)
    assert "材料放在：01 思想道德建设/" in said


def test_gaps_and_what_waits_are_told_before(plan, record, unit, department):
    waiting = factories.make_record(unit, department, "待审", state=Record.State.SUBMITTED)
    cite(plan, plan.framework.clauses.last(), waiting)
    contents = contents_of(plan)
    assert [part.number for part in contents.gaps] == ["1-2", "2"]
    assert contents.unaccepted == 1
    assert not any("待审" in name for name in packed(plan).namelist())


def test_clauses_with_less_than_they_ask_for_are_named_before(plan, record, office, enter):
    clause = plan.framework.clauses.first()
    ask(clause=clause, lines=[Asked("photo", 9), Asked("plan", 1)], by=office)
    ((part, lines),) = short_of(contents_of(plan))
    assert part.clause == clause
    assert [line.sentence for line in lines] == ["图片至少 9 张，现有 2 张"]
    assert "图片至少 9 张，现有 2 张" in enter(office).get("/reports/package/").content.decode()


def test_a_framework_without_points_packs_as_well(unit, department):
    plan = factories.make_plan(unit, factories.make_framework(unit, (("组织领导", "一", [None, None]),)))
    record = accepted(unit, department, is_complete=False)
    a_paper(record)
    cite(plan, plan.framework.clauses.first(), record)
    names = packed(plan).namelist()
    assert any("/一-1 第一条要求之1/" in name for name in names)
    assert not any("分）" in name for name in names)


def test_a_plan_without_any_evidence_still_gives_a_package(plan):
    pack = packed(plan)
    assert "还没有佐证" in pack.read(next(name for name in pack.namelist() if name.endswith("index.html"))).decode()


def test_the_superiors_numbering_brings_the_evidence_of_linked_clauses(plan, record, unit, office):
    above = factories.make_framework(unit, (("省级类目", "Ⅶ-1", ["5"]),), title="省测评体系")
    crosswalk.link(clause=plan.framework.clauses.first(), other=above.clauses.get(), by=office)
    assert frameworks_for(plan) == [plan.framework, above]
    names = packed(plan, framework=above).namelist()
    assert any(
        "/01 省级类目/Ⅶ-1 第Ⅶ-1条要求之1（5分）/2022-03-12 植绿护绿志愿服务/01 方案.docx" in name for name in names
    )


def test_a_damaged_file_stays_outside_and_the_index_says_so(plan, record):
    blob = record.attachments.get(slot="plan").blob
    path_of(blob.sha256).write_bytes(b"changed")
    row = next(row for row in index_rows(packed(plan)) if "方案" in row["题名"])
    assert (row["文件"], row["SHA-256"]) == ("文件损坏，没有放入", None)


def test_photos_without_consent_and_photos_out_of_use_stay_in_the_house(plan, record, office, unit):
    first, second = record.attachments.filter(slot="photo")
    consent_actions.mark(attachment=first, by=office, shows_minors=True)
    consent_actions.withdraw_from_use(attachment=second, by=office, reason="本人要求")
    assert contents_of(plan).kept_back == 2
    assert not any(name.endswith(".jpg") for name in packed(plan).namelist())
    given = {"consent_by": "监护人", "consent_on": date(2022, 3, 1), "consent_scope": "reports"}
    consent_actions.mark(attachment=first, by=office, shows_minors=True, **given)
    assert sum(name.endswith(".jpg") for name in packed(plan).namelist()) == 1


def test_the_office_is_told_once_of_photos_that_stayed_behind(plan, record, office, clerk, unit):
    first, second = record.attachments.filter(slot="photo")
    consent_actions.mark(attachment=first, by=office, shows_minors=True)
    assert [tell_kept_back(unit, 2022) for _ in range(3)] == [1, 1, 1]
    assert Notice.objects.get().user == office
    consent_actions.mark(attachment=second, by=office, shows_minors=True)
    tell_kept_back(unit, 2022)
    assert Notice.objects.filter(user=office).count() == 2


def test_gathering_costs_the_same_with_one_and_with_many_records(
    plan, record, department, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30) as few:
        contents_of(plan)
    for number in range(4):
        other = accepted(plan.unit, department, f"第{number}场", is_complete=False)
        a_paper(other, text=f"{number}".encode())
        cite(plan, plan.framework.clauses.last(), other)
    with django_assert_max_num_queries(len(few.captured_queries)):
        contents_of(plan)


def run_job(plan, office) -> Job:
    job, _ = ask_for_package(plan=plan, framework=plan.framework, limit="2", by=office)
    worker.run(job_actions.claim(job.pk))
    job.refresh_from_db()
    return job


def test_the_job_keeps_the_package_and_tells_who_asked(plan, record, office):
    job = run_job(plan, office)
    assert (job.state, job.result_name) == ("done", "省国资委2022年迎检资料包.zip")
    assert job.result.media_type == "application/zip"
    with zipfile.ZipFile(path_of(job.result.sha256)) as pack:
        assert pack.testzip() is None
    assert Notice.objects.filter(user=office, text__contains="可以下载").exists()


def test_the_same_package_is_not_asked_for_twice(plan, office):
    first, _ = ask_for_package(plan=plan, framework=plan.framework, limit="2", by=office)
    second, is_new = ask_for_package(plan=plan, framework=plan.framework, limit="2", by=office)
    assert (first, is_new) == (second, False)


def test_a_cancelled_package_leaves_nothing_behind(plan, record, office, settings, monkeypatch):
    job, _ = ask_for_package(plan=plan, framework=plan.framework, limit="0", by=office)
    running = job_actions.claim(job.pk)
    blobs = Blob.objects.count()
    whole = making.shelf.is_whole

    def cancel_in_the_middle(*args):
        job_actions.cancel(job=job, by=office)
        return whole(*args)

    monkeypatch.setattr(making.shelf, "is_whole", cancel_in_the_middle)
    worker.run(running)
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert Blob.objects.count() == blobs
    assert not list((settings.DATA_DIR / "incoming").iterdir())


def test_a_child_that_fails_ends_the_job_with_a_sentence(plan, record, office, monkeypatch):
    def fails(*args, **kwargs):
        raise making.child.ChildFailed("这些说明太复杂，已经停下。")

    monkeypatch.setattr(making.errands, "set_papers", fails)
    job = run_job(plan, office)
    assert (job.state, job.message) == ("failed", "这些说明太复杂，已经停下。")


def test_progress_rises_to_the_end(plan, record):
    steps = []
    packed(plan, steps=steps)
    percents = [percent for percent, _ in steps]
    assert percents == sorted(percents)
    assert percents[-1] >= 93


WINDOWS = re.compile(r'[<>:"\\|?*\x00-\x1f]|[ .]$')


@settings(max_examples=60)
@given(st.lists(st.text(max_size=120), min_size=1, max_size=6), st.sampled_from(["", ".jpg", ".docx"]))
def test_names_are_safe_on_windows_short_and_never_twice_the_same(titles, ending):
    names = Names()
    parent = names.folder("", titles[0], 40)
    for title in titles[:4]:
        parent = names.folder(parent, title, 36)
    paths = [names.file(parent, title, ending) for title in titles + titles]
    assert len({path.casefold() for path in paths}) == len(paths)
    for path in paths:
        assert len(path) <= LONGEST_PATH
        assert unicodedata.normalize("NFC", path) == path
        assert not any(WINDOWS.search(part) or part in ("", ".", "..") for part in path.split("/"))


def test_names_carry_the_flag_of_utf8(plan, record):
    assert all(entry.flag_bits & 0x800 for entry in packed(plan).infolist())


def test_memory_stays_flat_however_many_photos_there_are(plan, department, monkeypatch):
    """The bytes held at once, with the child's part put in place of its work: 60 photos of 1 MB, not 60 MB."""
    record = accepted(plan.unit, department, is_complete=False)
    for number in range(60):
        data = bytes([number]) * 1024 * 1024
        blob = store.store_bytes(data, name="a.jpg", media_type="image/jpeg")
        Attachment.objects.create(record=record, slot="photo", blob=blob, name=f"{number}.jpg")
    cite(plan, plan.framework.clauses.first(), record)
    copies = {str(place): b"x" * 1024 * 1024 for place in range(making.COPIED_AT_ONCE)}
    monkeypatch.setattr(making.errands, "copies_of", lambda paths, most, on_wait: copies)
    for limit in (0, LIMITS["2"]):
        package = Package(contents_of(plan), limit, lambda *step: None)
        tracemalloc.start()
        size = sum(len(chunk) for chunk in package.chunks())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert size > 60 * 1024 * 1024
        assert peak < 16 * 1024 * 1024, peak
