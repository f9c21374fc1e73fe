"""Every address × every role × GET and POST: who gets in, who is refused, who is not told.

**A new address needs its line in TABLE** (or in ADMIN, for a model of the back office): the last
test here fails until it has one. A line is the route as Django's resolver has it, then for GET
and for POST a letter for each of the ROLES, in their order:

    a  gets in: an answer, a redirect to where it was done, or the form again with its faults
    l  is asked for a login, in the back office also as somebody who may not enter it
    f  is refused (403)
    n  is not told that there is such a thing (404)
    m  the method is not offered (405)

Values for the parts of a route come from the world of `tests.roles`, or from the line itself.
The back office has a file of its own, for each file is one process's work, and so have the methods
that are neither GET nor POST.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.contrib.admin import site as admin_site
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from indicators.models import Vintage
from indicators.services.entries import Entry, Place
from indicators.services.reporting import save_draft
from tests.roles import ROLES, World, answer, letter

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class Line:
    """Who gets what at a route; letters in the order of ROLES, blanks only for the eye."""

    get: str
    post: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"GET {_compact(self.get)} POST {_compact(self.post)}"


def _compact(letters: str) -> str:
    return letters.replace(" ", "")


def everyone(**values: Any) -> Line:
    """A page of the plan: open without a login where browsing is open."""
    return Line(get="al aaaa aa", post="ml mmmm mm", values=values)


def planners() -> Line:
    """A page of the planners' desk."""
    return Line(get="ll ffff af", post="ll ffff mf")


def planners_do() -> Line:
    """A deed of planners."""
    return Line(get="ll ffff mf", post="ll ffff af")


def supervisors() -> Line:
    """What planners and admins read."""
    return Line(get="ll ffff aa", post="ll ffff mm")


OF_PROJECT = {
    "report_id": "{project_report_id}",
    "evidence_id": "{project_evidence_id}",
    "pk": "{project_upload_id}",
    "code": "test-14-bridge",
    "period": "2022",
}
"""Values where a route is of a project's report."""

