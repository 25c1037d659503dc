"""Where bytes lie can be another storage than a folder on this disk: everything goes on the same."""

import io

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import RequestFactory

from documents.model import Paper, Paragraph
from documents.setting import set_docx
from evidence.search_actions import read_text
from files import fixity, renditions, serve, shelf, store
from files.models import Blob
from tests.files.pictures import photo as picture
from tests.files.shelves import path_of, root

pytestmark = pytest.mark.django_db
TEXT = "活动方案".encode()
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def elsewhere(settings):
    """A storage that is no folder of this machine, as a bucket is none."""
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    assert not isinstance(default_storage, FileSystemStorage)


def keep(data: bytes = TEXT, name: str = "方案.txt", media_type: str = "text/plain") -> Blob:
    return store.store_bytes(data, name=name, media_type=media_type)


def damage(blob: Blob, data: bytes) -> None:
    name = shelf.name_of(blob.sha256)
    with default_storage.open(name, "wb") as file:
        file.write(data)


def test_bytes_come_back_the_same_and_nothing_is_left_on_this_disk(elsewhere, settings):
    blob = keep()
    assert store.read(blob) == TEXT
    assert [path for path in settings.DATA_DIR.rglob("*") if path.is_file()] == []


def test_a_damaged_file_elsewhere_is_noticed_and_put_back_under_its_own_name(elsewhere):
    blob = keep()
    damage(blob, b"something else")
    with pytest.raises(store.Refused, match="不一致"):
        store.read(blob)
    assert store.read(keep()) == TEXT
    assert list(shelf.names()) == [shelf.name_of(blob.sha256)]


def test_a_file_elsewhere_is_served_whole_and_in_parts(elsewhere):
    blob = keep(b"0123456789", "短片.mp4", "video/mp4")
    whole = serve.serve(RequestFactory().get("/"), blob, name="短片.mp4", inline=True)
    assert b"".join(whole) == b"0123456789"
    assert whole.headers["Content-Length"] == "10"
    part = serve.serve(RequestFactory().get("/", headers={"range": "bytes=2-4"}), blob, name="短片.mp4", inline=True)
    assert (part.status_code, part.content, part.headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")


def test_a_damaged_or_lost_file_elsewhere_is_not_served(elsewhere):
    changed, lost = keep(b"changed"), keep(b"lost")
    damage(changed, b"chanced")
    default_storage.delete(shelf.name_of(lost.sha256))
    for blob, state in ((changed, Blob.State.CHANGED), (lost, Blob.State.MISSING)):
        assert serve.serve(RequestFactory().get("/"), blob, name="a.txt").status_code == 410
        blob.refresh_from_db()
        assert blob.state == state


def test_each_fault_elsewhere_is_named(elsewhere, monkeypatch):
    monkeypatch.setattr(fixity, "ON_ITS_WAY_SECONDS", 0)
    keep(b"whole")
    missing, changed = keep(b"missing"), keep(b"changed")
    default_storage.delete(shelf.name_of(missing.sha256))
    damage(changed, b"chanced")
    default_storage.save("zz/stranger", io.BytesIO(b"nobody's"))
    found = fixity.check_all()
    assert (found.checked, found.missing, found.changed) == (3, [missing.sha256], [changed.sha256])
    assert found.orphans == ["zz/stranger"]


def test_the_child_reads_a_file_that_lies_elsewhere(elsewhere, settings):
    blob = keep(set_docx(Paper(title="总结", blocks=[Paragraph("种下三百株水杉。")])), "总结.docx", DOCX)
    assert "水杉" in read_text(blob).text
    assert list((settings.DATA_DIR / "incoming").iterdir()) == []


def test_a_photo_elsewhere_gets_its_previews(elsewhere):
    photo = renditions.ensure(store.store([picture()], name="合影.jpg"))
    assert renditions.are_there(photo)
    assert len(list(shelf.names())) == 3


def test_on_this_disk_the_child_reads_the_file_itself_and_no_copy():
    blob = keep()
    with shelf.on_disk(blob.sha256) as path:
        assert path == path_of(blob.sha256)


def test_a_storage_that_holds_nothing_yet_has_no_names():
    root().rmdir()
    assert list(shelf.names()) == []


def test_pieces_of_a_large_file_are_never_read_at_once():
    blob = keep(b"x" * (2 * shelf.CHUNK + 1))
    assert [len(piece) for piece in shelf.pieces(blob.sha256)] == [shelf.CHUNK, shelf.CHUNK, 1]
