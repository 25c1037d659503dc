"""Pages of the framework library: the list, one framework, copying, its table, the crosswalk."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents import child
from files import store
from jobs.models import Job
from jobs.worker import run_next
from scoring import library
from scoring.models import ClauseLink, Framework
from tests import factories
from tests.programs import papers
from tests.scoring.test_crosswalk import OURS, THEIRS, framework_of


@pytest.fixture
def framework(unit):
    return factories.make_framework(unit, title="2022年测评体系")


def path_of(name, framework):
    return reverse(name, args=[framework.pk])


def text(response):
    return response.content.decode()


def test_an_empty_library_says_how_it_fills(enter, office):
    assert "库里还是空的" in text(enter(office).get("/frameworks/"))


def test_the_list_shows_year_version_level_and_points(enter, clerk, framework):
    Framework.objects.update(level="city", issuer="市文明办")
    page = text(enter(clerk).get("/frameworks/"))
    for word in (framework.title, "2022", "第 1 版", "市级", "市文明办", "已启用"):
        assert word in page
    assert '<td class="r hide-s">4</td>' in page


def test_past_versions_are_listed_on_request(enter, office, framework):
    library.keep_past(framework=framework, by=office)
    client = enter(office)
    assert "已被取代" not in text(client.get("/frameworks/"))
    page = text(client.get("/frameworks/?past=1"))
    assert "已被取代" in page and "2022 年第 1 版" in page


def test_the_list_costs_the_same_with_1_and_with_30_frameworks(enter, office, unit):
    client, counts = enter(office), []
    for size in (1, 30):
        while Framework.objects.count() < size:
            factories.make_framework(unit)
        with CaptureQueriesContext(connection) as queries:
            client.get("/frameworks/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_framework_costs_the_same_whatever_its_size(enter, office, unit):
    client, counts = enter(office), []
    for size in (1, 30):
        framework = factories.make_framework(unit, [(f"类目{n}", str(n), ["2", "1"]) for n in range(size)])
        with CaptureQueriesContext(connection) as queries:
            client.get(path_of("framework_detail", framework))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_page_shows_what_the_framework_says(enter, clerk, framework):
    page = text(enter(clerk).get(path_of("framework_detail", framework)))
    assert "思想道德建设" in page and "第1条要求之1" in page and "2 分" in page
    assert "复制到哪一年" not in page  # a clerk only reads


def test_a_copy_is_made_once_and_opened(enter, office, framework):
    client = enter(office)
    sent = {"year": "2023", "once_key": "7d5f4e6e-0c9e-4a6e-8f5e-3a1a3f6f0001"}
    first = client.post(path_of("framework_copy", framework), sent)
    again = client.post(path_of("framework_copy", framework), sent)
    copy = Framework.objects.get(year=2023)
    assert first.url == again.url == path_of("framework_detail", copy)
    page = text(client.get(first.url))
    assert "2023年测评体系" in page and "起草中" in page and "2022 年第 1 版" in page


@pytest.mark.parametrize(("year", "why"), [("明年", "四位数字"), ("2022", "就是 2022 年的"), ("", "四位数字")])
def test_a_bad_year_comes_back_with_its_reason(enter, office, framework, year, why):
    response = enter(office).post(path_of("framework_copy", framework), {"year": year})
    assert response.status_code == 422
    assert why in text(response) and (not year or f'value="{year}"' in text(response))


def test_a_draft_is_put_to_use_and_another_thrown_away(enter, office, framework):
    client = enter(office)
    drafts = [library.copy_to_year(framework=framework, year=year, by=office) for year in (2023, 2024)]
    assert "体系已启用" in text(client.post(path_of("framework_publish", drafts[0]), follow=True))
    assert "草稿已删除" in text(client.post(path_of("framework_drop", drafts[1]), follow=True))
    assert set(Framework.objects.values_list("year", "state")) == {(2022, "published"), (2023, "published")}


def test_what_is_in_use_is_neither_published_nor_dropped(enter, office, framework):
    client = enter(office)
    assert "只有草稿可以启用" in text(client.post(path_of("framework_publish", framework), follow=True))
    assert "只有草稿可以删除" in text(client.post(path_of("framework_drop", framework), follow=True))


def test_level_and_issuer_are_filled_in(enter, office, framework):
    client = enter(office)
    client.post(path_of("framework_describe", framework), {"level": "province", "issuer": "省文明委"})
    framework.refresh_from_db()
    assert (framework.level, framework.issuer) == ("province", "省文明委")
    wrong = client.post(path_of("framework_describe", framework), {"level": "moon", "issuer": "甲"})
    assert wrong.status_code == 422 and "请从列表里选" in text(wrong)


def test_the_table_is_made_in_the_background_and_opens(enter, office, framework):
    client = enter(office)
    response = client.post(path_of("framework_table", framework))
    job = Job.objects.get()
    assert response.url == reverse("job_detail", args=[job.pk])
    run_next()
    job.refresh_from_db()
    sheet = openpyxl.load_workbook(io.BytesIO(store.read(job.result))).worksheets[0]
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("第1条要求之1（2分）" in one for one in said)
    assert job.result_name == "2022年测评体系2022年度.xlsx"


def test_two_frameworks_stand_side_by_side(enter, office, unit):
    ours, theirs = framework_of(unit, OURS), framework_of(unit, THEIRS, year=2021)
    client = enter(office)
    page = text(client.get(path_of("framework_links", ours), {"with": theirs.pk}))
    assert "建议" in page and THEIRS[1] in page and "没有相近的" in page
    one, other = ours.clauses.first(), theirs.clauses.get(text=THEIRS[1])
    response = client.post(path_of("framework_link", ours), {"with": theirs.pk, "do": f"accept:{one.pk}:{other.pk}"})
    assert "已对上" in text(client.get(response.url))
    shown = text(client.get(path_of("framework_links", ours), {"with": theirs.pk, "show": "open"}))
    assert OURS[0] not in shown and OURS[1] in shown
    assert "对上 1 处" in text(client.get(path_of("framework_detail", ours)))


def test_suggestions_are_rejected_picked_and_taken_all_at_once(enter, office, unit):
    ours, theirs = framework_of(unit, OURS), framework_of(unit, THEIRS, year=2021)
    client, where = enter(office), {"with": theirs.pk}
    one, last = ours.clauses.first(), list(ours.clauses.all())[2]
    client.post(path_of("framework_link", ours), where | {"do": f"reject:{one.pk}:{theirs.clauses.all()[1].pk}"})
    picked = {"do": "pick", "clause": last.pk, "match": theirs.clauses.all()[2].pk}
    client.post(path_of("framework_link", ours), where | picked)
    page = client.post(path_of("framework_link", ours), where | {"do": "sure"}, follow=True)
    assert "已对上 1 个得分点" in text(page)
    assert set(ClauseLink.objects.values_list("is_rejected", flat=True)) == {True, False}
    assert ClauseLink.objects.accepted().count() == 2


@pytest.mark.parametrize("do", ["", "explode", "accept:1:x", "accept:0:0"])
def test_an_order_nobody_gives_changes_nothing(enter, office, unit, do):
    ours, theirs = framework_of(unit, OURS), framework_of(unit, THEIRS)
    response = enter(office).post(path_of("framework_link", ours), {"with": theirs.pk, "do": do})
    assert response.status_code in (302, 404)
    assert not ClauseLink.objects.exists()


def test_a_framework_is_not_compared_with_itself_or_with_a_strangers(enter, office, framework):
    foreign = factories.make_framework(factories.make_unit("other", "外单位"))
    client = enter(office)
    for key in (framework.pk, foreign.pk, "x", ""):
        assert client.get(path_of("framework_links", framework), {"with": key}).status_code == 404


def test_the_crosswalk_costs_the_same_with_3_and_with_30_clauses(enter, office, unit):
    client, counts = enter(office), []
    for size in (3, 30):
        ours = framework_of(unit, [f"要求之{n}" for n in range(size)])
        theirs = framework_of(unit, [f"别的要求之{n}" for n in range(size)])
        with CaptureQueriesContext(connection) as queries:
            client.get(path_of("framework_links", ours), {"with": theirs.pk})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_only_the_office_changes_the_library(enter, clerk, framework):
    client = enter(clerk)
    for name in ("framework_copy", "framework_describe", "framework_publish", "framework_drop", "framework_link"):
        assert client.post(path_of(name, framework)).status_code == 403


def test_a_stranger_finds_no_framework_of_ours(enter, stranger, framework):
    client = enter(stranger)
    assert framework.title not in text(client.get("/frameworks/"))
    assert client.get(path_of("framework_detail", framework)).status_code == 404
    assert client.post(path_of("framework_copy", framework), {"year": "2023"}).status_code == 404


def give(client, path, **said):
    return client.post("/frameworks/read/", {"file": SimpleUploadedFile(path.name, path.read_bytes())} | said)


def test_a_superiors_framework_is_read_into_a_draft(enter, office, tmp_path):
    client = enter(office)
    assert "读入一套体系" in text(client.get("/frameworks/"))
    path = papers.word(tmp_path / "市里的体系.docx")
    response = give(client, path, year="2022", level="city", issuer="市文明办")
    framework = Framework.objects.get()
    assert response.url == path_of("framework_detail", framework)
    assert (framework.state, framework.level, framework.issuer) == ("draft", "city", "市文明办")
    assert framework.clauses.count() == 5 and not framework.plans.exists()
    page = text(client.get(response.url))
    assert "先存为草稿" in page and "启用" in page


def test_an_exported_table_is_known_for_what_it_is(enter, office, tmp_path):
    client = enter(office)
    give(client, papers.word(tmp_path / "体系.docx"), year="2022")
    framework = Framework.objects.get()
    exported = tmp_path / library.table_name(framework)
    exported.write_bytes(child.set_paper(library.table_of_framework(framework), "xlsx"))
    response = give(client, exported, year="2022")
    assert response.status_code == 422 and "逐条一致" in text(response)
    assert path_of("framework_detail", framework) in text(response)
    assert Framework.objects.count() == 1


def test_a_changed_table_comes_back_as_a_draft_of_its_own(enter, office, tmp_path):
    client = enter(office)
    give(client, papers.word(tmp_path / "体系.docx"), year="2022")
    give(client, papers.word(tmp_path / "改过.docx", papers.changed(1, departments="办公室")), year="2022")
    assert sorted(Framework.objects.values_list("version", flat=True)) == [1, 2]


def test_doubts_of_the_reading_are_said(enter, office, tmp_path):
    rows = papers.changed(1, text="2. 开展道德模范学习宣传（2分）。")
    response = give(enter(office), papers.word(tmp_path / "体系.docx", rows), year="2022")
    assert "处疑问，已照原文" in text(enter(office).get(response.url))


@pytest.mark.parametrize(("said", "why"), [({"year": "明年"}, "四位数字"), ({"level": "moon"}, "从列表里选")])
def test_a_wrong_field_comes_back_with_its_reason(enter, office, tmp_path, said, why):
    response = give(enter(office), papers.word(tmp_path / "体系.docx"), **said)
    assert response.status_code == 422 and why in text(response)


def test_an_unreadable_or_missing_file_is_one_sentence(enter, office, tmp_path):
    client = enter(office)
    broken = tmp_path / "坏的.docx"
    broken.write_bytes(b"PK nothing")
    assert give(client, broken).status_code == 422
    assert "请选一个文件" in text(client.post("/frameworks/read/", {"year": "2022"}))
    assert not Framework.objects.exists()


def test_only_the_office_reads_frameworks_in(enter, clerk):
    assert enter(clerk).get("/frameworks/read/").status_code == 403
