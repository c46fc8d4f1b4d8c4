"""Registration of the app."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Vận hành."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.operations"
    label = "operations"
    verbose_name = "Vận hành"
