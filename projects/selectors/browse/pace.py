"""Projects by field with their distance to what is due; from rows read before, no queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from projects.gaps import ahead_text
from projects.paces import (
    NEAR_SHARE,
    PaceGroup,
    PaceLane,
    PacePoint,
    bounds_of,
    range_of,
    together,
)
from projects.selectors.rows import FIELD_LABELS, ProjectRow

UrlOf = Callable[..., str]
"""Gives the address of the list of projects, by filters: field, and light and gap of a mark."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """The lanes of the fields, and how many projects can be compared."""

    lanes: tuple[PaceLane, ...]
    total: int
    comparable: int
    title: str


def pace_of(rows: Sequence[ProjectRow], *, url_of: UrlOf, query: str = "") -> Pace:
    """Return projects by field; `url_of` gives the address of the list by its filters.

    `query` is what the addresses of projects end in to keep year and day, "" or "?…".
    Only what is judged by time and was reported can be compared with what is due.
    """
    comparable = sorted((row for row in rows if row.behind_points is not None), key=_ahead)
    low, high = bounds_of(map(_ahead, comparable))
    lanes = _Lanes(rows=rows, url_of=url_of, query=query, near=(high - low) * NEAR_SHARE)
    return Pace(
        lanes=tuple(lanes.of(comparable)),
        total=len(rows),
        comparable=len(comparable),
        title=_title(comparable),
    )


def _ahead(row: ProjectRow) -> Decimal:
    return -(row.behind_points or Decimal(0))


@dataclass(frozen=True, kw_only=True)
class _Lanes:
    """Makes the lanes; `near` is how many points a mark takes."""

    rows: Sequence[ProjectRow]
    url_of: UrlOf
    query: str
    near: Decimal

    def of(self, comparable: Sequence[ProjectRow]) -> Iterator[PaceLane]:
        for field, label in FIELD_LABELS.items():
            same = [row for row in comparable if row.field == field]
            if same:
                yield PaceLane(
                    field=field,
                    label=label,
                    total=sum(row.field == field for row in self.rows),
                    comparable=len(same),
                    behind=sum(_ahead(row) < 0 for row in same),
                    middle_text=_middle_text(same),
                    groups=tuple(self._groups(field, same)),
                    url=self.url_of(field=field),
                )

    def _groups(self, field: str, same: Sequence[ProjectRow]) -> Iterator[PaceGroup]:
        points = (_point(row, self.query) for row in same)
        for each in together(points, near=self.near):
            light, gap = each[0].light.removeprefix("light-"), range_of(each).address
            url = each[0].url if len(each) == 1 else self.url_of(field=field, light=light, gap=gap)
            yield PaceGroup(points=each, url=url)


def _middle_text(same: Sequence[ProjectRow]) -> str:
    """Return how far the one in the middle is, in the words of its mark.

    Between two, what lies half way, with the digits halving takes; `same` are in their order.
    """
    lower, upper = same[(len(same) - 1) // 2], same[len(same) // 2]
    if lower.behind_text == upper.behind_text:
        return lower.behind_text
    digits = 1 + max(_digits(lower), _digits(upper))
    return ahead_text((_ahead(lower) + _ahead(upper)) / 2, digits=digits)


def _digits(row: ProjectRow) -> int:
    """Return with how many digits behind the point the mark says the distance."""
    told = row.now.verdict.printed
    return len(told.points.partition(".")[2]) if told else 0


def _point(row: ProjectRow, query: str) -> PacePoint:
    return PacePoint(
        ahead=_ahead(row),
        light=row.light_key,
        name=row.name,
        said=tuple(_said(row)),
        url=row.url + query,
    )


def _said(row: ProjectRow) -> Iterator[str]:
    """Yield what there is to say of a project: stage, light, shares and money."""
    yield f"{row.name}（{row.field_label}）"
    yield f"{row.known_label}：{row.stage_label}，{row.light_label}"
    yield f"{row.share_label}，{row.behind_text}"
    if row.invested_text:
        total = f"，总投资 {row.investment_text}" if row.investment_text else ""
        yield f"累计投资 {row.invested_text} 亿元{total}"


def _title(comparable: Sequence[ProjectRow]) -> str:
    """Return how many are behind and which most; the furthest behind comes first."""
    if not comparable:
        return ""
    behind = [row for row in comparable if _ahead(row) < 0]
    if not behind:
        return f"{len(comparable)} 个项目都不落后于应完成的进度"
    worst = behind[0]
    tied = sum(_ahead(row) == _ahead(worst) for row in behind)
    others = f"等 {tied} 个" if tied > 1 else ""
    return (
        f"{len(comparable)} 个项目中 {len(behind)} 个落后于应完成的进度，"
        f"最多的是{worst.name}{others}（{worst.behind_text}）"
    )
