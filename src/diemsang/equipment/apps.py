"""Registration of the app."""

from django.apps import AppConfig


class EquipmentConfig(AppConfig):
    """Thiết bị."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.equipment"
    label = "equipment"
    verbose_name = "Thiết bị"

    def ready(self) -> None:
        """Name the source of the ledger."""
        from diemsang.equipment import actions, ledger
        from diemsang.points.ledger import register_source

        assert actions  # imported for the journal's sentences
        register_source(ledger.NAME, ledger.delivered_facts)
