"""The verdict a figure would give is the one it gives once it is approved."""

from __future__ import annotations

from datetime import date

import pytest

from indicators.models import Assessment, Observation
from indicators.selectors.family import asked_about
from indicators.selectors.prospect import Candidate, Prospects, prospect
from tests.factories import judge, make_indicator, make_observation, make_plan, make_series

pytestmark = pytest.mark.django_db
TODAY = date(2024, 3, 1)


def would_be(indicator, text, *, year=2022, vintage="preliminary"):
    asked = asked_about().get(pk=indicator.pk)
    return prospect(asked, year=year, value_text=text, vintage=vintage, today=TODAY)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("34", "ahead"),
        ("36", "on_track"),
        ("38", "behind"),
        ("41", "regressing"),
        ("30", "achieved_early"),
    ],
)
def test_a_candidate_is_judged_as_the_approved_figure_will_be(text, state):
    plan, series = make_plan(), make_series()
    indicator = make_indicator(plan, base="40", target="30", direction="fall", series=series)
    seen = would_be(indicator, text)
    make_observation(series, year=2022, text=text)
    judge(plan)
    assert seen.state == state
    stored = Assessment.objects.get(indicator=indicator, year=2022)
    assert (stored.state, stored.sentence) == (seen.state, seen.sentence)


def test_nothing_is_stored():
    indicator = make_indicator(make_plan(), actuals={2021: "120"})
    would_be(indicator, "34")
    assert Observation.objects.count() == 1


def test_the_text_that_is_no_value_says_why():
    seen = would_be(make_indicator(make_plan()), "#REF!")
    assert "读不懂" in seen.unreadable
    assert seen.state == ""


def test_no_value_yet_is_not_judged():
    assert would_be(make_indicator(make_plan()), "/").state == ""


def test_a_figure_beneath_a_better_vintage_changes_no_verdict():
    series = make_series()
    indicator = make_indicator(make_plan(), base="0", target="100", series=series)
    make_observation(series, year=2022, text="40", vintage="final")
    seen = would_be(indicator, "10")
    assert not seen.is_ruling
    assert seen.state == "on_track"
    assert would_be(indicator, "10", vintage="revised").is_ruling


def test_the_years_total_counts_the_candidate():
    plan = make_plan()
    indicator = make_indicator(
        plan, kind="cumulative", base="/", target="[50]", actuals={2021: "8"}
    )
    seen = would_be(indicator, "12")
    assert (seen.total_text, seen.state, seen.due_text) == ("20", "on_track", "20")


def test_behind_or_worse_demands_a_plan_of_action():
    indicator = make_indicator(make_plan(), base="0", target="100")
    assert would_be(indicator, "10").demands_plan
    assert not would_be(indicator, "40").demands_plan


def test_an_assigned_verdict_is_read():
    indicator = make_indicator(
        make_plan(), kind="assigned", target="完成省下达指标", base="完成省下达指标"
    )
    assert would_be(indicator, "完成").state == "holding"
    assert would_be(indicator, "未完成").demands_plan


@pytest.mark.parametrize("count", [1, 20])
def test_many_candidates_cost_two_queries(django_assert_num_queries, count):
    plan = make_plan()
    for _ in range(count):
        make_indicator(plan, actuals={2021: "20"})
    indicators = list(asked_about().filter(plan=plan))
    with django_assert_num_queries(2):
        prospects = Prospects(indicators, today=TODAY)
        for each in indicators:
            prospects.of(each, Candidate(year=2022, value_text="40", vintage="preliminary"))
            prospects.due_text(each, 2022)
