"""Which projects drop out of how many count, for their files give them up or merge them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from indicators.workflow import Stage
from projects.models import ProjectReport
from projects.periods import Period
from projects.stages import BuildStage
from projects.sums import Member, Said, first_year
from shaoxing_plan.plan_files.checking.project_change_rules import successors
from shaoxing_plan.plan_files.format.contents import PlanSheets
from shaoxing_plan.plan_files.loading.fates import Fates, tenure_in
from shaoxing_plan.plan_files.loading.plan_changes import Change


@dataclass(frozen=True, kw_only=True)
class _Standing:
    """The projects that count, and what took each one's place."""

    counting: frozenset[str]
    next_ones: Mapping[str, list[str]]

    def stands_for(self, code: str) -> frozenset[str]:
        """Return which projects count of a project and of what took its place."""
        return self.counting & {code, *successors(code, self.next_ones)}


def uncounted(plan: PlanSheets, change: Change) -> Iterator[str]:
    """Yield the projects that count, or whose heirs do, and would no longer for their row changes.

    One query; they count as they do in the sums (see `projects.sums.first_year`).
    """
    said = _said(plan)
    last_year = max((year for _, (year,) in plan.plan.readable("last_year")), default=0)
    before = _standing(change.stored, said, last_year)
    after = _standing(change.wanted, said, last_year)
    for code in filter(change.is_changed, change.rows.keys() & change.stored.keys()):
        has_counted = code in before.counting or change.stored[code].keeps_history
        if has_counted and before.stands_for(code) and not after.stands_for(code):
            yield code


def _standing(fates: Fates, said: Mapping[str, list[Said]], last_year: int) -> _Standing:
    codes = list(fates)
    links = [(code, fate.merged_into) for code, fate in fates.items()]
    links += [(fate.split_from, code) for code, fate in fates.items()]
    next_ones: dict[str, list[str]] = defaultdict(list)
    origins: dict[str, list[int]] = defaultdict(list)
    for one, successor in links:
        if one in fates and successor in fates:
            next_ones[one].append(successor)
            origins[successor].append(codes.index(one))
    members = {}
    for key, code in enumerate(codes):
        tenure = tenure_in(fates, code).within(last_year)
        if tenure is not None:
            reports, own = said.get(code, ()), tuple(origins[code])
            members[key] = Member(key=key, field="", reports=reports, origins=own, **asdict(tenure))
    standing = [each for each in members.values() if each.retired_in is None]
    counting = (codes[each.key] for each in standing if first_year(each, members) is not None)
    return _Standing(counting=frozenset(counting), next_ones=next_ones)


def _said(plan: PlanSheets) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    told = ProjectReport.objects.filter(project__plan__slug=plan.folder, stage=Stage.APPROVED)
    facts = told.values_list("project__code", "year", "quarter", "reached_stage")
    for code, year, quarter, stage in facts:
        said = Said(period=Period(year=year, quarter=quarter), stage=BuildStage(stage))
        found.setdefault(code, []).append(said)
    return found