TABLE: dict[str, Line] = {
    # --- the pages of the plan ---
    "": everyone(),
    "plans/<slug:slug>/": everyone(),
    "plans/<slug:slug>/outline/": everyone(),
    "plans/<slug:slug>/outline/<slug:code>/": everyone(code="c01"),
    "plans/<slug:slug>/matrix/": everyone(),
    "plans/<slug:slug>/meeting/": everyone(),
    "plans/<slug:slug>/table/": everyone(),
    "plans/<slug:slug>/across/": everyone(),
    "plans/<slug:slug>/across.csv": everyone(),
    "plans/<slug:slug>/heat.csv": everyone(),
    "plans/<slug:slug>/across/<slug:code>/": everyone(code="{shared_series}"),
    "plans/<slug:slug>/across/<slug:code>/figures.csv": everyone(code="{shared_series}"),
    "plans/<slug:slug>/indicators/": everyone(),
    "plans/<slug:slug>/indicators.csv": everyone(),
    "plans/<slug:slug>/boxes/": everyone(),
    "plans/<slug:slug>/boxes/<str:number>/": everyone(),
    "plans/<slug:slug>/projects/": everyone(),
    "plans/<slug:slug>/projects.csv": everyone(),
    "plans/<slug:slug>/projects.xlsx": everyone(),
    "plans/<slug:slug>/projects/timeline/": everyone(),
    "plans/<slug:slug>/projects/board/": everyone(),
    "plans/<slug:slug>/projects/pace/": everyone(),
    "plans/<slug:slug>/projects/links/": everyone(),
    "plans/<slug:slug>/projects/sums/": everyone(),
    "plans/<slug:slug>/projects/sums.csv": everyone(),
    "plans/<slug:slug>/progress-table/": everyone(),
    "plans/<slug:slug>/progress-table.xlsx": everyone(),
    "plans/<slug:slug>/progress-table.csv": everyone(),
    "projects/<slug:code>/": everyone(code="test-14-bridge"),
    "projects/<slug:code>/investment.csv": everyone(code="test-14-bridge"),
    "projects/<slug:code>/progress.csv": everyone(code="test-14-bridge"),
    "indicators/<slug:code>/": everyone(),
    "embed/indicators/<slug:code>/": everyone(),
    "embed/indicators/<slug:code>.svg": everyone(),
    "help/": everyone(),
    "help/terms/": everyone(),
    "search/": everyone(),
    "search/suggestions/": everyone(),
    "indicators/<slug:code>/figures.csv": everyone(),
    "compare/": everyone(),
    "compare.csv": everyone(),
    "design/": everyone(),
    "data/": everyone(),
    "data/<slug:slug>/observations.csv": everyone(),
    "data/<slug:slug>/assessments.csv": everyone(),
    # --- a department's desk ---
    "entry/": Line(get="ll faaa ff", post="ll mmmm mm"),
    "entry/<slug:slug>/<int:year>/": Line(get="ll faaa ff", post="ll mmmm mm"),
    "entry/<slug:slug>/<int:year>/submit/": Line(get="ll mmmm mm", post="ll faaa ff"),
    "entry/<slug:slug>/<int:year>/rows/<slug:code>/": Line(get="ll mmmm mm", post="ll fana ff"),
    "entry/sign/": Line(get="ll fffa ff", post="ll mmmm mm"),
    "entry/sign/chosen/": Line(get="ll mmmm mm", post="ll fffa ff"),
    "entry/figures/<int:submission_id>/": Line(get="ll nana an", post="ll nana an"),
    "entry/figures/<int:report_id>/step/": Line(get="ll mmmm mm", post="ll nana an"),
    "entry/figures/<int:report_id>/comment/": Line(get="ll mmmm mm", post="ll nana an"),
    # --- workbooks and uploads ---
    "entry/<slug:slug>/<int:year>/workbook.xlsx": Line(get="ll faaa af", post="ll mmmm mm"),
    "entry/<slug:slug>/<int:year>/workbook.csv": Line(get="ll faaa af", post="ll mmmm mm"),
    "entry/<slug:slug>/<int:year>/upload/": Line(get="ll faaa af", post="ll faaa af"),
    "entry/<slug:slug>/history/workbook.xlsx": Line(get="ll ffff af", post="ll mmmm mm"),
    "entry/<slug:slug>/history/workbook.csv": Line(get="ll ffff af", post="ll mmmm mm"),
    "entry/<slug:slug>/history/upload/": Line(get="ll ffff af", post="ll ffff af"),
    "entry/uploads/<uuid:pk>/": Line(get="ll nann nn", post="ll mmmm mm"),
    "entry/uploads/<uuid:pk>/progress/": Line(get="ll nann nn", post="ll mmmm mm"),
    "entry/uploads/<uuid:pk>/confirm/": Line(get="ll mmmm mm", post="ll nann nn"),
    "entry/uploads/<uuid:pk>/discard/": Line(get="ll mmmm mm", post="ll nann nn"),
    "entry/uploads/<uuid:pk>/marked.xlsx": Line(get="ll nann nn", post="ll mmmm mm"),
    # --- files that prove figures ---
    "entry/evidence/<int:evidence_id>/": Line(get="ll nana an", post="ll mmmm mm"),
    "entry/figures/<int:report_id>/evidence/": Line(get="ll mmmm mm", post="ll nana an"),
    "entry/figures/<int:report_id>/evidence/<int:evidence_id>/detach/": Line(
        get="ll mmmm mm", post="ll nana an"
    ),
    # --- a department's desk for its projects ---
    "entry/projects/": Line(get="ll faaa ff", post="ll mmmm mm"),
    "entry/projects/sign/": Line(get="ll fffa ff", post="ll mmmm mm"),
    "entry/projects/sign/chosen/": Line(get="ll mmmm mm", post="ll fffa ff"),
    "entry/projects/reports/<int:report_id>/step/": Line(
        get="ll mmmm mm", post="ll nana an", values=OF_PROJECT
    ),
    "entry/projects/reports/<int:report_id>/comment/": Line(
        get="ll mmmm mm", post="ll nana an", values=OF_PROJECT
    ),
    "entry/projects/reports/<int:report_id>/evidence/": Line(
        get="ll mmmm mm", post="ll nana an", values=OF_PROJECT
    ),
    "entry/projects/reports/<int:report_id>/evidence/<int:evidence_id>/detach/": Line(
        get="ll mmmm mm", post="ll nana an", values=OF_PROJECT
    ),
    "entry/projects/uploads/<uuid:pk>/": Line(
        get="ll nann nn", post="ll mmmm mm", values=OF_PROJECT
    ),
    "entry/projects/uploads/<uuid:pk>/progress/": Line(
        get="ll nann nn", post="ll mmmm mm", values=OF_PROJECT
    ),
    "entry/projects/uploads/<uuid:pk>/confirm/": Line(
        get="ll mmmm mm", post="ll nann nn", values=OF_PROJECT
    ),
    "entry/projects/uploads/<uuid:pk>/discard/": Line(
        get="ll mmmm mm", post="ll nann nn", values=OF_PROJECT
    ),
    "entry/projects/uploads/<uuid:pk>/marked.xlsx": Line(
        get="ll nann nn", post="ll mmmm mm", values=OF_PROJECT
    ),
    "entry/projects/<slug:slug>/<period:period>/": Line(
        get="ll faaa ff", post="ll mmmm mm", values=OF_PROJECT
    ),
    "entry/projects/<slug:slug>/<period:period>/submit/": Line(
        get="ll mmmm mm", post="ll faan ff", values=OF_PROJECT
    ),
    "entry/projects/<slug:slug>/<period:period>/<slug:code>/": Line(
        get="ll nana an", post="ll nann nn", values=OF_PROJECT
    ),
    "entry/projects/<slug:slug>/<period:period>/workbook.xlsx": Line(
        get="ll faaa af", post="ll mmmm mm", values=OF_PROJECT
    ),
    "entry/projects/<slug:slug>/<period:period>/workbook.csv": Line(
        get="ll faaa af", post="ll mmmm mm", values=OF_PROJECT
    ),
    "entry/projects/<slug:slug>/<period:period>/upload/": Line(
        get="ll faaa af", post="ll faaa af", values=OF_PROJECT
    ),
    # --- the planners' desk ---
    "review/": planners(),
    "review/approve/": planners_do(),
    "review/figures/<int:submission_id>/": planners(),
    "review/figures/<int:report_id>/decide/": planners_do(),
    "review/figures/<int:report_id>/comment/": planners_do(),
    "review/projects/": planners(),
    "review/projects/approve/": planners_do(),
    "review/projects/departments/": supervisors(),
    "review/projects/departments.csv": supervisors(),
    "review/projects/reports/<int:report_id>/": replace(planners(), values=OF_PROJECT),
    "review/projects/reports/<int:report_id>/decide/": replace(planners_do(), values=OF_PROJECT),
    "review/projects/reports/<int:report_id>/comment/": replace(planners_do(), values=OF_PROJECT),
    "review/projects/milestones/<slug:code>/": Line(
        get="ll ffff aa", post="ll ffff aa", values=OF_PROJECT
    ),
    "review/projects/enter/": planners(),
    "review/projects/enter/<slug:slug>/<period:period>/": replace(planners(), values=OF_PROJECT),
    "review/projects/enter/<slug:slug>/<period:period>/<slug:code>/": Line(
        get="ll ffff af", post="ll ffff af", values=OF_PROJECT
    ),
    "review/rounds/": planners(),
    "review/rounds/<int:round_id>/": planners(),
    "review/rounds/<int:round_id>/days/": planners_do(),
    "review/rounds/<int:round_id>/extend/": planners_do(),
    "review/rounds/open/<slug:slug>/": planners_do(),
    "review/extensions/<int:extension_id>/end/": planners_do(),
    "review/departments/": supervisors(),
    "review/departments.csv": supervisors(),
    "review/enter/": planners(),
    "review/enter/<slug:slug>/<int:year>/": Line(get="ll ffff af", post="ll ffff af"),
    "review/enter/<slug:slug>/references/": Line(get="ll ffff af", post="ll ffff af"),
    "review/enter/<slug:slug>/references/withdraw/": planners_do(),
    "review/targets/": Line(get="ll ffff aa", post="ll ffff aa"),
    "review/targets/withdraw/": Line(get="ll ffff mm", post="ll ffff aa"),
    "review/definitions/": Line(get="ll ffff aa", post="ll ffff aa"),
    "review/record/": supervisors(),
    "review/record.csv": supervisors(),
    # --- accounts and the machine room ---
    "accounts/login/": Line(get="aa aaaa aa", post="aa aaaa aa"),
    "accounts/logout/": Line(get="ll mmmm mm", post="ll aaaa aa"),
    "accounts/password/": Line(get="ll aaaa aa", post="ll aaaa aa"),
    "accounts/password/done/": Line(get="ll aaaa aa", post="ll mmmm mm"),
    "display/": Line(get="mm mmmm mm", post="aa aaaa aa"),
    "robots.txt": Line(get="aa aaaa aa", post="mm mmmm mm"),
    "healthz": Line(get="aa aaaa aa", post="mm mmmm mm"),
    "metrics": Line(get="aa aaaa aa", post="mm mmmm mm"),
    # --- the back office; its models are in ADMIN ---
    "admin/": Line(get="ll llll aa", post="ll llll aa"),
    "admin/load-plan/": Line(get="ll llll fa", post="ll llll fa"),
    "admin/export-plans/": Line(get="ll llll fa", post="ll llll mm"),
    "admin/export-plans/<slug:slug>/": Line(get="ll llll fa", post="ll llll mm"),
    "admin/login/": Line(get="aa aaaa aa", post="aa aaaa aa"),
    "admin/logout/": Line(get="ll aaaa mm", post="ll aaaa aa"),
    "admin/password_change/": Line(get="ll llll aa", post="ll llll aa"),
    "admin/password_change/done/": Line(get="ll llll aa", post="ll llll mm"),
    "admin/autocomplete/": Line(get="ll llll ff", post="ll llll mm"),
    "admin/jsi18n/": Line(get="ll llll aa", post="ll llll mm"),
    "admin/r/<path:content_type_id>/<path:object_id>/": Line(
        get="ll llll nn", post="ll llll nn", values={"content_type_id": "0", "object_id": "0"}
    ),
    "admin/^(?P<app_label>APPS)/$": Line(get="ll llll aa", post="ll llll aa"),
    "admin/(?P<url>.*)$": Line(get="ll llll nn", post="ll llll nn"),
}

