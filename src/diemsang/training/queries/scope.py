"""Who may see and write what of training.

A class is wholly within a right when the office that holds it, or the point at which it is held, lies there, or when
it was given to the actor as its trainer. Whoever only has people of their own in it sees the class and those people,
nobody else.
"""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from diemsang.accounts.models import Grant, Office, User
from diemsang.accounts.scope import Covered, covered_ids, holds_own, only_own, rights_table
from diemsang.areas.models import AreaCover
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.documents.models import Minute
from diemsang.points.models import PointPlace, SupportPoint
from diemsang.points.queries.scope import places_within
from diemsang.training.models import Certificate, Course, Enrolment, Trainee, TraineePost, TrainingClass

VIEW, MANAGE, ATTEND, CLOSE = "training.view", "training.manage", "training.attend", "training.close"
TEACH = "training.teach"
NONE = Q(pk__in=())


def points_within(actor: Actor, right: str = VIEW) -> QuerySet[SupportPoint]:
    """Points of which the actor may read (or with another right, write) the training: those that stand there now.

    Not, as with the point itself, those that once did: names follow the point.
    """
    if not actor.can(right):
        return SupportPoint.objects.none()
    covered = covered_ids(actor, right)
    if covered.everywhere:
        return SupportPoint.objects.all()
    places = PointPlace.objects.filter(places_within(covered), point=OuterRef("pk"), voided_at=None, valid_to=None)
    return SupportPoint.objects.filter(Exists(places))


def classes_within(actor: Actor, right: str) -> Q:
    """Classes wholly within the right."""
    if not actor.can(right):
        return NONE
    own = own_classes(actor, right)
    if only_own(actor, right):
        return own
    covered = covered_ids(actor, right)
    if covered.everywhere:
        return ~NONE
    within = Q(office__area_id__in=covered.whole) | Q(point__in=points_within(actor, right).order_by().values("pk"))
    return within | own if holds_own(actor, right) else within


def own_classes(actor: Actor, right: str) -> Q:
    """Classes given to the actor as their trainer, for who holds the right over these."""
    return Q(trainer_user=actor) if isinstance(actor, User) and holds_own(actor, right) else NONE


def only_teaches(actor: Actor) -> bool:
    """Whether the classes they were given are all that the actor sees of training."""
    return only_own(actor, VIEW)


def points_of_learners(actor: Actor, training_class: TrainingClass) -> QuerySet[SupportPoint]:
    """Points whose people the actor may put on the list of the class: those within ``training.attend``; for its trainer
    those of the office that holds it, because people come who were not invited."""
    if not TrainingClass.objects.filter(own_classes(actor, ATTEND), pk=training_class.pk).exists():
        return points_within(actor, ATTEND)
    covers = AreaCover.objects.on(clock.today()).filter(area=training_class.office.area_id, whole=True)
    covered = Covered(False, frozenset(covers.values_list("covered_id", flat=True)))
    places = PointPlace.objects.filter(places_within(covered), point=OuterRef("pk"), voided_at=None, valid_to=None)
    return SupportPoint.objects.filter(Exists(places))


def trainers_within(actor: Actor, kept: User | None = None) -> QuerySet[User]:
    """People to whom the actor may give a class: who may teach today in a unit where the actor may make classes, and
    ``kept``."""
    if not actor.can(MANAGE):
        return User.objects.none()
    grants = Grant.objects.on(clock.today()).filter(
        role__in={line.role for line in rights_table() if line.right == TEACH}
    )
    covered = covered_ids(actor, MANAGE)
    if not covered.everywhere:
        grants = grants.filter(area_id__in=covered.whole)
    wanted = Q(is_active=True, pk__in=grants.values("user"))
    return User.objects.filter(wanted | Q(pk=kept.pk) if kept is not None else wanted).order_by("full_name", "pk")


def visible_to(actor: Actor) -> QuerySet[TrainingClass]:
    """Classes wholly within ``training.view``, and those in which people of the actor's points sit."""
    if not actor.can(VIEW):
        return TrainingClass.objects.none()
    own = Enrolment.objects.filter(
        training_class=OuterRef("pk"), voided_at=None, point__in=points_within(actor).order_by().values("pk")
    )
    return TrainingClass.objects.filter(classes_within(actor, VIEW) | Exists(own))


def class_for(actor: Actor, public_id: uuid.UUID) -> TrainingClass:
    """The class, or 404 for who may not see it."""
    rows = visible_to(actor).select_related("course", "office", "point", "minute")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def may(actor: Actor, right: str, training_class: TrainingClass) -> bool:
    """Whether the whole class is within the right."""
    return TrainingClass.objects.filter(classes_within(actor, right), pk=training_class.pk).exists()


