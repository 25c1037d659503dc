"""征求意见及采纳情况汇总表: what each department said of a draft, and what became of it."""

from __future__ import annotations

from django.utils import timezone

from documents.model import Block, Cell, Paper, Paragraph, Table
from programs.models import Plan
from programs.remarks import Consultation, Remark
from reports.figures import spoken_date
from reports.grid import Label, centred, count, header, left
from reports.naming import plan_name


def remarks_table(plan: Plan) -> Paper:
    """The plan's last consultation; every department asked is named, those without remarks too."""
    consultation = plan.consultations.first()
    title = f"《{plan_name(plan)}》\n征求意见及采纳情况汇总表"
    if consultation is None:
        return Paper(title=title, blocks=[Paragraph("这份方案还没有征求过意见。")], landscape=True)
    return Paper(title=title, blocks=_blocks(consultation), landscape=True)


def _blocks(consultation: Consultation) -> list[Block]:
    replies = list(
        consultation.replies.select_related("department")
        .prefetch_related("remarks")
        .order_by("department__order", "pk")
    )
    label, number = Label(), 0
    rows: list[list[Cell | None]] = [header("部门", "序号", "针对内容", "意见", "采纳情况", "理由")]
    for reply in replies:
        remarks = list(reply.remarks.all())
        if not remarks:
            said = "无意见" if reply.replied_at else "未反馈"
            rows.append(
                [label.of(str(reply.department)), centred("—"), centred("—"), left(said), centred("—"), left("")]
            )
        for one in remarks:
            number += 1
            rows.append(
                [
                    label.of(str(reply.department)),
                    count(number),
                    left(one.place or "整个方案"),
                    left(one.text),
                    centred(one.get_verdict_display() or "待处理"),
                    left(one.reason),
                ]
            )
    table = Table(rows=rows, widths=(14, 6, 20, 40, 10, 24), label_columns=1)
    return [table, Paragraph(_said(consultation, replies), role="small")]


def _said(consultation: Consultation, replies: list) -> str:
    verdicts = [one.verdict for reply in replies for one in reply.remarks.all()]
    asked = f"{spoken_date(timezone.localdate(consultation.opened_at))}向{len(replies)}个部门征求意见，"
    answered = sum(bool(reply.replied_at) for reply in replies)
    taken = "，".join(
        f"{label}{verdicts.count(value)}条" for value, label in Remark.Verdict.choices if value in verdicts
    )
    waiting = verdicts.count("")
    said = f"{asked}{answered}个部门反馈，收到意见{len(verdicts)}条"
    return f"{said}{f'，{taken}' if taken else ''}{f'，待处理{waiting}条' if waiting else ''}。"
