"""Verdicts: the worked cases of the design, every kind in every state, and the invariants."""

import doctest
import itertools
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from indicators import progress
from indicators.progress import (
    DEFAULT_RULES,
    STATE_LABELS,
    RuleSet,
    State,
    UnjudgeableError,
    Verdict,
    judge,
    judge_composite,
    path_values,
    question_faults,
    required_for_on_track,
    state_with,
)
from indicators.verdicts import display, exact
from indicators.verdicts.ladder import state_on_path
from indicators.verdicts.paths import reaches_ratio
from indicators.verdicts.rulings import Finding
from indicators.verdicts.standards import meets

from .questions import ask


def percent(share: Decimal | None) -> str:
    """Return a share as a percentage with two decimals, as the worked cases print it."""
    assert share is not None
    return f"{share * 100:.2f}"


class TestWorkedCases:
    def test_pm25_moves_the_wrong_way(self) -> None:
        question = ask(base="28", target="25", direction="fall", actuals={2022: "28.5"})
        verdict: Any = judge(question, year=2022)
        assert (verdict.state, percent(verdict.share)) == (State.REGRESSING, "-16.67")

    def test_urbanisation_is_21_months_late(self) -> None:
        verdict: Any = judge(ask(base="71", target="75", actuals={2022: "71.2"}), year=2022)
        assert (verdict.state, verdict.share) == (State.BEHIND, Decimal("0.05"))
        assert (verdict.due_share, verdict.lead_months) == (Decimal("0.4"), -21)

    def test_a_target_of_zero_is_no_problem(self) -> None:
        question = ask(base="5", target="0", direction="fall", actuals={2022: "3"})
        verdict: Any = judge(question, year=2022)
        assert (verdict.state, verdict.share) == (State.ON_TRACK, Decimal("0.4"))

    def test_a_reported_zero_is_a_value(self) -> None:
        question = ask("cumulative", target="[50]", actuals={2021: "1", 2022: "0"})
        verdict: Any = judge(question, year=2022)
        assert (verdict.state, verdict.value) == (State.BEHIND, 1)
        assert verdict.due_value == 20

    @pytest.mark.parametrize(
        ("actual", "state", "total"),
        [("50", State.ACHIEVED_EARLY, 50), ("40", State.NO_DATA, 40)],
    )
    def test_a_sum_without_a_year_is_a_lower_bound(
        self, actual: str, state: State, total: int
    ) -> None:
        question = ask("cumulative", target="[50]", nonnegative=True, actuals={2022: actual})
        verdict: Any = judge(question, year=2022)
        assert (verdict.state, verdict.value, verdict.is_lower_bound) == (state, total, True)
        assert f"≥{total}" in verdict.sentence

    def test_mean_growth_and_the_rate_still_needed(self) -> None:
        rates = {2021: "9.0", 2022: "4.2", 2023: "7.5"}
        verdict: Any = judge(ask("average_growth", target="6.5", actuals=rates), year=2023)
        assert verdict.state == State.ON_TRACK
        assert f"{verdict.value:.2f}" == f"{verdict.pace:.2f}" == "6.88"
        assert f"{verdict.needed:.2f}" == "5.93"

    @pytest.mark.parametrize(
        ("base", "share", "due"), [("6001", "94.76", "77.12"), ("5964", "94.83", "77.07")]
    )
    def test_gdp_on_the_printed_and_on_the_revised_base(
        self, base: str, share: str, due: str
    ) -> None:
        question = ask(base=base, target="8500", path="geometric", actuals={2024: "8369"})
        verdict: Any = judge(question, year=2024)
        assert verdict.state == State.AHEAD
        assert (percent(verdict.share), percent(verdict.due_share)) == (share, due)

    def test_a_floor_holds_at_its_bound(self) -> None:
        question = ask("keep", target="90", actuals={2022: "91", 2023: "90"})
        assert [judge(question, year=year).state for year in (2022, 2023)] == [State.HOLDING] * 2

    def test_a_strict_ceiling_is_breached_at_its_bound_and_never_relapses(self) -> None:
        question = ask("keep", target="<3", direction="fall", actuals={2022: "2.5", 2023: "3"})
        states = [judge(question, year=year).state for year in (2022, 2023)]
        assert states == [State.HOLDING, State.BREACHED]

    @pytest.mark.parametrize(
        ("year", "actual", "state", "gap"),
        [
            (2022, "88", State.NO_BASELINE, 2),
            (2022, "91", State.ACHIEVED_EARLY, -1),
            (2025, "88", State.MISSED, 2),
        ],
    )
    def test_without_a_base_only_met_or_not(
        self, year: int, actual: str, state: State, gap: int
    ) -> None:
        verdict: Any = judge(ask(target="90以上", actuals={year: actual}), year=year)
        assert (verdict.state, verdict.gap, verdict.share) == (state, gap, None)

    @pytest.mark.parametrize("path", ["linear", "geometric"])
    @pytest.mark.parametrize(
        ("nature", "at_095", "at_0949"),
        [("binding", State.ON_TRACK, State.BEHIND), ("anticipatory", State.ON_TRACK, State.NEARLY)],
    )
    def test_exactly_at_a_threshold(
        self, path: str, nature: str, at_095: State, at_0949: State
    ) -> None:
        # 100 → 400 in two years: 200 is due after one on a geometric path, 250 on a linear one.
        due = 100 if path == "geometric" else 150
        for ratio, state in ((Decimal("0.95"), at_095), (Decimal("0.949"), at_0949)):
            actual = str(100 + ratio * due)
            question = ask(
                *("reach",),
                base="100",
                target="400",
                path=path,
                nature=nature,
                actuals={2021: actual},
                last_year=2022,
            )
            assert judge(question, year=2021).state == state

    def test_another_definition_is_not_comparable_and_says_why(self) -> None:
        reason = "2023年实绩为普查后口径，基期为普查前口径"
        question = ask(
            base="69左右",
            target="75",
            unit="%",
            actuals={2023: "73.1"},
            incomparable={2023: reason},
        )
        verdict: Any = judge(question, year=2023)
        assert (verdict.state, verdict.reason) == (State.NOT_COMPARABLE, reason)
        assert reason in verdict.sentence
        assert (verdict.value, verdict.share, verdict.gap) == (None, None, None)


def one(kind: str, year: int, **more: Any) -> Any:
    return judge(ask(kind, **more), year=year)


