"""What the checks say of submissions, held against everything that is known today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from indicators.checks.figures import findings, obstacles
from indicators.checks.findings import Finding, Level, is_answered
from indicators.checks.numbers import Figure, Publication, Redefinition, Related
from indicators.checks.relations import Known, codes_related_to, expectations
from indicators.limits import direction_of_series, thresholds_of
from indicators.models import (
    Basis,
    Definition,
    Indicator,
    Kind,
    Observation,
    ReportingRound,
    Submission,
)
from indicators.questions import revision_in_force
from indicators.selectors.prospect import Candidate, Prospect, Prospects
from indicators.selectors.trajectory import figure_text, observed_text, total_text
from indicators.selectors.wording import decimals
from indicators.targets import UnreadableValueError, Value, parse_target, parse_value
from indicators.workflow import EDITABLE

GROWTH_KINDS = frozenset({Kind.AVERAGE_GROWTH, Kind.RELATIVE})
_LEVELS = frozenset({Kind.REACH, Kind.KEEP})
ON_A_PATH = frozenset({Kind.REACH, Kind.CUMULATIVE})


@dataclass(frozen=True, kw_only=True)
class Question:
    """A warning with the answer it has so far."""

    code: str
    label: str
    message: str
    answer: str
    is_answered: bool


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A submission with what was found in it and the verdict it would give.

    `obstacles` are what keeps it from being submitted: errors and unanswered warnings.
    `is_history`: nothing has to be explained, see `Examiner`.
    """

    prospect: Prospect
    is_history: bool
    findings: tuple[Finding, ...]
    obstacles: tuple[Finding, ...]
    answers: Mapping[str, str]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.level == Level.ERROR)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(
            Question(
                code=each.code,
                label=each.label,
                message=each.message,
                answer=self.answers.get(each.code, ""),
                is_answered=is_answered(each, self.answers),
            )
            for each in self.findings
            if each.level == Level.WARNING
        )

    @property
    def demands_plan(self) -> bool:
        """Return whether cause, measure and date are asked for."""
        return self.prospect.demands_plan and not self.is_history


