"""Worked examples for the help: invented indicators, made to fit a rule set; pure.

Figures that hang on a threshold are computed from it and the verdicts come from the core, so an
example shows what it is to show under any rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from indicators.formatting import plain_text
from indicators.progress import (
    STATE_LABELS,
    Kind,
    Nature,
    PathShape,
    Question,
    RuleSet,
    State,
    Verdict,
    judge,
    judge_composite,
    path_values,
)
from indicators.targets import parse_target, parse_value

LENGTH: Final = 5
THIRD: Final = 3
"""The period of every example has so many years; most are judged in the third."""
_NATURES: Final = {Nature.BINDING: "约束性", Nature.ANTICIPATORY: "预期性"}
_BASE, _TARGET = Decimal(40), Decimal(60)
_DUE: Final = Decimal(THIRD) / LENGTH
_REACHED: Final = 1 / _DUE
"""The ratio of share to due share at which the target is reached in the third year."""
_DIGITS: Final = 4


@dataclass(frozen=True, kw_only=True)
class Example:
    """An invented indicator in words, and the verdict of the core on it."""

    facts: tuple[tuple[str, str], ...]
    verdict: Verdict

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.verdict.state]


@dataclass(frozen=True, kw_only=True)
class PathExample:
    """What is due in each year between the same base and target, on either shape of path."""

    base: str
    target: str
    rows: tuple[tuple[int, Decimal, Decimal], ...]


@dataclass(frozen=True, kw_only=True)
class Invented:
    """An indicator of the help; its years count from the base year, 1 to 5."""

    target: str
    base: str = ""
    kind: Kind = Kind.REACH
    actuals: Mapping[int, str]
    year: int = THIRD
    reference: Mapping[int, str] | None = None
    nature: Nature = Nature.ANTICIPATORY
    unit: str = "%"
    more: Mapping[str, Any] | None = None

    def judged(self, rules: RuleSet, *, base_year: int) -> Example:
        question = self.question(base_year)
        verdict = judge(question, year=base_year + self.year, rules=rules)
        return Example(facts=tuple(self._facts(base_year)), verdict=verdict)

    def question(self, base_year: int) -> Question:
        """Return what the core is asked."""
        return Question(
            kind=self.kind,
            direction="rise",
            base_year=base_year,
            last_year=base_year + LENGTH,
            target=parse_target(self.target, direction="rise", unit=self.unit),
            nature=self.nature,
            unit=self.unit,
            base=parse_value(self.base, unit=self.unit) if self.base else None,
            actuals={
                base_year + year: parse_value(text, unit=self.unit)
                for year, text in self.actuals.items()
            },
            reference={
                base_year + year: Decimal(text) for year, text in (self.reference or {}).items()
            },
            **(self.more or {}),
        )

    def _facts(self, base_year: int) -> list[tuple[str, str]]:
        facts = [
            ("属性", _NATURES[self.nature]),
            (f"{base_year}年基期", self._with_unit(self.base)),
            (f"{base_year + LENGTH}年目标", self._with_unit(self.target)),
            ("实绩", self._in_years(self.actuals, base_year)),
            ("参照的增速", self._in_years(self.reference or {}, base_year)),
        ]
        return [(label, text) for label, text in facts if text]

    def _in_years(self, figures: Mapping[int, str], base_year: int) -> str:
        return "，".join(
            f"{base_year + year}年{self._with_unit(text)}" for year, text in figures.items()
        )

    def _with_unit(self, text: str) -> str:
        return f"{text}{self.unit}" if text[-1:].isdigit() or text[-1:] == "]" else text


def state_examples(rules: RuleSet, *, base_year: int) -> dict[State, Example | None]:
    """Return an example of each state; None where the rules leave no room for it."""
    invented: dict[State, Invented | None] = {**_fixed_states(base_year), **_rungs(rules)}
    return {
        state: made.judged(rules, base_year=base_year) if made else None
        for state, made in invented.items()
    }


def _fixed_states(base_year: int) -> dict[State, Invented]:
    """Return what is in a state under any rules."""

    def reach(actuals: Mapping[int, str], **more: Any) -> Invented:
        return Invented(**{"base": "40", "target": "60", "actuals": actuals, **more})

    reason = "实绩按新口径统计，基期和目标按旧口径，且没有衔接系数"
    odd = {"incomparable": {base_year + THIRD: reason}}
    return {
        State.MET: reach({LENGTH: "60.4"}, year=LENGTH),
        State.ACHIEVED_EARLY: reach({THIRD: "60.4"}),
        State.HOLDING: Invented(kind=Kind.KEEP, target="90以上", actuals={THIRD: "91.5"}),
        State.REGRESSING: reach({THIRD: "38.5"}),
        State.BREACHED: Invented(kind=Kind.KEEP, target="90以上", actuals={THIRD: "89.2"}),
        State.RELAPSED: reach({2: "60.2", THIRD: "58.9"}),
        State.MISSED: reach({LENGTH: "58.6"}, year=LENGTH),
        State.NOT_COMPARABLE: reach({THIRD: "54"}, more=odd),
        State.NO_BASELINE: reach({THIRD: "55"}, base=""),
        State.NO_DATA: reach({}),
        State.PENDING_TARGET: Invented(kind=Kind.ASSIGNED, target="省下达指标", actuals={}),
    }


def _rungs(rules: RuleSet) -> dict[State, Invented | None]:
    """Return what is in the states between two thresholds, each in their middle."""
    return {
        State.AHEAD: _at_ratio(_middle(rules.ahead_ratio, _REACHED)),
        State.ON_TRACK: _at_ratio(_middle(rules.on_track_ratio, rules.ahead_ratio)),
        State.NEARLY: _at_ratio(_middle(rules.nearly_ratio, rules.on_track_ratio)),
        State.BEHIND: _at_ratio(_middle(Decimal(0), rules.nearly_ratio)),
    }


def binding_example(rules: RuleSet, *, base_year: int) -> Example | None:
    """Return what is 基本符合 of an anticipated indicator, of a binding one."""
    ratio = _middle(rules.nearly_ratio, rules.on_track_ratio)
    made = _at_ratio(ratio, nature=Nature.BINDING)
    return made.judged(rules, base_year=base_year) if made else None


def _middle(low: Decimal, high: Decimal) -> Decimal | None:
    """Return the middle between two ratios, None where no unmet figure lies between them."""
    top = min(high, _REACHED)
    return (low + top) / 2 if low < top else None


def _at_ratio(ratio: Decimal | None, *, nature: Nature = Nature.ANTICIPATORY) -> Invented | None:
    """Return an indicator whose share is so many times the due share."""
    if ratio is None:
        return None
    actual = plain_text(_BASE + (_TARGET - _BASE) * _DUE * ratio, _DIGITS)
    return Invented(base=str(_BASE), target=str(_TARGET), actuals={THIRD: actual}, nature=nature)


def kind_examples(rules: RuleSet, *, base_year: int) -> dict[Kind, Example]:
    """Return an example of each way of judging."""
    invented = {
        Kind.REACH: Invented(base="40", target="60", actuals={THIRD: "50"}),
        Kind.KEEP: Invented(
            kind=Kind.KEEP,
            target="90以上",
            actuals={1: "89.6", 2: "91.2", THIRD: "91.5"},
            more={"basis": "each_year"},
        ),
        Kind.CUMULATIVE: Invented(
            kind=Kind.CUMULATIVE,
            target="[100]",
            unit="公里",
            actuals={1: "15", 2: "0", THIRD: "25"},
        ),
        Kind.AVERAGE_GROWTH: Invented(
            kind=Kind.AVERAGE_GROWTH, target="6", actuals={1: "7.2", 2: "4.1", THIRD: "6.3"}
        ),
        Kind.RELATIVE: Invented(
            kind=Kind.RELATIVE,
            target="与经济增长基本同步",
            actuals={1: "6.5", 2: "4.4", THIRD: "5.6"},
            reference={1: "6.8", 2: "4.4", THIRD: "6.0"},
        ),
        Kind.ASSIGNED: Invented(
            kind=Kind.ASSIGNED,
            target="完成省下达指标",
            actuals={THIRD: "完成"},
            nature=Nature.BINDING,
        ),
    }
    judged = {kind: made.judged(rules, base_year=base_year) for kind, made in invented.items()}
    return {**judged, Kind.COMPOSITE: _composite(rules, base_year=base_year)}


def _composite(rules: RuleSet, *, base_year: int) -> Example:
    parts = {
        name: Invented(base="40", target="60", actuals={THIRD: actual})
        for name, actual in (("甲", "60.4"), ("乙", "38.5"))
    }
    verdicts = {
        name: made.judged(rules, base_year=base_year).verdict for name, made in parts.items()
    }
    return Example(
        facts=tuple((f"分项{name}", verdict.sentence) for name, verdict in verdicts.items()),
        verdict=judge_composite(list(verdicts.values())),
    )


def growth_path_example(rules: RuleSet, *, base_year: int) -> Example:
    """Return an amount at current prices, due along a path of constant growth."""
    amount = Invented(
        base="1000",
        target="1500",
        unit="亿元",
        actuals={THIRD: "1260"},
        more={"path": PathShape.GEOMETRIC},
    )
    return amount.judged(rules, base_year=base_year)


def tolerance_examples(rules: RuleSet, *, base_year: int) -> tuple[Example, Example]:
    """Return the least that meets 左右: of a percentage, and of an amount."""
    points = plain_text(70 - rules.points_tolerance, _DIGITS)
    amount = plain_text(5000 * (1 - rules.share_tolerance), _DIGITS)
    share = Invented(base="50", target="70左右", actuals={LENGTH: points}, year=LENGTH)
    total = Invented(
        base="3000", target="5000左右", actuals={LENGTH: amount}, year=LENGTH, unit="个"
    )
    return share.judged(rules, base_year=base_year), total.judged(rules, base_year=base_year)


def path_example(*, base_year: int) -> PathExample:
    """Return what is due in each year on either shape of path."""

    def due(shape: PathShape) -> dict[int, Decimal]:
        amount = Invented(base="1000", target="2000", unit="亿元", actuals={}, more={"path": shape})
        return path_values(amount.question(base_year))

    linear, geometric = due(PathShape.LINEAR), due(PathShape.GEOMETRIC)
    rows = tuple((year, linear[year], geometric[year]) for year in linear)
    return PathExample(base="1000", target="2000", rows=rows)
