"""How large a file may be that a page takes in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from indicators.kept_files import OVERSIZED


class SizeLimit(FileUploadHandler):
    """Lets go of a file as soon as it is too large: nothing more of it is kept anywhere.

    It stands before Django's own handlers. The rest of the form arrives; the names of the files
    that were let go are told by `indicators.kept_files.oversized_files`.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_MOST_BYTES:
            names = [*getattr(self.request, OVERSIZED, []), self.file_name]
            setattr(self.request, OVERSIZED, names)
            raise SkipFile
        return raw_data

    def file_complete(self, _file_size: int) -> None:
        """Leave it to the next handler to hand out the file."""
