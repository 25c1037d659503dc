"""The pages of an import, as plain forms: give, check, explain the names, confirm."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Department
from documents.quoting import quoted
from programs import importing
from programs.models import PaperImport, Plan
from tests import factories
from tests.programs import papers
from tests.programs.importers import answer_names, read


@pytest.fixture
def paper_import(unit, tmp_path, office):
    return read(unit, papers.word(tmp_path / "分解表.docx"), office)


def form_of(response) -> dict[str, str]:
    """What a browser would post from the check page, untouched."""
    html = response.content.decode()
    fields = dict(re.findall(r'<input[^>]*?name="([^"]+)" value="([^"]*)"', html))
    fields |= dict(re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>([^<]*)</textarea>', html))
    for name, options in re.findall(r'<select[^>]*?name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(
            r'<option value="([^"]*)"', options
        )
        fields[name] = chosen.group(1)
    fields.pop("csrfmiddlewaretoken", None)
    fields.pop("q", None)
    return fields


def give(client, path, **more):
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post(reverse("plan_import"), {"file": upload, **more})


def act(client, paper_import, name, **changes):
    page = client.get(reverse("import_check", args=[paper_import.pk]))
    return client.post(reverse(name, args=[paper_import.pk]), form_of(page) | changes)


def test_a_clerk_gets_from_a_file_to_tasks_in_four_posts(enter, office, tmp_path):
    client = enter(office)
    given = give(client, papers.word(tmp_path / "分解表.docx"), year="2022")
    paper_import = PaperImport.objects.get()
    assert given.url == reverse("import_check", args=[paper_import.pk])
    page = client.get(given.url)
    assert "识别出 2 类 4 条 5 个得分点，合计 10 分" in page.content.decode()
    assert "还有 <em>4</em> 个问题要你定" in page.content.decode()
    assert 'aria-disabled="true"' in page.content.decode()
    assert act(client, paper_import, "import_names").status_code == 302
    page = client.get(given.url).content.decode()
    assert "问题都定好了" in page and 'aria-disabled="true"' not in page
    done = act(client, paper_import, "import_confirm")
    plan = Plan.objects.get()
    assert done.url == reverse("plan_done", args=[plan.pk])
    page = client.get(done.url).content.decode()
    assert "分解为 <em>4</em> 项任务" in page and quoted(plan.title) in page
    assert {one.name for one in Department.objects.all()} == {"宣传处", "办公室", "机关党委"}


def test_pasted_text_is_as_good_as_a_file(enter, office):
    given = enter(office).post(reverse("plan_import"), {"text": papers.PROSE})
    assert given.status_code == 302
    assert PaperImport.objects.get().year == 2021


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "请选一个文件，或者把文字粘贴进来"),
        ({"text": "今天天气很好。"}, "没有从中读出"),
        ({"text": papers.PROSE, "year": "去年"}, "四位数字"),
        ({"text": papers.PROSE, "year": "1066"}, "1984 到 2100"),
        ({"file": SimpleUploadedFile("空.docx", b"")}, "是空的"),
    ],
)
def test_what_cannot_be_read_is_said_on_the_same_page_with_the_text_still_there(enter, office, sent, sentence):
    response = enter(office).post(reverse("plan_import"), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert sent.get("text", "").split("\n")[0] in page
    assert not PaperImport.objects.exists()


def test_the_same_paper_twice_leads_to_its_plan(enter, office, paper_import, tmp_path):
    answer_names(paper_import)
    plan = importing.confirm(paper_import=paper_import, by=office)
    page = give(enter(office), tmp_path / "分解表.docx").content.decode()
    assert "没有重复导入" in page and reverse("plan_detail", args=[plan.pk]) in page
    assert PaperImport.objects.count() == 1


def test_a_paper_that_waits_leads_back_to_its_check(enter, office, paper_import, tmp_path):
    page = give(enter(office), tmp_path / "分解表.docx").content.decode()
    assert "正等着核对" in page and reverse("import_check", args=[paper_import.pk]) in page


def test_cells_are_saved_with_the_plain_form(enter, office, paper_import):
    client = enter(office)
    assert (
        act(client, paper_import, "import_save", **{"text-1": "抓好中心组学习", "points-1": "1.5"}).status_code == 302
    )
    paper_import.refresh_from_db()
    assert (paper_import.reading["items"][0]["text"], paper_import.reading["items"][0]["points"]) == (
        "抓好中心组学习",
        "1.5",
    )


def test_a_wrong_cell_keeps_what_was_typed_and_says_why(enter, office, paper_import):
    response = act(enter(office), paper_import, "import_save", **{"points-1": "两分", "text-3": "已经改好的文字"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="两分"' in page and "已经改好的文字" in page and "分值要写成数字" in page
    paper_import.refresh_from_db()
    assert paper_import.version == 1


def test_one_cell_at_a_time_brings_back_what_changes_by_it(enter, office, paper_import):
    sent = {"version": "1", "points-1": "3"}
    page = enter(office).post(reverse("import_cell", args=[paper_import.pk]), sent).content.decode()
    assert "合计 11 分" in page and 'name="version" value="2"' in page and "得分点合计 7 分" in page


def test_a_wrong_cell_alone_is_answered_with_its_reason(enter, office, paper_import):
    sent = {"version": "1", "points-1": "三"}
    page = enter(office).post(reverse("import_cell", args=[paper_import.pk]), sent).content.decode()
    assert "data-error" in page and "分值要写成数字" in page and 'name="version" value="1"' in page


def test_an_old_page_is_told_so(enter, office, paper_import):
    client = enter(office)
    old = form_of(client.get(reverse("import_check", args=[paper_import.pk])))
    act(client, paper_import, "import_save", **{"text-1": "别人改的"})
    response = client.post(reverse("import_save", args=[paper_import.pk]), old | {"text-1": "我改的"})
    assert response.status_code == 422
    assert "内容已被他人修改" in response.content.decode() and "我改的" in response.content.decode()


def test_the_page_says_what_it_chose_for_the_names(enter, office, paper_import, unit, department):
    page = enter(office).get(reverse("import_check", args=[paper_import.pk])).content.decode()
    assert "先替你选了：新建 2 个部门，1 个指全部在用部门。" in page
    assert "这 3 个叫法就这样定" in page


def test_a_name_can_be_an_existing_department(enter, office, paper_import, unit):
    bureau = factories.make_department(unit, "党政综合办")
    order = 1  # the second name the paper prints
    act(
        enter(office),
        paper_import,
        "import_names",
        **{f"name-{order}": f"department:{bureau.pk}", f"remember-{order}": "1"},
    )
    paper_import.refresh_from_db()
    assert paper_import.answers["names"]["办公室"] == {
        "kind": "department",
        "department": bureau.pk,
        "remember": True,
    }


@pytest.mark.parametrize("said", ["department:999999", "department:x", "everybody", "department:"])
def test_a_forged_answer_to_a_name_is_refused(enter, office, paper_import, said):
    response = act(enter(office), paper_import, "import_names", **{"name-0": said})
    assert response.status_code == 422 and "宣传处" in response.content.decode()


def test_a_question_is_answered_on_its_page(enter, office, unit, tmp_path):
    paper_import = read(unit, papers.word(tmp_path / "a.docx", papers.changed(3, text="4. 推进垃圾分类工作（ 分）。")))
    client = enter(office)
    page = client.get(reverse("import_check", args=[paper_import.pk])).content.decode()
    assert "填 2 分" in page and "的分值处为空" in page and 'href="#L6"' in page
    assert act(client, paper_import, "import_answer", answer="0:0").url.endswith("#asks")
    paper_import.refresh_from_db()
    assert paper_import.reading["items"][4]["points"] == "2"
    act(client, paper_import, "import_answer", answer="0:again")
    paper_import.refresh_from_db()
    assert paper_import.reading["items"][4]["points"] is None
    act(client, paper_import, "import_answer", answer="all")
    assert "照原文" in client.get(reverse("import_check", args=[paper_import.pk])).content.decode()


@pytest.mark.parametrize("said", ["", "9:0", "0:9", "x:y", "0:-1", "²:0"])
def test_a_forged_answer_to_a_question_is_refused(enter, office, unit, tmp_path, said):
    paper_import = read(unit, papers.word(tmp_path / "a.docx", papers.changed(3, departments="")))
    assert act(enter(office), paper_import, "import_answer", answer=said).status_code == 422


def test_rows_are_reshaped_on_the_page(enter, office, paper_import):
    client = enter(office)
    assert act(client, paper_import, "import_reshape", do="drop:2").status_code == 302
    assert act(client, paper_import, "import_reshape", do="explode:1").status_code == 422
    paper_import.refresh_from_db()
    assert len(paper_import.reading["items"]) == 4


def test_confirming_too_early_says_what_is_missing(enter, office, paper_import):
    response = act(enter(office), paper_import, "import_confirm")
    assert response.status_code == 422
    assert "还有 4 个部门叫法没有说明" in response.content.decode()
    assert not Plan.objects.exists()


def test_an_open_question_is_answered_before_confirming(enter, office, unit, tmp_path):
    paper_import = read(unit, papers.word(tmp_path / "a.docx", papers.changed(3, departments="")))
    answer_names(paper_import)
    client = enter(office)
    response = act(client, paper_import, "import_confirm")
    assert response.status_code == 422 and "还有 1 个问题没定" in response.content.decode()
    act(client, paper_import, "import_answer", answer="all")
    assert act(client, paper_import, "import_confirm").status_code == 302


def test_confirming_twice_makes_one_plan(enter, office, paper_import):
    answer_names(paper_import)
    client = enter(office)
    sent = form_of(client.get(reverse("import_check", args=[paper_import.pk])))
    first = client.post(reverse("import_confirm", args=[paper_import.pk]), sent)
    again = client.post(reverse("import_confirm", args=[paper_import.pk]), sent)
    assert first.url == again.url and Plan.objects.count() == 1


def test_a_confirmed_or_dropped_import_shows_no_check(enter, office, paper_import):
    client = enter(office)
    client.post(reverse("import_drop", args=[paper_import.pk]))
    assert client.get(reverse("import_check", args=[paper_import.pk])).url == reverse("plan_import")


def test_markup_in_a_paper_stays_text(enter, office, unit, tmp_path):
    rows = papers.changed(1, text="2. 开展<script>alert(1)</script>学习宣传（3分）。")
    paper_import = read(unit, papers.word(tmp_path / "a.docx", rows))
    page = enter(office).get(reverse("import_check", args=[paper_import.pk])).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


DOORS = [
    "import_save",
    "import_cell",
    "import_names",
    "import_answer",
    "import_reshape",
    "import_confirm",
    "import_drop",
]


@pytest.mark.parametrize("door", DOORS)
def test_a_stranger_finds_no_import_of_ours(enter, stranger, paper_import, door):
    client = enter(stranger)
    assert client.get(reverse("import_check", args=[paper_import.pk])).status_code == 404
    assert client.post(reverse(door, args=[paper_import.pk]), {"version": "1"}).status_code == 404
    paper_import.refresh_from_db()
    assert (paper_import.state, paper_import.version) == ("read", 1)


@pytest.mark.parametrize("person", ["clerk", "head", "leader", "assessor", "admin"])
def test_only_the_office_imports(enter, paper_import, person, request):
    client = enter(request.getfixturevalue(person))
    assert client.get(reverse("plan_import")).status_code == 403
    assert client.get(reverse("import_check", args=[paper_import.pk])).status_code == 403
    assert client.post(reverse("import_confirm", args=[paper_import.pk])).status_code == 403


def test_a_large_paper_costs_no_more_queries_than_a_small_one(enter, office, unit, tmp_path):
    client = enter(office)
    counts = []
    for size in (1, 30):
        rows = [("1", "思想道德建设", "1. 开展第 0 项工作（2分）。", "办公室")]
        rows += [("", "", f"{n + 1}. 开展第 {n} 项工作（2分）。", f"第{n}科") for n in range(1, size)]
        paper_import = read(unit, papers.word(tmp_path / f"{size}.docx", rows))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("import_check", args=[paper_import.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1]
