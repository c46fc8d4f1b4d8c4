"""The only place that writes."""

from diemsang.equipment.actions.approve import approve_bills, void_bill
from diemsang.equipment.actions.assets import (
    hold_asset,
    move_asset,
    record_event,
    set_serial,
    start_warranty,
    stop_warranty,
)
from diemsang.equipment.actions.bills import allot, propose_bills, set_line
from diemsang.equipment.actions.catalogue import ensure_items, record_configuration, save_item
from diemsang.equipment.actions.contracts import ensure_supplier, record_contract, remove_lot, set_lot
from diemsang.equipment.actions.deliveries import DeliveryWish, deliver, void_delivery

__all__ = [
    "DeliveryWish",
    "allot",
    "approve_bills",
    "deliver",
    "ensure_items",
    "ensure_supplier",
    "hold_asset",
    "move_asset",
    "propose_bills",
    "record_configuration",
    "record_contract",
    "record_event",
    "remove_lot",
    "save_item",
    "set_line",
    "set_lot",
    "set_serial",
    "start_warranty",
    "stop_warranty",
    "void_bill",
    "void_delivery",
]
