"""Taking a paper in: what is refused is refused in one sentence and leaves nothing."""

import pytest
from django.core.exceptions import ValidationError

from files.models import Blob
from programs import importing
from programs.models import PaperImport
from tests.programs import papers
from tests.programs.importers import read

pytestmark = pytest.mark.django_db


def test_what_was_read_waits_with_its_lines(unit, tmp_path):
    paper_import = read(unit, papers.word(tmp_path / "a.docx"))
    assert paper_import.state == "read"
    assert [item["id"] for item in paper_import.reading["items"]] == [1, 2, 3, 4, 5]
    assert paper_import.reading["lines"][2]["cells"][0] == "1"


def test_the_year_of_the_paper_counts_where_none_is_said(unit, tmp_path):
    assert read(unit, papers.prose(tmp_path / "a.txt"), year=None).year == 2021


def test_pasted_text_is_kept_as_a_text_file(unit):
    paper_import = importing.read_pasted(unit=unit, by=None, text=papers.PROSE)
    assert paper_import.source_name == "粘贴的文字.txt"
    assert paper_import.source.media_type == "text/plain"
    assert len(paper_import.reading["items"]) == 4


def test_a_pasted_table_is_read_as_a_table(unit):
    text = "\n".join("\t".join(row) for row in (papers.HEADER, *papers.ROWS))
    assert [item["points"] for item in importing.read_pasted(unit=unit, by=None, text=text).reading["items"]] == [
        "2",
        "1",
        "3",
        "2",
        "2",
    ]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("空.docx", b"", "是空的"),
        ("假.docx", b"\x00\x01\x02 not a paper" * 50, ""),
        ("坏.xlsx", b"PK\x03\x04broken", ""),
        ("加密.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 2000, ""),
        ("无条目.txt", "今天天气很好。".encode(), "没有从中读出"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_one_sentence(unit, name, data, sentence):
    with pytest.raises(ValidationError) as refused:
        importing.read(unit=unit, by=None, chunks=[data], name=name)
    assert len(refused.value.messages) == 1
    assert sentence in refused.value.messages[0]
    assert refused.value.messages[0].endswith("。")
    assert not Blob.objects.exists() and not PaperImport.objects.exists()


def test_a_file_over_the_limit_is_refused(unit, settings):
    settings.PAPER_LIMIT = 2**20
    with pytest.raises(ValidationError, match="超过了 1 MB"):
        importing.read(unit=unit, by=None, chunks=[b"x" * 2**20, b"x"], name="大.txt")


def test_nothing_but_white_space_pasted_is_refused(unit):
    with pytest.raises(ValidationError, match="还没有粘贴"):
        importing.read_pasted(unit=unit, by=None, text=" \n ")


def test_no_file_is_left_in_the_incoming_folder(unit, tmp_path, settings):
    read(unit, papers.word(tmp_path / "a.docx"))
    assert list((settings.DATA_DIR / "incoming").iterdir()) == []
