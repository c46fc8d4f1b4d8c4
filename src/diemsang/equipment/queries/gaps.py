"""What is missing or doubtful about equipment, each kind with the list that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.equipment.models import Asset, AssetCustody, Bill, BillLine, Item, Lot
from diemsang.equipment.queries.scope import assets_visible_to, contracts_visible_to
from diemsang.plans.models import Item as PlanItem
from diemsang.plans.queries import latest_version, visible_to
from diemsang.plans.reconcile import POINT


@dataclass(frozen=True, slots=True)
class ItemLeft:
    """An item of a plan without a norm: so many of ``total`` are allotted."""

    plan_code: str
    plan: str
    item: PlanItem
    allotted: int


def in_use(assets: QuerySet[Asset]) -> QuerySet[Asset]:
    """Pieces that were not disposed of."""
    return assets.filter(disposed_on=None)


def without_serial(assets: QuerySet[Asset]) -> QuerySet[Asset]:
    """Delivered pieces of which no serial is on record although their sort has one."""
    return in_use(assets).filter(item__serialised=True, serial="")


def without_holder(assets: QuerySet[Asset]) -> QuerySet[Asset]:
    """Pieces that nobody holds on record."""
    held = AssetCustody.objects.filter(asset=OuterRef("pk"), voided_at=None, valid_to=None)
    return in_use(assets).filter(~Exists(held))


def alike(assets: QuerySet[Asset]) -> QuerySet[Asset]:
    """Pieces whose serial is likely that of another one (equal, or in look-alike signs)."""
    keys = Asset.objects.filter(voided_at=None).exclude(serial_key="").order_by().values("serial_key")
    return assets.filter(serial_key__in=keys.annotate(times=Count("pk")).filter(times__gt=1).values("serial_key"))


def beyond_lot(actor: Actor) -> QuerySet[Lot]:
    """Lots of which more was delivered than bought; no action lets this happen."""
    lots = Lot.objects.filter(contract__in=contracts_visible_to(actor)).select_related("contract", "item")
    came = Sum("delivered__quantity", filter=Q(delivered__delivery__state="standing"))
    return lots.annotate(came=came).filter(came__gt=F("quantity"))


def without_norm(actor: Actor) -> list[ItemLeft]:
    """Items of plans that state no norm, with how many are allotted by decision."""
    found = []
    for plan in visible_to(actor):
        version = latest_version(plan)
        items = version.items.filter(per_point=None).exclude(key=POINT) if version else []
        for item in items:
            lines = BillLine.objects.filter(bill__plan=plan, item__key=item.key).exclude(bill__state=Bill.State.VOID)
            allotted = lines.aggregate(total=Sum("quantity"))["total"] or 0
            found.append(ItemLeft(plan.code, plan.short_title, item, allotted))
    return found


@dataclass(frozen=True, slots=True)
class Gaps:
    """Counts for the first page."""

    serial_twice: int
    beyond: list[Lot]
    without_norm: list[ItemLeft]
    without_holder: int
    without_serial: int
    pieces: int


def gaps(actor: Actor) -> Gaps:
    """What the actor may see of all kinds."""
    seen = assets_visible_to(actor)
    return Gaps(
        alike(seen).count(),
        list(beyond_lot(actor)),
        [left for left in without_norm(actor) if left.allotted < left.item.total],
        without_holder(seen).count(),
        without_serial(seen).count(),
        in_use(seen).count(),
    )


def item_choices() -> list[tuple[str, str]]:
    """Sorts of equipment for a filter."""
    return [("", _("tất cả")), *Item.objects.values_list("key", "name")]
