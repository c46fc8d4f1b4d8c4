"""Firms that sell, repair or carry the line; which of them a person speaks for, and what is theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from diemsang.accounts.models import User
from diemsang.accounts.queries import office_names, users_with
from diemsang.accounts.scope import only_own
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.text import search_key
from diemsang.equipment.models import AssetPlace, Contract, Delivery, Supplier, SupplierPerson
from diemsang.equipment.queries.scope import contracts_visible_to, own_firms
from diemsang.equipment.rights import MANAGE, VIEW

ACCOUNTS = "accounts.manage"


def own_points(actor: Actor) -> Q:
    """Points with pieces from the actor's own lots, now or before, and those that their contracts delivered to."""
    pieces = AssetPlace.objects.filter(
        point=OuterRef("pk"), voided_at=None, asset__voided_at=None, asset__lot__contract__supplier__in=own_firms(actor)
    )
    came = Delivery.objects.filter(
        point=OuterRef("pk"), state=Delivery.State.STANDING, contract__supplier__in=own_firms(actor)
    )
    return Q(Exists(pieces)) | Q(Exists(came))


def firm_called(name: str, seller: Supplier | None = None) -> Supplier | None:
    """The firm that a written name means: ``seller`` when it is called so, else the only one that is; else nobody."""
    key = search_key(name)
    if not key:
        return None
    if seller is not None and search_key(seller.name) == key:
        return seller
    same = [row for row in Supplier.objects.all() if search_key(row.name) == key]
    return same[0] if len(same) == 1 else None


def may_link(actor: Actor) -> bool:
    """Whether the actor may say who speaks for a firm: who writes contracts, or who manages accounts."""
    return actor.can(MANAGE) or actor.can(ACCOUNTS)


def reaches_beyond(actor: Actor, firm: Supplier) -> bool:
    """Whether who speaks for the firm would see contracts that the actor, who manages no accounts, may not write."""
    if actor.can(ACCOUNTS):
        return False
    written = contracts_visible_to(actor, MANAGE).order_by().values("pk")
    return Contract.objects.filter(supplier=firm).exclude(pk__in=written).exists()


def firms(actor: Actor) -> QuerySet[Supplier]:
    """Every firm with the number of its people today (``staff``), and of its contracts that the actor may see
    (``bought``)."""
    contracts = contracts_visible_to(actor).filter(supplier=OuterRef("pk")).order_by().values("supplier")
    people = SupplierPerson.objects.on(clock.today()).filter(supplier=OuterRef("pk")).order_by().values("supplier")
    return Supplier.objects.annotate(
        bought=Coalesce(Subquery(contracts.annotate(n=Count("pk")).values("n")), 0),
        staff=Coalesce(Subquery(people.annotate(n=Count("pk")).values("n")), 0),
    )


def firm_for(actor: Actor, pk: int) -> Supplier:
    """The firm, or 404. The caller has asked ``may_link``."""
    found = firms(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def contracts_of(actor: Actor, firm: Supplier) -> list[Contract]:
    """The newest contracts with the firm among those the actor may see."""
    return list(contracts_visible_to(actor).filter(supplier=firm)[:10]) if actor.can(VIEW) else []


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a firm on a day: ``now`` today, ``open`` today or later."""

    link: SupplierPerson
    now: bool
    open: bool


def people_of(firm: Supplier) -> list[Member]:
    """Who speaks for the firm and who did: those of today and to come first."""
    today = clock.today()
    rows = SupplierPerson.objects.filter(supplier=firm).select_related("user")
    found = [Member(row, row.in_force(today), row.valid_to is None or row.valid_to > today) for row in rows]
    return sorted(found, key=lambda one: (not one.open, str(one.link.user), one.link.pk))


@dataclass(frozen=True, slots=True)
class OwnFirms:
    """For the notes of pages: names of the actor's firms, and whom to ask when there is none."""

    names: Sequence[str]
    ask: Sequence[str]
    username: str


def told_firms(actor: Actor) -> OwnFirms | None:
    """For who sees only what is their own; ``None`` for everybody else."""
    if not isinstance(actor, User) or not only_own(actor, VIEW):
        return None
    names = list(Supplier.objects.filter(pk__in=own_firms(actor)).values_list("name", flat=True))
    ask: list[str] = []
    if not names:
        offices = [user.office_id for user in users_with(MANAGE) if user.office_id is not None]
        ask = sorted(set(office_names(offices, None).values()))[:2] if offices else []
    return OwnFirms(names, ask, actor.username)
