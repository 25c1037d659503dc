"""A backup is brought back into an empty house, whole, and what is damaged is refused before anything is written."""

import random
import shutil
import sqlite3
import tarfile
from urllib.parse import urlsplit

import pytest

from civility.backing_up import Stopped
from civility.restoring import prove
from tests import migrated, services
from tests.house import Database, House

PASSWORD = "backup-pass-2026"
SEED = """
from accounts.models import Unit
from files import store
from accounts import actions
actions.create_department(unit=Unit.objects.get(code='gzw'), name='宣传处')
for number in range(5):
    store.store_bytes(b'kept %d' % number * 900, name='a.txt', media_type='text/plain')
"""


def founded(folder, **words) -> House:
    house = House(folder, CIVILITY_ADMIN_PASSWORD=PASSWORD, **words)
    house.migrate()
    house.call("create_admin", "zhoumin", "--name", "周敏", "--unit", "gzw", "--unit-name", "省国资委")
    house.python(SEED)
    return house


def like(house: House, folder) -> House:
    """A copy of a house that stands still."""
    shutil.copytree(house.folder, folder)
    return House(folder)


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory):
    """One house on SQLite and its archive, for all tests of this file that only read it."""
    folder = tmp_path_factory.mktemp("backup")
    house = founded(folder / "house")
    house.manage("backup", folder / "archives")
    return house, next((folder / "archives").glob("*.tar"))


def contents(house: House) -> dict[str, list]:
    """Every row of every table of the house, and the bytes of every stored file."""
    with sqlite3.connect(house.folder / "civility.sqlite3") as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in names}
        triggers = sorted(connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    blobs = sorted((path.name, path.read_bytes()) for path in (house.folder / "blobs").rglob("*") if path.is_file())
    return rows | {"triggers": triggers, "blobs": blobs}


def test_a_backup_comes_back_row_for_row_and_byte_for_byte(backed_up, tmp_path):
    house, archive = backed_up
    back = House(tmp_path / "back")
    said = back.manage("restore", archive)
    assert "已恢复 5 个文件" in said
    assert contents(back) == contents(house)
    assert "全部完好" in back.manage("fixity")
    assert (
        back.python(f"from accounts.models import User; print(User.objects.get().check_password('{PASSWORD}'))")
        == "True"
    )


def test_a_backup_holds_no_key_and_is_for_its_owner_alone(backed_up):
    _, archive = backed_up
    assert archive.stat().st_mode & 0o077 == 0
    with tarfile.open(archive) as tar:
        names = tar.getnames()
        assert {entry.uname for entry in tar.getmembers()} == {""}
    assert not [name for name in names if "secret" in name or name.startswith("/")]


def test_a_place_with_data_is_never_written_over(backed_up, tmp_path):
    house, archive = backed_up
    other = like(house, tmp_path / "other")
    before = contents(other)
    assert "已经有数据" in other.manage("restore", archive, expect=2)
    assert contents(other) == before


def test_what_is_damaged_is_refused_and_nothing_is_written(backed_up, tmp_path):
    _, archive = backed_up
    data, chance = archive.read_bytes(), random.Random(7)
    used = data.rstrip(b"\0")
    broken = tmp_path / "broken.tar"
    harmless = 0
    for _ in range(150):
        place = chance.randrange(len(used))
        torn = bytearray(data)
        torn[place] ^= 1 << chance.randrange(8)
        broken.write_bytes(torn)
        try:
            prove(broken)
        except Stopped as reason:
            assert "什么也没有写入" in str(reason)
        else:
            harmless += 1  # padding between two parts, or a field of a header nobody reads
    assert harmless < 60
    for _ in range(30):
        broken.write_bytes(data[: chance.randrange(len(used))])
        with pytest.raises(Stopped):
            prove(broken)
    back = House(tmp_path / "back")
    broken.write_bytes(data[: len(used) // 2])
    assert "损坏" in back.manage("restore", broken, expect=2)
    assert not [path for path in (back.folder / "blobs").rglob("*") if path.is_file()]


def test_a_restore_that_was_cut_off_can_be_run_again(backed_up, tmp_path):
    house, archive = backed_up
    back = House(tmp_path / "back")
    kept = next(path for path in (house.folder / "blobs").rglob("*") if path.is_file())
    place = back.folder / kept.relative_to(house.folder)
    place.parent.mkdir(parents=True)
    shutil.copy(kept, place)  # as far as the first run came
    back.manage("restore", archive)
    assert contents(back) == contents(house)


def test_a_lost_file_is_named_and_the_rest_is_kept(backed_up, tmp_path):
    house = like(backed_up[0], tmp_path / "house")
    lost = next(path for path in (house.folder / "blobs").rglob("*") if path.is_file())
    lost.unlink()
    said = house.manage("backup", tmp_path / "archives", expect=1)
    assert lost.name[:12] in said
    assert "4 个文件" in House(tmp_path / "none").manage(
        "restore", "--check", next((tmp_path / "archives").glob("*.tar"))
    )


def test_only_the_last_backups_are_kept_and_other_files_stay(backed_up, tmp_path):
    house, _ = backed_up
    folder = tmp_path / "archives"
    folder.mkdir()
    (folder / "civility-20200101-000000.tar").write_bytes(b"old")
    (folder / "别的.tar").write_bytes(b"other")
    house.manage("backup", folder, "--keep", "1")
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 2
    assert "别的.tar" in names
    assert "civility-20200101-000000.tar" not in names


@pytest.mark.services
def test_on_postgresql_a_backup_comes_back_into_an_empty_database(tmp_path):
    services.needed(services.DATABASE_URL, "没有指定 PostgreSQL，备份没有在它上面试")
    name = (urlsplit(services.DATABASE_URL).path.strip("/") or "civility") + "_backup"
    first = Database(services.DATABASE_URL, name).create(after=migrated.on_the_server())
    second = Database(services.DATABASE_URL, f"{name}_back").create()
    try:
        house = founded(tmp_path / "house", database_url=first.url)
        house.manage("backup", tmp_path / "archives")
        back = House(tmp_path / "back", database_url=second.url)
        archive = next((tmp_path / "archives").glob("*.tar"))
        assert "已恢复 5 个文件" in back.manage("restore", archive)
        query = "SELECT id, verb, actor FROM accounts_auditentry ORDER BY id"
        assert back.rows(query) == house.rows(query)
        assert "已经有数据" in back.manage("restore", archive, expect=2)
        assert "SQLite" in House(tmp_path / "lite").manage("restore", archive, expect=2)
        assert "全部完好" in back.manage("fixity")
        back.python("from accounts import actions; actions.create_unit(code='more', name='新单位')")  # sequences go on
    finally:
        first.drop()
        second.drop()
