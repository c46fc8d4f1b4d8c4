"""Registration of the app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Tập huấn."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.training"
    label = "training"
    verbose_name = "Tập huấn"
