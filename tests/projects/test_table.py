"""The table of projects: filters and order in the address, and the same as files."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import (
    make_department,
    make_plan,
    make_project,
    make_region,
    make_section,
)
from tests.projects.reports import report

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    """A railway (green), a reservoir (badly late) and a clinic nobody reported."""
    plan = make_plan()
    roads = make_section(plan, code="c01", number="一", title="交通")
    water = make_section(plan, code="c02", number="二", title="水利")
    box = make_section(plan, code="box03", kind="box", number="3", title="工程", parent=water)
    north = make_region(code="330603", name="柯桥区")
    railway = make_project(
        roads,
        name="铁路",
        regions=[north],
        department=make_department(code="jtj", name="市交通运输局"),
        total_investment=Decimal(12),
        end=date(2024, 12, 31),
        start=date(2021, 1, 1),
    )
    reservoir = make_project(box, name="水库", field="water", quote="建成大型水库")
    make_project(water, name="诊所", field="health")
    report(railway, 2023, share="0.8", invested="3.5")
    report(reservoir, 2023, share="0.2", stage="preparation", problem="=1+1 征地")
    return plan


def page(client, plan, **query):
    return client.get(reverse("project_list", args=[plan.slug]), {"year": "2023", **query})


def names(client, plan, **query) -> list[str]:
    return [row.name for row in page(client, plan, **query).context["page_of"].object_list]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["铁路", "水库", "诊所"]),
        ({"field": "water"}, ["水库"]),
        ({"region": "330603"}, ["铁路"]),
        ({"region": "none"}, ["水库", "诊所"]),
        ({"stage": "preparation"}, ["水库"]),
        ({"stage": "none"}, ["诊所"]),
        ({"light": "red"}, ["水库"]),
        ({"light": ["green", "grey"]}, ["铁路", "诊所"]),
        ({"light": "green,grey"}, ["铁路", "诊所"]),
        ({"department": "jtj"}, ["铁路"]),
        ({"department": "none"}, ["水库", "诊所"]),
        ({"section": "c02"}, ["水库", "诊所"]),
        ({"section": "box03"}, ["水库"]),
        ({"q": "大型"}, ["水库"]),
        ({"q": "柯桥 铁"}, ["铁路"]),
        ({"field": "water", "light": "green"}, []),
    ],
    ids=str,
)
def test_filters_are_in_the_address(client, plan, query, expected):
    assert names(client, plan, **query) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("plan", ["铁路", "水库", "诊所"]),
        ("-plan", ["诊所", "水库", "铁路"]),
        ("field", ["铁路", "水库", "诊所"]),
        ("light", ["铁路", "水库", "诊所"]),
        ("-light", ["水库", "铁路", "诊所"]),
        ("done", ["水库", "铁路", "诊所"]),
        ("-behind", ["水库", "铁路", "诊所"]),
        ("stage", ["水库", "铁路", "诊所"]),
        ("invested", ["铁路", "水库", "诊所"]),
        ("-total", ["铁路", "水库", "诊所"]),
        ("nonsense", ["铁路", "水库", "诊所"]),
    ],
)
def test_unknown_values_come_last_in_every_order(client, plan, sort, expected):
    assert names(client, plan, sort=sort) == expected


def test_a_choice_says_what_it_gives_beside_the_other_filters(client, plan):
    facets = page(client, plan, light="red").context["shown"].facets
    assert [(each.label, each.count) for each in facets.fields] == [("水利", 1)]
    assert [(each.value, each.count) for each in facets.lights] == [
        ("green", 1),
        ("red", 1),
        ("grey", 1),
    ]
    assert [(each.label, each.count) for each in facets.boxes] == [("专栏3 工程", 1)]


def test_each_filter_in_force_can_be_dropped_alone(client, plan):
    response = page(client, plan, field="water", light="green")
    chips = {chip.label: chip for chip in response.context["chips"]}
    assert chips["水利"].count_without == chips["正常"].count_without == 1
    found = client.get(chips["水利"].url).context["page_of"].object_list
    assert [row.name for row in found] == ["铁路"]
    assert "没有同时符合这些条件的项目" in response.content.decode()


def test_the_ways_of_looking_keep_filters_year_and_day(client, plan):
    query = {"field": "water", "known_on": "2024-06-30", "sort": "name"}
    for view in page(client, plan, **query).context["views"]:
        assert "field=water" in view.url
        assert "known_on=2024-06-30" in view.url
        assert "year=2023" in view.url
        assert "sort" not in view.url
        assert client.get(view.url).status_code == 200


def test_tiles_lead_to_exactly_what_they_count(client, plan):
    tally = page(client, plan).context["tally"]
    for each in tally.counts:
        assert len(client.get(each.url).context["page_of"].object_list) == each.count


def test_regions_are_a_filter_without_a_map(client, plan):
    groups = page(client, plan).context["groups"]
    regions = next(group for group in groups if group.label == "按地区")
    assert [(each.label, each.total) for each in regions.tallies] == [
        ("柯桥区", 1),
        ("规划未写明", 2),
    ]
    for each in regions.tallies:
        assert len(client.get(each.url).context["page_of"].object_list) == each.total


def test_the_page_shows_the_arithmetic_and_the_thresholds(client, plan):
    content = page(client, plan).content.decode()
    for words in ("应 60%", "落后40点", "超前5点", "落后不超过 10 个百分点", "规则第"):
        assert words in content


def test_a_plan_without_projects_says_so(client, db):
    content = page(client, make_plan(slug="empty")).content.decode()
    assert "还没有项目" in content


def test_many_projects_come_page_by_page(client, plan):
    section = make_section(plan, code="c03")
    for _ in range(120):
        make_project(section)
    response = page(client, plan, page="2", sort="name")
    assert response.context["page_of"].number == 2
    assert "sort=name" in response.context["page_query"]
    assert "page" not in response.context["page_query"]


def test_all_rows_come_at_once_where_the_address_asks_as_for_paper(client, plan):
    section = make_section(plan, code="c03")
    for _ in range(120):
        make_project(section)
    first = page(client, plan, sort="name")
    content = first.content.decode()
    assert "这里只印出第 1 至 50 个项目，共 123 个项目" in content
    assert "sort=name&amp;rows=all" in content
    whole = page(client, plan, sort="name", rows="all")
    assert len(whole.context["page_of"].object_list) == 123
    assert "只印出" not in whole.content.decode()
    assert "rows=all" in whole.context["citation"].fixed_url


class TestFiles:
    def read(self, client, plan, **query) -> list[dict[str, str]]:
        address = reverse("project_list_csv", args=[plan.slug])
        response = client.get(address, {"year": "2023", **query})
        return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))

    def test_the_csv_holds_the_same_rows_in_the_same_order(self, client, plan):
        rows = self.read(client, plan, sort="-behind", light="green,red")
        assert [row["项目"] for row in rows] == ["水库", "铁路"]
        assert rows[0]["落后（百分点）"] == "40"
        assert rows[0]["存在问题"] == "'=1+1 征地"
        assert rows[1]["累计完成投资（亿元）"] == "3.5"
        assert rows[0]["累计完成投资（亿元）"] == ""

    def test_the_name_of_the_file_says_what_it_is_of(self, client, plan):
        address = reverse("project_list_csv", args=[plan.slug])
        response = client.get(address, {"year": "2023", "known_on": "2024-06-30"})
        assert "2023" in response["Content-Disposition"]
        assert "2024-06-30" in response["Content-Disposition"]

    def test_the_workbook_holds_the_same_and_runs_nothing(self, client, plan):
        address = reverse("project_list_xlsx", args=[plan.slug])
        response = client.get(address, {"year": "2023", "sort": "-behind"})
        sheet = load_workbook(BytesIO(response.content)).active
        header, first, second, _ = ([cell.value for cell in row] for row in sheet.iter_rows())
        assert dict(zip(header, first, strict=True))["项目"] == "水库"
        problem = sheet.cell(row=2, column=header.index("存在问题") + 1)
        assert (problem.value, problem.data_type) == ("=1+1 征地", "s")
        assert dict(zip(header, second, strict=True))["总投资（亿元）"] == 12
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize(
    "name",
    ["project_list", "project_list_csv", "project_timeline", "project_board", "project_links"],
)
def test_queries_do_not_grow(client, django_assert_num_queries, name, rows):
    plan = make_plan(slug="many")
    section = make_section(plan)
    for _ in range(rows):
        report(make_project(section, regions=[plan.region]), 2023, share="0.6")
    queries = {"project_list_csv": 12, "project_links": 18}.get(name, 14)
    with django_assert_num_queries(queries):
        client.get(reverse(name, args=[plan.slug]), {"year": "2023"})
