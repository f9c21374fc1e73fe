"""The site: settings, the pages that see everything, and how it all runs."""

from .celery import app as celery_app

__all__ = ["celery_app"]
