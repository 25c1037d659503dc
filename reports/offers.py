"""The papers we set on request: what each is called, in which formats it comes, and how one is made."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Department
from documents import child
from documents.model import Paper
from evidence.models import Record
from programs.models import Plan
from reports.album import NONE, PHOTOS, SETS, USUAL
from reports.annual import annual
from reports.application import application
from reports.appraisal import appraisal
from reports.awards_tables import awards_paper
from reports.branches import A_PARTY, party_of
from reports.brief import brief
from reports.budget_tables import budget_paper
from reports.bulletin import bulletin, rounds
from reports.circular import circular
from reports.dossier import dossier
from reports.duty_tables import duty_list, matching
from reports.filing_tables import A_TERM, filing_catalogue
from reports.findings_table import findings_list
from reports.kind_ledgers import kind_ledger
from reports.leading_group import AS_OF, group_paper
from reports.manuscripts import as_written
from reports.naming import file_name
from reports.orders import A_DEPARTMENT, A_LEDGER, AN_ACTIVITY, Choice, Offer, Order, Step, day_of, kinds_of
from reports.record_tables import catalogue, ledger
from reports.regulations import regulations
from reports.remarks_table import remarks_table
from reports.score_tables import score_sheet
from reports.selfcheck import selfcheck
from reports.side_tables import side_table
from reports.styles import layout_of
from reports.tables import breakdown
from reports.why_tables import why_paper

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
A_ROUND = Choice("round", "督导", rounds)
LONGEST = 300  # seconds for setting one paper, photos included


@dataclass(frozen=True)
class Made:
    data: bytes
    name: str
    media_type: str


def _breakdown(order: Order) -> Paper:
    order.on_step(10, "汇总任务和责任部门")
    # A workbook is the annex itself; printed by itself it needs no page that announces an annex.
    return breakdown(order.plan, is_annex=order.ending == "xlsx")


def _annual(order: Order) -> Paper:
    told = order.told()
    order.on_step(15, "写各章文字")
    return annual(order.plan, told, on_photo=order.photo_step, photos=NONE if order.is_draft else SETS[order.choice])


def _selfcheck(order: Order) -> Paper:
    told = order.told()
    order.on_step(15, "写各章文字")
    return selfcheck(order.plan, told, on_photo=order.photo_step, photos=NONE if order.is_draft else USUAL)


def _dossier(order: Order) -> Paper:
    order.on_step(5, "取出档案")
    rows = Record.objects.select_related("activity__kind", "department")
    return dossier(order.plan, rows.get(pk=order.choice), on_photo=order.photo_step)


def _regulations(order: Order) -> Paper:
    def on_step(done: int, count: int) -> None:
        order.on_step(10 + 45 * done // max(count, 1), f"收入制度 {done} / {count} 项")

    return regulations(order.plan, timezone.localdate(), on_step)


def _department(order: Order) -> Department | None:
    return order.plan.unit.departments.get(pk=order.choice) if order.choice else None


OFFERS = {
    offer.key: offer
    for offer in (
        Offer(
            key="breakdown",
            title="任务分解表",
            about="按类目合并，带分值、责任部门和时限，版式与方案附件一致，可以再导入。",
            icon="table",
            what="创建工作任务分解表",
            compose=_breakdown,
            kinds={
                "xlsx": "reports.breakdown",
                "docx": "reports.breakdown_docx",
                "pdf": "reports.breakdown_pdf",
            },
        ),
        Offer(
            key="annual",
            title="年度工作总结",
            about="按类目写好任务、活动和照片，附得分表、部门完成情况和未完成清单，数字与看板一致。",
            icon="journal-text",
            what="文明创建工作总结",
            compose=_annual,
            kinds=kinds_of("annual", "docx", "pdf"),
            choice=PHOTOS,
            is_written=True,
        ),
        Offer(
            key="matching",
            title="任务配档表",
            about="每项任务由谁牵头、谁配合、什么时候完成、交什么材料。",
            icon="diagram-3",
            what="创建任务配档表",
            compose=lambda order: matching(order.plan, order.told()),
            kinds=kinds_of("matching", "xlsx", "docx", "pdf"),
        ),
        Offer(
            key="duties",
            title="部门责任清单",
            about="每个部门一张：牵头、共同承担和配合的任务，时限和目前进展。",
            icon="person-lines-fill",
            what="创建任务责任清单",
            compose=lambda order: duty_list(order.plan, order.told(), _department(order)),
            kinds=kinds_of("duties", "xlsx", "docx", "pdf"),
            choice=A_DEPARTMENT,
        ),
        Offer(
            key="scores",
            title="自评得分表",
            about="逐个得分点列满分、自评分、差、说明和佐证件数，按类目小计；有复核和上级测评的，分数和差值并列。",
            icon="clipboard-check",
            what="创建自评得分表",
            compose=lambda order: score_sheet(order.plan, order.told()),
            kinds=kinds_of("scores", "xlsx", "docx", "pdf"),
        ),
        Offer(
            key="sides",
            title="各方测评对照表",
            about="自评、复核、上级和第三方测评逐条并列，差几分、哪里不同一目了然，各记各的。",
            icon="layout-three-columns",
            what="各方测评对照表",
            compose=lambda order: side_table(order.plan),
            kinds=kinds_of("sides", "xlsx", "docx", "pdf"),
        ),
        Offer(
            key="why",
            title="得分说明",
            about="每个得分点从规则、数据、佐证到谁评的、改过几次，各类目怎么相加，能经得起查。",
            icon="signpost-split",
            what="得分说明",
            compose=lambda order: why_paper(order.plan),
            kinds=kinds_of("why", "docx", "pdf"),
        ),
        Offer(
            key="filing",
            title="归档文件目录",
            about="这一年归档的文件，按保管期限和件号排：责任者、文号、题名、日期、页数。",
            icon="archive",
            what="归档文件目录",
            compose=lambda order: filing_catalogue(order.plan, order.choice),
            kinds=kinds_of("filing", "xlsx", "docx", "pdf"),
            choice=A_TERM,
        ),
        Offer(
            key="ledger",
            title="活动台账",
            about="全年审核通过的活动，一场一行：时间、地点、人数、部门、图片和报道。",
            icon="journal-check",
            what="创建活动台账",
            compose=lambda order: ledger(order.plan, order.told()),
            kinds=kinds_of("ledger", "xlsx", "docx", "pdf"),
        ),
        Offer(
            key="kind_ledger",
            title="其他台账",
            about="会议、荣誉、宣传、经费、制度、文件、调查、承诺和数据，一类一本，只列审核通过的。",
            icon="journals",
            what="创建台账",
            compose=lambda order: kind_ledger(order.plan, order.choice),
            kinds=kinds_of("kind_ledger", "xlsx", "docx", "pdf"),
            choice=A_LEDGER,
        ),
        Offer(
            key="catalogue",
            title="材料目录",
            about="每场活动档案里有哪些材料，一件一行，图片合并计数。",
            icon="folder2-open",
            what="创建活动材料目录",
            compose=lambda order: catalogue(order.plan, order.told()),
            kinds=kinds_of("catalogue", "xlsx", "docx", "pdf"),
        ),
        Offer(
            key="circular",
            title="创建方案（红头文件）",
            about="方案正文套上红头和版记，任务分解表作附件；原文有印发通知的，通知在前。",
            icon="file-earmark-richtext",
            what="创建工作方案",
            compose=lambda order: circular(order.plan, order.told()),
            kinds=kinds_of("circular", "docx", "pdf"),
        ),
        Offer(
            key="selfcheck",
            title="自查（自评）报告",
            about="组织领导、各类做法、成效、案例、问题与整改、打算，都按现有数据写出，数字与看板一致。",
            icon="clipboard-data",
            what="文明创建自查报告",
            compose=_selfcheck,
            kinds=kinds_of("selfcheck", "docx", "pdf"),
            is_written=True,
        ),
        Offer(
            key="application",
            title="文明单位申报表",
            about="基本情况从名册和看板取数，主要事迹写好底稿可以改，留出各级意见和盖章的位置。",
            icon="file-earmark-person",
            what="文明单位申报表",
            compose=lambda order: application(order.plan, order.told()),
            kinds=kinds_of("application", "docx", "pdf"),
            is_written=True,
        ),
        Offer(
            key="regulations",
            title="制度汇编",
            about="现行制度按印发先后装订成一册，带目录；正文取自各项制度的文件。",
            icon="book",
            what="制度汇编",
            compose=_regulations,
            kinds=kinds_of("regulations", "docx", "pdf"),
        ),
        Offer(
            key="brief",
            title="领导汇报一页纸",
            about="一页看完：得分和目标、各类进展图、每月活动图、逾期和缺材料的事项。",
            icon="file-earmark-bar-graph",
            what="文明创建进展汇报",
            compose=lambda order: brief(order.plan, order.told()),
            kinds=kinds_of("brief", "docx", "pdf"),
            is_written=True,
        ),
        Offer(
            key="appraisal",
            title="部门、党支部考核表",
            about="各部门和党支部的任务、按时完成、一次通过、督导销号、活动和材料；选一个，另列考核意见栏。",
            icon="ui-checks",
            what="创建工作考核表",
            compose=lambda order: appraisal(order.plan, order.told(), party_of(order.plan, order.choice)),
            kinds=kinds_of("appraisal", "xlsx", "docx", "pdf"),
            choice=A_PARTY,
        ),
        Offer(
            key="budget",
            title="经费台账",
            about="预算项目的预算、支出、结余，逐笔凭证，占日常办公经费的比例和比上年增长。",
            icon="cash-coin",
            what="创建经费台账",
            compose=lambda order: budget_paper(order.plan, timezone.localdate()),
            kinds=kinds_of("budget", "xlsx", "docx", "pdf"),
        ),
        Offer(
            key="awards",
            title="评选表彰名单",
            about="本年度公布的文明部室、文明岗位、文明个人、身边好人和党员先锋岗，附事迹和公示情况。",
            icon="trophy",
            what="评选表彰名单",
            compose=lambda order: awards_paper(order.plan),
            kinds=kinds_of("awards", "docx", "pdf"),
        ),
        Offer(
            key="findings",
            title="督导整改清单",
            about="督导发现的问题一条一行：责任部门、整改要求、期限、整改情况，逾期的标明。",
            icon="clipboard-check",
            what="督导整改清单",
            compose=lambda order: findings_list(order.plan, timezone.localdate(), _department(order)),
            kinds=kinds_of("findings", "xlsx", "docx", "pdf"),
            choice=A_DEPARTMENT,
        ),
        Offer(
            key="bulletin",
            title="督导情况通报",
            about="一次督导一份：基本情况、各部门的问题、整改进展和要求，整改清单作附件。",
            icon="megaphone",
            what="督导情况通报",
            compose=lambda order: bulletin(order.plan, order.choice, timezone.localdate()),
            kinds=kinds_of("bulletin", "docx", "pdf"),
            choice=A_ROUND,
        ),
        Offer(
            key="remarks",
            title="征求意见汇总表",
            about="各部门对方案草稿的意见、采纳情况和理由，没有意见的部门也列出。",
            icon="chat-left-text",
            what="征求意见及采纳情况汇总表",
            compose=lambda order: remarks_table(order.plan),
            kinds=kinds_of("remarks", "xlsx", "docx", "pdf"),
        ),
        Offer(
            key="group",
            title="领导小组名单",
            about="哪一天的组长、副组长和成员都能出，按职务排，换了部门负责人自动跟着变。",
            icon="people",
            what="创建工作领导小组名单",
            compose=lambda order: group_paper(order.plan, day_of(order.choice) or timezone.localdate()),
            kinds=kinds_of("group", "docx", "pdf"),
            choice=AS_OF,
        ),
        Offer(
            key="dossier",
            title="单项活动档案页",
            about="一场活动一份：时间地点、总结、带说明的图片、材料清单和服务的得分点。",
            icon="file-earmark-image",
            what="活动档案",
            compose=_dossier,
            kinds=kinds_of("dossier", "docx", "pdf"),
            choice=AN_ACTIVITY,
        ),
    )
}


def make(plan: Plan, key: str, ending: str, on_step: Step | None = None, choice: str = "") -> Made:
    """Gather, compose and set one paper.

    Raises documents.child.ChildError or, where what was chosen is gone, ValidationError; both print as one sentence.
    """
    on_step = on_step or (lambda percent, step: None)
    offer = OFFERS[key]
    name = name_of(plan, offer, ending, choice)
    paper = offer.compose(Order(plan, ending, on_step, choice))
    if offer.is_written:
        paper = as_written(plan, key, paper)
    on_step(60, "排版成文")
    layout = layout_of(plan.unit_id)
    data = child.set_paper(paper, ending, layout, seconds=LONGEST, on_wait=lambda: on_step(60, "排版成文"))
    on_step(95, "保存文件")
    return Made(data, name, MEDIA_TYPES[ending])


def name_of(plan: Plan, offer: Offer, ending: str, choice: str = "") -> str:
    """The name of the file; ValidationError where the choice is none of the offered ones."""
    about = offer.choice.label_of(plan, choice) if offer.choice else ""
    return file_name(plan, offer.what, ending, about)
