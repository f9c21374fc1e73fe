"""Invented reports of projects: in demo mode only, labelled, the same each time."""

import pytest

from indicators.demo import NotInDemoModeError
from projects.demo import fill_with_demo_reports
from projects.models import ProjectReport, PromisedStage
from tests.factories import NOW, make_department, make_plan, make_project, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def projects():
    section = make_section(make_plan())
    PromisedStage.objects.create(
        phrase="开展前期", expected_stage="preparation", judged_by="stage", reason="测试"
    )
    stages = ["建成"] * 30 + ["开展前期"] * 3
    return [
        make_project(section, department=make_department(), promised_stage=each, code=f"p-{at}")
        for at, each in enumerate(stages)
    ]


def test_outside_demo_mode_nothing_is_invented(projects):
    with pytest.raises(NotInDemoModeError):
        fill_with_demo_reports(now=NOW)
    assert not ProjectReport.objects.exists()


def test_reports_are_labelled_and_of_years_that_are_over(projects, settings):
    settings.DEMO = True
    made = fill_with_demo_reports(now=NOW)
    reports = list(ProjectReport.objects.all())
    assert made == len(reports) > len(projects)
    assert {each.year for each in reports} == {2021, 2022}
    assert all("虚构" in each.progress_text and each.decided_at < NOW for each in reports)
    assert len({each.physical_share for each in reports}) > 4
    assert {each.reached_stage for each in reports} >= {"construction", "preparation"}


def test_filling_again_adds_nothing(projects, settings):
    settings.DEMO = True
    fill_with_demo_reports(now=NOW)
    assert fill_with_demo_reports(now=NOW) == 0
