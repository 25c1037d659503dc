"""All papers on offer: nothing typed becomes a formula, and no two share a job or the name of a file."""

import io
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from evidence.filing_actions import file_record
from programs import budget_actions
from reports.offers import OFFERS, make, name_of
from scoring.models import Score
from tests import factories
from tests.evidence import archive
from tests.reports import papers
from tests.reports.records import kept
from tests.reports.years import accepted

pytestmark = pytest.mark.django_db
HOSTILE = '=HYPERLINK("http://x.example","点我")'
OURS = re.compile(r"=(SUM\([A-Z]\d+:[A-Z]\d+\)|[A-Z]\d+([+-][A-Z]\d+)*|[\d.+]+)")


def first_choice(plan, key) -> str:
    choice = OFFERS[key].choice
    return choice.options(plan)[0][0] if choice and not choice.all_of else ""


@pytest.mark.parametrize("key", [offer.key for offer in OFFERS.values() if offer.is_table])
def test_what_somebody_typed_is_never_a_formula(year, unit, office, key):
    department = factories.make_department(unit, "=1+1")
    factories.make_task(year, department, title=HOSTILE, requirement=HOSTILE, due_text="@SUM(A1)")
    record = accepted(year, department, HOSTILE, date(2022, 5, 4), summary="+1")
    record.activity.place = "-2+3"
    record.activity.save()
    Score.objects.update(reason="=cmd|' /C calc'!A0")
    kept("meeting", unit, department, HOSTILE, kind="leaders", chair="+1")
    archive.ready_to_file(unit, office)
    file_record(record=record, by=office, gap="材料不全")
    factories.make_finding(factories.make_round(year, title="@x"), department, text=HOSTILE, requirement="=1+1")
    factories.make_consultation(year, department).replies.get().remarks.create(text=HOSTILE, place="=1+1")
    budget_actions.add_line(plan=year, name=HOSTILE, amount=Decimal(5), by=None)
    book = openpyxl.load_workbook(io.BytesIO(make(year, key, "xlsx", choice=first_choice(year, key)).data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(OURS.fullmatch(cell.value) for cell in cells if cell.data_type == "f")
    assert not any(cell.hyperlink for cell in cells)
    typed = (HOSTILE, "=1+1", "=cmd|")
    shown = [cell.value for cell in cells if cell.data_type == "s" and cell.value.startswith(typed)]
    assert shown or key == "breakdown"  # which prints the plan's own words


def test_every_paper_has_jobs_and_a_file_name_of_its_own(unit):
    plan = papers.scored_plan(unit)
    kinds = [kind for offer in OFFERS.values() for kind in offer.kinds.values()]
    assert len(set(kinds)) == len(kinds)
    named = [name_of(plan, offer, "pdf") for offer in OFFERS.values() if not offer.choice or offer.choice.all_of]
    assert len(set(named)) == len(named)
