"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EquipmentConfig(AppConfig):
    """Thiết bị."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.equipment"
    label = "equipment"
    verbose_name = "Thiết bị"

    def ready(self) -> None:
        """Name the source of the ledger; the menu, the card of a point."""
        from diemsang.core import nav
        from diemsang.equipment import actions, hooks, ledger
        from diemsang.equipment.rights import VIEW
        from diemsang.points.ledger import register_source
        from diemsang.points.registry import register_card

        assert actions  # imported for the journal's sentences
        register_source(ledger.NAME, ledger.delivered_facts)
        register_card("equipment", hooks.point_card)
        nav.register(nav.NavItem(label=_("Thiết bị"), url_name="equipment:home", icon="file", right=VIEW, order=32))
