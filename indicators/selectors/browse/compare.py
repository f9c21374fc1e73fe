"""Up to six indicators on one scale: how far each has come, or how it grew from its base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from indicators.comparisons import ComparedLine, Comparison
from indicators.formatting import HUNDRED, number_text, share_text, with_unit
from indicators.models import Assessment, Indicator, Kind, Observation, ObservationSource
from indicators.progress import State
from indicators.selectors.assessments import ByIndicator, assessments_of
from indicators.selectors.standing import ruling_standpoint
from indicators.selectors.wording import actual_text
from indicators.trajectories import Point
from indicators.viewpoints import Viewpoint

SHARE: Final = "share"
INDEX: Final = "index"
MEASURES: Final = {SHARE: "完成进度", INDEX: "以基期为100"}
MOST: Final = 6
_LEVELS: Final = frozenset({Kind.REACH, Kind.KEEP})
_LEAST_POINTS: Final = 2
_MOST_NAMED: Final = 3


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An indicator that can be compared."""

    code: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class ChoiceGroup:
    """The indicators of a plan that stand together."""

    label: str
    choices: tuple[Choice, ...]
    is_open: bool


LONGEST: Final = 40
"""So much of an unknown code is said."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What a comparison shows; `left_out` are name and reason, `heads` name and address.

    `plan_slug` is the plan of the indicator asked for first, "" where none is known.
    """

    comparison: Comparison
    title: str
    heads: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    plan_slug: str


def choice_groups(chosen: Sequence[str]) -> list[ChoiceGroup]:
    """Return every indicator that counts, newest plan first (one query)."""
    rows = (
        Indicator.objects.filter(parent=None)
        .select_related("plan")
        .order_by("-plan__first_year", "plan__slug", "position", "pk")
    )
    groups: dict[str, list[Choice]] = {}
    for row in rows:
        label = f"{row.plan.short_title} · {row.category or row.get_origin_display()}"
        choice = Choice(code=row.code, name=row.name, is_chosen=row.code in chosen)
        groups.setdefault(label, []).append(choice)
    return [
        ChoiceGroup(label=label, choices=tuple(same), is_open=any(each.is_chosen for each in same))
        for label, same in groups.items()
    ]


def compared(codes: Sequence[str], *, measure: str, viewpoint: Viewpoint) -> Compared:
    """Return the comparison of indicators in the order asked (three queries, four for readers).

    A code nobody has and an indicator without such a line are left out, and why.
    """
    indicators = _indicators(codes, viewpoint)
    verdicts = _verdicts(indicators, viewpoint)
    plans = {each.plan_id for each in indicators}
    known = {each.code for each in indicators}
    left_out = [(code[:LONGEST], "没有这个代码的指标") for code in codes if code not in known]
    lines, heads, newest = [], [], {}
    for each in indicators:
        label = f"{each.name}（{each.plan.short_title}）" if len(plans) > 1 else each.name
        ruling = list(_ruling(each, verdicts.get(each.pk, [])))
        line = _line(each, label, ruling, measure=measure)
        if isinstance(line, str):
            left_out.append((label, line))
        else:
            lines.append(line)
            heads.append((label, each.get_absolute_url() + viewpoint.query))
            newest[label] = _newest_figure(ruling, line)
    return Compared(
        comparison=Comparison(
            unit="%" if measure == SHARE else "",
            reference=HUNDRED,
            reference_label="目标 100%" if measure == SHARE else "基期 = 100",
            lines=tuple(lines),
        ),
        title=_title(lines, measure),
        heads=tuple(heads),
        sources=tuple(_sources(newest)),
        left_out=tuple(left_out),
        plan_slug=indicators[0].plan.slug if indicators else "",
    )


def _indicators(codes: Sequence[str], viewpoint: Viewpoint) -> list[Indicator]:
    rows = Indicator.objects.filter(code__in=codes).select_related("plan__region", "series")
    found = {row.code: row for row in rows}
    for row in found.values():
        row.plan = viewpoint.as_known(row.plan)
    return [found[code] for code in codes if code in found]


def _verdicts(indicators: Iterable[Indicator], viewpoint: Viewpoint) -> ByIndicator:
    """Return the verdicts on indicators; those of a region are read together."""
    by_region: dict[int, list[int]] = {}
    for each in indicators:
        by_region.setdefault(each.plan.region_id, []).append(each.pk)
    result: dict[int, list[Assessment]] = {}
    for region_id, ids in by_region.items():
        wanted = Indicator.objects.filter(pk__in=ids)
        result |= assessments_of(wanted, region_id=region_id, viewpoint=viewpoint)
    return result


