"""What is asked of the core (`Question`), by which rules, and what it answers (`Verdict`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from indicators.targets import Target, Value


class UnjudgeableError(ValueError):
    """The question contradicts itself or its year is outside the period; message in Chinese."""


class Kind(StrEnum):
    """By which rule an indicator is judged."""

    REACH = "reach"
    KEEP = "keep"
    CUMULATIVE = "cumulative"
    AVERAGE_GROWTH = "average_growth"
    RELATIVE = "relative"
    ASSIGNED = "assigned"
    COMPOSITE = "composite"


class Nature(StrEnum):
    """约束性 or 预期性."""

    BINDING = "binding"
    ANTICIPATORY = "anticipatory"


class Basis(StrEnum):
    """What of the years counts, where a kind leaves a choice."""

    DEFAULT = ""
    END = "end"
    EACH_YEAR = "each_year"
    TOTAL = "total"
    YEARLY_MEAN = "yearly_mean"


class PathShape(StrEnum):
    """How a `reach` indicator is expected to move between base and target."""

    NONE = ""
    LINEAR = "linear"
    GEOMETRIC = "geometric"


class State(StrEnum):
    """The answer in one word, in the order in which the states are tried."""

    PENDING_TARGET = "pending_target"
    NO_DATA = "no_data"
    NOT_COMPARABLE = "not_comparable"
    MET = "met"
    ACHIEVED_EARLY = "achieved_early"
    MISSED = "missed"
    RELAPSED = "relapsed"
    NO_BASELINE = "no_baseline"
    REGRESSING = "regressing"
    HOLDING = "holding"
    BREACHED = "breached"
    AHEAD = "ahead"
    ON_TRACK = "on_track"
    NEARLY = "nearly"
    BEHIND = "behind"


STATE_LABELS: Mapping[State, str] = MappingProxyType(
    {
        State.PENDING_TARGET: "待下达",
        State.NO_DATA: "待报",
        State.NOT_COMPARABLE: "不可比",
        State.MET: "完成",
        State.ACHIEVED_EARLY: "提前完成",
        State.MISSED: "未完成",
        State.RELAPSED: "完成后回落",
        State.NO_BASELINE: "无基期",
        State.REGRESSING: "逆向",
        State.HOLDING: "保持达标",
        State.BREACHED: "未达标",
        State.AHEAD: "快于预期",
        State.ON_TRACK: "符合预期",
        State.NEARLY: "基本符合",
        State.BEHIND: "滞后",
    }
)


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """The thresholds of a verdict; ratios are of share to due share, margins in points."""

    version: str
    effective_on: date
    ahead_ratio: Decimal = Decimal("1.05")
    on_track_ratio: Decimal = Decimal("0.95")
    nearly_ratio: Decimal = Decimal("0.80")
    ahead_margin: Decimal = Decimal("0.5")
    on_track_margin: Decimal = Decimal(0)
    nearly_margin: Decimal = Decimal("-0.5")
    points_tolerance: Decimal = Decimal("0.5")
    share_tolerance: Decimal = Decimal("0.02")
    synchronous_margin: Decimal = Decimal("-0.5")


DEFAULT_RULES = RuleSet(version="1.0", effective_on=date(2021, 1, 1))


@dataclass(frozen=True, kw_only=True)
class Question:
    """One indicator with all that is known of it; amounts are in its unit, growth in %.

    `kind`, `direction`, `nature`, `basis` and `path` take any string equal to a member of the
    enumerations of these names. `actuals` and `reference` may reach outside the period:
    what lies there is ignored. `incomparable` gives, for a year whose actual cannot be held
    against base and target, the reason in Chinese; `withheld`, for a year whose figure there is
    but must not count, why. `decimals` is for display; `None` shows
    as many as the figures have.
    """

    kind: str
    direction: str
    base_year: int
    last_year: int
    target: Target
    nature: str = Nature.ANTICIPATORY
    basis: str = Basis.DEFAULT
    path: str = PathShape.NONE
    unit: str = ""
    decimals: int | None = None
    base: Value | None = None
    tolerance: Decimal | None = None
    nonnegative: bool = False
    actuals: Mapping[int, Value] = field(default_factory=dict)
    reference: Mapping[int, Decimal] = field(default_factory=dict)
    milestones: Mapping[int, Decimal] = field(default_factory=dict)
    incomparable: Mapping[int, str] = field(default_factory=dict)
    withheld: Mapping[int, str] = field(default_factory=dict)

    @property
    def length(self) -> int:
        """Return the period's number of years, N."""
        return self.last_year - self.base_year

    @property
    def sign(self) -> int:
        """Return +1 where higher is better, else -1."""
        return 1 if self.direction == "rise" else -1

    @property
    def base_figure(self) -> Fraction | None:
        """Return the base as a number."""
        return exact_figure(self.base)

    def figure(self, year: int) -> Fraction | None:
        """Return a year's actual as a number."""
        return exact_figure(self.actuals.get(year))

    def elapsed(self, year: int) -> int:
        """Return the years gone by at the end of a year, t - t0."""
        return year - self.base_year

    def years_to(self, year: int) -> range:
        """Return the years of the period up to and with a year."""
        return range(self.base_year + 1, year + 1)