EDITED, SHOWN, ACCOUNTS = "edited", "shown", "accounts"
"""A table planners edit but never delete from; one that is only looked at; people and rights."""
ADMIN = {
    "plans/plan": EDITED,
    "plans/section": EDITED,
    "plans/department": EDITED,
    "plans/region": EDITED,
    "indicators/series": EDITED,
    "indicators/indicator": EDITED,
    "indicators/observation": SHOWN,
    "indicators/ruleset": "added",
    "indicators/assessment": SHOWN,
    "indicators/recomputerun": SHOWN,
    "indicators/reminder": SHOWN,
    "projects/boxitem": EDITED,
    "projects/project": EDITED,
    "projects/promisedstage": EDITED,
    "projects/rollup": SHOWN,
    "projects/projectreport": SHOWN,
    "auth/user": ACCOUNTS,
    "auth/group": ACCOUNTS,
}
# For planner and admin; GET, then POST. All others are asked for a login.
_ADMIN_LETTERS = {
    EDITED: {"": "aa aa", "add/": "aa aa", "delete/": "fa fa", "change/": "aa aa"},
    SHOWN: {"": "aa aa", "add/": "ff ff", "delete/": "ff ff", "change/": "aa ff"},
    "added": {"": "aa aa", "add/": "aa aa", "delete/": "ff ff", "change/": "aa ff"},
    ACCOUNTS: {"": "fa fa", "add/": "fa fa", "delete/": "fa fa", "change/": "fa fa"},
}
_WITHOUT_OBJECT = {"history/": "aa aa", "": "aa aa"}
"""Addresses that answer with a redirect when there is no such row, before they ask for rights."""


