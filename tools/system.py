"""What the operating system gives: libraries that set PDF pages, Chinese fonts, a browser for the tests."""

import ctypes
import os
import shutil
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
FONT_PACKAGES = ("fontconfig", "fonts-noto-cjk")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


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
    if shutil.which("fc-list"):
        return bool(output("fc-list", ":lang=zh-cn", "family"))
    return any(Path("/usr/share/fonts").rglob("Noto*CJK*"))


def libraries_and_fonts() -> bool:
    """Whether PDF pages can be set here; installs what is missing when that is allowed, else says the one command."""
    wanted = [*(LIBRARY_PACKAGES if missing_libraries() else ()), *(() if has_chinese_fonts() else FONT_PACKAGES)]
    if not wanted:
        return True
    if is_root_with_apt():
        say("安装排 PDF 用的系统库和中文字体……")
        if _apt_install(wanted) and not missing_libraries():
            return True
    say("这台机器缺少排 PDF 用的系统库或中文字体，其他功能照常；请管理员在这里运行一次 make libraries。")
    return False


def browser() -> str:
    """Path of a Chromium for the tests that drive one, or "" when there is none."""
    named = os.environ.get("CIVILITY_CHROMIUM", "")
    if named:
        return named
    found = installed_browser()
    if not found and is_root_with_apt():
        say("安装测试用的 Chromium……")
        _apt_install(["chromium"])
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
