"""Run inside a furnished house: which pages each role may open, what they are made of and what they cost.

Prints one JSON object: per account a list of pages, each with the door's name, its path, the number of queries it
cost, the kinds of elements it is made of (tag, classes, role and type) and what of it needs a script. The pages come
from the URL table, so that a new one is walked by itself.
"""

import json
import sys

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from accounts.gate import SIGNED_IN, standing_of
from accounts.models import Department, Unit, User
from evidence.models import Record
from evidence.phone import PhoneLink
from tests.test_doors import every_door
from tests.test_strangers import address, furnished

TOLD_BY_ROW = {"scores/", "frameworks/"}  # their clause must be one of theirs

FILLED = "self::select or self::textarea or self::input[not(@type='hidden')]"


def rows_to_show(unit, department, by):
    """Behind every address the first row of its kind in the house, with what the demo put into it."""
    rows, clause = furnished(unit, department, by)
    shown = {}
    for begins, row in rows.items():
        shown[begins] = row if begins in TOLD_BY_ROW else type(row).objects.order_by("pk").first()
    record = Record.objects.filter(unit=unit, kind="activity", state="accepted").order_by("pk").first()
    shown["records/"] = record or rows["records/"]
    shown["settings/units/"] = rows["settings/units/"]  # the first unit is the house's own, which nobody ends
    plan = shown["plans/"]
    shown["frameworks/"] = plan.framework
    shown["scores/"] = plan.framework.assessments.order_by("pk").first() or rows["scores/"]
    return (rows, clause), (shown, shown["scores/"].framework.clauses.first())


def phone_path(record, by) -> str:
    link = PhoneLink.fresh(record=record, by=by)
    link.save()
    return link.path


def kinds_of_elements(content: bytes) -> list[str]:
    found = set()
    for element in html.document_fromstring(content).iter():
        if isinstance(element.tag, str):
            classes = " ".join(one for one in element.get("class", "").split() if not one.startswith("bi-"))
            given = [element.tag, classes, element.get("role", ""), element.get("type", "")]
            found.add("|".join(given))
    return sorted(found)


def unscripted(content: bytes) -> list[str]:
    """What only a script could send: forms without a button, and htmx on what leads nowhere by itself."""
    page, found = html.document_fromstring(content), []
    for form in page.iter("form"):
        name = form.get("id", "")
        fields = form.xpath(f".//*[{FILLED}]") + page.xpath(f"//*[@form=$name and ({FILLED})]", name=name)
        if not any(not one.xpath("ancestor-or-self::*[@disabled]") for one in fields):
            continue  # nothing to fill in here: only to be read, or sent from elsewhere
        buttons = form.xpath(".//button[not(@type='button')] | .//input[@type='submit' or @type='image']")
        outside = page.xpath("//button[@form=$name]", name=name)
        is_search = form.get("role") == "search" and form.xpath(".//input[@type='search']")  # Enter sends it
        if not (buttons or outside or is_search):
            found.append(f"表单没有按钮：{form.get('action') or form.get('class') or form.get('id')}")
    for one in page.xpath("//*[@hx-get or @hx-post or @hx-delete]"):
        leads = one.get("href") or one.get("action") or one.get("formaction") or one.get("form")
        if not (
            leads or one.tag == "form" or one.get("hx-trigger", "").startswith("every") or one.xpath("ancestor::form")
        ):
            found.append(f"没有脚本就点不动：{one.tag}.{one.get('class')}")
    return found


def is_let_in(user, rule) -> bool:
    """Whether the gate lets this person through a door with that rule; the doors without one are looked at apart."""
    return rule is not None and (rule == SIGNED_IN or standing_of(user).may(rule))


def look(client, name: str, path: str) -> dict | None:
    """One page as the server gives it; None where the address is no page to read."""
    connection.queries_log.clear()  # it holds so many and then counts no further
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path, headers={"Host": "127.0.0.1"})
    if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
        answer.close()
        return None
    if b"<html" not in answer.content:  # a part that a script puts into a page
        return None
    told = {"kinds": kinds_of_elements(answer.content), "unscripted": unscripted(answer.content)}
    return {"door": name, "path": path, "queries": len(asked)} | told


def tell(accounts: list[str], unit_code: str) -> None:
    unit = Unit.objects.get(code=unit_code)
    by = User.objects.get(username=accounts[0])
    department = Department.objects.filter(unit=unit).order_by("pk").first()
    both = rows_to_show(unit, department, by)
    doors = [(pattern, path) for pattern, path in every_door() if pattern.name != "logout"]
    told = {}
    for place, username in enumerate(accounts):
        user = User.objects.get(username=username)
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        pages = {}
        for pattern, path in doors:
            if not is_let_in(user, pattern.callback.rule):
                continue
            for ours in both[:: 1 if place == 0 else -1][: 2 if place == 0 else 1]:
                one = address(path, ours)
                if one not in pages:
                    pages[one] = look(client, pattern.name, one)
        told[username] = [page for page in pages.values() if page]
    open_pages = ["/login/", phone_path(both[1][0]["records/"], by)]
    told[""] = [look(Client(), "open", path) for path in open_pages]
    sys.stdout.write("pages " + json.dumps(told, ensure_ascii=False) + "\n")
