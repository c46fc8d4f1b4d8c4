"""Which provinces a reform concerns, and who may carry it out."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from diemsang.areas.formats import ReformDoc, reform_from_content
from diemsang.areas.models import AreaClosure, AreaVersion, Level, Reform
from diemsang.core.actor import Actor, require

REFORM = "areas.reform"


def provinces_of(doc: ReformDoc) -> set[int]:
    """Provinces in which the units that the reform takes or places units under lay on the eve of its day."""
    eve = doc.effective_on - dt.timedelta(days=1)
    taken = {code for step in doc.steps for code in step.sources}
    parents = {step.parent_code for step in doc.steps if step.parent_code}
    named = Q(scheme=doc.source_scheme, code__in=taken) | Q(scheme=doc.scheme, code__in=parents)
    units = AreaVersion.objects.on(eve).filter(named).values("area_id")
    above = AreaClosure.objects.on(eve).filter(descendant_id__in=units, ancestor__level=Level.PROVINCE)
    return set(above.values_list("ancestor_id", flat=True))


def may_reform(actor: Actor, doc: ReformDoc) -> bool:
    """Whether the actor holds the right over every province concerned (anywhere, while no unit is named)."""
    return actor.can(REFORM) and all(actor.can(REFORM, area_id) for area_id in provinces_of(doc))


def require_reform(actor: Actor, doc: ReformDoc) -> None:
    """``PermissionDenied`` (HTTP 403) unless ``may_reform``."""
    require(actor, REFORM)
    if not may_reform(actor, doc):
        raise PermissionDenied(f"{actor.actor_label}: thiếu quyền {REFORM} trên mọi tỉnh liên quan")


def visible_reform(actor: Actor, code: str) -> Reform:
    """The reform of that code; a draft only for those who may carry it out. HTTP 404 when there is none to see."""
    found = Reform.objects.select_related("decision").filter(code=code).first() if actor.can("areas.view") else None
    if found is None or not sees(actor, found):
        raise Http404
    return found


def sees(actor: Actor, reform: Reform) -> bool:
    """Applied and undone reforms are public among those with ``areas.view``; drafts are not."""
    return reform.status != Reform.Status.DRAFT or may_reform(actor, reform_from_content(reform.content))
