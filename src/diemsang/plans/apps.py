"""Registration of the app."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Kế hoạch."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.plans"
    label = "plans"
    verbose_name = "Kế hoạch"

    def ready(self) -> None:
        """Declare references to areas, the sentences of the journal, the menu entry."""
        from django.utils.translation import gettext_lazy as _

        from diemsang.areas.registry import declare_reference, register_card
        from diemsang.core.nav import NavItem, Part, register
        from diemsang.documents.registry import register_effect
        from diemsang.imports.registry import register as register_list
        from diemsang.plans import actions, cards, models
        from diemsang.plans.imports import TARGETS

        assert actions  # imported for the journal's sentences
        for model in (models.Plan, models.ListEntry):
            declare_reference(model, "area", "derives")
        declare_reference(models.Target, "area", "derives", describe=lambda row: f"{row.item.name}, {row.period.code}")
        register_card("plans", cards.targets_card)
        register_effect("plans", cards.decision_effects)
        register_list(TARGETS)
        register(
            NavItem(
                label=_("Kế hoạch"), url_name="plans:list", icon="plan", right="plans.view", order=20, part=Part.POINTS
            )
        )
