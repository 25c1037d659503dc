"""The three layers of a score: basic, bonus (加分), negative (负面清单, 扣分项)."""

from __future__ import annotations

import re

from documents.reading.characters import fold

_BONUS = re.compile(r"加分|特色指标|奖励分|奖励项|附加分|附加项|附加指标|激励指标|额外分")
_NEGATIVE = re.compile(
    r"取消.{0,8}(?:资格|称号)|情形之一|不得(?:申报|评为|参评|推荐)|负面清单|负面指标|负面项|扣分项|减分项|扣分指标|扣分事项|减分指标|一票否决|否决项|倒扣|惩戒|反向指标|禁止性"
)
_TURNED = re.compile(r"减少|降低|避免")


def layer_of(*texts: str) -> str:
    """The layer that the innermost heading among `texts` (outermost first) names, basic where none does."""
    for text in reversed(texts):
        folded = fold(text)
        if _NEGATIVE.search(folded) and not _TURNED.search(folded):
            return "negative"
        if _BONUS.search(folded) and not re.search(r"加分(?:和|与|、|/)?[扣减]分", folded):
            return "bonus"
    return "basic"
