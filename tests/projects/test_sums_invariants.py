"""Whatever anybody does in whatever order: the sums are those of the approved reports.

And each year's list and official table are those projects whose year it is, once each, as known
today and on a day of the past.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from indicators.models import Submission
from indicators.selectors.duties import MISSING
from indicators.services.entries import Entry, Place
from indicators.services.on_behalf import OnBehalf
from indicators.services.reporting import save_draft
from indicators.services.rounds import ensure_rounds
from indicators.services.ways import ConflictError
from indicators.viewpoints import Viewpoint
from indicators.workflow import Action, RefusedError
from plans.models import RecordEntry
from projects.models import Project, ProjectReport, RollUp
from projects.progress_tables import TableScope
from projects.selectors.duties import project_duties
from projects.selectors.official_table import official_table
from projects.selectors.progress_texts import progress_texts
from projects.selectors.standing import project_rows
from projects.services import rollups
from projects.services.reporting import ReportEntry, ReportPlace, save_report, take_report_step
from projects.services.structure import Part, merge_projects, split_project
from projects.submitting import submit_report
from projects.summing import members
from projects.sums import yearly_sums
from tests.factories import make_department, make_indicator, make_plan, make_project, make_section
from tests.people import make_clerk, make_planner, make_signer, make_user
from tests.sizes import IS_LONG
from tests.steps import approved_by_now

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 7, 3, 1, 0, tzinfo=UTC)
YEARS = (2021, 2022)
LISTED = (2021, 2022, 2023, None)
KNOWN_ON = date(2023, 7, 4)
"""A day the lists are looked back to: the second of those the deeds go on for."""
CHANGED_AT = (
    *(datetime(2021, 12, 1, tzinfo=UTC), datetime(2022, 5, 1, tzinfo=UTC)),
    *(datetime(2023, 3, 1, tzinfo=UTC), None, None),
)
"""When projects are split and merged: as files may say it, and today."""
ANSWERED = dict.fromkeys(("no_share", "share_back", "stage_back", "money_back", "over_total"), "是")

people = st.sampled_from(["clerk", "clerk", "other", "signer", "planner", "planner", "reader"])
changers = st.sampled_from(["planner", "planner", "planner", "clerk", "reader"])
numbers = st.integers(min_value=0, max_value=20)
histories = st.sampled_from([True, True, False])
places = st.sampled_from([(2022, None), (2022, None), (2022, 4), (2023, 1), (2021, None)])


class Summing(RuleBasedStateMachine):
    """Three projects of two departments, one with a signer, and two sums of them."""

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.done: Counter[str] = Counter()
        self.now = NOW
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

    @initialize()
    def everything_is_reported_once(self) -> None:
        for number in range(len(self.projects)):
            for _ in ("write", "sign", "approve")[: 3 if number == 2 else 2]:
                self.report_as_one_should(number, "3")

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
        project = self.projects[number % len(self.projects)]
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
                now=self.now,
                version=current.version if current else None,
                on_behalf=because,
            )
            if is_sent:
                submit_report(saved.pk, user=self.people[who], now=self.now, version=saved.version)

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
                now=self.now,
                version=report.version,
                reason="理由",
            ),
        )

    @rule(number=numbers, invested=st.sampled_from([None, "0", "2.5", "7"]))
    def report_as_one_should(self, number, invested) -> None:
        """Write, submit, sign or approve what is next; now and then undo an approval."""
        project = self.projects[number % len(self.projects)]
        is_signed = project.department.code == "czj"
        clerk = "other" if is_signed else "clerk"
        current = project.reports.filter(year=2022, quarter=None).first()
        if current is None or current.stage in ("draft", "returned"):
            self._write(clerk, project, (2022, None), "construction", invested, None, is_sent=True)
            return
        action, who = {
            "submitted": (Action.SIGN, "signer") if is_signed else (Action.APPROVE, "planner"),
            "signed": (Action.APPROVE, "planner"),
            "approved": (Action.REVOKE, "planner"),
        }[current.stage]
        self._take(current, action, who)

    @rule(number=numbers, text=st.sampled_from(["3", "8"]))
    def department_types_its_own_figure(self, number, text) -> None:
        indicator = list(self.sums.values())[number % 2]
        place = Place(indicator=indicator, year=2022, vintage="final")
        entry, clerk = Entry(value_text=text), self.people["clerk"]
        self._try(
            "own",
            lambda: save_draft(
                place,
                entry,
                user=clerk,
                now=self.now,
                seen=None,
                approved_seen=approved_by_now(place),
            ),
        )

    def _changed_at(self, at, *projects) -> datetime:
        """Return when projects are changed: not before they were there."""
        days = [each.split_from.retired_on for each in projects if each.split_from]
        begun = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in days]
        return max([at or self.now, *begun])

    @rule(number=numbers, keeps=histories, at=st.sampled_from(CHANGED_AT), who=changers)
    def split(self, number, keeps, at, who) -> None:
        """Split a project; that its history does not count is said in files alone."""
        project = self.projects[number % len(self.projects)]
        codes = [f"{project.code}-{each}" for each in "ab"]

        def deed() -> None:
            self.projects += split_project(
                project,
                parts=[Part(code=code, name=code) for code in codes],
                reason="拆分",
                user=self.people[who],
                now=self._changed_at(at, project),
            )
            Project.objects.filter(pk=project.pk).update(keeps_history=keeps)

        if len(self.projects) <= 7:
            self._try("split", deed)

    @rule(number=numbers, keeps=st.booleans(), at=st.sampled_from(CHANGED_AT), who=changers)
    def merge(self, number, keeps, at, who) -> None:
        one = self.projects[number % len(self.projects)]
        into = self.projects[(number + 1) % len(self.projects)]
        self._try(
            "merge",
            lambda: merge_projects(
                one,
                into=into,
                keeps_history=keeps,
                reason="合并",
                user=self.people[who],
                now=self._changed_at(at, one, into),
            ),
        )

    @rule(number=numbers, keeps=histories, at=st.sampled_from(CHANGED_AT))
    def give_up(self, number, keeps, at) -> None:
        """Retire a project in whose place nothing comes, as files may say it."""
        project = self.projects[number % len(self.projects)]
        if self.done["give up"] > self.done["merge"] + self.done["split"]:
            return
        project.refresh_from_db()
        is_under_way = project.reports.exclude(stage="approved").exists()
        if project.retired_on is None and not is_under_way:
            on = self._changed_at(at, project).date()
            facts = {"retired_on": on, "retired_reason": "不再实施", "keeps_history": keeps}
            Project.objects.filter(pk=project.pk).update(is_given_up=True, **facts)
            rollups.mark_roll_ups(self.plan, now=self.now)
            self.done["give up"] += 1

    @rule()
    def a_day_ends(self) -> None:
        """The worker feeds the sums, a reader looks at all lists, and the next day begins."""
        self.worker_feeds()
        self.lists_and_official_table_are_those_whose_year_it_is_and_the_sums_agree()
        self.now += timedelta(days=1)

    def worker_feeds(self) -> None:
        own = Submission.objects.exclude(author__username="system").order_by("pk")
        before = list(own.values())
        for each in rollups.stale_roll_ups():
            rollups.feed_roll_up(each, now=self.now)
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

    def lists_and_official_table_are_those_whose_year_it_is_and_the_sums_agree(self) -> None:
        for known_on in (None, KNOWN_ON):
            seen = Viewpoint(today=self.now.date(), known_on=known_on)
            found = yearly_sums(
                members(self.plan, known_on=known_on), fields=["city"], years=LISTED[:-1]
            )
            for year in LISTED:
                rows = project_rows(self.plan, year=year, viewpoint=seen)
                told = progress_texts(self.plan, year=year, viewpoint=seen)
                names = [row.name for row in rows]
                roots = Project.objects.filter(split_from=None)
                whose = [each for root in roots for each in _whose(root, year, seen.day)]
                assert sorted(names) == sorted(each.name for each in whose)
                assert names == self._in_the_table(year, seen, told)
                if year is not None:
                    self._agree(found[year], rows, told, year, known_on)

    def _in_the_table(self, year, seen, told) -> list[str]:
        table = official_table(self.plan, scope=TableScope(), year=year, seen=seen, progress=told)
        parts = [part for group in table.groups for part in group.parts]
        return [line.title for part in parts for line in part.lines]

    def _agree(self, summed, rows, told, year, known_on) -> None:
        amounts = [row.invested_in_year for row in rows if row.invested_in_year is not None]
        assert summed.invested == (sum(amounts) if amounts else None)
        texts = ["".join(told.get(row.project_id, ())) for row in rows]
        printed = [re.search(rf"{year}年完成投资([\d.]+)亿元", text) for text in texts]
        assert sum(Decimal(each[1]) for each in printed if each) == sum(amounts)
        reported = sum(row.known is not None and row.known.period.year == year for row in rows)
        assert summed.reported + summed.by_quarter == reported
        done = [row.now.report for row in rows if row.now.report is not None]
        covered = sum(each.stage == "completed" and each.period.year < year for each in done)
        assert summed.expected == len(rows) - covered
        duties = project_duties(self.plan, [year])
        owed = {each.project.pk for each in duties if each.standing == MISSING}
        reports = ((row.project_id, row.now.report) for row in rows)
        known = {
            key
            for key, each in reports
            if each and (each.period.year < year or each.period.quarter is None)
        }
        if known_on is None:
            assert not owed & known

    @invariant()
    def every_report_has_its_line_in_the_record(self) -> None:
        told = RecordEntry.objects.filter(subject_kind="project_report")
        keys = set(told.values_list("subject_key", flat=True))
        assert {str(each.pk) for each in ProjectReport.objects.all()} <= keys

    def _naive(self, measure, year):
        """Add up what stands in the table, one project after the other."""
        counted, amounts, is_told = 0, [], False
        for project in Project.objects.order_by("pk"):
            gone, begun = project.retired_on is not None, _begun(project)
            approved = project.reports.filter(stage="approved")
            if not gone:
                stages = ("construction", "completed")
                firsts = [
                    each.year
                    for one in [project, *_before(project)]
                    for each in one.reports.filter(stage="approved", reached_stage__in=stages)
                    if each.year >= _begun(one)
                ]
                counted += bool(firsts) and min(firsts) == year
            if gone and not (project.keeps_history and year < _over_from(project)):
                continue
            if year < begun:
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


def _over_from(project) -> int:
    """Return the first year that is no longer a retired project's own."""
    return project.retired_on.year + (1 if project.is_given_up else 0)


