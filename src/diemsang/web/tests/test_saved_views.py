"""Saved views: an address under a name, own or of the office; never a right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from diemsang.accounts.models import User
from diemsang.core.errors import Refused
from diemsang.web import actions
from diemsang.web.models import SavedView
from diemsang.web.saved_views import visible_to

SignedIn = Callable[[User], Client]


def save(actor: User, **changes: Any) -> SavedView:
    wish: dict[str, Any] = {
        "view_name": "points:list",
        "address": "/diem/?dia-diem=chua-ro&cot=ma,thieu&trang=2",
        "name": "Chưa rõ xã",
        "shared": False,
        "default": False,
    }
    return actions.save_view(actor=actor, **{**wish, **changes})


def test_a_view_keeps_filters_and_columns_but_no_page(lan: User, signed_in: SignedIn) -> None:
    client = signed_in(lan)
    answer = client.post(
        "/cach-xem/luu/",
        {"danh_sach": "points:list", "dia_chi": "/diem/?dia-diem=chua-ro&trang=2&xuat=csv", "ten": "Chưa rõ xã"},
    )
    assert answer["Location"] == "/diem/?dia-diem=chua-ro"
    page = client.get("/diem/?q=x").content.decode()
    assert 'href="/diem/?dia-diem=chua-ro"' in page
    assert "Chưa rõ xã" in client.get("/cach-xem/").content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"view_name": "home", "address": "/"},
        {"address": "https://xau.example/diem/?q=1"},
        {"address": "//xau.example/"},
        {"name": "  "},
        {"name": "x" * 81},
        {"address": "/diem/?q=" + "x" * 1600},
    ],
)
def test_what_cannot_be_saved_says_so(lan: User, changes: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        save(lan, **changes)
    assert refused.value.problems
    assert not SavedView.objects.exists()


def test_a_name_is_taken_once(lan: User) -> None:
    save(lan)
    with pytest.raises(Refused, match="cách xem"):
        save(lan)


def test_colleagues_open_a_shared_view_but_only_its_owner_changes_it(
    lan: User, huong: User, signed_in: SignedIn
) -> None:
    view, alone = save(lan, shared=True), save(lan, name="riêng")
    assert huong.office_id != lan.office_id
    assert signed_in(huong).post(f"/cach-xem/{view.pk}/", {"viec": "xoa"}).status_code == 404
    huong.office_id = lan.office_id
    huong.save(update_fields=["office_id"])
    assert set(visible_to(huong)) == {view}
    client = signed_in(huong)
    assert client.post(f"/cach-xem/{view.pk}/", {"viec": "xoa"}).status_code == 422
    assert client.post(f"/cach-xem/{alone.pk}/", {"viec": "xoa"}).status_code == 404
    assert SavedView.objects.count() == 2


def test_the_default_opens_at_the_bare_address_and_the_whole_list_stays_within_reach(
    lan: User, signed_in: SignedIn
) -> None:
    view, client = save(lan, default=True), signed_in(lan)
    assert client.get("/diem/")["Location"] == "/diem/?dia-diem=chua-ro&cot=ma,thieu"
    whole = client.get("/diem/?goc=1")
    assert whole.status_code == 200
    assert 'name="goc" value="1"' in whole.content.decode()
    assert client.post(f"/cach-xem/{view.pk}/", {"viec": "thoi"}).status_code == 302
    assert client.get("/diem/").status_code == 200


def test_an_owner_renames_and_removes(lan: User, signed_in: SignedIn) -> None:
    view, client = save(lan, default=True), signed_in(lan)
    client.post(f"/cach-xem/{view.pk}/", {"viec": "doi-ten", "ten": "Tên khác"})
    assert SavedView.objects.get().name == "Tên khác"
    client.post(f"/cach-xem/{view.pk}/", {"viec": "xoa"})
    assert not SavedView.objects.exists()
    assert client.get("/diem/").status_code == 200
