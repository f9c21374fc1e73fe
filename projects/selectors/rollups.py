"""Indicators that are sums of projects: the sums, and what else was reported of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from indicators.formatting import number_text, plain_text, share_text
from indicators.models import Indicator, Observation, Submission
from indicators.viewpoints import Viewpoint
from indicators.workflow import OPEN
from plans.models import Plan
from plans.services import SYSTEM_USERNAME
from projects.models import ProjectField, RollUp, RollUpMeasure
from projects.summing import members
from projects.sums import BASIS, YearSum, yearly_sums

AMOUNT_DECIMALS = 4


@dataclass(frozen=True, kw_only=True)
class SumCell:
    """A year of a sum; amounts are in the indicator's unit, None and "" where there is none.

    `summed` is what the approved reports add up to, `figure` the figure in force;
    `difference` is the figure less the sum, shown wherever both are there and differ.
    `is_former_sum`: the figure is what projects added up to before, not another's word.
    `is_under_way`: the sum was submitted and waits for the planners, today.
    """

    year: int
    summed: Decimal | None
    summed_text: str
    figure: Decimal | None
    figure_text: str
    figure_source: str
    figure_vintage: str
    difference: Decimal | None
    difference_text: str
    reported: int
    by_quarter: int
    expected: int
    is_former_sum: bool
    is_under_way: bool

    @property
    def differs(self) -> bool:
        return bool(self.difference)


@dataclass(frozen=True, kw_only=True)
class SumRow:
    """An indicator that is a sum of projects, year by year, against its five-year target.

    `total` adds the years up to `year`, `due` is the target's share by its end: the year asked
    for, else, as 最新 of any indicator, its own latest year that has a sum (`newest`); None
    before any.
    """

    code: str
    name: str
    url: str
    unit: str
    measure: str
    measure_label: str
    fields: tuple[str, ...]
    fields_text: str
    target_text: str
    target: Decimal | None
    total: Decimal | None
    total_text: str
    share: Decimal | None
    due: Decimal | None
    due_text: str
    due_share: Decimal | None
    years: tuple[SumCell, ...]
    is_stale: bool
    year: int | None
    newest: int | None

    @property
    def share_text(self) -> str:
        return share_text(self.share, threshold=self.due_share)

    @property
    def due_share_text(self) -> str:
        return share_text(self.due_share)

    @property
    def share_words(self) -> str:
        """Return both shares in words, for those who do not see the bar."""
        return f"完成进度{self.share_text}，到{self.year}年按时间应完成{self.due_share_text}"

    @property
    def differs(self) -> bool:
        """Return whether any year's figure is another than the sum."""
        return any(each.differs for each in self.years)

    def cell(self, year: int) -> SumCell | None:
        return next((each for each in self.years if each.year == year), None)


def sum_rows(plan: Plan, *, viewpoint: Viewpoint, year: int | None = None) -> list[SumRow]:
    """Return every sum of a plan up to a year, or to its last (six queries).

    `year` is also that by whose end the target's share is due; None means 最新, by the end of
    each sum's own latest year. Approved reports count for every reader; figures as the viewpoint
    shows them. Looking back nothing is told of what is under way or being computed now.
    """
    found = RollUp.objects.filter(indicator__plan=plan)
    roll_ups = list(
        found.select_related("indicator__series", "indicator__definition").order_by(
            "position", "pk"
        )
    )
    last = min(year or plan.last_year, plan.last_year)
    years = range(plan.first_year, last + 1)
    everybody = members(plan, known_on=viewpoint.known_on)
    figures = _figures(roll_ups, plan, viewpoint)
    is_today = viewpoint.known_on is None
    waiting = _waiting(roll_ups) if is_today else set()
    return [
        _row(
            each,
            plan,
            yearly_sums(everybody, fields=each.fields, years=years),
            figures.get(each.indicator_id, {}),
            waiting,
            is_stale=is_today and each.stale_since is not None,
            year=year,
        )
        for each in roll_ups
    ]


def elapsed_share(plan: Plan, year: int) -> Decimal:
    """Return the share of a plan's years that is over by the end of one: what is due by time."""
    return Decimal(year - plan.base_year) / Decimal(len(plan.years))


