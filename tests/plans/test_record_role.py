"""The role that runs the program cannot unlock the record, and a check says where it could."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.checks import Tags, run_checks
from django.db import ProgrammingError, connection, transaction

from plans.models import RecordEntry
from plans.services import Deed, Subject, record

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 2, 1, tzinfo=UTC)
UNLOCKING = (
    "alter table plans_recordentry disable trigger all",
    "update plans_recordentry set reason = ''",
    "delete from plans_recordentry",
    "truncate plans_recordentry",
    "drop table plans_recordentry",
)


@pytest.fixture
def in_production(settings):
    settings.PRODUCTION = True


def found():
    checked = run_checks(
        include_deployment_checks=True, tags=[Tags.database], databases=["default"]
    )
    return [each.id for each in checked if (each.id or "").startswith("plans.")]


@pytest.mark.usefixtures("in_production")
def test_a_role_that_owns_the_record_is_warned_of():
    assert found() == ["plans.W001"]


def test_nothing_is_said_of_the_own_machine():
    assert found() == []


@pytest.mark.usefixtures("in_production", "web_role")
def test_the_documented_role_adds_to_the_record_and_cannot_unlock_it():
    assert found() == []
    subject = Subject(kind="right", key="1", name="账号")
    record(actor=None, subject=subject, deed=Deed(action="test", name="试"), now=NOW)
    assert RecordEntry.objects.count() == 1
    for statement in UNLOCKING:
        with (
            pytest.raises(ProgrammingError, match=r"must be owner|permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert RecordEntry.objects.count() == 1
