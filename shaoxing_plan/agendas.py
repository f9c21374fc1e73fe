"""The lists a meeting opens with: what lags in the table, outside it, and among projects; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indicators.selectors.browse.meeting import Meeting, Slide
from projects.selectors.lagging import LaggingProjects
from projects.selectors.rows import ProjectRow

SHOWN: Final = 6
"""As many of each list stand on the first screen of a meeting; paper has them all."""


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """Something to talk about; `number` is that of its slide."""

    number: int
    name: str
    is_binding: bool
    state: str
    state_label: str
    late_text: str


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """A list with its title; the first of `points` are shown on the screen, `more` are left."""

    title: str
    points: tuple[AgendaItem, ...]
    shown: int = SHOWN

    @property
    def start(self) -> int:
        """Return the number of the first slide."""
        return self.points[0].number

    @property
    def more(self) -> int:
        """Return how many the first screen leaves out."""
        return max(0, len(self.points) - self.shown)


def agendas(meeting: Meeting, projects: LaggingProjects) -> list[Agenda]:
    """Return the lists that have something in them, in the order of the slides."""
    return [each for each in _agendas(meeting, projects) if each.points]


def _agendas(meeting: Meeting, projects: LaggingProjects) -> Iterator[Agenda]:
    points = tuple(_of_slide(at, each) for at, each in enumerate(meeting.slides, start=1))
    main, outside = points[: meeting.main_count], points[meeting.main_count :]
    where = "指标表中" if meeting.has_outside else ""
    yield Agenda(title=f"{where}滞后的 {len(main)} 项", points=main)
    yield Agenda(title=f"指标表以外滞后的定量目标 {len(outside)} 项", points=outside)
    yield Agenda(
        title=_projects_title(projects), points=_of_projects(projects.worst, after=len(points))
    )


def _projects_title(projects: LaggingProjects) -> str:
    said = f"滞后的项目 {projects.total} 个"
    listed = len(projects.worst)
    return said if projects.total == listed else f"{said}，其中最滞后的 {listed} 个"


def _of_slide(number: int, slide: Slide) -> AgendaItem:
    return AgendaItem(
        number=number,
        name=slide.row.name,
        is_binding=slide.row.nature == "binding",
        state=slide.row.state,
        state_label=slide.row.state_label,
        late_text=slide.lead_text,
    )


def _of_projects(rows: Sequence[ProjectRow], *, after: int) -> tuple[AgendaItem, ...]:
    return tuple(
        AgendaItem(
            number=after + place,
            name=row.name,
            is_binding=False,
            state=row.light_key,
            state_label=row.light_label,
            late_text=row.behind_text,
        )
        for place, row in enumerate(rows, start=1)
    )
