"""Why a year is not reported of a project, and who reports it in its place, in words."""

from __future__ import annotations

from projects.looking_back import reporters
from projects.models import Project


def why_not_asked(project: Project, year: int) -> str:
    """Return why nothing of a year is reported of a project, "" where it is asked for it.

    Who reports it instead is named (one query).
    """
    tenure, whole = project.tenure, project.split_from
    if tenure.counts_in(year):
        return ""
    names = "、".join(f"“{each}”" for each in reporters(project, year))
    told = f"；{year}年的进展由{names}填报。" if names else "。"
    if whole is not None and tenure.begun_in is not None and year < tenure.begun_in:
        split = f"项目“{project}”是{whole.retired_on}由“{whole}”拆分出来的"
        return f"{split}，从{tenure.begun_in}年起填报{told}"
    reason = project.retired_reason
    return f"项目“{project}”已于{project.retired_on}停用（{reason}），不再填报{told}"
