"""Puts back what migrations have inserted after a test has emptied all tables.

A test with real transactions (`transactional_db`, `live_server`) ends with every table empty, and
the next one, in whatever order, expects the rule set that comes with the tables.
"""

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import models
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from .services import POSTGRES

OUR_APPS = ("plans", "indicators", "projects", "shaoxing_plan")
_EMPTYING = frozenset({"transactional_db", "live_server"})
_SEEDS = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest
) -> Iterator[None]:
    with django_db_blocker.unblock():
        rows = [row for model in _our_models() for row in model._default_manager.all()]
    request.config.stash[_SEEDS] = serializers.serialize("json", rows)
    yield
    end_connections(settings.DATABASES["default"]["NAME"])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    result = yield
    # After the last test the server is gone too.
    if nextitem is not None and _SEEDS in item.config.stash and _empties_tables(item):
        with item.config.stash[blocking_manager_key].unblock():
            for row in serializers.deserialize("json", item.config.stash[_SEEDS]):
                row.save()
    return result


def end_connections(database: str) -> None:
    """Send everybody away from a database that is about to be dropped.

    Under Playwright's event loop Django opens connections that it cannot find again later.
    """
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    connection = psycopg2.connect(POSTGRES.url("postgres"))
    with closing(connection), connection.cursor() as cursor:
        cursor.execute(others, [database])


def _empties_tables(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    is_marked = marker is not None and marker.kwargs.get("transaction", False)
    return is_marked or not _EMPTYING.isdisjoint(getattr(item, "fixturenames", ()))


def _our_models() -> Iterator[type[models.Model]]:
    for label in OUR_APPS:
        yield from apps.get_app_config(label).get_models()
