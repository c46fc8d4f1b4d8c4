"""Registration of the app."""

from django.apps import AppConfig


class ScreensConfig(AppConfig):
    """Màn hình."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.screens"
    label = "screens"
    verbose_name = "Màn hình"

    def ready(self) -> None:
        """Hook into the apps below."""
