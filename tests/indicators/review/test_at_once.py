"""Two planners at the same thing at the same moment: one is done, the other is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction
from django.utils import timezone

from indicators.models import Definition
from indicators.services.definitions import NewDefinition, add_definition
from indicators.workflow import RefusedError
from tests.factories import make_series
from tests.people import make_planner
from tests.services import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def _added(new, planner):
    """Add a definition in a connection of its own; return what it was refused with."""
    try:
        add_definition(new, user=planner, now=timezone.now())
    except RefusedError as error:
        return str(error)
    finally:
        connection.close()
    return ""


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_locks join pg_stat_activity using (pid)"
            " where not granted and datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


def test_the_same_version_added_at_once_is_told_in_words():
    series, planner = make_series(), make_planner()
    new = NewDefinition(
        series=series,
        version="v2",
        valid_from=date(2023, 1, 1),
        text="新",
        document="文",
        reason="因",
    )
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            Definition.objects.create(series=series, version="v2", text="新")
            refused = other.submit(_added, new, planner)
            wait_until(_somebody_waits, what="the second planner at the same version")
        assert "刚刚已经登记" in refused.result()
    assert Definition.objects.count() == 1
