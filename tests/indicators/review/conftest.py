"""Departments that send figures, and a planner who decides on them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from indicators import services
from indicators.services.entries import Entry, Place
from indicators.services.reporting import save_draft
from indicators.services.rounds import ensure_rounds
from indicators.workflow import Action
from tests.factories import make_department, make_indicator, make_plan
from tests.people import make_clerk, make_planner
from tests.steps import EXPLAINED, approved_by_now, take_step

IN_ROUND = datetime(2023, 2, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def plan():
    made = make_plan()
    ensure_rounds(made)
    return made


@pytest.fixture
def department():
    return make_department()


@pytest.fixture
def clerk(department):
    return make_clerk(department)


@pytest.fixture
def planner():
    return make_planner()


@pytest.fixture
def desk(client, planner):
    """A browser in which the planner is signed in."""
    client.force_login(planner)
    return client


@pytest.fixture
def indicator(plan, department):
    made = make_indicator(
        plan,
        name="万元GDP能耗",
        base="40",
        target="30",
        direction="fall",
        department=department,
        actuals={2021: "38"},
    )
    services.ensure_assessments(plan=plan, now=IN_ROUND)
    return made


@pytest.fixture
def send(clerk):
    """Send a figure as the department does: drafted, explained and submitted."""

    def sent(indicator, text="36", *, year=2022, vintage="preliminary", user=None, **entry):
        place = Place(indicator=indicator, year=year, vintage=vintage)
        author = user or clerk
        typed = Entry(value_text=text, **{**EXPLAINED, **entry})
        draft = save_draft(
            place, typed, user=author, now=IN_ROUND, seen=None, approved_seen=approved_by_now(place)
        )
        return take_step(draft.pk, Action.SUBMIT, user=author, now=IN_ROUND, version=draft.version)

    return sent
