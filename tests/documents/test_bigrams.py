"""The one measure of likeness: which signs count, and the nearest found as by comparing with all."""

import random
import sys
import unicodedata

import pytest

from documents.bigrams import Nearest, bare, bigrams, likeness

SIGNS = "文明创建单位组织开展学习"


def test_letters_and_digits_of_every_script_count_and_nothing_else():
    for start in range(0, sys.maxunicode + 1, 4096):
        signs = [chr(code) for code in range(start, min(start + 4096, sys.maxunicode + 1))]
        counted = [sign for sign in signs if unicodedata.category(sign)[0] in "LN"]
        assert list(filter(str.isalnum, signs)) == counted


@pytest.mark.parametrize(
    ("text", "left"), [(None, ""), ("", ""), ("１２ 分", "12分"), ("“A、b”（Ｃ）", "abc"), ("①", "1"), ("——", "")]
)
def test_a_text_is_bared_of_width_case_and_punctuation(text, left):
    assert bare(text) == left


def test_the_nearest_are_those_that_comparing_with_all_would_find():
    chance = random.Random(5)
    texts = ["".join(chance.choices(SIGNS, k=chance.randrange(1, 14))) for _ in range(300)]
    together, grown = Nearest(dict(enumerate(texts))), Nearest()
    for key, text in enumerate(texts):
        grown.add(key, text)
    for wanted in texts[:60]:
        rated = [(key, likeness(wanted, text)) for key, text in enumerate(texts) if bigrams(wanted) & bigrams(text)]
        expected = sorted((one for one in rated if one[1] >= 0.3), key=lambda one: (-one[1], one[0]))[:5]
        assert together.to(wanted, least=0.3) == grown.to(wanted, least=0.3) == expected


def test_nothing_is_near_where_nothing_was_given():
    assert Nearest().to("志愿服务") == []
