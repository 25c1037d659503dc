"""归档: numbers by the unit's pattern, terms by its table, the seal, and 更正."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.audit import AuditEntry
from evidence import actions, filing_actions
from evidence.amending import amend
from evidence.amending_files import amend_files
from evidence.attaching import Piece
from evidence.completeness import completeness
from evidence.filing import DA_T_22, Filing, FilingScheme, check_pattern
from evidence.filing_actions import counted_pages
from evidence.models import FileText, Record
from evidence.retention import Term, last_day, terms_of
from files import shelf
from tests import factories
from tests.evidence.archive import accepted, ready_to_file
from tests.evidence.filing import activity, paper, quick_picture
from tests.evidence.ledgers import LEAST, entry


@pytest.fixture
def filing_unit(unit, office):
    ready_to_file(unit, office)
    return unit


@pytest.fixture
def record(filing_unit, department):
    return accepted(filing_unit, department)


def test_the_number_follows_the_standard(record, office):
    filing = filing_actions.file_record(record=record, by=office)
    assert filing.number == "J018-WS·2022-D10-ZHL-0001"
    assert filing.kept_until == date(2032, 12, 31)
    assert AuditEntry.objects.filter(verb="归档").get().after["档号"] == filing.number


def test_a_department_with_a_code_has_a_series_of_its_own(filing_unit, department, other_department, office):
    scheme = filing_unit.filing_scheme
    given = {"fonds": "j018", "category": "ws", "pattern": scheme.pattern, "org": "zhl"}
    filing_actions.change_scheme(unit=filing_unit, by=office, codes={department.pk: "xcc"}, **given)
    titles = [("一", department), ("二", other_department), ("三", department)]
    for title, party in titles:
        accepted(filing_unit, party, title)
    filing_actions.file_year(unit=filing_unit, year=2022, by=office)
    numbers = dict(Filing.objects.values_list("record__title", "number"))
    assert numbers == {
        "一": "J018-WS·2022-D10-XCC-0001",
        "二": "J018-WS·2022-D10-ZHL-0001",
        "三": "J018-WS·2022-D10-XCC-0002",
    }


def test_another_units_department_gets_no_code(filing_unit, stranger, office):
    theirs = factories.make_department(stranger.memberships.get().unit, "办公室")
    scheme = filing_unit.filing_scheme
    given = {"fonds": "J018", "category": "WS", "pattern": scheme.pattern, "org": "ZHL"}
    filing_actions.change_scheme(unit=filing_unit, by=office, codes={theirs.pk: "BGS"}, **given)
    assert not hasattr(theirs, "filing_code")


def test_a_year_is_filed_oldest_first_and_what_is_incomplete_is_left(filing_unit, department, office):
    late = accepted(filing_unit, department, "晚", begins_on=date(2022, 9, 1))
    early = accepted(filing_unit, department, "早", begins_on=date(2022, 1, 5))
    bare = accepted(filing_unit, department, "缺", is_complete=False, summary="")
    accepted(filing_unit, department, "去年", begins_on=date(2021, 9, 1))
    draft = factories.make_record(filing_unit, department, "草稿")
    filed = filing_actions.file_year(unit=filing_unit, year=2022, by=office)
    assert [(one.record_id, one.seq) for one in filed] == [(early.pk, 1), (late.pk, 2)]
    assert set(Record.objects.of_year(2022).exclude(filing__isnull=False)) == {bare, draft}
    assert filing_actions.file_year(unit=filing_unit, year=2022, by=office) == []


def test_an_incomplete_record_is_filed_with_a_reason_alone(filing_unit, department, office):
    record = accepted(filing_unit, department, is_complete=False)
    assert not completeness(record).is_complete
    with pytest.raises(ValidationError, match="请写明理由"):
        filing_actions.file_record(record=record, by=office)
    filing = filing_actions.file_record(record=record, by=office, gap="照片在搬家时遗失")
    assert filing.gap == "照片在搬家时遗失"
    assert AuditEntry.objects.filter(verb="归档").get().reason == "照片在搬家时遗失"


def test_what_is_not_accepted_or_filed_already_is_refused(filing_unit, record, department, office):
    draft = factories.make_record(filing_unit, department, title="草稿")
    with pytest.raises(ValidationError, match="审核通过以后才能归档"):
        filing_actions.file_record(record=draft, by=office)
    filing_actions.file_record(record=record, by=office)
    with pytest.raises(ValidationError, match="已经归档"):
        filing_actions.file_record(record=record, by=office)
    assert Filing.objects.count() == 1


def test_a_refusal_takes_no_number(filing_unit, record, department, office):
    with pytest.raises(ValidationError):
        filing_actions.file_record(record=record, by=office, box="盒" * 21)
    assert filing_actions.file_record(record=record, by=office).seq == 1


def test_without_a_fonds_nothing_is_filed(unit, department, office):
    with pytest.raises(ValidationError, match="全宗号"):
        filing_actions.file_record(record=accepted(unit, department), by=office)


def test_a_pattern_without_fonds_needs_none(unit, department, office):
    pattern = "{year}-{term}-{seq:03d}"
    filing_actions.change_scheme(unit=unit, by=office, fonds="", category="WS", pattern=pattern, org="ZHL")
    assert filing_actions.file_record(record=accepted(unit, department), by=office).number == "2022-D10-001"


def test_a_number_that_was_given_stays_when_the_pattern_changes(record, filing_unit, department, office):
    first = filing_actions.file_record(record=record, by=office)
    given = {"fonds": "J018", "category": "WS", "org": "ZHL", "pattern": "{fonds}·{year}·{seq:04d}"}
    filing_actions.change_scheme(unit=filing_unit, by=office, **given)
    second = filing_actions.file_record(record=accepted(filing_unit, department, "另一场"), by=office)
    first.refresh_from_db()
    assert (first.number, second.number) == ("J018-WS·2022-D10-ZHL-0001", "J018·2022·0001")


def test_a_wider_number_goes_on_counting(record, filing_unit, department, office):
    filing_actions.file_record(record=record, by=office)
    given = {"fonds": "J018", "category": "WS", "org": "ZHL", "pattern": DA_T_22.replace("04d", "06d")}
    filing_actions.change_scheme(unit=filing_unit, by=office, **given)
    second = filing_actions.file_record(record=accepted(filing_unit, department, "另一场"), by=office)
    assert second.number.endswith("-000002")


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("", "缺年度和件号"),
        ("{year}", "缺件号"),
        ("{seq:04d}", "缺年度"),
        ("{year}-{seq", "花括号"),
        ("{year}-{seq}-{seq}", "只能出现一次"),
        ("{year}-{who}-{seq}", "没有“.who.”"),
        ("{year.__class__}-{seq}", "没有"),
        ("{year!r}-{seq}", "只能用文字"),
        ("{year:>999999999}-{seq}", "只能用文字"),
        ("{year}-{seq:0999999d}", "只能用文字"),
        ("{year}/<b>-{seq}", "只能用文字"),
        ("{0}-{year}-{seq}", "没有“.0.”"),
    ],
)
def test_a_crooked_pattern_is_refused_with_its_reason(pattern, said):
    with pytest.raises(ValidationError, match=said):
        check_pattern(pattern)


@given(st.text(alphabet="{}:!.[]0dyearsqfon·-<", max_size=24))
def test_no_pattern_that_is_taken_fails_later(pattern):
    try:
        check_pattern(pattern)
    except ValidationError:
        return
    scheme = FilingScheme(fonds="J018", pattern=pattern)
    one, two = (scheme.number_of(year=2022, term="Y", org="BGS", seq=seq) for seq in (1, 2))
    assert one != two
    assert scheme.series_of(year=2022, term="Y", org="BGS")


def test_terms_come_from_the_units_table(filing_unit, department, office):
    assert terms_of(filing_unit)["activity"] == Term.TEN
    filing_actions.change_terms(unit=filing_unit, by=office, terms={"activity": "D30", "honour": "Y"})
    assert terms_of(filing_unit)["activity"] == Term.THIRTY
    filing = filing_actions.file_record(record=accepted(filing_unit, department), by=office)
    assert filing.term == Term.THIRTY
    assert AuditEntry.objects.get(verb="修改保管期限表").after == {"活动": "30年"}


@pytest.mark.parametrize("terms", [{"activity": "D99"}, {"secret": "Y"}])
def test_terms_that_do_not_exist_are_refused(filing_unit, office, terms):
    with pytest.raises(ValidationError, match="没有这种档案"):
        filing_actions.change_terms(unit=filing_unit, by=office, terms=terms)


def test_a_term_ends_so_many_years_after_the_year_it_was_made_in():
    assert last_day(2022, "D30") == date(2052, 12, 31)
    assert last_day(2022, "Y") is None


def test_pages_are_counted_where_every_file_says_its_own(record, office):
    blob = record.attachments.get(slot="plan").blob
    assert filing_actions.counted_pages(record) is None
    FileText.objects.create(blob=blob, text="方案", pages=3)
    assert filing_actions.file_record(record=record, by=office).pages == 3 + 4


def test_box_and_pages_may_change_and_number_may_not(record, office):
    filing = filing_actions.file_record(record=record, by=office)
    filing_actions.change_filing(filing=filing, by=office, box="3", pages=12, remark="附光盘一张")
    filing.refresh_from_db()
    assert (filing.box, filing.pages, filing.remark) == ("3", 12, "附光盘一张")
    assert AuditEntry.objects.get(verb="修改归档信息").before["盒号"] == ""


def test_a_filed_record_changes_by_no_other_verb(record, office, clerk):
    filing_actions.file_record(record=record, by=office)
    photo = record.attachments.filter(slot="photo").first()
    for refused in (
        lambda: actions.return_(record=record, by=office, remark="再改"),
        lambda: actions.change_activity(record=record, by=office, version=record.version, title="改"),
        lambda: actions.withdraw(attachment=photo, by=office),
        lambda: actions.describe(record=record, captions={photo.pk: "改"}, by=office),
    ):
        with pytest.raises(ValidationError, match="已归档：J018"):
            refused()


def test_an_amendment_keeps_why_and_how_it_read_before(record, office):
    filing_actions.file_record(record=record, by=office)
    made = amend(
        record=record, by=office, reason="人数登记有误", version=record.version, headcount=35, title=" 植绿护绿 "
    )
    record.refresh_from_db()
    assert (record.title, record.activity.headcount) == ("植绿护绿", 35)
    assert made.before == {"题名": "植绿护绿志愿服务", "参加人数": 32}
    assert made.after == {"题名": "植绿护绿", "参加人数": 35}
    line = AuditEntry.objects.get(verb="更正已归档档案")
    assert (line.reason, line.before) == ("人数登记有误", made.before)
    assert not Record.objects.found_by("志愿服务").exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": ""}, "写明理由"),
        ({"reason": "因" * 301}, "最多 300"),
        ({"title": "植绿护绿志愿服务"}, "和原来一样"),
        ({"title": ""}, "题名"),
        ({"title": "长" * 201}, "题名"),
        ({"begins_on": date(2023, 3, 12)}, "不能改年度"),
        ({"ends_on": date(2022, 3, 1)}, "早于开始"),
        ({"version": 99}, "已被他人修改"),
    ],
)
def test_a_wrong_amendment_changes_nothing(record, office, fields, said):
    filing_actions.file_record(record=record, by=office)
    given = {"reason": "有误", "version": record.version, "title": "另一个题名"} | fields
    with pytest.raises(ValidationError, match=said):
        amend(record=record, by=office, **given)
    record.refresh_from_db()
    assert record.title == "植绿护绿志愿服务"
    assert not record.amendments.exists()


def changed_files(record, office, **given):
    return amend_files(
        **{"record": record, "by": office, "reason": "漏归", "version": record.version, "added": [], "withdrawn": []}
        | given
    )


def test_files_amended_are_told_by_slot_and_pages_are_counted_anew(record, office):
    filing = filing_actions.file_record(record=record, by=office)
    Filing.objects.filter(pk=filing.pk).update(pages=counted_pages(record))
    gone = record.attachments.live().filter(slot="photo").first()
    made = changed_files(record, office, added=[Piece("photo", quick_picture(7), "合影.jpg")], withdrawn=[gone.pk])
    assert made.before == {"撤下图片": str(gone)}
    assert made.after == {"添加图片": "合影.jpg", "撤下图片": None}
    assert AuditEntry.objects.filter(verb="撤下附件", object_id=str(gone.pk)).exists()
    assert Filing.objects.get(pk=filing.pk).pages == counted_pages(record)
    assert shelf.is_there(gone.blob.sha256)


def test_a_report_known_by_its_address_is_told_by_it(record, office):
    filing_actions.file_record(record=record, by=office)
    report = Piece("press", None, facts={"address": "https://www.example.cn/1.html", "outlet": "红网"})
    made = changed_files(record, office, added=[report])
    assert made.after == {"添加媒体报道": "https://www.example.cn/1.html"}
    assert record.attachments.live().get(slot="press").outlet == "红网"


def test_a_number_of_pages_that_a_person_wrote_stays(record, office):
    filing = filing_actions.file_record(record=record, by=office, pages=31)
    changed_files(record, office, added=[Piece("photo", quick_picture(8), "合影.jpg")])
    assert Filing.objects.get(pk=filing.pk).pages == 31


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "请选要添加的文件"),
        ({"withdrawn": [999_999]}, "已经不在这份档案里"),
        ({"version": 99, "withdrawn": "one"}, "已被他人修改"),
        ({"reason": " ", "withdrawn": "one"}, "写明理由"),
        ({"added": "again"}, "档案里都有了"),
        ({"added": "paper", "withdrawn": "one"}, "“方案.pdf”没有添加：活动图片只收照片"),
        ({"added": "nowhere"}, "“example”没有添加：网址要以"),
    ],
)
def test_a_wrong_amendment_of_files_changes_nothing(record, office, given, said):
    filing_actions.file_record(record=record, by=office)
    one = record.attachments.live().filter(slot="photo").first()
    ways = {
        "one": [one.pk],
        "again": [Piece("photo", one.blob, "再来.jpg")],
        "paper": [Piece("photo", paper(77), "方案.pdf")],
        "nowhere": [Piece("press", None, facts={"address": "example"})],
    }
    given = {name: ways.get(value, value) if isinstance(value, str) else value for name, value in given.items()}
    there = set(record.attachments.live())
    with pytest.raises(ValidationError, match=said):
        changed_files(record, office, **given)
    assert set(record.attachments.live()) == there
    assert not record.amendments.exists()


def test_files_of_what_is_not_filed_are_not_amended(department, clerk):
    with pytest.raises(ValidationError, match="还没有归档"):
        changed_files(activity(department, clerk), clerk, withdrawn=[1])


def test_what_is_not_filed_is_not_amended(department, clerk):
    record = activity(department, clerk)
    with pytest.raises(ValidationError, match="还没有归档"):
        amend(record=record, by=clerk, reason="改", version=1, title="改")


@pytest.fixture
def honour(filing_unit, department, office):
    """A filed honour whose issuer was typed wrongly."""
    record = entry(department, office, "honour", issuer="市文明辦", number="文明办〔2022〕3号")
    Record.objects.filter(pk=record.pk).update(state=Record.State.ACCEPTED)
    record.refresh_from_db()
    filing_actions.file_record(record=record, by=office, gap="证书原件在档案室")
    return record


def test_what_only_a_kind_has_is_amended_too_and_told_in_its_words(honour, office):
    made = amend(
        record=honour, by=office, reason="级别有误", version=honour.version, level="provincial", is_recognised=False
    )
    assert made.before == {"级别": "市级", "列入认可名录": "是"}
    assert made.after == {"级别": "省部级", "列入认可名录": "否"}
    honour.refresh_from_db()
    assert honour.honour.level == "provincial"


def test_the_page_of_an_amendment_offers_the_fields_of_the_kind(enter, honour, office):
    client, path = enter(office), f"/records/{honour.pk}/amend/"
    page = client.get(path).content.decode()
    assert 'value="市文明辦"' in page
    given = {"reason": "写错了", "title": honour.title, "begins_on": "2022-05-10", "version": honour.version}
    given |= {"level": "municipal", "issuer": "市文明办", "number": "文明办〔2022〕3号", "is_recognised": "on"}
    assert client.post(path, given).status_code == 302
    assert honour.amendments.get().after == {"颁发机关": "市文明办"}
    assert client.post(path, given | {"level": "galactic"}).status_code == 422


@pytest.mark.parametrize("kind", sorted(LEAST))
def test_every_kind_of_filed_record_is_amended_by_its_page(enter, filing_unit, department, office, kind):
    record = entry(department, office, kind, title="原题名")
    Record.objects.filter(pk=record.pk).update(state=Record.State.ACCEPTED)
    record.refresh_from_db()
    filing_actions.file_record(record=record, by=office, gap="材料另存")
    client, path = enter(office), f"/records/{record.pk}/amend/"
    form = client.get(path).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in shown.items() if value not in (None, "", False)}
    answer = client.post(path, typed | {"reason": "题名有误", "title": "新题名", "version": record.version})
    assert answer.status_code == 302, answer.context["form"].errors
    assert record.amendments.get().after == {"题名": "新题名"}
    record.refresh_from_db()
    if kind == "figure":
        assert record.figure.name == "新题名"
