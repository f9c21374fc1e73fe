"""The addresses of the planners' desk, under /review/."""

from __future__ import annotations

from django.urls import path

from indicators.views.review.behalf import review_enter, review_enter_choice
from indicators.views.review.changes import (
    review_definitions,
    review_target_withdraw,
    review_targets,
)
from indicators.views.review.deciding import review_approve, review_comment, review_decide
from indicators.views.review.departments import (
    FIGURES as FIGURE_BOARD,
)
from indicators.views.review.departments import (
    review_departments,
    review_departments_csv,
)
from indicators.views.review.figure import FIGURE_REVIEW, review_figure
from indicators.views.review.queue import review_queue
from indicators.views.review.record import review_record, review_record_csv
from indicators.views.review.references import review_reference_withdraw, review_references
from indicators.views.review.rounds import (
    review_extend,
    review_extension_end,
    review_round,
    review_round_days,
    review_rounds,
    review_rounds_open,
)

FIGURES, BOARD = {"pages": FIGURE_REVIEW}, {"board": FIGURE_BOARD}

urlpatterns = [
    path("", review_queue, name="review_queue"),
    path("approve/", review_approve, FIGURES, name="review_approve"),
    path("figures/<int:submission_id>/", review_figure, name="review_figure"),
    path("figures/<int:report_id>/decide/", review_decide, FIGURES, name="review_decide"),
    path("figures/<int:report_id>/comment/", review_comment, FIGURES, name="review_comment"),
    path("rounds/", review_rounds, name="review_rounds"),
    path("rounds/<int:round_id>/", review_round, name="review_round"),
    path("rounds/<int:round_id>/days/", review_round_days, name="review_round_days"),
    path("rounds/<int:round_id>/extend/", review_extend, name="review_extend"),
    path("rounds/open/<slug:slug>/", review_rounds_open, name="review_rounds_open"),
    path("extensions/<int:extension_id>/end/", review_extension_end, name="review_extension_end"),
    path("departments/", review_departments, BOARD, name="review_departments"),
    path("departments.csv", review_departments_csv, BOARD, name="review_departments_csv"),
    path("enter/", review_enter_choice, name="review_enter_choice"),
    path("enter/<slug:slug>/<int:year>/", review_enter, name="review_enter"),
    path("enter/<slug:slug>/references/", review_references, name="review_references"),
    path(
        "enter/<slug:slug>/references/withdraw/",
        review_reference_withdraw,
        name="review_reference_withdraw",
    ),
    path("targets/", review_targets, name="review_targets"),
    path("targets/withdraw/", review_target_withdraw, name="review_target_withdraw"),
    path("definitions/", review_definitions, name="review_definitions"),
    path("record/", review_record, name="review_record"),
    path("record.csv", review_record_csv, name="review_record_csv"),
]
