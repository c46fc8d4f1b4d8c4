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
        from diemsang.core import nav, tasks
        from diemsang.equipment import actions, hooks, hooks_work, kinds, ledger, standing
        from diemsang.equipment.duplicates import register_existing
        from diemsang.equipment.imports import SERIALS
        from diemsang.equipment.queries import firms
        from diemsang.equipment.queries import tasks as waiting
        from diemsang.equipment.queries.photos import photo_name
        from diemsang.equipment.rights import ACCEPT, INSTALL, VIEW
        from diemsang.files.registry import register_owner
        from diemsang.imports import registry as lists
        from diemsang.points.ledger import register_source
        from diemsang.points.registry import register_book, register_card, register_own, register_pieces

        assert actions  # imported for the journal's sentences
        register_source(ledger.NAME, ledger.delivered_facts)
        lists.register(SERIALS)
        register_source(standing.INSTALLATION, standing.installed_facts)
        register_source(standing.ACCEPTANCE, standing.accepted_facts)
        kinds.register_kinds()
        register_owner("installation photos", photo_name)
        register_existing("survey", hooks.surveyed)
        register_pieces("equipment", hooks.pieces_held)
        register_own("equipment", firms.own_points)
        register_card("equipment", hooks.point_card)
        register_book("equipment", _("Thiết bị, tài sản"), hooks.book_lines)
        register_card("equipment work", hooks_work.work_card)
        nav.register(
            nav.NavItem(
                label=_("Thiết bị"),
                url_name="equipment:home",
                icon="file",
                right=VIEW,
                order=32,
                part=nav.Part.EQUIPMENT,
            )
        )
        nav.register(
            nav.NavItem(
                label=_("Lịch lắp đặt"),
                url_name="equipment:work",
                icon="calendar",
                right=INSTALL,
                order=32,
                part=nav.Part.EQUIPMENT,
            )
        )
        nav.register(
            nav.NavItem(
                label=_("Nghiệm thu"),
                url_name="equipment:acceptances",
                icon="check",
                right=ACCEPT,
                order=33,
                part=nav.Part.EQUIPMENT,
            )
        )
        tasks.register("equipment work", waiting.work_tasks)
        tasks.register("own lots", waiting.own_tasks)
