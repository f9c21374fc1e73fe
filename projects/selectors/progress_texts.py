"""How projects stand, in the words of the official table: what approved reports say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from indicators.formatting import plain_text, reported_share
from indicators.viewpoints import Viewpoint
from plans.models import Plan
from projects.looking_back import approved_by, former_reports
from projects.models import FormerReport, ProjectReport, ReportFacts
from projects.tenure import Tenure
from projects.typed import MONEY_DECIMALS


def progress_texts(
    plan: Plan, *, year: int | None, viewpoint: Viewpoint
) -> dict[int, tuple[str, ...]]:
    """Return the paragraphs on each project that was reported, by primary key (two queries).

    They are of the latest period up to the end of a year, None being the latest at all, and of
    the project's own years only.
    """
    stored: list[ProjectReport | FormerReport] = [
        *ProjectReport.objects.filter(approved_by(viewpoint.known_on), project__plan=plan),
        *former_reports(viewpoint.known_on).filter(project__plan=plan),
    ]
    tenures = _tenures(plan, viewpoint)
    found = [each for each in stored if year is None or each.year <= year]
    by_project: dict[int, list[ReportFacts]] = defaultdict(list)
    for report in sorted(found, key=lambda each: each.period.rank):
        if tenures[report.project_id].counts_in(report.year):
            by_project[report.project_id].append(report)
    return {pk: tuple(_paragraphs(reports)) for pk, reports in by_project.items()}


def _tenures(plan: Plan, viewpoint: Viewpoint) -> dict[int, Tenure]:
    """Return the years of each project that has only some of them; of others all (one query)."""
    changed = plan.projects.exclude(retired_on=None, split_from=None).select_related(
        "split_from__split_from"
    )
    found: dict[int, Tenure] = defaultdict(Tenure)
    found.update({each.pk: each.tenure_as_known(viewpoint.day) or Tenure() for each in changed})
    return found


def _paragraphs(reports: Sequence[ReportFacts]) -> list[str]:
    """Return what the last of some reports says, with the money of all of them."""
    last = reports[-1]
    share = reported_share(last.physical_share)
    facts = (
        str(last.get_reached_stage_display()),
        f"形象进度{share}" if share else "",
        _money(reports),
    )
    said = [f"{last.period.label}：{'；'.join(filter(None, facts))}。"]
    if last.halt_reason:
        said.append(f"停缓建原因：{last.halt_reason}")
    if last.progress_text:
        said.append(last.progress_text)
    if last.problem:
        said.append(f"存在问题：{last.problem}{_solution(last)}")
    return said


def _money(reports: Sequence[ReportFacts]) -> str:
    """Return what was invested in the last year and in all: of each year its latest period."""
    by_year = {each.year: each.invested for each in reports if each.invested is not None}
    last = reports[-1]
    if not by_year:
        return ""
    total = plain_text(sum(by_year.values(), Decimal(0)), MONEY_DECIMALS)
    own = by_year.get(last.year)
    if own is None:
        return f"累计完成投资{total}亿元"
    text = f"{last.year}年完成投资{plain_text(own, MONEY_DECIMALS)}亿元"
    return f"{text}，累计{total}亿元" if len(by_year) > 1 else text


def _solution(report: ReportFacts) -> str:
    """Return who solves a problem until when, in brackets, "" where nobody said."""
    due = f"{report.problem_due_on}前解决" if report.problem_due_on else ""
    words = "，".join(filter(None, (report.problem_owner, due)))
    return f"（{words}）" if words else ""
