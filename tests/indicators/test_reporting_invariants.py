"""Whatever anybody does in whatever order: approved figures and observations are the same."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from indicators import services
from indicators.models import Indicator, ReportingRound, Submission
from indicators.seen import Seen
from indicators.services.drafts import save_figure
from indicators.services.entries import Entry, Place
from indicators.services.on_behalf import OnBehalf
from indicators.services.reporting import save_draft
from indicators.services.reviewing import Ticket, add_comment, approve_many
from indicators.services.rounds import ensure_rounds, extend, set_days
from indicators.services.ways import ConflictError
from indicators.workflow import Action, RefusedError
from tests.core_truth import (
    assert_marked_or_true,
    assert_observations_are_the_approved_submissions,
    assert_record_tells_all,
    assert_true_to_core,
    settle,
)
from tests.factories import make_department, make_indicator, make_plan
from tests.people import make_clerk, make_planner, make_signer, make_user
from tests.sizes import IS_LONG
from tests.steps import EXPLAINED, approved_by_now, take_step

pytestmark = pytest.mark.django_db
START = datetime(2023, 2, 1, 1, 0, tzinfo=UTC)
YEARS = (2022, 2022, 2022, 2021, 2025)
"""Of these the round of 2022 is open at first, that of 2021 locked, that of 2025 far away."""
VINTAGES = ("preliminary", "final")
TEXTS = ("38", "34", "0", "30", "41", "完成", "abc", "", "3.5万")
DAYS = (None, date(2023, 3, 1), date(2023, 3, 2))
PEOPLE = ("clerk", "other clerk", "signer", "planner", "second planner", "reader")

people = st.sampled_from(PEOPLE)
reasons = st.sampled_from(["", "单位不对", "来源更正"])
seen = st.sampled_from(["now", "now", "now", "before", "none"])
numbers = st.integers(min_value=0, max_value=30)


class Reporting(RuleBasedStateMachine):
    """Two departments, one with a signer; two plans that share a series; six people."""

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.now = START
        self.done: Counter[str] = Counter()
        self._make_world()

    def teardown(self) -> None:
        try:
            assert_marked_or_true()
            settle()
            assert_true_to_core()
        finally:
            transaction.set_rollback(True)
            self.rollback.__exit__(None, None, None)

    def _make_world(self) -> None:
        plain = make_department()
        signing = make_department(code="czj", name="市财政局")
        self.departments = [plain, signing]
        self.people = {
            "clerk": make_clerk(plain),
            "other clerk": make_clerk(signing),
            "signer": make_signer(signing),
            "planner": make_planner(),
            "second planner": make_planner(),
            "reader": make_user("reader"),
        }
        plan, twin = make_plan(), make_plan(slug="twin-14")
        shared = make_indicator(plan, base="40", target="30", direction="fall", department=plain)
        make_indicator(
            twin, base="40", target="35", direction="fall", department=plain, series=shared.series
        )
        make_indicator(plan, base="5", target="[90]", kind="cumulative", department=signing)
        make_indicator(plan, base="/", target="≥31", kind="keep", path="", department=signing)
        self.indicators = list(Indicator.objects.order_by("pk"))
        for each in (plan, twin):
            ensure_rounds(each)
            services.ensure_assessments(plan=each, now=START)
        self.rounds = list(ReportingRound.objects.order_by("pk"))
        settle()

    def _try(self, name: str, deed) -> None:
        """Do something; a refusal is an answer, anything else is a failure."""
        try:
            deed()
        except (RefusedError, ConflictError):
            self.done[f"{name} refused"] += 1
        else:
            self.done[name] += 1

    def _submission(self, number: int) -> Submission | None:
        found = list(Submission.objects.order_by("-pk"))
        return found[number % len(found)] if found else None

    @rule(
        who=people,
        number=numbers,
        year=st.sampled_from(YEARS),
        vintage=st.sampled_from(VINTAGES),
        text=st.sampled_from(TEXTS),
        published_on=st.sampled_from(DAYS),
        version=seen,
        because=st.sampled_from([None, OnBehalf(reason="补录", document="年鉴")]),
        is_explained=st.booleans(),
    )
    def draft(
        self, who, number, year, vintage, text, published_on, version, because, is_explained
    ) -> None:
        place = Place(
            indicator=self.indicators[number % len(self.indicators)], year=year, vintage=vintage
        )
        current = (
            Submission.objects.filter(
                indicator=place.indicator, year=year, vintage=vintage, observation=None
            )
            .exclude(stage="approved")
            .first()
        )
        told = EXPLAINED if is_explained else {}
        entry = Entry(value_text=text, published_on=published_on, **told)
        self._try(
            "draft",
            lambda: save_draft(
                place,
                entry,
                user=self.people[who],
                now=self.now,
                seen=_seen(current, version),
                approved_seen=approved_by_now(place),
                on_behalf=because,
            ),
        )

    @rule(who=people, number=numbers, texts=st.lists(st.sampled_from(TEXTS), max_size=4))
    def type_on(self, who, number, texts) -> None:
        """Type into a figure that saves itself, sometimes as somebody who may not."""
        indicator = self.indicators[number % len(self.indicators)]
        is_plain = indicator.department == self.departments[0]
        own = "clerk" if is_plain else "other clerk"
        place = Place(indicator=indicator, year=2022, vintage="preliminary")
        for text in texts:
            current = (
                Submission.objects.filter(indicator=indicator, year=2022, vintage="preliminary")
                .exclude(stage="approved")
                .first()
            )
            user = self.people[who if number % 5 == 0 else own]
            deed = partial(
                save_figure,
                place,
                Entry(value_text=text, **EXPLAINED),
                seen=Seen.of(current) if current else None,
                approved_seen=approved_by_now(place),
                user=user,
                now=self.now,
            )
            self._try("typed", deed)
            self.now += timedelta(minutes=number)

    @rule(who=people, number=numbers, vintage=st.sampled_from(VINTAGES), version=seen)
    def move_to_vintage(self, who, number, vintage, version) -> None:
        current = self._submission(number)
        if current is None:
            return
        place = Place(indicator=current.indicator, year=current.year, vintage=vintage)
        self._try(
            "move",
            lambda: save_figure(
                place,
                Entry(
                    value_text=current.value_text, published_on=current.published_on, **EXPLAINED
                ),
                seen=_seen(current, version) or Seen.of(current),
                user=self.people[who],
                now=self.now,
            ),
        )

    @rule(
        who=people,
        number=numbers,
        action=st.sampled_from(list(Action)),
        reason=reasons,
        version=seen,
    )
    def step(self, who, number, action, reason, version) -> None:
        current = self._submission(number)
        if current is None or action is Action.SAVE:
            return
        self._try(
            action,
            lambda: take_step(
                current.pk,
                action,
                user=self.people[who],
                now=self.now,
                version=_version(current, version) or 0,
                reason=reason,
            ),
        )

    @rule(number=numbers, vintage=st.sampled_from(VINTAGES), text=st.sampled_from(TEXTS[:4]))
    def draft_as_it_should_be(self, number, vintage, text) -> None:
        indicator = self.indicators[number % len(self.indicators)]
        is_plain = indicator.department == self.departments[0]
        who = "clerk" if is_plain else "other clerk"
        self.draft(who, number, 2022, vintage, text, None, "now", None, is_explained=True)

    @rule(picked=st.lists(numbers, min_size=1, max_size=8))
    def pass_on(self, picked) -> None:
        """Take figures a step further as those would who may, so that many get far."""
        for number in picked:
            self._pass_on(number)

    def _pass_on(self, number: int) -> None:
        current = self._submission(number)
        if current is None:
            return
        is_plain = current.department == self.departments[0]
        clerk = "clerk" if is_plain else "other clerk"
        if current.on_behalf_reason:
            clerk = "planner"
        needs_signer = not is_plain and not current.on_behalf_reason
        after_submitting = ("signer", Action.SIGN) if needs_signer else ("planner", Action.APPROVE)
        if number % 4 == 1:
            after_submitting = ("planner", Action.RETURN)
        who, action = {
            "draft": (clerk, Action.SUBMIT),
            "returned": (clerk, Action.SUBMIT),
            "submitted": after_submitting,
            "signed": ("second planner", Action.APPROVE),
            "approved": ("planner", Action.REVOKE if number % 3 == 0 else Action.RETURN),
        }[current.stage]
        self.step(who, number, action, "理由", "now")

    @rule(who=people, picked=st.lists(numbers, max_size=6), version=seen)
    def approve_many(self, who, picked, version) -> None:
        chosen = [each for number in picked if (each := self._submission(number))]
        tickets = [
            Ticket(report_id=each.pk, version=_version(each, version) or 0) for each in chosen
        ]
        outcomes = approve_many(tickets, user=self.people[who], now=self.now)
        assert len(outcomes) == len(tickets)
        self.done["approved together"] += sum(not each.refusal for each in outcomes)

    @rule(who=people, number=numbers)
    def comment(self, who, number) -> None:
        current = self._submission(number)
        if current is not None:
            user = self.people[who]
            self._try(
                "comment", lambda: add_comment(current, text="请核对", user=user, now=self.now)
            )

    @rule(who=people, number=numbers, locks_in=st.integers(min_value=-30, max_value=200))
    def lock(self, who, number, locks_in) -> None:
        round_ = self.rounds[number % len(self.rounds)]
        locks_on = self.now.date() + timedelta(days=locks_in)
        days = {"opens_on": date(2020, 1, 1), "due_on": locks_on - timedelta(days=1)}
        user = self.people[who]
        self._try(
            "lock", lambda: set_days(round_, **days, locks_on=locks_on, user=user, now=self.now)
        )

    @rule(who=people, number=numbers, reason=reasons)
    def extend(self, who, number, reason) -> None:
        self._try(
            "extend",
            lambda: extend(
                self.rounds[number % len(self.rounds)],
                department=self.departments[number % 2],
                until=self.now + timedelta(days=20),
                reason=reason,
                user=self.people[who],
                now=self.now,
            ),
        )

    @rule(hours=st.integers(min_value=1, max_value=24 * 9))
    def time_passes(self, hours) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def worker_computes(self) -> None:
        settle()

    @invariant()
    def observations_are_the_approved_submissions(self) -> None:
        assert_observations_are_the_approved_submissions()

    @invariant()
    def every_change_is_told_by_the_record(self) -> None:
        assert_record_tells_all()


def _seen(current: Submission | None, seen_version: str) -> Seen | None:
    version = _version(current, seen_version)
    return None if current is None or version is None else Seen(current.pk, version)


def _version(current: Submission | None, seen_version: str) -> int | None:
    if current is None or seen_version == "none":
        return None
    return current.version - (seen_version == "before")


def test_any_sequence_of_deeds_by_anybody_keeps_the_books():
    tried: Counter[str] = Counter()

    class Counted(Reporting):
        def teardown(self) -> None:
            tried.update(self.done)
            super().teardown()

    run_state_machine_as_test(
        Counted,
        settings=settings(
            max_examples=400 if IS_LONG else 10,
            stateful_step_count=60 if IS_LONG else 35,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    for deed in ("draft", "typed", "submit", "sign", "approve", "return", "revoke", "lock"):
        assert tried[deed], f"no {deed} ever succeeded: {dict(tried)}"