# kind, year, question, state: every state a kind can be in.
STATES: list[tuple[str, int, dict[str, Any], State]] = [
    ("reach", 2022, {"target": "/", "actuals": {2022: "5"}}, State.PENDING_TARGET),
    ("reach", 2022, {"target": "倍增", "actuals": {2022: "5"}}, State.PENDING_TARGET),
    ("reach", 2022, {"target": "省下达指标", "actuals": {2022: "5"}}, State.PENDING_TARGET),
    ("reach", 2022, {"base": "1", "target": "9", "actuals": {2021: "9"}}, State.NO_DATA),
    ("reach", 2022, {"base": "1", "target": "9", "actuals": {2022: "/"}}, State.NO_DATA),
    ("reach", 2022, {"base": "4", "target": "倍增", "actuals": {2022: "8"}}, State.ACHIEVED_EARLY),
    ("reach", 2025, {"base": "4", "target": "倍增", "actuals": {2025: "8"}}, State.MET),
    ("reach", 2025, {"base": "4", "target": "倍增", "actuals": {2025: "7.9"}}, State.MISSED),
    ("reach", 2025, {"base": "1", "target": ">9", "actuals": {2025: "9"}}, State.MISSED),
    (
        *("reach", 2023),
        *({"base": "1", "target": "9", "actuals": {2021: "9", 2023: "8.9"}}, State.RELAPSED),
    ),
    (
        *("reach", 2025),
        *({"base": "1", "target": "9", "actuals": {2021: "9", 2025: "8.9"}}, State.MISSED),
    ),
    ("reach", 2022, {"target": "9", "actuals": {2021: "9", 2022: "8"}}, State.RELAPSED),
    ("reach", 2022, {"target": "9", "actuals": {2022: "8"}}, State.NO_BASELINE),
    ("reach", 2022, {"base": "/", "target": "9", "actuals": {2022: "8"}}, State.NO_BASELINE),
    ("reach", 2021, {"base": "0", "target": "10", "actuals": {2021: "0"}}, State.BEHIND),
    ("reach", 2021, {"base": "0", "target": "10", "actuals": {2021: "-1"}}, State.REGRESSING),
    ("reach", 2021, {"base": "0", "target": "100", "actuals": {2021: "21"}}, State.AHEAD),
    ("reach", 2021, {"base": "0", "target": "100", "actuals": {2021: "20.9"}}, State.ON_TRACK),
    ("reach", 2021, {"base": "0", "target": "100", "actuals": {2021: "19"}}, State.ON_TRACK),
    ("reach", 2021, {"base": "0", "target": "100", "actuals": {2021: "16"}}, State.NEARLY),
    ("reach", 2021, {"base": "0", "target": "100", "actuals": {2021: "15.9"}}, State.BEHIND),
    (
        *("reach", 2021),
        {"base": "0", "target": "100", "actuals": {2021: "16"}, "nature": "binding"},
        State.BEHIND,
    ),
    ("keep", 2022, {"target": "/", "actuals": {2022: "5"}}, State.PENDING_TARGET),
    ("keep", 2022, {"target": "90", "actuals": {2021: "91"}}, State.NO_DATA),
    (
        *("keep", 2022),
        {"target": "90", "actuals": {2022: "91"}, "incomparable": {2022: "口径不同"}},
        State.NOT_COMPARABLE,
    ),
    ("keep", 2022, {"target": "90", "actuals": {2022: "90"}}, State.HOLDING),
    ("keep", 2022, {"target": "90", "actuals": {2022: "0"}}, State.BREACHED),
    ("keep", 2025, {"target": "90", "actuals": {2022: "1", 2025: "90"}}, State.MET),
    ("keep", 2025, {"target": "90", "basis": "end", "actuals": {2025: "89"}}, State.MISSED),
    ("keep", 2025, {"target": "力争90", "actuals": {2025: "89"}}, State.BREACHED),
    ("cumulative", 2021, {"target": "/", "actuals": {2021: "5"}}, State.PENDING_TARGET),
    ("cumulative", 2022, {"target": "50", "actuals": {2021: "60"}}, State.NO_DATA),
    ("cumulative", 2022, {"target": "50", "actuals": {2022: "60"}}, State.NO_DATA),
    (
        *("cumulative", 2022, {"target": "50", "nonnegative": True, "actuals": {2021: "60"}}),
        State.NO_DATA,
    ),
    (
        *("cumulative", 2025, {"target": "50", "nonnegative": True, "actuals": {2025: "49"}}),
        State.NO_DATA,
    ),
    (
        *("cumulative", 2025, {"target": "50", "nonnegative": True, "actuals": {2025: "51"}}),
        State.MET,
    ),
    (
        "cumulative",
        2022,
        {"target": "50", "actuals": {2021: "1", 2022: "1"}, "incomparable": {2021: "口径不同"}},
        State.NOT_COMPARABLE,
    ),
    ("cumulative", 2021, {"target": "50", "actuals": {2021: "50"}}, State.ACHIEVED_EARLY),
    ("cumulative", 2021, {"target": ">50", "actuals": {2021: "50"}}, State.AHEAD),
    ("cumulative", 2021, {"target": "50", "actuals": {2021: "10"}}, State.ON_TRACK),
    ("cumulative", 2021, {"target": "50", "actuals": {2021: "8"}}, State.NEARLY),
    ("cumulative", 2021, {"target": "50", "actuals": {2021: "-1"}}, State.REGRESSING),
    ("cumulative", 2025, {"target": "50", "actuals": {2025: "[50]"}}, State.MET),
    ("cumulative", 2025, {"target": "50", "actuals": {2025: "[49]"}}, State.MISSED),
    ("cumulative", 2025, {"target": "力争50", "actuals": {2025: "[49]"}}, State.ON_TRACK),
    ("average_growth", 2021, {"target": "/", "actuals": {2021: "5"}}, State.PENDING_TARGET),
    ("average_growth", 2022, {"target": "8", "actuals": {2021: "9"}}, State.NO_DATA),
    ("average_growth", 2022, {"target": "8", "actuals": {2022: "9"}}, State.NO_DATA),
    (
        "average_growth",
        2022,
        {"target": "8", "actuals": {2021: "9", 2022: "9"}, "incomparable": {2021: "口径不同"}},
        State.NOT_COMPARABLE,
    ),
    ("average_growth", 2021, {"target": "8", "actuals": {2021: "8.5"}}, State.AHEAD),
    ("average_growth", 2021, {"target": "8", "actuals": {2021: "8"}}, State.ON_TRACK),
    ("average_growth", 2021, {"target": "8", "actuals": {2021: "7.5"}}, State.NEARLY),
    (
        *("average_growth", 2021, {"target": "8", "actuals": {2021: "7.5"}, "nature": "binding"}),
        State.BEHIND,
    ),
    ("average_growth", 2021, {"target": "8", "actuals": {2021: "7.49"}}, State.BEHIND),
    (
        *(
            "average_growth",
            2025,
            {"target": "8", "actuals": dict.fromkeys(range(2021, 2026), "8")},
        ),
        State.MET,
    ),
    (
        "average_growth",
        2025,
        {"target": ">8", "actuals": dict.fromkeys(range(2021, 2026), "8")},
        State.MISSED,
    ),
    (
        "average_growth",
        2025,
        {"target": "力争8", "actuals": dict.fromkeys(range(2021, 2026), "7.5")},
        State.NEARLY,
    ),
    (
        "average_growth",
        2021,
        {"target": "-3", "direction": "fall", "actuals": {2021: "-4"}},
        State.AHEAD,
    ),
    (
        *("relative", 2021, {"target": "/", "actuals": {2021: "7"}, "reference": {2021: "7"}}),
        State.PENDING_TARGET,
    ),
    (
        *("relative", 2021, {"target": "与经济增长基本同步", "reference": {2021: "7"}}),
        State.NO_DATA,
    ),
    (
        *("relative", 2021, {"target": "与经济增长基本同步", "actuals": {2021: "7"}}),
        State.NOT_COMPARABLE,
    ),
    *(
        (
            "relative",
            2021,
            {"target": target, "actuals": {2021: rate}, "reference": {2021: "7"}},
            state,
        )
        for target, rate, state in [
            ("与经济增长基本同步", "7", State.AHEAD),
            ("与经济增长基本同步", "6.5", State.ON_TRACK),
            ("与经济增长基本同步", "6", State.NEARLY),
            ("与经济增长基本同步", "5.9", State.BEHIND),
            ("快于经济增长", "7.5", State.AHEAD),
            ("快于经济增长", "7", State.ON_TRACK),
            ("快于经济增长", "6.5", State.NEARLY),
        ]
    ),
    *(
        (
            "relative",
            2021,
            {
                "target": target,
                "actuals": {2021: rate},
                "reference": {2021: "7"},
                "last_year": 2021,
            },
            state,
        )
        for target, rate, state in [
            ("与经济增长基本同步", "6.5", State.MET),
            ("与经济增长基本同步", "6.4", State.MISSED),
            ("快于经济增长", "7.1", State.MET),
            ("快于经济增长", "7", State.MISSED),
            ("力争快于经济增长", "7", State.ON_TRACK),
        ]
    ),
    ("assigned", 2021, {"target": "省下达指标"}, State.PENDING_TARGET),
    ("assigned", 2022, {"target": "省下达指标", "actuals": {2021: "完成"}}, State.PENDING_TARGET),
    ("assigned", 2022, {"target": "15", "actuals": {2021: "完成"}}, State.NO_DATA),
    ("assigned", 2021, {"target": "省下达指标", "actuals": {2021: "完成"}}, State.HOLDING),
    ("assigned", 2021, {"target": "省下达指标", "actuals": {2021: "未完成"}}, State.BREACHED),
    ("assigned", 2025, {"target": "省下达指标", "actuals": {2025: "完成"}}, State.MET),
    ("assigned", 2025, {"target": "省下达指标", "actuals": {2025: "未完成"}}, State.MISSED),
]


