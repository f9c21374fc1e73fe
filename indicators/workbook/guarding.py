"""What a file really is, told by its content before anything opens it; standard library only.

A workbook is a zip of XML: both can be made to burst. Sizes are judged by the zip's directory,
the XML is run through once without building a tree, and only what passes is opened.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from indicators.workbook.rows import UnreadableFileError

MEGABYTE: Final = 2**20
MOST_BYTES: Final = 20 * MEGABYTE
MOST_UNPACKED: Final = 60 * MEGABYTE
MOST_RATIO: Final = 150
RATIO_FROM: Final = MEGABYTE
MOST_PARTS: Final = 2_000
MOST_CELLS: Final = 300_000
MOST_DEPTH: Final = 64
# A range is walked cell by cell when it is opened; the whole sheet has 17 thousand million.
MOST_RANGE: Final = 200_000
_CHUNK: Final = 64 * 1024
_HEAD: Final = 4096
FRESH: Final = "请重新下载本单位的填报表，把数据填进去后再上传。"

ZIP_ERRORS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
)


class Format(StrEnum):
    """The kinds of file that are read."""

    XLSX = "xlsx"
    CSV = "csv"


# What people rename, by the first bytes.
_SIGNATURES: Final = (
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"%PDF", "PDF 文件"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"{\\rtf", "RTF 文档"),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_MARKUP: Final = (b"<!doctype html", b"<html", b"<?xml", b"<table")


def recognised(path: Path) -> Format:
    """Return what a file is by its content, safe to be opened as that.

    Raises UnreadableFileError, saying in Chinese what it is instead and what to do.
    """
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFileError("文件是空的（0 字节）。请检查文件是否保存完整后再上传。")
    if size > MOST_BYTES:
        raise UnreadableFileError(
            f"文件有 {size // MEGABYTE} MB，超过 {MOST_BYTES // MEGABYTE} MB 的上限。{FRESH}"
        )
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        _require_workbook(path)
        return Format.XLSX
    if head.startswith(b"PK"):
        raise UnreadableFileError(f"文件是一个空的或分卷的压缩包，不是工作簿。{FRESH}")
    if head.startswith(_OLE):
        raise UnreadableFileError(_ole_answer(path))
    _refuse_other_kinds(head)
    return Format.CSV


def _ole_answer(path: Path) -> str:
    if _ENCRYPTED_STREAM in path.read_bytes():
        return (
            "工作簿设了打开密码（已加密），系统读不了。"
            "请在 Excel 或 WPS 中取消打开密码，另存后再上传。"
        )
    return (
        "这是旧版 Excel（.xls）或其他旧版 Office 文件，改扩展名没有用。"
        "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”后再上传。"
    )


def _refuse_other_kinds(head: bytes) -> None:
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            raise UnreadableFileError(f"这是{name}，不是 Excel 工作簿或 CSV 文件。{FRESH}")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise UnreadableFileError(
            f"这是网页或 XML 文件，不是真正的 Excel 工作簿。请另存为 .xlsx 后再上传，或者：{FRESH}"
        )


def _require_workbook(path: Path) -> None:
    """Refuse a zip that is no plain workbook, or that would burst when opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _refuse_bombs(parts, size=path.stat().st_size)
            _refuse_foreign_packages({part.filename for part in parts})
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _XmlCheck(part.filename).run(_chunks(archive, part))
    except ZIP_ERRORS as error:
        raise UnreadableFileError(
            f"文件已损坏或没有保存完整，打不开。请在 Excel 或 WPS 中打开并另存后再试。{FRESH}"
        ) from error


def _refuse_bombs(parts: list[zipfile.ZipInfo], *, size: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise UnreadableFileError(
            f"工作簿解压后有 {unpacked // MEGABYTE} MB、{len(parts)} 个部件，"
            f"超出限度（{MOST_UNPACKED // MEGABYTE} MB、{MOST_PARTS} 个），没有打开。{FRESH}"
        )
    if unpacked > RATIO_FROM and unpacked > MOST_RATIO * size:
        raise UnreadableFileError(
            f"文件的压缩比异常（解压后是原来的 {unpacked // size} 倍），"
            f"可能是压缩炸弹，没有打开。{FRESH}"
        )
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFileError("压缩包带密码，系统读不了。请取消密码，另存后再上传。")


def _refuse_foreign_packages(names: set[str]) -> None:
    lower = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") for name in lower):
        raise UnreadableFileError(
            "工作簿里有宏（.xlsm），为安全起见不接收。请另存为“Excel 工作簿（.xlsx）”后再上传。"
        )
    if any(name.startswith("xl/macrosheets/") for name in lower):
        raise UnreadableFileError(
            "工作簿里有 Excel 4.0 宏表，为安全起见不接收。请删除宏表后再上传。"
        )
    if "xl/workbook.bin" in lower:
        raise UnreadableFileError("这是二进制工作簿（.xlsb）。请另存为 .xlsx 后再上传。")
    if "[content_types].xml" in lower and "xl/workbook.xml" in lower:
        return
    raise UnreadableFileError(f"这是{_package_name(lower)}，不是 Excel 工作簿。{FRESH}")


def _package_name(names: set[str]) -> str:
    for member, name in (
        ("word/document.xml", "Word 文档"),
        ("ppt/presentation.xml", "PowerPoint 演示文稿"),
        ("ofd.xml", "OFD 版式文件"),
        ("content.xml", "OpenDocument 文档"),
    ):
        if member in names:
            return name
    return "普通压缩包"


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


class _XmlCheck:
    """Runs through one XML part: no document type, no bottomless nesting, not too many cells."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.depth = self.cells = self.ranged = 0
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def run(self, chunks: Iterator[bytes]) -> None:
        try:
            for chunk in chunks:
                self.parser.Parse(chunk, False)
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise UnreadableFileError(
                f"工作簿的部件 {self.name} 已损坏，打不开。请在 Excel 或 WPS 中打开并另存后再试。"
            ) from error

    def _refuse_doctype(self, *_: Any) -> None:
        raise UnreadableFileError(
            f"工作簿的部件 {self.name} 带有 DOCTYPE 声明，正常的工作簿没有，"
            f"为安全起见不打开。{FRESH}"
        )

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name in _WALKED and (area := _area(attributes.get("ref", ""))):
            self.ranged += area
        if self.ranged > MOST_RANGE:
            raise UnreadableFileError(
                f"合并的单元格或超链接的范围过大（{self.ranged} 格），没有打开。请取消合并。{FRESH}"
            )
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise UnreadableFileError(f"工作簿的部件 {self.name} 嵌套过深，没有打开。{FRESH}")
        if name in ("c", "row"):
            self.cells += 1
        if self.cells > MOST_CELLS:
            raise UnreadableFileError(
                f"工作表里的行或单元格超过 {MOST_CELLS} 个，"
                f"多半是大片空白也带了格式，没有打开。{FRESH}"
            )

    def _end(self, _name: str) -> None:
        self.depth -= 1


_WALKED: Final = frozenset({"mergeCell", "hyperlink"})
_RANGE: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")


def _area(ref: str) -> int:
    """Return how many cells a range has, 1 where it names none."""
    match = _RANGE.fullmatch(ref)
    if match is None:
        return 1
    left, top, right, bottom = match.groups()
    return (abs(_column(right) - _column(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