def _ruling(indicator: Indicator, verdicts: Iterable[Assessment]) -> Iterator[Assessment]:
    standpoint = ruling_standpoint(indicator.plan)
    return (each for each in verdicts if each.standpoint == standpoint)


def _line(
    indicator: Indicator, label: str, ruling: Sequence[Assessment], *, measure: str
) -> ComparedLine | str:
    """Return an indicator's line, or why it has none."""
    base = indicator.baseline_value
    if measure == INDEX and indicator.kind not in _LEVELS:
        return "累计、增速和认定类指标没有可比的水平"
    if measure == INDEX and (base is None or base <= 0):
        return "没有可作基数的基期值"
    points = _shares(indicator, ruling) if measure == SHARE else _indices(indicator, ruling)
    broken = tuple(each.year for each in ruling if each.state == State.NOT_COMPARABLE)
    if len(points) < _LEAST_POINTS:
        return _why_none(ruling, broken, measure)
    return ComparedLine(label=label, points=points, breaks=broken)


def _newest_figure(ruling: Iterable[Assessment], line: ComparedLine) -> Observation | None:
    """Return the figure behind the newest point of a line."""
    same = (each.observation for each in ruling if each.year == line.newest.year)
    return next(same, None)


def _sources(newest: Mapping[str, Observation | None]) -> Iterator[str]:
    """Yield where each line's newest figure was read, with its vintage (one query)."""
    ids = [each.pk for each in newest.values() if each]
    read = ObservationSource.objects.filter(observation__in=ids).order_by("-pk")
    titles = dict(read.values_list("observation", "title"))
    for label, figure in newest.items():
        if figure is None:
            continue
        title = titles.get(figure.pk) or "出处未列"
        yield f"{label}：{title}（{figure.year}年，{figure.get_vintage_display()}）"


def _why_none(ruling: Sequence[Assessment], broken: Sequence[int], measure: str) -> str:
    if broken:
        return "口径改变，不可比"
    if measure == SHARE and any(each.value is not None for each in ruling):
        return "这类指标没有完成进度"
    return "还没有可比的实绩"


def _shares(indicator: Indicator, ruling: Iterable[Assessment]) -> tuple[Point, ...]:
    """Return how far an indicator has come each year, in per cent; nothing in the base year."""
    base = Point(year=indicator.plan.base_year, value=Decimal(0), text="0", note="基期")
    return (
        base,
        *(
            Point(
                year=each.year,
                value=each.share * HUNDRED,
                text=share_text(each.share, threshold=each.due_share).removesuffix("%"),
                note=_vintage(each),
            )
            for each in ruling
            if each.share is not None
        ),
    )


def _indices(indicator: Indicator, ruling: Iterable[Assessment]) -> tuple[Point, ...]:
    """Return an indicator's figures with its base as 100; what does not compare is left out."""
    base = indicator.baseline_value or Decimal(1)
    start = Point(year=indicator.plan.base_year, value=HUNDRED, text="100", note="基期")
    comparable = [each for each in ruling if each.state != State.NOT_COMPARABLE]
    return (
        start,
        *(
            Point(
                year=each.year,
                value=each.value / base * HUNDRED,
                text=number_text(each.value / base * HUNDRED, 1),
                note=f"{with_unit(actual_text(each, indicator), indicator.unit)}，{_vintage(each)}",
            )
            for each in comparable
            if each.value is not None
        ),
    )


def _vintage(assessment: Assessment) -> str:
    observation = assessment.observation
    return observation.get_vintage_display() if observation else "按规则推得"


def _title(lines: Sequence[ComparedLine], measure: str) -> str:
    """Return what the comparison comes to; figures of unlike years are not ranked."""
    if not lines:
        return ""
    what = "完成进度" if measure == SHARE else "比基期变化（基期=100）"
    years = {line.newest.year for line in lines}
    if len(lines) > 1 and len(years) == 1:
        ranked = sorted(lines, key=lambda line: line.newest.value, reverse=True)
        first, last = (_newest_text(each, measure) for each in (ranked[0], ranked[-1]))
        return f"{what}最高：{first}；最低：{last}"
    if len(lines) > _MOST_NAMED:
        return f"{what}：{len(lines)} 项指标各到最新一年（{min(years)}—{max(years)}年）"
    return f"{what}：{'；'.join(_newest_text(each, measure) for each in lines)}"


def _newest_text(line: ComparedLine, measure: str) -> str:
    unit = "%" if measure == SHARE else ""
    return f"{line.label} {line.newest.text}{unit}（{line.newest.year}年）"
