"""Shares (0..1) as lengths on a bar of 100 units, for SVG attributes."""

from __future__ import annotations

from decimal import Decimal

from django import template

from indicators.selectors.standing import IndicatorRow

register = template.Library()

MARK_WIDTH = Decimal("1.2")


@register.filter
def bar_width(share: Decimal | None) -> str:
    """Return the length of a share on a bar of 100 units, kept within the bar."""
    return f"{_within_bar(share):.1f}"


@register.filter
def bar_mark(share: Decimal | None) -> str:
    """Return where a thin mark at a share starts, so that all of it stays on the bar."""
    start = _within_bar(share) - MARK_WIDTH / 2
    return f"{min(max(start, Decimal(0)), Decimal(100) - MARK_WIDTH):.1f}"


@register.filter
def share_label(row: IndicatorRow) -> str:
    """Return a row's share and due share in words, for those who cannot see the bar."""
    due = f"，应有进度{row.due_text}" if row.due_text else ""
    return f"完成进度{row.share_text}{due}"


def _within_bar(share: Decimal | None) -> Decimal:
    return min(max((share or Decimal(0)) * 100, Decimal(0)), Decimal(100))
