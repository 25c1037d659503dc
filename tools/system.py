"""What the operating system gives: libraries that set PDF pages, Chinese fonts, a browser for the tests."""

import ctypes
import os
import re
import shutil
import tempfile
from pathlib import Path

from tools.place import PYTHON, output, run, say

# What WeasyPrint opens when it sets a page.
SHARED_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
LIBRARY_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "libfontconfig1")
LATIN_PACKAGES = ("fonts-liberation",)  # as wide as Times New Roman
FONT_PACKAGES = ("fontconfig", "fonts-noto-cjk", *LATIN_PACKAGES)
# The one free 仿宋 and its 楷体 come inside a package of 98 MB with much beside them: two files of it are kept.
OFFICE_FONT_PACKAGE = "texlive-lang-chinese"
OFFICE_FONT_FILES = ("FandolFang-Regular.otf", "FandolKai-Regular.otf")
# The same engine without a window costs a third less; not every system has the package.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def is_root_with_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def missing_libraries() -> list[str]:
    missing = []
    for name in SHARED_LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing


def has_chinese_fonts() -> bool:
    """Whether a font for screens and for 宋体 and 黑体 is here; 仿宋 and 楷体 do for neither."""
    if shutil.which("fc-list"):
        families = output("fc-list", ":lang=zh-cn", "family").splitlines()
        return any(not re.search("fang|kai|仿宋|楷", family, re.IGNORECASE) for family in families)
    return any(Path("/usr/share/fonts").rglob("Noto*CJK*"))


def libraries_and_fonts() -> bool:
    """Whether PDF pages can be set here; installs what is missing when that is allowed, else says the one command."""
    office_fonts()
    if is_root_with_apt() and has_chinese_fonts() and not has_latin_fonts():
        _apt_install(LATIN_PACKAGES)
    wanted = [*(LIBRARY_PACKAGES if missing_libraries() else ()), *(() if has_chinese_fonts() else FONT_PACKAGES)]
    if not wanted:
        return True
    if is_root_with_apt():
        say("安装排 PDF 用的系统库和中文字体……")
        if _apt_install(wanted) and not missing_libraries():
            return True
    say("这台机器缺少排 PDF 用的系统库或中文字体，其他功能照常；请管理员在这里运行一次 make libraries。")
    return False


def has_latin_fonts() -> bool:
    found = output("fc-list", ":", "family") if shutil.which("fc-list") else ""
    return bool(re.search("Liberation Serif|Times New Roman|Tinos", found))


def has_office_fonts() -> bool:
    """Whether some 仿宋 is here: without one a PDF's text stands in 宋体."""
    if shutil.which("fc-list"):
        return bool(re.search("fang|仿宋", output("fc-list", ":", "family"), re.IGNORECASE))
    return any((folder / OFFICE_FONT_FILES[0]).is_file() for folder in font_folders())


def font_folders() -> tuple[Path, ...]:
    """Where fontconfig looks for fonts of a whole machine, and for those of one user."""
    shared = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path("/usr/local/share/fonts/civility"), Path(shared) / "fonts/civility"


def office_fonts() -> bool:
    """Fetches 仿宋 and 楷体 where there are none. Needs no root: a package is downloaded and only unpacked."""
    if has_office_fonts():
        return True
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return False
    say("取公文用的仿宋和楷体（约 50 MB，只取一次）……")
    target = font_folders()[0 if os.geteuid() == 0 else 1]
    with tempfile.TemporaryDirectory(prefix="civility-fonts-") as folder:
        if os.geteuid() == 0 and not output("apt-cache", "policy", OFFICE_FONT_PACKAGE):
            run("apt-get", "update", "-qq", quiet=True)
        name = OFFICE_FONT_PACKAGE
        fetch = f'cd "{folder}" && apt-get download -qq {name} && dpkg-deb -x {name}_*.deb out'
        done = run("/bin/sh", "-c", fetch, quiet=True) == 0
        found = [next(Path(folder).rglob(name), None) for name in OFFICE_FONT_FILES]
        if not done or not all(found):
            say("没有取到仿宋，PDF 的正文先用宋体；有了字体文件也可以放进数据目录的 fonts 文件夹。")
            return False
        target.mkdir(parents=True, exist_ok=True)
        for path in found:
            shutil.copyfile(path, target / path.name)
    run("fc-cache", "-f", target, quiet=True)
    return True


def browser() -> str:
    """Path of a Chromium for the tests that drive one, or "" when there is none."""
    named = os.environ.get("CIVILITY_CHROMIUM", "")
    if named:
        return named
    found = installed_browser()
    if not found and is_root_with_apt():
        say("安装测试用的 Chromium……")
        if not _apt_install(BROWSERS[:1]):
            _apt_install(BROWSERS[1:2])
        found = installed_browser()
    if not found:
        say("没有 Chromium，开浏览器的测试会跳过；装上 chromium 后再跑就全了。")
    return found


def installed_browser() -> str:
    # Asked for its version: Ubuntu's package of this name is an empty shell that only points to another store.
    for name in BROWSERS:
        path = shutil.which(name)
        if path and output(path, "--version"):
            return path
    path = output(
        *(PYTHON, "-c"),
        "from playwright.sync_api import sync_playwright as p\nwith p() as b: print(b.chromium.executable_path)",
    )
    return path if path and Path(path).exists() else ""


def _apt_install(packages) -> bool:
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", "-qq", extra=quiet, quiet=True)
    command = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)
    return run(*command, extra=quiet, quiet=True) == 0
