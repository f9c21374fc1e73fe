"""Open data: every figure with its source, every verdict, for anybody."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators.models import ObservationSource
from tests.factories import judge, make_indicator, make_observation, make_plan, make_series

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    plan = make_plan()
    reference = make_series(code="gdp-growth", unit="%")
    make_indicator(plan, name="甲", base="0", target="10", actuals={2022: "4"})
    make_indicator(
        plan, name="乙", kind="relative", target="与经济增长基本同步", reference=reference
    )
    make_observation(reference, year=2021, text="8.7")
    make_observation(make_series(code="elsewhere"), year=2021, text="1")
    judge(plan)
    return plan


def rows(client, name, plan) -> list[dict[str, str]]:
    response = client.get(reverse(name, args=[plan.slug]))
    assert response.status_code == 200
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))


def test_the_page_lists_the_files_of_every_plan_and_each_is_there(client, plan):
    response = client.get(reverse("open_data"))
    (files,) = response.context["plans"]
    assert len(files.files) == 3
    for file in files.files:
        assert file.url in response.content.decode()
        assert client.get(file.url)["Content-Type"] == "text/csv; charset=utf-8"


def test_without_a_plan_the_page_says_what_to_do(client):
    assert "载入规划后" in client.get(reverse("open_data")).content.decode()


def test_every_figure_of_the_plans_series_is_there_with_its_source(client, plan):
    found = rows(client, "open_data_observations", plan)
    assert {(row["统计指标代码"], row["年份"], row["数值"]) for row in found} == {
        (plan.indicators.get(name="甲").series.code, "2022", "4"),
        ("gdp-growth", "2021", "8.7"),
    }
    assert found[0]["来源网址"] == "https://example.org/bulletin"


def test_a_figure_with_two_sources_has_two_rows_and_one_without_has_one(client, plan):
    observation = plan.indicators.get(name="甲").series.observations.get()
    ObservationSource.objects.create(
        observation=observation, dataset="x", value_text="4", title="=另一来源"
    )
    found = rows(client, "open_data_observations", plan)
    assert [row["来源"] for row in found if row["年份"] == "2022"] == [
        "2022年统计公报",
        "'=另一来源",
    ]
    ObservationSource.objects.all().delete()
    assert len(rows(client, "open_data_observations", plan)) == 2


def test_readers_see_a_figure_from_the_day_it_is_published(client, plan, admin_client):
    tomorrow = timezone.localdate() + timedelta(days=1)
    series = plan.indicators.get(name="甲").series
    make_observation(series, year=2023, text="5", published_on=tomorrow)
    years = {row["年份"] for row in rows(client, "open_data_observations", plan)}
    assert "2023" not in years
    assert "2023" in {row["年份"] for row in rows(admin_client, "open_data_observations", plan)}


def test_every_verdict_is_there(client, plan):
    found = rows(client, "open_data_assessments", plan)
    assert len(found) == 10
    verdict = next(row for row in found if (row["指标"], row["评判年份"]) == ("甲", "2022"))
    assert (verdict["状态"], verdict["完成进度（%）"], verdict["应有进度（%）"]) == (
        "符合预期",
        "40",
        "40",
    )


@pytest.mark.parametrize("name", ["open_data_observations", "open_data_assessments"])
def test_the_number_of_queries_does_not_grow(client, name, django_assert_num_queries):
    small, large = make_plan(slug="small"), make_plan(slug="large")
    make_indicator(small, base="0", target="10", actuals={2023: "6"})
    for _ in range(20):
        make_indicator(large, base="0", target="10", actuals={2023: "6"})
    judge(small)
    judge(large)
    expected = {"open_data_observations": 3, "open_data_assessments": 5}[name]
    for plan in (small, large):
        with django_assert_num_queries(expected):
            client.get(reverse(name, args=[plan.slug]))


def test_files_of_figures_say_of_which_vintage_they_are(client, plan):
    verdicts = rows(client, "open_data_assessments", plan)
    told = {row["评判年份"]: row["数据版本"] for row in verdicts if row["指标"] == "甲"}
    vintage = plan.indicators.get(name="甲").series.observations.get().get_vintage_display()
    assert told == {"2021": "", "2022": vintage, "2023": "", "2024": "", "2025": ""}
    listed = rows(client, "indicator_list_csv", plan)
    assert [row["数据版本"] for row in listed if row["指标"] == "甲"] == [vintage]
