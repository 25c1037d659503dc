"""Where the bytes of a test's files lie on its disk, to plant faults there."""

from pathlib import Path

from django.core.files.storage import default_storage

from files import shelf


def root() -> Path:
    return Path(default_storage.path(""))


def path_of(sha256: str) -> Path:
    return Path(default_storage.path(shelf.name_of(sha256)))
