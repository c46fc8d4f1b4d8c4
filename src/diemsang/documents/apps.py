"""Registration of the app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Văn bản."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.documents"
    label = "documents"
    verbose_name = "Văn bản"

    def ready(self) -> None:
        """The sentences of the journal, who may read a signed copy, the menu entry."""
        from django.utils.translation import gettext_lazy as _

        from diemsang.core import nav, tasks
        from diemsang.documents import actions, queries
        from diemsang.documents.actions import illustration, matching, printing, templates
        from diemsang.documents.queries import minutes
        from diemsang.documents.queries import tasks as waiting
        from diemsang.files.registry import register_owner

        assert actions and illustration and matching and printing and templates  # imported for the journal's sentences
        register_owner("documents", queries.copy_name)
        register_owner("minutes", minutes.file_name)
        nav.register(
            nav.NavItem(
                label=_("Văn bản"),
                url_name="documents:list",
                icon="file",
                right="documents.view",
                order=70,
                part=nav.Part.SYSTEM,
            )
        )
        nav.register(
            nav.NavItem(
                label=_("Biên bản"),
                url_name="minutes:list",
                icon="edit",
                right="minutes.view",
                order=35,
                part=nav.Part.EQUIPMENT,
            )
        )
        tasks.register("minutes", waiting.minute_tasks)
