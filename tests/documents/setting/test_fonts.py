"""Which font serves which role, and readable Chinese where no font is installed."""

import io
import os
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from documents import child
from documents.model import Paper, Paragraph
from documents.setting import fonts
from tests.documents.setting.sample_papers import RARE_NAMES

ROOT = Path(__file__).resolve().parents[3]
SET_A_PAPER = """
import sys
from documents.model import Heading, Paper, Paragraph
from documents.setting import fonts, set_pdf
names = sys.argv[1]
paper = Paper("文明单位创建工作方案", blocks=[Heading("一、目标"), Heading("（一）理论武装", 2), Paragraph(names)])
sys.stderr.write("|".join(served.family for served in fonts.serving()))
sys.stdout.buffer.write(set_pdf(paper))
"""


def test_every_role_is_served_by_a_file_that_exists():
    served = fonts.serving()
    assert [found.role for found in served] == ["body", "kai", "hei", "title", "number"]
    assert all(Path(found.file).is_file() for found in served)
    assert all(found.label for found in served)


def test_a_family_that_is_not_installed_has_no_file():
    assert fonts.file_of("没有这种字体") == ""


def test_a_stack_names_the_official_font_first_and_the_carried_one_last():
    stack = fonts.stack("body")
    assert stack.index("仿宋_GB2312") < stack.index("FandolFang") < stack.index("Noto Serif CJK SC")
    assert stack.endswith('"civility serif", serif')


def test_titles_keep_the_digits_of_their_own_face():
    assert fonts.LATIN_FACE in fonts.stack("body")
    assert fonts.LATIN_FACE not in fonts.stack("title") + fonts.stack("hei") + fonts.stack("number")


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """The office's folder with a font that calls itself 仿宋_GB2312, one of another name and a file that is none."""
    folder = tmp_path / "字体 & 授权"
    folder.mkdir()
    for name in ("仿宋_GB2312", "花体"):
        font = TTFont(fonts.carried_files()[fonts.PACKAGE_SERIF])
        subset = Subsetter()
        subset.populate(text="坚持重在建设")
        subset.subset(font)
        for kind in (1, 4, 16):
            font["name"].setName(name, kind, 3, 1, 0x409)
        font["name"].setName(f"own{ord(name[0])}", 6, 3, 1, 0x409)
        font.save(folder / f"{name}.ttf")
    (folder / "坏.otf").write_bytes(b"no font")
    monkeypatch.setattr(child, "font_folder", folder)
    return folder


def test_a_font_in_the_offices_own_folder_serves_the_next_paper(own_folder):
    found = child.look_at_fonts("坚持")
    body = found["served"][0]
    assert (body["family"], Path(body["file"]).parent.name) == ("仿宋_GB2312", "字体 & 授权")
    told = {one["file"]: (one["names"], one["roles"]) for one in found["own"]}
    assert "仿宋_GB2312" in told["仿宋_GB2312.ttf"][0]
    assert told["仿宋_GB2312.ttf"][1] == ["正文（仿宋）"]
    assert told["花体.ttf"][1] == []
    assert told["坏.otf"][0] == []
    data = child.set_paper(Paper(blocks=[Paragraph("坚持重在建设")]), "pdf")
    names = [str(font["/BaseFont"]) for font in PdfReader(io.BytesIO(data)).pages[0]["/Resources"]["/Font"].values()]
    assert [name for name in names if "civility" not in name and "Noto" not in name and "Fandol" not in name]


def test_without_a_folder_of_its_own_the_systems_fonts_serve(monkeypatch, tmp_path):
    monkeypatch.setattr(child, "font_folder", tmp_path / "nothing")
    assert child.look_at_fonts("坚持")["own"] == []


def test_characters_nobody_can_print_are_named_once():
    assert fonts.missing_characters("王祎堃㛃䶮") == []
    assert fonts.missing_characters("甲\U0010fffd乙\U0010fffd\n") == ["\U0010fffd"]


@pytest.fixture(scope="module")
def bare_machine(tmp_path_factory):
    """A paper set where fontconfig knows no font at all."""
    folder = tmp_path_factory.mktemp("nofonts")
    (folder / "fonts.conf").write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{folder}/none</dir>'
        f"<cachedir>{folder}/cache</cachedir></fontconfig>"
    )
    return subprocess.run(
        [sys.executable, "-c", SET_A_PAPER, RARE_NAMES],
        env={"FONTCONFIG_FILE": str(folder / "fonts.conf"), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        cwd=ROOT,
        capture_output=True,
        check=True,
    )


def test_without_any_font_the_carried_ones_serve(bare_machine):
    assert bare_machine.stderr.decode().startswith("||||")  # no family for any of the five roles
    reader = PdfReader(io.BytesIO(bare_machine.stdout))
    names = {str(font["/BaseFont"]) for font in reader.pages[0]["/Resources"]["/Font"].values()}
    assert any(name.endswith("civility-serif") for name in names)
    assert any(name.endswith("civility-sans") for name in names)


def test_without_any_font_the_words_are_all_there(bare_machine):
    text = PdfReader(io.BytesIO(bare_machine.stdout)).pages[0].extract_text()
    assert set("文明单位创建工作方案一二、目标理论武装") - set(text) <= {"二"}
    assert set("王李张赵钱孙周祎堃喆镕赟") - set(text) == set()


def test_without_the_libraries_one_sentence_names_the_command():
    with pytest.raises(child.ChildRefused, match="make libraries") as refused:
        child.run("tests.documents.errands.set_without_pango", "pdf")
    assert refused.value.kind == "Unavailable"
    assert refused.value.sentence.endswith("。")


def test_without_the_libraries_word_and_excel_are_made_all_the_same():
    word = docx.Document(io.BytesIO(child.run("tests.documents.errands.set_without_pango", "docx")))
    assert any("make libraries" in line.text for line in word.paragraphs)
    assert child.run("tests.documents.errands.set_without_pango", "xlsx").startswith(b"PK")
