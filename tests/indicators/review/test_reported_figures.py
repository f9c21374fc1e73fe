"""A figure that was reported is told as it was reported, though its series is shown with fewer."""

from __future__ import annotations

import pytest

from indicators import services
from indicators.models import Assessment
from indicators.selectors.wording import actual_text
from tests.factories import judge, make_indicator, make_observation, make_series
from tests.indicators.review.conftest import IN_ROUND

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole(plan, department):
    """Return an indicator whose series is shown without decimals, with 30.5 and 30 reported."""
    series = make_series(decimals=0, unit="亿元", nonnegative=True)
    made = make_indicator(
        plan, base="28", target="40", series=series, unit="亿元", department=department
    )
    for year, text in ((2021, "30"), (2022, "30.5")):
        make_observation(series, year=year, text=text)
    services.ensure_assessments(plan=plan, now=IN_ROUND)
    return made


def test_beside_what_is_sent(desk, whole, send):
    send(whole, "31.5", vintage="final")
    (row,) = desk.get("/review/").context["rows"]
    assert (row.standing_text, row.value_text, row.last_text) == ("30.5", "31.5", "30")
    assert row.change_text == "+1.5亿元（+5.0%）"


def test_in_the_verdict_that_rests_on_it(whole):
    judge(whole.plan)
    seen = Assessment.objects.select_related("observation").get(indicator=whole, year=2022)
    assert actual_text(seen, whole) == "30.5"


def test_in_what_it_adds_up_to(plan, department):
    series = make_series(decimals=0, unit="亿元", nonnegative=True)
    total = make_indicator(
        plan, base="/", target="[150]", series=series, unit="亿元", kind="cumulative", basis="total"
    )
    make_observation(series, year=2022, text="31.5")
    judge(plan)
    seen = Assessment.objects.select_related("observation").get(indicator=total, year=2022)
    assert actual_text(seen, total) == "≥31.5"
    assert "≥31.5亿元" in seen.sentence


def test_not_what_is_computed(whole):
    judge(whole.plan)
    seen = Assessment.objects.get(indicator=whole, year=2021)
    seen.value, seen.observation = seen.value / 7, None
    assert actual_text(seen, whole) == "4"
