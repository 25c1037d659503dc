"""得分说明: where every score comes from, clause by clause: rule, figures, evidence, person, time, changes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone

from documents.model import Block, Cell, Heading, Paper, Paragraph, Table
from programs.models import Plan
from reports.figures import spoken_date
from reports.grid import centred, header, left
from reports.naming import headed
from reports.score_tables import numbered
from reports.sentences import on_paper
from scoring import explaining, words
from scoring.explaining import Why
from scoring.models import Assessment
from scoring.sheet import Sheet

NUMERALS = "一二三四五六七八九十"
NONE_YET = "这份方案还没有自评，没有可以说明的得分。"


def why_paper(plan: Plan) -> Paper:
    """The self-assessment explained; the number of queries does not grow with it."""
    rows = Assessment.objects.own().filter(framework=plan.framework_id, unit=plan.unit_id)
    assessment = rows.select_related("framework", "unit").first()
    if assessment is None:
        raise ValidationError(NONE_YET)
    sheet = Sheet(assessment, with_evidence=True)
    whys = {one.line.clause.pk: one for one in explaining.whys(sheet, sheet.lines)}
    blocks: list[Block] = [Paragraph(on_paper(f"{words.verdict(sheet.totals)}。{words.progress(sheet.totals)}"))]
    for one in explaining.sums_of(sheet, None):
        blocks.append(Paragraph(on_paper(f"{one.title}：{one.arithmetic}。{one.note}")))
    for place, block in enumerate(sheet.blocks):
        label = NUMERALS[place] if place < len(NUMERALS) else str(place + 1)
        blocks.append(Heading(f"{label}、{block.totals.name}"))
        (parts,) = explaining.sums_of(sheet, block.totals.pk)
        blocks.append(Paragraph(on_paper(f"{parts.arithmetic}。{parts.note}")))
        if block.lines:
            blocks.append(_table([whys[line.clause.pk] for line in block.lines]))
    title = headed(plan, f"{plan.year}年度文明创建得分说明")
    return Paper(title=title, blocks=blocks, landscape=True)


def _table(whys: list[Why]) -> Table:
    rows: list[list[Cell | None]] = [header("得分点", "规则和数据", "结果", "佐证", "谁、什么时候", "改动")]
    return Table(rows=rows + [_row(one) for one in whys], widths=(26, 26, 8, 44, 16, 26))


def _row(why: Why) -> list[Cell | None]:
    line, score = why.line, why.line.score
    proofs = [
        f"{record.title}（{spoken_date(record.begins_on)}，{record.get_state_display()}）" for record in why.records
    ]
    if why.doubt:
        proofs.append(f"依据已变化：{why.doubt}")
    who = f"{score.by or '系统'}\n{_moment(score.at)}" if score else "还没有评"
    changes = [f"{_moment(one.entry.at)} {one.who}：{one.what}{_reason(one)}" for one in why.changes if one.is_score]
    return [
        left(numbered(line.clause)),
        left("\n".join([*why.rule, *why.figures])),
        centred(line.figure),
        left("\n".join(proofs) or "没有引用"),
        centred(who),
        left("\n".join(changes) or "没有改动"),
    ]


def _moment(at) -> str:
    here = timezone.localtime(at)
    return f"{spoken_date(here)}{here:%H:%M}"


def _reason(change: explaining.Change) -> str:
    return f"（{change.entry.reason}）" if change.entry.reason else ""
