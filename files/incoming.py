"""Uploads on their way in: a file too large, or a disk without room, becomes one sentence instead of an error page."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from files import store

logger = logging.getLogger("civility.files")


class RefusedUpload(UploadedFile):
    """Stands in a form's files for one that was not taken; whoever reads it gets the reason."""

    def __init__(self, name: str, field_name: str, sentence: str):
        super().__init__(file=None, name=name, size=1)  # an empty file would be told as empty, not as refused
        self.field_name, self.sentence = field_name, sentence

    def chunks(self, chunk_size=None):
        raise store.Refused(self.sentence)

    def read(self, *args):
        raise store.Refused(self.sentence)

    def close(self):
        pass


class Incoming(TemporaryFileUploadHandler):
    """Writes an upload to the incoming folder as long as it may be taken, and reads on without writing after that.

    To be named in FILE_UPLOAD_HANDLERS in the place of Django's own handler of temporary files.
    """

    def new_file(self, *args, **kwargs):
        self.sentence = ""
        self.taken = 0
        self.file = None  # not the one of the field before
        try:
            super().new_file(*args, **kwargs)
        except OSError as problem:
            self._refuse(store.NO_ROOM, problem)

    def receive_data_chunk(self, raw_data, start):
        if self.sentence:
            return
        self.taken += len(raw_data)
        if self.taken > settings.UPLOAD_LIMIT:
            self._refuse(store.too_large(settings.UPLOAD_LIMIT))
            return
        try:
            if store.has_room_for(len(raw_data)):
                self.file.write(raw_data)
            else:
                self._refuse(store.LITTLE_ROOM)
        except OSError as problem:
            self._refuse(store.NO_ROOM, problem)

    def file_complete(self, file_size):
        if not self.sentence:
            try:
                return super().file_complete(file_size)
            except OSError as problem:
                self._refuse(store.NO_ROOM, problem)
        return RefusedUpload(self.file_name, self.field_name, self.sentence)

    def upload_interrupted(self):
        if getattr(self, "file", None) is not None:
            super().upload_interrupted()

    def _refuse(self, sentence: str, problem: OSError | None = None) -> None:
        """Give up writing this file; what was written goes at once, the disk may need the room."""
        if problem is not None:
            logger.error("an upload could not be received: %s", problem)
        self.sentence = sentence
        if self.file is not None:
            try:
                self.file.close()
            except OSError as problem:
                logger.error("a temporary file could not be removed: %s", problem)
