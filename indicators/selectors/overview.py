"""A plan at a glance: counts by state, what needs attention, what changed last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import F
from django.urls import reverse

from indicators.models import Assessment, Nature, Origin
from indicators.progress import STATE_LABELS, State
from indicators.selectors.headlines import account_sentence, standing_sentence, time_sentence
from indicators.selectors.standing import (
    IndicatorRow,
    counted,
    indicator_rows,
    ruling_standpoint,
)
from indicators.selectors.tones import COMPUTING, NEEDS_ATTENTION, STATE_ORDER, tone_of
from indicators.selectors.wording import UNCOMPUTED_LABEL, actual_text, state_label
from plans.models import Plan

LATEST = "latest"
CHANGES_SHOWN = 8
ATTENTION_SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class StateCount:
    """How many indicators of a group are in one state; start and width are 0..100 of a bar."""

    state: str
    label: str
    tone: str
    count: int
    url: str
    start: str
    width: str


@dataclass(frozen=True, kw_only=True)
class Tally:
    """A group of indicators, counted by state; the url lists exactly the counted ones."""

    label: str
    total: int
    url: str
    counts: tuple[StateCount, ...]

    @property
    def description(self) -> str:
        """Return the counts in words, for those who cannot see the bar."""
        return "，".join(f"{each.label} {each.count} 项" for each in self.counts)


@dataclass(frozen=True, kw_only=True)
class TallyGroup:
    """Tallies that divide the same indicators in one way."""

    label: str
    tallies: tuple[Tally, ...]


@dataclass(frozen=True, kw_only=True)
class YearCount:
    """How many indicators are judged in a year."""

    year: int
    count: int


@dataclass(frozen=True, kw_only=True)
class YearMark:
    """A year on the plan's time line; phase is passed, judged or ahead."""

    year: int
    phase: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """A figure that came in lately, with what it did to the verdict."""

    name: str
    url: str
    year: int
    value_text: str
    unit: str
    vintage_label: str
    published_on: date | None
    state: str
    state_label: str


@dataclass(frozen=True, kw_only=True)
class Overview:
    """A plan at a glance in one judged year (None: each indicator in its own latest)."""

    year: int | None
    newest_year: int | None
    sentence: str
    time_sentence: str
    year_marks: tuple[YearMark, ...]
    headline: Tally
    groups: tuple[TallyGroup, ...]
    attention: tuple[IndicatorRow, ...]
    decided_otherwise: tuple[IndicatorRow, ...]
    account: tuple[IndicatorRow, ...]
    changes: tuple[Change, ...]
    stale_count: int

    @property
    def is_empty(self) -> bool:
        return self.headline.total == 0

    @property
    def attention_more(self) -> int:
        """Return how many concerns the page folds away."""
        return len(self.attention) - ATTENTION_SHOWN


def plan_overview(plan: Plan, *, year: int | None, today: date) -> Overview:
    """Return how a plan stands (three queries)."""
    rows = indicator_rows(plan, year=year, today=today)
    return overview(plan, rows, year=year, changes=latest_changes(plan, today=today))


def overview(
    plan: Plan, rows: Sequence[IndicatorRow], *, year: int | None, changes: Sequence[Change]
) -> Overview:
    """Return the overview of rows that were read before; no query."""
    standing = counted(rows)
    main = [row for row in standing if row.origin == Origin.TABLE] or standing
    newest = year or max((row.year for row in standing if row.year), default=None)
    tally = _Tallier(plan, year)
    headline = tally.of("全部", main, origin=_common_origin(main))
    return Overview(
        year=year,
        newest_year=newest,
        sentence=_sentence(plan, headline, main, year=year),
        time_sentence=time_sentence(
            year=year,
            newest_year=newest,
            elapsed=_elapsed_text(plan, newest),
            judged_years=_judged_years(main),
        ),
        year_marks=tuple(_year_marks(plan, newest)),
        headline=headline,
        groups=tally.groups(standing, main),
        attention=tuple(_by_urgency(standing)),
        decided_otherwise=tuple(row for row in rows if _decided_otherwise(row)),
        account=tuple(rows) if is_final_account(plan, year=year) else (),
        changes=tuple(changes),
        stale_count=sum(row.is_stale for row in standing),
    )


def is_final_account(plan: Plan, *, year: int | None) -> bool:
    """Return whether a year's verdicts are how the plan ended: a closed plan's last year."""
    return plan.closed_on is not None and year == plan.last_year


def latest_changes(plan: Plan, *, today: date) -> list[Change]:
    """Return the figures that came in last, newest first (one query)."""
    judged = (
        Assessment.objects.filter(
            indicator__plan=plan,
            region=plan.region_id,
            standpoint=ruling_standpoint(plan),
            observation__year=F("year"),
        )
        .select_related("observation", "indicator__series")
        .defer("steps", "input_ids")
        .order_by(
            "-observation__recorded_at",
            F("observation__published_on").desc(nulls_last=True),
            "-year",
            "indicator__position",
        )
    )
    return [_change(each, today=today) for each in judged[:CHANGES_SHOWN]]


def _change(assessment: Assessment, *, today: date) -> Change:
    indicator, observation = assessment.indicator, assessment.observation
    if observation is None:
        raise ValueError("a change is an assessment with its observation")
    return Change(
        name=indicator.name,
        url=indicator.get_absolute_url(),
        year=assessment.year,
        value_text=actual_text(assessment, indicator),
        unit=indicator.unit,
        vintage_label=observation.get_vintage_display(),
        published_on=observation.published_on,
        state=assessment.state,
        state_label=state_label(assessment, today=today),
    )


