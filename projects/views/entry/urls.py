"""The addresses of a department's desk for its projects, under /entry/projects/."""

from __future__ import annotations

from django.urls import path, register_converter

from indicators.views.entry.evidence import entry_evidence, entry_evidence_detach
from indicators.views.entry.sign import entry_sign, entry_sign_chosen
from indicators.views.entry.steps import entry_comment, entry_step
from indicators.views.entry.uploads import (
    upload_confirm,
    upload_detail,
    upload_discard,
    upload_marked,
    upload_progress,
)
from projects.converters import PeriodConverter
from projects.views.entry.listing import (
    entry_project_period,
    entry_project_submit,
    entry_projects,
)
from projects.views.entry.report import PROJECT_PAGES, entry_project
from projects.views.entry.workbook import PROJECT_UPLOADS, project_upload, project_workbook

register_converter(PeriodConverter, "period")
REPORTS, UPLOADS = {"pages": PROJECT_PAGES}, {"pages": PROJECT_UPLOADS}

urlpatterns = [
    path("", entry_projects, name="entry_projects"),
    path("sign/", entry_sign, REPORTS, name="entry_project_sign"),
    path("sign/chosen/", entry_sign_chosen, REPORTS, name="entry_project_sign_chosen"),
    path("reports/<int:report_id>/step/", entry_step, REPORTS, name="entry_project_step"),
    path("reports/<int:report_id>/comment/", entry_comment, REPORTS, name="entry_project_comment"),
    path(
        "reports/<int:report_id>/evidence/",
        entry_evidence,
        REPORTS,
        name="entry_project_evidence",
    ),
    path(
        "reports/<int:report_id>/evidence/<int:evidence_id>/detach/",
        entry_evidence_detach,
        REPORTS,
        name="entry_project_evidence_detach",
    ),
    path("uploads/<uuid:pk>/", upload_detail, UPLOADS, name="entry_project_upload_detail"),
    path(
        "uploads/<uuid:pk>/progress/",
        upload_progress,
        UPLOADS,
        name="entry_project_upload_progress",
    ),
    path(
        "uploads/<uuid:pk>/confirm/", upload_confirm, UPLOADS, name="entry_project_upload_confirm"
    ),
    path(
        "uploads/<uuid:pk>/discard/", upload_discard, UPLOADS, name="entry_project_upload_discard"
    ),
    path(
        "uploads/<uuid:pk>/marked.xlsx", upload_marked, UPLOADS, name="entry_project_upload_marked"
    ),
    path(
        "<slug:slug>/<period:period>/workbook.xlsx",
        project_workbook,
        {"kind": "xlsx"},
        name="entry_project_workbook",
    ),
    path(
        "<slug:slug>/<period:period>/workbook.csv",
        project_workbook,
        {"kind": "csv"},
        name="entry_project_workbook_csv",
    ),
    path("<slug:slug>/<period:period>/upload/", project_upload, name="entry_project_upload"),
    path("<slug:slug>/<period:period>/", entry_project_period, name="entry_project_period"),
    path("<slug:slug>/<period:period>/submit/", entry_project_submit, name="entry_project_submit"),
    path("<slug:slug>/<period:period>/<slug:code>/", entry_project, name="entry_project"),
]
