"""What the states, shares, paths and rules mean, and the words of the pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from indicators.views.citing import explaining_citation
from indicators.views.frame import viewpoint_of
from plans.access import browsable
from shaoxing_plan.help.pages import help_page
from shaoxing_plan.help.terms import glossary


@browsable
@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """Explain how figures become verdicts, with examples under the rules of the day asked for."""
    seen = viewpoint_of(request)
    shown = help_page(today=seen.day)
    context = {
        "help": shown,
        "known_on": seen.known_on,
        "known_query": seen.query,
        "citation": explaining_citation(
            request, "怎么评判", viewpoint=seen, rules=f"按{seen.day}施行的{shown.rule_set}"
        ),
    }
    return render(request, "help/help.html", context)


@browsable
@require_safe
def help_terms(request: HttpRequest) -> HttpResponse:
    """Explain the words of the pages."""
    seen = viewpoint_of(request)
    context = {
        "groups": glossary(),
        "known_query": seen.query,
        "citation": explaining_citation(request, "名词解释", viewpoint=seen),
    }
    return render(request, "help/terms.html", context)
