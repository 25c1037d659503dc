"""What each kind asks for is data: the database and the sentences follow it for every kind, each unit for itself."""

import random

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry, Person
from evidence import actions
from evidence.completeness import completeness
from evidence.counting import FOUR
from evidence.kinds import SLOTS
from evidence.models import ActivityKind, Record, Requirement
from evidence.people_actions import WITH_PEOPLE, set_people
from evidence.requirements import ask
from tests import factories
from tests.evidence.filing import activity, kind, paper, quick_picture
from tests.evidence.ledgers import LEAST, entry

pytestmark = pytest.mark.django_db
PAGE = "/settings/requirements/"


def fill(record, slot, count, by):
    for number in range(count):
        blob = quick_picture(number) if slot == "photo" else paper(number)
        actions.attach(record=record, slot=slot, by=by, blob=blob)


def some_record(chance, department, clerk, person):
    """A record of any kind with any files in its slots."""
    which = chance.choice(list(SLOTS))
    summary = "字" * chance.choice([0, 10, 60])
    if which == Record.Kind.ACTIVITY:
        record = activity(department, clerk, summary=summary, kind=kind(chance.choice(["志愿服务", "宣传展示"])))
    else:
        record = entry(department, clerk, which, summary=summary)
    if which in ("honour", "regulation", "document") and chance.random() < 0.5:
        type(record.particulars).objects.filter(record=record).update(number="海标字〔2022〕3号")
    if which == "spending" and chance.random() < 0.5:
        type(record.spending).objects.filter(record=record).update(voucher="2022-1")
    if which in WITH_PEOPLE and chance.random() < 0.5:
        set_people(record=record, people=[person], by=clerk)
    for asked in SLOTS[which]:
        if asked.slot != "number":
            fill(record, asked.slot, chance.choice([0, 1, 2, 3]), clerk)
    return record


@pytest.mark.parametrize("seed", range(3))
def test_the_database_and_the_sentences_agree_for_every_kind(seed, unit, department, clerk, office):
    chance = random.Random(seed)
    for which, slots in SLOTS.items():
        for asked in slots:
            if which != Record.Kind.ACTIVITY and chance.random() < 0.4:
                ask(unit=unit, kind=which, slot=asked.slot, least=chance.choice([0, 1, 2]), by=office)
    ask(unit=unit, kind="activity", activity_kind=kind(), slot="press", least=chance.choice([0, 1]), by=office)
    person = Person.objects.create(unit=unit, name="甲")
    for _ in range(30):
        some_record(chance, department, clerk, person)
    every = {record.pk: completeness(record) for record in Record.objects.with_counts()}
    complete = {pk for pk, found in every.items() if found.is_complete}
    assert {record.pk for record in Record.objects.complete()} == complete
    tally = Record.objects.tally()
    assert (tally["total"], tally["complete"]) == (30, len(complete))
    for slot in FOUR:
        lacking = {
            pk
            for pk, found in every.items()
            for state in found.slots
            if state.slot == slot and not state.is_done and (state.is_needed or found.is_activity)
        }
        assert {record.pk for record in Record.objects.lacking(slot)} == lacking, slot
        assert tally[f"lacking_{slot}"] == len(lacking)


def test_every_kind_begins_with_what_the_house_asks(db):
    asked = set(Requirement.objects.filter(unit=None, activity_kind=None).values_list("kind", "slot"))
    assert asked <= {(which, one.slot) for which in LEAST for one in SLOTS[which]}
    assert {which for which, _ in asked} == set(LEAST)
    of_activities = Requirement.objects.filter(unit=None, kind="activity")
    assert of_activities.count() == ActivityKind.objects.filter(unit=None).count() * 4


def test_a_units_own_word_goes_before_the_common_one_and_binds_no_other_unit(unit, department, clerk, office, stranger):
    ask(unit=unit, kind="regulation", slot="number", least=1, by=office)
    assert "文号还没有填" in completeness(entry(department, clerk, "regulation")).missing
    numbered = entry(department, clerk, "regulation", number="海标字〔2022〕3号")
    assert "文号还没有填" not in completeness(numbered).missing
    other = stranger.memberships.get().unit
    elsewhere = entry(factories.make_department(other, "外处"), stranger, "regulation")
    assert "文号还没有填" not in completeness(elsewhere).missing


