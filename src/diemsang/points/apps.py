"""Registration of the app."""

from django.apps import AppConfig


class PointsConfig(AppConfig):
    """Điểm hỗ trợ."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.points"
    label = "points"
    verbose_name = "Điểm hỗ trợ"
