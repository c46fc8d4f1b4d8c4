"""Registration of the app."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Sản phẩm thông tin."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.library"
    label = "library"
    verbose_name = "Sản phẩm thông tin"

    def ready(self) -> None:
        """Hook into the apps below."""
