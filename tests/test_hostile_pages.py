"""Every form of the house filled in by a clumsy or hostile hand: one sentence, nothing half-written, never a 500."""

import logging
import re
import socket
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.handlers.wsgi import WSGIRequest
from django.core.management.base import CommandError
from django.db import transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from lxml import html

from accounts import actions as accounts
from accounts.models import AuditEntry, Department, Unit
from civility.management.commands.serve import Command
from evidence.models import Record
from tests import factories
from tests.test_doors import every_door
from tests.test_strangers import address, ask, ours, with_every_role  # noqa: F401

ODD = [
    "",
    "\u200b\u202e",
    "a\x00b\x01\x0b",
    "9" * 5000,
    "99999999999999999999999999",
    "9999-12-31",
    "2022-02-30",
    "1e999",
    "NaN",
    "-1",
    "３",
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}{% load x %}",
    "长" * 2500,
    "😀㛃䶮𬭛",
]


@pytest.fixture
def everybody(ours, unit, enter):  # noqa: F811
    client = enter(with_every_role("all-of-them", unit))
    client.raise_request_exception = False
    return client


def doors(ours):  # noqa: F811
    for pattern, path in every_door():
        if pattern.name != "logout":
            yield pattern, address(path, ours)


NAMES: set[str] = set()  # they are the same for every odd value, and asking all pages takes long


def named_fields(client, ours) -> list[str]:  # noqa: F811
    """Every name a form of any page sends."""
    if NAMES:
        return sorted(NAMES)
    names = NAMES
    for _, path in doors(ours):
        page = ask(client, "get", path)
        if page.status_code == 200 and "html" in page.headers["Content-Type"]:
            names |= set(html.document_fromstring(page.content).xpath("//*[@name]/@name"))
    names -= {"csrfmiddlewaretoken", "viewport", "once_key"}
    return sorted(names)


def filled(names: list[str], values: list[str], shift: int) -> dict[str, str]:
    """Each field another of the odd values. Over some shifts and all addresses every name has had every value."""
    return {name: values[(at + shift) % len(values)] for at, name in enumerate(names)}


def taken_apart(fields: dict[str, str]):
    """In the place of Django's parser: to take four hundred parts of a form apart costs more than the page."""

    def load(request):
        request._post, request._files = QueryDict(mutable=True), MultiValueDict()
        request._post.update(fields)

    return load


def told(fields: dict[str, str]) -> dict[str, str]:
    return {name: ascii(value)[:20] for name, value in fields.items()}


@pytest.mark.parametrize("shift", range(0, len(ODD), 3))
def test_every_address_takes_a_form_full_of_nonsense(shift, everybody, ours, caplog, monkeypatch):  # noqa: F811
    names = [*named_fields(everybody, ours), "clause", "match", "answer", "unit", "record"]
    asked = 0
    for place, (pattern, path) in enumerate(doors(ours)):
        fields = filled(names, ODD, place + shift)
        monkeypatch.setattr(WSGIRequest, "_load_post_and_files", taken_apart(fields))
        with transaction.atomic():
            response = everybody.post(path)
            transaction.set_rollback(True)
        assert response.status_code < 500, f"{pattern.name}: {response.status_code} {told(fields)}"
        if response.status_code in (200, 422):
            assert b"<script>alert" not in response.content, f"{pattern.name} {told(fields)}"
        asked += 1
    assert asked > 60
    assert [record.message for record in caplog.records if record.exc_info] == []


QUERY = "page q plan show department view year month with size task like next back past find category party kind"
ODD_IN_ADDRESSES = ["a\x00b", "9" * 1500, "99999999999999999999", "<script>alert(1)</script>", "-1", "㛃"]


@pytest.mark.parametrize("shift", range(0, len(ODD_IN_ADDRESSES), 2))
def test_every_address_takes_a_query_full_of_nonsense(shift, everybody, ours, caplog):  # noqa: F811
    for place, (pattern, path) in enumerate(doors(ours)):
        query = filled(QUERY.split(), ODD_IN_ADDRESSES, place + shift)
        response = everybody.get(path, query)
        assert response.status_code < 500, f"{pattern.name}: {response.status_code} {told(query)}"
        if not response.streaming:
            assert b"<script>alert" not in response.content, f"{pattern.name} {told(query)}"
    assert [record.message for record in caplog.records if record.exc_info] == []


