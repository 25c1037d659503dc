"""Which font serves each role on this machine, asked of fontconfig; fonts of a Python package where it has none.

The official fonts may not be given away, so a stack names them first and free ones after them. A font put into the
system's font folder, or into the office's own, is taken without any setting.
"""

from __future__ import annotations

import ctypes
import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE_SERIF, PACKAGE_SANS, LATIN_FACE = "civility serif", "civility sans", "civility latin"


@dataclass(frozen=True)
class Role:
    """What a font is for; the first of `families` that is installed serves, `carried` is the package's font."""

    label: str
    families: tuple[str, ...]
    carried: str
    generic: str


ROLES = {
    "body": Role(
        "正文（仿宋）",
        (
            *("仿宋_GB2312", "FangSong_GB2312", "方正仿宋_GBK", "FZFangSong-Z02", "方正仿宋简体", "FZFangSong-Z02S"),
            *("方正仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "华文仿宋"),
            *("Zhuque Fangsong (technical preview)", "FandolFang", "Noto Serif CJK SC Light", "Noto Serif CJK SC"),
            *("Noto Serif SC", "Source Han Serif SC"),
        ),
        PACKAGE_SERIF,
        "serif",
    ),
    "kai": Role(
        "二级标题、图注（楷体）",
        (
            *(
                "楷体_GB2312",
                "KaiTi_GB2312",
                "方正楷体_GBK",
                "FZKai-Z03",
                "方正楷体简体",
                "FZKai-Z03S",
                "方正楷体_GB2312",
            ),
            *("KaiTi", "楷体", "STKaiti", "华文楷体", "FandolKai", "LXGW WenKai"),
            *("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC"),
        ),
        PACKAGE_SERIF,
        "serif",
    ),
    "hei": Role(
        "一级标题、表头（黑体）",
        (
            *("方正黑体_GBK", "FZHei-B01", "SimHei", "黑体", "STHeiti", "Noto Sans CJK SC Medium", "Noto Sans CJK SC"),
            *("Noto Sans SC", "Source Han Sans SC"),
        ),
        PACKAGE_SANS,
        "sans-serif",
    ),
    "title": Role(
        "标题、红头（小标宋）",
        (
            *("方正小标宋_GBK", "方正小标宋简体", "FZXiaoBiaoSong-B05", "FZXiaoBiaoSong-B05S"),
            *("小标宋体", "小标宋", "文星标宋", "华文中宋", "STZhongsong"),
            *("Noto Serif CJK SC SemiBold", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC"),
        ),
        PACKAGE_SERIF,
        "serif",
    ),
    "number": Role(
        "页码（宋体）",
        ("SimSun", "宋体", "STSong", "FandolSong", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC"),
        PACKAGE_SERIF,
        "serif",
    ),
}
RARE = "BabelStone Han"  # behind every stack: characters of names that others lack
WITH_LATIN = ("body", "kai")
LATIN = ("Liberation Serif", "Times New Roman", "Tinos")
# These families have a heavier weight that comes near 小标宋; the official font has one weight, already right.
HAVE_WEIGHTS = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC")


@dataclass(frozen=True)
class Served:
    """The font that serves a role; `family` is empty where only the package's font does."""

    role: str
    label: str
    family: str
    file: str


@cache
def serving() -> tuple[Served, ...]:
    """For every role the family and file that will be used."""
    found = []
    for name, role in ROLES.items():
        family, file = next(((family, file) for family in role.families if (file := file_of(family))), ("", ""))
        found.append(Served(name, role.label, family, file or str(carried_files()[role.carried])))
    return tuple(found)


def carried_files() -> dict[str, Path]:
    """The fonts that came with a Python package, by the family name they are given."""
    import pylopdf_fonts_zh_cn as carried

    return {PACKAGE_SERIF: carried.serif_path(), PACKAGE_SANS: carried.sans_path()}


def stack(role: str) -> str:
    """The CSS value of font-family for a role."""
    here = ROLES[role]
    # Titles and headings keep the digits of their own face, which are as heavy as its characters.
    latin = [LATIN_FACE] if role in WITH_LATIN else []
    names = [*latin, *here.families, RARE, here.carried]
    return ", ".join(f'"{name}"' for name in names) + f", {here.generic}"


def weight(role: str) -> int:
    """The weight to ask for: heavier where a title is set in a text face."""
    family = next(served.family for served in serving() if served.role == role)
    return 600 if role == "title" and family in HAVE_WEIGHTS else 400


def faces() -> dict[str, tuple[Path, str]]:
    """Fonts a PDF must bring along: name → (file, unicode-range).

    The Latin face covers only ASCII, so that “ ” … — stay Chinese; and not the space, by which a line's height is
    measured: lines would grow by what the two faces differ. Package fonts join where a role has no other.
    """
    brought = {}
    latin = next((file for family in LATIN if (file := file_of(family))), "")
    if latin:
        brought[LATIN_FACE] = (Path(latin), "U+0021-007E")
    lacking = {ROLES[served.role].carried for served in serving() if not served.family}
    brought |= {name: (path, "") for name, path in carried_files().items() if name in lacking}
    return brought


@cache
def file_of(family: str) -> str:
    """The file of an installed family, by any of its names, or an empty text."""
    library = _fontconfig()
    if library is None:
        return ""
    pattern = library.FcPatternCreate()
    library.FcPatternAddString(pattern, b"family", family.encode())
    library.FcConfigSubstitute(None, pattern, 0)
    library.FcDefaultSubstitute(pattern)
    match = library.FcFontMatch(None, pattern, ctypes.byref(ctypes.c_int()))
    try:
        # fontconfig always answers with something; it counts only where the answer bears the name asked for.
        if match and family.casefold() in (name.casefold() for name in _texts(library, match, b"family")):
            return next(_texts(library, match, b"file"), "")
        return ""
    finally:
        library.FcPatternDestroy(pattern)
        if match:
            library.FcPatternDestroy(match)


def _texts(library, pattern, key: bytes):
    value = ctypes.c_char_p()
    place = 0
    while library.FcPatternGetString(pattern, key, place, ctypes.byref(value)) == 0:
        yield value.value.decode("utf-8", "replace")
        place += 1


@cache
def _fontconfig():
    try:
        library = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return None
    for name in ("FcPatternCreate", "FcFontMatch"):
        getattr(library, name).restype = ctypes.c_void_p
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    library.FcPatternAddString.argtypes = [pointer, text, text]
    library.FcConfigSubstitute.argtypes = [pointer, pointer, ctypes.c_int]
    library.FcDefaultSubstitute.argtypes = [pointer]
    library.FcPatternDestroy.argtypes = [pointer]
    library.FcFontMatch.argtypes = [pointer, pointer, pointer]
    library.FcPatternGetString.argtypes = [pointer, text, ctypes.c_int, pointer]
    library.FcInit()
    return library


def missing_characters(text: str) -> list[str]:
    """The characters of the text that no font serving the body has, in order, each once."""
    from fontTools.ttLib import TTCollection, TTFont

    known: set[int] = set()
    files = {file for family in (*ROLES["body"].families, RARE) if (file := file_of(family))}
    for file in files or {str(carried_files()[PACKAGE_SERIF])}:
        with TTCollection(file, lazy=True) if file.endswith((".ttc", ".otc")) else TTFont(file, lazy=True) as opened:
            font = opened.fonts[0] if isinstance(opened, TTCollection) else opened
            known.update(font.getBestCmap())
    return [character for character in dict.fromkeys(text) if not character.isspace() and ord(character) not in known]


@dataclass(frozen=True)
class Own:
    """A file in the office's folder of fonts: the names it goes by, and for which roles it serves."""

    file: str
    names: tuple[str, ...]
    roles: tuple[str, ...]


MOST_OWN = 60
ENDINGS = (".ttf", ".otf", ".ttc", ".otc")


def own_files(folder: str) -> list[Own]:
    """The fonts in a folder; a file that is none, or too damaged to be read, has no names."""
    files = sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())
    served = [(served.label, Path(served.file).resolve()) for served in serving()]
    return [
        Own(path.name, _names_of(path), tuple(label for label, file in served if file == path.resolve()))
        for path in files[:MOST_OWN]
    ]


def _names_of(path: Path) -> tuple[str, ...]:
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    try:
        collected = path.suffix.lower() in (".ttc", ".otc")
        opened = TTCollection(path, lazy=True).fonts if collected else [TTFont(path, lazy=True)]
        found = [name.toUnicode() for font in opened for name in font["name"].names if name.nameID in (1, 16)]
    except (TTLibError, OSError, KeyError, ValueError, EOFError, AssertionError, struct.error):
        return ()
    return tuple(dict.fromkeys(found))
