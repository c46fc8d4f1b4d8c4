"""Registration of the app."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Chia sẻ."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.sharing"
    label = "sharing"
    verbose_name = "Chia sẻ"

    def ready(self) -> None:
        """The way to share, on the pages of points and minutes."""
        from diemsang.documents.minutes.registry import register_caused
        from diemsang.points.registry import register_card
        from diemsang.sharing import actions, hooks

        assert actions  # imported for the journal's sentences
        register_card("sharing", hooks.point_card)
        register_caused("sharing", hooks.minute_line)
