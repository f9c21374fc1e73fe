"""Bytes to text, for files as editors and Excel save them: UTF-8, a BOM, GBK, CRLF."""

from __future__ import annotations

import codecs

_BYTES_OF_EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_REPLACED = "\N{REPLACEMENT CHARACTER}"


class UndecodableError(ValueError):
    """Bytes that are no text; `row` is the line of the first bad byte, `None` for all of it."""

    def __init__(self, message: str, *, row: int | None = None) -> None:
        super().__init__(message)
        self.row = row


def decoded(content: bytes) -> str:
    r"""Return the text of a file, lines ending in \n, whichever way it was saved.

    Raises UndecodableError.
    """
    if content.startswith(_BYTES_OF_EXCEL):
        raise UndecodableError("这是Excel工作簿，请在Excel里另存为“CSV UTF-8”")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UndecodableError("编码是UTF-16，请另存为“CSV UTF-8”")
    text = _text(content.removeprefix(codecs.BOM_UTF8))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        spot = error.start
    if _is_mostly_utf8(content):
        raise _undecodable(content, spot, "UTF-8")
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _undecodable(content, error.start, "UTF-8，也不是GBK") from error


def _is_mostly_utf8(content: bytes) -> bool:
    """Return whether a file is UTF-8 with a few damaged bytes rather than in another encoding.

    Chinese GBK bytes are hardly ever valid UTF-8 by chance, while damaged UTF-8 often
    decodes as GBK, to nonsense nobody would notice.
    """
    beyond_ascii = [each for each in content.decode("utf-8", "replace") if not each.isascii()]
    return beyond_ascii.count(_REPLACED) * 4 < len(beyond_ascii)


def _undecodable(content: bytes, spot: int, encoding: str) -> UndecodableError:
    row = content.count(b"\n", 0, spot) + 1
    return UndecodableError(
        f"有读不出的字节（0x{content[spot]:02X}），不是{encoding}；请另存为“CSV UTF-8”", row=row
    )
