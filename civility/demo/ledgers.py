"""The demo unit's ledgers: meetings, honours, rules, publicity, money, surveys, promises and figures of the year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from accounts.models import Department, Person, Unit, User
from civility.demo.pictures import certificate
from documents.model import Paper, Paragraph
from documents.setting import set_docx
from evidence import actions as evidence
from evidence.ledger_actions import open_record
from evidence.models import Attachment, Record, Statement
from evidence.people_actions import set_people
from files import store
from files.models import Blob

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Slot = Attachment.Slot
MINUTES = (
    "会议听取了近期创建工作情况，研究了存在的问题，明确了下一步的重点任务、责任部门和完成时限，"
    "要求各部门对照分工抓好落实，把材料随时归入档案。"
)
# kind, title, day of the year, department, particulars
MEETINGS = [
    ("leaders", "党组会专题研究文明创建工作", (2, 8), "办公室", {"chair": "陈岚", "expected": 9, "headcount": 9}),
    ("mobilisation", "文明单位创建动员大会", (2, 18), "机关党委", {"chair": "陈岚", "is_for_all": True}),
    ("dispatch", "二季度创建工作调度会", (5, 12), "机关党委", {"chair": "郑海波", "expected": 22, "headcount": 20}),
    ("leaders", "党组会听取创建工作半年情况", (7, 9), "办公室", {"chair": "陈岚", "expected": 9, "headcount": 8}),
    ("democratic", "党员领导干部民主生活会", (8, 22), "机关党委", {"chair": "陈岚", "expected": 9, "headcount": 9}),
]
HONOURS = [
    ("provincial", "全省国资系统志愿服务先进集体", (4, 28), "机关党委", "省国资系统工会联合会", "志愿服务", True),
    ("municipal", "市级节约型机关示范单位", (6, 15), "办公室", "市机关事务管理局", "节约型机关", True),
    ("own", "片区运动会优秀组织奖", (9, 20), "机关工会", "片区工会", "", False),
]
RULES = [
    ("机关志愿服务管理办法", (2019, 3, 5), "机关党委", None),
    ("机关公务接待管理规定", (2016, 6, 1), "办公室", None),
    ("文明科室评选办法", (2021, 4, 12), "机关党委", None),
    ("机关考勤暂行规定", (2014, 9, 1), "人事处", (2020, 1, 1)),
]
TEXTS = [
    ("省日报", "provincial", "省国资委把志愿服务送到企业一线", (3, 6), (3, 9)),
    ("市广播电视台", "municipal", "我们的节日·端午：机关里的诗会", (6, 3), (6, 5)),
    ("文明创建简报", "provincial", "以制度管长远，创建工作常态化", (7, 20), None),
]
MONEY = [  # of this year, and what last year came to in the same lines
    ("志愿服务物资", (3, 2), "12600", "活动", "10800"),
    ("宣传展板制作", (4, 10), "28350.50", "宣传", "24000"),
    ("道德讲堂场地与讲课费", (5, 20), "9000", "活动", "9000"),
    ("文体活动器材", (7, 16), "15800", "活动", "14500"),
]
OFFICE_COSTS = {0: "780000", -1: "770000"}
SURVEYS = [
    ("satisfaction", "服务对象满意率测评", (6, 28), 200, 192, 187),
    ("awareness", "干部职工创建知晓率测评", (7, 4), 90, 90, 86),
]
PROMISES = [("complaints", "机关纪委"), ("accidents", "办公室"), ("discipline", "机关纪委")]


class DemoLedgers:
    """Files the year's records up to a day; all are handed in and accepted."""

    def __init__(self, unit: Unit, departments: dict[str, Department], year: int, today: date, by: User):
        self.unit, self.departments, self.year, self.today, self.by = unit, departments, year, today, by
        self.paper: Blob | None = None

    def build(self) -> None:
        for kind, title, day, place, facts in MEETINGS:
            record = self._open("meeting", title, self._day(day), place, kind=kind, summary=MINUTES, **facts)
            if record and facts.get("is_for_all"):
                everybody = Person.objects.of_unit(self.unit).on_roll(record.begins_on)
                set_people(record=record, people=everybody, by=self.by)
            self._hand_in(record, [Slot.PLAN, Slot.SIGN_IN])
        for level, title, day, place, issuer, work, is_recognised in HONOURS:
            facts = {"level": level, "issuer": issuer, "work": work, "is_recognised": is_recognised}
            record = self._open("honour", title, self._day(day), place, **facts)
            if record:
                self._certify(record, issuer)
            self._hand_in(record, [])
        for title, day, place, repealed in RULES:
            repealed_on = date(*repealed) if repealed else None
            self._hand_in(self._open("regulation", title, date(*day), place, repealed_on=repealed_on), [Slot.BODY])
        for outlet, level, title, day, adopted in TEXTS:
            facts = {"outlet": outlet, "level": level, "adopted_on": self._day(adopted) if adopted else None}
            self._hand_in(self._open("publicity", title, self._day(day), "宣传处", **facts), [Slot.BODY])
        title = f"{self.year - 1}年度社会责任报告"
        report = self._open("document", title, self._day((3, 30)), "办公室", kind="responsibility")
        self._hand_in(report, [Slot.BODY])
        self._money()
        for kind, title, day, sent, answered, favourable in SURVEYS:
            facts = {"kind": kind, "sent": sent, "answered": answered, "favourable": favourable}
            self._hand_in(self._open("survey", title, self._day(day), "机关党委", **facts), [Slot.PLAN, Slot.BODY])
        self._promises()

    def _money(self) -> None:
        for place, (title, day, amount, purpose, before) in enumerate(MONEY, start=1):
            for year, spent in ((self.year - 1, before), (self.year, amount)):
                facts = {"amount": Decimal(spent), "voucher": f"{year}-{place:03d}", "purpose": purpose}
                self._hand_in(self._open("spending", title, date(year, *day), "办公室", **facts), [Slot.PROOF])
        for back, value in OFFICE_COSTS.items():
            facts = {"name": "日常办公经费", "value": Decimal(value), "unit_of_measure": "元"}
            day = date(self.year + back, 1, 20)
            self._hand_in(self._open("figure", "日常办公经费", day, "办公室", **facts), [Slot.BODY])

    def _promises(self) -> None:
        """Each for a half year; the second half is declared once it has begun."""
        for kind, place in PROMISES:
            for first, last in (((1, 1), (6, 30)), ((7, 1), (12, 31))):
                begins, ends = self._day(first), self._day(last)
                title = f"{self.year}年{begins.month}—{ends.month}月{Statement.Kind(kind).label}声明"
                self._hand_in(self._open("statement", title, begins, place, ends_on=ends, kind=kind), [Slot.BODY])

    def _day(self, day: tuple[int, int]) -> date:
        return date(self.year, *day)

    def _open(self, record_kind: str, title: str, day: date, place: str, **facts) -> Record | None:
        """The draft of one record; nothing for what the story has not reached."""
        if day > self.today:
            return None
        if (facts.get("adopted_on") or day) > self.today:
            facts["adopted_on"] = None  # sent, and not taken yet
        department = self.departments[place]
        return open_record(
            unit=self.unit,
            record_kind=record_kind,
            by=self.by,
            title=title,
            begins_on=day,
            department=department,
            **facts,
        )

    def _hand_in(self, record: Record | None, slots: list[str]) -> None:
        if record is None:
            return
        for slot in slots:
            name = f"{record.title}（{Slot(slot).label}）.docx"
            evidence.attach(record=record, slot=slot, by=self.by, blob=self._blob(), name=name)
        record.refresh_from_db()
        evidence.submit(record=record, by=self.by)
        evidence.accept(record=record, by=self.by)

    def _certify(self, record: Record, issuer: str) -> None:
        data = certificate(record.title, to=self.unit.short_name, issuer=issuer, day=record.begins_on)
        blob = store.store_bytes(data, name="证书.jpg", media_type="image/jpeg")
        evidence.attach(record=record, slot=Slot.PROOF, by=self.by, blob=blob, name=f"{record.title}（证书）.jpg")

    def _blob(self) -> Blob:
        """One paper stands for all: its bytes are stored once."""
        if self.paper is None:
            data = set_docx(Paper(title="演示材料", blocks=[Paragraph("演示单位的材料，内容从略。")]))
            self.paper = store.store_bytes(data, name="材料.docx", media_type=DOCX)
        return self.paper


def volunteers_of(record: Record, turn: int) -> list[Person]:
    """Who took part in a volunteer activity: the volunteers of three departments, others each turn."""
    people = Person.objects.of_unit(record.unit_id).on_roll(record.begins_on).volunteers(record.begins_on)
    keys = list(people.order_by("department__order").values_list("department", flat=True).distinct())
    chosen = [keys[(turn * 3 + step) % len(keys)] for step in range(3)]
    return list(people.filter(department__in=chosen))
