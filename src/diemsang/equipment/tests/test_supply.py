"""Pages of the catalogue, contracts, bills of one point, deliveries, stocktakes and handovers through a reform."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import Office, User
from diemsang.areas.models import Area
from diemsang.areas.registry import handover_rows
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.equipment import actions
from diemsang.equipment.models import Asset, BillLine, Configuration, Contract, Delivery, Item, Lot, Stocktake
from diemsang.equipment.tests.conftest import CAME, SIGNED, Shop
from diemsang.equipment.tests.test_actions import give
from diemsang.points.actions import record_place
from diemsang.points.surveys import EquipmentWish
from diemsang.points.tests.survey_support import survey

SignedIn = Callable[[User], Client]
REFORM = "tuyen-quang-2025-07-01"


@pytest.fixture
def client(lan: User, signed_in: SignedIn) -> Client:
    return signed_in(lan)


def settle(shop: Shop, code: str, area: str = "qd124-2004-02281") -> None:
    """The point lies in a commune that the reform of 2025 ended."""
    record_place(
        actor=SYSTEM, point=shop.point(code), area=Area.objects.get(key=area), village="Bản Nuầy",
        source="phiếu khảo sát", from_date=None, reason="rõ xã",
    )  # fmt: skip


def test_pages_show_what_is_there_and_ask_as_often_as_frozen(
    shop: Shop, client: Client, frozen_queries: FrozenQueries
) -> None:
    shop.approve("TQ-0001", "TQ-0002")
    settle(shop, "TQ-0001")
    delivery = give(shop, "TQ-0001", shop.full())
    actions.record_configuration(
        actor=SYSTEM, item=shop.item("internet_tv"), decision=shop.decision, text="55 inch", on=SIGNED
    )
    count = actions.open_stocktake(actor=SYSTEM, public_id=uuid.UUID(int=4), point=shop.point("TQ-0001"))
    client.get("/")
    for name, address, words in (
        ("equipment: catalogue", "/thiet-bi/loai/", "55 inch"),
        ("equipment: an item", "/thiet-bi/loai/internet_tv/", "Đang có hiệu lực"),
        ("equipment: a new item", "/thiet-bi/loai/them/", "Ghi vào danh mục"),
        ("equipment: contracts", "/thiet-bi/hop-dong/", "07/2023/HĐ-MS"),
        ("equipment: a new contract", "/thiet-bi/hop-dong/ghi/", "Công ty Thiết bị Minh Họa"),
        ("equipment: lots", "/thiet-bi/lo/?loai=internet_tv", "07/2023/HĐ-MS"),
        ("equipment: a bill", f"/thiet-bi/danh-muc/{shop.plan.code}/diem/TQ-0001/", "Định mức"),
        ("equipment: deliveries", "/thiet-bi/dot-giao/", "TQ-0001"),
        ("equipment: a delivery", f"/thiet-bi/dot-giao/{delivery.public_id}/", "TV-7781"),
        ("equipment: stocktakes", "/thiet-bi/kiem-ke/", "đang kiểm kê"),
        ("equipment: stocktakes of a point", "/thiet-bi/kiem-ke/diem/TQ-0001/", "Tiếp tục"),
        ("equipment: a stocktake", f"/thiet-bi/kiem-ke/{count.public_id}/", "TS-000001"),
        ("equipment: a reform", f"/thiet-bi/sap-xep/{REFORM}/", "chưa lập biên bản"),
    ):
        with frozen_queries(name):
            answer = client.get(address)
        assert answer.status_code == 200, address
        assert words in answer.content.decode(), address


def test_lists_leave_as_files(shop: Shop, client: Client) -> None:
    actions.allot(
        actor=SYSTEM,
        plan=shop.plan,
        item=shop.item("microphone"),
        points=[shop.point("TQ-0002")],
        decision=shop.decision,
    )
    text = client.get(f"/thiet-bi/danh-muc/{shop.plan.code}/?xuat=csv").content.decode("utf-8-sig")
    cut = ";" if text.count(";") > text.count(",") else ","
    table = {row[0]: row for row in csv.reader(io.StringIO(text), delimiter=cut) if row}
    column = table["Điểm"].index("Micro phone")
    assert (table["TQ-0001"][column], table["TQ-0002"][column]) == ("0", "1")
    without = client.get(f"/thiet-bi/danh-muc/{shop.plan.code}/?khong_co=microphone&moi-trang=200").content.decode()
    assert "/diem/TQ-0001/" in without
    assert "/diem/TQ-0002/" not in without
    give(shop, "TQ-0001", shop.full())
    lots = client.get("/thiet-bi/lo/?giao=con&loai=amplifier&xuat=csv").content.decode("utf-8-sig")
    assert "07/2023/HĐ-MS" in lots
    for address in ("/thiet-bi/hop-dong/", "/thiet-bi/dot-giao/", "/thiet-bi/kiem-ke/", "/thiet-bi/loai/"):
        assert client.get(f"{address}?xuat=xlsx").status_code == 200, address


def test_a_contract_and_its_lots_are_typed(shop: Shop, client: Client) -> None:
    sent = {
        "public_id": str(uuid.UUID(int=70)), "number": "11/HĐ", "on": "05/10/2023", "supplier": "Công ty Sao Khuê",
        "plan": shop.plan.code, "fund_source": "Vốn sự nghiệp",
    }  # fmt: skip
    assert client.post("/thiet-bi/hop-dong/ghi/", {**sent, "plan": ""}).status_code == 422
    refused = client.post("/thiet-bi/hop-dong/ghi/", {**sent, "number": "07/2023/hđ-ms"})
    assert "đã có hợp đồng mang số này" in refused.content.decode()
    assert not Contract.objects.filter(supplier__name="Công ty Sao Khuê").exists()
    for _press in range(2):
        assert client.post("/thiet-bi/hop-dong/ghi/", sent).status_code == 302
    contract = Contract.objects.get(number="11/HĐ")
    page = f"/thiet-bi/hop-dong/{contract.public_id}/"
    lot = {"item": "internet_tv", "model": "TV 55", "quantity": "4", "unit_price": "14500000", "price_on": "05/10/2023"}
    assert client.post(page, lot).status_code == 302
    assert client.post(page, {**lot, "quantity": "6", "warranty_months": "24"}).status_code == 302
    made = Lot.objects.get(contract=contract)
    assert (made.quantity, made.unit_price, made.price_on, made.warranty_months) == (
        6,
        14500000,
        dt.date(2023, 10, 5),
        24,
    )
    assert client.post(page, {**lot, "quantity": "-3"}).status_code == 422
    assert client.post(f"{page}lo/{made.pk}/bo/", {"reason": "ghi nhầm"}).status_code == 302
    assert not contract.lots.exists()


def test_a_configuration_is_laid_down_by_a_decision(shop: Shop, client: Client) -> None:
    page = "/thiet-bi/loai/amplifier/"
    sent = {"viec": "cau-hinh", "decision": "9/QĐ-STTTT", "on": "02/10/2023", "text": "240 W\n2 đường micro"}
    for _press in range(2):
        assert client.post(page, sent).status_code == 302
    assert Configuration.objects.get(item__key="amplifier").text == "240 W\n2 đường micro"
    assert "ở tương lai" in client.post(page, {**sent, "on": "02/10/2099"}).content.decode()
    assert client.post(page, {"viec": "loai", "name": "", "unit": "bộ", "kind": "AMPLIFIER"}).status_code == 422
    assert (
        client.post("/thiet-bi/loai/them/", {"name": "Ổn áp 5 kVA", "unit": "cái", "kind": "POWER"}).status_code == 302
    )
    assert Item.objects.get(name="Ổn áp 5 kVA").key == "on-ap-5-kva"
    again = client.post("/thiet-bi/loai/them/", {"name": "ổn áp 5 kva", "unit": "bộ", "kind": "POWER"})
    assert "danh mục đã có" in again.content.decode()


def test_a_line_departs_from_the_norm_and_a_bill_is_voided_on_its_page(shop: Shop, client: Client) -> None:
    page = f"/thiet-bi/danh-muc/{shop.plan.code}/diem/TQ-0001/"
    sent = {"viec": "dong", "item": "hall_speaker", "quantity": "4", "reason": "hội trường lớn"}
    assert "chỉ khác định mức" in client.post(page, sent).content.decode()
    assert client.post(page, {**sent, "decision": "9/QĐ-STTTT"}).status_code == 302
    line = BillLine.objects.get(bill=shop.bill("TQ-0001"), item__key="hall_speaker")
    assert (line.quantity, line.deviation_decision) == (4, shop.decision)
    assert "hội trường lớn" in client.get(page).content.decode()
    assert client.post(page, {"viec": "huy", "reason": ""}).status_code == 422
    assert client.post(page, {"viec": "huy", "reason": "điểm rút khỏi danh sách"}).status_code == 302
    assert "điểm rút khỏi danh sách" in client.get(page).content.decode()


def test_a_delivery_is_voided_only_while_nothing_rests_on_it(shop: Shop, client: Client) -> None:
    shop.approve("TQ-0001")
    delivery = give(shop, "TQ-0001", shop.full())
    sheet = actions.open_checklist(actor=SYSTEM, public_id=uuid.UUID(int=5), point=shop.point("TQ-0001"))
    count = actions.open_stocktake(actor=SYSTEM, public_id=uuid.UUID(int=6), point=shop.point("TQ-0001"))
    asset = Asset.objects.get(item__key="internet_tv")
    actions.mark_seen(actor=SYSTEM, stocktake=count, asset=asset, verdict="present")
    page = f"/thiet-bi/dot-giao/{delivery.public_id}/"
    refused = client.post(f"{page}huy/", {"reason": "nhầm điểm"}).content.decode()
    assert "đang ghi ở đợt kiểm kê" in refused
    assert "nhầm điểm" in refused, "what was typed is kept"
    actions.mark_seen(actor=SYSTEM, stocktake=count, asset=asset, verdict="unknown")
    assert client.post(f"{page}huy/", {"reason": "nhầm điểm"}).status_code == 302
    assert Delivery.objects.get().state == "void"
    assert not sheet.lines.exists()
    assert not count.lines.exists()
    assert "Đã hủy: nhầm điểm" in client.get(page).content.decode()


def test_a_stocktake_is_ticked_typed_scanned_and_ends_in_a_minute(shop: Shop, client: Client) -> None:
    give(shop, "TQ-0001", shop.full())
    give(shop, "TQ-0002", shop.full(tv="TV-2", amplifier="AM-2"), key=2)
    opened = client.post("/thiet-bi/kiem-ke/diem/TQ-0001/", {"public_id": str(uuid.UUID(int=9))})
    page = opened.headers["Location"]
    count = Stocktake.objects.get()
    here = {line.asset.item.key: line.asset for line in count.lines.select_related("asset__item")}
    amplifier, tv = here["amplifier"], here["internet_tv"]
    assert client.post(page, {f"kq-{amplifier.pk}": "missing", "quet": "tv-7781"}).status_code == 302
    lost = client.post(page, {f"kq-{here['keyboard'].pk}": "present", "quet": "KHÔNG-CÓ"})
    assert "không có tài sản nào mang mã" in lost.content.decode()
    old = {f"cu-{amplifier.pk}": "unknown", f"kq-{amplifier.pk}": "unknown"}
    assert client.post(page, old).status_code == 302
    assert count.lines.get(asset=amplifier).verdict == "missing", "a page that stood open writes nothing old"
    other = Asset.objects.get(serial="TV-2")
    assert client.post(page, {"quet": f"http://hub/thiet-bi/t/{other.public_id}/"}).status_code == 302
    seen = dict(count.lines.values_list("asset_id", "verdict"))
    assert (seen[amplifier.pk], seen[tv.pk], seen[other.pk]) == ("missing", "present", "elsewhere")
    assert seen[here["keyboard"].pk] == "present", "a code that is unknown does not lose the ticks"
    assert "sổ ghi: điểm TQ-0002" in " ".join(client.get(page).content.decode().split())
    assert "Kiểm kê TQ-0001: thấy ở đây" in client.get(f"/thiet-bi/t/{amplifier.public_id}/").content.decode()
    assert client.post(page, {"bo": str(tv.pk)}).status_code == 302
    assert client.post(page, {"bo": str(other.pk)}).status_code == 302
    assert set(count.lines.values_list("asset_id", flat=True)) == {
        asset.pk for asset in Asset.objects.filter(delivery__point__code="TQ-0001")
    }
    ended = client.post(page, {"viec": "xong"})
    assert ended.headers["Location"].startswith("/bien-ban/")
    count.refresh_from_db()
    assert count.minute is not None
    assert client.post(page, {"viec": "xong"}).headers["Location"] == ended.headers["Location"]
    assert "không sửa được nữa" in client.get(page).content.decode()
    assert "đã có biên bản" in client.post(page, {f"kq-{tv.pk}": "missing"}).content.decode()


def test_a_reform_hands_pieces_over_and_names_who_must_confirm(shop: Shop, client: Client) -> None:
    settle(shop, "TQ-0001")
    give(shop, "TQ-0001", shop.full())
    page = f"/thiet-bi/sap-xep/{REFORM}/"
    text = client.get(page).content.decode()
    assert "1 bàn giao chưa ai xác nhận" in text
    assert "Ai phải xác nhận" in text
    assert "UBND xã" in client.get(f"{page}?xuat=csv").content.decode("utf-8-sig")
    assert "chưa có bản ký" in client.get("/thiet-bi/").content.decode()
    for asset in Asset.objects.all():
        actions.hold_asset(
            actor=SYSTEM, asset=asset, office=Office.objects.get(code="tq-khcn"), on=dt.date(2024, 1, 31)
        )
    old = Area.objects.get(key="qd124-2004-02281")
    rows = {row.code: row for row in handover_rows(SYSTEM, {old.pk}, dt.date(2025, 7, 1))}
    row = rows.pop("TQ-0001")
    assert row.equipment.startswith("1 Internet TV, 1 Amply")
    assert "2 Loa phục vụ hội trường" in row.equipment
    assert row.custodian.startswith("Sở ")
    assert {other.equipment for other in rows.values()} <= {""}, "what nobody recorded stays blank"
    for _press in range(2):
        assert client.post(page).status_code == 302
    assert "đã lập, chờ bản ký" in client.get(page).content.decode()
    assert (
        "Không có tài sản nào phải bàn giao" in client.get("/thiet-bi/sap-xep/tuyen-quang-2024-09-01/").content.decode()
    )


def test_only_who_may_answer_is_led_to_the_questions_of_a_reform(
    shop: Shop, lan: User, minh: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diemsang.equipment.views.reform.pairs_of", lambda *_asked: ([], [shop.point("TQ-0001")]))
    for person, leads in ((lan, True), (minh, False)):
        text = signed_in(person).get(f"/thiet-bi/sap-xep/{REFORM}/").content.decode()
        assert "Chưa rõ nay thuộc đơn vị nào" in text
        assert (f"/dia-ban/sap-xep/{REFORM}/cau-hoi/" in text) is leads


def test_a_piece_is_replaced_moved_and_disposed_of_on_its_page(shop: Shop, client: Client) -> None:
    give(shop, "TQ-0001", shop.full())
    give(shop, "TQ-0002", shop.full(tv="TV-2", amplifier="AM-2"), key=2)
    old, new = Asset.objects.get(serial="TV-7781"), Asset.objects.get(serial="TV-2")
    page = f"/thiet-bi/t/{old.public_id}/"
    event = {"viec": "viec", "public_id": str(uuid.UUID(int=8)), "kind": "replace", "on": "01/12/2023", "note": "cháy"}
    assert "không có tài sản" in client.post(page, {**event, "replaced_by": "TS-999999"}).content.decode()
    assert client.post(page, {**event, "replaced_by": new.code}).status_code == 302
    assert f"thay thế bằng {new.code}" in client.get(page).content.decode()
    assert f"thay cho {old.code}" in client.get(f"/thiet-bi/t/{new.public_id}/").content.decode()
    move = {"viec": "chuyen", "point": "TQ-0003", "on": "02/12/2023", "source": "QĐ 12/QĐ-UBND"}
    assert "không có điểm" in client.post(page, {**move, "point": "TQ-9999"}).content.decode()
    assert client.post(page, move).status_code == 302
    assert "QĐ 12/QĐ-UBND" in client.get(page).content.decode()
    gone = {
        **event,
        "public_id": str(uuid.UUID(int=18)),
        "kind": "dispose",
        "note": "thanh lý theo QĐ",
        "on": "05/12/2023",
    }
    assert client.post(page, gone).status_code == 302
    assert "05/12/2023" in client.get(page).content.decode()


def test_what_a_survey_found_is_told_before_approval(shop: Shop) -> None:
    found = (
        EquipmentWish(item="internet_tv", name="TV 50 inch", quantity=1, working=True, funding="Nông thôn mới"),
        EquipmentWish(item="amplifier", name="Amply cũ", quantity=1, working=False, funding=""),
    )
    survey(shop.point("TQ-0001"), equipment=found)
    with pytest.raises(
        Refused, match=r"1 TV 50 inch \(Nông thôn mới\), tại chính điểm này, theo khảo sát ngày"
    ) as told:
        shop.approve("TQ-0001")
    assert "Amply cũ" not in str(told.value.problems)


def test_a_spare_that_came_later_is_voided_although_the_first_piece_is_installed(shop: Shop) -> None:
    shop.approve("TQ-0001")
    first = give(shop, "TQ-0001", shop.full())
    sheet = actions.open_checklist(actor=SYSTEM, public_id=uuid.UUID(int=5), point=shop.point("TQ-0001"))
    seen = actions.Seen(present=frozenset(sheet.lines.values_list("pk", flat=True)), on=CAME)
    actions.finish_checklist(actor=SYSTEM, checklist=sheet, seen=seen)
    spare = give(shop, "TQ-0001", [actions.DeliveryWish(shop.lots["internet_tv"], 1, ("SPARE-1",))], key=2)
    assert actions.void_delivery(actor=SYSTEM, delivery=spare, reason="giao nhầm").state == "void"
    with pytest.raises(Refused, match="đã ghi lắp đặt hoặc nghiệm thu"):
        actions.void_delivery(actor=SYSTEM, delivery=first, reason="giao nhầm")