def _row(
    roll_up: RollUp,
    plan: Plan,
    sums: Mapping[int, YearSum],
    figures: Mapping[int, Observation],
    waiting: set[tuple[int, int]],
    *,
    is_stale: bool,
    year: int | None,
) -> SumRow:
    indicator, is_count = roll_up.indicator, roll_up.measure == RollUpMeasure.COUNT
    cells = tuple(
        _cell(
            each,
            year=summed_year,
            value=each.count if is_count else each.invested,
            figure=figures.get(summed_year),
            is_under_way=(indicator.pk, summed_year) in waiting,
        )
        for summed_year, each in sums.items()
    )
    known = [each.summed for each in cells if each.summed is not None]
    total = sum(known, Decimal(0)) if known else None
    newest = max((each.year for each in cells if each.summed is not None), default=None)
    at = newest if year is None else cells[-1].year
    elapsed = None if at is None else elapsed_share(plan, at)
    target = indicator.target_value
    due = None if target is None or elapsed is None else target * elapsed
    return SumRow(
        code=indicator.code,
        name=indicator.name,
        url=indicator.get_absolute_url(),
        unit=indicator.unit,
        measure=roll_up.measure,
        measure_label=roll_up.get_measure_display(),
        fields=tuple(roll_up.fields),
        fields_text="、".join(str(ProjectField(each).label) for each in roll_up.fields),
        target_text=indicator.target_text,
        target=indicator.target_value,
        total=total,
        total_text=_text(total),
        share=_share(total, indicator),
        due=due,
        due_text=number_text(due, 0),
        due_share=elapsed if due is not None else None,
        years=cells,
        is_stale=is_stale,
        year=at,
        newest=newest,
    )


def _cell(
    summed: YearSum,
    *,
    year: int,
    value: Decimal | None,
    figure: Observation | None,
    is_under_way: bool,
) -> SumCell:
    in_force = figure.value if figure else None
    source = next((each.title for each in figure.sources.all()), "") if figure else ""
    difference = None if value is None or in_force is None else in_force - value
    return SumCell(
        year=year,
        summed=value,
        summed_text=_text(value),
        figure=in_force,
        figure_text=_text(in_force),
        figure_source=source,
        figure_vintage=str(figure.get_vintage_display()) if figure else "",
        difference=difference,
        difference_text=_signed(difference) if difference else "",
        reported=summed.reported,
        by_quarter=summed.by_quarter,
        expected=summed.expected,
        is_former_sum=bool(difference) and figure is not None and _is_sum(figure, source),
        is_under_way=is_under_way,
    )


def _figures(
    roll_ups: Iterable[RollUp], plan: Plan, viewpoint: Viewpoint
) -> dict[int, Mapping[int, Observation]]:
    """Return the figure in force of each sum's indicator and year (two queries)."""
    indicators = [each.indicator for each in roll_ups]
    stored = Observation.objects.filter(
        series__in=[each.series_id for each in indicators], region=plan.region_id
    )
    stored = stored.select_related("definition", "submission__author")
    book = viewpoint.book(stored.prefetch_related("sources"))
    return {
        each.pk: book.read(each.series_id, definition=each.definition, known_on=None).chosen
        for each in indicators
    }


def _is_sum(figure: Observation, source: str) -> bool:
    """Return whether a figure is a sum of the system's; one undone since is told by its source."""
    submission: Submission | None = getattr(figure, "submission", None)
    if submission is None:
        return source == BASIS
    return submission.author.get_username() == SYSTEM_USERNAME


def _waiting(roll_ups: Iterable[RollUp]) -> set[tuple[int, int]]:
    """Return the (indicator, year) whose sum was submitted and not yet decided (one query)."""
    found = Submission.objects.filter(
        indicator__in=[each.indicator_id for each in roll_ups],
        author__username=SYSTEM_USERNAME,
        stage__in=OPEN,
    )
    return set(found.order_by().values_list("indicator_id", "year"))


def _share(total: Decimal | None, indicator: Indicator) -> Decimal | None:
    return None if total is None or not indicator.target_value else total / indicator.target_value


def _text(amount: Decimal | None) -> str:
    return plain_text(amount, AMOUNT_DECIMALS)


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else '−'}{_text(abs(amount))}"
