"""The shipped plans, judged: every verdict below was worked out by hand from the printed cells."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import timezone

from indicators import services
from indicators.models import Assessment, Indicator, Standpoint

pytestmark = pytest.mark.django_db

MET, MISSED, INCOMPARABLE = "met", "missed", "not_comparable"
# number: state, and what is left to the target (negative: passed by so much)
THIRTEENTH = {
    1: (MET, "-1"),
    2: (MET, "0"),
    3: (MET, "-37.5"),
    4: (INCOMPARABLE, None),
    5: (MISSED, "77.5"),
    6: (MET, "-3"),
    7: (MET, "-1"),
    8: (MET, "-18.7"),
    9: (MET, "0"),
    10: (MET, "0"),
    11: (MET, "-11.09"),
    12: (MET, "-0.7"),
    13: (MET, "0"),
    14: (MET, "-211.3"),
    15: (MET, "0"),
    16: (MET, None),
    17: (MET, None),
    18: (MET, None),
    19: (MET, None),
    20: (MET, None),
    21: (MET, "0"),
    22: (MET, "-5.7"),
    23: (MET, "0"),
    24: (MISSED, "1706"),
    25: (MET, "-196"),
    26: (MET, "-0.06"),
    27: (MET, "-41.8"),
    28: (MET, "-1.28"),
    29: (MET, "-1.2"),
    30: (MET, "-3.91"),
    31: (MET, "-0.86"),
    32: (MET, "-2.6"),
    33: (MET, "-0.36"),
    34: (MET, "0"),
}
# code, year, standpoint: state, share and due share to four places
FOURTEENTH = {
    ("sx14-gdp", 2021, "current"): ("ahead", "0.3177", "0.1732"),
    ("sx14-gdp", 2023, "current"): ("ahead", "0.7163", "0.5578"),
    ("sx14-gdp", 2024, "current"): ("ahead", "0.9476", "0.7712"),
    ("sx14-gdp", 2024, "revised_base"): ("ahead", "0.9483", "0.7707"),
    ("sx14-budget-revenue", 2021, "current"): ("ahead", "0.2930", "0.1751"),
    ("sx14-gdp-per-capita-resident", 2021, "current"): (INCOMPARABLE, None, "0.1800"),
    ("sx14-urbanisation", 2023, "current"): (INCOMPARABLE, None, "0.6000"),
}
AWAITING_ISSUE = {
    "sx14-energy-intensity-reduction",
    "sx14-water-use-per-gdp-reduction",
    "sx14-co2-intensity-reduction",
    "sx14-online-retail",
    "sx14-services-trade",
}


@pytest.fixture
def judged(settings) -> None:
    call_command("load_plan", str(settings.BASE_DIR / "fixtures"), verbosity=0)
    now = timezone.now()
    for series_id, region_id in services.stale_work():
        services.assess(series_id=series_id, region_id=region_id, now=now)
    assert not services.stale_work()


def test_every_shipped_verdict_is_the_one_worked_out_by_hand(judged):
    thirteenth = {
        row.indicator.number: (row.state, row.gap)
        for row in _rows("shaoxing-13", Standpoint.CLOSING).filter(
            year=2020, indicator__number__isnull=False
        )
    }
    assert thirteenth == {
        number: (state, None if gap is None else Decimal(gap))
        for number, (state, gap) in THIRTEENTH.items()
    }
    fourteenth = {
        (row.indicator.code, row.year, row.standpoint): (
            row.state,
            None if row.share is None else str(round(row.share, 4)),
            None if row.due_share is None else str(round(row.due_share, 4)),
        )
        for row in Assessment.objects.filter(
            indicator__plan__slug="shaoxing-14", observation__isnull=False
        ).select_related("indicator")
    }
    assert fourteenth.items() >= FOURTEENTH.items()
    unknown = fourteenth.keys() - FOURTEENTH.keys()
    assert {code for code, _, standpoint in unknown if standpoint == "current"} == set()


def test_todays_figures_turn_one_verdict_of_the_closed_plan(judged):
    closing = dict(_states("shaoxing-13", Standpoint.CLOSING, 2020))
    today = dict(_states("shaoxing-13", Standpoint.CURRENT, 2020))
    turned = {
        code: (closing[code], today[code]) for code in closing if closing[code] != today[code]
    }
    assert turned == {"sx13-gdp": (MET, MISSED)}


def test_what_nobody_has_reported_awaits_a_figure_or_its_target(judged):
    reported = {(code, year) for code, year, _ in FOURTEENTH}
    rest = {
        (code, year): state
        for code, year, state in _rows("shaoxing-14", Standpoint.CURRENT).values_list(
            "indicator__code", "year", "state"
        )
        if (code, year) not in reported
    }
    assert len(rest) == 5 * Indicator.objects.filter(plan__slug="shaoxing-14").count() - len(
        reported
    )
    pending = {code for (code, _), state in rest.items() if state == "pending_target"}
    assert pending == AWAITING_ISSUE
    assert {state for (code, _), state in rest.items() if code not in pending} == {"no_data"}


def _rows(slug, standpoint):
    return Assessment.objects.filter(
        indicator__plan__slug=slug, standpoint=standpoint
    ).select_related("indicator")


def _states(slug, standpoint, year):
    return _rows(slug, standpoint).filter(year=year).values_list("indicator__code", "state")
