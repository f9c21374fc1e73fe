"""How each project of a plan stands in a year: the rows every page of projects is made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django.db.models import Q, QuerySet

from indicators.formatting import plain_text
from indicators.models import ReportingRound, RuleSet
from indicators.viewpoints import Viewpoint
from plans.models import Plan
from plans.selectors import section_paths
from projects.lights import LightQuestion, LightRules, LightVerdict, judge_light
from projects.models import Project
from projects.periods import Period
from projects.selectors.related import Related, amounts_invested, approved_reports, related
from projects.selectors.rows import ApprovedReport, Judged, MilestoneRow, ProjectRow, Promise
from projects.stages import BuildStage
from projects.tenure import Retirement, Tenure, tenure_of

EVERYTHING: Final = Q()
_FACTS: Final = (
    *("id", "code", "name", "field", "promised_stage", "section_id", "item_id", "item__title"),
    *("department__code", "department__short_name", "departments_confirmed", "start", "end"),
    *("total_investment", "quote", "retired_on", "keeps_history", "is_given_up"),
    *("split_from_id", "split_from__retired_on", "split_from__keeps_history"),
)
# Projects in the thousands share their dates, and a light depends on nothing but its question.
_judged_once = lru_cache(maxsize=32_768)(judge_light)


@dataclass(frozen=True, kw_only=True)
class RulesInForce:
    """The thresholds of lights, with the version of the rule set they come from."""

    version: str
    effective_on: date
    thresholds: LightRules

    @property
    def nearly_text(self) -> str:
        return plain_text(self.thresholds.nearly_points, 2)

    @property
    def behind_text(self) -> str:
        return plain_text(self.thresholds.behind_points, 2)


def project_rows(
    plan: Plan, *, year: int | None, viewpoint: Viewpoint, among: Q = EVERYTHING
) -> list[ProjectRow]:
    """Return the projects of a plan that a year is of, in the plan's order (eleven queries).

    Of a project that was split a year is the whole's or its parts' (see `Tenure`), and a report
    of another's year is passed over, as in the sums. `year` None means 最新: each project that
    stands on the day, or stood to the plan's end, at the end of the latest period it was
    reported for, unless a year's report has fallen due that it owes, for which no quarter of it
    stands in. A project once completed stays so without further reports.
    """
    return _Rows.of(plan, year=year, viewpoint=viewpoint, among=among).listed()


def project_row(project: Project, *, year: int | None, viewpoint: Viewpoint) -> ProjectRow:
    """Return one project, whether the year is its own or not."""
    return rows_of(project.plan, [project.pk], year=year, viewpoint=viewpoint)[0]


def rows_of(
    plan: Plan, keys: Collection[int], *, year: int | None, viewpoint: Viewpoint
) -> list[ProjectRow]:
    """Return some projects of a plan, whether the year is theirs or not."""
    return _Rows.of(plan, year=year, viewpoint=viewpoint, among=Q(pk__in=keys)).all()


def rules_in_force(on: date) -> RulesInForce:
    """Return the thresholds that rule on a day, before the first version those of the first."""
    rule_sets = RuleSet.objects.order_by("effective_on", "id")
    found = rule_sets.filter(effective_on__lte=on).last() or rule_sets[0]
    return RulesInForce(
        version=found.version,
        effective_on=found.effective_on,
        thresholds=LightRules(
            nearly_points=found.light_nearly_points, behind_points=found.light_behind_points
        ),
    )


def owed_year(plan: Plan, *, on: date) -> int | None:
    """Return the latest year whose reports have fallen due, None before the first."""
    due = ReportingRound.objects.filter(plan=plan, due_on__lt=on).order_by("-year")
    return due.values_list("year", flat=True).first()


def judge_project(
    row: ProjectRow, report: ApprovedReport | None, *, at: date, rules: LightRules
) -> Judged:
    """Return the light of a project on a report, or on none, at the end of a period."""
    return _judge(_question(row.promise, row.milestones, row.bounds, report, at), report, rules)


def question_of(row: ProjectRow) -> LightQuestion:
    """Return what the light a row shows was decided by."""
    return _question(row.promise, row.milestones, row.bounds, row.now.report, row.now.at)


def _question(
    promise: Promise,
    milestones: Sequence[MilestoneRow],
    bounds: tuple[date, date],
    report: ApprovedReport | None,
    at: date,
) -> LightQuestion:
    start, end = bounds
    return LightQuestion(
        stage=report.stage if report else None,
        expected_stage=promise.expected_stage,
        judged_by=promise.judged_by,
        done_share=report.physical_share if report else None,
        start=start,
        end=end,
        at=at,
        milestones=tuple((each.due_on, each.due_share) for each in milestones),
    )


def _judge(question: LightQuestion, report: ApprovedReport | None, rules: LightRules) -> Judged:
    verdict: LightVerdict = _judged_once(question, rules=rules)
    return Judged(verdict=verdict, report=report, at=question.at)


def _wholes_without_history(facts: Sequence[Mapping[str, Any]]) -> dict[int, Retirement]:
    """Return what became of them: their parts have the years before (a query where there are)."""
    keys = {each["split_from_id"] for each in facts if not each["split_from__keeps_history"]}
    found = Project.objects.filter(pk__in=keys - {None}).select_related("split_from__split_from")
    return {each.pk: each.retirement for each in found}


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """Everything rows are made of, read once."""

    plan: Plan
    year: int | None
    day: date
    owed: int | None
    rules: LightRules
    facts: list[dict[str, Any]]
    paths: Mapping[int, Any]
    related: Related
    reports: Mapping[int, list[ApprovedReport]]
    amounts: Mapping[int, Mapping[int, Decimal]]
    wholes: Mapping[int, Retirement]

    @classmethod
    def of(cls, plan: Plan, *, year: int | None, viewpoint: Viewpoint, among: Q) -> _Rows:
        projects: QuerySet[Project] = Project.objects.filter(among, plan=plan)
        facts = list(projects.order_by("position", "pk").values(*_FACTS))
        return cls(
            plan=plan,
            year=year,
            day=viewpoint.day,
            owed=owed_year(plan, on=viewpoint.day),
            rules=rules_in_force(viewpoint.day).thresholds,
            facts=facts,
            wholes=_wholes_without_history(facts),
            paths=section_paths(plan),
            related=related(projects, seen=viewpoint),
            reports=approved_reports(projects, seen=viewpoint, until=year),
            amounts=amounts_invested(projects, seen=viewpoint, until=year),
        )

    def all(self) -> list[ProjectRow]:
        """Return every project with all its reports."""
        return [
            self._row(facts, self._tenure(facts) or Tenure(), self._reports(facts))
            for facts in self.facts
        ]

    def listed(self) -> list[ProjectRow]:
        """Return those a year is of, with the reports of their own years."""
        known = ((facts, self._tenure(facts)) for facts in self.facts)
        last_year = self.plan.last_year
        tenures = ((facts, tenure and tenure.within(last_year)) for facts, tenure in known)
        return [
            self._row(facts, own, [each for each in told if own.counts_in(each.period.year)])
            for facts, own in tenures
            if own is not None and own.is_listed(self.year)
            for told in [self._reports(facts)]
        ]

    def _reports(self, facts: Mapping[str, Any]) -> Sequence[ApprovedReport]:
        return self.reports.get(facts["id"], [])

    def _tenure(self, facts: Mapping[str, Any]) -> Tenure | None:
        """Return the years of a project as the day knew them, None where it was not there yet."""
        names = ("keeps_history", "is_given_up")
        own = Retirement(on=facts["retired_on"], **{name: facts[name] for name in names})
        whole = None
        if facts["split_from_id"] is not None:
            day, keeps = facts["split_from__retired_on"], facts["split_from__keeps_history"]
            whole = self.wholes.get(facts["split_from_id"])
            whole = whole or Retirement(on=day, keeps_history=keeps)
        return tenure_of(own, whole=whole, known_on=self.day)

    def _row(
        self, facts: dict[str, Any], tenure: Tenure, reports: Sequence[ApprovedReport]
    ) -> ProjectRow:
        key = facts["id"]
        promise = self.related.promise(facts["promised_stage"])
        milestones = self.related.milestones.get(key, ())
        first_day, last_day = date(self.plan.first_year, 1, 1), date(self.plan.last_year, 12, 31)
        bounds = (facts["start"] or first_day, facts["end"] or last_day)

        def light(report: ApprovedReport | None, at: date) -> Judged:
            question = _question(promise, milestones, bounds, report, at)
            return _judge(question, report, self.rules)

        owed = tenure.latest(self.owed)
        judged = self._judged(reports, owed=owed)
        now = light(judged, self._at(judged, owed=owed, first=tenure.begun_in))
        amounts = self.amounts.get(key, {})
        own = {year: each for year, each in amounts.items() if tenure.counts_in(year)}
        last = reports[-1] if judged is None and reports else None
        return ProjectRow(
            project_id=key,
            promise=promise,
            path=self.paths[facts["section_id"]],
            partners_text="、".join(self.related.partners.get(key, ())),
            regions=self.related.regions.get(key, ()),
            first_day=first_day,
            last_day=last_day,
            milestones=milestones,
            indicator_ids=self.related.indicators.get(key, ()),
            now=now,
            last=light(last, last.period.last_day) if last else None,
            tenure=tenure,
            **_money(own, year=now.at.year),
            **_said(facts),
        )

    def _judged(
        self, reports: Sequence[ApprovedReport], *, owed: int | None
    ) -> ApprovedReport | None:
        """Return the report the light rests on, None where it is still owed."""
        latest = reports[-1] if reports else None
        wanted = self.year or owed
        if latest is None or latest.stage == BuildStage.COMPLETED or wanted is None:
            return latest
        return latest if latest.period.stands_for(wanted, owed=self.owed) else None

    def _at(self, report: ApprovedReport | None, *, owed: int | None, first: int | None) -> date:
        """Return the day a light is of: the end of the report's period, or of the year asked for.

        A project completed in an earlier year is judged in the year asked for; `first` is the
        year a part begins in.
        """
        wanted = self.year or (owed if report is None else None)
        if report is not None and report.period.year >= (wanted or report.period.year):
            return report.period.last_day
        return Period(year=wanted or first or self.plan.first_year).last_day


def _said(facts: Mapping[str, Any]) -> dict[str, Any]:
    names = ("code", "name", "field", "item_id", "departments_confirmed", "start", "end")
    return {
        **{name: facts[name] for name in names},
        "item_title": facts["item__title"] or "",
        "department_code": facts["department__code"] or "",
        "department_name": facts["department__short_name"] or "",
        "total_investment": facts["total_investment"],
        "quote": facts["quote"],
    }


def _money(amounts: Mapping[int, Decimal], *, year: int) -> dict[str, Any]:
    """Return what was invested in a year and up to its end; a zero is a value."""
    known = [amount for each, amount in amounts.items() if each <= year]
    return {
        "invested": sum(known, Decimal(0)) if known else None,
        "invested_in_year": amounts.get(year),
    }
