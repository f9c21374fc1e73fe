"""What a cell says, in one spelling, so that a file and the database can be compared; pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Final

from indicators.quantities import MAX_DIGITS, normalised_text

# What a spreadsheet can hold in one cell.
CELL_LIMIT: Final = 32_000
_PLAIN_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_DATE_FORMS: Final = (
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+[\d:.]+)?"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
# Control characters that no file format carries, and halves of characters.
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str) -> str:
    r"""Return a text with LF line ends, without what cannot be written or space around it.

    >>> clean_text("  a\r\nb\x00 ")
    'a\nb'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_\n", "\n")
    return _UNWRITABLE.sub("", lines).strip()[:CELL_LIMIT].strip()


def plain_number(text: str) -> Decimal | None:
    """Return the number a text is, in any width and with thousands separators, else None.

    >>> plain_number("８，５００.50")
    Decimal('8500.50')
    """
    line = normalised_text(text)
    if not _PLAIN_NUMBER.fullmatch(line) or sum(map(str.isdigit, line)) > MAX_DIGITS:
        return None
    return Decimal(line.replace(",", ""))


def value_text(text: str) -> str:
    """Return a figure as it is compared and stored: a plain number without frills.

    >>> value_text(" 8,500.50 "), value_text("138000 左右"), value_text("-0")
    ('8500.5', '138000左右', '0')
    """
    number = plain_number(text)
    if number is None:
        return normalised_text(clean_text(text))
    written = f"{number:f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if number == 0 else written.lstrip("+")


def read_date(text: str) -> date | None:
    """Return the day a text names, None where it names none.

    >>> read_date("2024年2月8日")
    datetime.date(2024, 2, 8)
    """
    line = unicodedata.normalize("NFKC", clean_text(text))
    match = next(filter(None, (form.fullmatch(line) for form in _DATE_FORMS)), None)
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
