"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    """Vận hành."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.operations"
    label = "operations"
    verbose_name = "Vận hành"

    def ready(self) -> None:
        """Hook into the apps below."""
        from diemsang.accounts.registry import register_office_effect
        from diemsang.core.nav import register
        from diemsang.equipment.hands import register_measure_sink
        from diemsang.imports import registry as lists
        from diemsang.operations import actions
        from diemsang.operations.actions.installed import measured_at_installation
        from diemsang.operations.hooks import MENU, book_lines, office_pays, point_card
        from diemsang.operations.imports import LINES
        from diemsang.points.registry import register_book, register_card

        assert actions  # imported for the journal's sentences
        register_office_effect("line_payers", office_pays)
        register_card("operations", point_card)
        register_book("operations", _("Đường truyền và điện"), book_lines)
        lists.register(LINES)
        register_measure_sink(measured_at_installation)
        register(MENU)
