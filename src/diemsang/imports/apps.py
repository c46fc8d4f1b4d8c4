"""Registration of the app."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Nhập, xuất Excel."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.imports"
    label = "imports"
    verbose_name = "Nhập, xuất Excel"
