"""Lights worked out by hand; every boundary from both sides."""

import doctest
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects import light_texts, lights, periods, stages
from projects.lights import LIGHT_LABELS, Light, LightQuestion, LightRules, due_share, judge_light
from projects.models import ProjectStage
from projects.stages import BuildStage, JudgedBy, has_reached, is_step_back

RULES = LightRules()
BEST_FIRST = (Light.GREEN, Light.NEARLY, Light.YELLOW, Light.RED)


def question(done=None, **fields):
    """A project that has the whole plan's time, on the last day of its third year: 60 % is due."""
    return LightQuestion(
        stage=fields.pop("stage", BuildStage.CONSTRUCTION),
        expected_stage=fields.pop("expected_stage", BuildStage.COMPLETED),
        judged_by=fields.pop("judged_by", JudgedBy.TIME),
        done_share=None if done is None else Decimal(done) / 100,
        start=fields.pop("start", date(2021, 1, 1)),
        end=fields.pop("end", date(2025, 12, 31)),
        at=fields.pop("at", date(2023, 12, 31)),
        milestones=tuple((day, Decimal(share)) for day, share in fields.pop("milestones", ())),
    )


def light(done=None, *, rules=RULES, **fields):
    return judge_light(question(done, **fields), rules=rules).light


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ("100", Light.GREEN),
        ("60.01", Light.GREEN),
        ("60", Light.GREEN),
        ("59.99", Light.NEARLY),
        ("55", Light.NEARLY),
        ("50", Light.NEARLY),
        ("49.99", Light.YELLOW),
        ("45", Light.YELLOW),
        ("30", Light.YELLOW),
        ("29.99", Light.RED),
        ("29.9", Light.RED),
        ("0", Light.RED),
    ],
)
def test_sixty_per_cent_are_due(done, expected):
    verdict = judge_light(question(done), rules=RULES)
    assert verdict.light == expected
    assert verdict.due_share == Decimal("0.6")
    assert verdict.behind_points == 60 - Decimal(done)


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (None, Light.GREY),
        (BuildStage.CONSTRUCTION, Light.GREY),
        (BuildStage.HALTED, Light.YELLOW),
        (BuildStage.COMPLETED, Light.GREEN),
    ],
)
def test_nobody_reported_how_much_is_done(stage, expected):
    verdict = judge_light(question(None, stage=stage), rules=RULES)
    assert verdict.light == expected
    assert verdict.due_share == Decimal("0.6")


def test_a_reported_zero_is_a_value():
    assert light("0") == Light.RED
    assert light("0", at=date(2021, 1, 31), start=date(2021, 2, 1)) == Light.GREEN


@pytest.mark.parametrize(
    ("done", "expected"),
    [("100", Light.YELLOW), ("60", Light.YELLOW), ("50", Light.YELLOW), ("29.9", Light.RED)],
)
def test_a_halted_project_is_at_best_yellow(done, expected):
    verdict = judge_light(question(done, stage=BuildStage.HALTED), rules=RULES)
    assert verdict.light == expected
    assert verdict.sentence.startswith("已停缓建，")
    assert verdict.steps[-1].endswith("停缓建的项目最好也只评滞后。")


def test_a_completed_project_is_whole_whatever_it_says():
    verdict = judge_light(question("90", stage=BuildStage.COMPLETED), rules=RULES)
    assert (verdict.light, verdict.done_share) == (Light.GREEN, 1)


@pytest.mark.parametrize(
    ("expected_stage", "reached", "expected"),
    [
        (BuildStage.PREPARATION, BuildStage.IDEA, Light.YELLOW),
        (BuildStage.PREPARATION, BuildStage.PREPARATION, Light.GREEN),
        (BuildStage.PREPARATION, BuildStage.CONSTRUCTION, Light.GREEN),
        (BuildStage.IDEA, BuildStage.IDEA, Light.GREEN),
        (BuildStage.IDEA, BuildStage.HALTED, Light.YELLOW),
        (BuildStage.IDEA, None, Light.GREY),
    ],
)
def test_where_only_a_stage_was_promised_time_plays_no_part(expected_stage, reached, expected):
    fields = {"expected_stage": expected_stage, "stage": reached, "judged_by": JudgedBy.STAGE}
    for at in (date(2021, 3, 31), date(2025, 12, 31)):
        verdict = judge_light(question("0", at=at, **fields), rules=RULES)
        assert verdict.light == expected
        assert (verdict.due_share, verdict.behind_points) == (None, None)


