"""Registration of the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Người và cơ quan."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.accounts"
    label = "accounts"
    verbose_name = "Người và cơ quan"

    def ready(self) -> None:
        """How our references to areas behave in a reform; sign-ins into the journal."""
        from diemsang.accounts import signals  # noqa: F401 - connects its receivers
        from diemsang.accounts.models import Grant, Office
        from diemsang.areas.registry import declare_reference

        declare_reference(Office, "area", "blocks_undo")
        declare_reference(Grant, "area", "blocks_undo")
