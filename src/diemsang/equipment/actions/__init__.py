"""The only place that writes."""

from diemsang.equipment.actions.acts import (
    make_acceptance_minute,
    make_delivery_minute,
    make_handover_minute,
)
from diemsang.equipment.actions.approve import approve_bills, void_bill
from diemsang.equipment.actions.assets import (
    clear_serial,
    hold_asset,
    move_asset,
    record_event,
    set_serial,
    start_warranty,
    stop_warranty,
)
from diemsang.equipment.actions.bills import allot, propose_bills, set_line
from diemsang.equipment.actions.catalogue import add_item, ensure_items, record_configuration, save_item
from diemsang.equipment.actions.contracts import ensure_supplier, record_contract, remove_lot, set_lot, write_contract
from diemsang.equipment.actions.deliveries import DeliveryWish, deliver, void_delivery
from diemsang.equipment.actions.firms import end_link, link_person, write_firm
from diemsang.equipment.actions.install import (
    Seen,
    finish_checklist,
    install,
    open_checklist,
    void_checklist,
)
from diemsang.equipment.actions.photos import add_checklist_photo, drop_checklist_photo
from diemsang.equipment.actions.reform import make_reform_minute, make_reform_minutes
from diemsang.equipment.actions.requests import make_request
from diemsang.equipment.actions.stocktake import end_stocktake, mark_seen, open_stocktake, scan, take_back_seen
from diemsang.equipment.actions.work import (
    ensure_team,
    move_visit,
    order_by_nearest,
    plan_visit,
    plan_visits,
    reorder,
    set_order_state,
)

__all__ = [
    "DeliveryWish",
    "Seen",
    "add_checklist_photo",
    "add_item",
    "allot",
    "approve_bills",
    "clear_serial",
    "deliver",
    "drop_checklist_photo",
    "end_link",
    "end_stocktake",
    "ensure_items",
    "ensure_supplier",
    "ensure_team",
    "finish_checklist",
    "hold_asset",
    "install",
    "link_person",
    "make_acceptance_minute",
    "make_delivery_minute",
    "make_handover_minute",
    "make_reform_minute",
    "make_reform_minutes",
    "make_request",
    "mark_seen",
    "move_asset",
    "move_visit",
    "open_checklist",
    "open_stocktake",
    "order_by_nearest",
    "plan_visit",
    "plan_visits",
    "propose_bills",
    "record_configuration",
    "record_contract",
    "record_event",
    "remove_lot",
    "reorder",
    "save_item",
    "scan",
    "set_line",
    "set_lot",
    "set_order_state",
    "set_serial",
    "start_warranty",
    "stop_warranty",
    "take_back_seen",
    "void_bill",
    "void_checklist",
    "void_delivery",
    "write_contract",
    "write_firm",
]
