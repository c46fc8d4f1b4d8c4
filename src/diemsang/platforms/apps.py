"""Registration of the app."""

from django.apps import AppConfig


class PlatformsConfig(AppConfig):
    """Nền tảng số."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.platforms"
    label = "platforms"
    verbose_name = "Nền tảng số"

    def ready(self) -> None:
        """The sentences of the journal, how areas behave in a reform, the menu entry, what a decision caused."""
        from django.utils.translation import gettext_lazy as _

        from diemsang.areas.registry import declare_reference
        from diemsang.core import nav, tasks
        from diemsang.documents.registry import register_effect
        from diemsang.platforms import actions, hooks, models
        from diemsang.platforms.queries import tasks as waiting
        from diemsang.platforms.rights import VIEW

        assert actions  # imported for the journal's sentences
        declare_reference(models.PlatformSelection, "area", "survives")
        declare_reference(models.TileAudience, "area", "derives")
        register_effect("platforms", hooks.decision_effects)
        nav.register(
            nav.NavItem(
                label=_("Nền tảng số"),
                url_name="platforms:list",
                icon="info",
                right=VIEW,
                order=37,
                part=nav.Part.CONTENT,
            )
        )
        tasks.register("selections", waiting.selection_tasks)
