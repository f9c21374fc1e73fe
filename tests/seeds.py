"""Puts back what migrations have inserted after a test has emptied all tables.

A test with real transactions (`transactional_db`, `live_server`) ends with every table empty, and
the next one, in whatever order, expects the rows that come with the tables: the rule set, the
groups and their rights, the content types under the very ids that Django keeps in its memory.
"""

from collections.abc import Iterator
from contextlib import closing
from io import StringIO

import psycopg2
import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models.signals import post_migrate
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from .services import POSTGRES

_EMPTYING = frozenset({"transactional_db", "live_server"})
_SEEDS = pytest.StashKey[dict[str, str]]()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest
) -> Iterator[None]:
    with django_db_blocker.unblock():
        request.config.stash[_SEEDS] = _copied()
    # Django announces a migration after it has emptied the tables, and its apps would insert their
    # content types and rights under new ids.
    post_migrate.receivers.clear()
    yield
    end_connections(settings.DATABASES["default"]["NAME"])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    result = yield
    # After the last test the server is gone too.
    if nextitem is not None and _SEEDS in item.config.stash and _empties_tables(item):
        with item.config.stash[blocking_manager_key].unblock():
            _put_back(item.config.stash[_SEEDS])
    return result


def end_connections(database: str) -> None:
    """Send everybody away from a database that is about to be dropped.

    Under Playwright's event loop Django opens connections that it cannot find again later.
    """
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    server = psycopg2.connect(POSTGRES.url("postgres"))
    with closing(server), server.cursor() as cursor:
        cursor.execute(others, [database])


def _empties_tables(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    is_marked = marker is not None and marker.kwargs.get("transaction", False)
    return is_marked or not _EMPTYING.isdisjoint(getattr(item, "fixturenames", ()))


def _copied() -> dict[str, str]:
    """Return the rows of every table that has any, as PostgreSQL copies them out."""
    copies = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            copy = StringIO()
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', copy)
            if copy.getvalue():
                copies[table] = copy.getvalue()
    return copies


def _put_back(copies: dict[str, str]) -> None:
    """Copy the rows into the empty tables, whatever order their references would ask for."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table, rows in copies.items():
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', StringIO(rows))
        cursor.execute("SET session_replication_role = DEFAULT")
    ContentType.objects.clear_cache()
