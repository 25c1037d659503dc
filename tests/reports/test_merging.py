"""An edited passage meets new figures: the edit stays, the figures follow where they can."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.merging import merged

DRAFT = "20项任务已完成12项，完成率60%。全年开展活动31场。没有逾期。"
LATER = "20项任务已完成15项，完成率75%。全年开展活动34场。逾期1项。"

WORDS = st.text(alphabet="任务完成了项，。；0123\n", max_size=40)


def test_what_nobody_edited_is_the_new_draft():
    assert merged(DRAFT, DRAFT, LATER).text == LATER


def test_an_edit_stays_while_the_draft_stays():
    mine = DRAFT.replace("没有逾期。", "全部按时。")
    assert merged(DRAFT, mine, DRAFT).text == mine


def test_sentences_left_alone_follow_and_the_edited_one_stays():
    mine = DRAFT.replace("没有逾期。", "各处室都很努力。")
    answer = merged(DRAFT, mine, LATER)
    assert answer.text == "20项任务已完成15项，完成率75%。全年开展活动34场。各处室都很努力。"
    assert answer.left == ("逾期1项。",)


def test_figures_inside_an_edited_sentence_follow():
    mine = DRAFT.replace("全年开展活动31场。", "一年来，全委上下共开展各类活动31场，反响很好。")
    answer = merged(DRAFT, mine, LATER)
    assert "一年来，全委上下共开展各类活动34场，反响很好。" in answer.text
    assert answer.left == ()


def test_a_figure_the_editor_changed_stays_as_typed():
    mine = DRAFT.replace("已完成12项", "已完成13项")
    assert "已完成13项，完成率75%" in merged(DRAFT, mine, LATER).text


def test_a_paragraph_added_at_the_end_stays_behind_the_new_draft():
    answer = merged(DRAFT, f"{DRAFT}\n另外，我们还办了读书月。", LATER)
    assert answer.text.startswith("20项任务已完成15项")
    assert answer.text.endswith("另外，我们还办了读书月。")


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS)
def test_for_any_text_one_side_alone_is_taken_whole(base, other):
    assert merged(base, base, other).text == other
    assert merged(base, other, base).text == other
    assert merged(base, other, other).text == other


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS, WORDS)
def test_for_any_three_texts_a_second_merge_changes_nothing(base, mine, new):
    """Merging again with the same draft changes nothing more."""
    text = merged(base, mine, new).text
    assert merged(new, text, new).text == text
