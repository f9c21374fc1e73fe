"""All projects on one time axis, by field: where each begins and ends, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from projects.selectors.rows import FIELD_LABELS, MilestoneRow, ProjectRow
from projects.timescale import WHOLE, Span, Stretch, per_cent


@dataclass(frozen=True, kw_only=True, slots=True)
class Length:
    """How many projects stand `at_once` on the axis; of more, each field shows its first."""

    at_once: int
    of_a_field: int
    of_a_page: int


LENGTH: Final = Length(at_once=300, of_a_field=25, of_a_page=150)
LENGTH_FOR_SENIORS: Final = Length(at_once=20, of_a_field=5, of_a_page=20)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A milestone on the axis."""

    x: str
    name: str
    is_reached: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A project's time as attributes of SVG; `done` and `due_x` are "" where there is nothing.

    `is_past` says that what is done is of an earlier report than the one asked for, `is_stated`
    whether the plan names begin and end; else the plan's period stands in.
    """

    x: str
    width: str
    done: str
    is_past: bool
    due_x: str
    is_stated: bool
    goes_before: bool
    goes_after: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TimelineRow:
    """One project on the axis; no bar where it lies outside of what is shown."""

    row: ProjectRow
    bar: Bar | None
    words: str


@dataclass(frozen=True, kw_only=True)
class TimelineGroup:
    """The projects of one field; `hidden` of them are on pages of their own."""

    field: str
    label: str
    count: int
    rows: tuple[TimelineRow, ...]

    @property
    def hidden(self) -> int:
        return self.count - len(self.rows)


def timeline_groups(
    rows: Sequence[ProjectRow], *, span: Span, most: int | None
) -> tuple[TimelineGroup, ...]:
    """Return rows by field on an axis; the first `most` of each field, None for all."""
    groups = []
    for field, label in FIELD_LABELS.items():
        same = [row for row in rows if row.field == field]
        shown = same[:most]
        if same:
            lines = tuple(timeline_row(row, span=span) for row in shown)
            groups.append(TimelineGroup(field=field, label=label, count=len(same), rows=lines))
    return tuple(groups)


def timeline_row(row: ProjectRow, *, span: Span) -> TimelineRow:
    start, end = row.bounds
    stretch = span.stretch(start, end)
    bar = _bar(row, stretch, span=span) if stretch else None
    return TimelineRow(row=row, bar=bar, words=_words(row, start, end))


def span_of(rows: Sequence[ProjectRow], *, plan_span: Span) -> Span:
    """Return the years there is anything to see in: the plan's, and those of its projects."""
    days = [day for row in rows for day in (row.start, row.end) if day is not None]
    years = [plan_span.first, plan_span.last, *(day.year for day in days)]
    return Span(first=min(years), last=max(years))


def _bar(row: ProjectRow, stretch: Stretch, *, span: Span) -> Bar:
    first_day, last_day = row.bounds
    begin = span.place(first_day)
    length = span.place_after(last_day) - begin
    due = None if row.due_share is None else begin + float(row.due_share) * length
    is_past = row.done_share is None and row.last_done is not None
    share = row.last_done if is_past else row.done_share
    end = begin if share is None else begin + min(float(share), 1) * length
    done = min(end, stretch.start + stretch.width) - stretch.start
    return Bar(
        x=per_cent(stretch.start),
        width=per_cent(stretch.width),
        done=per_cent(done) if done > 0 else "",
        is_past=is_past,
        due_x=per_cent(due) if due is not None and 0 <= due <= WHOLE else "",
        is_stated=row.start is not None and row.end is not None,
        goes_before=stretch.goes_before,
        goes_after=stretch.goes_after,
        steps=tuple(_step(each, span) for each in row.milestones if span.holds(each.due_on)),
    )


def _step(milestone: MilestoneRow, span: Span) -> Step:
    reached = f"{milestone.reached_on}完成" if milestone.reached_on else f"{milestone.due_on}前"
    return Step(
        x=per_cent(span.place_after(milestone.due_on)),
        name=f"{milestone.title}（{reached}）",
        is_reached=milestone.reached_on is not None,
    )


def _words(row: ProjectRow, start: date, end: date) -> str:
    """Return what the bar shows, for those who do not see it."""
    period = f"{start:%Y-%m}至{end:%Y-%m}"
    if row.start is None or row.end is None:
        period += "（规划未写明起止）" if row.start is row.end is None else "（规划未写全起止）"
    past = f"，{row.known_label}{row.last_done_text}" if row.last_done is not None else ""
    return f"{period}，{row.share_label}{past}"