@pytest.mark.parametrize(
    ("kind", "year", "question", "state"),
    STATES,
    ids=[f"{kind}-{state}-{number}" for number, (kind, _, _, state) in enumerate(STATES)],
)
def test_the_ladder_of_states(kind: str, year: int, question: dict[str, Any], state: State) -> None:
    verdict = one(kind, year, **question)
    assert verdict.state == state
    assert verdict.sentence.endswith("。")
    assert verdict.sentence.count("。") == 1
    unexplained = (State.PENDING_TARGET, State.NO_DATA, State.NOT_COMPARABLE, State.NO_BASELINE)
    assert bool(verdict.reason) == (verdict.state in unexplained)


class TestReach:
    def test_figures_of_a_falling_indicator(self) -> None:
        verdict = one(
            "reach", 2023, base="40", target="30", direction="fall", actuals={2023: "36.5"}
        )
        assert (verdict.share, verdict.due_share) == (Decimal("0.35"), Decimal("0.6"))
        assert (verdict.gap, verdict.lead_months) == (Decimal("6.5"), -15)
        assert verdict.needed == Decimal("-3.25")
        assert f"{verdict.pace:.4f} {verdict.projected:.4f}" == "-1.1667 34.1667"
        assert f"{verdict.pace_ratio:.2f} {verdict.ratio:.4f}" == "2.79 0.5833"
        assert verdict.projected_meets is False

    def test_growth_on_a_geometric_path_is_a_share(self) -> None:
        verdict = one(
            "reach",
            2021,
            base="100",
            target="121",
            path="geometric",
            actuals={2021: "105"},
            last_year=2022,
        )
        assert (verdict.pace, verdict.due_value) == (Decimal("0.05"), 110)
        assert f"{verdict.needed:.6f}" == "0.152381"
        assert verdict.projected == Decimal("110.25")
        # 12 · (2 · ln 1.05 / ln 1.21 − 1)
        assert f"{verdict.lead_months:.4f}" == "-5.8571"

    @pytest.mark.parametrize("actual", ["0", "-5"])
    def test_nothing_grows_from_zero(self, actual: str) -> None:
        verdict = one(
            "reach", 2021, base="100", target="200", path="geometric", actuals={2021: actual}
        )
        assert verdict.state == State.REGRESSING
        figures = (verdict.lead_months, verdict.pace, verdict.needed, verdict.projected)
        assert figures == (None,) * 4
        assert verdict.projected_meets is None

    def test_needed_ends_when_met_and_projection_in_the_last_year(self) -> None:
        early = one("reach", 2022, base="0", target="10", actuals={2022: "12"})
        assert (early.needed, early.projected, early.projected_meets) == (None, 30, True)
        last = one("reach", 2025, base="0", target="10", actuals={2025: "9"})
        assert (last.needed, last.projected, last.projected_meets) == (None, None, None)
        assert (last.pace, last.lead_months) == (Decimal("1.8"), -6)

    def test_milestones_bend_the_path_and_beat_the_geometric_one(self) -> None:
        question = ask(
            base="100",
            target="200",
            path="geometric",
            actuals={2022: "120", 2024: "150"},
            milestones={2020: "1", 2023: "130", 2025: "999"},
        )
        assert path_values(question) == {
            2020: 100,
            2021: 110,
            2022: 120,
            2023: 130,
            2024: 165,
            2025: 200,
        }
        verdict: Any = judge(question, year=2022)
        assert (verdict.state, verdict.ratio, verdict.lead_months) == (State.ON_TRACK, 1, None)
        assert (verdict.pace, verdict.projected) == (10, 150)
        assert judge(question, year=2024).state == State.BEHIND

    @pytest.mark.parametrize(
        ("actual", "state"),
        [
            ("94.9", State.BEHIND),
            ("95", State.ON_TRACK),
            ("99", State.ON_TRACK),
            ("119", State.ON_TRACK),
            ("120", State.ACHIEVED_EARLY),
        ],
    )
    def test_a_planned_step_back_is_judged_at_its_milestone(
        self, actual: str, state: State
    ) -> None:
        question = ask(base="100", target="120", milestones={2021: "95"}, actuals={2021: actual})
        verdict: Any = judge(question, year=2021)
        assert (verdict.state, verdict.ratio) == (state, None)

    def test_around_counts_within_the_tolerance_and_beyond(self) -> None:
        def state(actual: str, **more: Any) -> State:
            question = ask(base="0", target="50左右", actuals={2025: actual}, **more)
            return judge(question, year=2025).state

        assert state("49.5", unit="%") == state("99", unit="%") == State.MET
        assert state("49.49", unit="%") == State.MISSED
        assert state("49") == State.MET  # 2 % of 50
        assert state("48.99") == State.MISSED
        assert state("48", tolerance="2") == State.MET
        assert state("49.9", tolerance="0", unit="%") == State.MISSED
        falling = ask(
            base="60", target="50左右", unit="%", direction="fall", actuals={2025: "50.5"}
        )
        assert judge(falling, year=2025).state == State.MET

    def test_striving_is_never_missed(self) -> None:
        def state(actual: str, nature: str = "anticipatory") -> State:
            question = ask(base="0", target="力争100", actuals={2025: actual}, nature=nature)
            return judge(question, year=2025).state

        assert state("100") == State.MET
        assert [state(each) for each in ("95", "80", "79", "-1")] == [
            State.ON_TRACK,
            State.NEARLY,
            State.BEHIND,
            State.REGRESSING,
        ]
        assert state("80", nature="binding") == State.BEHIND

    def test_a_year_that_does_not_compare_is_no_earlier_success(self) -> None:
        question = ask(
            base="0",
            target="10",
            actuals={2021: "10", 2022: "9"},
            incomparable={2021: "口径不同"},
        )
        assert judge(question, year=2022).state == State.AHEAD

    def test_actuals_outside_the_period_are_ignored(self) -> None:
        question = ask(base="0", target="10", actuals={2019: "10", 2020: "10", 2021: "2"})
        assert judge(question, year=2021).state == State.ON_TRACK

    def test_what_is_due_needs_no_actual(self) -> None:
        verdict = one("reach", 2023, base="0", target="10")
        assert (verdict.due_share, verdict.due_value) == (Decimal("0.6"), 6)

    def test_a_steep_fall_on_a_geometric_path_is_ahead(self) -> None:
        question = {"base": "100", "target": "1", "path": "geometric", "direction": "fall"}
        assert one("reach", 2021, **question, actuals={2021: "12"}).state == State.AHEAD
        # p = 96 ÷ 99, p* = (100 − 100 · 0.01^0.8) ÷ 99, r = 0.985
        assert one("reach", 2024, **question, actuals={2024: "4"}).state == State.ON_TRACK


