"""The matrix: every indicator in every year."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from indicators.progress import State
from indicators.selectors.tones import STATE_ORDER
from indicators.views.browse.heat import SIGNS
from tests.factories import judge, make_indicator, make_observation, make_plan, make_series

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    plan = make_plan()
    make_indicator(
        plan,
        name="税收",
        number=1,
        base="0",
        target="10",
        category="实力",
        nature="binding",
        actuals={2021: "1", 2023: "7"},
    )
    whole = make_indicator(plan, name="减排", kind="composite", target="/", category="生态")
    make_indicator(plan, name="化学需氧量", parent=whole, category="生态", actuals={2021: "30"})
    make_indicator(plan, name="停车位", origin="text")
    judge(plan)
    return plan


def shown(client, plan, **filters):
    response = client.get(reverse("plan_matrix", args=[plan.slug]), filters)
    return response.context["matrix"]


def names(matrix):
    return {group.label: [row.name for row in group.rows] for group in matrix.groups}


def test_a_row_has_a_cell_for_every_year_of_the_plan(client, plan):
    matrix = shown(client, plan)
    row = matrix.groups[0].rows[0]
    assert matrix.years == (2021, 2022, 2023, 2024, 2025)
    assert [cell.year for cell in row.cells] == list(matrix.years)
    assert [(cell.value_text, cell.state) for cell in row.cells[:3]] == [
        ("1", "behind"),
        ("", "no_data"),
        ("7", "ahead"),
    ]
    assert (row.baseline_text, row.target_text) == ("0", "10")


def test_the_table_of_the_plan_is_shown_unless_more_is_asked_for(client, plan):
    assert names(shown(client, plan)) == {"实力": ["税收"], "生态": ["减排", "化学需氧量"]}
    assert names(shown(client, plan, origin="all"))["正文中的定量目标"] == ["停车位"]
    assert names(shown(client, plan, origin="text")) == {"正文中的定量目标": ["停车位"]}


def test_filters_narrow_it(client, plan):
    assert names(shown(client, plan, nature="binding")) == {"实力": ["税收"]}
    assert names(shown(client, plan, category="生态")) == {"生态": ["减排", "化学需氧量"]}
    nothing = client.get(
        reverse("plan_matrix", args=[plan.slug]), {"category": "生态", "nature": "binding"}
    )
    assert "没有符合条件的指标" in nothing.content.decode()


def test_parts_of_a_composite_are_shown_but_not_counted(client, plan):
    matrix = shown(client, plan)
    assert matrix.count == 2
    assert [row.is_part for row in matrix.groups[1].rows] == [False, True]


def test_each_cell_says_its_state_in_words(client, plan):
    content = client.get(reverse("plan_matrix", args=[plan.slug])).content.decode()
    assert "快于预期" in content
    assert "滞后" in content
    legend = dict(shown(client, plan).states)
    assert legend["ahead"] == "快于预期"


def test_a_closed_plan_is_judged_as_it_was_known(client):
    plan = make_plan(slug="test-13", base_year=2015, closed_on=date(2021, 2, 22))
    series = make_series()
    make_indicator(plan, base="0", target="10", series=series)
    make_observation(series, year=2020, text="10", published_on=date(2021, 2, 22))
    make_observation(series, year=2020, text="9", vintage="final", published_on=date(2022, 1, 1))
    judge(plan)
    assert shown(client, plan).groups[0].rows[0].cells[-1].state == "met"


def test_what_is_not_computed_yet_says_so(client):
    plan = make_plan()
    make_indicator(plan)
    assert "正在重算" in client.get(reverse("plan_matrix", args=[plan.slug])).content.decode()


@pytest.mark.parametrize("rows", [1, 20])
def test_queries_do_not_grow_with_the_plan(client, django_assert_num_queries, rows):
    plan = make_plan()
    for _ in range(rows):
        make_indicator(plan, actuals={2022: "1"})
    judge(plan)
    with django_assert_num_queries(6):  # plan, switch, indicators, targets, unpublished?, verdicts
        client.get(reverse("plan_matrix", args=[plan.slug]))


class TestHeat:
    @pytest.fixture
    def warm(self):
        plan = make_plan()
        for name, category, actuals in (
            ("一", "甲", {2021: "3", 2022: "6"}),
            ("二", "甲", {2021: "3", 2022: "1"}),
            ("三", "乙", {2022: "6"}),
            ("四", "丙", {}),
        ):
            make_indicator(
                plan, name=name, base="0", target="10", category=category, actuals=actuals
            )
        make_indicator(plan, name="文", base="0", target="10", origin="text", category="甲")
        judge(plan)
        return plan

    def test_each_cell_counts_what_is_on_course_of_what_was_judged(self, client, warm):
        heat = shown(client, warm).heat
        assert {row.label: row.total for row in heat.rows} == {"甲": 2, "乙": 1, "丙": 1}
        cells = {
            (row.label, cell.year): (cell.on_course, cell.judged, cell.level)
            for row in heat.rows
            for cell in row.cells
        }
        assert cells["甲", 2021] == (2, 2, 5)
        assert cells["甲", 2022] == (1, 2, 3)
        assert cells["乙", 2021] == (0, 0, 0)
        assert cells["丙", 2022] == (0, 0, 0)

    def test_the_title_says_the_finding(self, client, warm):
        assert shown(client, warm).heat.title == (
            "2022年乙达到进度的比例最高（1/1），甲最低（1/2）"
        )

    def test_the_legend_says_each_colour_in_words(self, client, warm):
        html = client.get(reverse("plan_matrix", args=[warm.slug])).content.decode()
        assert "一半起" in html
        assert [step.level for step in shown(client, warm).heat.steps] == [1, 2, 3, 4, 5]

    def test_a_cell_leads_to_its_indicators(self, client, warm):
        cell = shown(client, warm).heat.rows[0].cells[1]
        listed = client.get(cell.url).context["listing"]
        assert [row.name for row in listed.rows] == ["一", "二"]

    def test_it_is_on_the_page_unless_a_filter_leaves_something_out(self, client, warm):
        address = reverse("plan_matrix", args=[warm.slug])
        assert "heat__table" in client.get(address).content.decode()
        assert "heat__table" not in client.get(f"{address}?category=甲").content.decode()

    def test_it_has_the_frame_of_a_chart(self, client, warm):
        html = client.get(reverse("plan_matrix", args=[warm.slug])).content.decode()
        assert all(
            word in html for word in ("来源：", "下载 CSV", 'data-save-picture="类别热力图"')
        )

    def test_its_numbers_are_a_file(self, client, warm):
        file = client.get(reverse("plan_heat_csv", args=[warm.slug])).content.decode("utf-8-sig")
        header, *rows = file.splitlines()
        assert header == "类别,指标数,年份,有评判,完成或达到进度"
        assert "甲,2,2022,2,1" in rows
        assert len(rows) == 3 * 5

    def test_the_picture_says_what_the_table_does(self, client, warm):
        page = client.get(reverse("plan_matrix", args=[warm.slug]))
        plot, heat = page.context["heat_frame"].plot, page.context["matrix"].heat
        judged = [cell for row in heat.rows for cell in row.cells if cell.judged]
        assert [each.kind for each in plot.areas] == [f"heat-{cell.level}" for cell in judged]
        assert [each.text for each in plot.labels if each.text != "—"] == [
            f"{cell.on_course}/{cell.judged}" for cell in judged
        ]

    def test_it_opens_up_to_the_indicators_of_each_category(self, client, warm):
        figure = client.get(reverse("plan_matrix", args=[warm.slug])).context["heat_figure"]
        labels = figure["layout"]["yaxis"]["ticktext"]
        assert labels == ["【甲】", "一", "二", "【乙】", "三", "【丙】", "四"]
        trace = figure["data"][0]
        one = warm.indicators.get(name="一")
        assert trace["hovertext"][1][1] == (
            "一，2022年<br>6（初步核算）<br>快于预期<br>完成进度60%<br>目标 10"
        )
        assert trace["text"][1][:3] == ["▲ 快于预期", "▲ 快于预期", "◌ 待报"]
        assert trace["meta"]["urls"][1][1] == one.get_absolute_url()

    def test_without_the_categories_indicators_nothing_opens_up(self, client, warm):
        page = client.get(reverse("plan_matrix", args=[warm.slug]), {"origin": "text"})
        assert page.context["heat_figure"] is None
        assert "heat__table" in page.content.decode()

    def test_every_state_has_a_sign_of_its_own(self):
        assert set(SIGNS) == set(STATE_ORDER)
        assert len(set(SIGNS.values())) == len(SIGNS)

    def test_a_sign_has_the_shape_of_the_states_icon(self):
        shapes = {State.ON_TRACK: "▶", State.HOLDING: "■", State.MISSED: "✕", State.NO_DATA: "◌"}
        assert {each: SIGNS[each].removesuffix("\ufe0e") for each in shapes} == shapes

    def test_without_verdicts_there_is_none(self, client):
        plan = make_plan()
        make_indicator(plan, base="0", target="10", category="甲")
        judge(plan)
        assert shown(client, plan).heat is None
