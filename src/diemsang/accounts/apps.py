"""Registration of the app."""

from django.apps import AppConfig
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class AccountsConfig(AppConfig):
    """Người và cơ quan."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.accounts"
    label = "accounts"
    verbose_name = "Người và cơ quan"

    def ready(self) -> None:
        """How our references to areas behave in a reform; sign-ins into the journal."""
        from diemsang.accounts import (
            effects,
            signals,  # noqa: F401 - connects its receivers
        )
        from diemsang.accounts.models import Grant, Office
        from diemsang.accounts.queries import office_names
        from diemsang.accounts.queries.office_use import offices_in_use
        from diemsang.accounts.queries.reassign import grants_touched
        from diemsang.accounts.roles import role_label
        from diemsang.areas.registry import declare_reference, register_reform_effect
        from diemsang.core import clock, nav
        from diemsang.core.text import sort_key
        from diemsang.documents.minutes.registry import OfficeSource, register_offices
        from diemsang.documents.registry import register_effect

        def own_office(actor: object) -> str:
            office = getattr(actor, "office", None)
            return str(office.code) if office is not None else ""

        def offices() -> list[tuple[str, str]]:
            codes = dict(Office.objects.filter(became=None).values_list("pk", "code"))
            names = office_names(codes, None)
            return sorted(((codes[pk], names[pk]) for pk in codes), key=lambda pair: sort_key(pair[1]))

        register_offices(OfficeSource(own_office, offices))

        def office_words(office: Office) -> str:
            return office_names([office.pk], None)[office.pk]

        def grant_words(grant: Grant) -> str:
            return _("quyền «%(role)s» của «%(person)s»") % {"role": role_label(grant.role), "person": grant.user}

        def not_ended() -> Q:
            return Q(valid_to=None) | Q(valid_to__gt=clock.today())

        declare_reference(Office, "area", "survives", live=offices_in_use, describe=office_words)
        declare_reference(Grant, "area", "survives", live=not_ended, describe=grant_words)
        register_reform_effect("grants", grants_touched)
        register_effect("accounts", effects.decision_effects)
        nav.register(
            nav.NavItem(
                label=gettext_lazy("Người, cơ quan"),
                url_name="accounts:people",
                icon="people",
                right="accounts.view",
                order=90,
                part=nav.Part.SYSTEM,
            )
        )
