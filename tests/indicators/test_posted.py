"""What forms send, made fit to be stored."""

import pytest

from indicators.views.posted import whole_number, without_nul


@pytest.mark.parametrize("text", ["", "-1", "1.0", "x", "９", "٣", "9" * 5000])
def test_what_is_no_key_is_nothing(text):
    assert whole_number(text) is None


def test_a_key_is_read():
    assert whole_number("120") == 120


def test_what_postgresql_cannot_keep_is_left_out():
    assert without_nul("甲\x00乙") == "甲乙"