class TestWithoutFigures:
    """What the parts of a verdict say where there is nothing to say it of."""

    def test_no_goal_is_met_by_nothing(self) -> None:
        assert not meets(ask(target="/"), Fraction(5), rules=DEFAULT_RULES)

    def test_no_path_is_followed_by_nothing(self) -> None:
        question = ask(target="5")
        assert not reaches_ratio(question, Fraction(5), 2022, Decimal("0.95"))
        finding = Finding(state=State.NO_DATA)
        assert state_on_path(question, finding, 2022, DEFAULT_RULES) == State.NO_DATA


class TestCumulative:
    def test_figures(self) -> None:
        verdict = one("cumulative", 2022, target="[50]", actuals={2021: "10", 2022: "5"})
        assert (verdict.share, verdict.due_share, verdict.gap) == (
            Decimal("0.3"),
            Decimal("0.4"),
            35,
        )
        assert (verdict.lead_months, verdict.pace, verdict.projected) == (
            -6,
            Decimal("7.5"),
            Decimal("37.5"),
        )
        assert f"{verdict.needed:.4f}" == "11.6667"

    def test_a_bracketed_figure_is_the_total_so_far(self) -> None:
        actuals = {2021: "7", 2023: "[30]", 2024: "5"}
        assert one("cumulative", 2023, target="50", actuals=actuals).value == 30
        assert one("cumulative", 2024, target="50", actuals=actuals).value == 35

    def test_a_yearly_mean_asks_for_its_multiple(self) -> None:
        verdict = one(
            "cumulative",
            2022,
            target="12",
            basis="yearly_mean",
            unit="万人",
            actuals={2021: "10", 2022: "13"},
        )
        assert (verdict.value, verdict.gap, verdict.pace) == (23, 37, Decimal("11.5"))
        assert verdict.state == State.ON_TRACK
        tolerant = {"target": "12左右", "basis": "yearly_mean", "actuals": {2025: "[59]"}}
        assert one("cumulative", 2025, **tolerant).state == State.MET  # 2 % of 60
        assert one("cumulative", 2025, **tolerant, tolerance="0.1").state == State.MISSED

    def test_milestones_are_totals_so_far(self) -> None:
        question = ask(
            "cumulative", target="100", milestones={2022: "10"}, actuals={2021: "5", 2022: "5"}
        )
        assert path_values(question)[2021] == 5
        verdict: Any = judge(question, year=2022)
        assert (verdict.state, verdict.lead_months) == (State.ON_TRACK, None)

    def test_the_base_is_context_only(self) -> None:
        with_base = one("cumulative", 2021, base="[53]", target="[50]", actuals={2021: "9"})
        assert with_base == one("cumulative", 2021, target="[50]", actuals={2021: "9"})

    def test_missing_years_are_named(self) -> None:
        verdict = one("cumulative", 2024, target="50", actuals={2022: "1", 2024: "1"})
        assert (verdict.state, verdict.value) == (State.NO_DATA, None)
        assert "2021年、2023年" in verdict.reason


