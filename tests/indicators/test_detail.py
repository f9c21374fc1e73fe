"""The page of one indicator: every kind and every state has something to say."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from plotly import graph_objects

from indicators.models import Assessment, Definition, Milestone, TargetRevision
from tests.factories import (
    NOW,
    judge,
    make_indicator,
    make_mention,
    make_observation,
    make_plan,
    make_project,
    make_section,
    make_series,
)

pytestmark = pytest.mark.django_db


def page(client, indicator, **query):
    response = client.get(reverse("indicator_detail", args=[indicator.code]), query)
    assert response.status_code == 200
    return response


def html_of(client, indicator, **query) -> str:
    return page(client, indicator, **query).content.decode()


def traces(response) -> dict[str, dict]:
    graph_objects.Figure(response.context["figure"])
    return {trace["name"]: trace for trace in response.context["figure"]["data"]}


def figures(response) -> dict[str, str]:
    return {each.label: each.value for each in response.context["detail"].figures}


@pytest.fixture
def plan():
    return make_plan(short_title="十四五")


def test_a_lagging_stock_with_all_its_figures(client, plan):
    urbanisation = make_indicator(
        plan, name="城镇化率", base="71", target="75", unit="%", actuals={2022: "71.2"}
    )
    judge(plan)
    response = page(client, urbanisation)
    html = response.content.decode()
    assert "落后约21个月" in html
    assert figures(response) == {
        "2020年基期": "71",
        "2025年目标": "75",
        "2022年实绩": "71.2",
        "完成进度": "5%",
        "与目标的差距": "差3.8个百分点",
        "与路径相比": "落后约21个月",
        "已有速度": "年均增0.1个百分点",
        "以后所需速度": "年均增1.267个百分点",
        "2025年推算": "71.5",
    }
    assert "2022年实绩不低于72.52%，即为“符合预期”。" in html
    assert "规则 2021.1" in html
    assert "r ≥ 1.05" in html
    assert "1.0500" not in html
    assert "(71.2 − 71) ÷ (75 − 71) = 5%" in html
    assert set(traces(response)) == {
        "十四五路径",
        "十四五基期",
        "十四五目标",
        "按现有速度推算",
        "实绩",
    }


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"target": "100"}, "2022年实绩不低于100，即为“提前完成”。"),
        ({"target": "<3", "direction": "fall"}, "2022年实绩低于3，即为“提前完成”。"),
        (
            {"base": "32", "target": "30", "direction": "fall", "unit": "位", "decimals": 0},
            "2022年实绩不高于31位，即为“快于预期”。",
        ),
        (
            {"base": "31", "target": "30", "direction": "fall", "unit": "位", "decimals": 0},
            "2022年实绩不高于30位，即为“提前完成”。",
        ),
        ({"target": "90", "kind": "keep"}, "2022年实绩不低于90，即为“保持达标”。"),
    ],
)
def test_what_would_be_enough_names_the_state_it_brings(client, plan, fields, said):
    series = make_series(unit=fields.get("unit", ""), decimals=fields.pop("decimals", 2))
    indicator = make_indicator(plan, series=series, **fields)
    judge(plan)
    assert said in html_of(client, indicator, year=2022)


def test_of_a_flow_that_has_come_together_nothing_more_is_asked(client, plan):
    flow = make_indicator(
        plan,
        kind="cumulative",
        target="[100]",
        unit="万人",
        series=make_series(unit="万人", nonnegative=True),
        actuals={2021: "120", 2022: "3"},
    )
    judge(plan)
    assert "2022年当年数即使为0，也是“提前完成”。" in html_of(client, flow, year=2022)


def test_the_pace_of_a_flow_is_an_amount_each_year_as_its_sentence_says(client, plan):
    flow = make_indicator(
        plan,
        kind="cumulative",
        target="[20000]",
        unit="亿元",
        actuals={2021: "4000", 2022: "4510"},
    )
    judge(plan)
    response = page(client, flow, year=2022)
    assert figures(response)["已有速度"] == "年均完成4,255亿元"
    assert figures(response)["以后所需速度"] == "年均完成3,830亿元"
    assert "需年均完成3830亿元" in response.context["detail"].row.sentence


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "keep", "target": "3050", "actuals": {2025: "2817"}}, "优于目标233吨"),
        ({"base": "40", "target": "30", "actuals": {2025: "29.4"}}, "优于目标0.6吨"),
        ({"base": "40", "target": "30", "actuals": {2025: "31"}}, "差1吨"),
    ],
)
def test_below_a_ceiling_is_not_said_to_exceed_it(client, plan, fields, said):
    series = make_series(unit="吨", decimals=1)
    ceiling = make_indicator(plan, unit="吨", direction="fall", series=series, **fields)
    judge(plan)
    response = page(client, ceiling, year=2025)
    assert figures(response)["与目标的差距"] == said
    size = said.removeprefix("优于目标").removeprefix("差")
    assert size in response.context["detail"].row.sentence
    assert said in client.get(reverse("indicator_list", args=[plan.slug])).content.decode()


def test_the_growth_still_needed_is_not_rounded_to_what_would_miss(client, plan):
    growth = make_indicator(
        plan,
        kind="average_growth",
        target="8",
        unit="%",
        actuals={2021: "7.99995", 2022: "7.99995"},
    )
    judge(plan)
    response = page(client, growth)
    assert figures(response)["以后所需速度"] == "年均8.00004%"
    assert "8.00004" in str(traces(response)["以后年均所需"])
    assert "(1 + 7.99995%)^2)^(1 ÷ 3) − 1 = 8.00004%" in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"target": "<0.01", "base": "0.0104", "direction": "fall"}, "恰在界限，再降一点即可"),
        ({"target": ">0.01", "base": "0.005"}, "恰在界限，再增一点即可"),
    ],
)
def test_at_a_bound_that_does_not_count_a_step_more_is_needed(client, plan, fields, text):
    series = make_series(unit="人/亿元", decimals=4)
    rate = make_indicator(plan, series=series, unit="人/亿元", actuals={2024: "0.01"}, **fields)
    judge(plan)
    assert figures(page(client, rate))["以后所需速度"] == text


def test_no_pace_at_all_is_neither_up_nor_down(client, plan):
    still = make_indicator(plan, base="5", target="0", direction="fall", actuals={2022: "5"})
    judge(plan)
    assert figures(page(client, still))["已有速度"] == "没有变化"


def test_the_projection_is_told_with_whether_it_meets(client, plan):
    indicator = make_indicator(plan, base="0", target="10", actuals={2021: "1"})
    judge(plan)
    assert "按已有速度不能完成" in html_of(client, indicator)


@pytest.mark.parametrize(
    ("fields", "actuals", "state"),
    [
        ({"kind": "keep", "base": "90", "target": "90"}, {2022: "91"}, "holding"),
        ({"kind": "keep", "target": "<3", "direction": "fall"}, {2022: "3"}, "breached"),
        ({"kind": "keep", "basis": "each_year", "target": "10以上"}, {2022: "9"}, "breached"),
        ({"kind": "cumulative", "target": "[50]"}, {2021: "1", 2022: "0"}, "behind"),
        ({"kind": "cumulative", "basis": "yearly_mean", "target": "12"}, {2021: "13"}, "ahead"),
        ({"kind": "average_growth", "target": "6.5"}, {2021: "9", 2022: "4.2"}, "on_track"),
        ({"kind": "assigned", "target": "完成省下达指标"}, {2022: "完成"}, "holding"),
        ({"kind": "assigned", "target": "完成省下达指标"}, {}, "pending_target"),
        ({"base": "5", "target": "0", "direction": "fall"}, {2022: "3"}, "on_track"),
        ({"base": "28", "target": "25", "direction": "fall"}, {2022: "28.5"}, "regressing"),
        ({"target": "90以上"}, {2022: "88"}, "no_baseline"),
        ({"base": "5", "target": "10"}, {}, "no_data"),
        ({"base": "/", "target": "倍增"}, {2022: "5"}, "pending_target"),
        ({"base": "6001", "target": "8500", "path": "geometric"}, {2024: "8369"}, "ahead"),
        ({"base": "100", "target": "200", "path": "geometric"}, {2022: "-3"}, "regressing"),
    ],
)
def test_every_kind_has_its_page(client, plan, fields, actuals, state):
    indicator = make_indicator(plan, actuals=actuals, **fields)
    judge(plan)
    response = page(client, indicator)
    assert response.context["row"].state == state
    assert f"state--{state}" in response.content.decode()
    if response.context["figure"] is not None:
        assert traces(response)


def test_growth_held_against_that_of_another_series(client, plan):
    gdp = make_series(code="gdp-growth", unit="%", name="GDP增速", decimals=1)
    income = make_indicator(
        plan,
        kind="relative",
        unit="%",
        target="与经济增长基本同步",
        reference=gdp,
        actuals={2021: "9", 2022: "5"},
    )
    make_observation(gdp, year=2021, text="8.7")
    judge(plan)
    missing = page(client, income)
    assert missing.context["row"].state == "not_comparable"
    assert "参照指标缺2022年的增速" in missing.content.decode()
    make_observation(gdp, year=2022, text="3")
    judge(plan)
    response = page(client, income)
    assert response.context["row"].state == "ahead"
    assert traces(response)["GDP增速"]["y"] == [8.7, 3.0]


def test_a_composite_shows_its_parts_instead_of_a_chart(client, plan):
    whole = make_indicator(plan, name="减排", kind="composite", target="/")
    part = make_indicator(plan, name="化学需氧量", parent=whole, base="0", target="10",
                          actuals={2022: "1"})  # fmt: skip
    judge(plan)
    whole.target_text = ""
    whole.save()
    response = page(client, whole)
    assert response.context["figure"] is None
    assert [row.name for row in response.context["detail"].children] == ["化学需氧量"]
    assert response.context["row"].state == "behind"
    assert response.context["detail"].why.inputs
    assert "减排" in html_of(client, part)


def test_nothing_published_yet_is_said_and_path_and_target_are_drawn(client, plan):
    indicator = make_indicator(plan, base="5", target="10")
    judge(plan)
    response = page(client, indicator, year="2022")
    html = response.content.decode()
    assert "还没有公布的实绩" in html
    assert "公布后系统自动评判" in html
    assert {"十四五路径", "十四五目标"} <= set(traces(response))


def test_a_year_to_come_is_not_asked_for_yet(client):
    plan = make_plan(slug="future", base_year=2095)
    indicator = make_indicator(plan, base="5", target="10")
    judge(plan)
    assert "未到填报期" in html_of(client, indicator, year="2097")


def test_a_year_without_figure_leads_to_the_last_verdict(client, plan):
    indicator = make_indicator(plan, base="0", target="10", actuals={2022: "4"})
    judge(plan)
    response = page(client, indicator, year="2023")
    assert (response.context["row"].state, response.context["row"].last_year) == ("no_data", 2022)
    assert 'href="?year=2022"' in response.content.decode()


def test_any_year_of_the_plan_can_be_asked_for(client, plan):
    indicator = make_indicator(plan, base="0", target="10", actuals={2021: "1", 2022: "8"})
    judge(plan)
    assert page(client, indicator, year="2021").context["row"].state == "behind"
    assert page(client, indicator, year="2022").context["row"].state == "ahead"
    assert page(client, indicator, year="1999").context["row"].year == 2022


def test_another_definition_stands_apart_with_its_reason(client, plan):
    series = make_series(unit="%")
    census = Definition.objects.create(series=series, version="census-2020", text="以普查为基础")
    indicator = make_indicator(plan, series=series, unit="%", base="69", target="75")
    make_observation(series, year=2023, text="73.1", definition=census)
    judge(plan)
    response = page(client, indicator)
    assert response.context["row"].state == "not_comparable"
    assert traces(response)["不可比"]["x"] == [2023]
    assert "以普查为基础" in response.content.decode()
    assert "没有衔接系数，与原口径不可比" in response.content.decode()


def test_a_verdict_not_yet_computed_says_so_and_looks_again(client, plan):
    indicator = make_indicator(plan, base="0", target="10", actuals={2022: "4"})
    judge(plan)
    assert "stale.js" not in html_of(client, indicator)
    Assessment.objects.update(state="", stale_since=NOW)
    html = html_of(client, indicator)
    assert "data-stale" in html
    assert "stale.js" in html
    assert "正在重算" in html


def test_both_plans_of_one_series_are_drawn_and_linked(client):
    series = make_series(unit="亿元", decimals=0)
    before = make_plan(
        slug="p13", base_year=2015, short_title="十三五", closed_on=date(2021, 2, 22)
    )
    after = make_plan(slug="p14", short_title="十四五")
    old = make_indicator(before, series=series, unit="亿元", base="4466", target="6000")
    new = make_indicator(after, series=series, unit="亿元", base="6001", target="8500")
    make_observation(
        series, year=2020, text="6001", vintage="estimate", published_on=date(2021, 2, 3)
    )
    make_observation(
        series, year=2020, text="5964", vintage="revised", published_on=date(2026, 1, 16)
    )
    make_observation(series, year=2024, text="8369")
    judge(before)
    judge(after)

    response = page(client, old)
    drawn = traces(response)
    assert {"十三五路径", "十四五路径", "结账时的数"} <= set(drawn)
    assert drawn["实绩"]["y"][0] == 5964.0
    assert response.context["row"].state == "met"
    assert [(each.label, each.state) for each in response.context["row"].others] == [
        ("按最新数据", "missed")
    ]
    year_2020 = next(row for row in response.context["detail"].years if row.year == 2020)
    assert (year_2020.actual_text, year_2020.later_text) == ("6,001", "5,964")
    assert new.get_absolute_url() in response.content.decode()
    assert {row.status for row in response.context["detail"].observations} == {
        "评判采用",
        "最新数据",
    }

    response = page(client, new)
    assert [each.label for each in response.context["row"].others] == ["按修订后基期 5,964"]
    assert "<b>按修订后基期 5,964</b>" in response.content.decode()


def test_superseded_and_withdrawn_figures_stay_readable(client, plan):
    indicator = make_indicator(plan, base="0", target="10", actuals={2021: "1"})
    make_observation(indicator.series, year=2021, text="2", vintage="final")
    make_observation(
        indicator.series,
        year=2021,
        text="9",
        vintage="revised",
        withdrawn_at=datetime(2023, 5, 1, 4, tzinfo=UTC),
    )
    judge(plan)
    rows = page(client, indicator).context["detail"].observations
    assert [(row.printed_text, row.status) for row in rows] == [
        ("2", "评判采用"), ("1", "已被取代"), ("9", "已撤回")
    ]  # fmt: skip
    assert rows[2].withdrawn_on == date(2023, 5, 1)


def test_sources_lead_outside_without_telling_where_from(client, plan):
    indicator = make_indicator(plan, base="0", target="10", actuals={2021: "1"})
    judge(plan)
    html = html_of(client, indicator)
    assert 'href="https://example.org/bulletin"' in html
    assert 'rel="noopener noreferrer external"' in html
    assert "（外部网站）" in html


def test_a_mention_that_says_something_else_is_pointed_out(client, plan):
    section = make_section(plan)
    grain = make_indicator(plan, unit="亿斤", kind="keep", base="30.6", target="30.6")
    make_mention(grain, section, quote="保持在30亿斤以上", value_text="30亿斤以上")
    make_mention(grain, section, quote="达到30.6亿斤", value_text="30.6亿斤")
    judge(plan)
    mentions = page(client, grain).context["detail"].mentions
    assert {each.value_text: each.differs for each in mentions} == {
        "30亿斤以上": True,
        "30.6亿斤": False,
    }


def test_a_mention_nobody_can_read_differs_unless_it_is_the_same_words(client, plan):
    indicator = make_indicator(plan, base="0", target="10")
    make_mention(indicator, make_section(plan), value_text="明显提高")
    judge(plan)
    assert [each.differs for each in page(client, indicator).context["detail"].mentions] == [True]


def test_a_definition_with_a_linking_factor_says_how_to_get_back(client, plan):
    series = make_series()
    newer = Definition.objects.create(
        series=series, version="v2", text="新口径", linking_factor="0.98"
    )
    indicator = make_indicator(plan, series=series, base="10", target="20")
    make_observation(series, year=2022, text="15", definition=newer)
    judge(plan)
    response = page(client, indicator)
    assert response.context["row"].actual_text == "14.7"
    assert "乘以衔接系数0.98得原口径数" in response.content.decode()


@pytest.mark.parametrize(("printed", "shown"), [("85以上", "≥85"), ("69左右", "≈69")])
def test_round_figures_and_lower_bounds_keep_their_sign(client, plan, printed, shown):
    indicator = make_indicator(plan, base="50", target="90", actuals={2022: printed})
    judge(plan)
    assert figures(page(client, indicator))["2022年实绩"] == shown


def test_a_changed_target_is_shown_with_its_document(client, plan):
    indicator = make_indicator(plan, base="0", target="10", actuals={2022: "4"})
    TargetRevision.objects.create(
        indicator=indicator,
        effective_from=date(2023, 1, 1),
        kind="adjusted",
        target_text="8",
        document="绍政发〔2023〕1号",
        reason="中期调整",
    )
    judge(plan)
    response = page(client, indicator)
    assert "绍政发〔2023〕1号" in response.content.decode()
    assert traces(response)["十四五目标"]["y"] == [8.0]
    assert "按原目标 10" in {each.label for each in response.context["row"].others}


def test_milestones_bend_the_path(client, plan):
    indicator = make_indicator(plan, base="0", target="10", actuals={2021: "1"})
    Milestone.objects.create(indicator=indicator, year=2022, value=8)
    judge(plan)
    drawn = traces(page(client, indicator))
    assert drawn["十四五年度目标"]["x"] == [2022]
    assert drawn["十四五路径"]["y"][2] == 8.0


def test_under_milestones_a_geometric_path_is_straight_and_so_are_its_paces(client, plan):
    indicator = make_indicator(
        plan, unit="亿元", base="100", target="200", path="geometric", actuals={2022: "120"}
    )
    judge(plan)
    assert figures(page(client, indicator))["已有速度"] == "年均增长9.5%"
    Milestone.objects.create(indicator=indicator, year=2023, value=150)
    judge(plan)
    assert figures(page(client, indicator))["已有速度"] == "年均增10亿元"


def test_rounding_never_hides_on_which_side_a_figure_lies(client, plan):
    ratio = make_indicator(
        plan, base="1.72", target="<1.7", direction="fall", actuals={2021: "1.72", 2023: "1.71"}
    )
    judge(plan)
    response = page(client, ratio, year="2023")
    assert figures(response)["2025年推算"] == "1.703"
    due = {row.year: row.due_text for row in response.context["detail"].years}
    assert (due[2021], due[2022], due[2023]) == ("1.716", "1.71", "1.708")


def test_neighbours_follow_the_plans_order(client, plan):
    first, second, third = (make_indicator(plan, base="0", target="10") for _ in range(3))
    judge(plan)
    detail = page(client, second).context["detail"]
    assert (detail.previous.code, detail.next.code) == (first.code, third.code)
    assert page(client, first).context["detail"].previous is None
    assert page(client, third).context["detail"].next is None


def test_what_was_missed_by_a_little_is_not_in_step_with_its_path(client, plan):
    indicator = make_indicator(plan, base="0", target="100", actuals={2025: "99.5"})
    judge(plan)
    html = html_of(client, indicator)
    assert "落后不到半个月" in html
    assert "与路径同步" not in html


def test_the_plans_words_lead_to_their_section(client, plan):
    section = make_section(plan, code="c01-s5", title="主要目标")
    indicator = make_indicator(plan, base="0", target="10", section=section, quote="达到10")
    judge(plan)
    html = html_of(client, indicator)
    assert "达到10" in html
    address = reverse("plan_section", args=[plan.slug, "c01-s5"])
    assert f'href="{address}"' in html
    assert client.get(address)["Location"] == f"/plans/{plan.slug}/outline/#c01-s5"


def test_projects_that_move_the_indicator_are_listed(client, plan):
    indicator = make_indicator(plan, base="0", target="10")
    make_project(make_section(plan), name="轨道交通1号线", indicators=[indicator])
    judge(plan)
    assert "轨道交通1号线" in html_of(client, indicator)


def test_an_unknown_code_is_not_found(client, plan):
    assert client.get(reverse("indicator_detail", args=["no-such"])).status_code == 404


def test_text_of_the_plan_is_never_markup(client, plan):
    indicator = make_indicator(plan, name="<b>x</b></script>", base="0", target="10",
                               actuals={2021: "1"}, quote="<img src=x>")  # fmt: skip
    judge(plan)
    html = html_of(client, indicator)
    assert "<b>x</b></script>" not in html
    assert "<img src=x>" not in html


def test_the_number_of_queries_does_not_grow_with_the_figures(client, django_assert_num_queries):
    small, large = make_plan(slug="small"), make_plan(slug="large")
    one = make_indicator(small, base="0", target="10", actuals={2021: "1"})
    many = make_indicator(large, base="0", target="10")
    for year in range(2000, 2020):
        make_observation(many.series, year=year, text=str(year))
    for year in range(2021, 2026):
        make_observation(many.series, year=year, text="5")
    for _ in range(20):
        make_indicator(large, base="0", target="10")
    judge(small)
    judge(large)
    for indicator in (one, many):
        with django_assert_num_queries(15):
            page(client, indicator)


def test_a_unit_that_the_text_carries_is_not_said_twice(client):
    plan = make_plan()
    schools = make_indicator(
        plan, name="高校", unit="所", base="11所", target="14所以上", actuals={2021: "12所"}
    )
    judge(plan)
    for page in (
        f"indicators/{schools.code}/",
        f"plans/{plan.slug}/",
        f"plans/{plan.slug}/meeting/",
    ):
        text = client.get(f"/{page}").content.decode()
        assert "所所" not in re.sub(r"<[^>]+>|\s", "", text), page
        assert "所以上所" not in re.sub(r"<[^>]+>|\s", "", text), page


def test_title_picture_and_source_are_of_the_year_asked_for(client, plan):
    dust = make_indicator(
        plan,
        kind="keep",
        target="30",
        direction="fall",
        unit="µg/m3",
        series=make_series(unit="µg/m3", decimals=1),
        actuals={2022: "29.3", 2024: "29.4"},
    )
    judge(plan)
    for year, figure in ((2022, "29.3"), (2024, "29.4"), (2025, "29.4")):
        response = page(client, dust, year=year)
        detail = response.context["detail"]
        labels = [each.text for each in response.context["frame"].plot.labels]
        assert [text for text in labels if text in ("29.3", "29.4")] == [figure]
        assert f"（{min(year, 2024)}年，" in detail.chart_source
    assert "29.3µg/m3" in page(client, dust, year=2022).context["detail"].chart_title
