"""Registration of the app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Nhật ký."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.audit"
    label = "audit"
    verbose_name = "Nhật ký"

    def ready(self) -> None:
        """Every app's actions are imported, so that the journal has the sentence of each; our entry in the menu."""
        from diemsang.core.nav import NavItem, Part, register

        autodiscover_modules("actions")
        register(NavItem(_("Nhật ký"), "audit:journal", "journal", right="audit.view", order=80, part=Part.SYSTEM))