class TestKeepEachYear:
    @pytest.mark.parametrize(
        ("actuals", "year", "state"),
        [
            ({2021: "2", 2022: "2"}, 2022, State.HOLDING),
            ({2021: "1", 2022: "2"}, 2022, State.BREACHED),
            ({2022: "2"}, 2022, State.HOLDING),
            ({2021: "2", 2022: "1"}, 2022, State.BREACHED),
            (dict.fromkeys(range(2021, 2026), "2"), 2025, State.MET),
            ({**dict.fromkeys(range(2021, 2026), "2"), 2023: "1"}, 2025, State.MISSED),
            ({2021: "2", 2025: "2"}, 2025, State.NO_DATA),
            ({2021: "1", 2025: "2"}, 2025, State.MISSED),
        ],
    )
    def test_any_breach_counts(self, actuals: dict[int, str], year: int, state: State) -> None:
        question = {"target": "2项以上", "unit": "项", "basis": "each_year", "actuals": actuals}
        verdict = one("keep", year, **question)
        assert verdict.state == state
        if state == State.NO_DATA:
            assert "2022年、2023年、2024年" in verdict.reason

    def test_a_breach_by_another_definition_is_none(self) -> None:
        question = {
            "target": "2",
            "basis": "each_year",
            "actuals": {2021: "1", 2022: "2"},
            "incomparable": {2021: "口径不同"},
        }
        assert one("keep", 2022, **question).state == State.HOLDING


class TestGrowth:
    def test_no_rate_helps_after_a_total_loss(self) -> None:
        verdict = one("average_growth", 2021, target="8", actuals={2021: "-100"})
        assert (verdict.state, verdict.value, verdict.needed) == (State.BEHIND, -100, None)

    def test_equal_irrational_means_are_equal(self) -> None:
        rates = {2021: "8.7", 2022: "4.4", 2023: "7.8"}
        swapped = {2021: "7.8", 2022: "8.7", 2023: "4.4"}
        verdict = one(
            "relative", 2023, target="与经济增长基本同步", actuals=rates, reference=swapped
        )
        assert (verdict.value, verdict.gap, verdict.state) == (0, Decimal("-0.5"), State.AHEAD)

    def test_years_missing_on_either_side_are_named(self) -> None:
        verdict = one(
            *("relative", 2023),
            target="快于经济增长",
            actuals={2023: "7"},
            reference={2021: "7"},
        )
        assert verdict.state == State.NOT_COMPARABLE
        assert verdict.reason == "本指标缺2021年、2022年的增速，参照指标缺2022年、2023年的增速"

    def test_growth_of_another_definition_does_not_compare(self) -> None:
        verdict = one(
            *("relative", 2021),
            target="快于经济增长",
            actuals={2021: "7"},
            reference={2021: "7"},
            incomparable={2021: "口径不同"},
        )
        assert (verdict.state, verdict.reason) == (State.NOT_COMPARABLE, "口径不同")

    def test_around_is_half_a_point(self) -> None:
        rates = dict.fromkeys(range(2021, 2026), "7.5")
        assert one("average_growth", 2025, target="8左右", actuals=rates).state == State.MET


class TestComposite:
    def test_the_worst_rules(self) -> None:
        order = [
            *(State.MISSED, State.BREACHED, State.REGRESSING, State.BEHIND, State.NO_DATA),
            *(State.PENDING_TARGET, State.NEARLY, State.ON_TRACK, State.AHEAD, State.MET),
        ]
        for worst, better in itertools.pairwise(order):
            children = [Verdict(state=each, year=2020) for each in (better, worst, better)]
            assert judge_composite(children).state == worst

    def test_every_state_has_its_place_and_its_name(self) -> None:
        for state in State:
            verdict = judge_composite([Verdict(state=state, year=2020)])
            assert (verdict.state, verdict.year) == (state, 2020)
            assert STATE_LABELS[state] in verdict.sentence

    def test_counts_and_reasons_are_told(self) -> None:
        children = [
            Verdict(state=State.MET, year=2020),
            Verdict(state=State.NO_DATA, year=2020, reason="没有2020年的考核结论"),
            Verdict(state=State.MET, year=2020),
        ]
        verdict = judge_composite(children)
        assert verdict.reason == "没有2020年的考核结论"
        assert "1项待报、2项完成" in verdict.sentence

    @pytest.mark.parametrize("years", [[], [2020, 2021]])
    def test_children_must_exist_and_share_their_year(self, years: list[int]) -> None:
        with pytest.raises(UnjudgeableError, match="分项"):
            judge_composite([Verdict(state=State.MET, year=year) for year in years])


FAULTS = [
    ({"kind": "guess", "target": "5"}, "guess"),
    ({"kind": "composite", "target": "5"}, "合成指标"),
    ({"nature": "firm", "target": "5"}, "firm"),
    ({"target": "5", "last_year": 2020}, "规划期"),
    ({"target": "5", "last_year": 2071}, "规划期"),
    ({"target": "5", "tolerance": "-1"}, "容差"),
    ({"target": "5", "basis": "each_year"}, "each_year"),
    ({"kind": "keep", "target": "5", "basis": "yearly_mean"}, "yearly_mean"),
    ({"kind": "relative", "target": "5"}, "relative"),
    ({"target": "快于经济增长"}, "relative"),
    ({"kind": "average_growth", "target": "倍增"}, "倍增"),
    ({"kind": "cumulative", "target": "[5]", "basis": "yearly_mean"}, "累计数"),
    ({"kind": "cumulative", "target": "0"}, "好方向"),
    ({"kind": "cumulative", "target": "5", "direction": "fall"}, "好方向"),
    ({"target": "3", "base": "2.6", "direction": "fall", "unit": "%"}, "keep"),
    ({"target": "30", "base": "28", "direction": "fall"}, "keep"),
    ({"target": "5", "base": "5"}, "keep"),
    ({"target": "5", "base": "-5", "path": "geometric"}, "大于零"),
    ({"target": "0", "direction": "fall", "path": "geometric"}, "大于零"),
    ({"kind": "average_growth", "target": "5", "actuals": {2023: "-101"}}, "-100%"),
    ({"kind": "average_growth", "target": "-101"}, "-100%"),
    (
        *({"kind": "relative", "target": "快于经济增长", "reference": {2021: "-101"}},),
        "-100%",
    ),
]


