"""What a file that proves a figure really is, told by its content; pure."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

MEGABYTE: Final = 2**20
MOST_UNPACKED: Final = 300 * MEGABYTE
MOST_PARTS: Final = 5_000
_HEAD: Final = 1024
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"


class UnacceptableFileError(ValueError):
    """A file that cannot be kept as evidence; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of file that is kept; `endings` are the extensions its name may have."""

    label: str
    media_type: str
    endings: tuple[str, ...]


PDF: Final = Kind(label="PDF", media_type="application/pdf", endings=(".pdf",))
PNG: Final = Kind(label="PNG 图片", media_type="image/png", endings=(".png",))
JPEG: Final = Kind(label="JPEG 图片", media_type="image/jpeg", endings=(".jpg", ".jpeg"))
OFD: Final = Kind(label="OFD", media_type="application/ofd", endings=(".ofd",))
DOCX: Final = Kind(
    label="Word", media_type=f"{_OFFICE}.wordprocessingml.document", endings=(".docx",)
)
XLSX: Final = Kind(label="Excel", media_type=f"{_OFFICE}.spreadsheetml.sheet", endings=(".xlsx",))
KINDS: Final = (PDF, OFD, DOCX, XLSX, PNG, JPEG)
ACCEPT: Final = ",".join(ending for kind in KINDS for ending in kind.endings)
ACCEPTED: Final = "PDF、OFD、Word（.docx）、Excel（.xlsx）、PNG、JPEG"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKAGES: Final = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("ofd.xml", OFD))
_ZIP_ERRORS: Final = (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError)


def kind_of(path: Path, *, name: str) -> Kind:
    """Return what a file is by its content.

    Raises UnacceptableFileError for what is not kept, and where the name says otherwise.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    kind = _kind_of_content(path, head, name=name)
    ending = PurePath(name).suffix.lower()
    if ending not in kind.endings:
        raise UnacceptableFileError(
            f"“{name}”的内容是{kind.label}，扩展名却是“{ending or '（无）'}”。"
            f"请改成“{kind.endings[0]}”后再上传。"
        )
    return kind


def _kind_of_content(path: Path, head: bytes, *, name: str) -> Kind:
    if not head:
        raise UnacceptableFileError(f"“{name}”是空的（0 字节）。")
    if b"%PDF-" in head:
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_package(path, name=name)
    if head.startswith(_OLE):
        raise UnacceptableFileError(
            f"“{name}”是旧版 Office 文件（.doc、.xls）。请另存为 PDF、.docx 或 .xlsx 后再上传。"
        )
    raise UnacceptableFileError(f"“{name}”的内容不是可接收的类型。只接收 {ACCEPTED}。")


def _kind_of_package(path: Path, *, name: str) -> Kind:
    """Return what kind of document a zip is; its directory is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except _ZIP_ERRORS as error:
        raise UnacceptableFileError(f"“{name}”已损坏，打不开。请重新保存后再上传。") from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnacceptableFileError(f"“{name}”解压后过大，可能是压缩炸弹，没有接收。")
    names = {part.filename.lower() for part in parts}
    if any(part.endswith("vbaproject.bin") for part in names):
        raise UnacceptableFileError(f"“{name}”里有宏，为安全起见不接收。请另存为 PDF 后再上传。")
    for member, kind in _PACKAGES:
        if member in names:
            return kind
    raise UnacceptableFileError(f"“{name}”是压缩包，请解压后逐个上传。只接收 {ACCEPTED}。")
