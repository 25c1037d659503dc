"""The kinds of record: which slots each has, what the office calls them there and how it counts them."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.models import Record

Kind = Record.Kind


@dataclass(frozen=True)
class Asked:
    """One slot of a kind: `title` in sentences, `heading` over its files. The slot number is a field, not files."""

    slot: str
    title: str
    heading: str
    measure: str = "份"


_PHOTO = Asked("photo", "图片", "图片", "张")
SLOTS: dict[str, tuple[Asked, ...]] = {
    Kind.ACTIVITY: (
        Asked("plan", "方案", "计划方案"),
        Asked("photo", "图片", "活动图片", "张"),
        Asked("summary", "总结", "活动总结", "字"),
        Asked("press", "报道", "媒体报道", "篇"),
    ),
    Kind.MEETING: (
        Asked("plan", "通知", "会议通知与议程"),
        Asked("sign_in", "签到", "签到表"),
        Asked("summary", "纪要", "会议纪要", "字"),
        _PHOTO,
    ),
    Kind.HONOUR: (Asked("proof", "证书", "证书、奖牌与文件"), Asked("number", "文号", "文号"), _PHOTO),
    Kind.REGULATION: (Asked("body", "正文", "制度正文"), Asked("number", "文号", "文号")),
    Kind.DOCUMENT: (Asked("body", "正文", "正文"), Asked("number", "文号", "文号")),
    Kind.PUBLICITY: (Asked("body", "稿件", "报送的稿件"), Asked("press", "采用", "采用后的截图或网址", "篇")),
    Kind.SPENDING: (Asked("proof", "凭证", "票据与凭证"), Asked("number", "凭证号", "凭证号")),
    Kind.SURVEY: (Asked("plan", "问卷", "问卷样张"), Asked("body", "结果", "统计结果")),
    Kind.STATEMENT: (Asked("body", "声明", "签字盖章的声明"),),
    Kind.FIGURE: (Asked("body", "来源", "来源文件"),),
}