@pytest.mark.parametrize(("question", "told"), FAULTS)
def test_contradictory_questions_are_refused(question: dict[str, Any], told: str) -> None:
    asked = ask(**question)
    assert any(told in fault for fault in question_faults(asked))
    for answer in (judge, required_for_on_track):
        with pytest.raises(UnjudgeableError, match=told):
            answer(asked, year=2022)


@pytest.mark.parametrize("year", [2019, 2020, 2026])
def test_a_year_outside_the_period_is_refused(year: int) -> None:
    with pytest.raises(UnjudgeableError, match="不在规划期"):
        judge(ask(base="1", target="5", actuals={year: "3"}), year=year)


class TestPathValues:
    def test_geometric(self) -> None:
        question = ask(base="100", target="400", path="geometric", last_year=2022)
        assert path_values(question) == {2020: 100, 2021: 200, 2022: 400}

    def test_without_base_or_target_nothing_is_due(self) -> None:
        assert path_values(ask(target="5")) == path_values(ask(base="5", target="/")) == {}

    def test_bounds_are_flat_from_the_first_year(self) -> None:
        assert path_values(ask("keep", target="5", last_year=2022)) == {2021: 5, 2022: 5}
        assert path_values(ask("average_growth", target="5", last_year=2021)) == {2021: 5}
        assert path_values(ask("keep", target="/")) == {}

    def test_kinds_without_a_path(self) -> None:
        assert path_values(ask("assigned", target="省下达指标")) == {}
        assert path_values(ask("relative", target="快于经济增长")) == {}


class TestRequired:
    @pytest.mark.parametrize(
        ("kind", "year", "question", "enough"),
        [
            ("reach", 2022, {"base": "0", "target": "100"}, "38"),
            ("reach", 2022, {"base": "100", "target": "0", "direction": "fall"}, "62"),
            ("reach", 2025, {"base": "0", "target": "100"}, "100"),
            ("reach", 2022, {"target": "100"}, "100"),
            ("reach", 2022, {"base": "0", "target": "/"}, None),
            ("reach", 2021, {"base": "9", "target": "12", "milestones": {2021: "8"}}, "8"),
            ("reach", 2021, {"base": "9", "target": "12", "milestones": {2021: "99"}}, "12"),
            ("reach", 2022, {"base": "0", "target": "9", "actuals": {2021: "9"}}, "9"),
            ("keep", 2022, {"target": "50左右", "unit": "%"}, "49.5"),
            ("keep", 2022, {"target": "5", "basis": "each_year", "actuals": {2021: "4"}}, None),
            ("keep", 2022, {"target": "5", "basis": "each_year", "actuals": {2021: "6"}}, "5"),
            ("cumulative", 2022, {"target": "100", "actuals": {2021: "30"}}, "8"),
            ("cumulative", 2022, {"target": "100", "actuals": {2021: "60"}}, "-22"),
            (
                *("cumulative", 2022),
                *({"target": "100", "actuals": {2021: "60"}, "nonnegative": True}, "0"),
            ),
            ("cumulative", 2022, {"target": "100"}, None),
            ("cumulative", 2022, {"target": "/"}, None),
            ("cumulative", 2025, {"target": "100", "actuals": {2025: "[7]"}}, "100"),
            ("average_growth", 2021, {"target": "8"}, "8"),
            ("average_growth", 2022, {"target": "8", "actuals": {2021: "8"}}, "8"),
            ("average_growth", 2022, {"target": "8"}, None),
            ("average_growth", 2022, {"target": "8", "actuals": {2021: "-100"}}, None),
            ("average_growth", 2021, {"target": "/"}, None),
            ("average_growth", 2021, {"target": "8左右", "last_year": 2021}, "7.5"),
            ("relative", 2021, {"target": "与经济增长同步", "reference": {2021: "7"}}, "6.5"),
            (
                *("relative", 2021),
                *({"target": "快于经济增长", "reference": {2021: "7"}, "last_year": 2021}, "7"),
            ),
            ("relative", 2021, {"target": "与经济增长同步"}, None),
            ("assigned", 2021, {"target": "省下达指标"}, None),
        ],
    )
    def test_the_least_good_actual_that_is_enough(
        self, kind: str, year: int, question: dict[str, Any], enough: str | None
    ) -> None:
        expected = None if enough is None else Decimal(enough)
        assert required_for_on_track(ask(kind, **question), year=year) == expected

    @pytest.mark.parametrize(
        ("kind", "year", "question", "state"),
        [
            ("reach", 2022, {"base": "0", "target": "100"}, State.ON_TRACK),
            ("reach", 2022, {"target": "100"}, State.ACHIEVED_EARLY),
            ("reach", 2022, {"target": "<3", "direction": "fall"}, State.ACHIEVED_EARLY),
            ("reach", 2025, {"base": "0", "target": ">100"}, State.MET),
            ("reach", 2022, {"base": "0", "target": "9", "actuals": {2021: "9"}}, "achieved_early"),
            ("keep", 2022, {"target": "5"}, State.HOLDING),
            ("keep", 2025, {"target": "<5", "direction": "fall"}, State.MET),
            ("cumulative", 2022, {"target": "100", "actuals": {2021: "30"}}, State.ON_TRACK),
            (
                *("cumulative", 2022),
                *({"target": "9", "actuals": {2021: "9"}, "nonnegative": True}, "achieved_early"),
            ),
            (
                *("cumulative", 2022),
                *({"target": "9", "actuals": {2021: "5"}, "nonnegative": True}, State.AHEAD),
            ),
            ("average_growth", 2021, {"target": "8"}, State.ON_TRACK),
        ],
    )
    def test_the_state_that_enough_brings(
        self, kind: str, year: int, question: dict[str, Any], state: str
    ) -> None:
        asked = ask(kind, **question)
        enough = required_for_on_track(asked, year=year)
        assert enough is not None
        assert state_with(asked, year=year, figure=enough) == state

    def test_a_figure_that_compares_takes_the_place_of_one_that_does_not(self) -> None:
        odd = ask(base="0", target="100", actuals={2022: "90"}, incomparable={2022: "口径不同"})
        assert judge(odd, year=2022).state == State.NOT_COMPARABLE
        assert state_with(odd, year=2022, figure=Decimal(38)) == State.ON_TRACK


