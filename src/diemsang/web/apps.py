"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    """Trang chung."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.web"
    label = "web"
    verbose_name = "Trang chung"

    def ready(self) -> None:
        """Entries of the menu."""
        from diemsang.core.nav import NavItem, register
        from diemsang.core.saved import register_provider
        from diemsang.web.saved_views import lines

        register_provider(lines)
        register(NavItem(_("Việc của tôi"), "home", "home", order=0))
        register(NavItem(_("Trang lãnh đạo"), "leader", "leader", right="web.leader", order=10))
