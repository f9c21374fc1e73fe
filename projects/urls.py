"""The pages of boxes and projects."""

from __future__ import annotations

from django.urls import include, path

from projects.views.browse.board import project_board, project_links_page
from projects.views.browse.boxes import box_detail, box_list
from projects.views.browse.official_table import (
    official_table_csv,
    official_table_page,
    official_table_xlsx,
)
from projects.views.browse.pace import project_pace
from projects.views.browse.project import (
    project_money_csv,
    project_page,
    project_progress_csv,
)
from projects.views.browse.sums import project_sums, project_sums_csv
from projects.views.browse.table import project_list, project_list_csv, project_list_xlsx
from projects.views.browse.timeline import project_timeline
from projects.views.entry.desk import entry_desk

urlpatterns = [
    path("entry/", entry_desk, name="entry_desk"),
    path("entry/projects/", include("projects.views.entry.urls")),
    path("review/projects/", include("projects.views.review.urls")),
    path("plans/<slug:slug>/boxes/", box_list, name="box_list"),
    path("plans/<slug:slug>/boxes/<str:number>/", box_detail, name="box_detail"),
    path("plans/<slug:slug>/projects/", project_list, name="project_list"),
    path("plans/<slug:slug>/projects.csv", project_list_csv, name="project_list_csv"),
    path("plans/<slug:slug>/projects.xlsx", project_list_xlsx, name="project_list_xlsx"),
    path("plans/<slug:slug>/projects/timeline/", project_timeline, name="project_timeline"),
    path("plans/<slug:slug>/projects/board/", project_board, name="project_board"),
    path("plans/<slug:slug>/projects/pace/", project_pace, name="project_pace"),
    path("plans/<slug:slug>/projects/links/", project_links_page, name="project_links"),
    path("plans/<slug:slug>/projects/sums/", project_sums, name="project_sums"),
    path("plans/<slug:slug>/projects/sums.csv", project_sums_csv, name="project_sums_csv"),
    path("plans/<slug:slug>/progress-table/", official_table_page, name="official_table"),
    path("plans/<slug:slug>/progress-table.xlsx", official_table_xlsx, name="official_table_xlsx"),
    path("plans/<slug:slug>/progress-table.csv", official_table_csv, name="official_table_csv"),
    path("projects/<slug:code>/investment.csv", project_money_csv, name="project_money_csv"),
    path("projects/<slug:code>/progress.csv", project_progress_csv, name="project_progress_csv"),
    path("projects/<slug:code>/", project_page, name="project_detail"),
]
