"""What a meeting talks about, and the table it has before it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from indicators.models import Observation, Submission
from shaoxing_plan.agendas import SHOWN
from tests.factories import (
    NOW,
    judge,
    make_department,
    make_indicator,
    make_observation,
    make_plan,
)
from tests.people import make_user

pytestmark = pytest.mark.django_db


def lagging(plan, name: str, actual: str, **fields):
    return make_indicator(
        plan, name=name, base="0", target="100", actuals={2021: "10", 2023: actual}, **fields
    )


@pytest.fixture
def plan():
    plan = make_plan()
    lagging(plan, "慢一点", "40")
    lagging(plan, "慢得多", "20")
    lagging(plan, "约束慢", "45", nature="binding")
    lagging(plan, "正好", "60")
    lagging(plan, "倒退", "-5")
    make_indicator(plan, name="守不住", kind="keep", target="90以上", actuals={2023: "80"})
    make_indicator(plan, name="没报")
    judge(plan)
    return plan


def slides(client, plan, **query):
    page = client.get(reverse("plan_meeting", args=[plan.slug]), query)
    assert page.status_code == 200
    return page.context["meeting"].slides


def approve(indicator, year: int, **said) -> Submission:
    """Have a figure come from an approved report."""
    figure = Observation.objects.get(series=indicator.series, year=year)
    return Submission.objects.create(
        indicator=indicator,
        department=make_department(),
        region=figure.region,
        year=year,
        vintage=figure.vintage,
        value_text=figure.value_text,
        stage="approved",
        observation=figure,
        author=make_user(),
        created_at=NOW,
        updated_at=NOW,
        decided_at=said.pop("decided_at", NOW),
        **said,
    )


def test_binding_first_then_the_gravest_then_the_latest_as_the_home_page_has_it(client, plan):
    names = [slide.row.name for slide in slides(client, plan)]
    assert names == ["约束慢", "守不住", "倒退", "慢得多", "慢一点"]
    home = client.get(plan.get_absolute_url()).context["overview"].attention
    assert [row.name for row in home] == names


def test_a_target_per_year_is_called_one(client, plan):
    make_indicator(
        plan, name="就业", kind="cumulative", basis="yearly_mean", target="12", actuals={2021: "1"}
    )
    judge(plan)
    labels = {slide.row.name: slide.target_label for slide in slides(client, plan)}
    assert (labels["就业"], labels["慢一点"]) == ("年均目标", "2025年目标")
    html = client.get(reverse("plan_meeting", args=[plan.slug])).content.decode()
    assert "<dt>年均目标</dt>" in html


def test_targets_outside_the_table_follow_in_a_list_of_their_own(client, plan):
    lagging(plan, "正文约束", "1", nature="binding", origin="text")
    judge(plan)
    page = client.get(reverse("plan_meeting", args=[plan.slug]))
    inside, outside = page.context["agendas"]
    assert inside.title == "指标表中滞后的 5 项"
    assert inside.points[0].name == "约束慢"
    assert outside.title == "指标表以外滞后的定量目标 1 项"
    assert (outside.start, [each.name for each in outside.points]) == (6, ["正文约束"])
    headline = page.context["meeting"].overview.headline
    assert sum(each.count for each in headline.counts if each.tone == "bad") == 5


def test_the_first_screen_leaves_out_the_end_of_a_long_list_and_says_so(client):
    plan = make_plan()
    for place in range(SHOWN + 3):
        lagging(plan, f"慢{place}", "20")
    judge(plan)
    page = client.get(reverse("plan_meeting", args=[plan.slug])).content.decode()
    assert page.count("agenda__rest") == 3
    assert "另 3 项，见后" in page
    assert f"滞后的 {SHOWN + 3} 项" in page


def test_after_the_last_year_nothing_is_said_of_pace(client):
    plan = make_plan()
    for name, last in (("差一点", "99.9"), ("差得远", "50")):
        make_indicator(plan, name=name, base="0", target="100", actuals={2025: last})
    judge(plan)
    assert [(each.row.state, each.lead_text) for each in slides(client, plan)] == [
        ("missed", "")
    ] * 2


def test_parts_of_a_composite_are_not_talked_about_twice(client):
    plan = make_plan()
    whole = make_indicator(plan, name="减排", kind="composite", target="/")
    lagging(plan, "分项", "1", parent=whole)
    judge(plan)
    assert [slide.row.name for slide in slides(client, plan)] == ["减排"]


def test_years_go_up_to_the_judged_one(client, plan):
    slide = next(each for each in slides(client, plan) if each.row.name == "慢得多")
    assert [(each.year, each.value_text, each.due_text) for each in slide.years] == [
        (2021, "10", "20"),
        (2022, "", "40"),
        (2023, "20", "60"),
    ]
    assert slide.lead_text == "落后约24个月"


def test_what_the_department_said_stands_on_its_slide(client, plan):
    indicator = plan.indicators.get(name="慢得多")
    approve(
        indicator,
        2023,
        cause="天旱",
        measure="引水",
        measure_by=date(2024, 6, 30),
        on_behalf_reason="",
    )
    approve(indicator, 2021, cause="旧因", measure="旧策")
    (slide,) = [each for each in slides(client, plan) if each.statement]
    assert slide.row.name == "慢得多"
    said = slide.statement
    assert (said.cause, said.measure, said.measure_by) == ("天旱", "引水", date(2024, 6, 30))
    page = client.get(reverse("plan_meeting", args=[plan.slug])).content.decode()
    assert "2024年6月30日" in page
    assert page.count("还没有报送原因和措施") == 4


def test_what_was_said_later_is_not_known_to_who_looks_back(client, plan):
    approve(plan.indicators.get(name="慢得多"), 2023, cause="天旱", measure="引水")
    before, after = (
        [each.statement for each in slides(client, plan, known_on=day) if each.statement]
        for day in ("2024-02-20", "2024-03-02")
    )
    assert before == []
    assert [each.cause for each in after] == ["天旱"]


def test_a_report_on_its_way_is_not_shown(client, plan):
    indicator = plan.indicators.get(name="慢得多")
    Submission.objects.create(
        indicator=indicator,
        department=make_department(),
        region=plan.region,
        year=2023,
        vintage="final",
        value_text="20",
        stage="submitted",
        cause="尚未审核",
        author=make_user(),
        created_at=NOW,
        updated_at=NOW,
    )
    assert [each.statement for each in slides(client, plan) if each.statement] == []


def test_where_nothing_lags_the_page_says_so(client):
    plan = make_plan()
    lagging(plan, "正好", "60")
    judge(plan)
    page = client.get(reverse("plan_meeting", args=[plan.slug])).content.decode()
    assert "没有未完成、未达标、逆向、滞后或回落的指标" in page


@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_queries_is_the_same(client, count, django_assert_num_queries):
    plan = make_plan()
    for place in range(count):
        approve(lagging(plan, f"慢{place}", "20"), 2023, cause="因", measure="策")
    judge(plan)
    with django_assert_num_queries(18):
        found = slides(client, plan)
    assert len(found) == count
    with django_assert_num_queries(6):
        client.get(reverse("plan_table", args=[plan.slug]))


# --- the chart of a slide -----------------------------------------------------------------


def chart(client, plan):
    (slide,) = slides(client, plan)
    return slide.trajectory


def drawn(points) -> list[tuple[int, str]]:
    return [(each.year, each.text) for each in points]


def test_a_level_is_drawn_from_its_base_to_its_target(client):
    plan = make_plan()
    make_indicator(plan, base="40", target="60", actuals={2021: "42", 2023: "44", 2024: "60"})
    judge(plan)
    (slide,) = slides(client, plan, year="2023")
    shown = slide.trajectory
    assert drawn(shown.yearly) == [(2021, "42"), (2023, "44")]
    (line,) = shown.plans
    assert drawn(line.path)[:2] == [(2020, "40"), (2021, "44")]
    assert (line.base.value, line.target.text, line.is_bound) == (40, "60", False)
    assert (slide.figure.label, slide.figure.value) == ("2023年实绩", "44")


def test_a_flow_is_drawn_by_its_totals(client):
    plan = make_plan()
    make_indicator(plan, kind="cumulative", target="[100]", actuals={2021: "5", 2022: "0"})
    judge(plan)
    shown = chart(client, plan)
    assert shown.yearly_label == "累计"
    assert drawn(shown.yearly) == [(2021, "5"), (2022, "5")]
    assert drawn(shown.plans[0].path)[:3] == [(2020, "0"), (2021, "20"), (2022, "40")]


def test_a_floor_is_a_bound_for_every_year(client):
    plan = make_plan()
    make_indicator(plan, kind="keep", target="90以上", actuals={2023: "80"})
    judge(plan)
    (line,) = chart(client, plan).plans
    assert (line.is_bound, line.base, {each.value for each in line.path}) == (True, None, {90})


def test_what_is_only_said_to_be_done_or_not_has_no_chart(client):
    plan = make_plan()
    make_indicator(plan, kind="assigned", target="省下达指标", actuals={2023: "未完成"})
    judge(plan)
    assert not chart(client, plan).is_drawable
    page = client.get(reverse("plan_meeting", args=[plan.slug]))
    assert page.context["slides"][0][1] is None


# --- the table ----------------------------------------------------------------------------


def table(client, plan, **query):
    page = client.get(reverse("plan_table", args=[plan.slug]), query)
    return page.context["table"]


def test_rows_are_those_of_the_printed_table_by_category(client):
    plan = make_plan()
    for number, (name, category) in enumerate([("甲", "一"), ("乙", "一"), ("丙", "二")], start=1):
        make_indicator(plan, name=name, category=category, number=number, unit="件")
    make_indicator(plan, name="正文", origin="text")
    judge(plan)
    shown = table(client, plan)
    assert [(each.row.number, each.name, each.category_span) for each in shown.rows] == [
        ("1", "甲（件）", 2),
        ("2", "乙（件）", 0),
        ("3", "丙（件）", 1),
    ]
    assert shown.has_categories


def test_years_reach_to_the_latest_figure_and_gaps_are_shown(client, plan):
    make_observation(
        plan.indicators.get(name="没报").series, year=2024, text="7", region=plan.region
    )
    judge(plan)
    shown = table(client, plan)
    assert shown.years == (2021, 2022, 2023, 2024)
    rows = {each.row.name: tuple(text for _, text in each.by_year) for each in shown.rows}
    assert rows["没报"] == ("", "", "", "7")
    assert rows["慢得多"] == ("10", "", "20", "")
    assert {each.row.year for each in table(client, plan, year="2023").rows} == {2023}


def test_an_account_of_one_year_has_one_column(client):
    plan = make_plan(closed_on=date(2026, 2, 28))
    make_indicator(plan, base="1", target="2", actuals={2025: "3"})
    judge(plan)
    assert table(client, plan).years == (2025,)


def test_a_plan_without_a_table_leads_to_its_list(client):
    plan = make_plan()
    make_indicator(plan, origin="text")
    judge(plan)
    page = client.get(reverse("plan_table", args=[plan.slug])).content.decode()
    assert reverse("indicator_list", args=[plan.slug]) in page
