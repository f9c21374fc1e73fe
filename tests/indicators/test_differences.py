"""What is judged against another series shows its own growth, and the difference in words."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.urls import reverse

from shaoxing_plan.search_index import rebuild_index
from tests.factories import judge, make_indicator, make_observation, make_plan, make_series

pytestmark = pytest.mark.django_db

WORDS = "年均与GDP增速之差 −1.14个百分点"


@pytest.fixture
def income():
    """Incomes grew by 6.2 %, the economy by 7.34 %."""
    plan = make_plan()
    gdp = make_series(code="gdp-growth", unit="%", name="GDP增速(可比价)", decimals=1)
    income = make_indicator(
        plan,
        name="居民收入增速",
        number=23,
        kind="relative",
        unit="%",
        category="社会民生",
        target="与经济增长基本同步",
        reference=gdp,
        actuals={2021: "6.2"},
    )
    make_observation(gdp, year=2021, text="7.34")
    judge(plan)
    return income


@pytest.mark.parametrize(
    ("page", "is_of_plan"),
    [
        ("plan_overview", True),
        ("indicator_list", True),
        ("plan_matrix", True),
        ("plan_table", True),
        ("plan_meeting", True),
        ("indicator_detail", False),
        ("indicator_embed", False),
    ],
)
def test_growth_is_the_actual_and_the_difference_stands_beside_it(client, income, page, is_of_plan):
    at = income.plan.slug if is_of_plan else income.code
    html = client.get(reverse(page, args=[at])).content.decode()
    assert WORDS in " ".join(html.split())
    assert "6.2" in html
    if page not in ("plan_meeting", "indicator_detail"):  # these have a row named after it
        assert ">-1.14<" not in html.replace("−", "-").replace(" ", "")


def test_a_search_says_both(client, income):
    rebuild_index()
    html = client.get(reverse("search"), {"q": "居民收入"}).content.decode()
    assert "<b>6.2</b>" in html
    assert WORDS in html


def test_files_name_what_each_number_is(client, income):
    for page in ("indicator_list_csv", "open_data_assessments"):
        text = client.get(reverse(page, args=[income.plan.slug])).content.decode("utf-8-sig")
        row = next(each for each in csv.DictReader(StringIO(text)) if each["评判年份"] == "2021")
        assert row["实绩"] == "6.2"
        assert row["年均与参照增速之差（百分点）"] == "-1.14"
        assert float(row["差距"]) == pytest.approx(0.64)


def test_sorting_by_actual_takes_the_growth(client, income):
    make_indicator(income.plan, name="另一项", kind="keep", basis="end", unit="%", target="3以上",
                   actuals={2021: "3"})  # fmt: skip
    judge(income.plan)
    listed = client.get(reverse("indicator_list", args=[income.plan.slug]), {"sort": "actual"})
    assert [row.name for row in listed.context["listing"].rows] == ["另一项", "居民收入增速"]