@pytest.mark.parametrize(
    ("start", "end", "at", "due"),
    [
        ("2021-01-01", "2025-12-31", "2021-03-31", "0.05"),  # 3 of 60
        ("2021-01-01", "2025-12-31", "2025-12-31", "1"),
        ("2022-03-15", "2023-02-10", "2022-03-31", "0.0833"),  # 1 of 12
        ("2022-03-15", "2023-02-10", "2022-12-31", "0.8333"),  # 10 of 12
        ("2022-03-15", "2023-02-10", "2023-03-31", "1"),  # afterwards all of it
        ("2024-01-01", "2025-12-31", "2023-12-31", "0"),  # not begun
        ("2024-01-01", "2024-01-31", "2024-03-31", "1"),
        ("2026-05-01", "2025-12-31", "2025-12-31", "0"),  # begins after the plan ends
        ("2021-01-01", "2020-06-30", "2021-03-31", "1"),  # was to end before it begins
    ],
)
def test_time_is_counted_in_whole_months(start, end, at, due):
    days = {"start": start, "end": end, "at": at}
    asked = question("0", **{key: date.fromisoformat(day) for key, day in days.items()})
    assert round(due_share(asked), 4) == Decimal(due)


MID = (date(2022, 6, 30), "0.3")  # month 18
LATE = (date(2024, 6, 30), "0.9")  # month 42


@pytest.mark.parametrize(
    ("milestones", "at", "due"),
    [
        ([MID], "2022-06-30", "0.3"),
        ([MID], "2021-09-30", "0.15"),  # 9 of 18 months to 30 %
        ([MID], "2024-03-31", "0.65"),  # half of the 42 months from 30 % to the whole
        ([MID, LATE], "2023-06-30", "0.6"),  # half way from 30 to 90
        ([LATE, MID], "2023-06-30", "0.6"),
        ([MID, LATE], "2025-03-31", "0.95"),
        ([MID, (date(2022, 6, 1), "0.2")], "2022-06-30", "0.3"),  # same month: the greater share
        ([MID, (date(2023, 6, 30), "0.1")], "2023-06-30", "0.3"),  # it never falls
        ([(date(2025, 12, 1), "0.5")], "2025-12-31", "0.5"),  # beats the end
        ([(date(2027, 12, 31), "1")], "2025-12-31", "0.7143"),  # 60 of 84 months
        ([(date(2020, 12, 31), "0.4")], "2023-06-30", "0.7"),  # 40 % stood at the start
        ([(date(2020, 12, 31), "0.4")], "2020-06-30", "0.4"),
    ],
)
def test_milestones_bend_the_path(milestones, at, due):
    asked = question("0", milestones=milestones, at=date.fromisoformat(at))
    assert round(due_share(asked), 4) == Decimal(due)


def test_the_rules_are_those_it_is_given():
    rules = LightRules(nearly_points=Decimal(0), behind_points=Decimal(5))
    assert light("60", rules=rules) == Light.GREEN
    assert light("59.9", rules=rules) == Light.YELLOW
    assert light("54.9", rules=rules) == Light.RED


def test_a_third_is_compared_exactly():
    """20 of 60 months are a third; 33.3333 % of it are behind by less than any rounding shows."""
    at = date(2022, 8, 31)
    assert light("33.3333", at=at) == Light.NEARLY
    assert "落后0.00003个百分点" in judge_light(question("33.3333", at=at), rules=RULES).sentence


@pytest.mark.parametrize(
    ("done", "sentence"),
    [
        ("55", "应完成60%，实际完成55%，落后5个百分点：基本正常。"),
        ("60", "应完成60%，实际完成60%，与序时进度持平：正常。"),
        ("72.5", "应完成60%，实际完成72.5%，超前12.5个百分点：正常。"),
        ("49.99", "应完成60%，实际完成49.99%，落后10.01个百分点：滞后。"),
        ("29.96", "应完成60%，实际完成29.96%，落后30.04个百分点：严重滞后。"),
    ],
)
def test_the_sentence_never_rounds_across_a_threshold(done, sentence):
    assert judge_light(question(done), rules=RULES).sentence == sentence


def test_the_arithmetic_is_written_out():
    assert judge_light(question("45"), rules=RULES).steps == (
        "应有进度：2021-01至2025-12共60个月，到2023-12过了36个月，36÷60＝60%。",
        "应有进度－实际进度：60%－45%＝15个百分点。",
        "标准：不落后为正常，落后不超过10个百分点为基本正常，不超过30个百分点为滞后，再多为严重滞后。",
    )
    assert judge_light(question("45", milestones=[MID, LATE]), rules=RULES).steps[0] == (
        "应有进度：自2021-01起按项目节点（第0个月0%、第18个月30%、第42个月90%、第60个月100%）折算，"
        "到2023-12为第36个月，75%。"
    )


def test_a_lead_is_written_with_its_sign():
    step = judge_light(question("72.5"), rules=RULES).steps[1]
    assert step == "应有进度－实际进度：60%－72.5%＝－12.5个百分点。"


