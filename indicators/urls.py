"""The pages of indicators."""

from __future__ import annotations

from django.urls import path

from indicators.views.browse.listing import indicator_list, indicator_list_csv
from indicators.views.browse.matrix import plan_matrix

urlpatterns = [
    path("plans/<slug:slug>/matrix/", plan_matrix, name="plan_matrix"),
    path("plans/<slug:slug>/indicators/", indicator_list, name="indicator_list"),
    path("plans/<slug:slug>/indicators.csv", indicator_list_csv, name="indicator_list_csv"),
]
