"""Registration of the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Người và cơ quan."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.accounts"
    label = "accounts"
    verbose_name = "Người và cơ quan"
