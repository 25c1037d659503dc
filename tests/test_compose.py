"""The containers: what the compose file promises, and the same commands started here against real services."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
import redis
import yaml

from tests import services
from tests.house import Database, free_port
from tools.system import FONT_PACKAGES, LIBRARY_PACKAGES, OFFICE_FONT_FILES

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = ["migrate", "web", "worker", "beat"]
THEIRS = ["db", "broker"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
STAGES = re.split(r"^(?=FROM )", DOCKERFILE, flags=re.M)[1:]
REQUIRED = r"\$\{[A-Z_]+:\?[^}]+\}"
OPTIONAL = r"\$\{[A-Z_]+:-\}"  # may stay empty, and is empty where nobody says otherwise


# ---------- what the files say


def test_all_processes_are_there():
    assert sorted(SERVICES) == sorted([*OURS, *THEIRS])


@pytest.mark.parametrize("name", [*OURS, *THEIRS])
def test_no_secret_is_written_down(name):
    for key, value in SERVICES[name].get("environment", {}).items():
        if re.search("SECRET|PASSWORD|AUTH|_URL", key):
            assert re.search(f"{REQUIRED}|{OPTIONAL}", value), key
            assert not re.search(r"://[^$@/]*:[^$@/]+@", value), key


@pytest.mark.parametrize("name", ["web", "worker", "beat", *THEIRS])
def test_every_lasting_process_is_watched(name):
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout", "retries"} <= set(check)


@pytest.mark.parametrize("name", THEIRS)
def test_database_and_broker_are_not_open_to_the_network(name):
    assert "ports" not in SERVICES[name]
    assert SERVICES[name]["networks"] == ["inner"]
    assert COMPOSE["networks"]["inner"]["internal"] is True


def test_only_web_is_reached_from_outside_and_only_through_the_hosts_own_proxy():
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["web"]
    assert SERVICES["web"]["ports"] == ["127.0.0.1:${CIVILITY_PORT:-8000}:8000"]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_may_do_as_little_as_possible(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["environment"]["CIVILITY_PROFILE"] == "production"


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_tables_are_there(name):
    waits = SERVICES[name]["depends_on"]
    assert waits["migrate"]["condition"] == "service_completed_successfully"
    assert waits["broker"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", [*OURS, *THEIRS])
def test_what_must_last_lies_on_a_volume(name):
    for volume in SERVICES[name]["volumes"]:
        assert volume.split(":")[0] in COMPOSE["volumes"] or volume.endswith(":ro")


def test_images_of_others_are_named_with_their_version():
    images = [SERVICES[name]["image"] for name in THEIRS] + re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    assert all(re.search(r":\d", image) for image in images), images


def test_the_queue_refuses_rather_than_forgets():
    assert "--maxmemory-policy noeviction" in " ".join(SERVICES["broker"]["command"])
    assert "--appendonly yes" in " ".join(SERVICES["broker"]["command"])


def test_chinese_names_sort_the_same_everywhere():
    assert "--locale=C.UTF-8" in SERVICES["db"]["environment"]["POSTGRES_INITDB_ARGS"]


def test_every_name_compose_asks_for_is_explained_and_empty_in_the_example():
    asked = set(re.findall(r"\$\{(CIVILITY_[A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    example = dict(re.findall(r"^(CIVILITY_[A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.M))
    assert set(example) == asked
    assert {name for name, value in example.items() if value} == {"CIVILITY_PORT"}


def test_the_image_runs_as_nobody_in_particular():
    users = re.findall(r"^USER (\S+)", STAGES[-1], re.M)
    assert users == ["civility"]
    assert re.search(r"useradd --uid 10001 .* civility", STAGES[-1])


def test_the_image_is_built_in_stages_from_the_locks():
    assert len(STAGES) == 4
    assert "npm ci" in STAGES[0]
    assert "--require-hashes" in STAGES[1]
    assert not re.search(r"pip install|npm|dpkg-deb", STAGES[-1])


def test_the_image_has_the_office_fonts_and_takes_the_ones_beside_the_compose_file():
    for file in OFFICE_FONT_FILES:
        assert file in STAGES[2]
    assert "COPY --from=fonts /fonts /usr/local/share/fonts/civility" in STAGES[-1]
    for name in ("web", "worker", "beat"):
        assert "./fonts:/fonts:ro" in SERVICES[name]["volumes"]
        assert SERVICES[name]["environment"]["CIVILITY_FONTS_DIR"] == "/fonts"


def test_the_image_has_the_same_system_packages_as_make_libraries():
    for package in (*LIBRARY_PACKAGES, *FONT_PACKAGES):
        assert package in STAGES[-1].split(), package


def test_the_image_starts_what_compose_starts():
    command = re.search(r"^CMD (\[.*\])$", STAGES[-1], re.M).group(1)
    assert yaml.safe_load(command) == SERVICES["web"]["command"]


def test_no_secret_and_no_data_gets_into_the_image():
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", ".git", "data", ".venv", "node_modules"} <= set(ignored)
    assert not re.search(r"^(ARG|ENV).*(SECRET|PASSWORD)", DOCKERFILE, re.M)


# ---------- the same commands, for real


@pytest.fixture
def own_database():
    """A database that exists for this test only."""
    server = services.needed(services.DATABASE_URL, "没有写 PostgreSQL 的地址，容器里的命令没有试跑")
    database = Database(server, f"civility_compose_{os.getpid()}").create()
    yield database.url
    database.drop()


@pytest.fixture
def own_broker():
    """A numbered database of Redis that was empty, and is again afterwards: nobody else's queue is touched."""
    server = services.needed(services.REDIS_URL, "没有写 Redis 的地址，容器里的命令没有试跑").rsplit("/", 1)[0]
    addresses = (f"{server}/{number}" for number in range(15, 0, -1))
    address = next(address for address in addresses if redis.Redis.from_url(address).dbsize() == 0)
    yield address
    redis.Redis.from_url(address).flushdb()


