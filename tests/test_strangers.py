"""Every address × method × role, generated from the resolver: strangers find nothing, roles get what the table says."""

import re

import pytest
from django.db import transaction

from accounts import actions as accounts
from accounts.access import RULES, Role
from accounts.gate import SIGNED_IN
from accounts.models import AuditEntry, Membership, Post
from files import store
from jobs.models import Job
from programs.models import PaperImport
from scoring import actions as scoring
from tests import factories
from tests.test_doors import every_door

READING = {"title": "方案", "issuer": None, "number": None, "year": 2022, "total": None, "items": [], "questions": []}
OF_WHO_ASKED = {"job_cancel"}  # a colleague's job is seen but not stopped


@pytest.fixture
def ours(unit, department, office):
    """One row of ours behind every address that names one; the key is how the address begins."""
    plan = factories.make_plan(unit)
    blob = store.store_bytes(b"a photo", name="a.jpg", media_type="image/jpeg")
    record = factories.make_record(unit, department, by=office)
    attachment = record.attachments.create(slot="photo", blob=blob, name="a.jpg")
    assessment = scoring.open_assessment(framework=plan.framework, unit=unit, by=office)
    post = accounts.create_post(unit=unit, seat=Post.Seat.CHIEF, title="局长")
    rows = {
        "plans/import/": PaperImport.objects.create(unit=unit, year=2022, source_name="a.docx", reading=READING),
        "plans/": plan,
        "tasks/": factories.make_task(plan, department),
        "records/": record,
        "attachments/": attachment,
        "scores/": assessment,
        "frameworks/": plan.framework,
        "jobs/": Job.objects.create(kind="files.fixity", title="核验", unit=unit, asked_by=office),
        "settings/departments/": department,
        "settings/groups/": accounts.create_group(unit=unit, name="各处室"),
        "settings/posts/": post,
        "settings/people/": office,
        "settings/roles/": office.memberships.get(),
    }
    return rows, plan.framework.clauses.first()


def address(path: str, ours) -> str:
    """A door's path with our rows in the places of its parameters; a door nobody thought of fails here."""
    rows, clause = ours
    if "<int:pk>" in path:
        begins = max((key for key in rows if path.startswith(key)), key=len, default=None)
        assert begins, f"tests/test_strangers.py 还没有给 {path} 准备一行"
        path = path.replace("<int:pk>", str(rows[begins].pk))
    path = path.replace("<int:clause_pk>", str(clause.pk)).replace("<slug:cell>", "note").replace("<str:name>", "a.jpg")
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
