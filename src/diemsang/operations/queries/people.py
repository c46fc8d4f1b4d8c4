"""Who looks after which point, for a person who may know."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404

from diemsang.accounts.models import User
from diemsang.accounts.queries import office_names, users_with
from diemsang.accounts.scope import covered_ids
from diemsang.core.actor import Actor
from diemsang.core.dated import on_date
from diemsang.core.text import sort_key
from diemsang.library.models import LanguageVariety
from diemsang.operations.models import OperatorAssignment, OperatorHandover, OperatorRole
from diemsang.operations.queries.scope import LOG, PEOPLE, may, visible_to
from diemsang.points.models import PointCustody, PointPlace, SupportPoint
from diemsang.points.queries import placed_rows
from diemsang.points.queries.scope import places_within


@dataclass(slots=True)
class PeopleRow:
    """One point with its people on a day."""

    code: str
    place: str
    in_charge: OperatorAssignment | None = None
    deputies: list[OperatorAssignment] = field(default_factory=list)
    team: list[OperatorAssignment] = field(default_factory=list)
    holder: str = ""
    languages: list[str] = field(default_factory=list)
    phones: bool = False
    """Whether the reader assigns people there: nobody else is told their telephone numbers."""

    @property
    def phone(self) -> str | None:
        """Telephone of the person in charge, for who may know it."""
        return (self.phones and self.in_charge and self.in_charge.shown_phone) or None

    @property
    def deputy_words(self) -> str | None:
        """Names of the deputies."""
        return ", ".join(row.shown_name for row in self.deputies) or None

    @property
    def team_words(self) -> str | None:
        """Names of members of the team."""
        return ", ".join(row.shown_name for row in self.team) or None

    @property
    def language_words(self) -> str | None:
        """Languages that somebody there speaks."""
        return ", ".join(self.languages) or None


def charged(points: QuerySet[SupportPoint], on: dt.date, *, yes: bool) -> QuerySet[SupportPoint]:
    """Points that have (or lack) a person in charge on the day."""
    rows = OperatorAssignment.objects.on(on).filter(point=OuterRef("pk"), role=OperatorRole.IN_CHARGE, voided_at=None)
    return points.filter(Exists(rows) if yes else ~Exists(rows))


def with_charge(points: QuerySet[SupportPoint], on: dt.date) -> QuerySet[SupportPoint]:
    """Adds ``in_charge`` (whether somebody is) and ``since`` (since when)."""
    rows = OperatorAssignment.objects.filter(
        on_date(on), point=OuterRef("pk"), role=OperatorRole.IN_CHARGE, voided_at=None
    )
    return points.annotate(in_charge=Exists(rows), since=Subquery(rows.values("valid_from")[:1]))


def held_by(points: QuerySet[SupportPoint], office_id: int, on: dt.date) -> QuerySet[SupportPoint]:
    """Points of which the office holds the property on the day."""
    rows = PointCustody.objects.on(on).filter(point=OuterRef("pk"), office_id=office_id, voided_at=None)
    return points.filter(Exists(rows))


def office_choices(points: QuerySet[SupportPoint], on: dt.date) -> list[tuple[str, str]]:
    """Offices that hold property of these points."""
    rows = PointCustody.objects.on(on).filter(point__in=points.order_by().values("pk"), voided_at=None)
    ids = set(rows.exclude(office=None).order_by().values_list("office_id", flat=True))
    names = office_names([pk for pk in ids if pk is not None], on) if ids else {}
    return sorted(((str(pk), name) for pk, name in names.items()), key=lambda pair: sort_key(pair[1]))


def managed(actor: Actor, points: Iterable[SupportPoint]) -> set[int]:
    """Ids of those points where the actor assigns people today; one query at most."""
    ids, covered = [point.pk for point in points], covered_ids(actor, PEOPLE)
    if covered.everywhere:
        return set(ids)
    places = PointPlace.objects.filter(places_within(covered), point__in=ids, voided_at=None, valid_to=None)
    return set(places.values_list("point_id", flat=True))


def people_rows(points: Sequence[SupportPoint], on: dt.date) -> list[PeopleRow]:
    """Rows of a list, in their order; a constant number of queries."""
    found = assignments_on([point.pk for point in points], on)
    holders = custody_words([point.pk for point in points], on)
    names = language_names()
    rows = []
    for point, told in zip(points, placed_rows(points, on), strict=True):
        mine = found.get(point.pk, [])
        row = PeopleRow(point.code, told.place, holder=holders.get(point.pk, ""))
        for one in mine:
            if one.role == OperatorRole.IN_CHARGE:
                row.in_charge = one
            else:
                (row.deputies if one.role == OperatorRole.DEPUTY else row.team).append(one)
        tags = dict.fromkeys(tag for one in mine for tag in one.languages)
        row.languages = [names.get(tag, tag) for tag in tags]
        rows.append(row)
    return rows


def assignments_on(point_ids: Iterable[int], on: dt.date) -> dict[int, list[OperatorAssignment]]:
    """Who looks after these points on a day, the person in charge first."""
    rows = OperatorAssignment.objects.on(on).filter(point_id__in=list(point_ids), voided_at=None)
    rows = rows.select_related("person", "decision")
    found: dict[int, list[OperatorAssignment]] = defaultdict(list)
    for row in rows.order_by("point_id", "valid_from", "id"):
        found[row.point_id].append(row)
    order = list(OperatorRole.values)
    return {key: sorted(mine, key=lambda row: order.index(row.role)) for key, mine in found.items()}


def names_in_charge(actor: Actor, point_ids: Iterable[int], on: dt.date) -> dict[int, str]:
    """Who is in charge of those of the points whose people the actor may read; empty where nobody is. Two queries."""
    mine = visible_to(actor).filter(pk__in=list(point_ids)).order_by().values_list("pk", flat=True)
    found = dict.fromkeys(mine, "")
    for pk, people in assignments_on(found, on).items():
        found[pk] = next((one.shown_name for one in people if one.role == OperatorRole.IN_CHARGE), "")
    return found


def custody_words(point_ids: Sequence[int], on: dt.date) -> dict[int, str]:
    """Who holds the property of these points."""
    rows = list(PointCustody.objects.on(on).filter(point_id__in=point_ids, voided_at=None).order_by("valid_from"))
    ids = {row.office_id for row in rows if row.office_id is not None}
    names = office_names(ids, on) if ids else {}
    return {row.point_id: names.get(row.office_id or 0, row.holder) for row in rows}


def language_names() -> dict[str, str]:
    """Tag of a variety → its name, in the library's order."""
    return dict(LanguageVariety.objects.values_list("tag", "name"))


