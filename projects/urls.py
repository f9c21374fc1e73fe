"""The pages of boxes and projects."""

from __future__ import annotations

from django.urls import path

from projects import views

urlpatterns = [
    path("plans/<slug:slug>/boxes/", views.box_list, name="box_list"),
    path("plans/<slug:slug>/boxes/<str:number>/", views.box_detail, name="box_detail"),
    path("plans/<slug:slug>/projects/", views.project_list, name="project_list"),
    path("projects/<slug:code>/", views.project_detail, name="project_detail"),
]
