"""Quoting an indicator, and showing it in little elsewhere."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import judge, make_indicator, make_plan
from tests.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    plan = make_plan(short_title="“测试”规划")
    make_indicator(
        plan,
        code="green",
        name='"绿地"<面积>',
        unit="公顷",
        base="0",
        target="100",
        actuals={2021: "10", 2023: "45"},
    )
    make_indicator(plan, code="blank", name="没报")
    judge(plan)
    return plan


def quoted(client, code: str = "green", **query):
    page = client.get(reverse("indicator_detail", args=[code]), query)
    return page.context["sharing"]


def embed(client, code: str = "green", **query):
    return client.get(reverse("indicator_embed", args=[code]), query)


def test_the_citation_has_value_vintage_day_and_address(client, plan):
    day = date.today().isoformat()  # noqa: DTZ011 - the day the page says it was looked at
    assert quoted(client, year="2023").citation == (
        '"绿地"<面积>（公顷）：2023年 45，初步核算，2024-02-01公布。“测试”规划2025年目标 100，'
        f"评判：滞后。按{day}已公布的数据。规划指标监测，{day}查阅。"
        "http://testserver/indicators/green/?year=2023"
    )


def test_without_a_figure_the_citation_says_so(client, plan):
    shared = quoted(client, "blank")
    assert "没报：还没有实绩" in shared.citation
    assert shared.fixed_url == ""


def test_the_fixed_address_shows_what_is_known_today(client, plan):
    address = quoted(client, year="2023").fixed_url
    again = client.get(address.removeprefix("http://testserver"))
    assert again.context["row"].actual_text == "45"
    assert again.context["retrospect"].known_on is not None


def test_a_figure_without_a_day_of_publication_has_no_fixed_address(client, plan):
    plan.indicators.get(code="green").series.observations.update(published_on=None)
    assert quoted(client, year="2023").fixed_url == ""


def test_who_looks_back_quotes_the_day_looked_at(client, plan):
    day = date.today().isoformat()  # noqa: DTZ011 - the day the page says it was looked at
    shared = quoted(client, year="2023", known_on="2024-06-30")
    address = "http://testserver/indicators/green/?year=2023&known_on=2024-06-30"
    assert f"按2024-06-30已公布的数据。规划指标监测，{day}查阅。{address}" in shared.citation
    assert shared.fixed_url == address
    assert shared.picture_url.endswith("/green.svg?year=2023&known_on=2024-06-30")


def test_figures_not_published_yet_are_quoted_for_internal_use(client, plan):
    observations = plan.indicators.get(code="green").series.observations
    observations.filter(year=2023).update(published_on=date(2999, 1, 1))
    day = date.today().isoformat()  # noqa: DTZ011 - the day the page says it was looked at
    client.force_login(make_user())
    shared = quoted(client, year="2023")
    assert f"按{day}已审核的数据，可能含未公布的，仅供内部使用" in shared.citation
    assert "已公布的数据" not in shared.citation
    assert shared.fixed_url == ""
    earlier = client.get(reverse("indicator_detail", args=["green"]), {"year": "2021"})
    assert earlier.context["sharing"].is_internal
    assert "只是这一天已经公布的" in earlier.content.decode()
    assert not quoted(client, year="2023", known_on="2024-06-30").is_internal


def test_published_figures_are_quoted_alike_by_everybody(client, plan):
    for_all = quoted(client, year="2023").citation
    client.force_login(make_user())
    assert quoted(client, year="2023").citation == for_all


def test_invented_figures_are_quoted_as_invented(client, plan, settings):
    settings.DEMO = True
    assert quoted(client).citation.startswith("【演示数据，虚构，不得引用】")
    assert "演示数据" in embed(client).content.decode()


def test_the_code_of_a_frame_is_safe_whatever_the_name(client, plan):
    shared = quoted(client)
    assert 'title="&quot;绿地&quot;&lt;面积>"' in shared.frame
    page = client.get(reverse("indicator_detail", args=["green"])).content.decode()
    assert "<iframe" not in page


def test_only_embedded_pages_may_be_framed(client, plan):
    response = embed(client)
    assert "X-Frame-Options" not in response
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src 'self'" in policy
    for address in ("/", "/indicators/green/", "/search/?q=x", "/help/", "/accounts/login/"):
        other = client.get(address)
        assert other["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


def test_who_may_frame_can_be_narrowed(client, plan, settings):
    settings.EMBED_ANCESTORS = ["https://www.example.gov.cn"]
    assert "frame-ancestors https://www.example.gov.cn" in embed(client)["Content-Security-Policy"]


def test_a_frame_shows_everybody_the_same(client, plan):
    series = plan.indicators.get(code="green").series
    series.observations.filter(year=2023).update(published_on=date(2999, 1, 1))
    client.force_login(make_user())
    assert embed(client).context["row"].actual_text == "10"
    assert (
        client.get(reverse("indicator_detail", args=["green"])).context["row"].actual_text == "45"
    )


def test_a_frame_without_a_figure_says_so(client, plan):
    text = embed(client, "blank", year="2022").content.decode()
    assert "没有已审核的实绩" in text
    assert embed(client, "nonsense").status_code == 404


# --- the picture --------------------------------------------------------------------------


def picture(client, code: str = "green", **query):
    return client.get(reverse("indicator_picture", args=[code]), query)


def test_the_picture_is_a_file_with_source_and_address(client, plan):
    response = picture(client)
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    text = response.content.decode()
    assert "&lt;面积&gt;：2023年实绩 45公顷，滞后" in text
    assert "http://testserver/indicators/green/" in text
    assert "2023年统计公报" in text
    assert "/green/?year=2023" in text
    earlier = picture(client, year="2021", known_on="2024-06-30").content.decode()
    assert "/green/?year=2021&amp;known_on=2024-06-30" in earlier


def test_the_picture_shows_everybody_the_same(client, plan):
    series = plan.indicators.get(code="green").series
    series.observations.filter(year=2023).update(published_on=date(2999, 1, 1))
    client.force_login(make_user())
    assert "2021年实绩 10公顷" in picture(client).content.decode()


def test_where_nothing_is_drawn_there_is_no_picture(client, plan):
    make_indicator(plan, code="issued", kind="assigned", target="省下达指标")
    judge(plan)
    assert picture(client, "issued").status_code == 404
    assert quoted(client, "issued").picture_url == ""
    assert quoted(client).picture_url == "http://testserver/embed/indicators/green.svg"
