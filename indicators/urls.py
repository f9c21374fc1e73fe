"""The pages of indicators."""

from __future__ import annotations

from django.urls import path

from indicators.views.browse.matrix import plan_matrix

urlpatterns = [
    path("plans/<slug:slug>/matrix/", plan_matrix, name="plan_matrix"),
]
