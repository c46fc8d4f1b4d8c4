"""Registration of the app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Dùng chung."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.core"
    label = "core"
    verbose_name = "Dùng chung"
