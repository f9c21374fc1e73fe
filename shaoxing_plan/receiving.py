"""How many files a page takes in, and how large."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from indicators.kept_files import OVERSIZED, SURPLUS


class Limits(FileUploadHandler):
    """Lets go of a file that is one too many, or as soon as it is too large.

    Nothing more of it is kept anywhere. It stands before Django's own handlers. The rest of the
    form arrives; the names of the files that were let go are told by `oversized_files` and
    `surplus_files` of `indicators.kept_files`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begun = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0
        self.begun += 1

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> bytes:
        # Not before its first bytes: to skip one closes the file each handler was given last.
        if self.begun > settings.UPLOAD_MOST_FILES:
            self._let_go(SURPLUS)
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_MOST_BYTES:
            self._let_go(OVERSIZED)
        return raw_data

    def _let_go(self, why: str) -> NoReturn:
        setattr(self.request, why, [*getattr(self.request, why, []), self.file_name])
        raise SkipFile

    def file_complete(self, _file_size: int) -> None:
        """Leave it to the next handler to hand out the file."""
