"""Registration of the app."""

from django.apps import AppConfig


class EquipmentConfig(AppConfig):
    """Thiết bị."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.equipment"
    label = "equipment"
    verbose_name = "Thiết bị"
