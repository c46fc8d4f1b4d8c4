"""From the norm to the piece: bills, approval, deliveries, serials, the ledger, and what is refused on the way."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from diemsang.accounts.models import Office
from diemsang.areas.models import Area
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.equipment import actions
from diemsang.equipment.actions import DeliveryWish
from diemsang.equipment.models import Asset, AssetEvent, BillLine, Delivery
from diemsang.equipment.tests.conftest import CAME, SIGNED, Shop
from diemsang.plans.queries import open_anomalies
from diemsang.points.actions import record_place
from diemsang.points.ledger import rebuild_differences
from diemsang.points.models import Milestone


def give(shop: Shop, code: str, lines: list[DeliveryWish], key: int = 1, **more: bool) -> Delivery:
    return actions.deliver(
        actor=SYSTEM,
        public_id=uuid.UUID(int=key),
        contract=shop.contract,
        point=shop.point(code),
        on=CAME,
        lines=lines,
        **more,
    )


def milestones(code: str) -> dict[str, int]:
    rows = Milestone.objects.filter(point__code=code, kind="delivered", voided_at=None)
    return dict(rows.values_list("item", "quantity"))


def test_bills_follow_the_norm_and_leave_microphones_to_a_decision(shop: Shop) -> None:
    lines = dict(BillLine.objects.filter(bill=shop.bill("TQ-0001")).values_list("item__key", "quantity"))
    assert lines == {"internet_tv": 1, "amplifier": 1, "keyboard": 1, "hall_speaker": 2, "accessory_set": 1}
    again = actions.propose_bills(actor=SYSTEM, plan=shop.plan)
    assert (again.made, again.followed, again.without_norm) == (0, 0, ("Micro phone",))


def test_eighteen_microphones_are_allotted_and_the_anomaly_stays_open(shop: Shop) -> None:
    micro = shop.item("microphone")
    points = [shop.point(f"TQ-{number:04d}") for number in range(1, 20)]
    with pytest.raises(Refused, match="19 cái, kế hoạch chỉ có 18"):
        actions.allot(actor=SYSTEM, plan=shop.plan, item=micro, points=points, decision=shop.decision)
    assert actions.allot(actor=SYSTEM, plan=shop.plan, item=micro, points=points[:18], decision=shop.decision) == 18
    assert actions.allot(actor=SYSTEM, plan=shop.plan, item=micro, points=points[:18], decision=shop.decision) == 0
    with pytest.raises(Refused, match="người khác vừa đổi"):
        actions.allot(actor=SYSTEM, plan=shop.plan, item=micro, points=points[:2], decision=shop.decision, seen=[])
    assert [anomaly.code for anomaly in open_anomalies(shop.plan)] == ["share-microphone"]


def test_a_departure_from_the_norm_needs_a_decision(shop: Shop) -> None:
    bill, tv = shop.bill("TQ-0001"), shop.item("internet_tv")
    with pytest.raises(Refused, match="chỉ khác định mức"):
        actions.set_line(actor=SYSTEM, bill=bill, item=tv, quantity=2, reason="hội trường lớn")
    line = actions.set_line(
        actor=SYSTEM, bill=bill, item=tv, quantity=2, decision=shop.decision, reason="hội trường lớn"
    )
    assert line and (line.quantity, line.norm, line.deviation_decision) == (2, 1, shop.decision)


def test_what_stands_at_the_place_is_told_before_approval(shop: Shop) -> None:
    area = Area.objects.get(key="qd124-2004-02281")
    for code in ("TQ-0001", "TQ-0002"):
        record_place(
            actor=SYSTEM, point=shop.point(code), area=area, village="Bản Nuầy" if code[-1] == "1" else "ban nuay",
            source="phiếu khảo sát", from_date=None, reason="rõ xã",
        )  # fmt: skip
    shop.approve("TQ-0001")
    give(shop, "TQ-0001", shop.full())
    with pytest.raises(Refused, match=r"nơi này đã có: Internet TV TS-000001 .*điểm TQ-0001, cùng thôn Bản Nuầy"):
        shop.approve("TQ-0002")
    done = actions.approve_bills(
        actor=SYSTEM, plan=shop.plan, decision=shop.decision, bills=[shop.bill("TQ-0002")], on=SIGNED,
        reasons={"TQ-0002": "hai nhà văn hóa cách nhau 4 km"},
    )  # fmt: skip
    assert done.changed == ["TQ-0002"]
    assert shop.bill("TQ-0002").duplicate_reason == "hai nhà văn hóa cách nhau 4 km"


def test_a_delivery_makes_pieces_and_milestones_once(shop: Shop) -> None:
    shop.approve("TQ-0001")
    first = give(shop, "TQ-0001", shop.full())
    assert give(shop, "TQ-0001", shop.full()) == first
    assert Asset.objects.count() == 5  # one TV, one amplifier, one keyboard, two speakers; cables are only counted
    assert milestones("TQ-0001") == {
        "internet_tv": 1, "amplifier": 1, "keyboard": 1, "hall_speaker": 2, "accessory_set": 1, "point": 1,
    }  # fmt: skip
    assert rebuild_differences() == []


def test_the_point_is_delivered_when_the_last_line_came(shop: Shop) -> None:
    shop.approve("TQ-0001")
    give(shop, "TQ-0001", shop.full()[:4])
    assert "point" not in milestones("TQ-0001")
    last = give(shop, "TQ-0001", shop.full()[4:], key=2)
    assert milestones("TQ-0001")["point"] == 1
    actions.void_delivery(actor=SYSTEM, delivery=Delivery.objects.get(public_id=uuid.UUID(int=1)), reason="nhầm điểm")
    assert milestones("TQ-0001") == {"accessory_set": 1}
    assert not Asset.objects.filter(voided_at=None).exists()
    actions.void_delivery(actor=SYSTEM, delivery=last, reason="nhầm điểm")
    assert milestones("TQ-0001") == {}
    assert rebuild_differences() == []


def test_a_delivery_beyond_the_lot_is_refused_with_numbers(shop: Shop) -> None:
    lot = shop.lots["internet_tv"]
    give(shop, "TQ-0001", [DeliveryWish(lot, 8)])
    with pytest.raises(Refused, match="lô có 10, đã giao 8, còn 2; không giao 3 được"):
        give(shop, "TQ-0002", [DeliveryWish(lot, 3)], key=2)
    with pytest.raises(Refused, match="đã giao 8, không hạ xuống 7 được"):
        actions.set_lot(actor=SYSTEM, contract=shop.contract, item=lot.item, quantity=7)


def test_a_serial_typed_twice_says_which_asset_has_it(shop: Shop) -> None:
    lot = shop.lots["internet_tv"]
    give(shop, "TQ-0001", [DeliveryWish(lot, 1, ("VN-10B8",))])
    with pytest.raises(Refused, match=r"đã ghi cho Internet TV TS-000001 \(VN-10B8\), điểm TQ-0001"):
        give(shop, "TQ-0002", [DeliveryWish(lot, 1, ("vn 10b8",))], key=2, labels_seen=True)
    with pytest.raises(Refused, match="nhiều khả năng trùng với Internet TV TS-000001"):
        give(shop, "TQ-0002", [DeliveryWish(lot, 1, ("VN-IO88",))], key=2)
    with pytest.raises(Refused, match="đã ghi cho dòng 1"):
        give(shop, "TQ-0002", [DeliveryWish(lot, 2, ("A1", "a-1"))], key=2)
    give(shop, "TQ-0002", [DeliveryWish(lot, 1, ("VN-IO88",))], key=2, labels_seen=True)
    assert Asset.objects.filter(serial_key="VN1088").count() == 2


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ((0, ()), "số lượng phải từ 1"),
        ((1, ("A", "B")), "có 2 số sê-ri cho 1 cái"),
        ((1, ("---",)), "không có chữ hay số nào"),
        ((1, ("9" * 81,)), "dài hơn 80 chữ"),
    ],
)
def test_bad_lines_are_refused(shop: Shop, line: tuple[int, tuple[str, ...]], words: str) -> None:
    with pytest.raises(Refused, match=words):
        give(shop, "TQ-0001", [DeliveryWish(shop.lots["internet_tv"], *line)])
    assert not Delivery.objects.exists()


def test_the_life_of_a_piece(shop: Shop) -> None:
    give(shop, "TQ-0001", [DeliveryWish(shop.lots["internet_tv"], 1)])
    asset = Asset.objects.get()
    assert actions.set_serial(actor=SYSTEM, asset=asset, serial="TV 1").serial_exact == "TV1"
    with pytest.raises(Refused, match="Ghi vì sao số đã ghi không đúng"):
        actions.set_serial(actor=SYSTEM, asset=asset, serial="TV 2")
    accepted = dt.date(2024, 1, 31)
    assert actions.start_warranty(actor=SYSTEM, point=shop.point("TQ-0001"), assets=[asset], on=accepted) == 1
    assert actions.start_warranty(actor=SYSTEM, point=shop.point("TQ-0001"), assets=[asset], on=accepted) == 0
    asset.refresh_from_db()
    assert asset.warranty_to == dt.date(2026, 1, 30)
    office = Office.objects.get(code="tq-khcn")
    actions.hold_asset(actor=SYSTEM, asset=asset, office=office, on=accepted)
    actions.move_asset(actor=SYSTEM, asset=asset, store="Kho Sở KH&CN", on=dt.date(2025, 1, 2))
    with pytest.raises(Refused, match="đã bàn giao cho bên giữ"):
        actions.void_delivery(actor=SYSTEM, delivery=Delivery.objects.get(), reason="nhầm")

    def dispose() -> AssetEvent:
        return actions.record_event(
            actor=SYSTEM,
            public_id=uuid.UUID(int=5),
            asset=asset,
            kind="dispose",
            on=dt.date(2025, 6, 1),
            note="vỡ màn hình",
        )

    assert dispose() == dispose()
    asset.refresh_from_db()
    assert (asset.condition, asset.disposed_on) == ("disposed", dt.date(2025, 6, 1))
