"""Hostile words in a paper: sixty ways to make a renderer fetch something, none of which fetches anything."""

import io
import pickle
import re
import zipfile
import zlib
from datetime import date

import pytest

from documents import child
from documents.child import run
from documents.model import Attachment, Cell, Heading, Imprint, Paper, Paragraph, Picture, Pictures, RedHead, Table
from documents.setting.measures import GBK, Layout

CANARY = "canary-7f3a"
SECRET = b"THE-SECRET-IN-THE-FILE"
WATCH = "tests.documents.errands.set_and_watch"

TAGS = (
    '<img src="{}">',
    '<img srcset="{} 2x">',
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}">',
    '<a rel="attachment" href="{}">x</a>',
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<iframe src="{}"></iframe>',
    '<style>@import url("{}");</style>',
    '<style>@font-face{{font-family:"x";src:url("{}")}} *{{font-family:x}}</style>',
    '<style>body{{background:url("{}")}}</style>',
    '<p style="background-image:url({})">x</p>',
    '<p style="content:url({})">x</p>',
    '<p style="list-style-image:url({})">x</p>',
    '<base href="{}"><img src="x">',
    '<svg><image href="{0}" xlink:href="{0}"/></svg>',
    '<svg><use href="{}#a"/></svg>',
    '"><script src="{}"></script>',
    "'><meta http-equiv=refresh content='0;url={}'>",
    '</title></head><body><img src="{}">',
)
DRAWINGS = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<image xlink:href="{}" width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}" width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><style>@import url("{}");</style><rect width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="{}#a"/></svg>',
    '<!DOCTYPE svg [<!ENTITY x SYSTEM "{}">]><svg xmlns="http://www.w3.org/2000/svg"><text y="9">&x;</text></svg>',
    '<?xml-stylesheet href="{}"?><svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>',
)


@pytest.fixture(scope="module")
def canary(tmp_path_factory):
    path = tmp_path_factory.mktemp("secret") / CANARY
    path.write_bytes(SECRET)
    return path


def addresses(canary):
    return (f"file://{canary}", str(canary), f"http://127.0.0.1:9/{CANARY}")


def everywhere(text):
    """A paper with the text in every place that takes one."""
    return Paper(
        title=text,
        red_head=RedHead(text, text),
        addressees=text,
        blocks=[
            Heading(text),
            *[Paragraph(text, role=role) for role in ("body", "note", "source")],
            Table([[Cell(text)], [Cell(text, unbroken=(text, text[:5]))]], title=text),
            Pictures([Picture(b"x", caption=text)]),
            Picture(text.encode(), "image/svg+xml"),
        ],
        attachments=[Attachment(text, [Paragraph(text)])],
        signature=text,
        signed_on=date(2026, 3, 9),
        note=text,
        imprint=Imprint(text, date(2026, 3, 9), text),
    )


def inflated(pdf):
    """The PDF with every stream that can be unpacked, unpacked."""
    out = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            out.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"".join(out)


def test_no_words_whatever_make_the_pdf_fetch_anything(canary):
    # Sixty payloads, the three addresses of a kind together in each text.
    papers = [everywhere(" ".join(tag.format(address) for address in addresses(canary))) for tag in TAGS]
    assert len(papers) * len(addresses(canary)) == 60
    answer = run(WATCH, "pdf", CANARY, input=pickle.dumps(papers), seconds=240, memory_mib=2048)
    assert answer["seen"] == answer["stopped"] == []
    for number in range(len(papers)):
        pdf = inflated(answer[str(number)])
        assert SECRET not in pdf
        assert b"/EmbeddedFile" not in pdf


def test_the_words_are_printed_as_they_were_typed(canary):
    from pypdf import PdfReader

    paper = Paper(blocks=[Paragraph('<img src="x"> & <b>字</b>')])
    text = PdfReader(io.BytesIO(child.set_paper(paper, "pdf"))).pages[0].extract_text()
    assert '<img src="x"> & <b>字</b>' in text.replace("\n", "")


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_a_drawing_with_links_fetches_nothing(canary, drawing):
    papers = [
        Paper(blocks=[Picture(drawing.format(address).encode(), "image/svg+xml", "图")])
        for address in addresses(canary)
    ]
    answer = run(WATCH, "pdf", CANARY, input=pickle.dumps(papers), seconds=60)
    assert answer["seen"] == []
    for number in range(len(papers)):
        # one that is stopped at an address that is not ours has made nothing
        assert (number in answer["stopped"]) != (str(number) in answer)
        assert SECRET not in inflated(answer.get(str(number), b""))


def test_word_and_excel_fetch_nothing_either(canary):
    papers = [everywhere(tag.format(addresses(canary)[0])) for tag in TAGS]
    for kind in ("docx", "xlsx"):
        for paper in papers:
            paper.blocks = [block for block in paper.blocks if not isinstance(block, Picture)]
        answer = run(WATCH, kind, CANARY, input=pickle.dumps(papers), seconds=60)
        assert answer["seen"] == answer["stopped"] == []
        with zipfile.ZipFile(io.BytesIO(answer["0"])) as packed:
            relations = b"".join(packed.read(name) for name in packed.namelist() if name.endswith(".rels"))
        assert b"External" not in relations


def test_an_unknown_format_is_refused_with_the_ones_there_are():
    with pytest.raises(child.ChildRefused, match="xlsx、docx、pdf") as refused:
        child.set_paper(Paper(), "ods")
    assert refused.value.kind == "Unavailable"


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf"])
def test_the_child_sets_every_kind(kind):
    data = child.set_paper(everywhere("文明创建"), kind)
    assert data.startswith(b"%PDF" if kind == "pdf" else b"PK")


def test_a_paper_that_takes_too_long_ends_in_a_sentence():
    rows = [[Cell("甲" * 200) for _ in range(5)] for _ in range(1500)]
    with pytest.raises(child.ChildFailed, match="这份公文太复杂，2 秒内没有处理完"):
        child.set_paper(Paper(blocks=[Table(rows)]), "pdf", seconds=2)


def test_a_table_too_long_for_a_pdf_is_told_where_it_fits():
    with pytest.raises(child.ChildRefused, match="Excel") as refused:
        child.set_paper(Paper(blocks=[Table([[Cell("甲")]] * 2001)]), "pdf")
    assert refused.value.kind == "TooLong"


def test_the_choices_of_an_office_reach_the_child():
    paper = Paper(blocks=[Paragraph("正文")])
    with zipfile.ZipFile(io.BytesIO(child.set_paper(paper, "docx", Layout(fonts=GBK)))) as packed:
        assert "方正仿宋_GBK" in packed.read("word/document.xml").decode()
