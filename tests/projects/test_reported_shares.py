"""A share that was reported is told as it was reported, wherever it stands; never rounded."""

from __future__ import annotations

from datetime import date

import pytest

from indicators.viewpoints import Viewpoint
from projects.milestones import milestones_of
from projects.models import Project
from projects.periods import Period
from projects.selectors.browse.detail import project_detail
from projects.selectors.held import held_of
from projects.selectors.progress_texts import progress_texts
from projects.selectors.said import said_text
from tests.factories import make_department, make_plan, make_project, make_section
from tests.projects.reports import milestone, report

pytestmark = pytest.mark.django_db
SEEN = Viewpoint(today=date(2024, 9, 1))


@pytest.fixture
def road() -> Project:
    project = make_project(make_section(make_plan()), department=make_department())
    milestone(project, "封顶", due_on=date(2023, 12, 31), due_share="0.9250")
    return project


@pytest.mark.parametrize(
    ("share", "text"),
    [("0.2999", "29.99%"), ("0.4999", "49.99%"), ("0.3000", "30%"), ("0.305", "30.5%")],
)
def test_what_was_reported_is_not_rounded(road: Project, share: str, text: str) -> None:
    told = report(road, 2023, share=share)
    told.refresh_from_db()
    assert said_text(told) == f"在建 · 形象进度{text}"
    assert told.said == f"在建 {text}"
    ((paragraph, *_),) = progress_texts(road.plan, year=2023, viewpoint=SEEN).values()
    assert f"形象进度{text}" in paragraph
    detail = project_detail(road, year=2023, viewpoint=SEEN)
    assert detail.row.done_text == text
    assert f"实际完成{text}" in detail.row.now.verdict.sentence
    assert detail.judged_reports[0].done_text == text
    assert detail.row.share_label == f"应完成92.5%，已完成{text}"


def test_nor_what_a_milestone_asks_for(road: Project) -> None:
    assert milestones_of(road).steps[0].told == "2023-12-31，应完成92.5%"
    detail = project_detail(road, year=2023, viewpoint=SEEN)
    assert "节点：封顶，应完成92.5%" in [each.text for each in detail.events]


def test_nor_what_the_next_report_is_held_against(road: Project) -> None:
    report(road, 2022, share="0.2999")
    next_one = report(road, 2023, share="0.2998", state="draft")
    held = held_of([road], period=Period(year=2023))[road.pk]
    (found,) = [each for each in held.findings(next_one, {}) if each.code == "share_back"]
    assert "2022年的29.99%低" in found.message