class Examiner:
    """Checks submissions of some indicators and one year; three queries, one more on behalf.

    `submissions` are those of the same desk: what they say counts in the cross checks as if
    it were approved. Indicators come as from `indicators.selectors.family.asked_about`.

    What a planner enters for a department of a year whose round is over, or that never had
    one, is history: errors block it, but nobody is asked to explain it, unless a later round
    has not opened yet. Two more queries are asked for each lower bound that was typed.
    """

    def __init__(
        self,
        indicators: Iterable[Indicator],
        *,
        year: int,
        submissions: Iterable[Submission],
        today: date,
    ) -> None:
        members = list(indicators)
        self._year, self._today = year, today
        self._plans = {each.plan_id for each in members}
        self.prospects = Prospects(members, today=today)
        self._thresholds = thresholds_of(self.prospects.rule_set)
        self._known = {**_approved(members, year), **_typed(members, submissions)}

    def checked(self, indicator: Indicator, submission: Submission) -> Checked:
        """Return what the checks say of a submission, saved or not."""
        prospect = self.prospects.of(
            indicator,
            Candidate(
                year=self._year,
                value_text=submission.value_text,
                vintage=submission.vintage,
                definition=self.definition(indicator, submission),
                published_on=submission.published_on,
            ),
        )
        figure = self._figure(indicator, submission, prospect)
        return Checked(
            prospect=prospect,
            is_history=figure.is_history,
            findings=tuple(findings(figure, thresholds=self._thresholds, today=self._today)),
            obstacles=tuple(obstacles(figure, thresholds=self._thresholds, today=self._today)),
            answers=submission.answers,
        )

    def last_year(self, indicator: Indicator) -> Decimal | None:
        """Return the figure of the year before; the printed base where that is the base year."""
        reading, before = self.prospects.reading(indicator), self._year - 1
        if before in reading.incomparable:
            return None
        value = reading.values.get(before)
        if value is not None and not value.cumulative:
            return value.value
        is_level = indicator.kind in (Kind.REACH, Kind.KEEP)
        return indicator.baseline_value if self._is_after_base(indicator) and is_level else None

    def last_year_text(self, indicator: Indicator) -> str:
        """Return the figure of the year before for readers, "" where there is none."""
        reading, before = self.prospects.reading(indicator), self._year - 1
        if before in reading.chosen:
            return observed_text(reading.chosen[before], indicator, reading.values[before].value)
        return indicator.baseline_text if self._is_after_base(indicator) else ""

    def standing(self, indicator: Indicator) -> Observation | None:
        """Return the approved figure of the year, the best vintage first."""
        return self.prospects.reading(indicator).chosen.get(self._year)

    def total_before_text(self, indicator: Indicator) -> str:
        """Return what the known years before add up to, ≥ where one of them is missing.

        "" where the kind has no total or no year is known.
        """
        values = self.prospects.reading(indicator).values
        years = range(indicator.plan.first_year, self._year)
        known = [each for year in years if (each := values.get(year, Value()).value) is not None]
        if self.kind(indicator) != Kind.CUMULATIVE or not known:
            return ""
        sign = "" if len(known) == len(years) else "≥"
        return sign + total_text(sum(known, Decimal(0)), indicator)

    def kind(self, indicator: Indicator) -> Kind:
        """Return as what an indicator is asked for: a number issued by the province adds none."""
        return Kind(indicator.kind)

    def definition(self, indicator: Indicator, submission: Submission) -> Definition | None:
        """Return in which definition a submission is read: what can be edited, as it is asked."""
        is_editable = submission.stage in EDITABLE
        return indicator.definition_asked(self._year) if is_editable else submission.definition

    def target_text(self, indicator: Indicator) -> str:
        """Return the target in force, the plan's own unless it was changed."""
        revision = revision_in_force(indicator, self._today)
        return revision.target_text if revision else indicator.target_text

    def reference_text(self, indicator: Indicator) -> str:
        """Return the year's figure of what an indicator is compared with, "" for none yet."""
        reference = self.prospects.book.read(indicator.reference_id, definition=None, known_on=None)
        value = reference.values.get(self._year, Value()).value
        return "" if value is None else figure_text(value, indicator)

    def due_text(self, indicator: Indicator) -> str:
        """Return the path's value for readers: what this year should be, or the total by now."""
        return self.prospects.due_text(indicator, self._year)

    def _target_value(self, indicator: Indicator) -> Decimal | None:
        """Return the number of the target in force, None where it has none."""
        text = self.target_text(indicator)
        return parse_target(text, direction=indicator.direction, unit=indicator.unit).value

    def _is_after_base(self, indicator: Indicator) -> bool:
        return self._year - 1 == indicator.plan.base_year

    def _figure(self, indicator: Indicator, submission: Submission, prospect: Prospect) -> Figure:
        kind = self.kind(indicator)
        is_growth, is_cumulative = kind in GROWTH_KINDS, kind == Kind.CUMULATIVE
        verdict = prospect.verdict
        return Figure(
            value_text=submission.value_text,
            unit="%" if is_growth else indicator.unit,
            decimals=decimals(indicator),
            direction=_direction(indicator, prospect),
            is_assigned=kind == Kind.ASSIGNED,
            is_flow=is_cumulative,
            is_growth=is_growth or indicator.basis == Basis.EACH_YEAR,
            nonnegative=bool(indicator.series and indicator.series.nonnegative),
            last_year=self.last_year(indicator),
            due=prospect.due_value if kind in ON_A_PATH else None,
            span=prospect.path_span if kind in ON_A_PATH else None,
            target=self._target_value(indicator) if kind in _LEVELS else None,
            is_kept=kind == Kind.KEEP,
            held=verdict.value if verdict and is_cumulative else None,
            is_partial=bool(verdict and verdict.is_lower_bound),
            related=self._related(indicator),
            behind_label=prospect.label if prospect.demands_plan else "",
            is_history=bool(submission.on_behalf_reason) and self._is_over[indicator.plan_id],
            publication=publication_of(submission, indicator),
            redefinition=redefinition_of(submission, indicator),
            note=submission.note,
            cause=submission.cause,
            measure=submission.measure,
            measure_by=submission.measure_by,
            answers=submission.answers,
        )

    @cached_property
    def _is_over(self) -> dict[int, bool]:
        """Return of each plan whether the year is neither asked for now nor the last that was."""
        opened: dict[int, list[ReportingRound]] = {plan_id: [] for plan_id in self._plans}
        rounds = ReportingRound.objects.filter(plan__in=opened, opens_on__lte=self._today)
        for each in rounds:
            opened[each.plan_id].append(each)
        return {
            plan_id: any(each.year > self._year for each in own)
            and not any(each.year == self._year and self._today < each.locks_on for each in own)
            for plan_id, own in opened.items()
        }

    def _related(self, indicator: Indicator) -> tuple[Related, ...]:
        if indicator.series is None:
            return ()
        code = indicator.series.code
        known = {other: each for other, each in self._known.items() if other != code}
        return tuple(expectations(code, indicator.series.unit, known))