# ---------- ways back


@pytest.mark.parametrize("elsewhere", ["foo", "desk", "//evil.example", "https://evil.example/", "/a" * 3000, "3"])
def test_a_way_back_that_is_no_page_of_ours_is_not_taken(elsewhere, everybody, ours, client):  # noqa: F811
    job = ours[0]["jobs/"]
    answer = everybody.post(f"/jobs/{job.pk}/again/", {"back": elsewhere})
    assert re.fullmatch(r"/jobs/\d+/", answer.url)
    assert everybody.post("/tasks/many/", {"back": elsewhere}).url == "/tasks/"
    answer = client.post("/login/", {"username": "office", "password": "a-long-password", "next": elsewhere})
    assert answer.url == "/"


def test_big_type_leads_back_to_the_page_but_never_to_another_site(everybody):
    answer = everybody.post("/account/big-type/", {"big": "1"}, headers={"Referer": "http://testserver/tasks/?q=a"})
    assert answer.url == "/tasks/?q=a"
    answer = everybody.post("/account/big-type/", {"big": "1"}, headers={"Referer": "http://evil.example/x"})
    assert answer.url == "/x"
    assert everybody.post("/account/big-type/", headers={"Referer": "http://e.example//evil.example/"}).url == "/"


# ---------- numbers and texts


def test_working_in_a_unit_that_is_no_number_is_not_found(everybody):
    assert everybody.post("/account/unit/", {"unit": "abc"}).status_code == 404


@pytest.mark.parametrize("key", ["99999999999999999999", "9" * 5000, "-3", "３", "a"])
def test_ticking_a_key_no_row_has_is_told_and_what_was_typed_stays(key, enter, office, unit, department):
    facts = {"title": "植树", "kind": "1", "begins_on": "2022-03-12", "department": department.pk, "departments": key}
    page = enter(office).post("/records/new/", facts)
    assert page.status_code == 422
    assert 'value="植树"' in page.content.decode()
    assert not Record.objects.exists()
    page = enter(office).post("/settings/groups/new/", {"name": "各处室", "departments": key})
    assert "没有这个部门" in page.content.decode()


def test_words_kept_for_later_never_close_the_page_they_belong_to(enter, office, department):
    client = enter(office)
    odd = {"title": "a\x00b", "tasks": ["9" * 5000, "7"], "clauses": ["x"], "headcount": "1e999", "version": "9" * 5000}
    assert client.post("/records/keep/", odd).status_code == 200
    assert client.get("/records/new/").status_code == 200


def test_a_version_of_five_thousand_digits_is_an_old_one(enter, office, unit, department):
    record = factories.make_record(unit, department, by=office)
    kind = record.activity.kind_id
    facts = {
        "title": "植树",
        "kind": kind,
        "begins_on": "2022-03-12",
        "department": department.pk,
        "version": "9" * 5000,
    }
    page = enter(office).post(f"/records/{record.pk}/edit/", facts)
    assert page.status_code == 409
    assert "改过" in page.content.decode()


@pytest.mark.parametrize("unseen", ["\u200b", "\u202e\ufeff", "\u2066"])
def test_a_name_nobody_can_see_is_no_name(unseen, enter, office, unit):
    page = enter(office).post("/settings/departments/new/", {"name": unseen, "short_name": "处", "names": ""})
    assert page.status_code == 200
    assert not Department.objects.filter(unit=unit).exists()
    page = enter(office).post("/settings/posts/new/", {"seat": "chief", "title": unseen})
    assert not unit.posts.exists()


def test_a_further_name_longer_than_any_name_is_refused(enter, office, unit):
    page = enter(office).post("/settings/departments/new/", {"name": "宣传处", "short_name": "", "names": "长" * 121})
    assert "最多 120 个字" in page.content.decode()
    assert not Department.objects.filter(unit=unit).exists()


