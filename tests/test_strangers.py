"""Every address × method × role, generated from the resolver: strangers find nothing, roles get what the table says."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.http import HttpResponseForbidden, HttpResponseNotAllowed

from accounts import actions as accounts
from accounts.access import RULES, Role
from accounts.gate import SIGNED_IN
from accounts.models import AuditEntry, Membership, PartyBranch, Person, Post, RosterGiven
from accounts.notices import Notice
from evidence.measures import add_measure
from evidence.models import Filing
from files import store
from jobs.models import Job
from programs import budget_actions
from programs.awards import AwardRound
from programs.models import PaperImport
from scoring import actions as scoring
from tests import factories
from tests.test_doors import every_door

ROSTER = {"headings": {}, "rows": [], "doubts": []}
READING = {"title": "方案", "issuer": None, "number": None, "year": 2022, "total": None, "items": [], "questions": []}
OF_WHO_ASKED = {"job_cancel"}  # a colleague's job is seen but not stopped


def furnished(unit, department, office):
    """One row of ours behind every address that names one, and a clause; the key is how the address begins."""
    plan = factories.make_plan(unit)
    blob = store.store_bytes(b"a photo", name="a.jpg", media_type="image/jpeg")
    record = factories.make_record(unit, department, by=office)
    attachment = record.attachments.create(slot="photo", blob=blob, name="a.jpg")
    assessment = scoring.open_assessment(framework=plan.framework, unit=unit, by=office)
    post = accounts.create_post(unit=unit, seat=Post.Seat.CHIEF, title="局长")
    task = factories.make_task(plan, department)
    round = factories.make_round(plan, by=office)
    finding = factories.make_finding(round, department, by=office)
    reply = factories.make_consultation(plan, department).replies.get()
    award = AwardRound.objects.create(unit=unit, kind="department", title="文明部室", year=2022)
    nominated = award.nominations.create(department=department, reason="做得好")
    below = accounts.create_unit(code="below", name="下级单位", parent=unit)
    seated = factories.make_person("below", "下级创建办", below, "office")
    rows = {
        "settings/units/": below,
        "settings/units/roles/": seated.memberships.get(),
        "plans/sections/": plan.sections.create(order=1, heading="一、指导思想", text="重在建设。"),
        "plans/files/": plan.files.create(title="名单", blob=blob, name="a.jpg"),
        "plans/editions/": plan.editions.create(order=1, title="旧稿"),
        "plans/replies/": reply,
        "plans/remarks/": reply.remarks.create(text="建议补充"),
        "supervision/rounds/": round,
        "supervision/findings/": finding,
        "supervision/files/": finding.files.create(side="found", blob=blob, name="a.jpg"),
        "plans/import/": PaperImport.objects.create(unit=unit, year=2022, source_name="a.docx", reading=READING),
        "plans/": plan,
        "tasks/": task,
        "given/": task,
        "notices/": Notice.objects.create(user=office, text="请审核", path="/tasks/", key="a"),
        "resolutions/": factories.make_meeting(unit, department).resolutions.create(text="开展植树"),
        "objections/": task.objections.create(department=department, reason="不是本部门的职责"),
        "occurrences/": task.occurrences.create(
            key="q01", name="第一季度", begins_on=date(2022, 1, 1), ends_on=date(2022, 3, 31)
        ),
        "records/": record,
        "filings/": filed(unit, department),
        "attachments/": attachment,
        "measures/": add_measure(unit=unit, name="道德讲堂会议", source="meetings", sort="lecture", by=office),
        "ledgers/": factories.make_meeting(unit, department, by=office),
        "scores/": assessment,
        "frameworks/": plan.framework,
        "jobs/": Job.objects.create(kind="files.fixity", title="核验", unit=unit, asked_by=office),
        "budget/lines/": budget_actions.add_line(plan=plan, name="志愿服务", amount=Decimal(5), by=office),
        "awards/": award,
        "awards/nominations/": nominated,
        "awards/objections/": nominated.objections.create(text="反映", received_on=date(2022, 3, 1)),
        "roster/": Person.objects.create(unit=unit, name="在册的人", department=department),
        "roster/branches/": PartyBranch.objects.create(unit=unit, name="机关党支部"),
        "roster/import/": RosterGiven.objects.create(unit=unit, name="名册.xlsx", reading=ROSTER),
        "settings/departments/": department,
        "board/burden/": department,
        "settings/groups/": accounts.create_group(unit=unit, name="各业务处室"),
        "settings/posts/": post,
        "settings/people/": office,
        "settings/roles/": office.memberships.get(),
    }
    return rows, plan.framework.clauses.first()


@pytest.fixture
def ours(unit, department, office):
    """A row of ours behind every address."""
    return furnished(unit, department, office)


def filed(unit, department) -> Filing:
    record = factories.make_record(unit, department, title="已归档的活动", state="accepted")
    given = {"number": "J018-1", "series": "J018", "seq": 1, "year": 2022, "term": "D10", "filed_on": date(2023, 3, 1)}
    return Filing.objects.create(unit=unit, record=record, **given)


def address(path: str, ours) -> str:
    """A door's path with our rows in the places of its parameters; a door nobody thought of fails here."""
    rows, clause = ours
    path = path.replace("<ledger:kind>", "meeting")
    if "<int:pk>" in path:
        begins = max((key for key in rows if path.startswith(key)), key=len, default=None)
        assert begins, f"tests/test_strangers.py 还没有给 {path} 准备一行"
        path = path.replace("<int:pk>", str(rows[begins].pk))
    path = (
        path.replace("<int:clause_pk>", str(clause.pk))
        .replace("<slug:cell>", "note")
        .replace("<slug:key>", "annual")
        .replace("<str:name>", "a.jpg")
        .replace("<str:token>", "abc")
    )
    assert not re.search("[<>]", path), path
    return "/" + path