class _Tallier:
    """Counts rows by state and knows the address of the list behind each count."""

    def __init__(self, plan: Plan, year: int | None) -> None:
        self._list_url = reverse("indicator_list", args=[plan.slug])
        self._year = LATEST if year is None else str(year)

    def of(self, label: str, rows: Sequence[IndicatorRow], **filters: str) -> Tally:
        """Return the tally of rows; the filters are those that give exactly these rows."""
        return Tally(
            label=label,
            total=len(rows),
            url=self._url(filters),
            counts=tuple(self._counts(rows, filters)),
        )

    def by_nature(self, rows: Sequence[IndicatorRow]) -> tuple[Tally, ...]:
        origin = _common_origin(rows)
        return tuple(
            self.of(nature.label, same, origin=origin, nature=nature.value)
            for nature in Nature
            if (same := [row for row in rows if row.nature == nature])
        )

    def groups(
        self, standing: Sequence[IndicatorRow], main: Sequence[IndicatorRow]
    ) -> tuple[TallyGroup, ...]:
        """Return the tallies by nature, by category and of what stands outside the table."""
        origin = _common_origin(main)
        categories = dict.fromkeys(row.category for row in main if row.category)
        divisions = (
            ("按属性", self.by_nature(main)),
            (
                "按类别",
                self._split(main, categories, lambda row: row.category, "category", origin),
            ),
            ("指标表以外的定量目标", self._outside(standing, main)),
        )
        return tuple(TallyGroup(label=label, tallies=each) for label, each in divisions if each)

    def _split(
        self,
        rows: Sequence[IndicatorRow],
        labels: Iterable[str],
        key: Callable[[IndicatorRow], str],
        name: str,
        origin: str,
    ) -> tuple[Tally, ...]:
        return tuple(
            self.of(
                label,
                [row for row in rows if key(row) == label],
                **{"origin": origin, name: label},
            )
            for label in labels
        )

    def _outside(
        self, standing: Sequence[IndicatorRow], main: Sequence[IndicatorRow]
    ) -> tuple[Tally, ...]:
        if len(standing) == len(main):
            return ()
        return tuple(
            self.of(origin.label, same, origin=origin.value)
            for origin in (Origin.TEXT, Origin.BOX)
            if (same := [row for row in standing if row.origin == origin])
        )

    def _counts(
        self, rows: Sequence[IndicatorRow], filters: dict[str, str]
    ) -> Iterable[StateCount]:
        by_state = Counter(row.state for row in rows)
        start = 0
        for state in STATE_ORDER:
            count = by_state[state]
            if count:
                yield StateCount(
                    state=state,
                    label=_label(state, rows),
                    tone=tone_of(state),
                    count=count,
                    url=self._url({**filters, "state": state or COMPUTING}),
                    start=_of_bar(start, len(rows)),
                    width=_of_bar(count, len(rows)),
                )
                start += count

    def _url(self, filters: dict[str, str]) -> str:
        asked = {name: value for name, value in filters.items() if value}
        return f"{self._list_url}?{urlencode({**asked, 'year': self._year})}"


def _label(state: str, rows: Iterable[IndicatorRow]) -> str:
    """Return the word of a state; the rows' own one where they all agree on it."""
    words = {row.state_label for row in rows if row.state == state}
    if len(words) == 1:
        return words.pop()
    return STATE_LABELS[State(state)] if state else UNCOMPUTED_LABEL


def _of_bar(count: int, total: int) -> str:
    return f"{Decimal(100) * count / total:.3f}"


def _common_origin(rows: Sequence[IndicatorRow]) -> str:
    """Return the origin all rows share, "" when they differ."""
    origins = {row.origin for row in rows}
    return origins.pop() if len(origins) == 1 else ""


def _by_urgency(rows: Iterable[IndicatorRow]) -> list[IndicatorRow]:
    """Return the rows somebody must look into: binding first, then by gravity and lateness."""
    return sorted(
        (row for row in rows if row.state in NEEDS_ATTENTION),
        key=lambda row: (
            row.nature != Nature.BINDING,
            NEEDS_ATTENTION.index(State(row.state)),
            row.origin != Origin.TABLE,
            row.lead_months or Decimal(0),
        ),
    )


def _decided_otherwise(row: IndicatorRow) -> bool:
    return row.is_counted and any(other.state != row.state for other in row.others)


def _sentence(
    plan: Plan, headline: Tally, rows: Sequence[IndicatorRow], *, year: int | None
) -> str:
    if is_final_account(plan, year=year):
        missed = [row.name for row in rows if row.state == State.MISSED]
        return account_sentence(headline, missed=missed)
    return standing_sentence(headline)


def _year_marks(plan: Plan, newest: int | None) -> Iterable[YearMark]:
    for year in plan.years:
        if newest is None or year > newest:
            yield YearMark(year=year, phase="ahead")
        else:
            yield YearMark(year=year, phase="judged" if year == newest else "passed")


def _judged_years(rows: Iterable[IndicatorRow]) -> tuple[YearCount, ...]:
    years = Counter(row.year for row in rows if row.year is not None)
    return tuple(
        YearCount(year=year, count=count) for year, count in sorted(years.items(), reverse=True)
    )


def _elapsed_text(plan: Plan, year: int | None) -> str:
    """Return the share of the plan's time that has passed by the end of a year, "" unknown."""
    if year is None:
        return ""
    share = Decimal(year - plan.base_year) / (plan.last_year - plan.base_year)
    return f"{share * 100:.0f}%"
