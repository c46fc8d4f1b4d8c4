"""Who may see which pieces, contracts and deliveries. A right over one's own (``holds_own``) reaches what the firms
sold that the person speaks for (``SupplierPerson``)."""

from __future__ import annotations

import uuid

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from diemsang.accounts.models import User
from diemsang.accounts.scope import covered_ids, holds_own
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.expressions import Among
from diemsang.equipment.models import Asset, AssetPlace, Contract, Delivery, SupplierPerson
from diemsang.equipment.rights import VIEW
from diemsang.points.queries.scope import visible_to as points_within


def own_firms(actor: Actor) -> QuerySet[SupplierPerson, int]:
    """Ids of the firms that the actor speaks for today, for use inside another query."""
    rows = SupplierPerson.objects.on(clock.today())
    rows = rows.filter(user=actor) if isinstance(actor, User) else rows.none()
    return rows.order_by().values_list("supplier", flat=True)


def assets_visible_to(actor: Actor, right: str = VIEW) -> QuerySet[Asset]:
    """Pieces that stood at any time at a point within the right, those bought for a plan within it, and one's own."""
    covered = covered_ids(actor, right)
    standing = Asset.objects.filter(voided_at=None)
    if covered.everywhere:
        return standing
    here = AssetPlace.objects.filter(asset=OuterRef("pk"), voided_at=None, point__in=points_within(actor, right))
    reach = Q(Exists(here)) | Q(lot__contract__plan__area_id__in=Among(covered.whole))
    if holds_own(actor, right):
        reach |= Q(lot__contract__supplier__in=own_firms(actor))
    return standing.filter(reach)


def asset_for(actor: Actor, public_id: uuid.UUID) -> Asset:
    """The piece, or 404 for somebody who may not see it."""
    found = assets_visible_to(actor).filter(public_id=public_id)
    asset = found.select_related("item", "lot__contract__supplier", "lot__contract__plan", "delivery__point").first()
    if asset is None:
        raise Http404
    return asset


def contracts_visible_to(actor: Actor, right: str = VIEW) -> QuerySet[Contract]:
    """Contracts for a plan, or of an investor, within the right; those that delivered there; and one's own."""
    covered = covered_ids(actor, right)
    if covered.everywhere:
        return Contract.objects.all()
    came = Delivery.objects.filter(contract=OuterRef("pk"), state="standing", point__in=points_within(actor, right))
    inside = Q(plan__area_id__in=Among(covered.whole)) | Q(plan=None, investor__area_id__in=Among(covered.whole))
    reach = inside | Q(Exists(came))
    if holds_own(actor, right):
        reach |= Q(supplier__in=own_firms(actor))
    return Contract.objects.filter(reach)


def contract_for(actor: Actor, public_id: uuid.UUID) -> Contract:
    """The contract, or 404."""
    found = contracts_visible_to(actor).filter(public_id=public_id)
    contract = found.select_related("supplier", "plan", "investor", "decision").first()
    if contract is None:
        raise Http404
    return contract
