"""Background work of the site itself."""

from celery import shared_task
from django.utils import timezone

from .models import Heartbeat

WORKER = "worker"


@shared_task(ignore_result=True)
def heartbeat() -> None:
    """Note that a worker takes tasks; /healthz reads it."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"seen_at": timezone.now()})
