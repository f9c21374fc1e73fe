"""The addresses of a department's desk, under /entry/."""

from __future__ import annotations

from django.urls import path

from indicators.views.entry.figure import FIGURE_PAGES, entry_figure
from indicators.views.entry.grid import entry_grid, entry_row, entry_submit
from indicators.views.entry.sign import entry_sign, entry_sign_chosen
from indicators.views.entry.steps import entry_comment, entry_step

FIGURES = {"pages": FIGURE_PAGES}

urlpatterns = [
    path("sign/", entry_sign, FIGURES, name="entry_sign"),
    path("sign/chosen/", entry_sign_chosen, FIGURES, name="entry_sign_chosen"),
    path("figures/<int:submission_id>/", entry_figure, name="entry_figure"),
    path("figures/<int:report_id>/step/", entry_step, FIGURES, name="entry_step"),
    path("figures/<int:report_id>/comment/", entry_comment, FIGURES, name="entry_comment"),
    path("<slug:slug>/<int:year>/", entry_grid, name="entry_grid"),
    path("<slug:slug>/<int:year>/submit/", entry_submit, name="entry_submit"),
    path("<slug:slug>/<int:year>/rows/<slug:code>/", entry_row, name="entry_row"),
]