# ---------- requests that can't be read


def test_more_text_than_a_post_may_carry_is_one_sentence(enter, office, settings, caplog):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    page = enter(office).post("/plans/import/", {"text": "长" * 400_000})
    assert page.status_code == 400
    assert "超过了 1 MB" in page.content.decode()


def test_more_files_than_a_post_may_carry_is_one_sentence(enter, office, settings, unit, department):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    record = factories.make_record(unit, department, by=office)
    files = [BytesIO(b"x") for _ in range(4)]
    page = enter(office).post(f"/records/{record.pk}/files/", {"files-photo": files})
    assert page.status_code == 400
    assert "一次最多选 3 个文件" in page.content.decode()
    assert not record.attachments.exists()


def test_a_broken_multipart_post_is_one_sentence(enter, office):
    page = enter(office).post("/plans/import/", b"--x\r\nnonsense", content_type="multipart/form-data; boundary=")
    assert page.status_code == 400
    assert "不完整" in page.content.decode()


def test_a_foreign_host_is_refused_with_one_line_in_the_log_and_no_trace(client, db):
    from civility.mishaps import Brief

    handler = logging.getLogger("django.security").handlers[0]
    assert any(isinstance(one, Brief) for one in handler.filters)
    assert client.get("/login/", headers={"Host": "evil.example"}).status_code == 400


def test_a_range_of_five_thousand_digits_gets_the_whole_file(enter, office, ours):  # noqa: F811
    attachment = ours[0]["attachments/"]
    path = f"/attachments/{attachment.pk}/a.jpg"
    answer = enter(office).get(path, headers={"Range": f"bytes={'9' * 5000}-"})
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"a photo"


# ---------- people of two units


def test_an_administrator_does_not_take_over_who_also_serves_elsewhere(enter, admin, unit):
    other = factories.make_unit("other", "外单位")
    both = factories.make_person("both", "两边跑", unit, "auditor")
    accounts.grant(user=both, unit=other, role="admin")
    before = both.password
    client = enter(admin)
    page = client.post(f"/settings/people/{both.pk}/password/", {"password": "another-long-one"}, follow=True)
    assert "外单位" in page.content.decode()
    client.post(f"/settings/people/{both.pk}/active/", {"active": "0"})
    both.refresh_from_db()
    assert both.password == before
    assert both.is_active
    assert not AuditEntry.objects.filter(verb__in=["重设密码", "停用人员"]).exists()


# ---------- a session that ends in the middle of a form


def test_a_form_sent_after_the_session_ended_is_carried_through_the_login(client, office, unit, department):
    task = factories.make_task(factories.make_plan(unit), department)
    page = client.post(f"/tasks/{task.pk}/submit/", {"remark": "\n“<b>已办结</b>”，请审核", "password": "x"})
    assert page.status_code == 403
    assert "登录已过期" in page.content.decode()
    form = html.document_fromstring(page.content).forms[0]
    assert "kept-password" not in form.fields
    sent = dict(form.fields) | {"username": "office", "password": "wrong"}
    page = client.post(form.action, sent)
    form = html.document_fromstring(page.content).forms[0]
    page = client.post(form.action, dict(form.fields) | {"username": "office", "password": "a-long-password"})
    again = html.document_fromstring(page.content).forms[0]
    assert again.action == f"/tasks/{task.pk}/submit/"
    assert again.fields["remark"].strip() == "“<b>已办结</b>”，请审核"
    assert client.post(again.action, dict(again.fields)).url == f"/tasks/{task.pk}/"


def test_who_logged_out_in_another_window_is_told_so_until_the_next_login(enter, office, unit, department):
    task, client = factories.make_task(factories.make_plan(unit), department), enter(office)
    client.post("/logout/")
    page = client.post(f"/tasks/{task.pk}/submit/", {"remark": "已办结"}).content.decode()
    assert "已在别的窗口退出登录" in page and "登录已过期" not in page
    client.post("/login/", {"username": "office", "password": "a-long-password"})
    client.cookies.pop("sessionid")
    assert "登录已过期" in client.post(f"/tasks/{task.pk}/submit/", {"remark": "已办结"}).content.decode()


