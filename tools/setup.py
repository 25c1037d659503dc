"""The commands behind `make`: run, setup, test, lint, locks, libraries, clean."""

import os
import shutil
import sys
import tempfile

from tools import packages, system
from tools.place import PYTHON, ROOT, VENV, Stop, run, say


def install(again: bool = True) -> None:
    """Everything the application needs, and nothing that starts it."""
    packages.virtual_environment()
    packages.python_packages("runtime")
    packages.front_end(again)
    system.libraries_and_fonts()
    packages.static_files()


def setup() -> int:
    install()
    say("装好了。make run 启动，make test 跑测试。")
    return 0


def serve() -> int:
    port = _port()
    install(again=False)
    if run(PYTHON, "manage.py", "migrate", "--noinput", "--verbosity", "0"):
        raise Stop("数据库没有准备好：请看上面的原因。")
    # the command says itself what it puts in, and is silent where there is data already
    if os.environ.get("DEMO") != "0" and run(PYTHON, "manage.py", "demo", "--if-empty"):
        raise Stop("演示数据没有放进去：请看上面的原因；也可以用 DEMO=0 make run 从空库开始。")
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "manage.py", "serve", "--port", str(port)])


def _port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise Stop(f"PORT 要写 1 到 65535 的数字，现在写的是“{given}”。")
    return int(given)


def test() -> int:
    """The suite on SQLite; where a PostgreSQL is named, what asks a database again on that, and what needs services."""
    _install_for_tests()
    browser = system.browser()
    chosen = {"CIVILITY_CHROMIUM": browser} if browser else {}
    words = os.environ.get("ARGS", "").split()
    if not os.environ.get("CIVILITY_TEST_DATABASE_URL"):
        return _pytest(words, chosen)
    say("一、在 SQLite 上")
    failed = _pytest([*words, "-m", "not services"], {**chosen, "CIVILITY_TEST_DATABASE_URL": ""})
    if failed:
        return failed
    say("二、在 PostgreSQL 上")
    return _pytest([*words, "-m", "services or database"], chosen)


def _pytest(words, extra) -> int:
    workers = os.environ.get("TEST_WORKERS") or "2"
    return run(PYTHON, "-m", "pytest", "-n", workers, "--dist", "worksteal", *words, extra=extra)


def lint() -> int:
    _install_for_tests()
    failed = []
    with tempfile.TemporaryDirectory(prefix="civility-lint-") as folder:
        data = {"CIVILITY_DATA_DIR": folder}
        production = {
            **data,
            "CIVILITY_PROFILE": "production",
            "CIVILITY_SECRET_KEY": os.urandom(48).hex(),
            "CIVILITY_HOSTS": "civility.example",
        }
        for title, words, extra in (
            ("代码格式", ("-m", "ruff", "format", "--check", "."), {}),
            ("代码检查", ("-m", "ruff", "check", "."), {}),
            ("分层", ("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"), {}),
            ("迁移齐全", ("manage.py", "makemigrations", "--check", "--dry-run"), data),
            ("部署检查", ("manage.py", "check", "--deploy", "--fail-level", "WARNING"), production),
        ):
            say(f"{title}……")
            if run(PYTHON, *words, extra=extra):
                failed.append(title)
    if failed:
        raise Stop("没有通过：" + "、".join(failed) + "。")
    say("检查全部通过。")
    return 0


def _install_for_tests() -> None:
    packages.virtual_environment()
    packages.python_packages("development")
    packages.front_end()
    system.libraries_and_fonts()


def locks() -> int:
    packages.virtual_environment()
    packages.make_locks()
    return 0


def libraries() -> int:
    if system.libraries_and_fonts():
        say("系统库和中文字体都在。")
        return 0
    if not system.is_root_with_apt():
        say(
            "要用管理员身份（root）在有 apt 的系统上运行，或手工安装："
            + " ".join((*system.LIBRARY_PACKAGES, *system.FONT_PACKAGES))
            + f"；仿宋和楷体在 {system.OFFICE_FONT_PACKAGE} 里"
        )
    return 1


def clean() -> int:
    """Removes what set-up made. The data folder is the users' and stays."""
    for path in (VENV, ROOT / "node_modules", ROOT / "build"):
        shutil.rmtree(path, ignore_errors=True)
    say("已清掉安装出来的文件，数据没有动。")
    return 0


COMMANDS = {
    "run": serve,
    "setup": setup,
    "test": test,
    "lint": lint,
    "locks": locks,
    "libraries": libraries,
    "clean": clean,
}


def main(words: list[str]) -> int:
    if len(words) != 1 or words[0] not in COMMANDS:
        say("用法：make " + " | ".join(COMMANDS))
        return 2
    try:
        return COMMANDS[words[0]]()
    except Stop as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        say("已停下。")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
