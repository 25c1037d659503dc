"""The papers we set on request: what each is called, in which formats it comes, and how one is made."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Department
from documents import child
from documents.model import Paper
from evidence.models import Record
from programs.models import Plan
from reports.annual import annual
from reports.appraisal import appraisal
from reports.circular import circular
from reports.dossier import dossier
from reports.duty_tables import duty_list, matching
from reports.naming import file_name
from reports.orders import A_DEPARTMENT, AN_ACTIVITY, Offer, Order, Step, kinds_of
from reports.record_tables import catalogue, ledger
from reports.score_tables import score_sheet
from reports.selfcheck import selfcheck
from reports.tables import breakdown

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
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
    return annual(order.plan, told, on_photo=order.photo_step)


def _selfcheck(order: Order) -> Paper:
    told = order.told()
    order.on_step(15, "写各章文字")
    return selfcheck(order.plan, told, on_photo=order.photo_step)


def _dossier(order: Order) -> Paper:
    order.on_step(5, "取出档案")
    rows = Record.objects.select_related("activity__kind", "department")
    return dossier(order.plan, rows.get(pk=order.choice), on_photo=order.photo_step)


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
            about="逐个得分点列满分、自评分、差、说明和佐证件数，按类目小计。",
            icon="clipboard-check",
            what="创建自评得分表",
            compose=lambda order: score_sheet(order.plan, order.told()),
            kinds=kinds_of("scores", "xlsx", "docx", "pdf"),
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
        ),
        Offer(
            key="appraisal",
            title="部门考核表",
            about="各部门任务完成、逾期、活动和材料情况；选一个部门，另列它的任务和考核意见栏。",
            icon="ui-checks",
            what="创建工作考核表",
            compose=lambda order: appraisal(order.plan, order.told(), _department(order)),
            kinds=kinds_of("appraisal", "xlsx", "docx", "pdf"),
            choice=A_DEPARTMENT,
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
    on_step(60, "排版成文")
    data = child.set_paper(paper, ending, seconds=LONGEST, on_wait=lambda: on_step(60, "排版成文"))
    on_step(95, "保存文件")
    return Made(data, name, MEDIA_TYPES[ending])


def name_of(plan: Plan, offer: Offer, ending: str, choice: str = "") -> str:
    """The name of the file; ValidationError where the choice is none of the offered ones."""
    about = offer.choice.label_of(plan, choice) if offer.choice else ""
    return file_name(plan, offer.what, ending, about)
