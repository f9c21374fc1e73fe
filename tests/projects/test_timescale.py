"""Where a day lies on an axis, and what else can be seen of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.timescale import Scale, Span, per_cent

PLAN = Span(first=2021, last=2025)
SPANS = st.builds(
    lambda first, length: Span(first=first, last=first + length),
    st.integers(2000, 2040),
    st.integers(0, 15),
)
DAYS = st.dates(date(1995, 1, 1), date(2065, 12, 31))


def test_quarters_and_years_are_equally_wide():
    assert [tick.months for tick in PLAN.ticks(Scale.QUARTERS)] == [3] * 20
    assert [tick.label for tick in PLAN.ticks(Scale.YEARS)] == [str(year) for year in PLAN.years]
    assert PLAN.ticks(Scale.QUARTERS)[5].name == "2022年第2季度"


def test_the_last_day_ends_the_axis():
    assert (PLAN.place(date(2021, 1, 1)), PLAN.place_after(date(2025, 12, 31))) == (0, 100)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2022, 1, 1), date(2022, 12, 31), (20, 20, False, False)),
        (date(2019, 1, 1), date(2021, 12, 31), (0, 20, True, False)),
        (date(2025, 1, 1), date(2027, 12, 31), (80, 20, False, True)),
        (date(2019, 1, 1), date(2030, 1, 1), (0, 100, True, True)),
    ],
    ids=["inside", "began before", "goes on", "both"],
)
def test_what_is_seen_of_a_period(start, end, expected):
    seen = PLAN.stretch(start, end)
    assert (seen.start, seen.width, seen.goes_before, seen.goes_after) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("start", "end"),
    [(date(2019, 1, 1), date(2020, 12, 31)), (date(2026, 1, 1), date(2027, 1, 1))],
    ids=["before", "after"],
)
def test_what_lies_outside_is_not_seen(start, end):
    assert PLAN.stretch(start, end) is None


@given(span=SPANS, one=DAYS, other=DAYS)
def test_later_days_lie_further_right(span, one, other):
    assert (one < other) == (span.place(one) < span.place(other))


@given(span=SPANS, start=DAYS, end=DAYS)
def test_a_stretch_never_leaves_the_axis(span, start, end):
    first, last = sorted((start, end))
    seen = span.stretch(first, last)
    if seen is not None:
        assert seen.start >= 0
        assert seen.width > 0
        assert seen.start + seen.width <= 100 + 1e-9


@given(span=SPANS, within=SPANS, around=st.integers(1990, 2070), years=st.integers(-20, 20))
def test_zooming_and_moving_stay_within_what_there_is(span, within, around, years):
    inner = span.zoomed_in(around=around)
    assert span.first <= inner.first <= inner.last <= span.last
    assert len(inner.years) == max(1, len(span.years) // 2)
    outer = span.zoomed_out(within=within)
    assert outer.first <= span.first
    assert outer.last >= span.last
    moved = span.moved(years, within=within)
    assert len(moved.years) == len(span.years)
    if len(span.years) < len(within.years):
        assert within.first <= moved.first
        assert moved.last <= within.last


def test_attributes_are_short():
    assert [per_cent(value) for value in (0.0, 12.5, 100 / 3, 100.0)] == [
        "0%",
        "12.5%",
        "33.33%",
        "100%",
    ]
