"""The addresses of workbooks, uploads and evidence, under /entry/."""

from __future__ import annotations

from django.urls import path

from indicators.views.entry.evidence import (
    evidence_download,
    figure_evidence,
    figure_evidence_detach,
)
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
XLSX, CSV = {"kind": "xlsx"}, {"kind": "csv"}

urlpatterns = [
    path("evidence/<int:evidence_id>/", evidence_download, name="evidence_download"),
    path("figures/<int:submission_id>/evidence/", figure_evidence, name="entry_evidence"),
    path(
        "figures/<int:submission_id>/evidence/<int:evidence_id>/detach/",
        figure_evidence_detach,
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
