"""Demo figures: plausible, labelled, the same each time, and never where they do not belong."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from indicators.demo import (
    SOURCE_TITLE,
    NotInDemoModeError,
    fill_with_demo_figures,
    invented_texts,
)
from indicators.models import Assessment, Observation, ObservationSource
from indicators.progress import Question
from indicators.targets import parse_target, parse_value
from tests.factories import judge, make_indicator, make_observation, make_plan, make_series

NOW = datetime(2026, 11, 1, 4, tzinfo=UTC)
YEARS = range(2021, 2026)


def question(kind="reach", target="10", base="0", **fields) -> Question:
    direction = fields.pop("direction", "rise")
    return Question(
        kind=kind,
        direction=direction,
        base_year=2020,
        last_year=2025,
        target=parse_target(target, direction=direction, unit=fields.get("unit", "")),
        base=parse_value(base),
        **fields,
    )


def texts(seed="a", decimals=2, **fields) -> dict[int, str]:
    return invented_texts(question(**fields), years=YEARS, decimals=decimals, seed=seed)


SEEDS = [f"seed{number}" for number in range(60)]


def test_the_same_seed_gives_the_same_figures_and_another_others():
    assert texts(seed="a") == texts(seed="a")
    assert len({str(texts(seed=seed)) for seed in SEEDS}) > 30


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"path": "geometric", "base": "6001", "target": "8500"},
        {"base": "/", "target": "90以上", "unit": "%"},
        {"kind": "keep", "target": "<3", "direction": "fall"},
        {"kind": "cumulative", "target": "[50]", "nonnegative": True},
        {"kind": "average_growth", "target": "6.5"},
        {"kind": "relative", "target": "与经济增长基本同步"},
        {"kind": "assigned", "target": "完成省下达指标"},
    ],
)
def test_every_kind_gets_figures_that_can_be_read(fields):
    for seed in SEEDS:
        found = texts(seed=seed, **fields)
        assert set(found) >= set(range(2021, 2025))
        for text in found.values():
            value = parse_value(text)
            assert value.value is not None or value.assigned_met is not None


def test_shares_of_a_whole_stay_within_it_and_counts_above_nothing():
    for seed in SEEDS:
        percent = texts(seed=seed, kind="keep", target="100%", unit="%")
        assert all(Decimal(text) <= 100 for text in percent.values())
        counts = texts(seed=seed, kind="cumulative", target="3", nonnegative=True, decimals=0)
        assert all(Decimal(text) >= 0 for text in counts.values())


def test_a_target_nobody_can_put_a_number_to_gets_no_figure():
    assert texts(base="/", target="倍增") == {}


def test_outside_demo_mode_nothing_is_invented(db):
    make_indicator(make_plan(), base="0", target="10")
    with pytest.raises(NotInDemoModeError):
        fill_with_demo_figures(now=NOW)
    with pytest.raises(CommandError, match="make demo"):
        call_command("load_demo")
    assert not Observation.objects.exists()


@pytest.fixture
def demo(db, settings):
    settings.DEMO = True


def test_every_year_is_filled_and_labelled_and_a_real_figure_stays(demo):
    plan = make_plan()
    reference = make_series(code="gdp-growth", unit="%")
    indicator = make_indicator(plan, base="0", target="10", actuals={2022: "4"})
    make_indicator(
        plan, kind="relative", target="与经济增长基本同步", reference=reference, unit="%"
    )
    make_indicator(plan, kind="composite", target="/")
    fill_with_demo_figures(now=NOW)
    assert indicator.series.observations.get(year=2022).value == 4
    invented = ObservationSource.objects.filter(dataset="demo")
    assert {source.title for source in invented} == {SOURCE_TITLE}
    assert set(indicator.series.observations.values_list("year", flat=True)) >= set(
        range(2021, 2025)
    )
    assert set(reference.observations.values_list("year", flat=True)) == set(YEARS)
    assert {each.vintage for each in Observation.objects.all()} == {"preliminary"}


def test_filling_again_adds_nothing(demo):
    make_indicator(make_plan(), base="0", target="10")
    assert fill_with_demo_figures(now=NOW) > 0
    assert fill_with_demo_figures(now=NOW) == 0


def test_years_that_could_not_be_known_yet_are_left_out(demo):
    indicator = make_indicator(make_plan(), base="0", target="10")
    fill_with_demo_figures(now=datetime(2023, 3, 1, 4, tzinfo=UTC))
    assert set(indicator.series.observations.values_list("year", flat=True)) == {2021, 2022}


def test_a_closed_plan_is_judged_on_them(demo):
    plan = make_plan(base_year=2015, closed_on=date(2021, 2, 22))
    indicator = make_indicator(plan, base="0", target="10", code="closed")
    make_observation(
        indicator.series, year=2020, text="11", published_on=date(2021, 2, 20), vintage="final"
    )
    call_command("load_demo")
    judge(plan)
    states = dict(Assessment.objects.filter(standpoint="closing").values_list("year", "state"))
    assert states[2016] not in ("", "no_data")
    assert states[2020] == "met"


@pytest.mark.parametrize("path", ["/", "/plans/test-14/indicators/", "/data/", "/admin/login/"])
def test_every_page_says_that_the_figures_are_invented(demo, client, path):
    judge(make_plan())
    assert "演示数据" in client.get(path).content.decode()
