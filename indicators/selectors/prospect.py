"""The verdict a figure would give if it were approved: judged on the spot, stored nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators import progress
from indicators.bounds import bound_fault
from indicators.formatting import share_text
from indicators.models import Definition, Indicator, Observation, RuleSet, Standpoint
from indicators.progress import STATE_LABELS, State, UnjudgeableError, Verdict
from indicators.questions import Judgement, core_rules, judgement, question_for
from indicators.readings import Book, Reading
from indicators.selectors.trajectory import figure_text, total_text
from indicators.selectors.wording import comparable_gap, gap_text
from indicators.targets import UnreadableValueError, Value, parse_value

BEHIND_OR_WORSE = frozenset(
    {State.BEHIND, State.BREACHED, State.REGRESSING, State.MISSED, State.RELAPSED}
)
_NEWEST = 2**62
"""The key of a figure that is not stored yet: later than any that is."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A figure that is not an observation yet; `definition` None is the unversioned one."""

    year: int
    value_text: str
    vintage: str
    definition: Definition | None = None
    published_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """How an indicator would stand; `unreadable` says why the text is nothing to be judged.

    `state` and the texts are "" where there is nothing to judge. `value` is what was read;
    `due_value` the path's value of the year, in the indicator's unit, `path_span` how far the
    path leads from base to target. `is_ruling` is False
    where a better vintage stands already and the figure would change no verdict.
    `demands_plan`: 滞后 or worse, which wants cause, measure and date.
    """

    year: int
    unreadable: str = ""
    value: Value | None = None
    state: str = ""
    label: str = ""
    sentence: str = ""
    reason: str = ""
    share: Decimal | None = None
    due_share: Decimal | None = None
    due_value: Decimal | None = None
    path_span: Decimal | None = None
    share_text: str = ""
    due_share_text: str = ""
    due_text: str = ""
    gap_text: str = ""
    total_text: str = ""
    is_ruling: bool = True
    demands_plan: bool = False
    verdict: Verdict | None = None


def prospect(
    indicator: Indicator, *, year: int, value_text: str, vintage: str, today: date
) -> Prospect:
    """Return how an indicator would stand with a figure in the definition that is asked for.

    `indicator` comes with plan and series (see `indicators.selectors.family.asked_about`).
    For many indicators make one `Prospects`.
    """
    candidate = Candidate(
        year=year,
        value_text=value_text,
        vintage=vintage,
        definition=indicator.definition_asked(year),
    )
    return Prospects([indicator], today=today).of(indicator, candidate)


