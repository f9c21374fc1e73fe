"""Whatever anybody does in whatever order: the sums are those of the approved reports."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from indicators.models import Submission
from indicators.services.reporting import Entry, Place, save_draft
from indicators.services.rounds import ensure_rounds
from indicators.services.steps import ConflictError, OnBehalf
from indicators.workflow import Action, RefusedError
from plans.models import RecordEntry
from projects.models import Project, ProjectReport, RollUp
from projects.services import rollups
from projects.services.reporting import ReportEntry, ReportPlace, save_report, take_report_step
from projects.services.structure import merge_projects
from projects.submitting import submit_report
from projects.summing import members
from projects.sums import yearly_sums
from tests.factories import make_department, make_indicator, make_plan, make_project, make_section
from tests.people import make_clerk, make_planner, make_signer, make_user
from tests.sizes import IS_LONG

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 7, 3, 1, 0, tzinfo=UTC)
YEARS = (2021, 2022)
ANSWERED = dict.fromkeys(("no_share", "share_back", "stage_back", "money_back", "over_total"), "是")

people = st.sampled_from(["clerk", "clerk", "other", "signer", "planner", "planner", "reader"])
numbers = st.integers(min_value=0, max_value=20)
places = st.sampled_from([(2022, None), (2022, None), (2022, 4), (2023, 1), (2021, None)])


class Summing(RuleBasedStateMachine):
    """Three projects of two departments, one with a signer, and two sums of them."""

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.done: Counter[str] = Counter()
        plain, signing = make_department(), make_department(code="czj", name="市财政局")
        self.people = {
            "clerk": make_clerk(plain),
            "other": make_clerk(signing),
            "signer": make_signer(signing),
            "planner": make_planner(),
            "reader": make_user("reader"),
        }
        self.plan = make_plan()
        ensure_rounds(self.plan)
        section = make_section(self.plan)
        self.projects = [
            make_project(section, field="city", department=each) for each in (plain, plain, signing)
        ]
        self.sums = {}
        for measure in ("count", "investment"):
            indicator = make_indicator(self.plan, kind="cumulative", department=plain)
            RollUp.objects.create(indicator=indicator, measure=measure, fields=["city"])
            self.sums[measure] = indicator

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    def _try(self, name, deed) -> None:
        try:
            with transaction.atomic():
                deed()
        except (RefusedError, ConflictError):
            self.done[f"{name} refused"] += 1
        else:
            self.done[name] += 1

    @rule(
        who=people,
        number=numbers,
        place=places,
        stage=st.sampled_from(["", "preparation", "construction", "completed"]),
        invested=st.sampled_from([None, "0", "1.5", "40"]),
        because=st.sampled_from([None, None, OnBehalf(reason="补录", document="台账")]),
        is_sent=st.booleans(),
    )
    def write(self, who, number, place, stage, invested, because, is_sent) -> None:
        project = self.projects[number % 3]
        self._write(who, project, place, stage, invested, because, is_sent=is_sent)

    def _write(self, who, project, place, stage, invested, because, *, is_sent) -> None:
        year, quarter = place
        project.refresh_from_db()
        current = project.reports.filter(year=year, quarter=quarter).first()
        entry = ReportEntry(
            reached_stage=stage,
            physical_share=Decimal(1) if stage == "completed" else Decimal("0.5"),
            invested=None if invested is None else Decimal(invested),
            answers=ANSWERED,
        )

        def deed() -> None:
            saved = save_report(
                ReportPlace(project=project, year=year, quarter=quarter),
                entry,
                user=self.people[who],
                now=NOW,
                version=current.version if current else None,
                on_behalf=because,
            )
            if is_sent:
                submit_report(saved.pk, user=self.people[who], now=NOW, version=saved.version)

        self._try("write", deed)

    @rule(
        who=people,
        number=numbers,
        action=st.sampled_from(
            [*[Action.APPROVE] * 3, Action.SIGN, Action.RETURN, Action.REVOKE, Action.TAKE_BACK]
        ),
    )
    def step(self, who, number, action) -> None:
        found = list(ProjectReport.objects.order_by("-updated_at", "pk"))
        if found:
            self._take(found[number % len(found)], action, who)

    def _take(self, report, action, who) -> None:
        self._try(
            str(action),
            lambda: take_report_step(
                report.pk,
                action,
                user=self.people[who],
                now=NOW,
                version=report.version,
                reason="理由",
            ),
        )

    @rule(number=numbers, invested=st.sampled_from([None, "0", "2.5", "7"]))
    def report_as_one_should(self, number, invested) -> None:
        """Write, submit, sign or approve what is next; now and then undo an approval."""
        project = self.projects[number % 3]
        clerk = ("clerk", "clerk", "other")[number % 3]
        current = project.reports.filter(year=2022, quarter=None).first()
        if current is None or current.stage in ("draft", "returned"):
            self._write(clerk, project, (2022, None), "construction", invested, None, is_sent=True)
            return
        action, who = {
            "submitted": (Action.SIGN, "signer")
            if number % 3 == 2
            else (Action.APPROVE, "planner"),
            "signed": (Action.APPROVE, "planner"),
            "approved": (Action.REVOKE, "planner"),
        }[current.stage]
        self._take(current, action, who)

    @rule(number=numbers, text=st.sampled_from(["3", "8"]))
    def department_types_its_own_figure(self, number, text) -> None:
        indicator = list(self.sums.values())[number % 2]
        place = Place(indicator=indicator, year=2022, vintage="final")
        entry, clerk = Entry(value_text=text), self.people["clerk"]
        self._try("own", lambda: save_draft(place, entry, user=clerk, now=NOW, version=None))

    @rule(number=numbers, keeps=st.booleans(), who=people)
    def merge(self, number, keeps, who) -> None:
        one, into = self.projects[number % 3], self.projects[(number + 1) % 3]
        self._try(
            "merge",
            lambda: merge_projects(
                one,
                into=into,
                keeps_history=keeps,
                reason="合并",
                user=self.people[who],
                now=NOW,
            ),
        )

    @rule()
    def worker_feeds(self) -> None:
        own = Submission.objects.exclude(author__username="system").order_by("pk")
        before = list(own.values())
        for each in rollups.stale_roll_ups():
            rollups.feed_roll_up(each, now=NOW)
        assert list(own.values()) == before
        for measure, indicator in self.sums.items():
            for year in YEARS:
                fed = Submission.objects.filter(indicator=indicator, year=year).filter(
                    author__username="system"
                )
                expected = self._naive(measure, year)
                texts = {each.value_text for each in fed}
                assert texts == (set() if expected is None and not fed else {_text(expected)})

    @invariant()
    def sums_are_those_of_the_approved_reports(self) -> None:
        found = yearly_sums(members(self.plan), fields=["city"], years=YEARS)
        for year in YEARS:
            assert found[year].count == self._naive("count", year)
            assert found[year].invested == self._naive("investment", year)

    @invariant()
    def every_report_has_its_line_in_the_record(self) -> None:
        told = RecordEntry.objects.filter(subject_kind="project_report")
        keys = set(told.values_list("subject_key", flat=True))
        assert {str(each.pk) for each in ProjectReport.objects.all()} <= keys

    def _naive(self, measure, year):
        """Add up what stands in the table, one project after the other."""
        counted, amounts, is_told = 0, [], False
        for project in Project.objects.order_by("pk"):
            gone = project.retired_on is not None
            approved = project.reports.filter(stage="approved")
            if not gone:
                stages = ("construction", "completed")
                firsts = [
                    each.year
                    for one in [project, *_before(project)]
                    for each in one.reports.filter(stage="approved", reached_stage__in=stages)
                ]
                counted += bool(firsts) and min(firsts) == year
            if gone and not (project.keeps_history and year < project.retired_on.year):
                continue
            of_year = approved.filter(year=year)
            is_told = is_told or of_year.exists()
            for quarter in (None, 4, 3, 2, 1):
                said = of_year.filter(quarter=quarter, invested__isnull=False).first()
                if said is not None:
                    amounts.append(said.invested)
                    break
        if measure == "count":
            return counted if counted or is_told else None
        return sum(amounts) if amounts else None


def _before(project):
    for each in project.merged.all():
        if each.keeps_history:
            yield each
        yield from _before(each)


def _text(number) -> str:
    return "" if number is None else format(Decimal(number).normalize() + 0, "f")


def test_any_sequence_of_deeds_by_anybody_keeps_the_sums():
    tried: Counter[str] = Counter()

    class Counted(Summing):
        def teardown(self) -> None:
            tried.update(self.done)
            super().teardown()

    run_state_machine_as_test(
        Counted,
        settings=settings(
            max_examples=300 if IS_LONG else 6,
            stateful_step_count=50 if IS_LONG else 20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    for deed in ("write", "approve", "revoke", "merge", "own"):
        assert tried[deed], f"no {deed} ever succeeded: {dict(tried)}"
