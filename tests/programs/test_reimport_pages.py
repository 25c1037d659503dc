"""Pages of a corrected paper: give it, tick what it changes, see that the rest stayed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Department
from evidence.models import Record
from programs import importing, reimport
from programs.models import PaperImport, Plan
from scoring import actions as scoring
from scoring.models import Framework, Score
from tests import factories
from tests.programs import papers
from tests.programs.importers import imported
from tests.programs.test_reimport import ONE_MORE, REWORDED, ROWS, corrected


@pytest.fixture
def plan(unit, tmp_path, office):
    return imported(unit, papers.word(tmp_path / "分解表.docx", ROWS), office)


def text(response):
    return response.content.decode()


def upload(path):
    return {"file": SimpleUploadedFile(path.name, path.read_bytes())}


def give(client, plan, path):
    return client.post(reverse("plan_reimport", args=[plan.pk]), upload(path))


def form_of(paper_import, *keys, **more):
    amendment = reimport.amendment_of(paper_import)
    return {"version": paper_import.version, "edition": amendment.edition, "accept": keys} | more


def apply(client, paper_import, *keys, **more):
    path = reverse("reimport_apply", args=[paper_import.pk])
    return client.post(path, form_of(paper_import, *keys, **more), follow=True)


def test_the_plan_offers_it_to_the_office_alone(enter, office, clerk, plan):
    path, door = reverse("plan_detail", args=[plan.pk]), reverse("plan_reimport", args=[plan.pk])
    assert door in text(enter(office).get(path))
    client = enter(clerk)
    assert door not in text(client.get(path))
    assert client.get(door).status_code == 403


def test_an_upload_leads_to_what_it_changes(enter, office, plan, tmp_path):
    client = enter(office)
    assert "换一份改过的文件" in text(client.get(reverse("plan_reimport", args=[plan.pk])))
    response = give(client, plan, papers.word(tmp_path / "改过的.docx", REWORDED))
    paper_import = PaperImport.objects.get(amends=plan)
    assert response.url == reverse("reimport_check", args=[paper_import.pk])
    page = text(client.get(response.url))
    assert "改了 <em>1</em> 条" in page and "4 条没有变" in page
    assert ">深入</ins>" in page
    assert plan.framework.clauses.filter(text__startswith="开展道德模范").exists()  # nothing is written yet


def test_reimport_keeps_scores_citations_and_tasks_through_the_pages(enter, office, plan, tmp_path):
    assessment, clause = plan.framework.assessments.get(), plan.framework.clauses.all()[2]
    record = factories.make_record(plan.unit, Department.objects.get(name="宣传处"), state=Record.State.ACCEPTED)
    scoring.cite(assessment=assessment, clauses=[clause], record=record, by=office)
    scoring.award(assessment=assessment, clause=clause, by=office, state="points", points=clause.points)
    client = enter(office)
    give(client, plan, papers.word(tmp_path / "改过的.docx", REWORDED))
    paper_import = PaperImport.objects.get(amends=plan)
    page = apply(client, paper_import, f"c{clause.pk}")
    assert page.redirect_chain[-1][0] == reverse("plan_detail", args=[plan.pk])
    assert "已采用 1 处改动，任务改了 1 项" in text(page) and "2022 年第 2 版" in text(page)
    clause.refresh_from_db()
    assert clause.text.startswith("深入开展")
    assert Score.objects.get().clause == clause and clause.citations.get().record == record
    sheet = text(client.get(reverse("score_sheet", args=[assessment.pk])))
    assert "深入开展道德模范" in sheet


def test_all_but_what_takes_away_is_accepted_at_once(enter, office, plan, tmp_path):
    paper_import = corrected(plan, tmp_path, office, (*ONE_MORE[:3], ONE_MORE[4]))
    page = apply(enter(office), paper_import, do="all")
    assert "任务增加 1 项" in text(page)
    assert plan.framework.clauses.filter(text__startswith="推进垃圾分类").exists()
    assert plan.framework.clauses.count() == 6


def test_what_cannot_be_accepted_has_its_reason_and_no_box(enter, office, plan, tmp_path):
    record = factories.make_record(plan.unit, Department.objects.get(name="宣传处"), state=Record.State.ACCEPTED)
    last = plan.framework.clauses.last()
    scoring.cite(assessment=plan.framework.assessments.get(), clauses=[last], record=record, by=office)
    paper_import = corrected(plan, tmp_path, office, ROWS[:3])
    client = enter(office)
    page = text(client.get(reverse("reimport_check", args=[paper_import.pk])))
    assert "已有得分或佐证" in page and f'value="g{last.pk}"' not in page
    refused = apply(client, paper_import, f"g{last.pk}")
    assert refused.status_code == 422 and "不能采用" in text(refused)


def test_nothing_ticked_comes_back_with_a_sentence(enter, office, plan, tmp_path):
    response = apply(enter(office), corrected(plan, tmp_path, office, REWORDED))
    assert response.status_code == 422 and "还没有勾选" in text(response)


def test_what_was_ticked_stays_ticked_when_another_was_faster(enter, office, plan, tmp_path):
    paper_import = corrected(plan, tmp_path, office, REWORDED)
    clause = plan.framework.clauses.all()[2]
    Framework.objects.filter(pk=plan.framework_id).update(version=5)
    path = reverse("reimport_apply", args=[paper_import.pk])
    response = enter(office).post(path, {"version": 1, "edition": 1, "accept": [f"c{clause.pk}"]})
    assert response.status_code == 422
    assert "刚被别人改过" in text(response) and f'value="c{clause.pk}" checked' in text(response)


def test_an_unknown_department_is_explained_on_the_check_page_first(enter, office, plan, tmp_path):
    rows = (*ROWS, ("3", "履行社会责任（2分）", "5. 开展结对帮扶（2分）", "乡村振兴处"))
    paper_import = corrected(plan, tmp_path, office, rows)
    client = enter(office)
    page = text(client.get(reverse("reimport_check", args=[paper_import.pk])))
    check = reverse("import_check", args=[paper_import.pk])
    assert "还没说明是哪个部门" in page and check in page
    asks = text(client.get(check))
    assert "看改了什么" in asks and "确认导入" not in asks
    said = {"version": 1, "name-0": "new:", "printed-0": "乡村振兴处", "remember-0": "1"}
    client.post(reverse("import_names", args=[paper_import.pk]), said)
    paper_import.refresh_from_db()
    back = client.post(reverse("import_confirm", args=[paper_import.pk]), {"version": paper_import.version})
    assert back.url == reverse("reimport_check", args=[paper_import.pk])
    apply(client, paper_import, do="all")
    assert plan.tasks.get(number="5").department.name == "乡村振兴处"
    assert Plan.objects.count() == 1


def test_the_same_paper_says_that_nothing_differs(enter, office, plan, tmp_path):
    client = enter(office)
    page = client.get(give(client, plan, tmp_path / "分解表.docx").url)
    assert "没有不同" in text(page) and "采用勾选的" not in text(page)


def test_an_unreadable_file_is_one_sentence(enter, office, plan, tmp_path):
    path = tmp_path / "坏的.docx"
    path.write_bytes(b"PK\x03\x04 nothing")
    response = give(enter(office), plan, path)
    assert response.status_code == 422 and not PaperImport.objects.filter(amends=plan).exists()


def test_the_paper_of_another_plan_is_named(enter, office, plan, unit, tmp_path):
    imported(unit, papers.excel(tmp_path / "另一份.xlsx", ONE_MORE), office)
    response = give(enter(office), plan, tmp_path / "另一份.xlsx")
    assert response.status_code == 422 and "看那份方案" in text(response)


def test_a_corrected_paper_can_be_given_up(enter, office, plan, tmp_path):
    paper_import = corrected(plan, tmp_path, office, REWORDED)
    client = enter(office)
    assert "接着比对" in text(client.get(reverse("plan_reimport", args=[plan.pk])))
    response = client.post(reverse("import_drop", args=[paper_import.pk]), follow=True)
    assert "方案没有变" in text(response)
    again = client.get(reverse("reimport_check", args=[paper_import.pk]))
    assert again.url == reverse("plan_detail", args=[plan.pk])


def test_a_closed_self_assessment_locks_the_page(enter, office, plan, tmp_path):
    paper_import = corrected(plan, tmp_path, office, REWORDED)
    scoring.close(assessment=plan.framework.assessments.get(), by=office)
    page = text(enter(office).get(reverse("reimport_check", args=[paper_import.pk])))
    assert "自评已经定稿" in page and 'name="accept"' not in page


def test_a_first_import_has_no_changes_to_show(enter, office, unit, tmp_path):
    path = papers.word(tmp_path / "新.docx", ROWS)
    paper_import = importing.read(unit=unit, by=office, chunks=[path.read_bytes()], name=path.name, year=2022)
    assert enter(office).get(reverse("reimport_check", args=[paper_import.pk])).status_code == 404


def test_a_stranger_finds_nothing(enter, stranger, office, plan, tmp_path):
    paper_import = corrected(plan, tmp_path, office, REWORDED)
    client = enter(stranger)
    assert client.get(reverse("plan_reimport", args=[plan.pk])).status_code == 404
    assert client.get(reverse("reimport_check", args=[paper_import.pk])).status_code == 404
    assert client.post(reverse("reimport_apply", args=[paper_import.pk]), {"do": "all"}).status_code == 404
