"""Which projects drop out of how many count, for their files give them up or merge them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
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
    """The projects that count, what took each one's place, and which were ever under way."""

    counting: frozenset[str]
    next_ones: Mapping[str, list[str]]
    under_way: frozenset[str]

    def stands_for(self, code: str) -> frozenset[str]:
        """Return which projects count of a project and of what took its place."""
        return self.counting & {code, *successors(code, self.next_ones)}


@dataclass(frozen=True, kw_only=True)
class Counting:
    """Which projects count, as they do in the sums, before and after a plan's files change them."""

    change: Change
    before: _Standing
    after: _Standing

    @classmethod
    def of(cls, plan: PlanSheets, change: Change) -> Counting:
        """Return what counts (one query; see `projects.sums.first_year`)."""
        said = _said(plan)
        last_year = max((year for _, (year,) in plan.plan.readable("last_year")), default=0)
        return cls(
            change=change,
            before=_standing(change.stored, said, last_year),
            after=_standing(change.wanted, said, last_year),
        )

    def is_gone(self, code: str) -> bool:
        """Return whether a project counted, itself or its heirs, and no longer does for its row."""
        if code not in self.change.stored or not self.change.is_changed(code):
            return False
        keeps_history = self.change.stored[code].keeps_history
        has_counted = code in self.before.counting or (
            keeps_history and code in self.before.under_way
        )
        is_left = bool(self.after.stands_for(code))
        return has_counted and bool(self.before.stands_for(code)) and not is_left

    def adds_nothing(self, code: str) -> bool:
        """Return whether a project that counted is split into what all counted beside it."""
        parts = self.after.stands_for(code)
        is_split = code in self.before.counting and code not in self.after.counting
        return is_split and bool(parts) and parts <= self.before.counting

    def is_dropped(self, part: str) -> bool:
        """Return whether a part that counted as one of its whole does not count by itself."""
        return part in self.before.counting and part not in self.after.counting


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
    under_way = [each for each in members.values() if first_year(each, members) is not None]
    return _Standing(
        counting=frozenset(codes[each.key] for each in under_way if each.retired_in is None),
        next_ones=next_ones,
        under_way=frozenset(codes[each.key] for each in under_way),
    )


def _said(plan: PlanSheets) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    told = ProjectReport.objects.filter(project__plan__slug=plan.folder, stage=Stage.APPROVED)
    facts = told.values_list("project__code", "year", "quarter", "reached_stage")
    for code, year, quarter, stage in facts:
        said = Said(period=Period(year=year, quarter=quarter), stage=BuildStage(stage))
        found.setdefault(code, []).append(said)
    return found
