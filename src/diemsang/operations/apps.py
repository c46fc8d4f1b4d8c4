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
        from diemsang.core import tasks
        from diemsang.core.nav import register
        from diemsang.documents.minutes.registry import KindSpec, register_kind
        from diemsang.documents.models import MinuteKind
        from diemsang.documents.registry import register_effect
        from diemsang.equipment.hands import register_measure_sink
        from diemsang.imports import registry as lists
        from diemsang.operations import actions, hooks_faults, hooks_people
        from diemsang.operations.actions import illustration_days
        from diemsang.operations.actions.day import SOURCE, logged_facts
        from diemsang.operations.actions.installed import measured_at_installation
        from diemsang.operations.hooks import MENU, book_lines, office_pays, point_card
        from diemsang.operations.imports import LINES
        from diemsang.operations.queries import tasks as waiting
        from diemsang.operations.queries.scope import PEOPLE
        from diemsang.points.ledger import register_source
        from diemsang.points.registry import register_book, register_card

        assert actions and illustration_days  # imported for the journal's sentences
        register_office_effect("line_payers", office_pays)
        register_card("operations", point_card)
        register_book("operations", _("Đường truyền và điện"), book_lines)
        lists.register(LINES)
        register_measure_sink(measured_at_installation)
        register(MENU)
        register_source(SOURCE, logged_facts)
        register_kind(
            KindSpec(
                MinuteKind.BB_BGPT,
                needs=(PEOPLE,),
                href=hooks_people.handover_href,
                on_replace=hooks_people.move_handover_minute,
            )
        )
        register_office_effect("operators", hooks_people.office_people)
        register_effect("operations", hooks_people.decision_effects)
        hooks_faults.register_all()
        register_card("people", hooks_people.people_card)
        register_card("days", hooks_people.days_card)
        register(hooks_people.LOG_MENU)
        register(hooks_people.PEOPLE_MENU)
        tasks.register("logs", waiting.log_tasks)
        tasks.register("faults", waiting.fault_tasks)
        tasks.register("own faults", waiting.own_fault_tasks)
        tasks.register("findings", waiting.finding_tasks)
