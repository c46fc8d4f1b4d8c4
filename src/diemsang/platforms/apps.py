"""Registration of the app."""

from django.apps import AppConfig


class PlatformsConfig(AppConfig):
    """Nền tảng số."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.platforms"
    label = "platforms"
    verbose_name = "Nền tảng số"

    def ready(self) -> None:
        """How its areas behave in a reform."""
        from diemsang.areas.registry import declare_reference
        from diemsang.platforms import models

        declare_reference(models.PlatformSelection, "area", "derives")
        declare_reference(models.TileAudience, "area", "derives")
