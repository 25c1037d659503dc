"""Papers the tests of setting are made from."""

import io
from datetime import date
from decimal import Decimal

from PIL import Image

from documents.model import (
    Attachment,
    Cell,
    Formula,
    Heading,
    Imprint,
    Paper,
    Paragraph,
    Picture,
    Pictures,
    RedHead,
    Table,
)

RARE_NAMES = "王祎堃、李㛃、张䶮、赵𬭛、钱喆、孙镕、周赟"
BODY = (
    "现将《2026年文明单位创建工作方案》印发给你们，请结合实际认真抓好落实。各单位要对照工作任务分解表，逐项明确责任人和完成"
    "时限，按“一事一档”要求归档……联系人：" + RARE_NAMES + "。"
)
HEADERS = ("序号", "考评内容（含分值）", "考评标准", "责任处室", "完成时限", "分值")
CATEGORIES = ("政治理论学习", "思想道德建设", "文明风尚行动", "涵育单位文化", "履行社会责任", "文明优质服务")
CLAUSE = "组织理论学习中心组集体学习不少于十二次，形成学习计划、签到、发言摘要、照片和信息报道，全员覆盖"
DEPARTMENTS = ("机关党委", "宣传处", "人事处")


def breakdown(groups=3, clauses=3, title="文明单位创建工作任务分解表"):
    """A table like the annex of a circular: merged categories, clauses with points, a total."""
    rows = [[Cell(header) for header in HEADERS]]
    number = 0
    for group in range(groups):
        name = CATEGORIES[group % len(CATEGORIES)]
        for clause in range(clauses):
            number += 1
            first = clause == 0
            rows.append(
                [
                    Cell(str(group + 1), row_span=clauses) if first else None,
                    Cell(f"{name}（{clauses * 2.5:g}分）", row_span=clauses) if first else None,
                    Cell(f"{number}.{CLAUSE}（2.5分）。"),
                    Cell("、".join(DEPARTMENTS), unbroken=DEPARTMENTS),
                    Cell("2026年12月31日", value=date(2026, 12, 31)),
                    Cell("2.5", value=Decimal("2.5")),
                ]
            )
    total = Decimal("2.5") * number
    rows.append(
        [
            Cell("合　计", column_span=5, bold=True),
            *[None] * 4,
            Cell(str(total), value=Formula(f"SUM(F2:F{number + 1})", total), bold=True),
        ]
    )
    return Table(rows, title=title, label_columns=2, widths=(12, 30, 100, 34, 28, 16))


def photo(shade=0, size=(640, 480)):
    target = io.BytesIO()
    Image.linear_gradient("L").resize(size).point(lambda value: (value + shade) % 256).convert("RGB").save(
        target, "JPEG"
    )
    return target.getvalue()


def annex(**options):
    """The breakdown table alone, as it leaves the office."""
    table = breakdown(**options)
    lines = [Paragraph("单位：青石县市场监督管理局　　　　2026年3月9日", role="small")]
    return Paper(attachments=[Attachment(table.title, [*lines, table], landscape=True)])


def circular(groups=6, photos=3):
    """A circular with everything: red head, plan with headings and photos, table, imprint."""
    plan = [
        Heading("一、工作目标", 1),
        Paragraph(
            "坚持重在建设、重在日常，职工对创建工作的知晓率、满意率达到95%以上，Web系统中的档案完整率不低于98%。"
        ),
        Heading("二、重点任务", 1),
        Heading("（一）加强理论武装", 2),
        Heading("1.健全学习制度", 3),
        Paragraph("落实“第一议题”制度，学习中心组全年集体学习12次以上，做到有计划、有记录、有交流、有成果。"),
        Heading("（1）每季度召开一次学习情况通报会", 4),
        Heading("三、活动图片", 1),
        Pictures([Picture(photo(40 * number), caption=f"图{number + 1}　学雷锋志愿服务") for number in range(photos)]),
    ]
    return Paper(
        title="关于印发《2026年文明单位创建工作方案》的通知",
        red_head=RedHead("青石县市场监督管理局文件", "青市监发〔2026〕15号"),
        addressees="各科室、局属各单位",
        blocks=[Paragraph(BODY)],
        attachments=[
            Attachment("2026年文明单位创建工作方案", plan),
            Attachment("文明单位创建工作任务分解表", [breakdown(groups, 4)], landscape=True),
        ],
        signature="青石县市场监督管理局",
        signed_on=date(2026, 3, 9),
        note="此件主动公开",
        imprint=Imprint("青石县市场监督管理局办公室", date(2026, 3, 9), "县文明办，县直机关工委"),
    )
