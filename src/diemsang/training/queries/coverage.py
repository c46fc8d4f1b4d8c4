"""Which points have a trained operator (R-19, P16): by point, not by province."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, DateField, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Least
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diemsang.core import once
from diemsang.core.expressions import Among
from diemsang.points.models import SupportPoint
from diemsang.training.models import (
    Audience,
    Certificate,
    ClassState,
    Enrolment,
    TraineePost,
    posts_on,
)

SOON = dt.timedelta(days=60)
"""A certificate that ends within these days is told ahead."""
TRAINED, EXPIRED, LEFT, NEVER = "trained", "expired", "left", "never"
STATES: dict[str, str | Promise] = {
    NEVER: _("chưa có người được tập huấn"),
    LEFT: _("người được tập huấn đã thôi phụ trách"),
    EXPIRED: _("chứng nhận đã hết hạn"),
    TRAINED: _("có người được tập huấn"),
}
"""What can be said of a point, the worst first."""
TONES = {NEVER: "madder", LEFT: "madder", EXPIRED: "turmeric", TRAINED: "leaf"}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a point stood on a day. No names: those are for staff pages (``holders_of``).

    ``expires``: the last day of the certificate that lasts longest (trained), or that ended last (expired); null: none
    runs out. ``last_trained_left``: the first day without the last trained person, when nobody has followed.
    ``classes_planned``: classes to come in which somebody of the point has a seat.
    """

    state: str
    expires: dt.date | None = None
    last_trained_left: dt.date | None = None
    people: int = 0
    classes_planned: int = 0
    on: dt.date = dt.date.max

    @property
    def trained(self) -> bool:
        """Whether somebody who runs the point holds a certificate that counts."""
        return self.state == TRAINED

    @property
    def label(self) -> str:
        """The state in words."""
        return str(STATES[self.state])

    @property
    def tone(self) -> str:
        """Tone of the badge."""
        return "turmeric" if self.ends_soon else TONES[self.state]

    @property
    def ends_soon(self) -> bool:
        """Trained, and not for long."""
        return self.trained and self.expires is not None and self.expires < self.on + SOON


def trained_points(on: dt.date, points: Iterable[SupportPoint | int]) -> dict[int, Coverage]:
    """Every given point (or id) → how it stands on the day. Three queries at most, however many points.

    Only courses for operators count, and only while the person runs the point. The caller has shown that the actor
    may know it.
    """
    ids = (point if isinstance(point, int) else point.pk for point in points)
    return once.asked(("trained", on), ids, lambda missing: _trained(on, missing))


def _trained(on: dt.date, ids: set[int]) -> dict[int, Coverage]:
    wanted = Among(ids)
    posts = [
        post
        for post in TraineePost.objects.filter(point__in=wanted, voided_at=None).select_related("assignment")
        if (post.starts is None or post.starts <= on) and (post.assignment is None or post.assignment.voided_at is None)
    ]
    by_person: dict[int, list[Certificate]] = defaultdict(list)
    held = operator_certificates().filter(
        enrolment__trainee__in=Among({post.trainee_id for post in posts}), issued_on__lte=on
    )
    for certificate in held.select_related("enrolment"):
        by_person[certificate.enrolment.trainee_id or 0].append(certificate)
    planned: dict[int, set[int]] = defaultdict(set)
    for point_id, class_id in seats_ahead(on).filter(point__in=wanted).values_list("point_id", "training_class_id"):
        planned[point_id or 0].add(class_id)
    by_point: dict[int, list[TraineePost]] = defaultdict(list)
    for post in posts:
        by_point[post.point_id].append(post)
    nobody = Coverage(NEVER, on=on)
    return {
        pk: _stand(by_point.get(pk, []), by_person, len(planned.get(pk, ())), on)
        if pk in by_point or pk in planned
        else nobody
        for pk in ids
    }


