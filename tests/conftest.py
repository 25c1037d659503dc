"""The people of meaning, and what every test stands on. Services are used only where the environment names them."""

import shutil
from pathlib import Path

import pytest
from django.db import connection
from whitenoise.middleware import WhiteNoiseMiddleware

from accounts import triggers
from documents import child
from tests import environment, factories, forked, migrated

ROOT = Path(__file__).resolve().parent
WITH_A_REAL_CHILD = {"documents", "journeys", "processes"}  # folders


def pytest_configure(config):
    child.subprocess = forked.SUBPROCESS
    _look_for_served_files_once()


def _look_for_served_files_once():
    """Each client makes the middleware anew, which looks through all folders of style sheets: 60 ms for each test."""
    found = {}

    def once(look):
        def looked(self, *places, **named):
            key = f"{look.__name__} {places} {named}"
            if key not in found:
                before = dict(self.files)
                look(self, *places, **named)
                found[key] = {path: file for path, file in self.files.items() if before.get(path) is not file}
            self.files.update(found[key])

        return looked

    for look in (WhiteNoiseMiddleware.add_files, WhiteNoiseMiddleware.add_files_from_finders):
        setattr(WhiteNoiseMiddleware, look.__name__, once(look))


def pytest_runtest_setup(item):
    folder = item.path.relative_to(ROOT).parts[0]
    forked.is_real = folder in WITH_A_REAL_CHILD or item.get_closest_marker("real_child") is not None


def pytest_unconfigure(config):
    shutil.rmtree(environment.FOLDER, ignore_errors=True)


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("one_database"):
            continue
        if item.get_closest_marker("django_db") or not {"db", "transactional_db"}.isdisjoint(item.fixturenames):
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    with migrated.loaded():
        yield


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path, settings):
    """Each test keeps its files in a folder of its own, and hashes passwords quickly."""
    settings.DATA_DIR = tmp_path / "data"
    for name in ("incoming", "blobs"):
        (settings.DATA_DIR / name).mkdir(parents=True)
    settings.FILE_UPLOAD_TEMP_DIR = settings.DATA_DIR / "incoming"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False


@pytest.fixture
def _triggers_again(django_db_setup, django_db_blocker):
    """After the database was emptied the log is guarded again."""
    yield
    with django_db_blocker.unblock():
        triggers.create(connection)


@pytest.fixture
def committed(_triggers_again, django_db_serialized_rollback, transactional_db):
    """Rows that are really committed; they are emptied after the test, which the log's own triggers would refuse."""
    yield
    triggers.drop(connection)


@pytest.fixture
def unit(db):
    return factories.make_unit()


@pytest.fixture
def department(unit):
    return factories.make_department(unit, "宣传处")


@pytest.fixture
def other_department(unit):
    return factories.make_department(unit, "办公室")


@pytest.fixture
def office(unit):
    """The clerk of the office that runs the creation work."""
    return factories.make_person("office", "周敏", unit, "office")


@pytest.fixture
def clerk(unit, department):
    """The contact person of the department 宣传处."""
    return factories.make_person("clerk", "李文静", unit, "clerk", department)


@pytest.fixture
def head(unit, department):
    return factories.make_person("head", "赵启明", unit, "head", department)


@pytest.fixture
def leader(unit):
    return factories.make_person("leader", "陈岚", unit, "leader")


@pytest.fixture
def assessor(unit):
    return factories.make_person("assessor", "孙考", unit, "assessor")


@pytest.fixture
def admin(unit):
    return factories.make_person("admin", "管事", unit, "admin")


@pytest.fixture
def stranger(db):
    """The office clerk of another unit, who may see nothing of ours."""
    other = factories.make_unit("other", "外单位")
    return factories.make_person("stranger", "外人", other, "office")


@pytest.fixture
def enter(client):
    """`enter(person)` gives a client that is logged in as that person."""

    def log_in(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


@pytest.fixture
def cases() -> Path | None:
    """The folder of open cases, where it lies beside the checkout."""
    folder = Path(__file__).resolve().parent.parent.parent / "shared" / "cases"
    return folder if folder.exists() else None
