"""Serves the few third-party front-end files that pages name, straight from node_modules, below vendor/."""

from fnmatch import fnmatchcase

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

PREFIX = "vendor"

# Named file by file, with the maps and fonts the style sheets point at: a whole package would be served otherwise,
# and a missing .map stops collectstatic.
VENDOR_FILES = (
    "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap/dist/css/bootstrap.min.css.map",
)


class VendorFinder(BaseFinder):
    """Finds vendor/<path in node_modules> for the allowed files that are installed; all others do not exist."""

    def __init__(self, app_names=None, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(location=settings.BASE_DIR / "node_modules")
        self.storage.prefix = PREFIX

    def find(self, path, find_all=False, **kwargs):
        name = path.replace("\\", "/").removeprefix(f"{PREFIX}/")
        if path == name or name not in VENDOR_FILES or not self.storage.exists(name):
            return []
        return [self.storage.path(name)] if find_all else self.storage.path(name)

    def list(self, ignore_patterns):
        for name in VENDOR_FILES:
            is_ignored = any(fnmatchcase(name, pattern) for pattern in ignore_patterns or [])
            if self.storage.exists(name) and not is_ignored:
                yield name, self.storage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for all files of pages; where the packages could not be fetched, pages are bare but do not break."""

    def stored_name(self, name):
        try:
            return super().stored_name(name)
        except ValueError:
            if name.startswith(f"{PREFIX}/"):
                return name
            raise
