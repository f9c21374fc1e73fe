"""The Celery application; its settings are the CELERY_ ones of Django's."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shaoxing_plan.settings")

app = Celery("shaoxing_plan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def say_hello(**_: Any) -> None:
    """Send a first heartbeat, so that /healthz need not wait for beat's."""
    app.send_task("shaoxing_plan.tasks.heartbeat", expires=25)
