"""Who may see which pieces, contracts and deliveries."""

from __future__ import annotations

import uuid

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from diemsang.accounts.scope import covered_ids
from diemsang.core.actor import Actor
from diemsang.equipment.models import Asset, AssetPlace, Contract, Delivery
from diemsang.equipment.rights import VIEW
from diemsang.points.queries.scope import visible_to as points_within


def assets_visible_to(actor: Actor, right: str = VIEW) -> QuerySet[Asset]:
    """Pieces that stood at any time at a point within the right, and those bought for a plan within it."""
    covered = covered_ids(actor, right)
    standing = Asset.objects.filter(voided_at=None)
    if covered.everywhere:
        return standing
    here = AssetPlace.objects.filter(asset=OuterRef("pk"), voided_at=None, point__in=points_within(actor, right))
    return standing.filter(Q(Exists(here)) | Q(lot__contract__plan__area_id__in=covered.whole))


def asset_for(actor: Actor, public_id: uuid.UUID) -> Asset:
    """The piece, or 404 for somebody who may not see it."""
    found = assets_visible_to(actor).filter(public_id=public_id)
    asset = found.select_related("item", "lot__contract__supplier", "lot__contract__plan", "delivery__point").first()
    if asset is None:
        raise Http404
    return asset


def contracts_visible_to(actor: Actor, right: str = VIEW) -> QuerySet[Contract]:
    """Contracts for a plan, or of an investor, within the right; and those that delivered to a point within it."""
    covered = covered_ids(actor, right)
    if covered.everywhere:
        return Contract.objects.all()
    came = Delivery.objects.filter(contract=OuterRef("pk"), state="standing", point__in=points_within(actor, right))
    inside = Q(plan__area_id__in=covered.whole) | Q(plan=None, investor__area_id__in=covered.whole)
    return Contract.objects.filter(inside | Q(Exists(came)))


def contract_for(actor: Actor, public_id: uuid.UUID) -> Contract:
    """The contract, or 404."""
    found = contracts_visible_to(actor).filter(public_id=public_id)
    contract = found.select_related("supplier", "plan", "investor", "decision").first()
    if contract is None:
        raise Http404
    return contract
