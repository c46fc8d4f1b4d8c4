"""What refers to an office: the foreign keys of every app, found from the models themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from diemsang.accounts.models import Office, OfficeSuccession, OfficeVersion
from diemsang.accounts.registry import OfficeHolding

_OWN = (OfficeVersion, OfficeSuccession)


def office_uses(office: Office) -> list[OfficeHolding]:
    """How many rows of each table refer to the office; its own names do not count, being a successor does."""
    found = []
    for model, name in _references():
        count = model._default_manager.filter(**{name: office}).count()
        if count:
            found.append(OfficeHolding(str(model._meta.verbose_name), count))
    followed = OfficeSuccession.objects.filter(Q(target=office) | Q(origin=office)).count()
    if followed:
        found.append(OfficeHolding(str(OfficeSuccession._meta.verbose_name), followed))
    return found


def offices_in_use() -> Q:
    """Offices that any row of any app refers to; one without such rows does not keep a reform from being undone."""
    used = Q(came_from__isnull=False) | Q(became__isnull=False)
    for model, name in _references():
        used |= Q(pk__in=model._default_manager.exclude(**{name: None}).order_by().values(name))
    return Q(pk__in=Office.objects.filter(used).order_by().values("pk"))


def _references() -> Iterator[tuple[Any, str]]:
    for relation in Office._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            model: Any = relation.related_model
            if model not in _OWN:
                yield model, relation.field.name  # type: ignore[union-attr]
