"""Contracts and their lots."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from diemsang.accounts.models import Office
from diemsang.audit.actions import record
from diemsang.audit.registry import name_fields, register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc, search_key
from diemsang.documents.models import Decision
from diemsang.equipment.models import Asset, Contract, Delivery, DeliveryLine, Item, Lot, Supplier
from diemsang.equipment.rights import MANAGE
from diemsang.plans.models import Plan

register("equipment.contract", "ghi hợp đồng {subject} với {supplier}")
register("equipment.contract_changed", "sửa hợp đồng {subject}")
register("equipment.lot", "ghi lô {quantity} {item} của hợp đồng {subject}")
register("equipment.lot_changed", "sửa lô {item} của hợp đồng {subject}")
register("equipment.lot_removed", "bỏ lô {item} của hợp đồng {subject} do ghi nhầm")
name_fields(
    {
        "number": "số hợp đồng",
        "on": "ngày",
        "supplier": "nhà cung cấp",
        "investor": "chủ đầu tư",
        "fund_source": "nguồn vốn",
        "warranty": "điều khoản bảo hành",
        "plan": "kế hoạch",
        "model": "kiểu, mã hàng",
        "origin": "xuất xứ",
        "unit_price": "đơn giá",
        "price_on": "ngày giá",
        "warranty_months": "bảo hành (tháng)",
        "serial": "số sê-ri",
        "condition": "tình trạng",
        "unit": "đơn vị",
        "serialised": "có số sê-ri",
    }
)

_TAX_CODE = re.compile(r"^\d{10}(-?\d{3})?$|^\d{12}$")
MAX_MONTHS = 240


def contract_key(number: str) -> str:
    """A contract's number as two are held equal: without marks, capitals and spaces."""
    return search_key(number).replace(" ", "")


@transaction.atomic
def ensure_supplier(*, name: str, tax_code: str = "", phone: str = "") -> Supplier:
    """The supplier of that tax code, or of that name while no code is known. The caller journals its own act."""
    name, tax_code, phone = nfc(name), nfc(tax_code).replace(" ", ""), nfc(phone)
    problems = []
    if not name:
        problems.append(Problem(_("Nhà cung cấp"), _("còn trống."), _("Ghi tên như trong hợp đồng.")))
    if tax_code and not _TAX_CODE.match(tax_code):
        message = _("«%(code)s» không phải mã số thuế.") % {"code": tax_code[:20]}
        problems.append(Problem(_("Mã số thuế"), message, _("Mã có 10 chữ số, hoặc 13 với đơn vị phụ thuộc.")))
    if problems:
        raise Refused(_("Chưa ghi được nhà cung cấp."), problems)
    if tax_code:
        found = Supplier.objects.filter(tax_code=tax_code).first()
        if found is not None:
            return found
    same = [row for row in Supplier.objects.all() if search_key(row.name) == search_key(name)]
    found = next((row for row in same if not tax_code or not row.tax_code), None)
    if found is None:
        return Supplier.objects.create(name=name, tax_code=tax_code, phone=phone)
    if tax_code and not found.tax_code:
        found.tax_code = tax_code
        found.save(update_fields=["tax_code"])
    return found


@transaction.atomic
def record_contract(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    number: str,
    on: dt.date | None,
    supplier: Supplier,
    plan: Plan | None = None,
    investor: Office | None = None,
    fund_source: str = "",
    warranty: str = "",
    decision: Decision | None = None,
) -> Contract:
    """A purchase. The same ``public_id`` again changes what differs (or nothing). ``Refused`` for a number in use.

    The right is asked over the plan's area, else the investor's.
    """
    area_id = plan.area_id if plan else investor.area_id if investor else None
    require(actor, MANAGE, area_id)
    number, warranty = nfc(number), warranty.strip()
    found = Contract.objects.select_for_update().filter(public_id=public_id).first()
    if found is not None:
        require(actor, MANAGE, found.area_id)
    problems = []
    if not number:
        problems.append(Problem(_("Số hợp đồng"), _("còn trống."), _("Chép như in trên hợp đồng.")))
    other = Contract.objects.filter(number_key=contract_key(number)).exclude(public_id=public_id).first()
    if number and other is not None:
        words = {"supplier": other.supplier}
        message = _("đã có hợp đồng mang số này, với %(supplier)s.") % words
        problems.append(Problem(_("Số hợp đồng"), message, _("Mở hợp đồng ấy, hoặc kiểm tra lại số.")))
    if on and on > clock.today():
        problems.append(Problem(_("Ngày ký"), _("ở tương lai."), _("Ghi khi hợp đồng đã ký.")))
    if problems:
        raise Refused(_("Chưa ghi được hợp đồng."), problems)
    contract = found or Contract(public_id=public_id, created_at=clock.now())
    before = _facts(contract) if found else {}
    contract.number, contract.number_key, contract.on = number, contract_key(number), on
    contract.supplier, contract.plan, contract.investor = supplier, plan, investor
    contract.fund_source, contract.warranty, contract.decision = nfc(fund_source), warranty, decision
    after = _facts(contract)
    if before == after:
        return contract
    contract.save()
    record(
        actor=actor,
        action="equipment.contract_changed" if found else "equipment.contract",
        subject_type="contract",
        subject_key=str(public_id),
        subject_label=number,
        data={"supplier": supplier.name},
        before={key: value for key, value in before.items() if after[key] != value},
        after={key: value for key, value in after.items() if value and before.get(key) != value},
    )
    return contract


