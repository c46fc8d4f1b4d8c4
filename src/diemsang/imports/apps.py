"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from diemsang.core.actor import Actor


class ImportsConfig(AppConfig):
    """Nhập, xuất Excel."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.imports"
    label = "imports"
    verbose_name = "Nhập, xuất Excel"

    def ready(self) -> None:
        """Menu; who owns a kept file; the journal's sentences."""
        from diemsang.core import nav
        from diemsang.files.registry import register_owner
        from diemsang.imports import actions  # noqa: F401 - registers its sentences
        from diemsang.imports import registry as lists
        from diemsang.imports.lists.areas import AREAS
        from diemsang.imports.lists.offices import OFFICES
        from diemsang.imports.lists.people import PEOPLE
        from diemsang.imports.lists.reform import REFORM
        from diemsang.imports.queries import importable, readable_name

        def may_import(actor: Actor) -> bool:
            return bool(importable(actor))

        nav.register(
            nav.NavItem(
                label=_("Nhập Excel"),
                url_name="imports:home",
                icon="upload",
                order=85,
                part=nav.Part.SYSTEM,
                shown_to=may_import,
            )
        )
        register_owner("imports", readable_name)
        lists.register(AREAS)
        lists.register(OFFICES)
        lists.register(PEOPLE)
        lists.register(REFORM)
