"""Registration of the app."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Kế hoạch."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.plans"
    label = "plans"
    verbose_name = "Kế hoạch"