@transaction.atomic
def write_contract(
    *, actor: Actor, public_id: uuid.UUID, supplier_name: str, tax_code: str = "", **facts: Any
) -> Contract:
    """``record_contract`` with the supplier by name, made where it is new; nothing of it is kept when refused."""
    supplier = ensure_supplier(name=supplier_name, tax_code=tax_code)
    return record_contract(actor=actor, public_id=public_id, supplier=supplier, **facts)


def _facts(contract: Contract) -> dict[str, str]:
    return {
        "number": contract.number,
        "on": contract.on.isoformat() if contract.on else "",
        "supplier": contract.supplier.name,
        "plan": contract.plan.code if contract.plan else "",
        "investor": contract.investor.code if contract.investor else "",
        "fund_source": contract.fund_source,
        "warranty": contract.warranty,
        "decision": str(contract.decision or ""),
    }


@transaction.atomic
def set_lot(
    *,
    actor: Actor,
    contract: Contract,
    item: Item,
    quantity: int,
    model: str = "",
    origin: str = "",
    unit_price: int | None = None,
    price_on: dt.date | None = None,
    warranty_months: int | None = None,
) -> Lot:
    """The contract has so many of an item and model. The same item and model again changes that lot.

    ``Refused`` below what has been delivered of it.
    """
    require(actor, MANAGE, contract.area_id)
    contract = Contract.objects.select_for_update().get(pk=contract.pk)
    model, origin = nfc(model), nfc(origin)
    found = next(
        (lot for lot in Lot.objects.filter(contract=contract, item=item) if search_key(lot.model) == search_key(model)),
        None,
    )
    problems = _lot_problems(contract, found, quantity, unit_price, price_on, warranty_months)
    if problems:
        raise Refused(_("Chưa ghi được lô hàng."), problems)
    lot = found or Lot(contract=contract, item=item, model=model)
    before = _lot_facts(lot) if found else {}
    lot.origin, lot.quantity, lot.unit_price = origin, quantity, unit_price
    lot.price_on, lot.warranty_months = price_on, warranty_months
    after = _lot_facts(lot)
    if before == after:
        return lot
    lot.save()
    record(
        actor=actor,
        action="equipment.lot_changed" if found else "equipment.lot",
        subject_type="contract",
        subject_key=str(contract.public_id),
        subject_label=contract.number,
        data={"item": item.name, "quantity": quantity},
        before={key: value for key, value in before.items() if after[key] != value},
        after={key: value for key, value in after.items() if value and before.get(key) != value},
    )
    return lot


def _lot_problems(
    contract: Contract,
    found: Lot | None,
    quantity: int,
    unit_price: int | None,
    price_on: dt.date | None,
    warranty_months: int | None,
) -> list[Problem]:
    problems = []
    came = delivered_of(found) if found else 0
    if quantity < 1:
        problems.append(Problem(_("Số lượng"), _("phải từ 1 trở lên.")))
    elif quantity < came:
        words = {"came": came, "asked": quantity}
        message = _("đã giao %(came)s, không hạ xuống %(asked)s được.") % words
        problems.append(Problem(_("Số lượng"), message, _("Hủy đợt giao ghi nhầm trước.")))
    if unit_price is not None and unit_price < 0:
        problems.append(Problem(_("Đơn giá"), _("không thể âm.")))
    if price_on and price_on > clock.today():
        problems.append(Problem(_("Ngày giá"), _("ở tương lai.")))
    if warranty_months is not None and not 0 <= warranty_months <= MAX_MONTHS:
        problems.append(Problem(_("Bảo hành"), _("ghi số tháng, từ 0 đến %(most)s.") % {"most": MAX_MONTHS}))
    return problems


def _lot_facts(lot: Lot) -> dict[str, object]:
    return {
        "item": lot.item.name,
        "model": lot.model,
        "origin": lot.origin,
        "quantity": lot.quantity,
        "unit_price": lot.unit_price,
        "price_on": lot.price_on.isoformat() if lot.price_on else "",
        "warranty_months": lot.warranty_months,
    }


def delivered_of(lot: Lot) -> int:
    """Pieces of the lot in standing deliveries."""
    lines = DeliveryLine.objects.filter(lot=lot, delivery__state=Delivery.State.STANDING)
    return lines.aggregate(total=Sum("quantity"))["total"] or 0


@transaction.atomic
def remove_lot(*, actor: Actor, lot: Lot, reason: str) -> None:
    """A lot that never was. ``Refused`` as soon as anything of it was delivered, even if voided since."""
    require(actor, MANAGE, lot.contract.area_id)
    contract = Contract.objects.select_for_update().get(pk=lot.contract_id)
    reason, problems = nfc(reason), []
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao bỏ lô này.")))
    if lot.delivered.exists() or Asset.objects.filter(lot=lot).exists():
        problems.append(Problem(lot.item.name, _("đã có đợt giao của lô này."), _("Sửa số lượng của lô.")))
    if problems:
        raise Refused(_("Chưa bỏ được lô hàng."), problems)
    data = {"item": lot.item.name}
    before = _lot_facts(lot)
    lot.delete()
    record(
        actor=actor,
        action="equipment.lot_removed",
        subject_type="contract",
        subject_key=str(contract.public_id),
        subject_label=contract.number,
        data=data,
        before=before,
        reason=reason,
    )
