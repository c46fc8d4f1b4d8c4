"""Registration of the app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Trang chung."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.web"
    label = "web"
    verbose_name = "Trang chung"
