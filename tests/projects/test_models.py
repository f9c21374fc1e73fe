"""Rules that the database itself holds reports of projects to."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from projects.models import Project, ProjectLink, ProjectMilestone, ProjectReport
from tests.factories import (
    NOW,
    make_department,
    make_indicator,
    make_plan,
    make_project,
    make_section,
)
from tests.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project(make_section(make_plan()))


def report(project, **fields):
    return ProjectReport.objects.create(
        project=project,
        year=fields.pop("year", 2022),
        quarter=fields.pop("quarter", None),
        department=make_department(),
        stage=fields.pop("stage", "draft"),
        author=make_user(),
        created_at=NOW,
        updated_at=NOW,
        **fields,
    )


def refused(name, make):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make()


def test_a_period_has_one_report(project):
    report(project)
    report(project, quarter=4)
    refused("once_a_period", lambda: report(project))
    refused("once_a_period", lambda: report(project, quarter=4))
    refused("quarter_in_bounds", lambda: report(project, quarter=5))


def test_numbers_lie_within_their_bounds_and_zero_is_one_of_them(project):
    kept = report(project, physical_share=Decimal(0), invested=Decimal(0))
    assert (kept.physical_share, kept.invested) == (0, 0)
    refused("share", lambda: report(project, quarter=1, physical_share=Decimal("1.01")))
    refused("invested", lambda: report(project, quarter=1, invested=Decimal("-0.01")))


SENT = {"stage": "submitted", "quarter": 1}


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("sent_with_stage", {}),
        ("halted_with_reason", {"reached_stage": "halted"}),
        ("completed_is_whole", {"reached_stage": "completed"}),
        ("completed_is_whole", {"reached_stage": "completed", "physical_share": Decimal("0.99")}),
    ],
)
def test_what_is_sent_is_whole_a_draft_need_not_be(project, name, fields):
    report(project, **fields)
    refused(name, lambda: report(project, **SENT, **fields))


def test_whoever_approves_does_so_at_a_time_and_whoever_returns_says_why(project):
    refused("approved_at", lambda: report(project, stage="approved", reached_stage="idea"))
    refused("returned_has_reason", lambda: report(project, stage="returned"))


def test_links_milestones_and_retired_projects(project):
    indicator = make_indicator(project.plan)
    refused("reason", lambda: ProjectLink.objects.create(project=project, indicator=indicator))
    refused(
        "share_in_bounds",
        lambda: ProjectMilestone.objects.create(
            project=project, title="开工", due_on=date(2022, 1, 1), due_share=2
        ),
    )
    them = Project.objects.filter(pk=project.pk)
    refused("retired_with_reason", lambda: them.update(retired_on=date(2022, 1, 1)))
    refused("retired_with_reason", lambda: them.update(merged_into=project))
    refused("days_in_order", lambda: them.update(start=date(2022, 2, 1), end=date(2022, 1, 1)))
