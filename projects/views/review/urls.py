"""The addresses of the planners' desk for projects, under /review/projects/."""

from __future__ import annotations

from django.urls import path

from indicators.views.review.deciding import review_approve, review_comment, review_decide
from indicators.views.review.departments import review_departments, review_departments_csv
from projects.views.review.behalf import (
    review_project_enter,
    review_projects_enter,
    review_projects_enter_choice,
)
from projects.views.review.departments import PROJECTS
from projects.views.review.milestones import review_project_milestones
from projects.views.review.queue import review_projects
from projects.views.review.report import PROJECT_REVIEW, review_project

REPORTS, BOARD = {"pages": PROJECT_REVIEW}, {"board": PROJECTS}

urlpatterns = [
    path("", review_projects, name="review_projects"),
    path("approve/", review_approve, REPORTS, name="review_projects_approve"),
    path("departments/", review_departments, BOARD, name="review_project_departments"),
    path("departments.csv", review_departments_csv, BOARD, name="review_project_departments_csv"),
    path("reports/<int:report_id>/", review_project, name="review_project"),
    path("reports/<int:report_id>/decide/", review_decide, REPORTS, name="review_project_decide"),
    path(
        "reports/<int:report_id>/comment/", review_comment, REPORTS, name="review_project_comment"
    ),
    path("milestones/<slug:code>/", review_project_milestones, name="review_project_milestones"),
    path("enter/", review_projects_enter_choice, name="review_projects_enter_choice"),
    path("enter/<slug:slug>/<period:period>/", review_projects_enter, name="review_projects_enter"),
    path(
        "enter/<slug:slug>/<period:period>/<slug:code>/",
        review_project_enter,
        name="review_project_enter",
    ),
]
