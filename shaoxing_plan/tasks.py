"""Background work of the site itself."""

from celery import shared_task
from django.utils import timezone

from .models import Heartbeat
from .search_index import rebuild_index

WORKER = "worker"


@shared_task(ignore_result=True)
def heartbeat() -> None:
    """Note that a worker takes tasks; /healthz reads it."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"seen_at": timezone.now()})


@shared_task(ignore_result=True)
def refresh_search_index() -> int:
    """Have everything found as it is; what had been missed is counted."""
    return rebuild_index()