@pytest.fixture
def production(own_database, own_broker, tmp_path):
    """The environment compose gives, with the services at hand in place of its own."""
    values = {
        "SECRET_KEY": "k" + os.urandom(40).hex(),
        "HOSTS": "civility.example,127.0.0.1",
        "ORIGINS": "https://civility.example",
        "DATABASE_URL": own_database,
        "REDIS_URL": own_broker,
        "PROFILE": "production",
        "DATA_DIR": str(tmp_path / "data"),
        "STATIC_ROOT": str(tmp_path / "static"),
        "FONTS_DIR": str(tmp_path / "fonts"),
        **dict.fromkeys(("MAIL_URL", "MAIL_FROM", "BOT_HOSTS", "BOT_CA_FILE"), ""),  # as compose gives them unset
    }
    assert {f"CIVILITY_{name}" for name in values} >= set(SERVICES["web"]["environment"])
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "HOSTNAME": socket.gethostname(),
        **{f"CIVILITY_{name}": value for name, value in values.items()},
    }


class Processes:
    """The services of the compose file as plain processes; what they say is kept."""

    def __init__(self, environment, folder, port):
        self.environment, self.folder, self.port, self.running = environment, folder, port, {}

    def words(self, command) -> list[str]:
        """A command as it runs here: its own port, its own temporary folder."""
        text = [word.replace("$$", "$").replace("/tmp/", f"{self.folder}/") for word in command]
        return [
            word.replace("0.0.0.0:8000", f"127.0.0.1:{self.port}").replace(":8000/", f":{self.port}/") for word in text
        ]

    def once(self, *command) -> subprocess.CompletedProcess:
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )

    def start(self, name):
        log = (self.folder / f"{name}.log").open("wb")
        command = self.words(SERVICES[name]["command"])
        self.running[name] = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    def said(self, name) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def healthy(self, name, within=60) -> bool:
        """Whether the service's own check passes within some seconds."""
        kind, *check = self.words(SERVICES[name]["healthcheck"]["test"])
        command = ["/bin/sh", "-c", *check] if kind == "CMD-SHELL" else check
        until = time.monotonic() + within
        while time.monotonic() < until:
            assert self.running[name].poll() is None, self.said(name)
            if self.once(*command).returncode == 0:
                return True
            time.sleep(0.5)
        return False

    def stop(self):
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture
def processes(production, tmp_path):
    started = Processes(production, tmp_path, free_port())
    yield started
    started.stop()


@pytest.mark.services
def test_the_commands_of_compose_start_and_serve(processes):
    for command in (SERVICES["migrate"]["command"], ["python", "manage.py", "collectstatic", "--noinput", "-v", "0"]):
        done = processes.once(*command)
        assert done.returncode == 0, done.stdout + done.stderr
    for name in ("web", "worker", "beat"):
        processes.start(name)
    for name in ("web", "worker", "beat"):
        assert processes.healthy(name), processes.said(name)

    address = f"http://127.0.0.1:{processes.port}"
    with urlopen(Request(f"{address}/login/", headers={"X-Forwarded-Proto": "https"}), timeout=10) as answer:
        page = answer.read().decode()
        assert "文明创建" in page
        assert "max-age=" in answer.headers["Strict-Transport-Security"]
        assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    style = re.search(r'href="(/static/css/tokens\.[0-9a-f]+\.css)"', page).group(1)
    with urlopen(Request(address + style, headers={"X-Forwarded-Proto": "https"}), timeout=10) as answer:
        assert "immutable" in answer.headers["Cache-Control"]

    with pytest.raises(URLError):
        urlopen(
            Request(f"{address}/login/", headers={"Host": "elsewhere.example", "X-Forwarded-Proto": "https"}),
            timeout=10,
        )


@pytest.mark.services
def test_production_without_a_secret_does_not_start(processes):
    del processes.environment["CIVILITY_SECRET_KEY"]
    done = processes.once(*SERVICES["migrate"]["command"])
    assert done.returncode != 0
    assert "CIVILITY_SECRET_KEY" in done.stderr
