"""Pages on an indicator whose way of being measured changed: whose figure stands where."""

from __future__ import annotations

from datetime import date

import pytest

from indicators.models import Definition
from indicators.selectors.browse.overview import plan_overview
from indicators.viewpoints import Viewpoint
from tests.factories import judge, make_indicator, make_observation, make_plan, make_series

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 1)


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def indicator(plan):
    """An indicator with figures of each year as before, and one of 2023 by a census."""
    series = make_series(code="urban", unit="%", decimals=1)
    census = Definition.objects.create(
        series=series, version="census", valid_from=date(2020, 11, 1), text="以普查为基础"
    )
    own = {2021: "70.1", 2022: "71.4", 2023: "72.6", 2024: "74.3"}
    indicator = make_indicator(
        plan, name="城镇化率", unit="%", base="69", target="75", series=series, actuals=own
    )
    make_observation(series, year=2023, text="73.1", definition=census)
    judge(plan)
    return indicator


def others(plan, **asked):
    overview = plan_overview(plan, viewpoint=Viewpoint(today=TODAY), **asked)
    return {
        row.name: [(each.label, each.state_label, each.actual_text) for each in row.others]
        for row in overview.decided_otherwise
    }


def test_no_figure_of_the_old_definition_is_told_as_one_of_the_new(plan, indicator, client):
    assert others(plan, year=None) == {"城镇化率": [("按新口径", "不可比", "")]}
    assert others(plan, year=2023) == {"城镇化率": [("按新口径", "不可比", "73.1")]}
    assert "2024年没有新口径的数" in client.get(plan.get_absolute_url()).content.decode()


def test_a_figure_of_a_definition_in_between_is_not_told_as_one_of_the_newest(plan, indicator):
    series = indicator.series
    between = Definition.objects.create(
        series=series, version="trial", valid_from=date(2019, 1, 1), text="试行口径"
    )
    make_observation(series, year=2025, text="75.9", definition=between)
    judge(plan)
    assert others(plan, year=2025) == {}
    make_observation(series, year=2025, text="74.8")
    judge(plan)
    assert others(plan, year=2025) == {"城镇化率": [("按新口径", "不可比", "")]}


def test_why_there_is_a_second_verdict_is_said_by_its_standpoint(plan, indicator, client):
    content = client.get(plan.get_absolute_url()).content.decode()
    assert "统计口径变了，不是数据修订" in content
    assert "结账后数据有修订" not in content
    assert "数据修订后结论不同" not in content