def test_a_script_is_told_that_the_session_ended(client, department):
    answer = client.post("/records/keep/", {"title": "植树"}, headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert "登录已过期" in answer.content.decode()


def test_a_form_to_resume_never_leads_to_another_site(client, office):
    answer = {"username": "office", "password": "a-long-password", "resume": "//evil.example/"}
    assert client.post("/login/", answer).url == "/"


# ---------- the same name given by two people at the same moment


@pytest.mark.parametrize(
    ("path", "form", "facts", "sentence"),
    [
        ("departments", "DepartmentForm", {"name": "宣传处", "names": ""}, "已有同名的部门"),
        ("groups", "GroupForm", {"name": "各业务处室", "takes_all": "on"}, "已有同名的部门组"),
        ("posts", "PostForm", {"seat": "chief", "title": "局长"}, "已经在领导小组里了"),
        (
            "people",
            "PersonForm",
            {"name": "周敏", "username": "office", "password": "a-long-pass-2026", "role": "auditor"},
            "已经有人用了",
        ),
    ],
)
def test_the_later_of_two_equal_names_is_told(path, form, facts, sentence, everybody, ours, unit, monkeypatch):  # noqa: F811
    from accounts import forms, leading_group_forms, people_forms

    # The form looked before the other one's row was there: only the database knows.
    places = {"PostForm": leading_group_forms, "PersonForm": people_forms}
    kind = getattr(places.get(form, forms), form)
    monkeypatch.setattr(kind, "clean", lambda self: self.cleaned_data)
    for name in ("clean_name", "clean_username"):
        monkeypatch.setattr(kind, name, lambda self, name=name: self.cleaned_data[name[6:]], raising=False)
    monkeypatch.setattr("django.forms.models.BaseModelForm.validate_unique", lambda self: None)
    monkeypatch.setattr("django.forms.models.BaseModelForm.validate_constraints", lambda self: None, raising=False)
    if path == "departments":
        facts = facts | {"name": unit.departments.first().name}
    before = AuditEntry.objects.count()
    page = everybody.post(f"/settings/{path}/new/", facts)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert AuditEntry.objects.count() == before


def test_a_forged_session_cookie_is_no_session(client, db):
    client.cookies["sessionid"] = "\x00" * 12
    assert client.get("/login/").status_code == 200
    assert client.get("/tasks/").status_code == 302


def test_a_page_behind_the_login_is_kept_by_no_proxy(enter, office):
    assert enter(office).get("/account/").headers["Cache-Control"] == "private, no-cache"


def test_a_file_name_with_a_stroke_closes_no_page(enter, office, ours, unit):  # noqa: F811
    attachment = ours[0]["attachments/"]
    type(attachment).objects.filter(pk=attachment.pk).update(name="3/12 植树\\<script>.jpg")
    attachment.refresh_from_db()
    page = enter(office).get(f"/records/{attachment.record_id}/")
    assert page.status_code == 200
    assert b"<script>.jpg" not in page.content
    assert enter(office).get(attachment.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("path", "above"),
    [("/tasks/3/submit/", "/tasks/3/"), ("/tasks/many/", "/tasks/"), ("/settings/roles/5/withdraw/", "/settings/")],
)
def test_the_address_of_a_form_opened_by_itself_leads_to_its_page(path, above, everybody):
    page = everybody.get(path)
    assert page.status_code == 405
    assert page.headers["Allow"] == "POST"
    assert f'href="{above}"' in page.content.decode()


# ---------- commands


@pytest.mark.parametrize("code", ["国资委", "a b", "x" * 41, "", "<b>"])
def test_a_unit_whose_code_is_no_code_is_refused(code, db):
    with pytest.raises(ValidationError, match="单位代码"):
        accounts.create_unit(code=code, name="省国资委")
    assert not Unit.objects.exists()


@pytest.mark.parametrize("port", [None, 99999])
def test_a_port_that_is_taken_is_told_in_one_sentence(port, db):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CommandError, match="请换一个"):
        Command()._refuse_taken("127.0.0.1", port or taken.getsockname()[1])
