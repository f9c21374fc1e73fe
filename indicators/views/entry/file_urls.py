"""The addresses of workbooks, uploads and evidence, under /entry/."""

from __future__ import annotations

from django.urls import path

from indicators.views.entry.evidence import (
    entry_evidence,
    entry_evidence_detach,
    evidence_download,
)
from indicators.views.entry.figure import FIGURE_PAGES
from indicators.views.entry.upload_pages import FIGURE_UPLOADS
from indicators.views.entry.uploads import (
    history_upload,
    round_upload,
    upload_confirm,
    upload_detail,
    upload_discard,
    upload_marked,
    upload_progress,
)
from indicators.views.entry.workbook import history_workbook, round_workbook

FIGURES = {"pages": FIGURE_UPLOADS}
FIGURE_REPORTS = {"pages": FIGURE_PAGES}
XLSX, CSV = {"kind": "xlsx"}, {"kind": "csv"}

urlpatterns = [
    path("evidence/<int:evidence_id>/", evidence_download, name="evidence_download"),
    path(
        "figures/<int:report_id>/evidence/", entry_evidence, FIGURE_REPORTS, name="entry_evidence"
    ),
    path(
        "figures/<int:report_id>/evidence/<int:evidence_id>/detach/",
        entry_evidence_detach,
        FIGURE_REPORTS,
        name="entry_evidence_detach",
    ),
    path("uploads/<uuid:pk>/", upload_detail, FIGURES, name="upload_detail"),
    path("uploads/<uuid:pk>/progress/", upload_progress, FIGURES, name="upload_progress"),
    path("uploads/<uuid:pk>/confirm/", upload_confirm, FIGURES, name="upload_confirm"),
    path("uploads/<uuid:pk>/discard/", upload_discard, FIGURES, name="upload_discard"),
    path("uploads/<uuid:pk>/marked.xlsx", upload_marked, FIGURES, name="upload_marked"),
    path("<slug:slug>/history/workbook.xlsx", history_workbook, XLSX, name="entry_history_xlsx"),
    path("<slug:slug>/history/workbook.csv", history_workbook, CSV, name="entry_history_csv"),
    path("<slug:slug>/history/upload/", history_upload, name="entry_history_upload"),
    path("<slug:slug>/<int:year>/workbook.xlsx", round_workbook, XLSX, name="entry_workbook"),
    path("<slug:slug>/<int:year>/workbook.csv", round_workbook, CSV, name="entry_workbook_csv"),
    path("<slug:slug>/<int:year>/upload/", round_upload, name="entry_upload"),
]
