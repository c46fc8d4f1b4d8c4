"""Registration of the app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Tập huấn."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.training"
    label = "training"
    verbose_name = "Tập huấn"

    def ready(self) -> None:
        """Hook into the apps below."""
        from diemsang.core import tasks
        from diemsang.core.nav import register
        from diemsang.documents.minutes.registry import KindSpec, register_kind, register_scope
        from diemsang.documents.models import MinuteKind
        from diemsang.files.registry import register_owner
        from diemsang.points.registry import register_card
        from diemsang.training import actions, hooks
        from diemsang.training.queries import tasks as waiting
        from diemsang.training.queries.scope import ATTEND, sheets_within

        register_card("training", hooks.point_card)
        register_owner("training", hooks.file_name)
        register_kind(KindSpec(MinuteKind.DS_DD, needs=(ATTEND,), href=hooks.sheet_href, on_replace=actions.move_sheet))
        register_scope("training", sheets_within)
        register(hooks.MENU)
        register(hooks.CLASSES_MENU)
        tasks.register("classes", waiting.class_tasks)
