"""Switching between plans keeps the reader's place as far as the other plan has it."""

from __future__ import annotations

import pytest

from tests.factories import judge, make_box_item, make_indicator, make_plan, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def plans():
    """Two plans that share one series; the older one has no series of its own."""
    new = make_plan(slug="new")
    old = make_plan(slug="old", base_year=2015, first_year=2016, last_year=2020)
    gdp = make_indicator(new, code="new-gdp", base="1", target="2")
    make_indicator(new, code="new-only", base="1", target="2")
    make_indicator(old, code="old-gdp", series=gdp.series, base="1", target="2")
    make_box_item(make_section(new, kind="box", number="3", code="box3"))
    for plan in (new, old):
        judge(plan)
    return new, old


def switched(client, address: str) -> str:
    links = client.get(address).context["plan_links"]
    return next(each.url for each in links if not each.is_current)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/indicators/new-gdp/", "/indicators/old-gdp/"),
        ("/indicators/new-gdp/?year=2023", "/indicators/old-gdp/"),
        ("/indicators/new-gdp/?year=latest", "/indicators/old-gdp/?year=latest"),
        ("/indicators/new-only/", "/plans/old/indicators/"),
        (
            "/plans/new/indicators/?nature=binding&state=behind&year=2022&category=x",
            "/plans/old/indicators/?nature=binding&state=behind",
        ),
        ("/plans/old/indicators/?year=2018", "/plans/new/indicators/"),
        ("/plans/new/matrix/?nature=binding", "/plans/old/matrix/?nature=binding"),
        ("/plans/new/table/", "/plans/old/table/"),
        ("/plans/new/projects/board/", "/plans/old/projects/board/"),
        ("/plans/new/projects/timeline/", "/plans/old/projects/timeline/"),
        ("/plans/new/boxes/3/", "/plans/old/boxes/"),
        ("/plans/new/across/?known_on=2024-01-01", "/plans/old/across/?known_on=2024-01-01"),
        ("/", "/plans/old/"),
    ],
)
def test_the_switch_leads_to_the_same_place(client, plans, address, expected):
    assert switched(client, address) == expected


@pytest.mark.parametrize("page", ["across", "matrix"])
def test_pages_of_all_years_hand_the_year_on(client, plans, page):
    html = client.get(f"/plans/new/{page}/?year=2023").content.decode()
    assert 'href="/plans/new/indicators/?year=2023"' in html


def tabs(client, address: str) -> list[str]:
    return [each.label for each in client.get(address).context["plan_tabs"]]


def test_tabs_are_those_of_what_a_plan_has(client, plans):
    everything = ["总览", "指标", "年度矩阵", "规划章节", "专栏", "重大项目"]
    assert tabs(client, "/plans/new/") == everything
    assert tabs(client, "/plans/old/") == everything[:3]
    assert tabs(client, "/plans/old/boxes/") == ["总览", "指标", "年度矩阵", "专栏"]
    page = client.get("/plans/old/").content.decode()
    assert 'href="/plans/old/projects/"' not in page.partition("<main")[0]
