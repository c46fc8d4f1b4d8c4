"""Equipment: what may be bought, what each point is due, what was bought, what was delivered, and each piece's life."""

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
from diemsang.equipment.models.lots import Contract, Delivery, DeliveryLine, Lot, Supplier

__all__ = [
    "Asset",
    "AssetCustody",
    "AssetEvent",
    "AssetNumber",
    "AssetPlace",
    "Bill",
    "BillLine",
    "Condition",
    "Configuration",
    "Contract",
    "Delivery",
    "DeliveryLine",
    "Item",
    "Lot",
    "Supplier",
    "serial_exact",
    "serial_key",
]
