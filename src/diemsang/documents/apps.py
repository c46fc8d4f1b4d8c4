"""Registration of the app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Văn bản."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.documents"
    label = "documents"
    verbose_name = "Văn bản"
