"""Registration of the app."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Sử dụng."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.indicators"
    label = "indicators"
    verbose_name = "Sử dụng"

    def ready(self) -> None:
        """Hook into the apps below."""
