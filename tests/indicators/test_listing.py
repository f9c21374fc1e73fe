"""The indicator list: filters, order, files, and what it says when nothing is left."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.urls import reverse

from indicators.downloads import DEMO_LABEL
from tests.factories import judge, make_department, make_indicator, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    plan = make_plan()
    bureau = make_department(code="fgw", name="市发改委")
    make_indicator(
        plan,
        name="生产总值",
        number=1,
        unit="亿元",
        base="100",
        target="200",
        category="实力",
        department=bureau,
        actuals={2023: "170"},
    )
    make_indicator(
        plan,
        name="优良天数",
        number=2,
        base="0",
        target="10",
        nature="binding",
        category="生态",
        actuals={2023: "2"},
    )
    make_indicator(plan, name="绿地", number=3, base="5", target="10", category="生态")
    make_indicator(plan, name="停车位", origin="text", base="0", target="10", actuals={2023: "6"})
    whole = make_indicator(
        plan, name="减排", number=4, kind="composite", target="/", category="生态"
    )
    for name, text in (("化学需氧量", "9"), ("氮氧化物", "1")):
        make_indicator(
            plan,
            name=name,
            parent=whole,
            base="0",
            target="10",
            category="生态",
            actuals={2023: text},
        )
    judge(plan)
    return plan


def page(client, plan, query=""):
    return client.get(f"{reverse('indicator_list', args=[plan.slug])}?year=2023&{query}")


def names(response) -> list[str]:
    return [row.name for row in response.context["listing"].rows]


def test_without_filters_everything_is_listed_in_the_plans_order(client, plan):
    response = page(client, plan)
    assert names(response) == [
        "生产总值", "优良天数", "绿地", "停车位", "减排", "化学需氧量", "氮氧化物"
    ]  # fmt: skip
    listing = response.context["listing"]
    assert (listing.count, listing.part_count, listing.total) == (5, 2, 5)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("nature=binding", ["优良天数"]),
        ("category=生态&nature=anticipatory&state=no_data", ["绿地"]),
        ("origin=text", ["停车位"]),
        ("department=fgw", ["生产总值"]),
        ("state=behind&state=no_data", ["优良天数", "绿地", "减排", "氮氧化物"]),
        ("state=behind,no_data", ["优良天数", "绿地", "减排", "氮氧化物"]),
        ("q=绿", ["绿地"]),
        ("q=发改 总值", ["生产总值"]),
        ("q=１", ["生产总值", "优良天数", "绿地", "停车位", "减排", "化学需氧量", "氮氧化物"]),
        ("q=没有这个", []),
        ("nature=nonsense", []),
    ],
)
def test_filters_narrow_the_list(client, plan, query, expected):
    assert names(page(client, plan, query)) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("share", ["优良天数", "停车位", "生产总值", "绿地", "减排", "化学需氧量", "氮氧化物"]),
        ("-share", ["生产总值", "停车位", "优良天数", "绿地", "减排", "化学需氧量", "氮氧化物"]),
        ("-number", ["减排", "化学需氧量", "氮氧化物", "停车位", "绿地", "优良天数", "生产总值"]),
        ("name", ["减排", "化学需氧量", "氮氧化物", "绿地", "生产总值", "停车位", "优良天数"]),
        ("nonsense", ["生产总值", "优良天数", "绿地", "停车位", "减排", "化学需氧量", "氮氧化物"]),
    ],
)
def test_any_column_sorts_and_parts_stay_under_their_whole(client, plan, sort, expected):
    assert names(page(client, plan, f"sort={sort}")) == expected


def test_the_head_says_how_it_is_sorted_and_the_next_click_turns_it(client, plan):
    columns = {
        column.label: column for column in page(client, plan, "sort=share").context["columns"]
    }
    assert columns["进度"].aria_sort == "ascending"
    assert columns["指标"].aria_sort == "none"
    assert "sort=-share" in columns["进度"].url
    assert "year=2023" in columns["进度"].url


def test_choices_say_how_many_they_would_give(client, plan):
    facets = page(client, plan, "category=生态").context["listing"].facets
    assert [(each.value, each.count) for each in facets.natures] == [
        ("binding", 1), ("anticipatory", 2)
    ]  # fmt: skip
    assert [(each.value, each.count) for each in facets.states] == [("behind", 2), ("no_data", 1)]
    assert {each.value: each.count for each in facets.categories} == {"实力": 1, "生态": 3}


def test_a_chip_takes_back_its_own_filter_only(client, plan):
    chips = page(client, plan, "category=生态&state=behind&state=no_data").context["chips"]
    assert [chip.label for chip in chips] == ["生态", "滞后", "待报"]
    assert "category" not in chips[0].url
    assert "state=no_data" in chips[1].url
    assert "state=behind" not in chips[1].url
    assert all("year=2023" in chip.url for chip in chips)


def test_an_empty_result_says_which_filter_to_drop(client, plan):
    response = page(client, plan, "category=实力&nature=binding")
    html = response.content.decode()
    assert "没有同时符合这些条件的指标" in html
    assert [(chip.label, chip.count_without) for chip in response.context["chips"]] == [
        ("实力", 1), ("约束性", 1)
    ]  # fmt: skip


def test_what_a_reader_types_is_never_markup(client, plan):
    html = page(client, plan, "q=<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in html


def test_a_year_without_a_figure_shows_the_last_verdict_with_its_year(client, plan):
    address = f"{reverse('indicator_list', args=[plan.slug])}?year=2024&q=生产总值"
    (row,) = client.get(address).context["listing"].rows
    assert (row.state, row.last_year, row.last_state_label) == ("no_data", 2023, "快于预期")
    assert "2023年：快于预期" in client.get(address).content.decode()


def file_rows(response) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))


def test_the_file_holds_exactly_the_rows_of_the_page_in_its_order(client, plan):
    response = page(client, plan, "category=生态&sort=-share")
    download = client.get(response.context["csv_url"])
    assert download["Content-Type"] == "text/csv; charset=utf-8"
    assert [row["指标"] for row in file_rows(download)] == names(response)


def test_numbers_in_the_file_are_bare(client, plan):
    first = file_rows(client.get(page(client, plan, "q=生产总值").context["csv_url"]))[0]
    assert (first["实绩"], first["完成进度（%）"], first["差距"]) == ("170", "70", "30")
    assert first["序号"] == "1"


def test_a_demo_file_says_so_in_name_and_rows(client, plan, settings):
    settings.DEMO = True
    download = client.get(page(client, plan).context["csv_url"])
    assert {row["数据性质"] for row in file_rows(download)} == {DEMO_LABEL}
    assert "%E6%BC%94%E7%A4%BA%E6%95%B0%E6%8D%AE" in download["Content-Disposition"]


def test_the_number_of_queries_does_not_grow_with_the_rows(client, django_assert_num_queries):
    small, large = make_plan(slug="small"), make_plan(slug="large")
    make_indicator(small, base="0", target="10", actuals={2023: "6"})
    for _ in range(20):
        make_indicator(large, base="0", target="10", actuals={2023: "6"})
    judge(small)
    judge(large)
    for plan in (small, large):
        with django_assert_num_queries(6):
            client.get(reverse("indicator_list", args=[plan.slug]))


# --- 长者模式 -----------------------------------------------------------------------------


@pytest.fixture
def senior(client):
    client.cookies["senior"] = "1"
    return client


def simple(client, plan, **query):
    return client.get(reverse("indicator_list", args=[plan.slug]), query)


def simple_names(page) -> list[str]:
    return [row.name for group in page.context["simple"].groups for row in group.rows]


def test_the_simple_list_is_the_plans_table_without_filters(senior, plan):
    page = simple(senior, plan)
    assert simple_names(page) == ["生产总值", "优良天数", "绿地", "减排"]
    content = page.content.decode().partition("<main")[2].partition("</main>")[0]
    assert "<select" not in content
    assert "责任部门" not in content
    assert "市发改委" not in content
    assert "目标 <b>200</b>" in content
    assert "目标 <b>/</b>" not in content


def test_the_simple_list_leads_to_those_that_stand_alike_and_to_the_rest(senior, plan):
    shown = simple(senior, plan, year="2023").context["simple"]
    found = {}
    for each in (*shown.standings, *shown.rest):
        assert "year=2023" in each.url
        page = senior.get(each.url)
        found[each.label] = (each.count, simple_names(page))
    assert found["正文中的目标"] == (1, ["停车位"])
    assert found["还不能评判"] == (1, ["绿地"])
    assert found["落后或未完成"][1] == ["优良天数", "减排"]
    assert all(count == len(names) for count, names in found.values())
    chosen = senior.get(shown.standings[0].url).context["simple"]
    assert [each.label for each in chosen.standings if each.is_chosen] == [shown.standings[0].label]


def test_a_plan_without_a_table_is_listed_whole(senior):
    plan = make_plan(slug="text-only")
    make_indicator(plan, name="停车位", origin="text", base="0", target="10")
    judge(plan)
    assert simple_names(simple(senior, plan)) == ["停车位"]


@pytest.mark.parametrize("count", [1, 25])
def test_queries_of_the_simple_list_do_not_grow(senior, django_assert_num_queries, count):
    plan = make_plan(slug="many")
    for place in range(count):
        make_indicator(plan, name=f"指标{place}", base="0", target="10", actuals={2023: "5"})
    judge(plan)
    with django_assert_num_queries(6):
        simple(senior, plan)