def test_other_rules_give_other_verdicts() -> None:
    strict = RuleSet(
        version="2", effective_on=DEFAULT_RULES.effective_on, on_track_ratio=Decimal("1.01")
    )
    question = ask(base="0", target="100", actuals={2021: "20"})
    assert judge(question, year=2021).state == State.ON_TRACK
    verdict: Any = judge(question, year=2021, rules=strict)
    assert verdict.state == State.NEARLY
    assert "规则2" in verdict.steps[-1].label


SENTENCES = [
    (
        *("reach", 2022),
        {"base": "28", "target": "18", "direction": "fall", "actuals": {2022: "30"}},
        (
            "2022年为30，比基期28反而增加2；时间进度40%，完成进度−20%；"
            "后三年需年均减少4，而前两年年均增加1。"
        ),
    ),
    (
        *("cumulative", 2022),
        {"target": "[5]", "unit": "%", "actuals": {2021: "0", 2022: "0"}},
        (
            "时间进度40%，完成进度0%，落后约24个月；"
            "后三年需年均完成1.7个百分点，而前两年年均完成0个百分点。"
        ),
    ),
    (
        *("reach", 2023),
        {"base": "40", "target": "30", "direction": "fall", "unit": "%", "actuals": {2023: "36.5"}},
        "时间进度60%，完成进度35%，落后约15个月；后两年需年均降低3.3个百分点，是前三年的2.8倍。",
    ),
    (
        *("reach", 2024),
        {"base": "6001", "target": "8500", "path": "geometric", "actuals": {2024: "8369"}},
        (
            "时间进度80%，应达进度77.1%，完成进度94.8%，提前约9个月；"
            "最后一年需增长1.6%，是前四年的0.18倍。"
        ),
    ),
    (
        *("reach", 2025),
        {"base": "46747", "target": "68400", "unit": "元", "actuals": {2025: "66694"}},
        "2025年为66694元，未完成目标68400元，差1706元，完成进度92.1%。",
    ),
    (
        *("reach", 2025, {"base": "1", "target": "3", "actuals": {2025: "3"}}),
        "2025年为3，完成目标3。",
    ),
    (
        *(
            "reach",
            2025,
            {"base": "63.2", "target": "68", "unit": "%", "actuals": {2025: "69左右"}},
        ),
        "2025年约69%，完成目标68%，优于目标值1个百分点。",
    ),
    (
        *("reach", 2022, {"target": "90以上", "unit": "分", "actuals": {2022: "88"}}),
        (
            "规划没有给出基期值，无法计算进度；2022年为88分，距目标“90以上”差2分；"
            "后三年需年均增加0.67分。"
        ),
    ),
    (
        *("reach", 2022, {"base": "1", "target": ">9", "actuals": {2022: "9"}}),
        "时间进度40%，完成进度100%，提前约36个月；已在界限上，再进一步即完成目标。",
    ),
    (
        *("reach", 2021, {"base": "0", "target": "5", "actuals": {2021: "0"}}),
        "时间进度20%，完成进度0%，落后约12个月；后四年需年均增加1.3，而第一年没有变化。",
    ),
    (
        "keep",
        2025,
        {"target": "50左右", "unit": "%", "actuals": {2025: "49.6"}},
        "2025年为49.6%，完成目标“50左右”，在“左右”的容差内，相差0.4个百分点。",
    ),
    (
        *(
            "keep",
            2022,
            {"target": "<3", "direction": "fall", "unit": "%", "actuals": {2022: "2.5"}},
        ),
        "2022年为2.5%，保持在目标之内，目标为“<3”，优于界限0.5个百分点。",
    ),
    (
        "keep",
        2022,
        {
            "target": "2项以上",
            "unit": "项",
            "basis": "each_year",
            "actuals": {2021: "1", 2022: "3"},
        },
        "2022年为3项；目标“2项以上”须每年达到，而2021年为1项，已未达到。",
    ),
    (
        "cumulative",
        2022,
        {"target": "[50]", "unit": "个", "nonnegative": True, "actuals": {2022: "40"}},
        "缺2021年的数值，暂不评判；已知各年合计≥40个，为目标的80%以上。",
    ),
    (
        "cumulative",
        2025,
        {"target": "12", "unit": "万人", "basis": "yearly_mean", "actuals": {2025: "[66]"}},
        "2021—2025年年均13.2万人，完成目标年均12万人，全期合计优于目标值6万人。",
    ),
    (
        *("average_growth", 2025),
        {"target": "8", "actuals": dict.fromkeys(range(2021, 2026), "7.5")},
        "前五年年均增速7.5%，低于目标8%，未完成目标8%。",
    ),
    (
        *(
            "average_growth",
            2024,
            {"target": "8", "actuals": dict.fromkeys(range(2021, 2025), "8")},
        ),
        "前四年年均增速8%，等于目标8%；最后一年增速达到8%即可完成目标。",
    ),
    (
        *("average_growth", 2022, {"target": "8", "actuals": {2021: "7.99995", 2022: "7.99995"}}),
        "前两年年均增速7.99995%，低于目标8%；后三年年均增速达到8.00004%即可完成目标。",
    ),
    (
        *("average_growth", 2022, {"target": ">8", "actuals": {2021: "8", 2022: "8"}}),
        "前两年年均增速8%，等于目标8%；后三年年均增速高于8%即可完成目标。",
    ),
    (
        *("relative", 2021),
        {"target": "快于经济增长", "actuals": {2021: "6.999"}, "reference": {2021: "7"}},
        "第一年增速与参照指标相比低0.001个百分点，目标为“快于经济增长”（须高于参照指标）。",
    ),
    (
        *("assigned", 2022, {"target": "省下达指标", "actuals": {2022: "未完成"}}),
        "2022年未完成上级下达指标（“省下达指标”）。",
    ),
]


@pytest.mark.parametrize(("kind", "year", "question", "sentence"), SENTENCES)
def test_sentences(kind: str, year: int, question: dict[str, Any], sentence: str) -> None:
    assert one(kind, year, **question).sentence == sentence


