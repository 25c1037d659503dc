"""评选表彰名单: published rounds alone, each with how its list came about."""

import io
from datetime import date

import docx
import pytest

from accounts.models import Person
from documents import child
from documents.model import Paragraph
from programs.awards import AwardRound
from reports.awards_tables import awards_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(unit, department, other_department):
    given = {"state": "published", "way": "vote", "voters": 40, "decided_on": date(2022, 11, 1)}
    given |= {"notice_from": date(2022, 11, 2), "notice_to": date(2022, 11, 8), "published_on": date(2022, 11, 9)}
    round = AwardRound.objects.create(unit=unit, kind="person", title="文明个人", year=2022, **given)
    for name, place, is_chosen in (
        ("李四", other_department, True),
        ("张三", department, True),
        ("王五", department, False),
    ):
        person = Person.objects.create(unit=unit, name=name, department=place, post="干部")
        round.nominations.create(department=place, person=person, reason="热心助人", votes=1, is_chosen=is_chosen)
    return round


def test_the_list_names_who_was_chosen_in_the_order_of_departments(plan, published):
    (table,) = awards_paper(plan).tables()
    assert [[cell.text for cell in row] for row in table.rows[1:]] == [
        ["1", "张三", "宣传处", "干部", "热心助人"],
        ["2", "李四", "办公室", "干部", "热心助人"],
    ]


def test_below_it_stands_how_it_came_about(plan, published):
    said = [block.text for block in awards_paper(plan).blocks if isinstance(block, Paragraph)]
    assert said == ["11月1日经40人投票，11月2日至11月8日公示，11月9日公布。"]


def test_what_is_not_published_is_not_printed(plan, published):
    AwardRound.objects.update(state="notice")
    assert not awards_paper(plan).tables()


def test_the_list_opens_as_word(plan, published):
    document = docx.Document(io.BytesIO(child.set_paper(awards_paper(plan), "docx")))
    assert document.tables[0].cell(1, 1).text == "张三"