def require_class(actor: Actor, right: str, training_class: TrainingClass) -> None:
    """404 for outsiders, ``PermissionDenied`` (403) for readers without the right over the whole class."""
    if may(actor, right, training_class):
        return
    if not visible_to(actor).filter(pk=training_class.pk).exists():
        raise Http404
    raise PermissionDenied(f"{actor.actor_label}: thiếu quyền {right}")


def seats_within(actor: Actor, right: str, training_class: TrainingClass) -> QuerySet[Enrolment]:
    """Standing seats of the class within the right: all, or those of the actor's points."""
    seats = training_class.enrolments.filter(voided_at=None)
    if may(actor, right, training_class):
        return seats
    return seats.filter(point__in=points_within(actor, right).order_by().values("pk"))


def require_seats(actor: Actor, right: str, training_class: TrainingClass) -> QuerySet[Enrolment]:
    """The seats, for who may write at least about their own people; otherwise as ``require_class``."""
    seats = seats_within(actor, right, training_class)
    if may(actor, right, training_class) or seats.exists():
        return seats
    require_class(actor, right, training_class)
    return seats


def trainees_visible(actor: Actor, right: str = VIEW) -> QuerySet[Trainee]:
    """People of offices, points or classes within the right."""
    if not actor.can(right):
        return Trainee.objects.none()
    covered = covered_ids(actor, right)
    if covered.everywhere:
        return Trainee.objects.all()
    points = points_within(actor, right).order_by().values("pk")
    classes = TrainingClass.objects.filter(classes_within(actor, right)).values("pk")
    posts = TraineePost.objects.filter(trainee=OuterRef("pk"), voided_at=None, point__in=points)
    seats = Enrolment.objects.filter(trainee=OuterRef("pk"), voided_at=None)
    seats = seats.filter(Q(training_class__in=classes) | Q(point__in=points))
    return Trainee.objects.filter(Q(office__area_id__in=covered.whole) | Exists(posts) | Exists(seats))


def trainee_for(actor: Actor, public_id: uuid.UUID) -> Trainee:
    """The person, or 404."""
    found = trainees_visible(actor).filter(public_id=public_id).select_related("office").first()
    if found is None:
        raise Http404
    return found


def require_trainee(actor: Actor, trainee: Trainee, right: str = MANAGE) -> None:
    """404 for outsiders, 403 for readers without the right over the person."""
    if trainees_visible(actor, right).filter(pk=trainee.pk).exists():
        return
    if not trainees_visible(actor).filter(pk=trainee.pk).exists():
        raise Http404
    raise PermissionDenied(f"{actor.actor_label}: thiếu quyền {right}")


def course_for(actor: Actor, public_id: uuid.UUID) -> Course:
    """A course; who may read training at all reads every course."""
    found = Course.objects.filter(public_id=public_id).first() if actor.can(VIEW) else None
    if found is None:
        raise Http404
    return found


def seat_for(actor: Actor, public_id: uuid.UUID) -> Enrolment:
    """A standing seat that the actor may see."""
    rows = Enrolment.objects.filter(public_id=public_id, voided_at=None)
    seat = rows.select_related("training_class__course", "training_class__office", "trainee", "point").first()
    if seat is None or not seats_within(actor, VIEW, seat.training_class).filter(pk=seat.pk).exists():
        raise Http404
    if not visible_to(actor).filter(pk=seat.training_class_id).exists():
        raise Http404
    return seat


def certificate_for(actor: Actor, public_id: uuid.UUID) -> Certificate:
    """A certificate of a person whom the actor may see."""
    rows = Certificate.objects.select_related("enrolment__trainee", "enrolment__training_class__course")
    found = rows.filter(public_id=public_id).first()
    seen = trainees_visible(actor)
    if found is None or not seen.filter(pk=found.enrolment.trainee_id or 0).exists():
        raise Http404
    return found


def offices_within(actor: Actor, right: str = MANAGE) -> QuerySet[Office]:
    """Offices that may hold a class of the actor's making."""
    if not actor.can(right):
        return Office.objects.none()
    covered = covered_ids(actor, right)
    return Office.objects.all() if covered.everywhere else Office.objects.filter(area_id__in=covered.whole)


def sheets_within(actor: Actor, right: str) -> Q:
    """Sign-in sheets: of classes wholly within both the right over minutes and ``training.view``, for names stand
    on them."""
    classes = TrainingClass.objects.filter(classes_within(actor, right) & classes_within(actor, VIEW))
    return Q(Exists(classes.filter(minute=OuterRef("pk")))) if actor.can(VIEW) else NONE


def sheet_class(minute: Minute) -> TrainingClass | None:
    """The class whose sheet the minute is."""
    return TrainingClass.objects.filter(minute=minute).first()