# Each shows one digit more than usual, or none too many; the comment is what misled before.
NEAR_A_THRESHOLD = [
    (  # 38% of 40% is exactly 0.95, which would be 符合预期
        *("reach", 2022),
        {"base": "0", "target": "10000", "actuals": {2022: "3796"}},
        "完成进度37.96%，",
    ),
    (  # 98, where the tolerance ends
        *("keep", 2025),
        {"target": "100左右", "actuals": {2025: "97.9"}, "decimals": 0},
        "2025年为97.9，未完成目标",
    ),
    (  # 年均12
        *("cumulative", 2025),
        {"target": "12", "basis": "yearly_mean", "actuals": {2025: "[59.99]"}},
        "年均11.998，未完成目标年均12，全期合计差0.01，",
    ),
    (  # 8.5%, which would be 快于预期
        *("average_growth", 2021),
        {"target": "8", "actuals": {2021: "8.4999"}},
        "增速8.4999%，",
    ),
    (  # 低1个百分点, which would be 基本符合
        *("relative", 2021),
        {
            "target": "与经济增长基本同步",
            "actuals": {2021: "6.999"},
            "reference": {2021: "8"},
        },
        "低1.001个百分点，",
    ),
    (  # 落后约0个月, from what the logarithms leave over, and 33.333333333333%
        *("reach", 2021),
        {
            "base": "1000",
            "target": "1331",
            "path": "geometric",
            "last_year": 2023,
            "actuals": {2021: "1100"},
        },
        "应达进度30.2%，完成进度30.2%，与应有进度持平；",
    ),
    (  # 8.8，未完成目标“超过8.8”，差0
        *("keep", 2025),
        {"target": "超过8.8", "actuals": {2025: "8.79999999999999999"}, "decimals": 1},
        "2025年为8.79999999999999999，未完成目标“超过8.8”，差0.00000000000000001。",
    ),
    (  # 提前约0.000000003个月, 是第一年的0.9999999999倍
        *("reach", 2021),
        {"base": "0", "target": "10", "last_year": 2023, "actuals": {2021: "3.3333333334"}},
        "，与应有进度基本持平；后两年需年均增加3.333333，与第一年基本相同。",
    ),
    (
        *("reach", 2021),
        {"base": "0", "target": "9", "last_year": 2023, "actuals": {2021: "3"}},
        "，与应有进度持平；后两年需年均增加3，与第一年相同。",
    ),
    (  # 后两年…3.33333333333333333333万人
        *("reach", 2022),
        {
            "base": "0",
            "target": "10",
            "unit": "万人",
            "actuals": {2022: "3.33333333333333333333"},
        },
        "后三年需年均增加2.222222万人，",
    ),
]


@pytest.mark.parametrize(("kind", "year", "question", "clause"), NEAR_A_THRESHOLD)
def test_sentences_do_not_round_across_a_threshold(
    kind: str, year: int, question: dict[str, Any], clause: str
) -> None:
    assert clause in one(kind, year, **question).sentence


def test_a_lead_of_nothing_is_exactly_nothing_on_a_geometric_path() -> None:
    path = {"base": "100000", "target": "759375", "path": "geometric"}
    for year, figure in ((2021, "150000"), (2024, "506250")):
        verdict = one("reach", year, **path, actuals={year: figure})
        assert (verdict.lead_months, verdict.state) == (0, State.ON_TRACK)


def test_a_sum_that_lacks_a_year_but_meets_has_its_pace() -> None:
    verdict = one(
        "cumulative", 2022, target="[50]", nonnegative=True, actuals={2022: "60"}, unit="个"
    )
    assert (verdict.state, verdict.pace, verdict.needed) == (State.ACHIEVED_EARLY, 30, None)


def test_steps_show_the_formula_with_its_numbers() -> None:
    verdict = one("reach", 2023, base="40", target="30", direction="fall", actuals={2023: "36.5"})
    worked = {step.label: step.numbers for step in verdict.steps}
    assert worked["完成进度"] == "(36.5 − 40) ÷ (30 − 40) = 35%"
    assert worked["进度比"] == "35% ÷ 60% = 0.583"
    assert list(worked)[-1] == "判定（规则1.0）"


@pytest.mark.parametrize(("nature", "named"), [("binding", False), ("anticipatory", True)])
def test_only_rungs_within_reach_are_named(nature, named):
    verdict = one("reach", 2023, base="40", target="50", nature=nature, actuals={2023: "42"})
    assert ("基本符合" in verdict.steps[-1].formula) is named


def test_nothing_computed_has_no_steps() -> None:
    assert one("reach", 2023, base="40", target="50").steps == ()


class TestRounding:
    @pytest.mark.parametrize(
        ("number", "digits", "bound", "shown"),
        [
            ("0.949", 2, "0.95", "0.949"),
            ("0.9449", 2, "0.95", "0.94"),
            ("59.996", 1, "60", "59.996"),
            ("60.04", 1, "60", "60.04"),
            ("60", 1, "60", "60"),
            ("2.5", 0, "9", "3"),
            ("-2.5", 0, "9", "−3"),
            ("-0.04", 1, "9", "0"),
            ("-0.04", 1, "0", "−0.04"),
        ],
    )
    def test_half_up_but_never_across_a_threshold(
        self, number: str, digits: int, bound: str, shown: str
    ) -> None:
        result = display.shown_number(Fraction(number), digits=digits, thresholds=[Fraction(bound)])
        assert result == shown

    def test_zeros_are_kept_when_asked(self) -> None:
        assert display.shown_number(Fraction(3), digits=2, strip=False) == "3.00"

    def test_digits_end_somewhere(self) -> None:
        close = Fraction(1) - Fraction(1, 10**70)
        assert display.shown_number(close, digits=0, thresholds=[Fraction(1)]) == "1"

    def test_a_reported_figure_keeps_the_decimals_its_series_is_shown_without(self) -> None:
        question = ask(base="1", target="3", decimals=1, actuals={2025: "2.345"})
        assert "2025年为2.345，未完成目标3，差0.655，" in judge(question, year=2025).sentence

    def test_a_sum_is_printed_so_that_it_adds_up(self) -> None:
        question = ask(
            kind="cumulative",
            base="/",
            target="[600]",
            decimals=0,
            actuals={2021: "245.8", 2022: "227.6", 2023: "223.85"},
        )
        numbers = {each.label: each.numbers for each in judge(question, year=2023).steps}
        assert numbers["累计"] == "245.8 + 227.6 + 223.85 = 697.25"
        assert numbers["差距"] == "600 − 697.25 = −97.25"


@pytest.mark.parametrize("module", [progress, display, exact])
def test_examples_in_the_documentation_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("printed", "shown"), [("85以上", "2025年为85以上，"), ("<90", "2025年为90以下，")]
)
def test_how_an_actual_was_printed_is_shown(printed: str, shown: str) -> None:
    assert shown in one("keep", 2025, target="80", actuals={2025: printed}).sentence
