"""What every template knows of the site."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from plans.access import departments_of, is_planner
from shaoxing_plan.display import display_of


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "DEMO": settings.DEMO,
        "PUBLIC_BROWSING": settings.PUBLIC_BROWSING,
        "display": display_of(request),
        # Asked of the database only by pages that show the masthead.
        "own_pages": SimpleLazyObject(lambda: own_pages(request)),
    }


def own_pages(request: HttpRequest) -> list[tuple[str, str]]:
    """Return label and address of the pages a person works at, besides those for readers."""
    user = getattr(request, "user", AnonymousUser())
    pages = [("填报", reverse("entry_desk"))] if departments_of(user) else []
    return [*pages, ("审核", reverse("review_queue"))] if is_planner(user) else pages
