"""The addresses of workbooks, uploads and evidence, under /entry/."""

from __future__ import annotations

from django.urls import path

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

XLSX, CSV = {"kind": "xlsx"}, {"kind": "csv"}

urlpatterns = [
    path("uploads/<uuid:pk>/", upload_detail, name="upload_detail"),
    path("uploads/<uuid:pk>/progress/", upload_progress, name="upload_progress"),
    path("uploads/<uuid:pk>/confirm/", upload_confirm, name="upload_confirm"),
    path("uploads/<uuid:pk>/discard/", upload_discard, name="upload_discard"),
    path("uploads/<uuid:pk>/marked.xlsx", upload_marked, name="upload_marked"),
    path("<slug:slug>/history/workbook.xlsx", history_workbook, XLSX, name="entry_history_xlsx"),
    path("<slug:slug>/history/workbook.csv", history_workbook, CSV, name="entry_history_csv"),
    path("<slug:slug>/history/upload/", history_upload, name="entry_history_upload"),
    path("<slug:slug>/<int:year>/workbook.xlsx", round_workbook, XLSX, name="entry_workbook"),
    path("<slug:slug>/<int:year>/workbook.csv", round_workbook, CSV, name="entry_workbook_csv"),
    path("<slug:slug>/<int:year>/upload/", round_upload, name="entry_upload"),
]