def test_what_is_due_is_told_the_same_in_every_line():
    """20 of 60 months: 33.33…%, told with the digits that its distance needs."""
    verdict = judge_light(question("23.34", at=date(2022, 8, 31)), rules=RULES)
    assert verdict.steps[0].endswith("20÷60＝33.33%。")
    assert verdict.steps[1] == "应有进度－实际进度：33.33%－23.34%＝9.99个百分点。"
    assert verdict.sentence == "应完成33.33%，实际完成23.34%，落后9.99个百分点：基本正常。"


def test_stages_of_reports_are_those_that_lights_are_judged_by():
    assert ProjectStage.values == [str(each) for each in BuildStage]
    assert set(LIGHT_LABELS) == set(Light)
    assert lights.LIGHT_LABELS[Light.GREY] == "未报"


@pytest.mark.parametrize("module", [lights, light_texts, stages, periods])
def test_examples_in_docstrings(module):
    assert doctest.testmod(module).failed == 0


def test_periods_end_on_the_last_day_and_a_year_comes_after_its_quarters():
    quarters = [periods.Period(year=2023, quarter=each) for each in periods.QUARTERS]
    ends = [each.last_day.isoformat() for each in quarters]
    assert ends == ["2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31"]
    year = periods.Period(year=2023)
    assert year.last_day == date(2023, 12, 31)
    assert sorted([year, *quarters], key=lambda each: each.rank) == [*quarters, year]
    assert periods.Period(year=2024, quarter=1).rank > year.rank
    assert [periods.period_of(each.key) for each in (year, *quarters)] == [year, *quarters]
    assert periods.period_of("2023-q5") is None


@pytest.mark.parametrize(
    ("quarter", "year", "owed", "expected"),
    [
        (None, 2025, 2025, True),
        (1, 2025, 2025, False),
        (4, 2025, 2025, False),
        (1, 2025, 2024, True),
        (1, 2025, None, True),
        (1, 2024, 2024, True),
        (None, 2026, 2025, False),
        (1, 2026, None, False),
    ],
)
def test_a_quarter_of_2025_stands_for_its_year_until_that_falls_due(quarter, year, owed, expected):
    assert periods.Period(year=2025, quarter=quarter).stands_for(year, owed=owed) is expected


def test_steps_between_stages():
    assert is_step_back(BuildStage.COMPLETED, BuildStage.CONSTRUCTION)
    assert not is_step_back(BuildStage.IDEA, BuildStage.CONSTRUCTION)
    assert not is_step_back(BuildStage.CONSTRUCTION, BuildStage.HALTED)
    assert not is_step_back(BuildStage.HALTED, BuildStage.IDEA)
    assert not has_reached(BuildStage.HALTED, BuildStage.IDEA)


shares = st.decimals(0, 1, places=4, allow_nan=False, allow_infinity=False)
days = st.dates(date(2020, 1, 1), date(2027, 12, 31))


@st.composite
def questions(draw):
    return LightQuestion(
        stage=draw(st.sampled_from([None, *BuildStage])),
        expected_stage=draw(st.sampled_from([*BuildStage][:4])),
        judged_by=draw(st.sampled_from([*JudgedBy])),
        done_share=draw(st.none() | shares),
        start=draw(days),
        end=draw(days),
        at=draw(days),
        milestones=tuple(draw(st.lists(st.tuples(days, shares), max_size=4))),
    )


@given(questions(), shares)
def test_a_greater_share_never_gives_a_worse_light(asked, share):
    verdict = judge_light(asked, rules=RULES)
    better = judge_light(
        replace(asked, done_share=max(share, asked.done_share or Decimal(0))), rules=RULES
    )
    if verdict.light != Light.GREY and asked.done_share is not None:
        assert BEST_FIRST.index(better.light) <= BEST_FIRST.index(verdict.light)


@given(questions(), days)
def test_what_is_due_lies_within_the_whole_and_never_falls(asked, later):
    due = due_share(asked)
    assert 0 <= due <= 1
    if later >= asked.at:
        assert due_share(replace(asked, at=later)) >= due


def number(text):
    return Decimal(text.rstrip("%").replace(",", ""))


@given(questions())
def test_printed_operands_give_the_printed_result(asked):
    verdict = judge_light(asked, rules=RULES)
    told = verdict.printed
    if told is None:
        assert verdict.behind_points is None
        return
    assert abs(number(told.due) - number(told.done)) == number(told.points)
    behind = verdict.behind_points
    for bound in (0, 10, 30) if behind > 0 else (0,):
        assert abs(behind).compare(Decimal(bound)) == number(told.points).compare(Decimal(bound))


@given(questions())
def test_nothing_unreported_is_green(asked):
    verdict = judge_light(asked, rules=RULES)
    if asked.stage is None:
        assert verdict.light == Light.GREY
    if asked.stage == BuildStage.HALTED:
        assert verdict.light in (Light.YELLOW, Light.RED)
    assert verdict.sentence.endswith("。")