class Prospects:
    """Judges candidates of many indicators; two queries in all."""

    def __init__(self, indicators: Iterable[Indicator], *, today: date) -> None:
        members = list(indicators)
        self._today = today
        self._paths: dict[int, dict[int, Decimal]] = {}
        self.rule_set = RuleSet.objects.filter(effective_on__lte=today).first()
        self._observations = _observations(members)
        self.book = Book(each for every in self._observations.values() for each in every)

    def of(self, indicator: Indicator, candidate: Candidate) -> Prospect:
        """Return how an indicator would stand with a figure."""
        try:
            value = parse_value(candidate.value_text, unit=_unit(indicator))
        except UnreadableValueError as error:
            return Prospect(year=candidate.year, unreadable=str(error))
        fault = bound_fault(value, direction=indicator.direction)
        if fault or (value.value is None and value.assigned_met is None):
            return Prospect(year=candidate.year, value=value, unreadable=fault)
        judged, unsaved = self._judged(indicator, candidate, value)
        verdict = judged.verdict
        return Prospect(
            year=candidate.year,
            value=value,
            state=verdict.state,
            label=STATE_LABELS[verdict.state],
            sentence=verdict.sentence,
            reason=verdict.reason,
            share=verdict.share,
            due_share=verdict.due_share,
            due_value=self.due_value(indicator, candidate.year),
            path_span=self.path_span(indicator),
            share_text=share_text(verdict.share, threshold=verdict.due_share),
            due_share_text=share_text(verdict.due_share),
            due_text=self.due_text(indicator, candidate.year),
            gap_text=gap_text(
                comparable_gap(verdict.gap, verdict.value, candidate.year, indicator),
                indicator,
                state=verdict.state,
            ),
            total_text=_total_text(verdict, indicator),
            is_ruling=judged.observation is unsaved,
            demands_plan=verdict.state in BEHIND_OR_WORSE,
            verdict=verdict,
        )

    def reading(self, indicator: Indicator) -> Reading:
        """Return the approved figures of an indicator's series, as known today."""
        return self.book.read(indicator.series_id, definition=indicator.definition, known_on=None)

    def due_value(self, indicator: Indicator, year: int) -> Decimal | None:
        """Return the path's value in a year, None where the kind has none."""
        return self._path(indicator).get(year)

    def path_span(self, indicator: Indicator) -> Decimal | None:
        """Return how far the path leads from base to target, None where one of them is missing."""
        path, plan = self._path(indicator), indicator.plan
        if plan.base_year not in path or plan.last_year not in path:
            return None
        return abs(path[plan.last_year] - path[plan.base_year])

    def due_text(self, indicator: Indicator, year: int) -> str:
        """Return the path's value in a year for readers, "" where there is none."""
        due = self.due_value(indicator, year)
        return "" if due is None else figure_text(due, indicator)

    def _path(self, indicator: Indicator) -> dict[int, Decimal]:
        if indicator.pk not in self._paths:
            self._paths[indicator.pk] = self._path_values(indicator)
        return self._paths[indicator.pk]

    def _path_values(self, indicator: Indicator) -> dict[int, Decimal]:
        question, _ = question_for(
            indicator, self.book, standpoint=Standpoint.CURRENT, today=self._today
        )
        try:
            return progress.path_values(question)
        except UnjudgeableError:
            return {}

    def _judged(
        self, indicator: Indicator, candidate: Candidate, value: Value
    ) -> tuple[Judgement, Observation]:
        unsaved = _unsaved(indicator, candidate, value, today=self._today)
        series_ids = {indicator.series_id, indicator.reference_id} - {None}
        stored = [each for one in series_ids for each in self._observations.get(one or 0, [])]
        judged = judgement(
            indicator,
            Book([*stored, unsaved]),
            year=candidate.year,
            standpoint=Standpoint.CURRENT,
            rules=core_rules(self.rule_set) if self.rule_set else progress.DEFAULT_RULES,
            today=self._today,
        )
        return judged, unsaved


def _observations(indicators: list[Indicator]) -> dict[int, list[Observation]]:
    """Return the figures all questions about the indicators rest on, by series (one query)."""
    series_ids = {each.series_id for each in indicators} | {
        each.reference_id for each in indicators
    }
    rows = (
        Observation.objects.filter(
            series__in=series_ids - {None},
            region__in={each.plan.region_id for each in indicators},
        )
        .select_related("definition")
        .order_by("year", "pk")
    )
    result: dict[int, list[Observation]] = {}
    for row in rows:
        result.setdefault(row.series_id, []).append(row)
    return result


def _unsaved(
    indicator: Indicator, candidate: Candidate, value: Value, *, today: date
) -> Observation:
    """Return the observation an approval would create; it is never saved."""
    return Observation(
        pk=_NEWEST,
        series_id=indicator.series_id or 0,
        region_id=indicator.plan.region_id,
        definition=candidate.definition,
        year=candidate.year,
        vintage=candidate.vintage,
        value_text=candidate.value_text,
        value=value.value,
        is_approximate=value.approximate,
        is_at_least=value.at_least,
        is_period_total=value.cumulative,
        assigned_met=value.assigned_met,
        published_on=candidate.published_on or today,
    )


def _unit(indicator: Indicator) -> str:
    return indicator.series.unit if indicator.series else indicator.unit


def _total_text(verdict: Verdict, indicator: Indicator) -> str:
    """Return what was judged where it is not the year's own figure: a total or a mean."""
    if verdict.value is None:
        return ""
    return ("≥" if verdict.is_lower_bound else "") + total_text(
        verdict.value, indicator, gap=verdict.gap
    )
