"""An office chooses how its papers are set, and they are set so."""

import io

import docx
import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from documents.setting.measures import GBK, STRICT, Layout
from reports.offers import make
from reports.styles import PaperStyle, layout_of

pytestmark = pytest.mark.django_db
CHOSEN = {"pitch": "strict", "fonts": "gbk", "is_second_bold": "on", "is_number_turned": "on"}


def test_a_unit_that_chose_nothing_has_the_usual_layout(unit):
    assert layout_of(unit) == Layout()


def test_what_the_office_chooses_is_the_layout_of_its_papers(plan, office, enter):
    enter(office).post(reverse("paper_style"), CHOSEN)
    assert layout_of(plan.unit) == Layout(STRICT, GBK, frozenset({2}), True)
    document = docx.Document(io.BytesIO(make(plan, "selfcheck", "docx").data))
    assert "方正仿宋_GBK" in document.element.xml
    assert "仿宋_GB2312" not in document.element.xml


def test_saying_the_same_again_writes_no_line(unit, office, enter):
    client = enter(office)
    client.post(reverse("paper_style"), CHOSEN)
    client.post(reverse("paper_style"), CHOSEN)
    assert AuditEntry.objects.filter(verb="修改公文版式").count() == 1


def test_a_choice_that_does_not_exist_is_refused(unit, office, enter):
    response = enter(office).post(reverse("paper_style"), CHOSEN | {"fonts": "comic"})
    assert response.status_code == 422
    assert not PaperStyle.objects.exists()


def test_another_unit_keeps_its_own(unit, office, stranger, enter):
    enter(office).post(reverse("paper_style"), CHOSEN)
    assert layout_of(stranger.memberships.get().unit) == Layout()


def test_a_clerk_does_not_choose(clerk, enter):
    assert enter(clerk).get(reverse("paper_style")).status_code == 403