def _stand(posts: list[TraineePost], held: dict[int, list[Certificate]], planned: int, on: dt.date) -> Coverage:
    here = [post for post in posts if post.ends is None or post.ends > on]
    valid = {post.trainee_id: [row for row in held[post.trainee_id] if row.valid_on(on)] for post in here}
    trained = {person: rows for person, rows in valid.items() if rows}
    if trained:
        lasting = [row for rows in trained.values() for row in rows]
        ends = None if any(row.expires_on is None for row in lasting) else max(row.last_day or on for row in lasting)
        return Coverage(TRAINED, ends, None, len(trained), planned, on)
    gone = [
        post.ends
        for post in posts
        if post.ends is not None
        and post.ends <= on
        and any(row.valid_on(post.ends - dt.timedelta(days=1)) for row in held[post.trainee_id])
    ]
    left = max(gone, default=None)
    over = [row for post in here for row in held[post.trainee_id]]
    if over:
        last = max(min(day for day in (row.last_day, _day_before(row.withdrawn_on), on) if day) for row in over)
        return Coverage(EXPIRED, last, left if left is not None and left > last else None, 0, planned, on)
    return Coverage(LEFT if left else NEVER, None, left, 0, planned, on)


def _day_before(day: dt.date | None) -> dt.date | None:
    return day - dt.timedelta(days=1) if day else None


def operator_certificates() -> QuerySet[Certificate]:
    """Certificates of courses for operators."""
    return Certificate.objects.filter(enrolment__training_class__course__audience=Audience.OPERATOR)


def valid_certificates(on: dt.date) -> Q:
    """Certificates that count on the day."""
    return (
        Q(issued_on__lte=on)
        & (Q(expires_on=None) | Q(expires_on__gt=on))
        & (Q(withdrawn_on=None) | Q(withdrawn_on__gt=on))
    )


def seats_ahead(on: dt.date) -> QuerySet[Enrolment]:
    """Standing seats in classes that are not over on the day."""
    return Enrolment.objects.filter(
        voided_at=None,
        training_class__state__in=[ClassState.PLANNED, ClassState.HELD],
        training_class__ends_on__gte=on,
        training_class__course__audience=Audience.OPERATOR,
    ).order_by()


def with_coverage(points: QuerySet[Any], on: dt.date) -> QuerySet[Any]:
    """Adds ``training_rank`` for filtering and ordering, as ``trained_points`` says: 0 never … 3 trained."""
    held = operator_certificates().filter(enrolment__trainee=OuterRef("trainee"), issued_on__lte=on)
    here = TraineePost.objects.filter(posts_on(on), point=OuterRef("pk"))
    far = Value(dt.date.max, output_field=DateField())
    gone = TraineePost.objects.filter(
        Q(assignment=None) | Q(assignment__voided_at=None), point=OuterRef("pk"), voided_at=None
    ).annotate(ends_at=Least(Coalesce("valid_to", far), Coalesce("assignment__valid_to", far)))
    end = OuterRef("ends_at")
    held_then = held.filter(
        Q(expires_on=None) | Q(expires_on__gte=end), Q(withdrawn_on=None) | Q(withdrawn_on__gte=end), issued_on__lt=end
    )
    ranked: QuerySet[Any] = points.annotate(
        training_rank=Case(
            When(Exists(here.filter(Exists(held.filter(valid_certificates(on))))), then=Value(3)),
            When(Exists(here.filter(Exists(held))), then=Value(2)),
            When(Exists(gone.filter(Exists(held_then), ends_at__lte=on)), then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        )
    )
    return ranked


RANKS = {NEVER: 0, LEFT: 1, EXPIRED: 2, TRAINED: 3}


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who runs a point and whether they are trained; names are for staff pages only."""

    post: TraineePost
    certificate: Certificate | None
    valid: bool


def holders_of(point_ids: Iterable[int], on: dt.date) -> dict[int, list[Holder]]:
    """Who runs each point on the day, with the certificate that lasts longest. Two queries."""
    posts = TraineePost.objects.filter(posts_on(on), point__in=list(point_ids))
    rows = list(posts.select_related("trainee", "assignment", "point").order_by("point__code", "trainee__name_sort"))
    best: dict[int, Certificate] = {}
    found = operator_certificates().filter(enrolment__trainee__in={row.trainee_id for row in rows}, issued_on__lte=on)
    for certificate in found.select_related("enrolment").order_by("issued_on", "id"):
        person = certificate.enrolment.trainee_id or 0
        if person not in best or _lasts(certificate, on) >= _lasts(best[person], on):
            best[person] = certificate
    holders: dict[int, list[Holder]] = defaultdict(list)
    for post in rows:
        certificate_ = best.get(post.trainee_id)
        holders[post.point_id].append(Holder(post, certificate_, bool(certificate_ and certificate_.valid_on(on))))
    return holders


def _lasts(certificate: Certificate, on: dt.date) -> tuple[bool, dt.date]:
    return certificate.valid_on(on), certificate.expires_on or dt.date.max
