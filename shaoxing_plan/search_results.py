"""What a search shows: results kind by kind, each with where it stands and how."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from indicators.models import Indicator
from indicators.selectors.browse.found import rows_by_code
from indicators.selectors.standing import IndicatorRow
from indicators.viewpoints import Viewpoint
from indicators.workflow import Stage
from plans.models import EntryKind, SearchEntry
from plans.search.finding import Found, FoundGroup, find
from plans.search.marking import Piece, excerpt, marked
from plans.search.queries import Query
from projects.models import Project
from projects.selectors.rows import ProjectRow
from projects.selectors.standing import project_rows
from shaoxing_plan.help.terms import Term, terms_named
from shaoxing_plan.state_lists import StateList, lists_in_state

EACH_KIND: Final = 8
ONE_KIND: Final = 300
EXCERPT: Final = 70
INDICATOR_KINDS: Final = (EntryKind.INDICATOR, EntryKind.TARGET)


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What a department answers for in a plan, and where that is listed."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Result:
    """Something found; `row` is how an indicator stands, `duties` what a department does.

    `project` is how a project stands that was ever reported on.
    """

    title: str
    pieces: tuple[Piece, ...]
    url: str
    plan_label: str
    place: str
    excerpt: tuple[Piece, ...]
    row: IndicatorRow | None
    project: ProjectRow | None
    duties: tuple[Duty, ...]

    @property
    def is_by_text(self) -> bool:
        """Return whether it is the plan's words that say what was asked for, not the name."""
        return any(each.is_marked for each in self.excerpt) and not any(
            each.is_marked for each in self.pieces
        )


@dataclass(frozen=True, kw_only=True)
class ResultGroup:
    """The results of one kind; `all_url` leads to the rest of them, "" where all are shown."""

    kind: str
    label: str
    results: tuple[Result, ...]
    total: int
    all_url: str


@dataclass(frozen=True, kw_only=True)
class Results:
    """What was found, with the words of the glossary that are asked for.

    `lists` are those of what stands in a state, where its name is asked for.
    `is_near`: nothing answers, but these are named nearly so.
    """

    query: Query
    groups: tuple[ResultGroup, ...]
    terms: tuple[Term, ...]
    lists: tuple[StateList, ...]
    is_near: bool
    total: int


def search_results(
    query: Query, *, viewpoint: Viewpoint, most: int = EACH_KIND, kind: str = ""
) -> Results:
    """Return what answers a question, at most so many results of each kind.

    Two queries for what is found, two for departments, those of `rows_by_code`, one for
    projects and, for each plan of which reported ones are found, those of `project_rows`.
    """
    lists = lists_in_state(query.text, viewpoint)
    found = find(query, most=most, kind=kind)
    if lists and found.is_near:  # The lists answer: what only sounds like a state does not.
        found = Found(groups=())
    keys = {group.kind: [each.key for each in group.entries] for group in found.groups}
    codes = [code for each in INDICATOR_KINDS for code in keys.get(each, ())]
    shown = _Shown(
        query=query,
        viewpoint=viewpoint,
        rows=rows_by_code(codes, viewpoint=viewpoint) if codes else {},
        projects=_reported_projects(found.groups, viewpoint),
        duties=_duties(keys.get(EntryKind.DEPARTMENT, ()), viewpoint),
    )
    groups = tuple(shown.group(each, most=most) for each in found.groups)
    total = sum(group.total for group in groups)
    return Results(
        query=query,
        groups=groups,
        terms=terms_named(query.text),
        lists=lists,
        is_near=found.is_near,
        total=total,
    )


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """What is needed to show entries: the state of indicators, the duties of departments."""

    query: Query
    viewpoint: Viewpoint
    rows: Mapping[str, IndicatorRow]
    projects: Mapping[str, ProjectRow]
    duties: Mapping[str, tuple[Duty, ...]]

    def group(self, found: FoundGroup, *, most: int) -> ResultGroup:
        kept = {"q": self.query.text, "kind": found.kind, **self.viewpoint.parameters}
        return ResultGroup(
            kind=found.kind,
            label=str(EntryKind(found.kind).label),
            results=tuple(self.result(each) for each in found.entries),
            total=found.total,
            all_url=f"{reverse('search')}?{urlencode(kept)}" if found.total > most else "",
        )

    def result(self, each: SearchEntry) -> Result:
        duties = self.duties.get(each.key, ()) if each.kind == EntryKind.DEPARTMENT else ()
        quoted = excerpt(each.text, self.query, length=EXCERPT)
        return Result(
            title=each.title,
            pieces=marked(each.title, self.query),
            url=duties[0].url if duties else _address(each, self.viewpoint, asked=self.query),
            plan_label=each.plan.short_title if each.plan else "",
            place=" · ".join(text for text in (each.place, str(each.section or "")) if text),
            excerpt=marked(quoted, self.query) if quoted else (),
            row=self.rows.get(each.key) if each.kind in INDICATOR_KINDS else None,
            project=self.projects.get(each.key) if each.kind == EntryKind.PROJECT else None,
            duties=duties,
        )


