"""Registration of the app."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Tệp."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.files"
    label = "files"
    verbose_name = "Tệp"
