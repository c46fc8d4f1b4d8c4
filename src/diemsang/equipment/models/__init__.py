"""Equipment: what may be bought, what each point is due, what was bought, what was delivered, and each piece's life."""

from diemsang.equipment.models.acceptance import Act, ActLine
from diemsang.equipment.models.assets import (
    Asset,
    AssetCustody,
    AssetEvent,
    AssetNumber,
    AssetPlace,
    Condition,
    serial_exact,
    serial_key,
)
from diemsang.equipment.models.bills import Bill, BillLine
from diemsang.equipment.models.catalogue import Configuration, Item
from diemsang.equipment.models.firms import SupplierPerson
from diemsang.equipment.models.installation import Checklist, ChecklistLine, ChecklistPhoto, Team, WorkOrder
from diemsang.equipment.models.lots import Contract, Delivery, DeliveryLine, Lot, Supplier
from diemsang.equipment.models.stocktake import Stocktake, StocktakeLine

__all__ = [
    "Act",
    "ActLine",
    "Asset",
    "AssetCustody",
    "AssetEvent",
    "AssetNumber",
    "AssetPlace",
    "Bill",
    "BillLine",
    "Checklist",
    "ChecklistLine",
    "ChecklistPhoto",
    "Condition",
    "Configuration",
    "Contract",
    "Delivery",
    "DeliveryLine",
    "Item",
    "Lot",
    "Stocktake",
    "StocktakeLine",
    "Supplier",
    "SupplierPerson",
    "Team",
    "WorkOrder",
    "serial_exact",
    "serial_key",
]
