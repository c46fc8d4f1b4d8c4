"""The permission table of the catalogue, bills, contracts, deliveries and pieces of equipment."""

from __future__ import annotations

import datetime as dt
import uuid

from diemsang.core.actor import SYSTEM
from diemsang.equipment import actions
from diemsang.equipment.models import Asset, Item
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint
from tests.permissions.table import (
    INSIDE,
    PLAN,
    PLAN_READERS,
    POINT_READERS,
    READ_ONLY,
    UNPLACED,
    Case,
    only,
    when_posted,
)

BOUGHT = {"public_id": "00000000-0000-4000-8000-00000000b0a1"}
"""A contract for Plan 207 (tests/test_permissions.py, ``load_world``)."""
CAME = {"public_id": "00000000-0000-4000-8000-00000000b0a2"}
"""Its delivery of one television to the point of ``INSIDE``."""
PIECE = {"public_id": "00000000-0000-4000-8000-00000000b0a3"}
"""The television."""
COUNT = {"public_id": "00000000-0000-4000-8000-00000000b0a4"}
"""An open stocktake at the point of ``INSIDE``."""
ITEM = {"key": "internet_tv"}
READERS = only("specialist", "commune", "other_commune", "former_commune", "other_province", *READ_ONLY)
MICROPHONE = {**PLAN, "item": "microphone"}
MANAGERS = {**dict.fromkeys(PLAN_READERS, 403), **only("specialist")}
APPROVERS = {**dict.fromkeys(PLAN_READERS, 403), **only("specialist", "leader")}
# Only who brings goods there writes a delivery: the province's specialist, not the commune that receives.
DELIVERERS = {**dict.fromkeys(POINT_READERS, 403), **only("specialist")}
# The catalogue is the whole hub's: whoever manages equipment anywhere writes it.
BUYERS = only("specialist", "other_province")
# Who speaks for a firm is said by who writes contracts, or who manages accounts.
LINKERS = only("specialist", "other_province", "admin")
NO_FIRM = {"pk": "999999"}
BILL = {**PLAN, "point": INSIDE["code"]}
COUNTERS = {**POINT_READERS, **only(*READ_ONLY, status=403)}
ACCEPTERS = {**only("specialist", "commune", "former_commune"), **only(*READ_ONLY, status=403)}
APPLIED = {"code": "tuyen-quang-2025-07-01"}

