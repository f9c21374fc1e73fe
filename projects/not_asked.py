"""Why a year is not reported of a project, and who reports it in its place, in words."""

from __future__ import annotations

from projects.models import Project


def why_not_asked(project: Project, year: int) -> str:
    """Return why nothing of a year is reported of a project, "" where it is asked for it."""
    tenure, whole = project.tenure, project.split_from
    if tenure.counts_in(year):
        return ""
    if whole is not None and tenure.begun_in is not None and year < tenure.begun_in:
        return (
            f"项目“{project}”是{whole.retired_on}由“{whole}”拆分出来的，"
            f"从{tenure.begun_in}年起填报；{year}年的进展由“{whole}”填报。"
        )
    told = f"项目“{project}”已于{project.retired_on}停用（{project.retired_reason}），不再填报"
    names = "、".join(f"“{each}”" for each in _successors(project))
    return f"{told}；{year}年的进展由{names}填报。" if names else f"{told}。"


def _successors(project: Project) -> list[Project]:
    """Return what took the place of a retired project (one query at most)."""
    if project.merged_into is not None:
        return [project.merged_into]
    return list(project.split_into.order_by("position", "pk"))
