"""Who may see and change which point. ``visible_to`` is the only door."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import Http404

from diemsang.accounts.scope import Covered, covered_ids, holds_own
from diemsang.areas.models import SplitAnswer
from diemsang.core.actor import Actor
from diemsang.core.expressions import Among
from diemsang.points.models import PointPlace, SupportPoint
from diemsang.points.registry import own_points

VIEW, EDIT, LIST = "points.view", "points.edit", "points.list"
APPROVE, SURVEY = "points.approve", "points.survey"


def subject_key(code: str) -> str:
    """How a point is named in the questions that a divided unit raises (``SplitAnswer``)."""
    return f"point:{code}"


def places_within(covered: Covered) -> Q:
    """Places (rows of ``PointPlace``) inside what a right reaches.

    A place in a divided unit counts only when a person answered that this point lies in a part that is covered.
    """
    inside = Q(area_id__in=Among(covered.whole))
    if covered.partial:
        answered = SplitAnswer.objects.filter(
            origin_id=OuterRef("area_id"),
            subject_key=Concat(Value("point:"), OuterRef("point__code")),
            target_id__in=Among(covered.whole),
        )
        inside |= Q(area_id__in=Among(covered.partial)) & Q(Exists(answered))
    return inside


def visible_to(actor: Actor, right: str = VIEW) -> QuerySet[SupportPoint]:
    """Points of which some place, at any time, lies where the actor holds ``right`` today.

    Rights follow lineage (``AreaCover``): an officer of a merged commune sees the points of the communes that formed
    it. A point placed only in a former district is inside a provincial grant alone. Who sees only what is their own
    sees the points that the apps above name (``points.registry.register_own``); no other right reaches a point so.
    """
    reach = _by_place(actor, right)
    if right == VIEW and holds_own(actor, VIEW):
        reach |= own_points(actor)
    return SupportPoint.objects.filter(reach)


def _by_place(actor: Actor, right: str) -> Q:
    covered = covered_ids(actor, right)
    if covered.everywhere:
        return Q()
    places = PointPlace.objects.filter(places_within(covered), point=OuterRef("pk"), voided_at=None)
    return Q(Exists(places))


def sees_whole(actor: Actor, point: SupportPoint, right: str = VIEW) -> bool:
    """Whether the actor, who sees the point, may know all that the right shows of it, and not only what is theirs."""
    if not holds_own(actor, right):
        return True
    return SupportPoint.objects.filter(_by_place(actor, right), pk=point.pk).exists()


def seen_whole(actor: Actor) -> QuerySet[SupportPoint]:
    """Points of which the actor may know all that ``points.view`` shows: those in reach, not those of their own."""
    return SupportPoint.objects.filter(_by_place(actor, VIEW)) if actor.can(VIEW) else SupportPoint.objects.none()


def point_for(actor: Actor, code: str) -> SupportPoint:
    """The point, or 404 for somebody who may not see it."""
    point = visible_to(actor).filter(code=code.upper()).first()
    if point is None:
        raise Http404
    return point


def may(actor: Actor, right: str, point: SupportPoint) -> bool:
    """Whether the actor holds ``right`` over the point where it stands now."""
    covered = covered_ids(actor, right)
    if covered.everywhere:
        return True
    areas = point.known_seats if point.known_seats is not None else seats(point)
    if areas & covered.whole:
        return True
    if not areas & covered.partial:
        return False
    return PointPlace.objects.filter(places_within(covered), point=point, voided_at=None, valid_to=None).exists()


def seats(point: SupportPoint) -> frozenset[int]:
    """Ids of the units in which the point stands now."""
    places = PointPlace.objects.filter(point=point, voided_at=None, valid_to=None)
    return frozenset(places.order_by().values_list("area_id", flat=True))


def may_at(actor: Actor, right: str, place: PointPlace) -> bool:
    """Whether the actor holds ``right`` where this record, standing or not, places the point."""
    covered = covered_ids(actor, right)
    return covered.everywhere or PointPlace.objects.filter(places_within(covered), pk=place.pk).exists()


def require_on(actor: Actor, right: str, point: SupportPoint) -> None:
    """404 for outsiders, ``PermissionDenied`` (403) for readers without the right."""
    if may(actor, right, point):
        return
    if not visible_to(actor).filter(pk=point.pk).exists():
        raise Http404
    raise PermissionDenied(f"{actor.actor_label}: thiếu quyền {right}")