def _begun(project) -> int:
    """Return the year from which a project stands in place of the one it is a part of.

    A part of what has no history stands there from when that did.
    """
    whole = project.split_from
    if whole is None:
        return 0
    return whole.retired_on.year if whole.keeps_history else _begun(whole)


def _before(project):
    for each in project.merged.all():
        if each.keeps_history:
            yield each
        yield from _before(each)
    if project.split_from:
        if project.split_from.keeps_history:
            yield project.split_from
        yield from _before(project.split_from)


def _whose(project, year, day) -> Iterator[Project]:
    """Yield whose a year is of a project and what was split from it; None: who stands on a day."""
    is_changed = project.retired_on is not None and project.retired_on <= day
    is_over = is_changed and (year is None or year >= _over_from(project))
    parts = list(project.split_into.all())
    if not is_over and (not is_changed or project.keeps_history):
        yield project
    elif parts:
        for part in parts:
            yield from _whose(part, year, day)


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
            max_examples=300 if IS_LONG else 9,
            stateful_step_count=50 if IS_LONG else 20,
            deadline=None,
            # The same steps each time, so that every deed is among them; the long run tries others.
            derandomize=not IS_LONG,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    for deed in ("write", "approve", "revoke", "merge", "split", "give up", "own"):
        assert tried[deed], f"no {deed} ever succeeded: {dict(tried)}"
