"""Shares as readers see them: rounding never carries one across what it is judged by."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.formatting import share_text, with_unit


@pytest.mark.parametrize(
    ("share", "due", "text"),
    [
        ("0.35", "0.6", "35%"),
        ("0", "0.6", "0%"),
        ("1", "0.6", "100%"),
        ("-0.0024", "0.6", "-0.2%"),
        ("0.0004", "0.6", "0.04%"),
        ("0.9962", "0.6", "99.6%"),
        ("1.0004", "1", "100.04%"),
        ("0.949", "0.9499", "94.9%"),
    ],
)
def test_a_rounded_share_stays_on_its_side_of_base_target_and_due(share, due, text):
    assert share_text(Decimal(share), threshold=Decimal(due)) == text


def test_a_share_nobody_knows_is_no_zero():
    assert share_text(None) == ""


def test_a_digit_that_the_unit_holds_too_is_not_the_unit() -> None:
    assert with_unit("29.3", "µg/m3") == "29.3µg/m3"
    assert with_unit("30µg/m3以内", "µg/m3") == "30µg/m3以内"
