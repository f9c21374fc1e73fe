"""Every public page of the site, by its route, with addresses of it on the plans as shipped.

**A new page needs its line here**: a test holds PUBLIC against the table of rights, by which
what is walked (for barriers, for bytes) cannot miss one.
"""

from __future__ import annotations

from typing import Final

PUBLIC: Final[dict[str, tuple[str, ...]]] = {
    "": ("",),
    "plans/<slug:slug>/": ("plans/shaoxing-13/", "plans/shaoxing-14/?year=2023"),
    "plans/<slug:slug>/outline/": ("plans/shaoxing-13/outline/", "plans/shaoxing-14/outline/"),
    "plans/<slug:slug>/outline/<slug:code>/": (
        "plans/shaoxing-14/outline/c01/",
        "plans/shaoxing-14/outline/c11/?q=亚运",
    ),
    "plans/<slug:slug>/matrix/": (
        "plans/shaoxing-13/matrix/?nature=binding",
        "plans/shaoxing-14/matrix/?category=综合实力",
        "plans/shaoxing-14/matrix/",
        "plans/shaoxing-14/matrix/?origin=all",
    ),
    "plans/<slug:slug>/across/": ("plans/shaoxing-14/across/",),
    "plans/<slug:slug>/across/<slug:code>/": ("plans/shaoxing-14/across/gdp/",),
    "plans/<slug:slug>/meeting/": (
        "plans/shaoxing-13/meeting/",
        "plans/shaoxing-13/meeting/#slide-1",
        "plans/shaoxing-14/meeting/",
    ),
    "plans/<slug:slug>/table/": (
        "plans/shaoxing-13/table/",
        "plans/shaoxing-14/table/?year=2024",
    ),
    "plans/<slug:slug>/indicators/": (
        "plans/shaoxing-14/indicators/",
        "plans/shaoxing-14/indicators/?origin=table",
        "plans/shaoxing-13/indicators/?state=missed&sort=-share",
        "plans/shaoxing-14/indicators/?nature=binding&state=ahead",
    ),
    "plans/<slug:slug>/boxes/": ("plans/shaoxing-14/boxes/",),
    "plans/<slug:slug>/boxes/<str:number>/": (
        "plans/shaoxing-14/boxes/3/",
        "plans/shaoxing-14/boxes/12/",
    ),
    "plans/<slug:slug>/projects/": (
        "plans/shaoxing-14/projects/",
        "plans/shaoxing-14/projects/?field=water",
    ),
    "plans/<slug:slug>/projects/timeline/": ("plans/shaoxing-14/projects/timeline/?field=water",),
    "plans/<slug:slug>/projects/board/": ("plans/shaoxing-14/projects/board/?field=water",),
    "plans/<slug:slug>/projects/pace/": ("plans/shaoxing-14/projects/pace/",),
    "plans/<slug:slug>/projects/links/": ("plans/shaoxing-14/projects/links/",),
    "plans/<slug:slug>/projects/sums/": ("plans/shaoxing-14/projects/sums/",),
    "plans/<slug:slug>/progress-table/": (
        "plans/shaoxing-14/progress-table/",
        "plans/shaoxing-14/progress-table/?box=10",
    ),
    "projects/<slug:code>/": ("projects/sx14-comprehensive-bonded-zone/",),
    "indicators/<slug:code>/": (
        "indicators/sx13-gdp/",
        "indicators/sx14-gdp/",
        "indicators/sx14-urbanisation/",
        "indicators/sx14-parking-spaces/",
        "indicators/sx13-energy-intensity-reduction/",
        "indicators/sx13-pollutants/",
        "indicators/sx14-retail-sales-growth/",
        "indicators/sx13-fixed-investment-growth/",
    ),
    "embed/indicators/<slug:code>/": (
        "embed/indicators/sx14-gdp/",
        "embed/indicators/sx14-urbanisation/",
        "embed/indicators/sx13-pollutants/",
        "embed/indicators/sx14-energy-intensity-reduction/",
    ),
    "help/": ("help/",),
    "help/terms/": ("help/terms/",),
    "search/": (
        "search/",
        "search/?q=gdp",
        "search/?q=教育局",
        "search/?q=chengzenhualv",
        "search/?q=xyzzy",
    ),
    "compare/": ("compare/", "compare/?i=sx14-gdp&i=sx14-budget-revenue&measure=index"),
    "data/": ("data/",),
    "design/": ("design/",),
    "accounts/login/": ("accounts/login/", "accounts/login/?next=/entry/"),
}
ADDRESSES: Final = tuple(path for paths in PUBLIC.values() for path in paths)
ONLY_WEIGHED: Final = frozenset(
    {
        "plans/shaoxing-14/indicators/",
        "plans/shaoxing-14/matrix/?origin=all",
        "plans/shaoxing-14/projects/",
        "plans/shaoxing-14/progress-table/",
        "plans/shaoxing-13/matrix/?nature=binding",
        "plans/shaoxing-13/outline/",
        "plans/shaoxing-13/table/",
        "indicators/sx14-gdp/",
        "indicators/sx14-retail-sales-growth/",
        "indicators/sx13-energy-intensity-reduction/",
        "embed/indicators/sx14-energy-intensity-reduction/",
        "search/?q=chengzenhualv",
    }
)
"""Weighed, but not looked at for barriers, which takes seconds: made of the same parts as others
of their route, with fewer kinds of them or hundreds of rows."""

FILES: Final = (".csv", ".xlsx", ".svg", "healthz", "metrics", "robots.txt")
"""How the routes end that answer with a file or a line for machines."""
FRAGMENTS: Final = frozenset(
    {
        "search/suggestions/",  # looked at in the page that holds them, when it is typed in
        "entry/uploads/<uuid:pk>/progress/",
        "entry/projects/uploads/<uuid:pk>/progress/",
    }
)
"""Routes that answer with a part of a page."""
DOWNLOADS: Final = frozenset(
    {
        "entry/evidence/<int:evidence_id>/",
        "admin/export-plans/",
        "admin/export-plans/<slug:slug>/",
    }
)


def is_page(route: str) -> bool:
    """Return whether a route that can be read answers with a page of its own."""
    return not route.endswith(FILES) and route not in FRAGMENTS | DOWNLOADS
