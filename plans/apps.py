"""How the back office calls plans, departments and the record."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "规划与部门"

    def ready(self) -> None:
        """Register the checks of a deployment."""
        from plans import checks  # noqa: F401 - models are loaded by now
