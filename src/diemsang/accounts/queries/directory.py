"""The people and offices somebody may see, as rows of a list and as pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from diemsang.accounts.models import Grant, Office, OfficeSuccession, User
from diemsang.accounts.queries.offices import office_names
from diemsang.accounts.registry import OfficeHolding, holdings_of
from diemsang.accounts.roles import role_label
from diemsang.accounts.scope import covered_ids
from diemsang.areas.queries import AreaLabel, labels
from diemsang.core import clock
from diemsang.core.actor import Actor

VIEW, MANAGE = "accounts.view", "accounts.manage"


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One role held, once held or to be held, in words. ``state``: ``current``, ``future`` or ``ended``."""

    grant: Grant
    role: str
    area: str
    area_key: str
    area_ended: bool
    state: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people."""

    user: User
    office: str
    grants: tuple[GrantRow, ...]

    @property
    def current(self) -> tuple[GrantRow, ...]:
        """Roles in force today."""
        return tuple(row for row in self.grants if row.state == "current")

    @property
    def roles(self) -> str:
        """Roles of today with their units, as one text."""
        return "; ".join(f"{row.role} ({row.area})" if row.area else row.role for row in self.current)


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One line of the list of offices. ``ended`` is the day from which its successor goes on."""

    office: Office
    name: str
    area: AreaLabel | None
    people: int
    ended: dt.date | None
    former: tuple[str, ...] = ()
    """Every name it ever bore."""


def people_visible_to(actor: Actor) -> QuerySet[User]:
    """People whose office or whose grant, at any time, lies where the actor may see who works."""
    covered = covered_ids(actor, VIEW)
    if covered.everywhere:
        return User.objects.all()
    held = Grant.objects.filter(user=OuterRef("pk"), area_id__in=covered.whole)
    return User.objects.filter(Q(office__area_id__in=covered.whole) | Exists(held))


def person_for(actor: Actor, username: str) -> User:
    """The person, or 404 for somebody who may not see them."""
    user = people_visible_to(actor).filter(username=username).first()
    if user is None:
        raise Http404
    return user


def offices_visible_to(actor: Actor) -> QuerySet[Office]:
    """Offices whose unit lies where the actor may see who works."""
    covered = covered_ids(actor, VIEW)
    return Office.objects.all() if covered.everywhere else Office.objects.filter(area_id__in=covered.whole)


def office_for_page(actor: Actor, code: str) -> Office:
    """The office, or 404 for somebody who may not see it."""
    office = offices_visible_to(actor).filter(code=code).first()
    if office is None:
        raise Http404
    return office


def person_rows(users: QuerySet[User]) -> list[PersonRow]:
    """People with office and grants in words; five queries, whatever their number."""
    grants = Grant.objects.order_by("valid_from", "pk")
    people = list(users.order_by("full_name", "pk").prefetch_related(Prefetch("grants", queryset=grants)))
    today = clock.today()
    offices = office_names({user.office_id for user in people if user.office_id is not None}, today)
    held = {grant.area_id for user in people for grant in user.grants.all() if grant.area_id is not None}
    areas = labels(held, today)
    return [
        PersonRow(
            user,
            offices.get(user.office_id, "") if user.office_id else "",
            tuple(grant_row(grant, areas, today) for grant in user.grants.all()),
        )
        for user in people
    ]


def grant_row(grant: Grant, areas: dict[int, AreaLabel], today: dt.date) -> GrantRow:
    """A grant in words."""
    label = areas.get(grant.area_id) if grant.area_id is not None else None
    state = "current" if grant.in_force(today) else "future"
    if grant.valid_to is not None and (grant.valid_to <= today or grant.valid_to == grant.valid_from):
        state = "ended"
    return GrantRow(
        grant,
        role_label(grant.role),
        label.name if label else "",
        label.key if label else "",
        label is not None and label.ended is not None,
        state,
    )


def office_rows(offices: QuerySet[Office]) -> list[OfficeRow]:
    """Offices with today's (or their last) name and how many active people work there."""
    active = Prefetch("people", queryset=User.objects.filter(is_active=True))
    found = list(offices.select_related("became").prefetch_related(active, "versions").order_by("code"))
    names = office_names({office.pk for office in found}, None)
    areas = labels({office.area_id for office in found}, clock.today())
    return [
        OfficeRow(
            office,
            names[office.pk],
            areas.get(office.area_id),
            len(office.people.all()),
            _ended(office),
            tuple(version.name for version in office.versions.all()),
        )
        for office in found
    ]


def _ended(office: Office) -> dt.date | None:
    try:
        return office.became.on
    except OfficeSuccession.DoesNotExist:
        return None


@dataclass(frozen=True, slots=True)
class OfficeStory:
    """All that an office's page shows."""

    row: OfficeRow
    people: list[PersonRow]
    successor: OfficeRow | None
    merged_from: list[tuple[OfficeSuccession, str]]
    holdings: list[OfficeHolding]


def office_story(office: Office) -> OfficeStory:
    """The office's page. The caller has shown that the reader may see the office."""
    row = office_rows(Office.objects.filter(pk=office.pk))[0]
    target = OfficeSuccession.objects.filter(origin=office).first()
    came = list(OfficeSuccession.objects.filter(target=office).select_related("origin").order_by("on"))
    names = office_names({line.origin_id for line in came}, None)
    return OfficeStory(
        row=row,
        people=person_rows(User.objects.filter(office=office)),
        successor=office_rows(Office.objects.filter(pk=target.target_id))[0] if target else None,
        merged_from=[(line, names[line.origin_id]) for line in came],
        holdings=holdings_of(office, clock.today()),
    )