def admin_lines() -> dict[str, Line]:
    """The lines of every model of the back office, from what kind of table it is."""
    lines = {"admin/auth/user/<id>/password/": _admin_line("fa fa", {"id": "{admin}"})}
    for model, kind in ADMIN.items():
        for page, letters in _ADMIN_LETTERS[kind].items():
            is_of_row = page in {"delete/", "change/"}
            route = f"admin/{model}/{'<path:object_id>/' if is_of_row else ''}{page}"
            lines[route] = _admin_line(letters, {"object_id": "0"})
        for page, letters in _WITHOUT_OBJECT.items():
            lines[f"admin/{model}/<path:object_id>/{page}"] = _admin_line(
                letters, {"object_id": "0"}
            )
    return lines


def _admin_line(letters: str, values: dict[str, Any]) -> Line:
    get, post = letters.split()
    return Line(get=f"llllll{get}", post=f"llllll{post}", values=values)


ALL_LINES = {**TABLE, **admin_lines()}


def routes() -> list[str]:
    """Return every route of the site; the back office's list of apps is shortened."""
    return [_shortened(route) for route, _pattern in patterns(get_resolver())]


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every pattern of the site with its whole route."""
    for each in resolver.url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, route)
        elif isinstance(each, URLPattern):
            yield route, each


def _shortened(route: str) -> str:
    apps = {model._meta.app_label for model in admin_site._registry}
    start, end = "admin/^(?P<app_label>", ")/$"
    if route.startswith(start) and set(route[len(start) : -len(end)].split("|")) == apps:
        return f"{start}APPS{end}"
    return route


SHAPES = ("<slug:{}>", "<int:{}>", "<str:{}>", "<uuid:{}>", "<path:{}>", "<period:{}>", "<{}>")


def address(route: str, line: Line, values: dict[str, Any]) -> str:
    """Return an address of a route; its parts are filled from the line, then from the world."""
    parts = {**values, **line.values}
    text = "/" + route.replace("^(?P<app_label>APPS)/$", "plans/").replace("(?P<url>.*)$", "x")
    for name, value in parts.items():
        filled = str(value).format(**values)
        for shape in SHAPES:
            text = text.replace(shape.format(name), filled)
    assert "<" not in text, f"the world has nothing for {text}"
    return text


@pytest.mark.parametrize("area", ["plan", "entry", "review", "accounts"])
def test_who_gets_in(world, area):
    seen, wanted = seen_and_wanted(world, area)
    assert seen == wanted


def seen_and_wanted(world: World, area: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return what the roles get and should get in an area, where the two differ."""
    lines = {route: line for route, line in ALL_LINES.items() if area_of(route) == area}
    assert lines
    seen = {
        route: _seen(world, address(route, line, world.values)) for route, line in lines.items()
    }
    differ = {route for route, line in lines.items() if seen[route] != str(line)}
    return {each: seen[each] for each in differ}, {each: str(lines[each]) for each in differ}