def test_saying_the_same_again_changes_nothing(unit, office):
    assert ask(unit=unit, kind="honour", slot="proof", least=2, note="正反面", by=office)
    assert not ask(unit=unit, kind="honour", slot="proof", least=2, note="正反面", by=office)
    assert ask(unit=unit, kind="honour", slot="proof", least=1, note="正反面", by=office)
    line = AuditEntry.objects.filter(verb="修改材料要求").latest("pk")
    assert (line.before["至少"], line.after["至少"]) == (2, 1)
    assert Requirement.objects.filter(unit=unit).count() == 1


@pytest.mark.parametrize("least", [-1, 5001])
def test_an_impossible_number_is_refused(unit, office, least):
    with pytest.raises(ValidationError, match="数量"):
        ask(unit=unit, kind="honour", slot="proof", least=least, by=office)


# ---------- the page


def fields(page) -> dict:
    """What the form would send as it stands."""
    lines = [*page.context["activities"], *page.context["others"]]
    return {f"least-{cell.name}": cell.least for line in lines for cell in line.cells}


def test_the_office_sets_what_is_asked_and_only_changes_are_saved(enter, office, unit):
    client = enter(office)
    page = client.get(PAGE)
    assert "志愿服务" in page.content.decode()
    sent = fields(page) | {"least-meeting-0-photo": "2", "note-meeting-0-photo": "看得出会标"}
    assert client.post(PAGE, sent).url == PAGE
    row = Requirement.objects.get(unit=unit)
    assert (row.kind, row.slot, row.least, row.note) == ("meeting", "photo", 2, "看得出会标")


@pytest.mark.parametrize("odd", ["", "-1", "多", "5001", "9" * 50, "1.5", "３"])
def test_one_wrong_number_saves_nothing_and_keeps_what_was_typed(enter, office, unit, odd):
    client = enter(office)
    sent = fields(client.get(PAGE)) | {"least-honour-0-proof": "3", "least-meeting-0-plan": odd}
    answer = client.post(PAGE, sent)
    assert answer.status_code == 422
    assert "的整数，0 就是不要求" in answer.content.decode()
    assert not Requirement.objects.filter(unit=unit).exists()
    typed = {cell.name: cell.least for line in answer.context["others"] for cell in line.cells}
    assert typed["honour-0-proof"] == "3"


def test_an_own_kind_of_activity_is_offered_and_asks_for_nothing_yet(enter, office, unit, department, clerk, stranger):
    client = enter(office)
    client.post("/settings/kinds/new/", {"name": "科普下乡"})
    own = ActivityKind.objects.get(unit=unit)
    assert own in ActivityKind.objects.for_unit(unit)
    assert completeness(activity(department, clerk, kind=own)).is_complete
    answer = client.post("/settings/kinds/new/", {"name": "科普下乡"})
    assert answer.status_code == 422
    assert "同名" in answer.content.decode()


def test_the_words_a_kind_asks_for_are_told_to_the_recording_page(enter, office, clerk, unit):
    ask(unit=unit, kind="activity", activity_kind=kind(), slot="summary", least=321, by=office)
    assert 'data-asks="1 3 321 0"' in enter(clerk).get("/records/new/").content.decode()


def test_a_clerk_may_not_change_what_is_asked(enter, clerk):
    assert enter(clerk).get(PAGE).status_code == 403


def test_what_a_kind_of_activity_wants_to_be_seen_is_set_and_shown_on_its_records(enter, office, clerk, department):
    client, photos = enter(office), f"note-activity-{kind().pk}-photo"
    page = client.get(PAGE).content.decode()
    assert photos in page
    record = activity(department, clerk, kind=kind())
    client.post(PAGE, {photos: "看得出单位名称"})
    for path in (record.get_absolute_url(), f"/records/{record.pk}/edit/"):
        assert "看得出单位名称" in enter(clerk).get(path).content.decode()
