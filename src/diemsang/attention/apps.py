"""Registration of the app."""

from django.apps import AppConfig


class AttentionConfig(AppConfig):
    """Cần chú ý."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.attention"
    label = "attention"
    verbose_name = "Cần chú ý"

    def ready(self) -> None:
        """Hook into the apps below."""
        from diemsang.attention import actions
        from diemsang.attention.hooks import MENU, point_card
        from diemsang.core.nav import register
        from diemsang.points.registry import register_card

        assert actions  # imported for the journal's sentences
        register_card("attention", point_card)
        register(MENU)
