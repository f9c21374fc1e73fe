"""How a project stands in a year: which report counts, and what nobody reported."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from indicators.models import ReportingRound
from indicators.viewpoints import Viewpoint
from indicators.workflow import Stage
from projects.lights import Light
from projects.selectors.standing import project_rows
from tests.factories import make_plan, make_project, make_section
from tests.projects.reports import DECIDED, claim, milestone, promise, report

pytestmark = pytest.mark.django_db

TODAY = Viewpoint(today=date(2024, 7, 1))


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def project(plan):
    return make_project(make_section(plan))


def row(project, *, year=None, viewpoint=TODAY):
    (found,) = project_rows(project.plan, year=year, viewpoint=viewpoint)
    return found


def round_due(plan, year: int) -> None:
    days = {"opens_on": date(year + 1, 1, 5), "due_on": date(year + 1, 3, 31)}
    ReportingRound.objects.create(plan=plan, year=year, locks_on=date(year + 1, 12, 31), **days)


class TestWhichReportCounts:
    def test_without_a_report_it_is_grey(self, project):
        found = row(project, year=2023)
        assert (found.light, found.stage, found.last) == (Light.GREY, "none", None)

    def test_the_whole_year_beats_its_quarters(self, project):
        report(project, 2023, quarter=3, share="0.1")
        report(project, 2023, share="0.6")
        report(project, 2023, quarter=4, share="0.2")
        assert row(project, year=2023).done_share == Decimal("0.6")

    def test_the_latest_quarter_stands_in_for_the_year(self, project):
        report(project, 2023, quarter=2, share="0.5")
        report(project, 2023, quarter=1, share="0.4")
        found = row(project, year=2023)
        assert (found.done_share, found.now.at) == (Decimal("0.5"), date(2023, 6, 30))
        assert (found.due_share, found.light) == (Decimal("0.5"), Light.GREEN)

    @pytest.mark.parametrize("state", [Stage.DRAFT, Stage.SUBMITTED, Stage.SIGNED])
    def test_only_approved_reports_are_seen(self, project, state):
        report(project, 2023, share="0.6", state=state)
        assert row(project, year=2023).light == Light.GREY

    def test_a_year_without_report_is_grey_and_names_the_last(self, project):
        report(project, 2022, share="0.5")
        found = row(project, year=2023)
        assert found.light == Light.GREY
        assert (found.last.verdict.light, found.known_label) == (Light.GREEN, "2022年")
        assert found.stage == "construction"

    def test_a_later_report_says_nothing_of_an_earlier_year(self, project):
        report(project, 2023, share="0.6")
        assert row(project, year=2022).known is None

    def test_what_is_completed_stays_so(self, project):
        report(project, 2022, share="1", stage="completed")
        for year in (2023, 2025, None):
            assert row(project, year=year).light == Light.GREEN
        assert row(project, year=2023).now.at == date(2023, 12, 31)


class TestLatest:
    def test_the_latest_period_counts(self, project):
        report(project, 2022, share="0.1")
        report(project, 2023, quarter=1, share="0.45")
        found = row(project)
        assert (found.light, found.now.period_label) == (Light.GREEN, "2023年第一季度")

    def test_a_report_that_has_fallen_due_since_is_owed(self, plan, project):
        report(project, 2022, share="0.5")
        round_due(plan, 2022)
        assert row(project).light == Light.GREEN
        round_due(plan, 2023)
        found = row(project)
        assert (found.light, found.last.period_label) == (Light.GREY, "2022年")
        assert found.due_share == Decimal("0.6")

    def test_before_the_day_it_falls_due_nothing_is_owed(self, plan, project):
        report(project, 2022, share="0.5")
        round_due(plan, 2023)
        before = Viewpoint(today=date(2024, 3, 31))
        assert row(project, viewpoint=before).light == Light.GREEN

    @pytest.mark.parametrize("year", [None, 2023])
    @pytest.mark.parametrize(("quarter", "share"), [(1, "0.45"), (4, "0.6")])
    def test_no_quarter_hides_that_the_year_is_owed(self, plan, project, year, quarter, share):
        report(project, 2023, quarter=quarter, share=share)
        assert row(project, year=year).light == Light.GREEN
        round_due(plan, 2023)
        found = row(project, year=year)
        assert (found.light, found.now.at) == (Light.GREY, date(2023, 12, 31))
        assert found.last.verdict.light == Light.GREEN
        assert found.last.period_label.startswith("2023年第")

    def test_a_quarter_of_a_later_year_is_newer_than_what_is_owed(self, plan, project):
        report(project, 2024, quarter=1, share="0.65")
        round_due(plan, 2023)
        assert row(project).light == Light.GREEN
        assert row(project, year=2023).light == Light.GREY

    def test_what_a_quarter_completed_owes_nothing(self, plan, project):
        report(project, 2023, quarter=1, share="1", stage="completed")
        round_due(plan, 2023)
        assert row(project).light == Light.GREEN


class TestLights:
    @pytest.mark.parametrize(
        ("share", "light"),
        [("0.6", "green"), ("0.55", "nearly"), ("0.45", "yellow"), ("0.299", "red")],
        ids=["on schedule", "5 behind", "15 behind", "30.1 behind"],
    )
    def test_the_thresholds_of_the_rule_set_decide(self, project, share, light):
        report(project, 2023, share=share)
        assert row(project, year=2023).light == light

    def test_milestones_bend_what_is_due(self, project):
        milestone(project, "主体完工", due_on=date(2023, 12, 31), due_share="0.9")
        report(project, 2023, share="0.6")
        found = row(project, year=2023)
        assert (found.due_share, found.behind_text) == (Decimal("0.9"), "落后30点")

    def test_a_row_is_not_rounded_onto_a_threshold(self, project):
        report(project, 2023, share="0.4999")
        found = row(project, year=2023)
        assert (found.light, found.behind_text) == (Light.YELLOW, "落后10.01点")
        assert (found.due_text, found.done_text) == ("60%", "49.99%")

    def test_begin_and_end_of_the_project_beat_those_of_the_plan(self, plan):
        dates = {"start": date(2023, 1, 1), "end": date(2026, 12, 31)}
        project = make_project(make_section(plan), **dates)
        report(project, 2023, share="0.25")
        assert row(project, year=2023).light == Light.GREEN

    def test_a_promise_of_a_stage_is_judged_by_the_stage(self, plan):
        promise("开展前期", "preparation", "stage")
        project = make_project(make_section(plan), promised_stage="开展前期")
        told = report(project, 2023, stage="preparation")
        assert row(project, year=2023).light == Light.GREEN
        told.reached_stage = "idea"
        told.save()
        assert row(project, year=2023).light == Light.YELLOW

    def test_a_verb_nobody_has_reviewed_asks_for_the_most(self, plan):
        project = make_project(make_section(plan), promised_stage="攻坚")
        found = row(project, year=2023)
        assert found.promise.expected_label == "建成投用"
        assert "还没有列入" in found.promise.reason


class TestMoney:
    def test_years_are_summed_each_by_its_latest_period(self, project):
        report(project, 2021, quarter=4, invested="1.5", share="0.1")
        report(project, 2022, quarter=2, invested="9", share="0.2")
        report(project, 2022, invested="2.5", share="0.2")
        report(project, 2023, invested="0", share="0.2")
        assert row(project, year=2022).invested == Decimal("4.0")
        assert row(project, year=2023).invested_in_year == 0
        assert row(project, year=2023).invested == Decimal("4.0")

    def test_a_later_period_that_does_not_say_leaves_what_an_earlier_said(self, project):
        report(project, 2023, quarter=3, invested="2.5", share="0.2")
        report(project, 2023, share="0.6")
        assert row(project, year=2023).invested == Decimal("2.5")

    def test_not_reported_is_not_zero(self, project):
        report(project, 2023, share="0.2")
        assert row(project, year=2023).invested is None


class TestLookingBack:
    def test_only_what_was_approved_by_then_is_seen(self, project):
        report(project, 2022, share="0.5", decided_at=DECIDED.replace(year=2023))
        report(project, 2023, share="0.6")
        then = Viewpoint(today=date(2024, 7, 1), known_on=date(2024, 4, 1))
        assert row(project, viewpoint=then).now.period_label == "2022年"
        after = Viewpoint(today=date(2024, 7, 1), known_on=date(2024, 4, 2))
        assert row(project, viewpoint=after).now.period_label == "2023年"

    def test_a_milestone_counts_with_the_report_that_claims_it(self, project):
        step = milestone(project, "开工", due_on=date(2022, 6, 30), due_share="0.1")
        draft = report(project, 2023, quarter=1, share="0.6", state=Stage.DRAFT)
        claim(draft, step, reached_on=date(2022, 7, 1))
        assert row(project).milestones[0].reached_on is None
        claim(report(project, 2023, share="0.6"), step, reached_on=date(2022, 7, 3))
        assert row(project).milestones[0].reached_on == date(2022, 7, 3)
        then = Viewpoint(today=date(2024, 7, 1), known_on=date(2024, 4, 1))
        assert row(project, viewpoint=then).milestones[0].reached_on is None


class TestRetired:
    def test_what_was_merged_away_is_no_longer_counted(self, plan, project):
        old = make_project(project.section)
        old.retired_on, old.retired_reason = date(2024, 1, 1), "并入"
        old.merged_into = project
        old.save()
        assert [each.code for each in project_rows(plan, year=None, viewpoint=TODAY)] == [
            project.code
        ]
        then = Viewpoint(today=date(2024, 7, 1), known_on=date(2023, 12, 31))
        assert len(project_rows(plan, year=None, viewpoint=then)) == 2


def test_queries_do_not_grow(plan, django_assert_num_queries):
    section = make_section(plan)
    for rows in (1, 20):
        for _ in range(rows):
            report(make_project(section, regions=[plan.region]), 2023, share="0.6")
        with django_assert_num_queries(11):
            project_rows(plan, year=None, viewpoint=TODAY)