def area_of(route: str) -> str:
    first = route.split("/", maxsplit=1)[0]
    return first if first in {"entry", "review", "accounts", "admin"} else "plan"


def _seen(world, url: str) -> str:
    get, post = (
        "".join(answer(world, role, method, url) for role in ROLES) for method in ("get", "post")
    )
    return f"GET {get} POST {post}"


def test_a_departments_draft_is_nobody_elses(world):
    place = Place(indicator=world.indicator, year=2022, vintage=Vintage.FINAL)
    clerk = world.people["clerk"]
    draft = save_draft(place, Entry(value_text="36"), user=clerk, now=timezone.now(), seen=None)
    for page in (f"/entry/figures/{draft.pk}/", f"/review/figures/{draft.pk}/"):
        for role in ("reader", "other clerk", "planner", "admin"):
            assert answer(world, role, "get", page) in "nf", (page, role)
    assert answer(world, "clerk", "get", f"/entry/figures/{draft.pk}/") == "a"


def test_who_is_no_longer_active_is_nobody(world):
    planner = world.people["planner"]
    client = Client()
    client.force_login(planner)
    assert client.get("/review/").status_code == 200
    planner.is_active = False
    planner.save()
    assert letter(client.get("/review/")) == "l"


def test_every_address_of_the_site_has_its_line():
    missing = sorted(set(routes()) - set(ALL_LINES))
    assert missing == [], "give each its line in TABLE (or its model in ADMIN)"
    assert sorted(set(ALL_LINES) - set(routes())) == [], "these are gone"
