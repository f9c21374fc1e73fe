"""Everything the page of one indicator shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indicators.models import Assessment, Indicator, Kind, Standpoint
from indicators.progress import State
from indicators.selectors.browse.explanation import (
    Explanation,
    KeyFigure,
    explanation,
    judged_figure,
    key_figures,
)
from indicators.selectors.evidence import (
    ObservationRow,
    figure_of_year,
    input_rows,
    observation_rows,
)
from indicators.selectors.family import Family
from indicators.selectors.particulars import (
    DefinitionRow,
    MentionRow,
    RevisionRow,
    definition_rows,
    mention_rows,
    revision_rows,
)
from indicators.selectors.standing import IndicatorRow, StandpointVerdict
from indicators.selectors.trajectory import JUDGED_LABELS, Asked, path_by_year, trajectory
from indicators.selectors.yearly import YearRow, year_rows
from indicators.trajectories import Trajectory
from indicators.viewpoints import Viewpoint


@dataclass(frozen=True, kw_only=True)
class SiblingRow:
    """What another plan says of the same series."""

    plan_slug: str
    plan_label: str
    row: IndicatorRow


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """The indicator before or after in the plan."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class IndicatorDetail:
    """All of an indicator's page; the words and numbers are ready to be shown."""

    row: IndicatorRow
    figures: tuple[KeyFigure, ...]
    chart_title: str
    chart_source: str
    trajectory: Trajectory
    years: tuple[YearRow, ...]
    judged_label: str
    reference_label: str
    has_path: bool
    why: Explanation
    data_department: str
    note: str
    baseline_quote: str
    definitions: tuple[DefinitionRow, ...]
    mentions: tuple[MentionRow, ...]
    revisions: tuple[RevisionRow, ...]
    observations: tuple[ObservationRow, ...]
    children: tuple[IndicatorRow, ...]
    parent: Neighbour | None
    siblings: tuple[SiblingRow, ...]
    previous: Neighbour | None
    next: Neighbour | None


def indicator_detail(
    indicator: Indicator, *, year: int | None, viewpoint: Viewpoint
) -> IndicatorDetail:
    """Return the page of an indicator judged in a year, None for 最新 (fixed query count)."""
    family = Family(indicator, viewpoint=viewpoint)
    own, siblings = family.asked()
    row = family.row(indicator, year=year)
    shown = family.shown(row, year=year)
    reference = family.book.read(indicator.reference_id, definition=None, known_on=None)
    ids = shown.input_ids if shown else []
    years = tuple(year_rows(own, family))
    return IndicatorDetail(
        row=replace(row, others=tuple(_named(each, own) for each in row.others)),
        figures=tuple(key_figures(shown, indicator, row)),
        chart_title=_chart_title(shown, indicator, row),
        trajectory=trajectory(
            own, siblings, reference=reference, judged=family.ruling.values(), shown=shown
        ),
        chart_source=_chart_source(years, year=shown.year if shown else None),
        years=years,
        judged_label=JUDGED_LABELS.get(Kind(indicator.kind), ""),
        reference_label=indicator.reference.name if indicator.reference else "",
        has_path=bool(path_by_year(own)),
        why=explanation(shown, indicator, inputs=input_rows(family.observations, ids, indicator)),
        data_department=str(indicator.data_department or ""),
        note=indicator.note,
        baseline_quote=indicator.baseline_quote,
        definitions=tuple(definition_rows(indicator, family.own_observations())),
        mentions=tuple(mention_rows(indicator)),
        revisions=tuple(revision_rows(indicator, viewpoint=viewpoint)),
        observations=tuple(observation_rows(family.own_observations(), own, viewpoint=viewpoint)),
        children=tuple(family.row(child, year=year) for child in family.children),
        parent=_as_neighbour(indicator.parent) if indicator.parent else None,
        siblings=tuple(
            SiblingRow(
                plan_slug=each.plan.slug,
                plan_label=each.plan.short_title,
                row=family.row(each, year=None),
            )
            for each in family.siblings
        ),
        **_neighbours(indicator),
    )


def _named(other: StandpointVerdict, own: Asked) -> StandpointVerdict:
    """Return a second verdict whose label says on which base or target it stands."""
    indicator = own.indicator
    stands_on = {
        Standpoint.REVISED_BASE: figure_of_year(own.current, indicator.plan.base_year, indicator),
        Standpoint.ORIGINAL_TARGET: indicator.target_text,
    }.get(Standpoint(other.standpoint), "")
    return replace(other, label=f"{other.label} {stands_on}".rstrip())


def _chart_title(shown: Assessment | None, indicator: Indicator, row: IndicatorRow) -> str:
    """Return the finding of the chart in words."""
    if shown is None or not row.actual_text:
        return f"{row.name}：历年实绩与规划目标"
    figure = judged_figure(shown, indicator, row)
    said = (f"{figure.label} {figure.value}{figure.unit}", row.difference_text, row.state_label)
    return f"{row.name}：{'，'.join(filter(None, said))}"


def _chart_source(years: Sequence[YearRow], *, year: int | None) -> str:
    """Return where the figure of the title comes from, the newest without one; "" without any."""
    known = [each for each in years if each.sources]
    of_the_year = [each for each in known if each.year == year]
    newest = next(reversed(of_the_year or known), None)
    if newest is None:
        return ""
    published = f"，{newest.published_on:%Y-%m-%d} 公布" if newest.published_on else ""
    vintage = f"{newest.vintage_label}{published}"
    others = "；其余年份见数据表" if len(known) > 1 else ""
    return f"{newest.sources[0].title}（{newest.year}年，{vintage}）{others}。"


def _neighbours(indicator: Indicator) -> dict[str, Neighbour | None]:
    """Return the indicators before and after in the plan's order, parts included (one query)."""
    ordered = list(
        indicator.plan.indicators.order_by("position", "pk").only("pk", "code", "name", "plan")
    )
    place = next(at for at, each in enumerate(ordered) if each.pk == indicator.pk)
    before = ordered[place - 1] if place else None
    after = ordered[place + 1] if place + 1 < len(ordered) else None
    return {
        "previous": _as_neighbour(before) if before else None,
        "next": _as_neighbour(after) if after else None,
    }


def _as_neighbour(indicator: Indicator) -> Neighbour:
    return Neighbour(code=indicator.code, name=indicator.name)


def unjudged_help(row: IndicatorRow) -> str:
    """Return what a reader may expect where there is no verdict on figures, "" otherwise."""
    if not row.state:
        return "数据刚有变动，评判正在重新计算，完成后本页自动更新。"
    if row.state == State.NO_DATA and any(
        each.standpoint == Standpoint.CURRENT for each in row.others
    ):
        return "规划的结论只按结账时已公布的数据下；按最新数据的评判另列，不改变它。"
    texts = {
        State.NO_DATA: "这一年的实绩还没有公布或审核；公布后系统自动评判。",
        State.PENDING_TARGET: "目标值由上级另行下达；下达后作为目标调整登记，随即评判。",
        State.NOT_COMPARABLE: "实绩照常列出，但不与目标比较，也不计入完成或未完成。",
        State.NO_BASELINE: "没有基期值，不能计算进度，只看是否已达到目标。",
    }
    return texts.get(State(row.state), "")
