"""Suppliers' serial lists as workbooks: one line a piece. What is known already is left alone.

A new serial fills a piece that came to the point under the contract without one; where there is none, the line is a
delivery: one for each contract, point and day, measured against the lot like any other.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import search_key
from diemsang.equipment import actions
from diemsang.equipment.actions.contracts import contract_key, delivered_of
from diemsang.equipment.models import Asset, Contract, Delivery, Item, Lot, serial_exact, serial_key
from diemsang.equipment.queries.scope import assets_visible_to, contracts_visible_to
from diemsang.equipment.rights import DELIVER
from diemsang.equipment.serials import against_assets, bad_serials
from diemsang.imports.description import Change, Column, ListDescription, ListSession, Row, Standing, Step
from diemsang.imports.suggest import suggest
from diemsang.points.models import SupportPoint
from diemsang.points.queries import visible_to

SPACE = uuid.UUID("5f0f7a0e-4b43-5b3c-9d5c-0d5b7e3a1c11")
"""Namespace of the ids of deliveries that a list makes. The same list again makes none, for its serials are known;
after an undo it makes a new one, which the count in its name tells apart."""


class SerialsSession(ListSession):
    """One reading of a supplier's list."""

    def __init__(self, actor: Actor, params: Mapping[str, str]) -> None:
        super().__init__(actor, params)
        self.items = {search_key(name): item for item in Item.objects.all() for name in (item.key, item.name)}
        self.contracts = {row.number_key: row for row in contracts_visible_to(actor)}
        self.points = {point.code: point for point in visible_to(actor, DELIVER)}
        self.known: dict[tuple[int, str], Asset] = {}
        self.lots: dict[tuple[int, int], list[Lot]] = {}

    def standing(self) -> list[Standing]:
        """Pieces with a serial that the actor may see."""
        rows = assets_visible_to(self.actor).exclude(serial="").filter(delivery__isnull=False)
        found = []
        for asset in rows.select_related("item", "lot__contract", "delivery__point").order_by("code"):
            self.known[asset.item_id, asset.serial_exact] = asset
            assert asset.lot is not None and asset.delivery is not None
            values = {
                "diem": asset.delivery.point.code,
                "thiet_bi": asset.item.name,
                "se_ri": asset.serial,
                "kieu": asset.lot.model or None,
                "hop_dong": asset.lot.contract.number,
                "ngay": asset.delivery.on,
            }
            found.append(Standing(asset.code, values, f"{asset.item} {asset.code}"))
        return found

    def _mark(self, row: Row) -> tuple[int, str] | None:
        item = self.items.get(search_key(str(row.values.get("thiet_bi") or "")))
        serial = serial_exact(str(row.values.get("se_ri") or ""))
        return (item.pk, serial) if item and serial else None

    def key(self, row: Row) -> str:
        """The piece that bears the serial already."""
        mark = self._mark(row)
        return self.known[mark].code if mark in self.known else ""

    def natural_key(self, row: Row) -> str:
        """Item and serial."""
        mark = self._mark(row)
        return f"{mark[0]}|{mark[1]}" if mark else ""

    def check(self, rows: Sequence[Row]) -> None:
        """Names, rights, look-alikes (of pieces on record, and within the file), and whether the lots suffice."""
        new = [row for row in rows if row.standing is None]
        for row in rows:
            if row.standing is not None:
                self._check_known(row)
            else:
                self._check_new(row)
        self._check_alike(new)
        wanted: Counter[int] = Counter()
        left: dict[int, int] = {}
        free = self._free()
        for row in new:
            if row.faults:
                continue
            lot: Lot = row.found["lot"]
            waiting = free[row.found["point"].pk, lot.pk]
            if waiting:
                row.found["asset"] = waiting.pop(0)
                continue
            wanted[lot.pk] += 1
            if lot.pk not in left:
                left[lot.pk] = lot.quantity - delivered_of(lot)
            if wanted[lot.pk] > left[lot.pk]:
                words = {"lot": lot.quantity, "left": left[lot.pk]}
                message = _("lô có %(lot)s, chỉ còn %(left)s; dòng này vượt lô.") % words
                row.bad("hop_dong", "beyond_lot", message, _("Xem lại hợp đồng, hoặc bớt dòng."))

    def _check_alike(self, rows: Sequence[Row]) -> None:
        """Serials that look like one on record, or like another line's; two equal lines are the framework's."""
        typed: dict[Item, list[str]] = defaultdict(list)
        first: dict[str, tuple[Row, Item, str]] = {}
        for row in rows:
            item, serial = row.found.get("item"), str(row.values.get("se_ri") or "")
            if item is None or not serial:
                continue
            typed[item].append(serial)
            other, other_item, written = first.setdefault(serial_key(serial), (row, item, serial))
            if other is not row and (serial_exact(written), other_item) != (serial_exact(serial), item):
                words = {"row": other.number, "serial": written, "item": other_item}
                message = _("dễ lẫn với dòng %(row)s (%(serial)s, %(item)s): O/0, I/1, B/8.") % words
                row.bad(
                    "se_ri", "serial_alike", message, _("Xem lại tem trên máy; đúng là khác thì ghi ở trang giao hàng.")
                )
        clashes = {clash.typed: clash for clash in against_assets(typed)}
        for row in rows:
            clash = clashes.get(str(row.values.get("se_ri") or "")) if "item" in row.found else None
            if clash is not None:
                row.bad("se_ri", "serial_alike", clash.problem.message, _("Đúng là khác thì ghi ở trang giao hàng."))

    def _free(self) -> dict[tuple[int, int], list[Asset]]:
        """Pieces in use without a serial, by the point they came to and their lot."""
        found: dict[tuple[int, int], list[Asset]] = defaultdict(list)
        for asset in Asset.objects.filter(
            voided_at=None, disposed_on=None, serial="", delivery__isnull=False
        ).select_related("delivery"):
            if asset.delivery and asset.lot_id:
                found[asset.delivery.point_id, asset.lot_id].append(asset)
        return found

    def _check_known(self, row: Row) -> None:
        """A piece on record: the list may repeat it in other words, not change it."""
        assert row.standing is not None
        values = row.standing.values
        for column in list(row.values):
            told, held = row.values[column], values.get(column)
            same = serial_exact if column == "se_ri" else search_key
            if told is None or column == "thiet_bi" or same(str(told)) == same(str(held)):
                row.values[column] = held
            else:
                message = _("số sê-ri này đã ghi cho %(what)s, điểm %(point)s.") % {
                    "what": row.standing.label,
                    "point": values["diem"],
                }
                row.bad(column, "serial_twice", message, _("Xem lại tem trên máy."))

    def _check_new(self, row: Row) -> None:
        values = row.values
        point = self.points.get(str(values.get("diem") or "").upper())
        item = self.items.get(search_key(str(values.get("thiet_bi") or "")))
        contract = self.contracts.get(contract_key(str(values.get("hop_dong") or "")))
        if point is None and values.get("diem"):
            message = _("không có điểm này trong địa bàn bạn được ghi giao hàng.")
            row.bad("diem", "unknown_point", message, "", suggest(str(values["diem"]), list(self.points)))
        if item is None and values.get("thiet_bi"):
            names = sorted({one.name for one in self.items.values()})
            message = _("danh mục không có thiết bị này.")
            row.bad("thiet_bi", "unknown_item", message, "; ".join(names), suggest(str(values["thiet_bi"]), names))
        if contract is None and values.get("hop_dong"):
            row.bad("hop_dong", "unknown_contract", _("chưa ghi hợp đồng số này."), _("Ghi hợp đồng trước."))
        serial = str(values.get("se_ri") or "")
        for problem in bad_serials([serial]) if serial else ():
            row.bad("se_ri", "bad_serial", problem.message)
        if item is not None and not item.by_piece:
            message = _("vật tư chỉ đếm số lượng, không ghi sê-ri.")
            row.bad("thiet_bi", "no_serial", message, _("Bỏ dòng này; ghi số lượng ở trang giao hàng."))
        self._check_day(row, contract)
        if point is None or item is None or contract is None or row.faults:
            return
        values["diem"], values["thiet_bi"], values["hop_dong"] = point.code, item.name, contract.number
        lot = self._lot(row, contract, item)
        if lot is not None:
            row.found.update(point=point, item=item, contract=contract, lot=lot)

    def _check_day(self, row: Row, contract: Contract | None) -> None:
        day = row.values.get("ngay")
        if not isinstance(day, dt.date):
            return
        if day > clock.today():
            row.bad("ngay", "future", _("ở tương lai."), _("Ghi ngày hàng đã đến điểm."))
        elif contract is not None and contract.on and day < contract.on:
            words = {"day": f"{contract.on:%d/%m/%Y}"}
            row.bad("ngay", "before_contract", _("trước ngày ký hợp đồng (%(day)s).") % words)

    def _lot(self, row: Row, contract: Contract, item: Item) -> Lot | None:
        if (contract.pk, item.pk) not in self.lots:
            self.lots[contract.pk, item.pk] = list(contract.lots.filter(item=item))
        lots = self.lots[contract.pk, item.pk]
        model = search_key(str(row.values.get("kieu") or ""))
        fits = [lot for lot in lots if search_key(lot.model) == model] if model and len(lots) > 1 else lots
        if len(fits) == 1:
            row.values["kieu"] = fits[0].model or row.values.get("kieu")
            return fits[0]
        message = _("hợp đồng không có lô nào của thiết bị này.") if not lots else _("chưa rõ lô nào theo kiểu máy.")
        row.bad("kieu" if lots else "thiet_bi", "lot", message, "; ".join(lot.model for lot in lots if lot.model))
        return None

    def write(self, change: Change) -> Step:
        """A list of one line."""
        return self.write_all([change])[0]

    def write_all(self, changes: Sequence[Change]) -> list[Step]:
        """Serials for pieces that wait for one, then a delivery for each contract, point and day."""
        steps: dict[int, Step] = {}
        groups: dict[tuple[Contract, SupportPoint, dt.date], list[Row]] = defaultdict(list)
        for change in changes:
            row = change.row
            asset: Asset | None = row.found.get("asset")
            if asset is not None:
                actions.set_serial(actor=self.actor, asset=asset, serial=str(row.values["se_ri"]))
                steps[id(row)] = {"row_id": asset.code, "serial": asset.code}
                continue
            day = row.values["ngay"]
            assert isinstance(day, dt.date)
            groups[row.found["contract"], row.found["point"], day].append(row)
        for (contract, point, day), rows in groups.items():
            self._deliver(contract, point, day, rows, steps)
        return [steps[id(change.row)] for change in changes]

    def _deliver(
        self, contract: Contract, point: SupportPoint, day: dt.date, rows: Sequence[Row], steps: dict[int, Step]
    ) -> None:
        serials: dict[Lot, list[str]] = defaultdict(list)
        for row in rows:
            serials[row.found["lot"]].append(str(row.values["se_ri"]))
        name = f"{contract.public_id}:{point.code}:{day}:{sorted(s for group in serials.values() for s in group)}"
        count = Delivery.objects.filter(contract=contract, point=point, on=day).count()
        delivery = actions.deliver(
            actor=self.actor,
            public_id=uuid.uuid5(SPACE, f"{name}:{count}"),
            contract=contract,
            point=point,
            on=day,
            lines=[actions.DeliveryWish(lot, len(group), tuple(group)) for lot, group in serials.items()],
        )
        codes = dict(delivery.assets.values_list("serial_exact", "code"))
        for row in rows:
            code = codes[serial_exact(str(row.values["se_ri"]))]
            steps[id(row)] = {"row_id": code, "delivery": str(delivery.public_id)}

    def undo(self, step: Step) -> None:
        """The delivery is voided, or the serial is off the piece again."""
        reason = _("hoàn tác lần nhập danh sách sê-ri")
        if "delivery" in step:
            delivery = Delivery.objects.select_related("point").get(public_id=step["delivery"])
            actions.void_delivery(actor=self.actor, delivery=delivery, reason=reason)
            return
        asset = Asset.objects.filter(code=step["serial"]).first()
        if asset is None:
            raise Refused(_("Chưa hoàn tác được."), [Problem(str(step["serial"]), _("không còn tài sản này."))])
        actions.clear_serial(actor=self.actor, asset=asset, reason=reason)

    def in_scope(self, row_ids: Iterable[str]) -> int:
        """How many of these pieces stand where the actor may deliver."""
        return assets_visible_to(self.actor, DELIVER).filter(code__in=set(row_ids)).count()


SERIALS = ListDescription(
    key="equipment-serials",
    title=_l("Danh sách số sê-ri của nhà cung cấp"),
    right=DELIVER,
    columns=(
        Column("diem", _l("Mã điểm"), "code", required=True, limit=16, aliases=("điểm",), example="TQ-0001", width=11),
        Column("thiet_bi", _l("Thiết bị"), required=True, aliases=("tên thiết bị", "hạng mục", "tên hàng"), width=24),
        Column(
            "se_ri", _l("Số sê-ri"), "code", required=True, limit=80, aliases=("serial", "s/n", "số serial"), width=22
        ),
        Column("kieu", _l("Kiểu, mã hàng"), limit=120, aliases=("model", "kiểu", "mã hàng"), width=18),
        Column("hop_dong", _l("Số hợp đồng"), required=True, limit=80, aliases=("hợp đồng",), width=18),
        Column("ngay", _l("Ngày giao"), "date", required=True, aliases=("ngày giao hàng",), width=13),
    ),
    open=SerialsSession,
    help=_l("Mỗi dòng một máy. Ô gộp (điểm, hợp đồng, ngày) được hiểu cho mọi dòng nó phủ."),
)
