"""Two people at once over a corrected paper: one carries it out, and no score is lost on the way."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Unit
from evidence.models import Record
from programs import reimport
from programs.models import PaperImport
from scoring import actions as scoring
from scoring import totals
from scoring.models import Assessment, Framework, Score
from tests import factories
from tests.at_once import ON_ROW_LOCKS, in_threads
from tests.programs import papers
from tests.programs.importers import imported
from tests.programs.test_reimport import ROWS, changed, corrected

pytestmark = ON_ROW_LOCKS
CORRECTED = (
    *changed(1, text="2. 开展道德模范学习宣传（5分）"),
    ("3", "履行社会责任（2分）", "5. 结对帮扶（2分）", "办公室"),
)


@pytest.fixture
def paper_import(tmp_path: Path):
    unit = factories.make_unit()
    by = factories.make_person("office", "周敏", unit, "office")
    plan = imported(unit, papers.word(tmp_path / "分解表.docx", ROWS), by)
    return corrected(plan, tmp_path, by, CORRECTED)


def accept_all(paper_import):
    fresh = PaperImport.objects.get(pk=paper_import.pk)
    amendment = reimport.amendment_of(fresh)
    return reimport.apply(
        paper_import=fresh,
        accepted={line.key for line in amendment.lines},
        version=fresh.version,
        edition=1,
        by=fresh.by,
    )


def test_of_two_who_accept_at_once_one_does_it(paper_import):
    outcomes = in_threads([lambda: accept_all(paper_import)] * 2)
    assert sum(isinstance(outcome, ValidationError) for outcome in outcomes) == 1
    assert Framework.objects.count() == 2
    assert paper_import.amends.tasks.count() == 5


def test_a_score_given_at_the_same_moment_is_in_the_totals(paper_import):
    assessment = Assessment.objects.get()
    clause = assessment.framework.clauses.get(text__startswith="推进垃圾分类")
    record = factories.make_record(
        Unit.objects.get(), Unit.objects.get().departments.first(), state=Record.State.ACCEPTED
    )
    scoring.cite(assessment=assessment, clauses=[clause], record=record, by=None)

    def award():
        return scoring.award(assessment=assessment, clause=clause, by=None, state="points", points=2)

    outcomes = in_threads([award, lambda: accept_all(paper_import)])
    assert not [outcome for outcome in outcomes if isinstance(outcome, ValidationError)]
    assert Score.objects.get().clause == clause
    figures = totals.stored(assessment).overall
    assert (figures.points, figures.maximum) == (2, 14)
    assert totals.differences(assessment) == []
