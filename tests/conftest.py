"""Fixtures for everybody. Servers are real, and started only when a test needs them.

- `db`, `transactional_db` (pytest-django): PostgreSQL 18 in a temporary folder.
- `broker`: Valkey. `no_broker`: it is away, sending a task fails.
- `celery_worker_process`: a real worker on the test database and the broker; needs data that is
  committed, so use it together with `transactional_db`.
- `site`: the whole system as `manage.py up` runs it, the shipped plans loaded and judged; one for
  the run, whatever processes it has, read-only by agreement. `site.url`, `site.passwords`.
- `browser`: Chromium. `page`: a fresh tab of it, with nothing remembered; at the end of the test it
  fails if the console had an error or the page asked another host for anything. Use it with
  `site`, or with pytest-django's `live_server` and data of your own.
"""

import os
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from kombu import pools

from shaoxing_plan.celery import app

from .services import FOLDER, POSTGRES, VALKEY, running
from .site import Site, shared_site
from .workers import WorkerProcess, run_worker

pytest_plugins = ["tests.browser", "tests.database_role", "tests.roles", "tests.seeds"]

# `make test` runs the same small examples every time, HYPOTHESIS_PROFILE=long many new ones.
hypothesis.settings.register_profile("short", derandomize=True, deadline=None, max_examples=40)
hypothesis.settings.register_profile("long", deadline=None, max_examples=1000, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[None]:
    with running(POSTGRES):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres_server: None) -> None:
    """Have the server started before pytest-django creates the test database.

    Every process of pytest-xdist has a server of its own, so the name needs no suffix.
    """


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let tests that commit empty the tables afterwards, the record among them."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("alter table plans_recordentry disable trigger record_refuses_truncate")


@pytest.fixture(scope="session")
def broker() -> Iterator[str]:
    with running(VALKEY):
        yield VALKEY.url


@pytest.fixture
def no_broker() -> Iterator[None]:
    """The broker is away: its address leads nowhere."""
    _point_tasks_to(f"redis+socket://{FOLDER / 'nowhere'}")
    yield
    _point_tasks_to(VALKEY.url)


def _point_tasks_to(url: str) -> None:
    """Have the next task open a connection of its own."""
    celery: Any = app
    celery.conf.update(broker_url=url, broker_write_url=url)
    pools.reset()
    celery.amqp._producer_pool = None
    celery._pool = None


@pytest.fixture
def celery_worker_process(transactional_db: None, broker: str) -> Iterator[WorkerProcess]:
    with run_worker(database=settings.DATABASES["default"]["NAME"]) as worker:
        yield worker


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    folder = tmp_path_factory.getbasetemp()
    with shared_site(folder if worker_id == "master" else folder.parent) as one:
        yield one
