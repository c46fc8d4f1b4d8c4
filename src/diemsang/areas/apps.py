"""Registration of the app."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    """Địa bàn."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.areas"
    label = "areas"
    verbose_name = "Địa bàn"

    def ready(self) -> None:
        """Declare areas' own references."""
        from diemsang.areas import models
        from diemsang.areas.registry import declare_reference

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
