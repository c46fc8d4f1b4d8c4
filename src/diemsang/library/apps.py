"""Registration of the app."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Sản phẩm thông tin."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.library"
    label = "library"
    verbose_name = "Sản phẩm thông tin"

    def ready(self) -> None:
        """The sentences of the journal, who may read a file of a product, the menu entry."""
        from django.utils.translation import gettext_lazy as _

        from diemsang.areas.registry import declare_reference
        from diemsang.core import nav, tasks
        from diemsang.files.registry import register_owner
        from diemsang.library import actions, models, queries
        from diemsang.library import tasks as waiting

        assert actions  # imported for the journal's sentences
        declare_reference(models.Audience, "area", "survives")
        register_owner("library", queries.media_name)
        nav.register(
            nav.NavItem(
                label=_("Thư viện"),
                url_name="library:list",
                icon="language",
                right="library.view",
                order=35,
                part=nav.Part.CONTENT,
            )
        )
        tasks.register("reviews", waiting.review_tasks)