CASES = [
    Case("equipment:home", 403, differ=READERS),
    Case("equipment:assets", 403, differ=READERS),
    Case("equipment:labels", 404, differ=only("no_grant", status=403)),
    Case("equipment:reconcile", 404, PLAN, differ=PLAN_READERS),
    Case("equipment:bills", 404, PLAN, differ=PLAN_READERS),
    Case("equipment:bills", 404, PLAN, "post", differ={**MANAGERS, **only("specialist", status=302)}),
    Case("equipment:approve", 404, PLAN, differ=APPROVERS),
    Case("equipment:approve", 404, PLAN, "post", differ=when_posted(APPROVERS, 422)),
    Case("equipment:allot", 404, MICROPHONE, differ=MANAGERS),
    Case("equipment:allot", 404, MICROPHONE, "post", differ=when_posted(MANAGERS, 422)),
    Case("equipment:bill", 404, BILL, differ=POINT_READERS),
    Case("equipment:bill", 404, BILL, "post", differ=when_posted(DELIVERERS, 422)),
    Case("equipment:catalogue", 403, differ=READERS),
    Case("equipment:new-item", 403, differ=BUYERS),
    Case("equipment:new-item", 403, method="post", differ=when_posted(BUYERS, 422)),
    Case("equipment:item", 403, ITEM, differ=READERS),
    Case("equipment:item", 403, ITEM, "post", differ=when_posted(BUYERS, 422)),
    Case("equipment:contracts", 403, differ=READERS),
    Case("equipment:lots", 403, differ=READERS),
    Case("equipment:new-contract", 403, differ=BUYERS),
    Case("equipment:new-contract", 403, method="post", differ=when_posted(BUYERS, 422)),
    Case("equipment:contract", 404, BOUGHT, differ=POINT_READERS),
    Case("equipment:contract", 404, BOUGHT, "post", differ=when_posted(DELIVERERS, 422)),
    Case("equipment:edit-contract", 404, BOUGHT, differ=DELIVERERS),
    Case("equipment:edit-contract", 404, BOUGHT, "post", differ=when_posted(DELIVERERS, 422)),
    Case("equipment:remove-lot", 405, {**BOUGHT, "pk": "999999"}),
    Case(
        "equipment:remove-lot",
        404,
        {**BOUGHT, "pk": "999999"},
        "post",
        differ={**DELIVERERS, **only("specialist", status=404)},
    ),
    Case("equipment:deliveries", 403, differ=READERS),
    Case("equipment:delivery", 404, CAME, differ={**POINT_READERS, **only("no_grant", status=403)}),
    Case("equipment:stocktakes", 403, differ=READERS),
    Case("equipment:stocktake-point", 404, INSIDE, differ=POINT_READERS),
    Case("equipment:stocktake-point", 404, INSIDE, "post", differ=when_posted(COUNTERS, 302)),
    Case("equipment:stocktake", 404, COUNT, differ=POINT_READERS),
    Case("equipment:stocktake", 404, COUNT, "post", differ=when_posted(COUNTERS, 302)),
    Case("equipment:request", 404, INSIDE, differ=ACCEPTERS),
    Case("equipment:request", 404, INSIDE, "post", differ=when_posted(ACCEPTERS, 422)),
    Case("equipment:reform", 403, APPLIED, differ=READERS),
    Case(
        "equipment:reform",
        403,
        APPLIED,
        "post",
        differ=only("specialist", "commune", "former_commune", "other_commune", "other_province", status=302),
    ),
    Case("equipment:asset", 404, PIECE, differ=POINT_READERS),
    Case(
        "equipment:asset",
        404,
        PIECE,
        "post",
        differ={
            **only("leader", "inspector", "admin", status=403),
            **only("specialist", "commune", "former_commune", status=422),
        },
    ),
    Case("equipment:firms", 403, differ=LINKERS),
    Case("equipment:firms", 403, method="post", differ=when_posted(LINKERS, 422)),
    Case("equipment:firm", 403, NO_FIRM, differ=only(*LINKERS, status=404)),
    Case("equipment:firm", 403, NO_FIRM, "post", differ=only(*LINKERS, status=404)),
    Case("equipment:deliver", 404, INSIDE, differ=DELIVERERS),
    Case("equipment:deliver", 404, INSIDE, "post", differ=when_posted(DELIVERERS, 422)),
    Case("equipment:deliver", 404, UNPLACED, differ={**only("specialist"), **only(*READ_ONLY, status=403)}),
    Case("equipment:void-delivery", 405, CAME),
    Case("equipment:void-delivery", 404, CAME, "post", differ=when_posted(DELIVERERS, 422)),
]


def deliver_one() -> None:
    """Bills of Plan 207, a contract, and one television brought to the point of ``INSIDE``."""
    plan, day = Plan.objects.get(code=PLAN["code"]), dt.date(2023, 11, 1)
    actions.propose_bills(actor=SYSTEM, plan=plan)
    contract = actions.record_contract(
        actor=SYSTEM,
        public_id=uuid.UUID(BOUGHT["public_id"]),
        number="1/HĐ",
        on=day,
        supplier=actions.ensure_supplier(name="Nhà cung cấp"),
        plan=plan,
    )
    lot = actions.set_lot(actor=SYSTEM, contract=contract, item=Item.objects.get(key="internet_tv"), quantity=5)
    actions.deliver(
        actor=SYSTEM,
        public_id=uuid.UUID(CAME["public_id"]),
        contract=contract,
        point=SupportPoint.objects.get(code=INSIDE["code"]),
        on=day,
        lines=[actions.DeliveryWish(lot, 1)],
    )
    Asset.objects.update(public_id=uuid.UUID(PIECE["public_id"]))
    actions.open_stocktake(
        actor=SYSTEM, public_id=uuid.UUID(COUNT["public_id"]), point=SupportPoint.objects.get(code=INSIDE["code"])
    )
