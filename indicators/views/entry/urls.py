"""The addresses of a department's desk, under /entry/."""

from __future__ import annotations

from django.urls import path

from indicators.views.entry.desk import entry_desk
from indicators.views.entry.figure import entry_comment, entry_figure, entry_step
from indicators.views.entry.grid import entry_grid, entry_row, entry_submit
from indicators.views.entry.sign import entry_sign, entry_sign_chosen

urlpatterns = [
    path("", entry_desk, name="entry_desk"),
    path("sign/", entry_sign, name="entry_sign"),
    path("sign/chosen/", entry_sign_chosen, name="entry_sign_chosen"),
    path("figures/<int:submission_id>/", entry_figure, name="entry_figure"),
    path("figures/<int:submission_id>/step/", entry_step, name="entry_step"),
    path("figures/<int:submission_id>/comment/", entry_comment, name="entry_comment"),
    path("<slug:slug>/<int:year>/", entry_grid, name="entry_grid"),
    path("<slug:slug>/<int:year>/submit/", entry_submit, name="entry_submit"),
    path("<slug:slug>/<int:year>/rows/<slug:code>/", entry_row, name="entry_row"),
]
