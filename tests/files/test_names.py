"""File names people will see: readable in Chinese, safe on every system and in every header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.names import LONGEST, LONGEST_BYTES, safe_name, split_ending


def test_a_chinese_title_stays_as_it_is():
    assert safe_name("“雷锋家乡学雷锋”植绿护绿活动", ".jpg") == "“雷锋家乡学雷锋”植绿护绿活动.jpg"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "etcpasswd"),
        ("a\\b:c*d?e", "abcde"),
        ('引"号<b>', "引号b"),
        ("总结\n2022", "总结 2022"),
        ("\u202efdp.exe", "fdp.exe"),
        ("CON", "_CON"),
        ("com1.txt", "_com1.txt"),
        ("COM¹", "_COM¹"),
        ("  . ", "文件"),
        ("", "文件"),
        ("\ud800坏字", "坏字"),
        ("  一   二 ", "一 二"),
    ],
)
def test_a_hostile_title_becomes_a_plain_name(title, name):
    assert safe_name(title) == name


@given(st.text(), st.sampled_from(["", ".docx", ".jpg", '."; filename="x', ".a\r\nb"]))
def test_every_title_gives_a_name_every_system_takes(title, ending):
    name = safe_name(title, ending)
    assert name
    assert len(name) <= LONGEST
    assert len(name.encode()) <= LONGEST_BYTES
    assert not set(name) & set('<>:"/\\|?*\r\n\x00')
    assert name == name.strip(" .")


@given(st.text())
def test_an_ending_is_a_few_letters_or_digits_or_nothing(name):
    _, ending = split_ending(name)
    assert ending == "" or (ending[1:].isalnum() and ending.isascii())


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("合影.JPG", ("合影", ".jpg")),
        ("C:\\照片\\合影.jpg", ("合影", ".jpg")),
        ("../x.tar.gz", ("x.tar", ".gz")),
        (".htaccess", (".htaccess", "")),
        ("没有扩展名", ("没有扩展名", "")),
        ("第1.2节 总结", ("第1.2节 总结", "")),
        ('x.y"; filename="evil', ('x.y"; filename="evil', "")),
    ],
)
def test_an_upload_name_falls_into_stem_and_ending(name, parts):
    assert split_ending(name) == parts


def test_the_ending_survives_a_title_that_is_too_long():
    assert safe_name("长" * 300, ".docx").endswith("长.docx")
