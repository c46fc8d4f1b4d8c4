"""What deliveries imply for the milestone ledger; pure reading, so that ``diemsang check`` can rebuild it.

For each delivery and item one milestone *delivered*; for the point itself one when every line of its approved bills is
covered: on the day of, and from, the delivery (in the order of days) that covered the last of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from diemsang.equipment.models import Bill, BillLine, Delivery, DeliveryLine
from diemsang.plans.reconcile import POINT
from diemsang.points.ledger import Fact, MilestoneFact
from diemsang.points.models import Milestone

NAME = "delivery"
DELIVERED = Milestone.Kind.DELIVERED.value


def delivered_facts() -> Iterator[Fact]:
    """Everything that all deliveries imply."""
    yield from facts_of(None)


def facts_of(point_ids: Collection[int] | None) -> Iterator[MilestoneFact]:
    """The same for some points (all when ``None``). Three queries."""
    deliveries = Delivery.objects.filter(state=Delivery.State.STANDING)
    lines = DeliveryLine.objects.filter(delivery__state=Delivery.State.STANDING)
    due = BillLine.objects.filter(bill__state=Bill.State.APPROVED, quantity__gte=1)
    if point_ids is not None:
        deliveries = deliveries.filter(point_id__in=point_ids)
        lines = lines.filter(delivery__point_id__in=point_ids)
        due = due.filter(bill__point_id__in=point_ids)
    came: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for delivery_id, item, quantity in lines.values_list("delivery_id", "lot__item__key", "quantity"):
        came[delivery_id][item] += quantity
    owed: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for point_id, item, quantity in due.values_list("bill__point_id", "item__key", "quantity"):
        owed[point_id][item] += quantity
    for delivery in deliveries.order_by("on", "id"):
        source, left = delivery.source, owed.get(delivery.point_id)
        for item, quantity in came[delivery.pk].items():
            yield MilestoneFact(delivery.point_id, item, DELIVERED, delivery.on, quantity, source)
            if left is not None and item in left:
                left[item] -= quantity
        if left and all(quantity <= 0 for quantity in left.values()):
            yield MilestoneFact(delivery.point_id, POINT, DELIVERED, delivery.on, 1, source)
            del owed[delivery.point_id]
