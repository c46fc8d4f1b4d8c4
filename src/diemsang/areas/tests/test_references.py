"""A new table that refers to an area must say how it behaves in a reform."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from diemsang.areas.models import Area
from diemsang.areas.registry import references


def test_every_reference_to_an_area_is_declared() -> None:
    declared = {(reference.model._meta.label, reference.field_name) for reference in references()}
    found = {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField) and field.related_model is Area
    }
    assert found == declared, "declare it in the app's ready() with areas.registry.declare_reference"


def test_internal_is_for_areas_own_tables_only() -> None:
    assert {reference.model._meta.app_label for reference in references("internal")} == {"areas"}
