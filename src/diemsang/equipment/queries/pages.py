"""What the pages show, shaped for their templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.accounts.queries import office_names
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.parts import Entry
from diemsang.core.text import nfc
from diemsang.equipment.models import (
    Asset,
    AssetCustody,
    AssetPlace,
    Bill,
    BillLine,
    Contract,
    DeliveryLine,
    Lot,
    serial_key,
)
from diemsang.equipment.queries.scope import assets_visible_to
from diemsang.equipment.rights import VIEW
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint
from diemsang.points.queries import sees_whole


@dataclass(frozen=True, slots=True)
class AssetRow:
    """A piece in a list."""

    asset: Asset
    place: str
    point: str
    holder: str

    @property
    def warranty(self) -> str:
        """In words; empty while it has not begun."""
        return f"{self.asset.warranty_to:%d/%m/%Y}" if self.asset.warranty_to else ""


def asset_rows(assets: Sequence[Asset]) -> list[AssetRow]:
    """Where each is and who holds it; four queries, however many."""
    ids = [asset.pk for asset in assets]
    places = {
        row.asset_id: row
        for row in AssetPlace.objects.filter(asset__in=ids, voided_at=None, valid_to=None).select_related("point")
    }
    held = {
        row.asset_id: row
        for row in AssetCustody.objects.filter(asset__in=ids, voided_at=None, valid_to=None).select_related("person")
    }
    offices = office_names([row.office_id for row in held.values() if row.office_id], None)
    rows = []
    for asset in assets:
        place, custody = places.get(asset.pk), held.get(asset.pk)
        code = place.point.code if place and place.point else ""
        rows.append(AssetRow(asset, code or (place.store if place else ""), code, _holder(custody, offices)))
    return rows


def place_of(asset: Asset) -> AssetPlace | None:
    """Where the piece stands on record today."""
    rows = AssetPlace.objects.filter(asset=asset, voided_at=None, valid_to=None)
    return rows.select_related("point").first()


def _holder(custody: AssetCustody | None, offices: dict[int, str]) -> str:
    if custody is None:
        return ""
    names = [offices[custody.office_id]] if custody.office_id else []
    return ", ".join([*names, *([str(custody.person)] if custody.person else [])])


def found_by(assets: QuerySet[Asset], text: str) -> QuerySet[Asset]:
    """By code, by a part of the serial with look-alikes folded, or by the point where it stands."""
    key = serial_key(text)
    here = AssetPlace.objects.filter(point__code__iexact=nfc(text), voided_at=None, valid_to=None).values("asset_id")
    wanted = Q(code__icontains=nfc(text)) | Q(pk__in=here)
    return assets.filter(wanted | Q(serial_key__contains=key) if key else wanted)


def _source_words(source: str) -> str:
    """A source for people: the ledger's own keys are none."""
    return "" if source.startswith("delivery:") else source


def life(asset: Asset, *, holders: bool = True) -> list[Entry]:
    """Everything that happened to a piece, latest first; ``holders``: who held it too."""
    entries = []
    offices = office_names([row.office_id for row in asset.custodies.all() if row.office_id], None)
    for place in asset.places.filter(voided_at=None).select_related("point"):
        href = reverse("points:detail", args=[place.point.code]) if place.point else ""
        where = _("ở điểm %s") % place.point.code if place.point else _("ở %s") % place.store
        entries.append(Entry(place.valid_from, where, _source_words(place.source), href, "indigo"))
    for held in asset.custodies.filter(voided_at=None).select_related("person") if holders else ():
        words = _("%s giữ") % _holder(held, offices)
        entries.append(Entry(held.valid_from, words, "", "", "leaf", held.source))
    for event in asset.events.filter(voided_at=None).select_related("replaced_by"):
        cost = f" · {event.cost:,} đ".replace(",", ".") if event.cost is not None else ""
        title, href = str(event.get_kind_display()), ""
        if event.replaced_by:
            title = _("%(kind)s bằng %(code)s") % {"kind": title, "code": event.replaced_by.code}
            href = reverse("equipment:asset", args=[event.replaced_by.public_id])
        entries.append(Entry(event.on, title, f"{event.note}{cost}", href, "plain", event.made_by))
    for event in asset.replaces.filter(voided_at=None).select_related("asset"):
        href = reverse("equipment:asset", args=[event.asset.public_id])
        entries.append(Entry(event.on, _("thay cho %s") % event.asset.code, event.note, href, "plain", event.made_by))
    if asset.warranty_from:
        entries.append(Entry(asset.warranty_from, _("bắt đầu bảo hành"), "", "", "leaf", ""))
    return sorted(entries, key=lambda entry: entry.on or clock.today().replace(year=1900), reverse=True)


@dataclass(frozen=True, slots=True)
class LotLine:
    """A lot with what came of it; ``due`` is what the point's bill still lacks of the item."""

    lot: Lot
    came: int
    due: int = 0

    @property
    def left(self) -> int:
        """Still to come."""
        return self.lot.quantity - self.came


def lot_lines(contract: Contract, point: SupportPoint | None = None) -> list[LotLine]:
    """The contract's lots."""
    came = Sum("delivered__quantity", filter=Q(delivered__delivery__state="standing"))
    lots = contract.lots.select_related("item").annotate(came=came)
    due: dict[int, int] = {}
    if point is not None:
        lines = BillLine.objects.filter(bill__point=point, bill__state=Bill.State.APPROVED)
        due = dict(lines.order_by().values_list("item_id").annotate(total=Sum("quantity")))
        got = DeliveryLine.objects.filter(delivery__point=point, delivery__state="standing").order_by()
        for item_id, quantity in got.values_list("lot__item_id").annotate(total=Sum("quantity")):
            due[item_id] = due.get(item_id, 0) - quantity
    shown = []
    for lot in lots:
        line = LotLine(lot, lot.came or 0)
        wanted = max(0, min(due.get(lot.item_id, 0), line.left))
        due[lot.item_id] = due.get(lot.item_id, 0) - wanted
        shown.append(LotLine(lot, line.came, wanted))
    return shown


def bills_of(plan: Plan) -> QuerySet[Bill]:
    """Standing bills with their lines."""
    lines = Prefetch("lines", BillLine.objects.select_related("item", "deviation_decision"))
    bills = Bill.objects.filter(plan=plan).exclude(state=Bill.State.VOID)
    return bills.select_related("point", "decision").prefetch_related(lines).order_by("point__code")


def point_card(actor: Actor, point: SupportPoint) -> dict[str, Any]:
    """For the card on the point's page; only their own pieces for who may know of no others there."""
    here = AssetPlace.objects.filter(point=point, voided_at=None, valid_to=None).values("asset_id")
    assets = Asset.objects.filter(pk__in=here, voided_at=None).select_related("item").order_by("item__position", "code")
    if not sees_whole(actor, point, VIEW):
        return {"rows": asset_rows(list(assets.filter(pk__in=assets_visible_to(actor).values("pk")))), "bills": []}
    bills = Bill.objects.filter(point=point).exclude(state=Bill.State.VOID).select_related("plan", "decision")
    return {"rows": asset_rows(list(assets)), "bills": list(bills.prefetch_related("lines__item"))}