def with_every_role(username: str, unit) -> object:
    user = accounts.create_person(username=username, name="样样都管", password="a-long-password")
    department = factories.make_department(unit, "综合处")
    for role in Role.values:
        needs = department if role in (Role.HEAD, Role.CLERK) else None
        accounts.grant(user=user, unit=unit, role=role, department=needs)
    return user


def ask(client, method: str, path: str):
    """One request whose writes are taken back, so that every address meets the same rows."""
    with transaction.atomic():
        response = getattr(client, method)(path)
        transaction.set_rollback(True)
    return response


def test_a_stranger_with_every_role_elsewhere_finds_none_of_our_rows(ours, enter):
    client = enter(with_every_role("stranger", factories.make_unit("other", "外单位")))
    lines = AuditEntry.objects.count()
    asked = 0
    for pattern, path in every_door():
        if "<int:pk>" not in path:
            continue
        for method in ("get", "post"):
            response = ask(client, method, address(path, ours))
            assert response.status_code in (404, 405), f"{method} {pattern.name}: {response.status_code}"
            asked += 1
    assert asked > 80
    assert AuditEntry.objects.count() == lines


@pytest.fixture
def _refusals_are_not_drawn(monkeypatch):
    """A refused page is the same for every address, and drawn in the test below: here only its number counts."""
    monkeypatch.setattr("civility.urls.handler403", lambda *_, **__: HttpResponseForbidden(), raising=False)
    monkeypatch.setattr("civility.mishaps.render", lambda *_, **__: HttpResponseNotAllowed(["POST"]))


@pytest.mark.usefixtures("_refusals_are_not_drawn")
@pytest.mark.parametrize("role", Role.values)
def test_a_role_passes_the_gate_exactly_where_the_table_says(role, ours, unit, department, enter):
    needs = department if role in (Role.HEAD, Role.CLERK) else None
    client = enter(factories.make_person(f"only-{role}", "某人", unit, role, needs))
    client.raise_request_exception = False
    for pattern, path in every_door():
        rule = pattern.callback.rule
        if rule is None or pattern.name == "logout":
            continue
        for method in ("get", "post"):
            status = ask(client, method, address(path, ours)).status_code
            assert status < 500, f"{method} {pattern.name}: {status}"
            may = rule == SIGNED_IN or role in RULES[rule]
            if not may:
                assert status == 403, f"{role} {method} {pattern.name}: {status}"
            elif pattern.name not in OF_WHO_ASKED:
                assert status != 403, f"{role} {method} {pattern.name}"


def test_somebody_without_any_role_is_let_into_nothing_but_the_own_account(ours, enter, db):
    client = enter(accounts.create_person(username="nobody", name="无角色", password="a-long-password"))
    assert not Membership.objects.filter(user__username="nobody").exists()
    for pattern, path in every_door():
        if pattern.callback.rule in (None, SIGNED_IN):
            continue
        assert ask(client, "get", address(path, ours)).status_code == 403, pattern.name
