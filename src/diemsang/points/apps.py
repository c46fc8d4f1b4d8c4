"""Registration of the app."""

from django.apps import AppConfig
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PointsConfig(AppConfig):
    """Điểm hỗ trợ."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.points"
    label = "points"
    verbose_name = "Điểm hỗ trợ"

    def ready(self) -> None:
        """Hook into plans, areas, files, the menu; name the sources of the ledger."""
        from diemsang.accounts.registry import register_office_effect
        from diemsang.areas.registry import (
            declare_reference,
            register_card,
            register_handover,
            register_reform_effect,
            register_split_subjects,
        )
        from diemsang.core import nav, tasks
        from diemsang.documents.minutes import registry as minutes
        from diemsang.documents.models import MinuteKind
        from diemsang.documents.registry import register_effect
        from diemsang.files.registry import register_owner
        from diemsang.imports import registry as lists
        from diemsang.plans.registry import register_point_loader
        from diemsang.points import handover, hooks, illustration, ledger, models, office_effect, surveys
        from diemsang.points import registry as cards
        from diemsang.points.actions import bulk, load_listed_points, survey_minute
        from diemsang.points.actions.minutes import copy_links
        from diemsang.points.imports import POINTS
        from diemsang.points.queries import tasks as waiting
        from diemsang.points.queries.choices import area_choices
        from diemsang.points.queries.minutes import minute_points, minute_words, minutes_inside, minutes_within
        from diemsang.points.queries.photos import photo_name
        from diemsang.points.queries.scope import SURVEY

        assert bulk  # imported for the journal's sentences and the undo of an act on many points
        declare_reference(
            models.PointPlace, "area", "derives", live=lambda: Q(voided_at=None), describe=lambda row: row.point.code
        )
        register_effect("points", hooks.decision_effects)
        declare_reference(models.PlanPoint, "target_area", "derives", describe=lambda row: row.point.code)
        register_reform_effect("points", hooks.reform_effects)
        register_split_subjects("points", hooks.split_subjects)
        register_handover("points", handover.handover_rows)
        register_card("points", hooks.area_card)
        register_office_effect("custody", office_effect.office_custody)
        register_owner("points", hooks.file_name)
        register_owner("survey photos", photo_name)
        cards.register_card("survey", hooks.survey_card)
        minutes.register_kind(
            minutes.KindSpec(
                MinuteKind.BB_KS, needs=(SURVEY,), href=hooks.survey_href, on_replace=survey_minute.move_minute
            )
        )
        minutes.register_scope("points", minutes_within)
        minutes.register_caused("points", minute_points)
        minutes.register_places(minutes.PlaceSource(area_choices, minutes_inside, minute_words))
        minutes.register_links("points", copy_links)
        register_point_loader(load_listed_points)
        lists.register(POINTS)
        ledger.register_source("listing", ledger.listed_facts)
        ledger.register_source("approval", ledger.approved_facts)
        ledger.register_source(surveys.SOURCE, surveys.surveyed_facts)
        ledger.register_source(illustration.SOURCE, illustration.illustrated_facts)
        nav.register(
            nav.NavItem(
                label=_("Điểm hỗ trợ"),
                url_name="points:list",
                icon="point",
                right="points.view",
                order=30,
                part=nav.Part.POINTS,
            )
        )
        nav.register(
            nav.NavItem(
                label=_("Khảo sát"),
                url_name="points:surveys",
                icon="edit",
                right="points.survey",
                order=32,
                part=nav.Part.POINTS,
            )
        )
        tasks.register("surveys", waiting.survey_tasks)
