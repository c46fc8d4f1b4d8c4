"""Registration of the app."""

from django.apps import AppConfig


class ScreensConfig(AppConfig):
    """Màn hình."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.screens"
    label = "screens"
    verbose_name = "Màn hình"

    def ready(self) -> None:
        """Hook into the apps below."""
        from diemsang.areas.registry import declare_reference
        from diemsang.core.nav import register
        from diemsang.equipment.hands import register_pairing
        from diemsang.platforms.registry import register_screens
        from diemsang.points.ledger import register_source
        from diemsang.points.registry import register_card
        from diemsang.screens.actions.fleet import take_faults
        from diemsang.screens.actions.tiles import settle_tiles, where_shown
        from diemsang.screens.daylog import take_day_logs
        from diemsang.screens.hooks import MENU, point_card
        from diemsang.screens.incidents import tell_incidents
        from diemsang.screens.installation import PAIRING
        from diemsang.screens.models import ScreenSettings
        from diemsang.screens.queries.evidence import SOURCE, days_of_use
        from diemsang.screens.registry import register_intake

        register_screens(settle_tiles, where_shown)
        declare_reference(ScreenSettings, "area", "derives")
        register_source(SOURCE, days_of_use)
        register_intake(take_faults)
        register_intake(tell_incidents)
        register_intake(take_day_logs)
        register_card("screens", point_card)
        register_pairing(PAIRING)
        register(MENU)
