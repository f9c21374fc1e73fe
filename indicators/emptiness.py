"""Whether a text says anything; pure, the one place that decides what counts as left empty."""

from __future__ import annotations

import unicodedata
from typing import Final

_INVISIBLE_KINDS: Final = frozenset({"Cc", "Cf", "Cn", "Mn", "Me", "Zl", "Zp", "Zs"})
"""Controls, formats, unassigned, marks that stand on nothing, and separators of all kinds."""
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and signs that are drawn as nothing: fillers of Hangul, the empty Braille cell."""


def says_nothing(text: str) -> bool:
    r"""Return whether nothing of a text can be read, whatever characters it is made of.

    >>> says_nothing(" \u3000\u200b\u2060\ufeff\u00ad\u3164"), says_nothing("\u200b无")
    (True, False)
    """
    return all(
        each in _BLANK_LETTERS or unicodedata.category(each) in _INVISIBLE_KINDS for each in text
    )
