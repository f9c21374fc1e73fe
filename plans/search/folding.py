"""Text as searching compares it."""

from __future__ import annotations

import unicodedata
from typing import Final

_CONTROLS: Final = dict.fromkeys((*range(32), 127), " ")
_MARKS: Final = str.maketrans("", "", "“”‘’「」『』《》〈〉\"'`·")


def single_spaced(text: str) -> str:
    """Return text on one line; control characters, which no database takes, are blanks."""
    return " ".join(text.translate(_CONTROLS).split())


def folded(text: str) -> str:
    """Return text so that width, case, quotation marks and the run of blanks do not matter."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return single_spaced(plain.translate(_MARKS))
