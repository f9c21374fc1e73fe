"""Who looks, and as of which day: which figures a reader sees; runs no queries, reads no clock."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils import timezone

from indicators.models import Observation
from indicators.readings import Book, came_later
from plans.models import Plan

KNOWN_ON = "known_on"
"""How an address names the day as of which a page is asked for."""


@dataclass(frozen=True, kw_only=True)
class Viewpoint:
    """What is known to a reader: today, or as of `known_on`; unpublished figures or not.

    An approved figure is unpublished before its `published_on`; one without a day counts as
    published today, but was known on no day of the past.
    """

    today: date
    known_on: date | None = None
    sees_unpublished: bool = True

    @property
    def day(self) -> date:
        """Return the day that is today to the reader: which targets are in force, what is due."""
        return self.known_on or self.today

    @property
    def is_internal(self) -> bool:
        """Return whether the reader may be shown what is not published yet."""
        return self.sees_unpublished and self.known_on is None

    @property
    def parameters(self) -> dict[str, str]:
        """Return what an address needs to keep the viewpoint."""
        return {KNOWN_ON: self.known_on.isoformat()} if self.known_on else {}

    @property
    def query(self) -> str:
        """Return the same as the end of an address without parameters of its own."""
        return f"?{urlencode(self.parameters)}" if self.parameters else ""

    def shown(self, observations: Iterable[Observation]) -> list[Observation]:
        """Return the figures a reader is shown, withdrawn or not; all of their places come in."""
        figures = list(observations)
        later = came_later(figures, self.known_on)
        return [each for each in figures if self.shows(each) and each.pk not in later]

    def shows(self, observation: Observation) -> bool:
        """Return whether a reader is shown a figure at all, withdrawn or not."""
        published_on = observation.published_on
        if self.known_on is not None:
            return (
                published_on is not None
                and published_on <= self.known_on
                and (
                    observation.withdrawn_at is None
                    or timezone.localdate(observation.recorded_at) <= self.known_on
                )
            )
        return self.sees_unpublished or published_on is None or published_on <= self.today

    def withdrawn_on(self, observation: Observation) -> date | None:
        """Return when a figure was taken back, as far as that was known."""
        if observation.withdrawn_at is None:
            return None
        withdrawn_on = timezone.localdate(observation.withdrawn_at)
        return None if self.known_on is not None and withdrawn_on > self.known_on else withdrawn_on

    def book(self, observations: Iterable[Observation]) -> Book:
        """Return the figures verdicts may rest on for this reader."""
        return Book(self.shown(observations), known_on=self.known_on)

    def as_known(self, plan: Plan) -> Plan:
        """Return a plan as it was: one closed later was still open. Never save it."""
        if self.known_on is None or plan.closed_on is None or plan.closed_on <= self.known_on:
            return plan
        earlier = copy.copy(plan)
        earlier.closed_on = None
        return earlier
