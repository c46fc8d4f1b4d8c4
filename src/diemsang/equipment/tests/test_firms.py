"""The people of a supplier: linked, ended; what they see of contracts, lots, pieces, deliveries and points."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from tests.query_counts import FrozenQueries

from diemsang.accounts.actions import deactivate_user
from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.core import clock
from diemsang.core.actor import SYSTEM, Actor
from diemsang.core.errors import Refused
from diemsang.core.tasks import tasks_for
from diemsang.equipment import actions
from diemsang.equipment.models import Asset, Contract, Delivery, Item, Supplier, SupplierPerson
from diemsang.equipment.queries.scope import assets_visible_to, contracts_visible_to
from diemsang.equipment.queries.supply import deliveries, items, lots
from diemsang.equipment.tests.conftest import CAME, SIGNED, Shop
from diemsang.points.queries import visible_to

SignedIn = Callable[[User], Client]
MakeUser = Callable[..., User]
MINE, THEIRS = "TQ-0092", "TQ-0093"


@pytest.fixture
def cung(shop: Shop, make_user: MakeUser) -> User:
    """Has the role of a supplier, and belongs to no firm yet."""
    return make_user("cung", role="SUPPLIER", full_name="Phạm Văn Cung")


def link(user: User, firm: Supplier, **more: dt.date) -> SupplierPerson:
    return actions.link_person(actor=SYSTEM, public_id=uuid.uuid4(), supplier=firm, username=user.username, **more)


def give(contract: Contract, point: str, shop: Shop, serial: str) -> Delivery:
    """One television of the contract comes to the point."""
    item = Item.objects.get(key="internet_tv")
    lot = contract.lots.filter(item=item).first() or actions.set_lot(
        actor=SYSTEM, contract=contract, item=item, quantity=3
    )
    wish = actions.DeliveryWish(lot, 1, (serial,))
    return actions.deliver(
        actor=SYSTEM, public_id=uuid.uuid4(), contract=contract, point=shop.point(point), on=CAME, lines=[wish]
    )


@pytest.fixture
def theirs(shop: Shop) -> Contract:
    """Another firm's contract, with a television delivered to the other point; the shop's own came to the first."""
    contract = actions.record_contract(
        actor=SYSTEM,
        public_id=uuid.uuid4(),
        number="08/2023/HĐ-MS",
        on=SIGNED,
        supplier=actions.ensure_supplier(name="Công ty Khác Minh Họa"),
        plan=shop.plan,
    )
    give(shop.contract, MINE, shop, "TV-1001")
    give(contract, THEIRS, shop, "TV-2001")
    return contract


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_nobody_gives_away_a_sight_that_is_not_theirs(
    cung: User, shop: Shop, theirs: Contract, lan: User, huong: User
) -> None:
    Contract.objects.filter(pk=theirs.pk).update(plan=None, investor=None)
    Delivery.objects.filter(contract=theirs).update(state=Delivery.State.VOID)

    def tie(actor: Actor, firm: Supplier) -> SupplierPerson:
        return actions.link_person(actor=actor, public_id=uuid.uuid4(), supplier=firm, username=cung.username)

    with pytest.raises(Refused, match="ngoài địa bàn"):
        tie(lan, theirs.supplier)
    assert tie(lan, shop.contract.supplier).user == cung
    given = tie(SYSTEM, theirs.supplier)
    with pytest.raises(Refused, match="ngày thôi"):
        actions.end_link(actor=lan, link=given)
    with pytest.raises(PermissionDenied):
        tie(huong, shop.contract.supplier)


def test_a_person_of_a_firm_sees_its_own_and_nothing_else(
    cung: User, shop: Shop, theirs: Contract, signed_in: SignedIn
) -> None:
    link(cung, shop.contract.supplier)
    assert list(contracts_visible_to(cung)) == [shop.contract]
    assert {lot.contract for lot in lots(cung)} == {shop.contract}
    assert [asset.serial for asset in assets_visible_to(cung)] == ["TV-1001"]
    assert [row.contract for row in deliveries(cung)] == [shop.contract]
    assert [point.code for point in visible_to(cung)] == [MINE]
    counted: Any = items(cung).get(key="internet_tv")
    assert counted.pieces == 1
    client = signed_in(cung)
    foreign = Asset.objects.get(serial="TV-2001")
    own = Asset.objects.get(serial="TV-1001")
    came = Delivery.objects.get(contract=theirs)
    statuses = {
        "/thiet-bi/": 200,
        f"/thiet-bi/hop-dong/{shop.contract.public_id}/": 200,
        f"/thiet-bi/hop-dong/{theirs.public_id}/": 404,
        f"/thiet-bi/hop-dong/{theirs.public_id}/sua/": 404,
        f"/thiet-bi/hop-dong/{shop.contract.public_id}/sua/": 403,
        f"/thiet-bi/t/{own.public_id}/": 200,
        f"/thiet-bi/t/{foreign.public_id}/": 404,
        f"/thiet-bi/dot-giao/{came.public_id}/": 404,
        f"/thiet-bi/dot-giao/{Delivery.objects.get(contract=shop.contract).public_id}/": 200,
        f"/thiet-bi/giao/{MINE}/": 403,
        f"/thiet-bi/giao/{THEIRS}/": 404,
        f"/thiet-bi/doi-chieu/{shop.plan.code}/": 404,
        f"/thiet-bi/danh-muc/{shop.plan.code}/diem/{MINE}/": 404,
        f"/thiet-bi/tem/?diem={THEIRS}": 404,
        f"/thiet-bi/kiem-ke/diem/{MINE}/": 403,
        f"/diem/{MINE}/ho-so/": 403,
        "/thiet-bi/nha-cung-cap/": 403,
        f"/thiet-bi/nha-cung-cap/{shop.contract.supplier_id}/": 403,
        "/nhap/equipment-serials/": 403,
        "/thiet-bi/nghiem-thu/": 403,
        "/thiet-bi/kiem-ke/": 403,
        "/thiet-bi/lich/": 403,
        "/thiet-bi/lich/danh-sach/": 403,
        "/khao-sat/": 403,
        f"/diem/{MINE}/": 200,
        f"/diem/{THEIRS}/": 404,
    }
    assert {address: client.get(address).status_code for address in statuses} == statuses
    for address, told in ((f"/diem/{MINE}/", "Hồ sơ"), (f"/thiet-bi/t/{own.public_id}/", "TV-1001")):
        text = client.get(address).content.decode()
        assert told in text
        for kept in ("Bên giữ", "bên giữ", "Nguồn vốn", "Hoạt động 12 tuần", "Khảo sát địa điểm", "Còn thiếu và"):
            assert kept not in text or (kept == "Nguồn vốn" and told == "TV-1001"), (address, kept)


def test_lists_exports_labels_and_search_count_only_own(
    cung: User, shop: Shop, theirs: Contract, signed_in: SignedIn
) -> None:
    link(cung, shop.contract.supplier)
    client = signed_in(cung)
    foreign = Asset.objects.get(serial="TV-2001")
    for address in (
        "/thiet-bi/",
        "/thiet-bi/hop-dong/",
        "/thiet-bi/hop-dong/?xuat=csv",
        "/thiet-bi/lo/",
        "/thiet-bi/lo/?xuat=csv",
        "/thiet-bi/tai-san/",
        "/thiet-bi/tai-san/?xuat=csv",
        "/thiet-bi/dot-giao/",
        "/thiet-bi/dot-giao/?xuat=csv",
        "/tim/?q=TV-2001",
        f"/tim/?q={THEIRS}",
        "/diem/?xuat=csv",
        f"/diem/{MINE}/",
        "/",
    ):
        answer = client.get(address)
        text = answer.content.decode()
        assert answer.status_code == 200, address
        told = [word for word in (theirs.number, foreign.code, "Công ty Khác", f"/diem/{THEIRS}/") if word in text]
        assert told == [], address
    asked = f"/thiet-bi/tem/?ma={foreign.code}&ma={Asset.objects.get(serial='TV-1001').code}"
    assert [row.asset.serial for row, _qr in client.get(asked).context["rows"]] == ["TV-1001"]
    assert shop.contract.number in client.get("/thiet-bi/hop-dong/?xuat=csv").content.decode()


def test_the_card_of_a_point_shows_only_own_pieces(
    cung: User, shop: Shop, theirs: Contract, lan: User, signed_in: SignedIn
) -> None:
    give(theirs, MINE, shop, "TV-2002")
    link(cung, shop.contract.supplier)
    foreign = Asset.objects.get(serial="TV-2002")
    assert foreign.code in signed_in(lan).get(f"/diem/{MINE}/").content.decode()
    text = signed_in(cung).get(f"/diem/{MINE}/").content.decode()
    assert Asset.objects.get(serial="TV-1001").code in text
    assert foreign.code not in text


def test_sight_begins_and_ends_with_the_link(cung: User, shop: Shop, theirs: Contract) -> None:
    today = clock.today()
    made = link(cung, shop.contract.supplier, since=today + dt.timedelta(days=2))
    assert not contracts_visible_to(cung).exists()
    with clock.fixed(today + dt.timedelta(days=2)):
        assert contracts_visible_to(cung).exists()
        actions.end_link(actor=SYSTEM, link=made)
        assert not contracts_visible_to(again(cung)).exists()
        assert not assets_visible_to(again(cung)).exists()
        assert not visible_to(again(cung)).exists()
        again_made = link(cung, shop.contract.supplier)
        assert again_made.pk != made.pk
        assert contracts_visible_to(again(cung)).exists()


def test_somebody_may_belong_to_two_firms(cung: User, shop: Shop, theirs: Contract) -> None:
    link(cung, shop.contract.supplier)
    ended = link(cung, theirs.supplier)
    assert set(contracts_visible_to(cung)) == {shop.contract, theirs}
    assert {point.code for point in visible_to(cung)} == {MINE, THEIRS}
    actions.end_link(actor=SYSTEM, link=ended)
    assert list(contracts_visible_to(cung)) == [shop.contract]


def test_without_the_role_the_link_shows_nothing(cung: User, shop: Shop, theirs: Contract, lan: User) -> None:
    link(cung, shop.contract.supplier)
    cung.grants.update(valid_to=clock.today())
    assert not contracts_visible_to(again(cung)).exists()
    assert not visible_to(again(cung)).exists()


def test_who_has_another_role_too_sees_both(cung: User, shop: Shop, theirs: Contract, lan: User) -> None:
    from diemsang.accounts.actions import grant

    link(cung, shop.contract.supplier)
    office = lan.grants.get()
    grant(actor=SYSTEM, user=cung, role="PROV_IT", area=office.area)
    person = again(cung)
    assert set(contracts_visible_to(person)) == {shop.contract, theirs}
    waiting = [task.what for group in tasks_for(person, clock.today()) for task in group.tasks]
    assert not any("giao" in words for words in waiting)


def test_the_same_press_twice_links_once_and_the_journal_tells_it(cung: User, shop: Shop, lan: User) -> None:
    firm, key = shop.contract.supplier, uuid.uuid4()
    first = actions.link_person(actor=lan, public_id=key, supplier=firm, username="cung")
    assert actions.link_person(actor=lan, public_id=key, supplier=firm, username="cung") == first
    assert actions.link_person(actor=lan, public_id=uuid.uuid4(), supplier=firm, username="CUNG") == first
    with pytest.raises(Refused, match="Chưa gắn được"):
        actions.link_person(
            actor=lan, public_id=key, supplier=actions.write_firm(actor=lan, name="VNPT"), username="cung"
        )
    actions.end_link(actor=lan, link=first)
    actions.end_link(actor=lan, link=first)
    told = list(
        Entry.objects.filter(action__startswith="equipment.firm").order_by("pk").values_list("action", flat=True)
    )
    assert told == ["equipment.firm_person", "equipment.firm", "equipment.firm_person_ended"]


@pytest.mark.parametrize(
    ("username", "words"),
    [
        ("", "còn trống"),
        ("khong-co-ai", "không có ai đăng nhập"),
        ("x" * 150, "không có ai đăng nhập"),
        ("lan", "chưa được giao vai Nhà cung cấp"),
        ("nghi", "đã ngừng"),
    ],
)
def test_who_cannot_be_linked_is_said_with_what_to_do(
    username: str, words: str, cung: User, shop: Shop, lan: User, make_user: MakeUser, signed_in: SignedIn
) -> None:
    gone = make_user("nghi", role="SUPPLIER")
    deactivate_user(actor=SYSTEM, user=gone, reason="nghỉ việc")
    with pytest.raises(Refused) as refused:
        actions.link_person(actor=lan, public_id=uuid.uuid4(), supplier=shop.contract.supplier, username=username)
    assert words in str(refused.value.problems[0])
    sent = {"viec": "gan", "public_id": str(uuid.uuid4()), "username": username, "since": "01/11/2023"}
    answer = signed_in(lan).post(f"/thiet-bi/nha-cung-cap/{shop.contract.supplier_id}/", sent)
    assert answer.status_code == 422
    assert 'value="01/11/2023"' in answer.content.decode()
    assert not SupplierPerson.objects.exists()


def test_absurd_days_are_refused(cung: User, shop: Shop) -> None:
    firm = shop.contract.supplier
    with pytest.raises(Refused, match="Chưa gắn được"):
        link(cung, firm, since=clock.today() + dt.timedelta(days=4000))
    made = link(cung, firm)
    with pytest.raises(Refused, match="ngày thôi"):
        actions.end_link(actor=SYSTEM, link=made, on=clock.today() - dt.timedelta(days=1))
    with pytest.raises(Refused, match="ngày thôi"):
        actions.end_link(actor=SYSTEM, link=made, on=clock.today() + dt.timedelta(days=4000))
    actions.end_link(actor=SYSTEM, link=made, on=clock.today() + dt.timedelta(days=5))
    with pytest.raises(Refused, match="Chưa gắn được"):
        link(cung, firm)


def test_only_who_writes_contracts_or_manages_accounts_links(
    cung: User, shop: Shop, huong: User, quan: User, signed_in: SignedIn
) -> None:
    firm = shop.contract.supplier
    for person in (cung, huong):
        with pytest.raises(PermissionDenied):
            actions.link_person(actor=person, public_id=uuid.uuid4(), supplier=firm, username="cung")
        with pytest.raises(PermissionDenied):
            actions.write_firm(actor=person, name="VNPT")
        assert signed_in(person).get("/thiet-bi/nha-cung-cap/").status_code == 403
    made = actions.link_person(actor=quan, public_id=uuid.uuid4(), supplier=firm, username="cung")
    with pytest.raises(PermissionDenied):
        actions.end_link(actor=huong, link=made)


def test_the_page_links_and_ends(cung: User, shop: Shop, lan: User, signed_in: SignedIn) -> None:
    client, address = signed_in(lan), f"/thiet-bi/nha-cung-cap/{shop.contract.supplier_id}/"
    assert "Chưa gắn ai" in client.get(address).content.decode()
    sent = {"viec": "gan", "public_id": str(uuid.uuid4()), "username": " Cung ", "since": ""}
    assert client.post(address, sent).status_code == 302
    row = SupplierPerson.objects.get()
    assert (row.user, row.valid_from) == (cung, clock.today())
    shown = client.get(address).content.decode()
    assert "Phạm Văn Cung" in shown and "đang gắn" in shown
    ending = {"viec": "thoi", "link": str(row.public_id), "on": "32/13/2026"}
    assert client.post(address, ending).status_code == 422
    assert client.post(address, {**ending, "link": str(uuid.uuid4()), "on": ""}).status_code == 404
    assert client.post(address, {**ending, "on": ""}).status_code == 302
    assert "thôi từ" in client.get(address).content.decode()
    assert client.get("/thiet-bi/nha-cung-cap/999999/").status_code == 404
    told = signed_in(lan).get(f"/thiet-bi/hop-dong/{shop.contract.public_id}/").content.decode()
    assert address in told


def test_a_carrier_is_written_once(shop: Shop, lan: User, signed_in: SignedIn) -> None:
    client = signed_in(lan)
    for _press in range(2):
        answer = client.post("/thiet-bi/nha-cung-cap/", {"name": "VNPT Tuyên Quang", "tax_code": ""})
        assert answer.status_code == 302
    assert Supplier.objects.filter(name="VNPT Tuyên Quang").count() == 1
    for name, code in (("", ""), ("Viettel", "12ab"), ("x" * 201, "")):
        answer = client.post("/thiet-bi/nha-cung-cap/", {"name": name, "tax_code": code})
        assert answer.status_code == 422
    assert (
        'value="Viettel"'
        in client.post("/thiet-bi/nha-cung-cap/", {"name": "Viettel", "tax_code": "12ab"}).content.decode()
    )
    with pytest.raises(Refused, match="Chưa ghi được"):
        actions.write_firm(actor=lan, name="x" * 201)


@pytest.mark.parametrize("view", ["home", "contracts", "lots", "assets", "deliveries"])
def test_without_a_firm_the_pages_say_whom_to_ask(
    view: str, cung: User, lan: User, shop: Shop, signed_in: SignedIn
) -> None:
    text = signed_in(cung).get(reverse(f"equipment:{view}")).content.decode()
    assert "chưa gắn với nhà cung cấp nào" in text
    assert "Sở Khoa học và Công nghệ" in text and "«cung»" in text
    assert shop.contract.number not in text
    assert "chưa gắn với nhà cung cấp" not in signed_in(lan).get(reverse(f"equipment:{view}")).content.decode()
    assert [task.action for group in tasks_for(cung, clock.today()) for task in group.tasks] == ["Xem phải nhờ ai"]


def test_what_is_to_come_of_own_lots_waits_on_the_home_page(
    cung: User, shop: Shop, theirs: Contract, signed_in: SignedIn
) -> None:
    link(cung, theirs.supplier)
    (group,) = tasks_for(cung, clock.today())
    (task,) = group.tasks
    assert (task.what, task.where, task.since) == ("Còn phải giao 2 Internet TV", theirs.number, SIGNED)
    link(cung, shop.contract.supplier)
    (group,) = tasks_for(again(cung), clock.today())
    (task,) = group.tasks
    assert task.count == 6
    listed = signed_in(cung).get(task.href)
    assert len(listed.context["listing"].rows) == task.count


def test_firms_query_counts(
    lan: User, cung: User, shop: Shop, signed_in: SignedIn, frozen_queries: FrozenQueries
) -> None:
    link(cung, shop.contract.supplier)
    give(shop.contract, MINE, shop, "TV-1001")
    client = signed_in(lan)
    pages = {
        "firms": "/thiet-bi/nha-cung-cap/",
        "firm": f"/thiet-bi/nha-cung-cap/{shop.contract.supplier_id}/",
    }
    for name, address in pages.items():
        client.get(address)
        with frozen_queries(f"equipment {name}"):
            assert client.get(address).status_code == 200
    own = signed_in(cung)
    for name in ("contracts", "lots", "assets", "deliveries"):
        address = reverse(f"equipment:{name}")
        own.get(address)
        with frozen_queries(f"equipment {name} of a supplier"):
            assert own.get(address).status_code == 200
