"""A plan's text: its structure with everything anchored in it, and chapter by chapter to read."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from indicators.views.asked import year_asked
from indicators.views.frame import judged_year, plan_frame, viewpoint_of, year_links
from plans.access import browsable
from plans.models import Plan
from plans.search.queries import query
from projects.selectors.browse.chapter import plan_chapter, section_address
from projects.selectors.browse.outline import plan_outline as read_outline


@browsable
@require_safe
def plan_outline(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the plan's chapters, sections and boxes with what is anchored in each."""
    plan = get_object_or_404(Plan, slug=slug)
    year = judged_year(request, plan)
    context = {
        **plan_frame(request, plan, page="outline", year=year),
        "year": year,
        "outline": read_outline(plan, year=year, viewpoint=viewpoint_of(request)),
        "year_links": year_links(request, plan, year=year),
    }
    return render(request, "plan_outline.html", context)


@browsable
@require_safe
def plan_section(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show a chapter in the plan's own words; lead to where any other part of it stands."""
    plan = get_object_or_404(Plan, slug=slug)
    year, asked = judged_year(request, plan), query(request.GET.get("q", ""))
    chapter = plan_chapter(plan, code=code, asked=asked, year=year, viewpoint=viewpoint_of(request))
    if chapter is None:
        return _elsewhere(request, plan, code, asked=asked.text)
    name = f"{chapter.lead.part.heading}{chapter.lead.part.title}"
    context = {
        **plan_frame(request, plan, page="outline", name=name, asks=("q",)),
        "chapter": chapter,
        "asked": asked.text,
        "year_links": year_links(request, plan, year=year),
    }
    return render(request, "plan_chapter.html", context)


def _elsewhere(request: HttpRequest, plan: Plan, code: str, *, asked: str) -> HttpResponse:
    """Lead to where a part stands; of the address only what means something there is kept."""
    year = request.GET.get("year", "")
    kept = {
        **({"year": year} if year_asked(year, plan.years) is not None else {}),
        **({"q": asked} if asked else {}),
        **viewpoint_of(request).parameters,
    }
    address = section_address(plan, code=code, query=f"?{urlencode(kept)}" if kept else "")
    if address is None:
        raise Http404(f"no section {code}")
    return redirect(address)
