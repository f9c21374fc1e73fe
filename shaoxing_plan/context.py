"""What every template knows of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "DEMO": settings.DEMO,
        "PUBLIC_BROWSING": settings.PUBLIC_BROWSING,
    }