def _address(each: SearchEntry, viewpoint: Viewpoint, *, asked: Query) -> str:
    """Return the page of an entry, "" for a department that has nothing to show.

    That of an indicator is in the year asked for, where its plan has it; that of a section marks
    what is asked for in its words.
    """
    slug = each.plan.slug if each.plan else ""
    match EntryKind(each.kind):
        case EntryKind.INDICATOR | EntryKind.TARGET:
            year = {"year": asked.year} if each.plan and asked.year in each.plan.years else {}
            kept = urlencode({**year, **viewpoint.parameters})
            page = reverse("indicator_detail", args=[each.key])
            return f"{page}?{kept}" if kept else page
        case EntryKind.PROJECT:
            page = reverse("project_detail", args=[each.key])
        case EntryKind.BOX | EntryKind.ITEM:
            page = reverse("box_detail", args=[slug, each.key])
        case EntryKind.SECTION:
            kept = urlencode({"q": asked.text, **viewpoint.parameters})
            return f"{reverse('plan_section', args=[slug, each.key])}?{kept}"
        case EntryKind.PLAN:
            page = reverse("plan_overview", args=[slug])
        case EntryKind.DEPARTMENT:
            return ""
    return page + viewpoint.query + (f"#{each.anchor}" if each.anchor else "")


def _reported_projects(groups: Iterable[FoundGroup], viewpoint: Viewpoint) -> dict[str, ProjectRow]:
    """Return how the projects found stand that were ever reported on, by their codes."""
    found = {
        each.key: each.plan
        for group in groups
        if group.kind == EntryKind.PROJECT
        for each in group.entries
    }
    if not found:
        return {}
    reported = Project.objects.filter(code__in=found, reports__stage=Stage.APPROVED)
    codes = set(reported.values_list("code", flat=True))
    plans = {plan for code, plan in found.items() if plan and code in codes}
    rows = (
        row
        for plan in sorted(plans, key=lambda plan: plan.pk)
        for row in project_rows(plan, year=None, viewpoint=viewpoint, among=Q(code__in=codes))
    )
    return {row.code: row for row in rows}


def _duties(codes: Collection[str], viewpoint: Viewpoint) -> dict[str, tuple[Duty, ...]]:
    """Return what departments answer for by their codes, the newest plan first (three queries)."""
    if not codes:
        return {}
    found: dict[str, list[tuple[int, Duty]]] = defaultdict(list)
    indicators = Indicator.objects.filter(department__code__in=codes, parent=None)
    supplied = Indicator.objects.filter(data_department__code__in=codes, parent=None)
    projects = Project.objects.filter(department__code__in=codes, retired_on=None)
    counted = (
        *_counted(indicators, url_name="indicator_list", word="项指标", viewpoint=viewpoint),
        *_supplied(supplied, viewpoint),
        *_counted(projects, url_name="project_list", word="个项目", viewpoint=viewpoint),
    )
    for code, first_year, duty in counted:
        found[code].append((first_year, duty))
    return {
        code: tuple(duty for _, duty in sorted(duties, key=lambda each: -each[0]))
        for code, duties in found.items()
    }


def _supplied(rows: QuerySet[Any], viewpoint: Viewpoint) -> Iterator[tuple[str, int, Duty]]:
    """Yield for how many indicators departments are asked for the figures."""
    groups = rows.order_by().values_list(
        "data_department__code", "plan__slug", "plan__short_title", "plan__first_year"
    )
    for code, slug, title, first_year, count in groups.annotate(count=Count("pk")):
        query = urlencode({"supplier": code, **viewpoint.parameters})
        url = f"{reverse('indicator_list', args=[slug])}?{query}"
        yield code, first_year, Duty(label=f"{title} 提供 {count} 项指标的数据", url=url)


def _counted(
    rows: QuerySet[Any], *, url_name: str, word: str, viewpoint: Viewpoint
) -> Iterator[tuple[str, int, Duty]]:
    groups = rows.order_by().values_list(
        "department__code", "plan__slug", "plan__short_title", "plan__first_year"
    )
    for code, slug, title, first_year, count in groups.annotate(count=Count("pk")):
        query = urlencode({"department": code, **viewpoint.parameters})
        url = f"{reverse(url_name, args=[slug])}?{query}"
        yield code, first_year, Duty(label=f"{title} {count} {word}", url=url)
