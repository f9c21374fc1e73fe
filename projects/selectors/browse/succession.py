"""What a project came from and became, and who tells of the years that are not its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from projects.looking_back import reporters
from projects.models import Project
from projects.tenure import Tenure


@dataclass(frozen=True, kw_only=True)
class ProjectLinkTo:
    """Another project to go to."""

    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Why a year is not told of by a project; `projects` tell of it, `years` says of which."""

    why: str
    years: str
    projects: tuple[ProjectLinkTo, ...]


@dataclass(frozen=True, kw_only=True)
class Succession:
    """What became of a project by a day, and what it came from; None and () where nothing did."""

    retired_on: date | None
    retired_reason: str
    merged_into: ProjectLinkTo | None
    merged: tuple[ProjectLinkTo, ...]
    split_into: tuple[ProjectLinkTo, ...]
    split_from: ProjectLinkTo | None
    elsewhere: Elsewhere | None


def succession(project: Project, *, year: int | None, day: date) -> Succession:
    """Return what a day knew of a project's mergers and splits (two queries to four)."""
    is_retired = project.retirement.is_known(day)
    target = project.merged_into if is_retired else None
    parts = _links(project.split_into.order_by("position", "pk")) if is_retired else ()
    merged_into = _link(target) if target else None
    return Succession(
        retired_on=project.retired_on if is_retired else None,
        retired_reason=project.retired_reason,
        merged_into=merged_into,
        merged=_links(project.merged.filter(retired_on__lte=day).order_by("position", "pk")),
        split_into=parts,
        split_from=_link(project.split_from) if project.split_from else None,
        elsewhere=_elsewhere(project, year, day),
    )


def _elsewhere(project: Project, year: int | None, day: date) -> Elsewhere | None:
    """Return who tells of a year in a project's place, None where it does itself (one query)."""
    whole, tenure = project.split_from, project.tenure_as_known(day)
    last_year = project.plan.last_year
    within = tenure and tenure.within(last_year)
    if within is not None and within.is_listed(year):
        return None
    told_by = _links(reporters(project, year, known_on=day))
    if whole is not None and tenure is None:
        why = f"{day}还没有这个项目，{whole.retired_on}才由“{whole}”拆分出来"
        return Elsewhere(why=why, years="当时", projects=told_by)
    if tenure is None:
        return None
    if whole is not None and within is None:
        why = f"本项目{whole.retired_on}由“{whole}”拆分出来，晚于规划期（到{last_year}年）"
        why += "，在本规划里没有要填报的"
        return Elsewhere(why=why, years=f"{year}年" if year else "规划期", projects=told_by)
    if whole is not None and year is not None and year < (tenure.begun_in or 0):
        why = f"本项目{whole.retired_on}由“{whole}”拆分出来，从{tenure.begun_in}年起单独填报"
        return Elsewhere(why=why, years=f"{year}年", projects=told_by)
    return Elsewhere(
        why=_why_ended(project, tenure), years=f"{year}年" if year else "现在", projects=told_by
    )


def _why_ended(project: Project, tenure: Tenure) -> str:
    if tenure.keeps_history and project.is_given_up:
        return f"本项目从{tenure.retired_in}年起不再填报"
    if tenure.keeps_history:
        return f"本项目从{tenure.retired_in}年起不再单独填报"
    return "本项目不再填报，此前的填报也不计入合计"


def _links(projects: Iterable[Project]) -> tuple[ProjectLinkTo, ...]:
    return tuple(map(_link, projects))


def _link(project: Project) -> ProjectLinkTo:
    return ProjectLinkTo(name=project.name, url=project.get_absolute_url())
