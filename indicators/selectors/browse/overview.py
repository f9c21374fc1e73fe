"""A plan at a glance: counts by state, what needs attention, what changed last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from indicators.models import Assessment, Indicator, Nature, Observation, Origin
from indicators.progress import STATE_LABELS, State
from indicators.selectors.browse.categories import CategoryLine, category_lines
from indicators.selectors.browse.headlines import (
    YearCount,
    account_sentence,
    binding_sentence,
    standing_sentence,
    time_sentence,
)
from indicators.selectors.browse.otherwise import decided_otherwise, otherwise_reasons
from indicators.selectors.browse.tallies import (
    Emptied,
    Tallier,
    Tally,
    TallyGroup,
    common_origin,
)
from indicators.selectors.browse.year_on_year import YearOnYear, year_on_year
from indicators.selectors.standing import (
    IndicatorRow,
    Standing,
    counted,
    plan_standing,
    ruling_standpoint,
)
from indicators.selectors.tones import NEEDS_ATTENTION, STATE_ORDER
from indicators.selectors.wording import actual_text, difference_text, state_label
from indicators.viewpoints import Viewpoint
from plans.models import Plan

CHANGES_SHOWN = 8
ATTENTION_SHOWN = 8


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
    difference_text: str
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
    binding_sentence: str
    change: YearOnYear
    freshness: str
    categories: tuple[CategoryLine, ...]
    groups: tuple[TallyGroup, ...]
    attention: tuple[IndicatorRow, ...]
    outside_attention: tuple[IndicatorRow, ...]
    attention_url: str
    decided_otherwise: tuple[IndicatorRow, ...]
    otherwise_reasons: tuple[str, ...]
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


def plan_overview(plan: Plan, *, year: int | None, viewpoint: Viewpoint) -> Overview:
    """Return how a plan stands (see `plan_standing` for the queries)."""
    standing = plan_standing(plan, viewpoint=viewpoint)
    return overview(standing, year=year, changes=latest_changes(standing))


def overview(stands: Standing, *, year: int | None, changes: Sequence[Change]) -> Overview:
    """Return the overview of a plan whose standing was read before; no query."""
    plan, rows = stands.plan, stands.rows(year=year)
    standing = counted(rows)
    main = [row for row in standing if row.origin == Origin.TABLE] or standing
    newest = year or max((row.year for row in standing if row.year), default=None)
    tally = Tallier(plan, year, viewpoint=stands.viewpoint)
    change = year_on_year(stands, main)
    headline = _with_changes(tally.of("全部", main, origin=common_origin(main)), change)
    attention, main_ids = by_urgency(standing), {row.indicator_id for row in main}
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
        binding_sentence=binding_sentence(main),
        change=change,
        freshness=_freshness(stands, main),
        categories=category_lines(main, tally=tally, change=change),
        groups=tally.groups(standing, main),
        attention=tuple(row for row in attention if row.indicator_id in main_ids),
        outside_attention=tuple(row for row in attention if row.indicator_id not in main_ids),
        attention_url=tally.url({"origin": common_origin(main), "state": NEEDS_ATTENTION}),
        decided_otherwise=decided_otherwise(rows),
        otherwise_reasons=otherwise_reasons(rows),
        account=tuple(rows) if is_final_account(plan, year=year) else (),
        changes=tuple(changes),
        stale_count=sum(row.is_stale for row in standing),
    )


def is_final_account(plan: Plan, *, year: int | None) -> bool:
    """Return whether a year's verdicts are how the plan ended: a closed plan's last year."""
    return plan.closed_on is not None and year == plan.last_year


def latest_changes(stands: Standing) -> list[Change]:
    """Return the figures that came in last, newest first; no query.

    Whoever looks back at a day sees what was published last by then.
    """
    ruling = ruling_standpoint(stands.plan)
    places = {indicator.pk: at for at, indicator in enumerate(stands.indicators)}
    used = [
        (each, each.observation)
        for rows in stands.assessments.values()
        for each in rows
        if each.standpoint == ruling and each.observation and each.observation.year == each.year
    ]
    looks_back = stands.viewpoint.known_on is not None

    def recency(pair: tuple[Assessment, Observation]) -> tuple[Any, ...]:
        verdict, figure = pair
        published = (figure.published_on or date.min).toordinal()
        recorded = 0.0 if looks_back else figure.recorded_at.timestamp()
        return -recorded, -published, -verdict.year, places[verdict.indicator_id]

    return [
        _change(verdict, figure, stands.indicators[places[verdict.indicator_id]], stands.viewpoint)
        for verdict, figure in sorted(used, key=recency)[:CHANGES_SHOWN]
    ]


def _change(
    assessment: Assessment, observation: Observation, indicator: Indicator, viewpoint: Viewpoint
) -> Change:
    return Change(
        name=indicator.name,
        url=indicator.get_absolute_url() + viewpoint.query,
        year=assessment.year,
        value_text=actual_text(assessment, indicator),
        difference_text=difference_text(assessment, indicator),
        unit=indicator.unit,
        vintage_label=observation.get_vintage_display(),
        published_on=observation.published_on,
        state=assessment.state,
        state_label=state_label(assessment, today=viewpoint.day),
    )


def by_urgency(rows: Iterable[IndicatorRow]) -> list[IndicatorRow]:
    """Return the rows somebody must look into: binding first, then by gravity and lateness."""
    return sorted(
        (row for row in rows if row.state in NEEDS_ATTENTION),
        key=lambda row: (
            row.nature != Nature.BINDING,
            NEEDS_ATTENTION.index(State(row.state)),
            row.origin != Origin.TABLE,
            row.lead_months or Decimal(0),
            1 if row.share is None else row.share,
        ),
    )


def _with_changes(tally: Tally, change: YearOnYear) -> Tally:
    """Return a tally that also says how many more or fewer there are than a year before."""
    if not change.compared:
        return tally
    counts = (replace(each, change=change.changes.get(each.state)) for each in tally.counts)
    shown = {each.state for each in tally.counts}
    emptied = (
        Emptied(state=state, label=STATE_LABELS[State(state)], fewer=-change.changes[state])
        for state in STATE_ORDER
        if state not in shown and change.changes.get(state)
    )
    return replace(tally, counts=tuple(counts), emptied=tuple(emptied))


def _freshness(stands: Standing, rows: Sequence[IndicatorRow]) -> str:
    """Return how new the figures are: how many are of the newest year, when its last came out."""
    years = [row.year for row in rows if row.year is not None and row.is_judged]
    if not years:
        return "还没有实绩。"
    newest = max(years)
    counted = {row.indicator_id for row in rows}
    published = [
        each.observation.published_on
        for indicator, verdicts in stands.assessments.items()
        for each in verdicts
        if indicator in counted and each.year == newest
        if each.observation and each.observation.published_on
    ]
    last = f"，最近一次公布 {max(published):%Y-%m-%d}" if published else ""
    return f"{len(rows)} 项中 {years.count(newest)} 项已有 {newest} 年实绩{last}。"


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
