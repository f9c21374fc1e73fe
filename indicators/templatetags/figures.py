"""Columns of figures that stand under each other at the decimal point.

`{% columns %}` goes around a table, `{% figure text "column" %}` into its cells; an include may
lie between. A table that is sent row by row is still right, only not aligned.
"""

from __future__ import annotations

import re
from collections import defaultdict
from html import unescape
from typing import Final

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template import Context, NodeList
from django.template.base import Parser, Token
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from indicators.alignment import MISSING, pads
from indicators.formatting import unit_behind

register = template.Library()

_MINUS: Final = re.compile(r"(?<![\w.])-(?=[\d.])")
_CELL: Final = re.compile(
    r'<span class="aligned" data-col="(?P<column>\w+)">(?P<text>[^<]*)</span>'
)


@register.filter(name="unit_behind")
def unit_of_text(text: object, unit: str) -> str:
    """Return the unit to show behind a text, "" where the text carries it."""
    return unit_behind(str(text), unit) if text else ""


@register.filter
def typeset(text: object) -> str:
    """Return a text with a real minus before a number; a hyphen within words or days stays.

    >>> typeset("-1.14"), typeset("≈-3%"), typeset("2021-2025")
    ('−1.14', '≈−3%', '2021-2025')
    """
    return _MINUS.sub("−", str(text))


@register.filter(name="grouped")
def grouped_number(text: object) -> str:
    """Return a number as it was written, grouped by thousands; words as they are."""
    return str(intcomma(str(text or ""), use_l10n=False))


@register.simple_tag
def figure(text: object, column: str, *, missing: str = MISSING) -> SafeString:
    """Return a figure as a cell of a column; a dash where there is none."""
    shown = missing if text in ("", None) else typeset(text)
    return format_html('<span class="aligned" data-col="{}">{}</span>', column, shown)


class ColumnsNode(template.Node):
    """Renders what is inside and gives each figure the width of the longest of its column."""

    def __init__(self, inside: NodeList) -> None:
        self.inside = inside

    def render(self, context: Context) -> SafeString:
        return mark_safe(aligned(self.inside.render(context)))  # noqa: S308 - rendered, escaped


@register.tag
def columns(parser: Parser, token: Token) -> ColumnsNode:  # noqa: ARG001 - Django calls it so
    """Align the figures of every column inside."""
    inside = parser.parse(("endcolumns",))
    parser.delete_first_token()
    return ColumnsNode(inside)


def aligned(html: str) -> str:
    """Return rendered cells with what each lacks on its right in an attribute."""
    texts: dict[str, list[str]] = defaultdict(list)
    for cell in _CELL.finditer(html):
        texts[cell["column"]].append(unescape(cell["text"]))
    rest = {column: iter(pads(found)) for column, found in texts.items()}

    def padded(cell: re.Match[str]) -> str:
        pad = next(rest[cell["column"]])
        mark = f' data-pad="{escape(pad)}"' if pad else ""
        return f'<span class="aligned"{mark}>{cell["text"]}</span>'

    return _CELL.sub(padded, html)
