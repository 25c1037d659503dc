"""The papers we set on request: what each is called, in which formats it comes, and how one is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from documents import child
from documents.model import Paper
from programs.models import Plan
from reports.annual import annual
from reports.figures import figures
from reports.naming import annual_name, breakdown_name
from reports.tables import breakdown

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
LONGEST = 300  # seconds for setting one paper, photos included
Step = Callable[[int, str], None]  # how far it is: per cent, and what is being done


@dataclass(frozen=True)
class Offer:
    """One paper. `kinds` names the background job of each format by the ending of its file."""

    key: str
    title: str
    about: str
    icon: str
    compose: Callable[[Plan, str, Step], Paper]
    name: Callable[[Plan, str], str]
    kinds: dict[str, str]


@dataclass(frozen=True)
class Made:
    data: bytes
    name: str
    media_type: str


def _breakdown(plan: Plan, ending: str, on_step: Step) -> Paper:
    on_step(10, "汇总任务和责任部门")
    # A workbook is the annex itself; printed by itself it needs no page that announces an annex.
    return breakdown(plan, is_annex=ending == "xlsx")


def _annual(plan: Plan, ending: str, on_step: Step) -> Paper:
    on_step(5, "汇总数据")
    told = figures(plan, timezone.localdate())
    on_step(15, "写各章文字")
    return annual(
        plan, told, on_photo=lambda done, count: on_step(15 + 40 * done // count, f"放入照片 {done} / {count} 张")
    )


OFFERS = {
    offer.key: offer
    for offer in (
        Offer(
            key="breakdown",
            title="任务分解表",
            about="按类目合并，带分值、责任部门和时限，版式与方案附件一致，可以再导入。",
            icon="table",
            compose=_breakdown,
            name=breakdown_name,
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
            compose=_annual,
            name=annual_name,
            kinds={"docx": "reports.annual_docx", "pdf": "reports.annual_pdf"},
        ),
    )
}


def make(plan: Plan, key: str, ending: str, on_step: Step | None = None) -> Made:
    """Gather, compose and set one paper. Raises documents.child.ChildError, which prints as one Chinese sentence."""
    on_step = on_step or (lambda percent, step: None)
    offer = OFFERS[key]
    paper = offer.compose(plan, ending, on_step)
    on_step(60, "排版成文")
    data = child.set_paper(paper, ending, seconds=LONGEST, on_wait=lambda: on_step(60, "排版成文"))
    on_step(95, "保存文件")
    return Made(data, offer.name(plan, ending), MEDIA_TYPES[ending])
