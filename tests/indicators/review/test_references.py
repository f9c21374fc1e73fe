"""Series nobody is asked for and verdicts rest on: planners enter and take back their figures."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators import services
from indicators.models import Assessment, Indicator, Observation, RuleSet, Vintage
from indicators.services.on_behalf import OnBehalf
from indicators.services.references import (
    ReferenceFigure,
    enter_references,
    withdraw_reference,
)
from indicators.workflow import RefusedError
from plans.models import RecordEntry
from tests.factories import make_indicator, make_observation, make_series
from tests.people import make_clerk, make_user
from tests.sizes import ROWS

pytestmark = pytest.mark.django_db
WHY = {"reason": "评判需要", "document": "绍统〔2023〕1号", "published_on": "2022-02-20"}


@pytest.fixture
def growth():
    return make_series(code="gdp-growth", unit="%", name="地区生产总值增速", decimals=1)


@pytest.fixture
def income(plan, department, growth) -> Indicator:
    """An indicator compared with growth, with its own figure of the first year."""
    made = make_indicator(
        plan,
        name="居民收入增速",
        kind="relative",
        base="/",
        target="与经济增长基本同步",
        unit="%",
        department=department,
        reference=growth,
        actuals={2021: "8.9"},
    )
    services.ensure_assessments(plan=plan, now=timezone.now())
    return made


def url(plan):
    return reverse("review_references", args=[plan.slug])


def typed(series, year, text, **fields):
    values = {"value_text": text, "vintage": "final", "published_on": "", **fields}
    return {f"s{series.pk}-{year}-{name}": value for name, value in values.items()}


def assess(indicator) -> str:
    """Return the verdict of 2021 as it is computed for what is marked stale."""
    region = indicator.plan.region_id
    verdict = Assessment.objects.get(
        indicator=indicator, region=region, year=2021, standpoint="current"
    )
    assert verdict.stale_since is not None
    services.assess(series_id=indicator.series_id, region_id=region, now=timezone.now())
    verdict.refresh_from_db()
    return verdict.state


def test_the_page_names_what_is_missing_and_what_rests_on_it(desk, plan, income):
    html = desk.get(url(plan)).content.decode()
    assert "地区生产总值增速" in html
    assert "评判要用：居民收入增速" in html
    assert "缺 5 年" in html
    choice = desk.get(reverse("review_enter_choice")).content.decode()
    assert url(plan) in choice


def test_the_verdict_can_be_given_once_the_reference_is_entered(desk, plan, income, growth):
    assert assess(income) == "not_comparable"
    sent = typed(
        growth, 2021, "８.7", source_title="统计公报", source_url="https://x.cn/a", note="可比价"
    )
    answer = desk.post(url(plan), {**WHY, **sent})
    assert answer.status_code == 302
    stored = Observation.objects.get(series=growth)
    assert (stored.value_text, stored.vintage, str(stored.published_on)) == (
        "８.7",
        "final",
        "2022-02-20",
    )
    source = stored.sources.get()
    assert (source.title, source.url) == ("统计公报", "https://x.cn/a")
    assert "绍统〔2023〕1号" in source.note
    assert assess(income) == "ahead"


def test_it_stands_in_the_record_with_reason_and_document(desk, plan, income, growth, planner):
    desk.post(url(plan), {**WHY, **typed(growth, 2021, "8.7")})
    line = RecordEntry.objects.get(subject_kind="reference")
    assert (line.actor, line.reason, line.year) == (planner, "评判需要", 2021)
    assert line.details["依据文件"] == "绍统〔2023〕1号"
    assert line.details["数值"] == "8.7"
    html = desk.get(reverse("review_record"), {"kind": "reference"}).content.decode()
    assert "录入参考数据" in html
    assert "参考数据" in html


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"value_text": "很多"}, "很多"),
        ({"value_text": "5000"}, "不会这么大"),
        ({"value_text": "低于8.7", "note": "公报"}, "只是上限"),
        ({"value_text": "8.7以上", "note": "公报"}, "拿它比较"),
        ({"published_on": "2022-13-01"}, "2022-13-01"),
        ({"source_url": "not a url"}, "not a url"),
        ({"vintage": "made-up"}, "made-up"),
    ],
)
def test_one_fault_keeps_everything_from_being_written(desk, plan, income, growth, sent, said):
    other = typed(growth, 2022, "4.4")
    answer = desk.post(url(plan), {**WHY, **other, **typed(growth, 2021, "8.7", **sent)})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert said in html or said == "made-up"
    assert 'value="4.4"' in html
    assert f'href="#line-{growth.pk}-2021"' in html
    assert f'id="line-{growth.pk}-2021"' in html
    assert "都没有保存" in html
    assert not Observation.objects.filter(series=growth).exists()


@pytest.mark.parametrize("missing", ["reason", "document"])
def test_reason_and_document_are_wanted(desk, plan, income, growth, missing):
    answer = desk.post(url(plan), {**WHY, missing: "", **typed(growth, 2021, "8.7")})
    assert answer.status_code == 422
    assert not Observation.objects.filter(series=growth).exists()


def test_the_day_of_publication_is_wanted_and_so_is_a_figure(desk, plan, income, growth):
    without = {**WHY, "published_on": ""}
    answer = desk.post(url(plan), {**without, **typed(growth, 2021, "8.7")})
    assert "请填公布日期" in answer.content.decode()
    assert "没有填写任何数值" in desk.post(url(plan), WHY).content.decode()


def test_a_zero_is_a_figure(desk, plan, income, growth):
    desk.post(url(plan), {**WHY, **typed(growth, 2021, "0")})
    assert Observation.objects.get(series=growth).value == 0


def test_a_series_that_jumps_wants_its_reason(desk, plan, department):
    population = make_series(code="resident-population", unit="万人", name="常住人口")
    gdp = make_series(code="gdp", unit="亿元", name="GDP")
    make_indicator(plan, series=gdp, unit="亿元", base="6001", target="8500", department=department)
    make_observation(population, year=2021, text="530")
    html = desk.get(url(plan)).content.decode()
    assert "核对要用" in html
    assert ">530<" in html
    sent = typed(population, 2022, "5300")
    refused = desk.post(url(plan), {**WHY, **sent})
    assert refused.status_code == 422
    assert "请在说明中写明原因" in refused.content.decode()
    told = {f"s{population.pk}-2022-note": "人口普查"}
    assert desk.post(url(plan), {**WHY, **sent, **told}).status_code == 302


def test_the_same_day_twice_is_refused_and_said(desk, plan, income, growth):
    desk.post(url(plan), {**WHY, **typed(growth, 2021, "8.7")})
    answer = desk.post(url(plan), {**WHY, **typed(growth, 2021, "8.8")})
    assert answer.status_code == 422
    assert "同一版本、同一公布日期" in answer.content.decode()
    later = {**WHY, "published_on": "2022-12-20"}
    assert desk.post(url(plan), {**later, **typed(growth, 2021, "8.8")}).status_code == 302


def test_a_figure_the_model_cannot_keep_is_refused_in_its_own_words(plan, growth, planner):
    figure = ReferenceFigure(
        series=growth,
        year=2021,
        value_text="1" * 25,
        vintage=Vintage.FINAL,
        published_on=date(2022, 2, 20),
    )
    with pytest.raises(RefusedError) as refused:
        enter_references(
            plan,
            [figure],
            OnBehalf(reason="x", document="y"),
            user=planner,
            now=timezone.now(),
        )
    assert "2021年" in str(refused.value)
    assert "已经有了" not in str(refused.value)
    assert not Observation.objects.exists()


def test_what_was_entered_is_taken_back_with_a_reason(desk, plan, income, growth):
    desk.post(url(plan), {**WHY, **typed(growth, 2021, "8.7")})
    stored = Observation.objects.get(series=growth)
    assess(income)
    back = reverse("review_reference_withdraw", args=[plan.slug])
    page = desk.post(back, {"observation": stored.pk, "reason": " "}, follow=True)
    assert "撤回须写明理由" in page.content.decode()
    desk.post(back, {"observation": stored.pk, "reason": "抄错"})
    stored.refresh_from_db()
    assert stored.withdrawn_at is not None
    assert RecordEntry.objects.get(action="withdraw").reason == "抄错"
    assert assess(income) == "not_comparable"
    again = desk.post(back, {"observation": stored.pk, "reason": "再撤"}, follow=True)
    assert "已被撤回" in again.content.decode()


def test_what_came_from_a_file_is_not_taken_back_here(desk, plan, income, growth, planner):
    printed = make_observation(growth, year=2021, text="8.7")
    assert "撤回" not in desk.get(url(plan)).content.decode().split("<table", 1)[1]
    with pytest.raises(RefusedError, match="不是在这里录入"):
        withdraw_reference(plan, printed.pk, reason="x", user=planner, now=timezone.now())


@pytest.mark.parametrize("maker", [make_user, make_clerk])
def test_nobody_but_planners_enters_them(plan, department, maker):
    person = maker(department) if maker is make_clerk else maker("reader")
    with pytest.raises(RefusedError, match="只有规划人员"):
        enter_references(
            plan, [], OnBehalf(reason="x", document="y"), user=person, now=timezone.now()
        )


def test_what_departments_are_asked_for_is_not_entered_here(desk, plan, department, income, growth):
    make_indicator(plan, series=growth, unit="%", kind="average_growth", base="/", target="6.5",
                   department=department)  # fmt: skip
    assert "没有要录入的参考数据" in desk.get(url(plan)).content.decode()


def test_more_series_ask_no_more_of_the_database(desk, plan, django_assert_max_num_queries):
    seen = []
    for wanted in (1, ROWS):
        for number in range(wanted):
            series = make_series(code=f"growth-{wanted}-{number}", unit="%")
            make_indicator(
                plan, kind="relative", base="/", target="与经济增长基本同步", unit="%",
                reference=series,
            )  # fmt: skip
            make_observation(series, year=2021, text="5")
        with django_assert_max_num_queries(40) as captured:
            desk.get(url(plan))
        seen.append(len(captured))
    assert seen[0] == seen[1]


def test_the_rules_in_force_say_what_is_asked(desk, plan, department):
    population = make_series(code="resident-population", unit="万人")
    gdp = make_series(code="gdp", unit="亿元")
    make_indicator(plan, series=gdp, unit="亿元", base="6001", target="8500", department=department)
    make_observation(population, year=2021, text="100")
    RuleSet.objects.update(jump_share="0.01")
    answer = desk.post(url(plan), {**WHY, **typed(population, 2022, "103")})
    assert "比上年的100增加3%" in answer.content.decode()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("0202-02-20", "早于规划的基期"),
        ("2099-01-01", "一年以后"),
        ("2021-12-30", "2021年结束以前"),
    ],
)
def test_the_day_of_publication_is_checked_as_that_of_figures_is(
    desk, plan, income, growth, day, words
):
    sent = {**WHY, **typed(growth, 2021, "8.7", published_on=day)}
    refused = desk.post(url(plan), sent)
    assert refused.status_code in {200, 422}
    assert words in refused.content.decode()
    assert not Observation.objects.filter(series=growth).exists()
    sent |= typed(growth, 2021, "8.7", published_on=day, note="公报提前印发")
    assert desk.post(url(plan), sent).status_code == (302 if "结束" in words else 422)


def test_a_figure_that_changes_a_final_account_says_why(desk, plan, income, growth):
    plan.closed_on = date(2022, 3, 1)
    plan.save()
    sent = {**WHY, **typed(growth, 2021, "8.7")}
    refused = desk.post(url(plan), sent)
    assert "终期评估" in refused.content.decode()
    assert not Observation.objects.filter(series=growth).exists()
    sent |= typed(growth, 2021, "8.7", note="补录当时已公布的数")
    assert desk.post(url(plan), sent).status_code == 302
