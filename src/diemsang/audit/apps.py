"""Registration of the app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Nhật ký."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.audit"
    label = "audit"
    verbose_name = "Nhật ký"
