"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """Sử dụng."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.indicators"
    label = "indicators"
    verbose_name = "Sử dụng"

    def ready(self) -> None:
        """Count what screens tell; a card on the point's page, the menu."""
        from diemsang.core import nav
        from diemsang.indicators import actions, hooks
        from diemsang.indicators.evidence import screen_days
        from diemsang.indicators.queries import VIEW
        from diemsang.indicators.rollup import counts
        from diemsang.operations.registry import register_evidence
        from diemsang.points.registry import register_card
        from diemsang.screens.registry import register_intake

        register_intake(actions.add_counts, prepare=lambda screen, events: counts(events))
        register_card("usage", hooks.point_card)
        register_evidence("screens", screen_days)
        nav.register(
            nav.NavItem(
                label=_("Sử dụng"),
                url_name="indicators:overview",
                icon="leader",
                right=VIEW,
                order=38,
                part=nav.Part.RUNNING,
            )
        )
