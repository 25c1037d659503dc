"""Set-up of a machine: what is missing ends in one sentence, what is done is not done again, nothing calls sudo."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tools import packages, place, setup, system

ROOT = place.ROOT
REQUIREMENTS = ROOT / "requirements"


@pytest.fixture
def spoken(monkeypatch):
    """The sentences set-up has said."""
    lines = []
    for module in (place, packages, system, setup):
        monkeypatch.setattr(module, "say", lines.append)
    return lines


@pytest.fixture
def started(monkeypatch, tmp_path):
    """The programs set-up would have started; `started.code` is the exit code each of them gives."""

    class Started(list):
        code = 0

    calls = Started()

    def run(*command, extra=None, quiet=False):
        calls.append(([str(word) for word in command], extra or {}))
        return calls.code

    for module in (packages, system, setup):
        monkeypatch.setattr(module, "run", run)
    monkeypatch.setattr(place, "STAMPS", tmp_path / "stamps")
    monkeypatch.setattr(packages, "NODE_FOLDER", tmp_path / "node")
    return calls


def script(path: Path, text: str) -> Path:
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def start(word: str, **environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["/bin/sh", str(ROOT / "tools" / "start.sh"), word],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def only_dirname(tmp_path) -> str:
    folder = tmp_path / "bin"
    folder.mkdir()
    script(folder / "dirname", 'echo "${1%/*}"\n')
    return str(folder)


# ---------- the first steps, before Python is known to be there


def test_without_python_one_sentence_says_so(tmp_path):
    done = start("run", PATH=only_dirname(tmp_path))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "需要 Python 3.11 或更新的版本，这台机器上没有找到；装好后重来一次（也可以用 PYTHON=路径 指定）。"
    ]


def test_a_python_that_is_too_old_counts_as_none(tmp_path):
    old = script(tmp_path / "python3", "exit 1\n")
    done = start("setup", PATH=only_dirname(tmp_path), PYTHON=str(old))
    assert done.returncode == 1
    assert "需要 Python 3.11" in done.stderr


def test_a_python_without_venv_names_the_package_to_install(tmp_path):
    bare = script(tmp_path / "python3", 'case "$2" in *venv*) exit 1;; esac\nexit 0\n')
    done = start("setup", PATH=only_dirname(tmp_path), PYTHON=str(bare))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "这台机器的 Python 缺少 venv 组件；Debian、Ubuntu 请安装 python3-venv 后重来一次。"
    ]


def test_an_unknown_word_shows_the_words_there_are():
    done = subprocess.run(
        [sys.executable, "-m", "tools.setup", "fly"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "make run" in done.stdout


@pytest.mark.parametrize("port", ["abc", "0", "70000", "8000; true", "-1"])
def test_a_port_that_is_none_is_refused_before_anything_is_installed(port, monkeypatch, started, spoken):
    monkeypatch.setenv("PORT", port)
    assert setup.main(["run"]) == 1
    assert started == []
    assert spoken == [f"PORT 要写 1 到 65535 的数字，现在写的是“{port}”。"]


def test_every_word_of_the_makefile_is_a_command():
    words = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.M).group(1).split()
    assert words == list(setup.COMMANDS)


def test_nothing_calls_sudo():
    texts = [ROOT / "Makefile", ROOT / ".ci" / "run", *sorted((ROOT / "tools").glob("*.*"))]
    assert [path.name for path in texts if re.search(r"\bsudo\b", path.read_text())] == []


# ---------- steps


def test_a_step_is_done_once_and_again_when_its_files_change(started, monkeypatch, tmp_path, spoken):
    monkeypatch.setattr(packages, "REQUIREMENTS", tmp_path)
    (tmp_path / "runtime.txt").write_text("Django==5.2.19")
    packages.python_packages("runtime")
    packages.python_packages("runtime")
    assert len(started) == 1
    (tmp_path / "runtime.txt").write_text("Django==5.2.20")
    packages.python_packages("runtime")
    assert len(started) == 2


def test_packages_are_installed_with_their_hashes_and_from_the_users_own_mirror(started, spoken):
    packages.python_packages("runtime")
    command, extra = started[0]
    assert "--require-hashes" in command
    assert not {"--index-url", "-i", "--isolated", "--extra-index-url", "--no-index"} & set(command)
    assert extra == {}


def test_a_failed_installation_stops_in_words_and_is_tried_again_next_time(started, spoken):
    started.code = 1
    with pytest.raises(place.Stop, match="软件源"):
        packages.python_packages("runtime")
    started.code = 0
    packages.python_packages("runtime")
    assert len(started) == 2


def npm_commands(started) -> list:
    return [command for command, _ in started if command[:2] == ["npm", "ci"]]


@pytest.fixture
def no_node_modules(monkeypatch, tmp_path):
    monkeypatch.setattr(packages, "ROOT", tmp_path)


def test_npm_on_the_path_is_used(started, monkeypatch, spoken, no_node_modules):
    monkeypatch.setattr(packages, "output", lambda *command: "10.9.2")
    packages.front_end()
    assert npm_commands(started)


@pytest.mark.parametrize("version", ["", "9.8.1"])
def test_without_a_recent_npm_node_comes_from_its_wheel_and_leaves_again(
    version, started, monkeypatch, spoken, no_node_modules
):
    monkeypatch.setattr(packages, "output", lambda *command: version)
    packages.NODE_FOLDER.mkdir()
    packages.front_end()
    assert not npm_commands(started)
    install, call = (command for command, _ in started)
    assert "--require-hashes" in install
    assert str(REQUIREMENTS / "frontend.txt") in install
    assert "npm(['ci'])" in call[-1]
    assert not packages.NODE_FOLDER.exists()


def test_without_an_answer_from_npm_set_up_goes_on_and_says_what_is_missing(
    started, monkeypatch, spoken, no_node_modules
):
    monkeypatch.setattr(packages, "output", lambda *command: "10.9.2")
    started.code = 1
    packages.front_end(again=False)
    packages.front_end(again=False)
    assert len(npm_commands(started)) == 1, "a start without network waits for npm once only"
    assert [line for line in spoken if "没有样式" in line and "make setup" in line]
    packages.front_end(again=True)
    assert len(npm_commands(started)) == 2


@pytest.fixture(autouse=True)
def fonts_that_are_here(monkeypatch):
    """As on a machine that has 仿宋 and a Latin face; the tests of fetching them say otherwise."""
    monkeypatch.setattr(system, "has_office_fonts", lambda: True)
    monkeypatch.setattr(system, "has_latin_fonts", lambda: True)


@pytest.fixture
def a_package_source(monkeypatch, tmp_path):
    """No 仿宋 yet, and programs that unpack what they would have downloaded."""
    monkeypatch.setattr(system, "has_office_fonts", lambda: False)
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system, "font_folders", lambda: (tmp_path / "all", tmp_path / "all"))
    source = {"files": system.OFFICE_FONT_FILES}
    calls = []

    def run(*command, extra=None, quiet=False):
        calls.append([str(word) for word in command])
        folder = re.search(r'cd "([^"]+)"', " ".join(calls[-1]))
        if folder and source["files"]:
            unpacked = Path(folder[1]) / "out/usr/share/fonts"
            unpacked.mkdir(parents=True)
            for name in (*source["files"], "FandolSong-Bold.otf"):
                (unpacked / name).write_bytes(b"a font")
        return 0 if source["files"] else 100

    monkeypatch.setattr(system, "run", run)
    source["calls"] = calls
    return source


def test_fangsong_and_kai_are_taken_out_of_their_package_and_nothing_else(a_package_source, tmp_path, spoken):
    assert system.office_fonts() is True
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == sorted(system.OFFICE_FONT_FILES)
    assert not any("install" in command for command in a_package_source["calls"])  # it is only unpacked
    assert a_package_source["calls"][-1][0] == "fc-cache"


def test_without_a_source_the_text_stands_in_song_and_one_sentence_says_so(a_package_source, tmp_path, spoken):
    a_package_source["files"] = ()
    assert system.office_fonts() is False
    assert not (tmp_path / "all").exists()
    assert "宋体" in spoken[-1]


def test_a_machine_that_has_a_fangsong_fetches_none(started, spoken):
    assert system.office_fonts() is True
    assert started == spoken == []


def test_missing_libraries_are_left_alone_by_an_ordinary_user(started, monkeypatch, spoken):
    monkeypatch.setattr(system, "missing_libraries", lambda: ["libpango-1.0.so.0"])
    monkeypatch.setattr(system, "is_root_with_apt", lambda: False)
    assert system.libraries_and_fonts() is False
    assert started == []
    assert len(spoken) == 1
    assert "make libraries" in spoken[0]


def test_root_installs_only_what_is_missing(started, monkeypatch, spoken):
    monkeypatch.setattr(system, "missing_libraries", list)
    monkeypatch.setattr(system, "has_chinese_fonts", lambda: False)
    monkeypatch.setattr(system, "is_root_with_apt", lambda: True)
    assert system.libraries_and_fonts() is True
    assert [command for command, _ in started][1][-3:] == ["fontconfig", "fonts-noto-cjk", "fonts-liberation"]


@pytest.mark.parametrize(
    ("families", "are_enough"),
    [
        ("", False),
        ("FandolFang,FandolFang R\nFandolKai", False),
        ("AR PL UKai CN\n仿宋_GB2312", False),
        ("FandolKai\nNoto Sans CJK SC", True),
        ("Microsoft YaHei,微软雅黑", True),
    ],
)
def test_the_fonts_of_papers_alone_are_not_chinese_enough_for_a_machine(monkeypatch, families, are_enough):
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system, "output", lambda *command: families)
    assert system.has_chinese_fonts() is are_enough


def test_what_is_there_is_used_without_a_word(started, monkeypatch, spoken):
    monkeypatch.setattr(system, "missing_libraries", list)
    monkeypatch.setattr(system, "has_chinese_fonts", lambda: True)
    assert system.libraries_and_fonts() is True
    assert started == spoken == []


@pytest.mark.parametrize(
    ("is_offered", "installed"),
    [(True, ["chromium-headless-shell"]), (False, ["chromium-headless-shell", "chromium"])],
)
def test_the_browser_without_a_window_is_installed_first(monkeypatch, started, spoken, is_offered, installed):
    asked = []
    monkeypatch.delenv("CIVILITY_CHROMIUM", raising=False)
    monkeypatch.setattr(system, "installed_browser", lambda: f"/usr/bin/{asked[-1]}" if asked else "")
    monkeypatch.setattr(system, "is_root_with_apt", lambda: True)
    monkeypatch.setattr(system, "_apt_install", lambda names: asked.extend(names) or is_offered)
    assert system.browser() == f"/usr/bin/{installed[-1]}"
    assert asked == installed


def test_a_named_browser_is_taken_as_it_is(monkeypatch, started):
    monkeypatch.setenv("CIVILITY_CHROMIUM", "/opt/browser")
    assert system.browser() == "/opt/browser"


def test_without_a_browser_the_tests_go_on_with_a_sentence(monkeypatch, started, spoken):
    monkeypatch.delenv("CIVILITY_CHROMIUM", raising=False)
    monkeypatch.setattr(system, "installed_browser", lambda: "")
    monkeypatch.setattr(system, "is_root_with_apt", lambda: False)
    assert system.browser() == ""
    assert len(spoken) == 1


# ---------- commands


@pytest.fixture
def installed(monkeypatch):
    monkeypatch.setattr(setup, "install", lambda again=True: None)
    monkeypatch.setattr(setup, "_install_for_tests", lambda: None)
    monkeypatch.setattr(system, "browser", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(os, "execv", lambda *words: None)
    monkeypatch.setattr(os, "chdir", lambda path: None)


def demo_was_put(started) -> bool:
    return any(command[-2:] == ["demo", "--if-empty"] for command, _ in started)


def test_an_empty_database_gets_the_demonstration(installed, started, monkeypatch, spoken):
    monkeypatch.delenv("DEMO", raising=False)
    setup.serve()
    assert demo_was_put(started)


def test_demo_0_leaves_the_database_empty(installed, started, monkeypatch, spoken):
    monkeypatch.setenv("DEMO", "0")
    setup.serve()
    assert not demo_was_put(started)


def test_a_demonstration_that_fails_names_the_way_without_it(installed, monkeypatch, spoken):
    monkeypatch.delenv("DEMO", raising=False)
    monkeypatch.setattr(setup, "run", lambda *command, **options: int("demo" in command))
    assert setup.main(["run"]) == 1
    assert "DEMO=0 make run" in spoken[-1]


def test_the_server_is_started_on_the_given_port(installed, started, monkeypatch, spoken):
    monkeypatch.setenv("PORT", "8123")
    words = []
    monkeypatch.setattr(os, "execv", lambda program, arguments: words.extend(arguments))
    setup.serve()
    assert words[1:] == ["manage.py", "serve", "--port", "8123"]


def test_the_suite_runs_once_where_no_database_is_named(installed, started, monkeypatch, spoken):
    monkeypatch.delenv("CIVILITY_TEST_DATABASE_URL", raising=False)
    setup.test()
    assert len(started) == 1
    assert started[0][1]["CIVILITY_CHROMIUM"] == "/usr/bin/chromium"


def test_the_suite_runs_on_both_databases_where_one_is_named(installed, started, monkeypatch, spoken):
    monkeypatch.setenv("CIVILITY_TEST_DATABASE_URL", "postgres://127.0.0.1/anything")
    setup.test()
    (first, first_extra), (second, second_extra) = started
    assert first_extra["CIVILITY_TEST_DATABASE_URL"] == ""
    assert first[-1] == "not services"
    assert "CIVILITY_TEST_DATABASE_URL" not in second_extra
    assert second[-2:] == ["-m", "services or database"]


def test_a_failure_on_the_first_database_ends_the_run(installed, started, monkeypatch, spoken):
    monkeypatch.setenv("CIVILITY_TEST_DATABASE_URL", "postgres://127.0.0.1/anything")
    started.code = 1
    assert setup.test() == 1
    assert len(started) == 1


def test_lint_names_everything_that_did_not_pass(installed, started, spoken):
    started.code = 1
    assert setup.main(["lint"]) == 1
    assert spoken[-1] == "没有通过：代码格式、代码检查、分层、迁移齐全、部署检查。"
    production = started[-1][1]
    assert production["CIVILITY_PROFILE"] == "production"
    assert len(production["CIVILITY_SECRET_KEY"]) > 50


def test_the_gate_of_changes_insists_on_the_services(tmp_path):
    log = tmp_path / "log"
    names = "$1 $REQUIRE_SERVICES $CIVILITY_TEST_DATABASE_URL $CIVILITY_TEST_REDIS_URL"
    script(tmp_path / "make", f'echo "{names}" >> {log}\n')
    environment = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run([ROOT / ".ci" / "run"], env=environment, check=True, timeout=60)
    lines = [line.split() for line in log.read_text().splitlines()]
    assert [line[0] for line in lines] == ["lint", "test"]
    assert all(
        line[1] == "1" and line[2].startswith("postgres://") and line[3].startswith("redis://") for line in lines
    )


# ---------- locks


def pins(lock: str) -> dict[str, str]:
    return dict(
        re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", (REQUIREMENTS / f"{lock}.txt").read_text(), re.M)
    )


@pytest.mark.parametrize("lock", packages.LOCKS)
def test_a_lock_names_versions_and_hashes_and_no_addresses(lock):
    text = (REQUIREMENTS / f"{lock}.txt").read_text()
    assert "://" not in text
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert block.startswith("#") or re.match(r"\S+==\S+( ; [^\n]+)? \\\n    --hash=sha256:", block), block[:80]


def test_both_python_locks_agree_on_every_version():
    runtime, development = pins("runtime"), pins("development")
    assert runtime.items() <= development.items()
    assert len(development) > len(runtime)


def test_node_is_no_part_of_what_runs():
    assert not [name for name in pins("development") if "node" in name]


def test_the_front_end_lock_names_exact_versions_and_no_addresses():
    import json

    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    lock = (ROOT / "package-lock.json").read_text()
    locked = json.loads(lock)["packages"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert all(locked[f"node_modules/{name}"]["version"] == version for name, version in wanted.items())
    assert all("integrity" in entry for path, entry in locked.items() if path)
    assert "resolved" not in lock
