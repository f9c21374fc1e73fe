"""Projects by field with their distance to what is due; from rows read before, no queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from projects.paces import PaceLane, PacePoint, ahead_text
from projects.selectors.rows import FIELD_LABELS, ProjectRow

MOST: Final = 600
"""How many projects are drawn; of more, those furthest behind."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """The lanes of the fields, how many projects can be compared and how many of them are drawn."""

    lanes: tuple[PaceLane, ...]
    total: int
    comparable: int
    drawn: int
    title: str

    @property
    def left_out(self) -> str:
        """Return that not all are drawn, "" where they are."""
        if self.drawn == self.comparable:
            return ""
        return f"只画 {self.comparable} 个里落后最多的 {self.drawn} 个，其余的只在表里计入。"


def pace_of(
    rows: Sequence[ProjectRow],
    *,
    url_of: Callable[[str], str],
    query: str = "",
    most: int = MOST,
) -> Pace:
    """Return projects by field; `url_of` gives the address of the list of a field.

    `query` is what the addresses of projects end in to keep year and day, "" or "?…".
    Only what is judged by time and was reported can be compared with what is due. All of it is
    counted; no more than `most` are drawn.
    """
    comparable = sorted((row for row in rows if row.behind_points is not None), key=_ahead)
    drawn = comparable[:most]
    lanes = tuple(_lanes(rows, comparable, drawn, url_of, query))
    return Pace(
        lanes=lanes,
        total=len(rows),
        comparable=len(comparable),
        drawn=len(drawn),
        title=_title(comparable),
    )


def _ahead(row: ProjectRow) -> Decimal:
    return -(row.behind_points or Decimal(0))


def _lanes(
    rows: Sequence[ProjectRow],
    comparable: Sequence[ProjectRow],
    drawn: Sequence[ProjectRow],
    url_of: Callable[[str], str],
    query: str,
) -> Iterator[PaceLane]:
    for field, label in FIELD_LABELS.items():
        same = [row for row in comparable if row.field == field]
        if same:
            yield PaceLane(
                field=field,
                label=label,
                total=sum(row.field == field for row in rows),
                comparable=len(same),
                behind=sum(_ahead(row) < 0 for row in same),
                middle_text=_middle_text(same),
                points=tuple(_point(row, query) for row in drawn if row.field == field),
                url=url_of(field),
            )


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
