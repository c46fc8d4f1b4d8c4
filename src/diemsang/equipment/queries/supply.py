"""What the pages of the catalogue, contracts, lots and deliveries read."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404

from diemsang.accounts.models import Office
from diemsang.accounts.queries import office_names
from diemsang.accounts.scope import covered_ids, holds_own, only_own
from diemsang.core.actor import Actor
from diemsang.core.text import nfc
from diemsang.equipment.models import (
    Asset,
    Bill,
    Configuration,
    Contract,
    Delivery,
    DeliveryLine,
    Item,
    Lot,
    Supplier,
)
from diemsang.equipment.queries.scope import assets_visible_to, contracts_visible_to, own_firms
from diemsang.equipment.rights import MANAGE, VIEW
from diemsang.plans.models import Plan
from diemsang.plans.queries import visible_to as plans_visible_to
from diemsang.points.queries import visible_to as points_visible_to

Choices = list[tuple[str, str]]
CAME = Coalesce(Sum("delivered__quantity", filter=Q(delivered__delivery__state="standing")), 0)
"""Pieces of a lot in standing deliveries."""


def items(actor: Actor) -> QuerySet[Item]:
    """The catalogue with the standing configuration (``standing``) and the number of pieces in use (``pieces``); who
    sees only what is their own gets the number of their own pieces."""
    standing = Configuration.objects.filter(voided_at=None, valid_to=None).select_related("decision")
    pieces = assets_visible_to(actor) if only_own(actor, VIEW) else Asset.objects.filter(voided_at=None)
    used = pieces.filter(item=OuterRef("pk"), voided_at=None, disposed_on=None).order_by().values("item")
    return Item.objects.annotate(
        pieces=Coalesce(Subquery(used.annotate(n=Count("pk")).values("n")), 0),
        configured=Exists(standing.filter(item=OuterRef("pk"))),
    ).prefetch_related(Prefetch("configurations", standing, to_attr="standing"))


def item_for(key: str) -> Item:
    """The sort of equipment, or 404."""
    found = Item.objects.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def history(item: Item) -> list[Configuration]:
    """Every configuration that stood, newest first."""
    return list(item.configurations.filter(voided_at=None).select_related("decision").order_by("-valid_from", "-id"))


def contracts(actor: Actor) -> QuerySet[Contract]:
    """Contracts within reach, each with its lots (``kinds``), pieces bought, and their worth in đồng.

    ``priceless`` counts lots without a price: with any, the worth is not the whole.
    """
    worth = Lot.objects.filter(contract=OuterRef("pk")).order_by().values("contract")
    return (
        contracts_visible_to(actor)
        .select_related("supplier", "plan")
        .annotate(
            kinds=Coalesce(Subquery(worth.annotate(n=Count("pk")).values("n")), 0),
            worth=Subquery(worth.annotate(n=Sum(F("quantity") * F("unit_price"))).values("n")),
            priceless=Coalesce(Subquery(worth.filter(unit_price=None).annotate(n=Count("pk")).values("n")), 0),
        )
    )


def lots(actor: Actor) -> QuerySet[Lot]:
    """Lots of contracts within reach, each with what came of it (``came``) and what is left (``left``)."""
    rows = Lot.objects.filter(contract__in=contracts_visible_to(actor)).select_related("contract__supplier", "item")
    return rows.annotate(came=CAME).annotate(left=F("quantity") - F("came"))


def lots_to_come(actor: Actor) -> QuerySet[Any]:
    """Lots within reach of which pieces are still to come (``left``), the oldest contract first."""
    rows: QuerySet[Any] = lots(actor)
    return rows.filter(left__gt=0).order_by(F("contract__on").asc(nulls_last=True), "pk")


def deliveries(actor: Actor) -> QuerySet[Delivery]:
    """Deliveries to points within reach, and those of one's own contracts."""
    lines = Prefetch("lines", DeliveryLine.objects.select_related("lot__item"))
    reach = Q(point__in=points_visible_to(actor, VIEW))
    if holds_own(actor, VIEW):
        reach |= Q(contract__supplier__in=own_firms(actor))
    rows = Delivery.objects.filter(reach)
    return rows.select_related("point", "contract", "minute").defer("minute__data").prefetch_related(lines)


def delivery_for(actor: Actor, public_id: Any) -> Delivery:
    """The delivery, or 404 for somebody who may not see its point."""
    found = deliveries(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def pieces_of(delivery: Delivery) -> list[Asset]:
    """Pieces that came by it, voided ones too (a voided delivery still tells what it was)."""
    return list(delivery.assets.select_related("item").order_by("item__position", "code"))


def suppliers() -> list[str]:
    """Names to choose from."""
    return list(Supplier.objects.values_list("name", flat=True)[:500])


def managed_plans(actor: Actor) -> list[Plan]:
    """Plans for which the actor may buy."""
    return [plan for plan in plans_visible_to(actor) if actor.can(MANAGE, plan.area_id)]


def investors(actor: Actor) -> Choices:
    """Offices that stand where the actor may buy."""
    covered = covered_ids(actor, MANAGE)
    rows = Office.objects.all() if covered.everywhere else Office.objects.filter(area_id__in=covered.whole)
    found = office_names(rows.values_list("pk", flat=True), None)
    return sorted(((str(pk), name) for pk, name in found.items()), key=lambda pair: pair[1])


def may_manage(actor: Actor, contract: Contract) -> bool:
    """Whether the actor may change the contract."""
    return actor.can(MANAGE, contract.area_id)


def bill_for(actor: Actor, plan: Plan, code: str) -> Bill:
    """The standing bill of a point under a plan, else its newest void one; 404 outside the actor's reach."""
    rows = Bill.objects.filter(plan=plan, point__code=nfc(code).upper(), point__in=points_visible_to(actor, VIEW))
    rows = rows.select_related("point", "plan", "decision").prefetch_related("lines__item", "lines__deviation_decision")
    found = rows.exclude(state=Bill.State.VOID).first() or rows.order_by("-id").first()
    if found is None:
        raise Http404
    return found
