"""Registration of the app."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    """Địa bàn."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.areas"
    label = "areas"
    verbose_name = "Địa bàn"

    def ready(self) -> None:
        """Declare areas' own references and the menu entries."""
        from django.utils.translation import gettext_lazy as _

        from diemsang.areas import effects, models
        from diemsang.areas.registry import declare_reference
        from diemsang.core.nav import NavItem, Part, register
        from diemsang.documents.registry import register_effect

        for model, names in (
            (models.AreaVersion, ("area", "parent")),
            (models.Lineage, ("origin", "target")),
            (models.SplitAnswer, ("origin", "target")),
            (models.AreaClosure, ("ancestor", "descendant")),
            (models.AreaSuccession, ("origin", "target")),
            (models.AreaCover, ("area", "covered")),
        ):
            for name in names:
                declare_reference(model, name, "internal")
        register_effect("areas", effects.decision_effects)
        register(
            NavItem(
                label=_("Địa bàn"), url_name="areas:list", icon="area", right="areas.view", order=40, part=Part.POINTS
            )
        )
        register(
            NavItem(
                label=_("Sắp xếp địa bàn"),
                url_name="areas:reforms",
                icon="reform",
                right="areas.view",
                order=45,
                part=Part.POINTS,
            )
        )
