"""What the states, shares, paths and rules mean, and the words of the pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from plans.access import browsable
from shaoxing_plan.help.pages import help_page
from shaoxing_plan.help.terms import glossary


@browsable
@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """Explain how figures become verdicts, with examples under the rules in force."""
    return render(request, "help/help.html", {"help": help_page(today=timezone.localdate())})


@browsable
@require_safe
def help_terms(request: HttpRequest) -> HttpResponse:
    """Explain the words of the pages."""
    return render(request, "help/terms.html", {"groups": glossary()})
