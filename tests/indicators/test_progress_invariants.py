"""What holds for every verdict, whatever the figures."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.progress import (
    Question,
    State,
    Verdict,
    judge,
    path_values,
    required_for_on_track,
)
from indicators.targets import Direction, Op, Target, Value

WORST_FIRST: tuple[State, ...] = (
    *(State.MISSED, State.BREACHED, State.REGRESSING, State.BEHIND, State.NO_DATA),
    *(State.RELAPSED, State.NO_BASELINE, State.NEARLY, State.ON_TRACK, State.AHEAD),
    *(State.HOLDING, State.ACHIEVED_EARLY, State.MET),
)
YEARS = range(2021, 2026)
BASES = {"keep": ["", "each_year"], "cumulative": ["", "yearly_mean"]}
MIRRORED = {
    Op.AT_LEAST: Op.AT_MOST,
    Op.AT_MOST: Op.AT_LEAST,
    Op.APPROX: Op.APPROX,
    Op.ABOVE: Op.BELOW,
    Op.BELOW: Op.ABOVE,
}


def amounts(low: int, high: int) -> st.SearchStrategy[Decimal]:
    """Few decimals and few numbers, so that thresholds are hit exactly."""
    return st.one_of(
        st.integers(low, high).map(Decimal),
        st.decimals(low, high, places=2, allow_nan=False, allow_infinity=False),
    )


def values(low: int, high: int) -> st.SearchStrategy[Value]:
    return amounts(low, high).map(lambda number: Value(value=number))


@st.composite
def questions(
    draw: st.DrawFn,
    kinds: tuple[str, ...] = ("reach", "keep", "cumulative"),
    ops: tuple[Op, ...] = (Op.AT_LEAST, Op.ABOVE, Op.APPROX),
) -> Question:
    """Draw a question that can be judged: every kind with figures, basis, operator and path."""
    kind = draw(st.sampled_from(kinds))
    direction = draw(st.sampled_from(Direction))
    sign = 1 if direction == Direction.RISE else -1
    path = draw(st.sampled_from(["linear", "geometric"])) if kind == "reach" else ""
    growth = kind in ("average_growth", "relative")
    figures = values(-20, 30) if growth else values(-40, 120)
    base, goal = draw(way(sign, geometric=path == "geometric"))
    if kind == "cumulative":
        goal = sign * draw(amounts(1, 100))
    elif growth:
        goal = draw(amounts(-9, 15))
    target = Target(
        text="",
        op=draw(st.sampled_from([op if sign > 0 else MIRRORED[op] for op in ops])),
        value=goal,
        aspirational=draw(st.booleans()),
    )
    if kind == "relative":
        target = Target(text="", op=Op.RELATIVE, faster=draw(st.booleans()))
    return Question(
        kind=kind,
        direction=direction,
        nature=draw(st.sampled_from(["binding", "anticipatory"])),
        basis=draw(st.sampled_from(BASES.get(kind, [""]))),
        path=path,
        base_year=2020,
        last_year=2025,
        unit=draw(st.sampled_from(["%", "个"])),
        base=draw(st.just(Value(value=base)) | st.none()),
        target=target,
        tolerance=draw(st.none() | amounts(0, 3)),
        nonnegative=draw(st.booleans()),
        actuals=draw(st.dictionaries(st.sampled_from(YEARS), figures)),
        reference=dict.fromkeys(YEARS, draw(amounts(-9, 15))),
        milestones=draw(st.dictionaries(st.sampled_from(YEARS), amounts(-40, 120), max_size=2)),
    )


@st.composite
def way(draw: st.DrawFn, sign: int, *, geometric: bool) -> tuple[Decimal, Decimal]:
    """Draw a base and a better target, both above zero where the path is geometric."""
    worse = draw(amounts(1 if geometric else -40, 60))
    better = worse + draw(amounts(1, 60))
    return (worse, better) if sign > 0 else (better, worse)


ALL_KINDS = ("reach", "keep", "cumulative", "average_growth", "relative")
judged_years = st.sampled_from(YEARS)


def with_actual(question: Question, year: int, number: Decimal) -> Question:
    actuals = {**question.actuals, year: Value(value=number)}
    return replace(question, actuals=actuals)


@given(questions(ALL_KINDS), judged_years, amounts(-40, 120), amounts(0, 50))
def test_a_better_actual_never_gives_a_worse_state(
    question: Question, year: int, number: Decimal, better_by: Decimal
) -> None:
    better = number + question.sign * better_by
    if question.kind in ("average_growth", "relative"):
        assume(number >= -100 and better >= -100)
    if question.kind == "relative":
        better = number + better_by
    before = judge(with_actual(question, year, number), year=year)
    after = judge(with_actual(question, year, better), year=year)
    if State.NOT_COMPARABLE in (before.state, after.state):
        assert before.state == after.state
        return
    assert WORST_FIRST.index(after.state) >= WORST_FIRST.index(before.state)


def transformed(
    question: Question, change: Callable[[Decimal], Decimal], *, op: Op, direction: str
) -> Question:
    def value(old: Value | None) -> Value | None:
        return old if old is None or old.value is None else replace(old, value=change(old.value))

    goal = question.target.value
    assert goal is not None
    return replace(
        question,
        direction=direction,
        base=value(question.base),
        target=replace(question.target, op=op, value=change(goal)),
        actuals={year: value(old) or old for year, old in question.actuals.items()},
        milestones={year: change(old) for year, old in question.milestones.items()},
    )


@given(questions(("reach", "keep")), judged_years, amounts(-99, 99))
def test_mirroring_around_any_point_leaves_the_verdict(
    question: Question, year: int, centre: Decimal
) -> None:
    assume(question.tolerance is not None)
    question = replace(question, path="")
    mirrored = transformed(
        question,
        lambda number: 2 * centre - number,
        op=MIRRORED[question.target.op],
        direction="fall" if question.direction == "rise" else "rise",
    )
    one, other = judge(question, year=year), judge(mirrored, year=year)
    assert (one.state, one.share, one.due_share) == (other.state, other.share, other.due_share)
    assert (one.gap, one.lead_months, one.ratio) == (other.gap, other.lead_months, other.ratio)
    assert one.pace_ratio == other.pace_ratio
    assert negated(one.pace) == other.pace
    assert negated(one.needed) == other.needed
    assert one.projected_meets == other.projected_meets


def negated(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.copy_negate()


@given(questions(), judged_years, st.sampled_from(["0.0001", "0.5", "1000", "10000"]))
def test_another_unit_leaves_the_verdict(question: Question, year: int, factor: str) -> None:
    scale = Decimal(factor)
    question = replace(question, unit="个")
    scaled = transformed(
        question, lambda number: number * scale, op=question.target.op, direction=question.direction
    )
    if question.tolerance is not None:
        scaled = replace(scaled, tolerance=question.tolerance * scale)
    one, other = judge(question, year=year), judge(scaled, year=year)
    assert (one.state, one.reason) == (other.state, other.reason)
    for name in ("share", "due_share", "ratio", "lead_months", "pace_ratio"):
        assert nearly_equal(getattr(one, name), getattr(other, name))
    factor_of_pace = Decimal(1) if question.path == "geometric" else scale
    if not question.milestones and one.pace is not None:
        assert nearly_equal(one.pace * factor_of_pace, other.pace)
    if one.gap is not None:
        assert nearly_equal(one.gap * scale, other.gap)


def nearly_equal(one: Decimal | None, other: Decimal | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= Decimal("1e-25") * max(abs(one), Decimal(1))


@given(questions(("reach",)), judged_years)
def test_the_target_is_share_one_and_the_base_zero(question: Question, year: int) -> None:
    assume(question.base is not None)
    goal = question.target.value
    assert goal is not None
    assert question.base is not None
    assert question.base.value is not None
    assert judge(with_actual(question, year, goal), year=year).share == 1
    assert judge(with_actual(question, year, question.base.value), year=year).share == 0


@given(questions(("reach", "cumulative")), st.sampled_from(range(2021, 2025)))
def test_the_path_itself_is_on_track(question: Question, year: int) -> None:
    assume(question.base is not None)
    due = path_values(question)[year] + question.sign * Decimal("1e-20")
    actual = Value(value=due, cumulative=question.kind == "cumulative")
    verdict = judge(replace(question, actuals={year: actual}), year=year)
    assert verdict.state in (State.ON_TRACK, State.ACHIEVED_EARLY)


@given(questions(ALL_KINDS, ops=(Op.AT_LEAST, Op.APPROX)), judged_years)
def test_what_is_required_is_enough_and_a_little_less_is_not(question: Question, year: int) -> None:
    question = replace(question, nonnegative=False, target=replace(question.target, faster=False))
    enough = required_for_on_track(question, year=year)
    assume(enough is not None)
    assert enough is not None
    rising = 1 if question.kind == "relative" else question.sign
    less = enough - rising * Decimal("1e-20")
    assume(less >= -100)
    good = judge(with_actual(question, year, enough), year=year)
    bad = judge(with_actual(question, year, less), year=year)
    last = year == 2025 and question.kind != "keep"
    wanted = State.MET if last else State.ON_TRACK
    assert WORST_FIRST.index(bad.state) < WORST_FIRST.index(wanted)
    assert WORST_FIRST.index(wanted) <= WORST_FIRST.index(good.state)


@given(
    questions(("reach", "cumulative"), ops=(Op.AT_LEAST,)),
    st.sampled_from(range(2021, 2025)),
    amounts(1, 60),
)
def test_going_on_at_the_needed_pace_meets_the_target(
    question: Question, year: int, number: Decimal
) -> None:
    actual = Value(value=number, cumulative=question.kind == "cumulative")
    verdict = judge(replace(question, actuals={year: actual}), year=year)
    assume(verdict.needed is not None)
    assert verdict.needed is not None
    assert verdict.gap is not None
    left, arrived = 2025 - year, number
    if question.path == "geometric" and not any(each < 2025 for each in question.milestones):
        arrived *= (1 + verdict.needed) ** left
    else:
        arrived += verdict.needed * left
    assert abs(arrived - number - question.sign * verdict.gap) < Decimal("1e-20")


@given(questions(ALL_KINDS), judged_years)
def test_every_verdict_is_one_sentence_without_exponents(question: Question, year: int) -> None:
    verdict = judge(question, year=year)
    assert verdict.sentence.count("。") == 1
    assert verdict.sentence.endswith("。")
    assert "None" not in verdict.sentence
    texts = [verdict.sentence, *(step.numbers for step in verdict.steps)]
    assert not any("E+" in text or "E-" in text for text in texts)


@given(questions(ALL_KINDS), judged_years)
def test_the_ladder_knows_its_kinds(question: Question, year: int) -> None:
    """Some states and figures belong to some kinds only."""
    verdict = judge(question, year=year)
    allowed: dict[State, tuple[str, ...]] = {
        State.ACHIEVED_EARLY: ("reach", "cumulative"),
        State.RELAPSED: ("reach",),
        State.NO_BASELINE: ("reach",),
        State.REGRESSING: ("reach", "cumulative"),
        State.HOLDING: ("keep",),
        State.BREACHED: ("keep",),
        State.NOT_COMPARABLE: ("relative",),
    }
    assert question.kind in allowed.get(verdict.state, ALL_KINDS)
    if question.nature == "binding":
        assert verdict.state != State.NEARLY
    if question.target.aspirational:
        assert verdict.state != State.MISSED
    if question.kind in ("keep", "average_growth", "relative"):
        assert no_figures(verdict, "share", "lead_months", "projected")
    if year == 2025:
        assert no_figures(verdict, "needed", "projected")


def no_figures(verdict: Verdict, *names: str) -> bool:
    figures: list[Any] = [getattr(verdict, name) for name in names]
    return figures == [None] * len(figures)


@pytest.mark.parametrize("nature", ["binding", "anticipatory"])
def test_states_in_between_exist(nature: str) -> None:
    """The ladder is climbed rung by rung as the actual gets better."""
    question = Question(
        kind="reach",
        direction="rise",
        nature=nature,
        base_year=2020,
        last_year=2025,
        base=Value(value=Decimal(0)),
        target=Target(text="100", op=Op.AT_LEAST, value=Decimal(100)),
    )
    states = [
        judge(with_actual(question, 2022, Decimal(number)), year=2022).state
        for number in range(-1, 101)
    ]
    nearly = [State.NEARLY] if nature == "anticipatory" else []
    assert list(dict.fromkeys(states)) == [
        *(State.REGRESSING, State.BEHIND, *nearly),
        *(State.ON_TRACK, State.AHEAD, State.ACHIEVED_EARLY),
    ]
