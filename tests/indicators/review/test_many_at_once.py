"""Many figures approved in one go: each whole or not at all, their verdicts asked for once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Assessment, Observation, Submission
from indicators.services.reviewing import Ticket, approve_many
from shaoxing_plan.celery import app
from tests.factories import make_indicator
from tests.indicators.review.conftest import IN_ROUND

MOST_STATEMENTS = 29
"""Of one figure's approval; savepoints, and what the same costs for all, counted in."""


@pytest.fixture
def sent(plan, department, send):
    """Send figures of so many new indicators; return what a planner ticks."""

    def made(count):
        figures = [send(make_indicator(plan, department=department)) for _ in range(count)]
        return [Ticket(report_id=each.pk, version=each.version) for each in figures]

    return made


def _messages() -> int:
    """Take what waits for a worker off the queue; return how many there were."""
    with app.connection_for_write() as broker:
        return int(broker.default_channel.queue_purge("celery") or 0)


@pytest.mark.django_db(transaction=True)
def test_verdicts_are_asked_for_once_and_a_refusal_stops_no_other(broker, sent, planner):
    tickets = sent(5)
    Submission.objects.filter(pk=tickets[2].report_id).update(version=9)
    _messages()
    outcomes = approve_many(tickets, user=planner, now=IN_ROUND)
    assert _messages() == 1
    assert [bool(each.refusal) for each in outcomes] == [False, False, True, False, False]
    assert Observation.objects.filter(withdrawn_at=None).count() == 4
    stale = Assessment.objects.filter(year=2022, stale_since=IN_ROUND)
    assert stale.values("indicator").distinct().count() == 4


@pytest.mark.django_db(transaction=True)
def test_where_nothing_is_approved_nothing_is_asked_for(broker, sent, planner):
    tickets = sent(1)
    _messages()
    Submission.objects.update(version=9)
    approve_many(tickets, user=planner, now=IN_ROUND)
    assert _messages() == 0


@pytest.mark.django_db
def test_each_figure_asks_the_same_of_the_database(sent, planner):
    for wanted in (2, 20):
        tickets = sent(wanted)
        with CaptureQueriesContext(connection) as captured:
            approve_many(tickets, user=planner, now=IN_ROUND)
        assert len(captured) <= wanted * MOST_STATEMENTS + 1