def _direction(indicator: Indicator, prospect: Prospect) -> str:
    """Return which way a figure is better, for all who use its series where that matters."""
    is_lower = prospect.value is not None and prospect.value.at_least
    if not is_lower or indicator.series_id is None:
        return indicator.direction
    return direction_of_series(indicator.series_id)


def redefinition_of(submission: Submission, indicator: Indicator) -> Redefinition | None:
    """Return in which definition a figure is asked for since it was typed, None where it was so.

    What was answered stays asked: the answer goes on to whoever decides.
    """
    asked = indicator.definition_asked(submission.year)
    version, text = (asked.version, asked.text) if asked else ("", "")
    found = Redefinition(version=version, text=text)
    is_former = (
        submission.pk is not None
        and submission.stage in EDITABLE
        and submission.definition_id != (asked.pk if asked else None)
    )
    return found if is_former or found.code in submission.answers else None


def publication_of(submission: Submission, indicator: Indicator) -> Publication | None:
    """Return when a figure is said to be published, None where nobody said."""
    if submission.published_on is None:
        return None
    return Publication(
        day=submission.published_on,
        year=submission.year,
        base_year=indicator.plan.base_year,
        closed_on=indicator.plan.closed_on,
    )


def examiner_of(submission: Submission, indicator: Indicator, *, today: date) -> Examiner:
    """Return who checks one submission, beside what its department says of other series."""
    own = Submission.objects.filter(
        department=submission.department_id, region=submission.region_id, year=submission.year
    ).select_related("indicator__series")
    return Examiner([indicator], year=submission.year, submissions=own, today=today)


def _approved(indicators: list[Indicator], year: int) -> dict[str, Known]:
    """Return the year's approved values of all series the indicators' stand in relation with."""
    own = {each.series.code for each in indicators if each.series}
    codes = {other for code in own for other in codes_related_to(code)}
    rows = Observation.objects.filter(
        series__code__in=codes,
        region__in={each.plan.region_id for each in indicators},
        year=year,
        withdrawn_at=None,
        value__isnull=False,
    ).select_related("series")
    return {
        each.series.code: _known(each.series.name, each.series.unit, each.value)
        for each in rows.order_by("published_on", "pk")
    }


def _typed(
    indicators: Iterable[Indicator], submissions: Iterable[Submission]
) -> Mapping[str, Known]:
    """Return what submissions say of their series, where it can be read."""
    series = {each.pk: each.series for each in indicators}
    known = {}
    for each in submissions:
        measured = series.get(each.indicator_id) or each.indicator.series
        try:
            value = parse_value(each.value_text, unit=measured.unit if measured else "")
        except UnreadableValueError:
            continue
        if measured is not None and value.value is not None and not value.at_most:
            known[measured.code] = _known(measured.name, measured.unit, value.value)
    return known


def _known(name: str, unit: str, value: Decimal | None) -> Known:
    return Known(name=name, unit=unit, value=value if value is not None else Decimal(0))