@dataclass(frozen=True, slots=True)
class PeopleStory:
    """Everybody who looked after a point. ``now`` and ``past`` are standing rows, ``voided`` what was taken back."""

    now: list[OperatorAssignment]
    past: list[OperatorAssignment]
    ahead: list[OperatorAssignment]
    voided: list[OperatorAssignment]
    handovers: list[OperatorHandover]
    names: dict[str, str]
    may_manage: bool
    may_log: bool

    @property
    def in_charge(self) -> OperatorAssignment | None:
        """The person in charge today."""
        return next((row for row in self.now if row.role == OperatorRole.IN_CHARGE), None)


def people_story(actor: Actor, point: SupportPoint, on: dt.date) -> PeopleStory:
    """The caller has shown that the actor may see the point."""
    rows = list(
        OperatorAssignment.objects.filter(point=point)
        .select_related("person", "decision", "point")
        .order_by("-valid_from", "-id")
    )
    order = list(OperatorRole.values)
    standing = [row for row in rows if row.voided_at is None]
    now = sorted((row for row in standing if row.in_force(on)), key=lambda row: order.index(row.role))
    handovers = OperatorHandover.objects.filter(point=point, voided_at=None)
    return PeopleStory(
        now=now,
        past=[row for row in standing if row.valid_to is not None and row.valid_to <= on],
        ahead=[row for row in standing if row.valid_from is not None and row.valid_from > on],
        voided=[row for row in rows if row.voided_at is not None],
        handovers=list(handovers.select_related("giver__person", "taker__person", "minute").order_by("-on", "-id")),
        names=language_names(),
        may_manage=may(actor, PEOPLE, point),
        may_log=may(actor, LOG, point),
    )


def assignment_for(point: SupportPoint, public_id: uuid.UUID) -> OperatorAssignment:
    """A standing row of this point, or 404."""
    rows = OperatorAssignment.objects.filter(point=point, public_id=public_id, voided_at=None)
    row = rows.select_related("person", "point").first()
    if row is None:
        raise Http404
    return row


def candidates(point: SupportPoint) -> list[User]:
    """People with an account who may write the log of the point; nobody while its area is unknown."""
    places = PointPlace.objects.filter(point=point, voided_at=None, valid_to=None).exclude(area=None)
    area_id = places.values_list("area_id", flat=True).first()
    return users_with(LOG, area_id) if area_id is not None else []
