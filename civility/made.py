"""Files of pages that are made from others when they are looked for, and kept below build/ until those change."""

import hashlib
from fnmatch import fnmatchcase
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage


class MadeFinder(BaseFinder):
    """Finds `names` under `prefix`; a subclass says what they are made from and how."""

    prefix = ""
    names: tuple[str, ...] = ()

    def recipe(self) -> str | None:
        """What decides the content, as text; None where it can't be made."""
        raise NotImplementedError

    def make(self, folder: Path) -> None:
        """Write all files into the folder, each whole or not at all."""
        raise NotImplementedError

    def folder(self) -> Path | None:
        recipe = self.recipe()
        if recipe is None:
            return None
        key = hashlib.sha256(recipe.encode()).hexdigest()[:16]
        folder = settings.BASE_DIR / "build" / "made" / key
        if not all((folder / name).exists() for name in self.names):
            folder.mkdir(parents=True, exist_ok=True)
            self.make(folder)
        return folder

    def find(self, path, find_all=False, **kwargs):
        name = path.replace("\\", "/").removeprefix(f"{self.prefix}/")
        folder = self.folder() if name in self.names and name != path else None
        if not folder:
            return []
        return [str(folder / name)] if find_all else str(folder / name)

    def list(self, ignore_patterns):
        folder = self.folder()
        if not folder:
            return
        storage = FileSystemStorage(location=folder)
        storage.prefix = self.prefix
        for name in self.names:
            if not any(fnmatchcase(name, pattern) for pattern in ignore_patterns or []):
                yield name, storage
