"""Verdicts are stored as the pure core reaches them, and no change of an input is missed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from indicators import services
from indicators.models import (
    Assessment,
    Definition,
    RecomputeRun,
    RuleSet,
    Standpoint,
    TargetRevision,
)
from tests.factories import NOW, make_indicator, make_observation, make_plan, make_series

pytestmark = pytest.mark.django_db


def assess_all() -> None:
    """Do what the worker does with everything marked stale."""
    for series_id, region_id in services.stale_work():
        services.assess(series_id=series_id, region_id=region_id, now=NOW)


def verdict(indicator, year, standpoint=Standpoint.CURRENT) -> Assessment:
    return Assessment.objects.get(indicator=indicator, year=year, standpoint=standpoint)


def test_a_marked_verdict_is_computed_and_the_mark_goes():
    plan = make_plan()
    urbanisation = make_indicator(plan, base="71", target="75", unit="%", actuals={2022: "71.2"})
    services.ensure_assessments(plan=plan, now=NOW)
    assess_all()

    row = verdict(urbanisation, 2022)
    assert row.state == "behind"
    assert row.share == Decimal("0.05")
    assert row.stale_since is None
    assert row.computed_at == NOW
    assert row.rule_set.version == "2021.1"
    assert row.input_ids == [row.observation_id]
    assert verdict(urbanisation, 2021).state == "no_data"
    assert not services.stale_work()


def test_running_twice_writes_nothing_the_second_time():
    plan = make_plan()
    indicator = make_indicator(plan, base="40", target="30", direction="fall", actuals={2022: "34"})
    services.ensure_assessments(plan=plan, now=NOW)
    first = services.assess(series_id=indicator.series_id, region_id=plan.region_id, now=NOW)
    second = services.assess(series_id=indicator.series_id, region_id=plan.region_id, now=NOW)
    assert (first.assessed, first.written) == (5, 5)
    assert (second.assessed, second.written, second.unexpected) == (5, 0, ())


def test_a_new_figure_marks_what_rests_on_it_and_nothing_else():
    plan = make_plan()
    touched = make_indicator(plan, base="10", target="20", actuals={2021: "12"})
    untouched = make_indicator(plan, base="10", target="20", actuals={2021: "12"})
    services.ensure_assessments(plan=plan, now=NOW)
    assess_all()
    new = services.NewObservation(
        series=touched.series, region=plan.region, year=2022, value_text="9", vintage="preliminary"
    )
    services.record_observation(
        new, source=services.Source(dataset="manual", title="公报"), now=NOW + timedelta(days=1)
    )
    assert services.stale_work() == [(touched.series_id, plan.region_id)]
    assess_all()
    assert verdict(touched, 2022).state == "regressing"
    assert verdict(untouched, 2022).state == "no_data"


def test_a_withdrawn_figure_counts_no_more():
    plan = make_plan()
    indicator = make_indicator(plan, base="10", target="20")
    figure = make_observation(indicator.series, year=2022, text="19", region=plan.region)
    services.ensure_assessments(plan=plan, now=NOW)
    assess_all()
    assert verdict(indicator, 2022).state == "ahead"
    services.withdraw_observation(figure, now=NOW)
    assess_all()
    assert verdict(indicator, 2022).state == "no_data"


def test_the_best_vintage_counts():
    plan = make_plan()
    indicator = make_indicator(plan, base="10", target="20")
    make_observation(indicator.series, year=2022, text="19", vintage="revised")
    make_observation(indicator.series, year=2022, text="9", vintage="final")
    services.ensure_assessments(plan=plan, now=NOW)
    assess_all()
    assert verdict(indicator, 2022).value == 19


def test_a_closed_plan_is_judged_on_what_was_known_and_todays_verdict_stands_beside_it():
    plan = make_plan(slug="test-13", base_year=2015, closed_on=date(2021, 2, 22))
    gdp = make_indicator(plan, base="4465.97", target="6000", unit="亿元", path="geometric")
    known = {"year": 2020, "vintage": "estimate", "published_on": date(2021, 2, 3)}
    make_observation(gdp.series, text="6001", **known)
    make_observation(
        gdp.series, year=2020, text="5964", vintage="revised", published_on=date(2026, 1, 16)
    )
    services.ensure_assessments(plan=plan, now=NOW)
    assess_all()
    assert verdict(gdp, 2020, Standpoint.CLOSING).state == "met"
    assert verdict(gdp, 2020, Standpoint.CURRENT).state == "missed"


def test_a_figure_of_unknown_publication_day_was_not_known_when_the_plan_was_closed():
    plan = make_plan(slug="test-13", base_year=2015, closed_on=date(2021, 2, 22))
    indicator = make_indicator(plan, base="1", target="2")
    make_observation(indicator.series, year=2020, text="3", published_on=None)
    services.ensure_assessments(plan=plan, now=NOW)
    assess_all()
    assert verdict(indicator, 2020, Standpoint.CLOSING).state == "no_data"
    assert verdict(indicator, 2020, Standpoint.CURRENT).state == "met"


def test_a_revised_base_gets_a_labelled_second_verdict():
    plan = make_plan()
    gdp = make_indicator(plan, base="6001", target="8500", unit="亿元", path="geometric")
    make_observation(gdp.series, year=2020, text="5964", vintage="revised")
    make_observation(gdp.series, year=2024, text="8369")
    services.ensure_assessments(plan=plan, now=NOW)
    assess_all()
    printed, revised = (
        verdict(gdp, 2024, each) for each in (Standpoint.CURRENT, Standpoint.REVISED_BASE)
    )
    assert (printed.state, revised.state) == ("ahead", "ahead")
    assert round(printed.share, 4) == Decimal("0.9476")
    assert round(revised.share, 4) == Decimal("0.9483")
    assert (len(printed.input_ids), len(revised.input_ids)) == (1, 2)


def test_a_change_of_definition_is_not_comparable_until_it_is_linked():
    plan = make_plan()
    indicator = make_indicator(plan, base="69左右", target="75", unit="%")
    census = Definition.objects.create(
        series=indicator.series, version="census-2020", text="第七次人口普查后口径"
    )
    make_observation(indicator.series, year=2023, text="73.1", definition=census)
    services.ensure_assessments(plan=plan, now=NOW)
    assess_all()
    row = verdict(indicator, 2023)
    assert row.state == "not_comparable"
    assert "普查" in row.reason
    census.linking_factor = Decimal(1)
    services.save_input(census, now=NOW)
    assess_all()
    assert verdict(indicator, 2023).state == "ahead"


def test_a_composite_takes_the_worst_of_its_parts():
    plan = make_plan()
    parent = make_indicator(plan, kind="composite", target="完成省下达指标", nature="binding")
    made = {"kind": "assigned", "target": "完成省下达指标", "nature": "binding", "parent": parent}
    make_indicator(plan, actuals={2025: "完成"}, **made)
    late = make_indicator(plan, actuals={2025: "完成"}, **made)
    services.ensure_assessments(plan=plan, now=NOW)
    assess_all()
    assert verdict(parent, 2025).state == "met"
    new = services.NewObservation(
        series=late.series, region=plan.region, year=2025, value_text="未完成", vintage="final"
    )
    services.record_observation(new, source=services.Source(dataset="m", title="通报"), now=NOW)
    assess_all()
    assert verdict(parent, 2025).state == "missed"


def test_a_relative_indicator_follows_its_reference():
    plan = make_plan()
    growth = make_series(code="growth", unit="%")
    income = make_indicator(
        plan,
        kind="relative",
        target="与经济增长基本同步",
        unit="%",
        reference=growth,
        actuals={2021: "9"},
    )
    services.ensure_assessments(plan=plan, now=NOW)
    assess_all()
    assert verdict(income, 2021).state == "not_comparable"
    new = services.NewObservation(
        series=growth, region=plan.region, year=2021, value_text="8.7", vintage="preliminary"
    )
    figure = services.record_observation(
        new, source=services.Source(dataset="m", title="公报"), now=NOW
    )
    assess_all()
    assert verdict(income, 2021).state == "ahead"
    assert figure.pk in verdict(income, 2021).input_ids


def test_new_rules_reassess_everything_and_are_stored_with_each_verdict():
    plan = make_plan()
    indicator = make_indicator(plan, base="0", target="100", actuals={2021: "19"})
    services.ensure_assessments(plan=plan, now=NOW)
    assess_all()
    assert verdict(indicator, 2021).state == "on_track"
    old = RuleSet.objects.get()
    strict = RuleSet(
        version="2024.1",
        effective_on=date(2024, 1, 1),
        ahead_ratio=Decimal("1.05"),
        on_track_ratio=Decimal("0.99"),
        nearly_ratio=Decimal("0.8"),
        ahead_margin=Decimal("0.5"),
        on_track_margin=Decimal(0),
        nearly_margin=Decimal("-0.5"),
        points_tolerance=Decimal("0.5"),
        share_tolerance=Decimal("0.02"),
        synchronous_margin=Decimal("-0.5"),
    )
    services.adopt_rule_set(strict, now=NOW)
    assess_all()
    row = verdict(indicator, 2021)
    assert (row.state, row.rule_set) == ("nearly", strict)
    assert RuleSet.objects.filter(pk=old.pk).exists()


def test_a_lawful_change_of_target_rules_and_the_old_target_stays_readable():
    plan = make_plan()
    indicator = make_indicator(plan, base="0", target="100", actuals={2021: "19"})
    TargetRevision.objects.create(
        indicator=indicator,
        effective_from=date(2023, 1, 1),
        kind="adjusted",
        target_text="200",
        document="绍政发〔2023〕1号",
        reason="中期调整",
    )
    services.ensure_assessments(plan=plan, now=NOW)
    assess_all()
    assert verdict(indicator, 2021).state == "behind"
    assert verdict(indicator, 2021, Standpoint.ORIGINAL_TARGET).state == "on_track"


def test_the_nightly_recompute_changes_nothing():
    plan = make_plan()
    make_indicator(plan, base="0", target="100", actuals={2021: "19"})
    services.ensure_assessments(plan=plan, now=NOW)
    assess_all()
    run = services.reassess_all(now=NOW)
    assert (run.assessed, run.changed) == (5, 0)


def test_the_nightly_recompute_repairs_and_reports_a_verdict_gone_wrong(caplog):
    plan = make_plan()
    indicator = make_indicator(plan, base="0", target="100", actuals={2021: "19"})
    services.ensure_assessments(plan=plan, now=NOW)
    assess_all()
    Assessment.objects.filter(indicator=indicator, year=2021).update(state="ahead")
    run = services.reassess_all(now=NOW)
    assert run.changed == 1
    assert run == RecomputeRun.objects.get()
    assert indicator.code in caplog.text
    assert verdict(indicator, 2021).state == "on_track"


@pytest.mark.parametrize("count", [1, 20])
def test_queries_do_not_grow_with_the_indicators(count, django_assert_num_queries):
    plan, series = make_plan(), make_series()
    make_observation(series, year=2021, text="19", region=plan.region)
    for number in range(count):
        make_indicator(plan, base="0", target=str(100 + number), series=series)
    services.ensure_assessments(plan=plan, now=NOW)
    with django_assert_num_queries(10):
        services.assess(series_id=series.pk, region_id=plan.region_id, now=NOW)


def test_an_indicator_that_contradicts_itself_says_so_and_stops_no_other(caplog):
    plan, series = make_plan(), make_series()
    broken = make_indicator(plan, base="40", target="30", series=series)
    sound = make_indicator(plan, base="10", target="20", series=series)
    make_observation(series, year=2022, text="19", region=plan.region)
    services.ensure_assessments(plan=plan, now=NOW)
    assess_all()
    assert verdict(broken, 2022).state == "not_comparable"
    assert "无法评判" in verdict(broken, 2022).sentence
    assert broken.code in caplog.text
    assert verdict(sound, 2022).state == "ahead"
