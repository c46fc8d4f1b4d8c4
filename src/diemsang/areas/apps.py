"""Registration of the app."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    """Địa bàn."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.areas"
    label = "areas"
    verbose_name = "Địa bàn"