def exact_figure(value: Value | None) -> Fraction | None:
    """Return a printed value's number."""
    return None if value is None or value.value is None else Fraction(value.value)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a kind's rule finds, still in exact numbers; the fields are those of `Verdict`.

    `least` is the value at which the target begins to be met; `rungs` are the shares, of
    growth the values, at which the state changes below it. Neither may be rounded across.
    """

    state: State
    goal: Fraction | None = None
    value: Fraction | None = None
    share: Fraction | None = None
    due_share: Fraction | None = None
    due_value: Fraction | None = None
    gap: Fraction | None = None
    lead_months: Fraction | None = None
    pace: Fraction | None = None
    needed: Fraction | None = None
    projected: Fraction | None = None
    projected_meets: bool | None = None
    is_lower_bound: bool = False
    reason: str = ""
    missing: tuple[int, ...] = ()
    turning_year: int | None = None
    least: Fraction | None = None
    rungs: tuple[Fraction, ...] = ()

    @property
    def ratio(self) -> Fraction | None:
        """Return share to due share, r; `None` where nothing is due yet."""
        if self.share is None or self.due_share is None or self.due_share <= 0:
            return None
        return self.share / self.due_share

    @property
    def pace_ratio(self) -> Fraction | None:
        """Return pace needed to pace so far; `None` where they do not point the same way."""
        if self.pace is None or self.needed is None or self.pace * self.needed <= 0:
            return None
        return self.needed / self.pace


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of 「为什么」: what is computed, the formula, and the formula with its numbers."""

    label: str
    formula: str
    numbers: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How an indicator stands in a year; `None` where its kind has no such figure.

    `value` is what was judged: the actual, the cumulative total, the mean growth or the
    difference of two. `gap` is positive while something is missing. `pace` and `needed` are
    changes a year: in the indicator's unit, as a share (0.05) on a geometric path, in % for
    `average_growth`. `lead_months` is negative when late. `is_lower_bound`: years without a
    figure are missing from `value` and `share`, which are shown with ≥. `reason` is empty
    where the state explains itself.
    """

    state: State
    year: int
    value: Decimal | None = None
    share: Decimal | None = None
    due_share: Decimal | None = None
    due_value: Decimal | None = None
    ratio: Decimal | None = None
    gap: Decimal | None = None
    lead_months: Decimal | None = None
    pace: Decimal | None = None
    needed: Decimal | None = None
    pace_ratio: Decimal | None = None
    projected: Decimal | None = None
    projected_meets: bool | None = None
    is_lower_bound: bool = False
    reason: str = ""
    sentence: str = ""
    steps: tuple[Step, ...] = ()
