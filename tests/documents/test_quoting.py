"""Within “ ” stand ‘ ’ (GB/T 15834), on screens and on paper."""

import pytest

from documents.quoting import nested, quoted


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("植树", "“植树”"),
        ("“向奋斗者致敬”典型宣讲", "“‘向奋斗者致敬’典型宣讲”"),
        ("读“学“四史””心得", "“读‘学“四史”’心得”"),
        ("没有“收住", "“没有“收住”"),
    ],
)
def test_a_title_is_quoted_by_single_marks_inside_double_ones(title, said):
    assert quoted(title) == said


def test_a_sentence_keeps_its_other_marks():
    said = "给““向奋斗者致敬”典型宣讲”传照片，归到“宣传”。"
    assert nested(said) == "给“‘向奋斗者致敬’典型宣讲”传照片，归到“宣传”。"
    assert nested("“甲”和“乙”") == "“甲”和“乙”"
    assert nested("”倒着“") == "”倒着“"
