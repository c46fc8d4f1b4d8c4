"""Pages of equipment, as the specialist and the installer of the province use them."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from conftest import MakeUser, TuyenQuang
from django.test import Client
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import User
from diemsang.core.actor import SYSTEM
from diemsang.equipment import actions
from diemsang.equipment.models import Asset, Delivery
from diemsang.equipment.tests.conftest import CAME, Shop
from diemsang.equipment.tests.test_actions import give

SignedIn = Callable[[User], Client]


@pytest.fixture
def client(lan: User, signed_in: SignedIn) -> Client:
    return signed_in(lan)


def test_pages_show_what_is_there_and_ask_as_often_as_frozen(
    shop: Shop, client: Client, frozen_queries: FrozenQueries
) -> None:
    shop.approve("TQ-0001")
    give(shop, "TQ-0001", shop.full())
    asset = Asset.objects.get(item__key="internet_tv")
    client.get("/")
    for name, address, words in (
        ("equipment", "/thiet-bi/", "chưa có bên giữ"),
        ("equipment: reconciliation", f"/thiet-bi/doi-chieu/{shop.plan.code}/", "Internet TV"),
        ("equipment: contract", f"/thiet-bi/hop-dong/{shop.contract.public_id}/", "TQ-0001"),
        ("equipment: pieces", "/thiet-bi/tai-san/", "TS-000001"),
        ("equipment: a piece", f"/thiet-bi/t/{asset.public_id}/", "TV-7781"),
        ("equipment: labels", "/thiet-bi/tem/?diem=TQ-0001", "S/N TV-7781"),
        ("equipment: bills", f"/thiet-bi/danh-muc/{shop.plan.code}/", "9/QĐ-STTTT"),
        ("equipment: allotment", f"/thiet-bi/danh-muc/{shop.plan.code}/phan-bo/microphone/", "vẫn mở"),
        ("equipment: approval", f"/thiet-bi/danh-muc/{shop.plan.code}/phe-duyet/", "TQ-0002"),
        ("equipment: delivery", "/thiet-bi/giao/TQ-0002/", "lô còn 9"),
    ):
        with frozen_queries(name):
            answer = client.get(address)
        assert answer.status_code == 200, address
        assert words in answer.content.decode(), address
    assert "TV-7781" in client.get("/diem/TQ-0001/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=tv+778I", 1),
        ("q=TQ-0001", 5),
        ("thieu=ben-giu", 5),
        ("tinh_trang=broken", 0),
        ("bao_hanh=chua", 5),
        ("q=%", 0),
    ],
)
def test_pieces_are_found(shop: Shop, client: Client, query: str, found: int) -> None:
    give(shop, "TQ-0001", shop.full())
    lines = client.get(f"/thiet-bi/tai-san/?{query}&xuat=csv").content.decode("utf-8-sig").strip().splitlines()
    assert len([line for line in lines if line.startswith("TS-")]) == found


def form(shop: Shop, key: int = 3, **more: str) -> dict[str, str]:
    lot = shop.lots["internet_tv"]
    sent = {"public_id": str(uuid.UUID(int=key)), "on": f"{CAME:%d/%m/%Y}", f"so-{lot.pk}": "1"}
    return {**sent, "hop-dong": str(shop.contract.public_id), f"se-ri-{lot.pk}": "VN10", **more}


def test_a_delivery_is_typed_once_and_a_second_press_changes_nothing(shop: Shop, client: Client) -> None:
    for _press in range(2):
        assert client.post("/thiet-bi/giao/TQ-0001/", form(shop)).status_code == 302
    assert Asset.objects.get().serial == "VN10"
    answer = client.post("/thiet-bi/giao/TQ-0002/", form(shop, 4, **{f"se-ri-{shop.lots['internet_tv'].pk}": "VNIO"}))
    assert answer.status_code == 422
    assert "nhiều khả năng trùng" in answer.content.decode()
    assert "VNIO" in answer.content.decode(), "what was typed is kept"
    more = {f"se-ri-{shop.lots['internet_tv'].pk}": "VNIO", "labels_seen": "on"}
    assert client.post("/thiet-bi/giao/TQ-0002/", form(shop, 4, **more)).status_code == 302


@pytest.mark.parametrize("number", ["-1", "hai", "9" * 30, "٣"])
def test_bad_numbers_are_answered_in_words(shop: Shop, client: Client, number: str) -> None:
    answer = client.post("/thiet-bi/giao/TQ-0001/", form(shop, 3, **{f"so-{shop.lots['internet_tv'].pk}": number}))
    assert answer.status_code == 422
    assert "số lượng ghi bằng chữ số" in answer.content.decode()
    assert not Delivery.objects.exists()


def test_bills_are_approved_on_the_page(shop: Shop, client: Client) -> None:
    address = f"/thiet-bi/danh-muc/{shop.plan.code}/phe-duyet/"
    sent = {"diem": ["TQ-0001", "TQ-0002"], "decision": "9/QĐ-STTTT", "on": "02/10/2023", "step": "preview"}
    assert "Sẽ phê duyệt 2 điểm" in client.post(address, sent).content.decode()
    assert client.post(address, {**sent, "step": "apply"}).status_code == 302
    assert shop.bill("TQ-0002").state == "approved"


def test_who_goes_without_is_chosen_by_decision(shop: Shop, client: Client) -> None:
    address = f"/thiet-bi/danh-muc/{shop.plan.code}/phan-bo/microphone/"
    sent = {"diem": ["TQ-0001"], "decision": "9/QĐ-STTTT", "da-thay": ""}
    assert client.post(address, sent).status_code == 302
    assert "đã phân bổ 1; 92 điểm không có" in client.get(address).content.decode()
    assert "người khác vừa đổi" in client.post(address, {**sent, "diem": []}).content.decode()


def test_a_piece_is_written_about(shop: Shop, client: Client) -> None:
    give(shop, "TQ-0001", shop.full())
    asset = Asset.objects.get(item__key="internet_tv")
    address = f"/thiet-bi/t/{asset.public_id}/"
    event = {"viec": "viec", "public_id": str(uuid.UUID(int=8)), "kind": "condition", "on": "01/12/2023"}
    assert client.post(address, {**event, "condition": "broken"}).status_code == 302
    assert client.post(address, {"viec": "chuyen", "store": "Kho Sở", "on": "02/12/2023"}).status_code == 302
    assert client.post(address, {"viec": "se-ri", "serial": "X", "reason": ""}).status_code == 422
    assert client.post(address, {"viec": "la"}).status_code == 422
    text = client.get(address).content.decode()
    assert "Kho Sở" in text
    assert "hỏng" in text


def test_an_officer_sees_only_pieces_of_the_commune(
    shop: Shop, tq: TuyenQuang, make_user: MakeUser, signed_in: SignedIn
) -> None:
    give(shop, "TQ-0001", shop.full())
    other = signed_in(make_user("xa", role="COMMUNE", area=tq.now("02266")))
    asset = Asset.objects.first()
    assert asset
    assert other.get(f"/thiet-bi/t/{asset.public_id}/").status_code == 404
    assert "TS-0" not in other.get("/thiet-bi/tai-san/").content.decode()
    assert other.get(f"/thiet-bi/hop-dong/{shop.contract.public_id}/").status_code == 404
    delivery = Delivery.objects.get()
    assert other.post(f"/thiet-bi/dot-giao/{delivery.public_id}/huy/", {"reason": "x"}).status_code == 404
    actions.void_delivery(actor=SYSTEM, delivery=delivery, reason="nhầm")
