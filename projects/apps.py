"""How the back office calls box items, projects and their reports."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "专栏与项目"
