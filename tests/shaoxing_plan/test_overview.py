"""The plan at a glance: every count has its list, and what lags comes first."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from indicators.selectors.browse.overview import plan_overview
from indicators.selectors.browse.tallies import StateCount, Tally
from indicators.selectors.standing import indicator_rows
from indicators.viewpoints import Viewpoint
from tests.factories import judge, make_indicator, make_observation, make_plan, make_series

pytestmark = pytest.mark.django_db

TODAY = date(2024, 3, 1)


@pytest.fixture
def plan():
    """A plan with one indicator in each of several states in 2023, and a composite."""
    plan = make_plan()
    make_indicator(plan, name="快", base="0", target="10", actuals={2023: "8"}, category="甲")
    make_indicator(
        plan, name="慢而约束", base="0", target="10", actuals={2023: "3"}, nature="binding"
    )
    make_indicator(plan, name="更慢", base="0", target="10", actuals={2023: "1"}, category="甲")
    make_indicator(plan, name="退步", base="5", target="10", actuals={2023: "4"})
    make_indicator(plan, name="没报", base="5", target="10", category="乙")
    make_indicator(plan, name="文中的", base="0", target="10", origin="text", actuals={2023: "8"})
    whole = make_indicator(plan, name="合成", target="/", kind="composite", category="乙")
    for name in ("分项一", "分项二"):
        make_indicator(
            plan, name=name, base="0", target="10", parent=whole, actuals={2023: "9"}, category="乙"
        )
    judge(plan)
    return plan


def counts(tally: Tally) -> dict[str, int]:
    return {each.state: each.count for each in tally.counts}


def every_count(overview) -> list[Tally | StateCount]:
    tallies = [
        overview.headline,
        *(tally for group in overview.groups for tally in group.tallies),
    ]
    return [*tallies, *(each for tally in tallies for each in tally.counts)]


def test_a_composite_counts_once_and_text_targets_stand_beside_the_table(plan):
    overview = plan_overview(plan, year=2023, viewpoint=Viewpoint(today=TODAY))
    assert overview.headline.total == 6
    assert counts(overview.headline) == {
        "ahead": 2,
        "behind": 2,
        "regressing": 1,
        "no_data": 1,
    }
    outside = next(each for each in overview.groups if each.label == "指标表以外的定量目标")
    assert [(tally.label, tally.total) for tally in outside.tallies] == [("正文", 1)]


def test_groups_divide_the_same_indicators(plan):
    overview = plan_overview(plan, year=2023, viewpoint=Viewpoint(today=TODAY))
    by_nature = next(each for each in overview.groups if each.label == "按属性")
    assert {tally.label: tally.total for tally in by_nature.tallies} == {"约束性": 1, "预期性": 5}
    assert sum(tally.total for tally in by_nature.tallies) == overview.headline.total


@pytest.mark.parametrize("query", ["?year=2023", "?year=latest"])
def test_the_list_behind_each_count_has_exactly_that_many(client, plan, query):
    response = client.get(f"{plan.get_absolute_url()}{query}")
    checked = every_count(response.context["overview"])
    assert len(checked) > 10
    for each in checked:
        expected = each.count if isinstance(each, StateCount) else each.total
        listed = client.get(each.url).context["listing"]
        assert (each.label, listed.count) == (each.label, expected)


def test_every_count_on_the_page_is_a_link(client, plan):
    response = client.get(f"{plan.get_absolute_url()}?year=2023")
    linked = {unescape(each) for each in re.findall(r'href="([^"]+)"', response.content.decode())}
    assert {each.url for each in every_count(response.context["overview"])} - linked == {
        response.context["overview"].headline.url
    }


def test_binding_comes_first_then_the_gravest_then_the_latest(plan):
    overview = plan_overview(plan, year=2023, viewpoint=Viewpoint(today=TODAY))
    assert [row.name for row in overview.attention] == ["慢而约束", "退步", "更慢"]
    assert all(row.sentence for row in overview.attention)


def test_a_figure_that_cannot_be_compared_still_has_its_unit(client):
    plan = make_plan()
    series = make_series(unit="万元")
    later = series.definitions.create(version="census", text="普查后")
    make_indicator(plan, series=series, base="11", target="15", unit="万元")
    make_observation(series, year=2023, text="12.5", definition=later)
    judge(plan)
    page = client.get(reverse("plan_overview", args=[plan.slug])).content.decode()
    assert '<b>12.5</b><span class="unit">万元</span>' in page


def test_the_list_behind_what_needs_attention_has_as_many(client, plan):
    overview = plan_overview(plan, year=2023, viewpoint=Viewpoint(today=TODAY))
    listed = client.get(overview.attention_url).context["listing"]
    assert listed.count == len(overview.attention) == 3


def test_latest_judges_each_in_its_own_year_and_says_so(plan):
    slow = plan.indicators.get(name="更慢")
    make_observation(slow.series, year=2022, text="1")
    early = make_indicator(plan, name="早年", base="0", target="10", actuals={2021: "2"})
    judge(plan)
    overview = plan_overview(plan, year=None, viewpoint=Viewpoint(today=TODAY))
    assert overview.newest_year == 2023
    assert "2021 年 1 项" in overview.time_sentence
    assert "时间进度 60%" in overview.time_sentence
    assert early.name not in [row.name for row in overview.attention]


def test_the_headline_says_it_in_one_sentence(plan):
    overview = plan_overview(plan, year=2023, viewpoint=Viewpoint(today=TODAY))
    assert overview.sentence == (
        "6 项主要指标中，2 项达到或快于应有进度，3 项落后或未达标；待报 1 项。"
    )


def test_a_year_without_figures_shows_no_elapsed_actuals(plan):
    overview = plan_overview(plan, year=2022, viewpoint=Viewpoint(today=TODAY))
    assert counts(overview.headline) == {"no_data": 6}
    assert overview.sentence == "6 项主要指标还没有可以评判的实绩：待报 6 项。"
    assert "时间进度 40%" in overview.time_sentence


def test_what_changed_last_comes_with_its_verdict(plan):
    fast = plan.indicators.get(name="快")
    make_observation(fast.series, year=2024, text="9", published_on=date(2025, 2, 1))
    judge(plan)
    newest = plan_overview(plan, year=None, viewpoint=Viewpoint(today=TODAY)).changes[0]
    assert (newest.name, newest.year, newest.value_text) == ("快", 2024, "9")
    assert newest.state == "ahead"


def test_a_verdict_still_to_be_computed_is_announced(client):
    plan = make_plan()
    make_indicator(plan, base="0", target="10", actuals={2023: "8"})
    content = client.get(plan.get_absolute_url()).content.decode()
    assert "正在重算" in content
    assert "1 项指标的数据刚有变动" in content


class TestAgainstTheYearBefore:
    """Three on their way in 2022 and 2023, one only in 2023, one never."""

    @pytest.fixture
    def moved(self):
        plan = make_plan()
        make_indicator(
            plan, name="升", base="0", target="10", actuals={2022: "1", 2023: "8"}, category="甲"
        )
        make_indicator(
            plan, name="降", base="0", target="10", actuals={2022: "5", 2023: "3"}, category="甲"
        )
        make_indicator(
            plan, name="稳", base="0", target="10", actuals={2022: "5", 2023: "8"}, category="乙"
        )
        make_indicator(plan, name="新", base="0", target="10", actuals={2023: "8"}, category="丙")
        make_indicator(plan, name="无", base="0", target="10", category="丁")
        judge(plan)
        return plan

    @pytest.mark.parametrize("year", [2023, None])
    def test_only_what_was_judged_in_both_years_is_compared(self, moved, year):
        change = plan_overview(moved, year=year, viewpoint=Viewpoint(today=TODAY)).change
        assert change.compared == 3
        assert [row.name for row in change.better] == ["升"]
        assert [row.name for row in change.worse] == ["降"]
        assert change.sentence == (
            "与上一年相比（两年都有评判的 3 项）：好转 1 项（升），转差 1 项（降）。"
        )

    def test_each_count_says_how_many_more_or_fewer(self, moved):
        overview = plan_overview(moved, year=2023, viewpoint=Viewpoint(today=TODAY))
        changes = {each.state: (each.count, each.change) for each in overview.headline.counts}
        assert changes == {"ahead": (3, 0), "behind": (1, 0), "no_data": (1, None)}

    def test_a_category_has_its_mark_only_where_all_of_it_compares(self, moved):
        overview = plan_overview(moved, year=2023, viewpoint=Viewpoint(today=TODAY))
        lines = {line.label: line for line in overview.categories}
        assert [(line.on_course, line.before, line.lagging) for line in lines.values()] == [
            (1, 1, 1),
            (1, 1, 0),
            (1, None, 0),
            (0, None, 0),
        ]
        assert lines["甲"].words == ("甲：2 项中 1 项完成或达到进度，上一年 1 项，1 项落后或未达标")
        assert not lines["丁"].is_judged

    def test_the_first_year_has_none_before(self, moved):
        make_observation(moved.indicators.get(name="稳").series, year=2021, text="2")
        judge(moved)
        overview = plan_overview(moved, year=2021, viewpoint=Viewpoint(today=TODAY))
        assert overview.change.compared == 0
        assert overview.change.sentence == ""
        assert [each.change for each in overview.headline.counts] == [None, None]

    def test_nothing_moved_is_said_too(self):
        plan = make_plan()
        make_indicator(plan, base="0", target="10", actuals={2022: "5", 2023: "8"})
        judge(plan)
        change = plan_overview(plan, year=2023, viewpoint=Viewpoint(today=TODAY)).change
        assert change.sentence == "与上一年相比（两年都有评判的 1 项）没有升降。"

    def test_without_categories_the_natures_divide_the_plan(self):
        plan = make_plan()
        make_indicator(plan, base="0", target="10", actuals={2023: "8"}, nature="binding")
        judge(plan)
        overview = plan_overview(plan, year=2023, viewpoint=Viewpoint(today=TODAY))
        assert [line.label for line in overview.categories] == ["约束性"]


class TestInWords:
    def test_binding_indicators_that_lag_are_named(self, plan):
        overview = plan_overview(plan, year=2023, viewpoint=Viewpoint(today=TODAY))
        assert overview.binding_sentence == "约束性指标 1 项中 1 项落后或未达标（慢而约束）。"

    @pytest.mark.parametrize(
        ("actuals", "said"),
        [
            ({2023: "8"}, "约束性指标 1 项，没有落后或未达标的。"),
            ({}, "约束性指标 1 项，都还不能评判。"),
        ],
        ids=["on course", "no figure"],
    )
    def test_binding_indicators_that_do_not_lag(self, actuals, said):
        plan = make_plan()
        make_indicator(plan, base="0", target="10", actuals=actuals, nature="binding")
        judge(plan)
        overview = plan_overview(plan, year=None, viewpoint=Viewpoint(today=TODAY))
        assert overview.binding_sentence == said

    def test_how_new_the_figures_are(self, plan):
        overview = plan_overview(plan, year=None, viewpoint=Viewpoint(today=TODAY))
        assert overview.freshness == "6 项中 5 项已有 2023 年实绩，最近一次公布 2024-02-01。"
        empty = plan_overview(plan, year=2021, viewpoint=Viewpoint(today=TODAY))
        assert empty.freshness == "还没有实绩。"

    def test_the_last_publication_is_of_the_year_that_is_named(self, plan):
        series = make_indicator(plan, name="早", base="0", target="10").series
        make_observation(series, year=2021, text="2", published_on=date(2022, 2, 20))
        judge(plan)
        overview = plan_overview(plan, year=2021, viewpoint=Viewpoint(today=TODAY))
        assert overview.freshness == "7 项中 1 项已有 2021 年实绩，最近一次公布 2022-02-20。"

    def test_what_cannot_be_compared_says_why(self, client, plan):
        reference = make_series(name="地区生产总值增速")
        make_indicator(
            plan,
            name="同步",
            kind="relative",
            target="与经济增长基本同步",
            reference=reference,
            actuals={2023: "6"},
        )
        judge(plan)
        page = client.get(f"/plans/{plan.slug}/?year=2023").content.decode()
        row = next(each for each in page.split('<li class="lag">') if "同步</a>" in each)
        assert "不与目标比较：" in row
        assert "参照指标缺" in row
        assert "口径不同" not in row

    def test_what_lags_says_by_how_many_months(self, plan):
        overview = plan_overview(plan, year=2023, viewpoint=Viewpoint(today=TODAY))
        late = {row.name: row.late_text for row in overview.attention}
        assert late == {"慢而约束": "落后约18个月", "退步": "落后约48个月", "更慢": "落后约30个月"}


class TestFinalAccount:
    @pytest.fixture
    def closed(self):
        plan = make_plan(slug="test-13", base_year=2015, closed_on=date(2021, 2, 22))
        product = make_series(code="product", unit="亿元", decimals=0)
        make_indicator(plan, name="总值", base="4466", target="6000", series=product, unit="亿元")
        make_observation(product, year=2020, text="6001", published_on=date(2021, 2, 3))
        make_observation(
            product,
            year=2020,
            text="5964",
            vintage="revised",
            published_on=date(2026, 1, 16),
        )
        retail = make_series(code="retail", unit="亿元", decimals=1)
        make_indicator(plan, name="零售", base="1621", target="2400", series=retail, unit="亿元")
        make_observation(retail, year=2020, text="2322.5", published_on=date(2021, 2, 22))
        judge(plan)
        return plan

    def test_it_opens_in_its_last_year_with_both_verdicts(self, client, closed):
        response = client.get(closed.get_absolute_url())
        overview = response.context["overview"]
        assert overview.sentence == "2 项指标完成 1 项，未完成 1 项（零售）。"
        assert [row.name for row in overview.decided_otherwise] == ["总值"]
        content = response.content.decode()
        assert "最终评估" in content
        assert "差77.5亿元" in content
        assert "按最新数据" in content
        assert "5,964" in content

    def test_another_year_is_no_final_account(self, client, closed):
        overview = client.get(f"{closed.get_absolute_url()}?year=2019").context["overview"]
        assert overview.account == ()
        assert counts(overview.headline) == {"no_data": 2}


class TestHome:
    def test_without_a_plan_it_says_what_to_do(self, client):
        response = client.get(reverse("home"))
        assert response.status_code == 200
        assert "load_plan" in response.content.decode()

    def test_a_plan_without_indicators_says_what_to_do(self, client):
        make_plan()
        assert "还没有指标" in client.get(reverse("home")).content.decode()

    def test_it_shows_the_newest_plan_that_has_begun(self, client):
        make_plan(slug="test-13", base_year=2015)
        make_plan(slug="test-14", base_year=2020)
        make_plan(slug="test-40", base_year=2150)
        assert client.get(reverse("home")).context["plan"].slug == "test-14"

    def test_before_any_has_begun_it_shows_the_first(self, client):
        make_plan(slug="test-40", base_year=2150)
        assert client.get(reverse("home")).context["plan"].slug == "test-40"

    def test_an_unknown_plan_is_not_found(self, client):
        response = client.get("/plans/nowhere/")
        assert response.status_code == 404
        assert "没有这个页面" in response.content.decode()


class TestYearSwitch:
    @pytest.mark.parametrize("nonsense", ["1999", "two", "", "٢٠٢٣", "2020", "-1"])
    def test_nonsense_counts_as_not_asked(self, client, nonsense):
        plan = make_plan()
        assert (
            client.get(plan.get_absolute_url(), {"year": nonsense}).context["overview"].year is None
        )

    def test_choices_keep_their_place(self, client):
        plan = make_plan()
        links = client.get(f"/plans/{plan.slug}/", {"year": "2022"}).context["year_links"]
        assert [link.label for link in links] == ["最新", "2021", "2022", "2023", "2024", "2025"]
        assert [link.label for link in links if link.is_current] == ["2022"]
        assert links[0].url == "/plans/test-14/?year=latest"

    def test_the_year_goes_along_to_the_list(self, client):
        plan = make_plan()
        content = client.get(f"/plans/{plan.slug}/", {"year": "2022"}).content.decode()
        assert f'href="/plans/{plan.slug}/indicators/?year=2022"' in content

    def test_plans_are_switched_on_the_same_page(self, client):
        make_plan(slug="test-13", base_year=2015)
        plan = make_plan(slug="test-14")
        links = client.get(f"/plans/{plan.slug}/matrix/").context["plan_links"]
        assert [(link.url, link.is_current) for link in links] == [
            ("/plans/test-14/matrix/", True),
            ("/plans/test-13/matrix/", False),
        ]


@pytest.mark.parametrize("rows", [1, 20])
def test_queries_do_not_grow_with_the_plan(client, django_assert_num_queries, rows):
    plan = make_plan()
    for _ in range(rows):
        make_indicator(plan, base="0", target="10", actuals={2022: "1", 2023: "2"})
    judge(plan)
    with django_assert_num_queries(6):  # plan, indicators, targets, unpublished?, verdicts, switch
        client.get(plan.get_absolute_url())


class TestWordsOfTheEnd:
    def test_in_the_last_year_the_word_is_that_of_the_state(self):
        plan = make_plan()
        for name, figure in {"甲": "9", "乙": "8", "丙": "12"}.items():
            make_indicator(
                plan,
                name=name,
                base="0",
                target="10",
                actuals={2024: "3", 2025: figure},
                nature="binding",
                category="类",
            )
        judge(plan)

        def said(year):
            overview = plan_overview(plan, year=year, viewpoint=Viewpoint(today=date(2026, 3, 1)))
            return overview.binding_sentence, overview.categories[0].words

        ended, line = said(2025)
        assert ended == "约束性指标 3 项中 2 项未完成（甲、乙）。"
        assert line.endswith("2 项未完成")
        assert said(2024)[0] == "约束性指标 3 项中 3 项落后或未达标（甲、乙、丙）。"

    def test_under_latest_what_missed_and_what_lags_are_both_said(self):
        plan = make_plan()
        make_indicator(
            plan, name="甲", base="0", target="10", actuals={2025: "8"}, nature="binding"
        )
        make_indicator(
            plan, name="乙", base="0", target="10", actuals={2024: "3"}, nature="binding"
        )
        judge(plan)
        overview = plan_overview(plan, year=None, viewpoint=Viewpoint(today=date(2026, 3, 1)))
        assert overview.binding_sentence == "约束性指标 2 项中 2 项未完成、落后或未达标（甲、乙）。"

    def test_where_all_was_met_nothing_is_said_to_be_missed(self):
        plan = make_plan()
        make_indicator(plan, base="0", target="10", actuals={2025: "10"}, nature="binding")
        judge(plan)
        overview = plan_overview(plan, year=2025, viewpoint=Viewpoint(today=date(2026, 3, 1)))
        assert overview.binding_sentence == "约束性指标 1 项，没有未完成、落后或未达标的。"


class TestExactlyAtTheBound:
    @pytest.mark.parametrize(
        ("target", "said", "state"),
        [
            ("<1.7", "恰在界限，不含本数", "missed"),
            ("1.7", "恰好达到", "met"),
        ],
    )
    def test_a_strict_bound_is_not_reached(self, target, said, state):
        plan = make_plan()
        make_indicator(plan, base="1.72", target=target, direction="fall", actuals={2025: "1.7"})
        judge(plan)
        row = plan_overview(plan, year=2025, viewpoint=Viewpoint(today=date(2026, 3, 1)))
        (only,) = row.attention or indicator_rows(
            plan, year=2025, viewpoint=Viewpoint(today=date(2026, 3, 1))
        )
        assert (only.state, only.gap_text) == (state, said)

    def test_before_the_last_year_too(self):
        plan = make_plan()
        make_indicator(plan, base="1.72", target="<1.7", direction="fall", actuals={2024: "1.7"})
        judge(plan)
        (only,) = indicator_rows(plan, year=2024, viewpoint=Viewpoint(today=date(2026, 3, 1)))
        assert (only.state, only.gap_text) == ("ahead", "恰在界限，不含本数")


class TestStatesThatEmptied:
    def test_changes_by_state_add_up_with_those_that_none_is_in_any_more(self, client):
        plan = make_plan()
        for before, now in (("8", "10"), ("8", "10"), ("3", "8"), ("6", "10")):
            make_indicator(plan, base="0", target="10", actuals={2024: before, 2025: now})
        judge(plan)
        tally = plan_overview(plan, year=2025, viewpoint=Viewpoint(today=date(2026, 3, 1))).headline
        changes = [each.change for each in tally.counts] + [-each.fewer for each in tally.emptied]
        assert sum(changes) == 0
        assert [(each.label, each.fewer) for each in tally.emptied] == [
            ("符合预期", 2),
            ("滞后", 2),
        ]
        for address in (plan.get_absolute_url(), reverse("plan_meeting", args=[plan.slug])):
            content = client.get(address, {"year": 2025}).content.decode()
            assert "符合预期 −2" in content
