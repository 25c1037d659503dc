"""The title a paper strives for is read from its own words."""

import pytest

from programs.title_sought import title_sought


@pytest.mark.parametrize(
    ("title", "text", "sought"),
    [
        ("省国资委2022年创建“省文明单位”实施方案", "", "省文明单位"),
        ("2022年创建文明单位示范点实施方案", "", "文明单位示范点"),
        ("市直机关文明单位创建方案", "", "市直机关文明单位"),
        ("2018年工作方案", "贯彻省、市、县文明委对文明单位建设的部署，力争创建成市级文明单位。", "市级文明单位"),
        ("工作要点", "争取明年达到全国文明校园标准。", "全国文明校园"),
        ("全国文明城市创建方案", "积极参与全国文明城市创建。", ""),
        (None, "", ""),
    ],
)
def test_the_title_is_found_in_the_heading_first_then_in_a_sentence_that_strives(title, text, sought):
    assert title_sought({"title": title, "sections": [{"text": text}, {"text": None}]}) == sought
