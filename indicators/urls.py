"""The pages of indicators."""

from __future__ import annotations

from django.urls import include, path

from indicators.views.browse.across import (
    plan_across,
    plan_across_csv,
    series_across,
    series_across_csv,
)
from indicators.views.browse.compare import compare, compare_csv
from indicators.views.browse.detail import indicator_figures_csv
from indicators.views.browse.embed import indicator_embed
from indicators.views.browse.heat import plan_heat_csv
from indicators.views.browse.listing import indicator_list, indicator_list_csv
from indicators.views.browse.matrix import plan_matrix
from indicators.views.browse.official import plan_table
from indicators.views.browse.open_data import assessments_csv, observations_csv, open_data
from indicators.views.browse.picture import indicator_picture

urlpatterns = [
    path("compare/", compare, name="compare"),
    path("compare.csv", compare_csv, name="compare_csv"),
    path("plans/<slug:slug>/across/", plan_across, name="plan_across"),
    path("plans/<slug:slug>/across.csv", plan_across_csv, name="plan_across_csv"),
    path("plans/<slug:slug>/across/<slug:code>/", series_across, name="series_across"),
    path(
        "plans/<slug:slug>/across/<slug:code>/figures.csv",
        series_across_csv,
        name="series_across_csv",
    ),
    path("plans/<slug:slug>/table/", plan_table, name="plan_table"),
    path("plans/<slug:slug>/matrix/", plan_matrix, name="plan_matrix"),
    path("plans/<slug:slug>/heat.csv", plan_heat_csv, name="plan_heat_csv"),
    path("plans/<slug:slug>/indicators/", indicator_list, name="indicator_list"),
    path("plans/<slug:slug>/indicators.csv", indicator_list_csv, name="indicator_list_csv"),
    path("embed/indicators/<slug:code>.svg", indicator_picture, name="indicator_picture"),
    path("embed/indicators/<slug:code>/", indicator_embed, name="indicator_embed"),
    path("indicators/<slug:code>/figures.csv", indicator_figures_csv, name="indicator_figures_csv"),
    path("data/", open_data, name="open_data"),
    path("data/<slug:slug>/observations.csv", observations_csv, name="open_data_observations"),
    path("data/<slug:slug>/assessments.csv", assessments_csv, name="open_data_assessments"),
    path("entry/", include("indicators.views.entry.file_urls")),
    path("entry/", include("indicators.views.entry.urls")),
    path("review/", include("indicators.views.review.urls")),
]
