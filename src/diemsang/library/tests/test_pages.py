"""The pages, and what a point is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import MakeUser, TuyenQuang
from django.test import Client

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.core.paths import data_path
from diemsang.library.actions import load_library, publish, set_point_varieties
from diemsang.library.models import Edition
from diemsang.library.queries import hidden_for, points_varieties
from diemsang.library.tests.conftest import give_back, load_and_approve, write_product
from diemsang.plans.actions import load_plan
from diemsang.points.models import SupportPoint

SignIn = Callable[[User], Client]


def test_two_people_approve_on_the_page_and_a_third_publishes(
    library_home: Path, folder: Path, tq: TuyenQuang, make_user: MakeUser, lan: User, signed_in: SignIn
) -> None:
    write_product(folder, "rua_tay")
    load_library(actor=SYSTEM, path=folder)
    edition = Edition.objects.get()
    day = f"{clock.today():%d/%m/%Y}"
    for name, role, kind in (("hien", "LANG_REVIEW", "language"), ("tho", "POLICY_REVIEW", "policy")):
        client = signed_in(make_user(name, role=role, area=tq.now("08")))
        page = client.get("/thu-vien/rua_tay/").content.decode()
        assert page.count("/thu-vien/rua_tay/duyet/") == 1
        sent = {"kind": kind, "number": 1, "seen": edition.content_hash, "on": day}
        assert client.post("/thu-vien/rua_tay/duyet/", {**sent, "on": "32/13/2026"}).status_code == 422
        assert client.post("/thu-vien/rua_tay/duyet/", sent).status_code == 302
        assert "/thu-vien/rua_tay/duyet/" not in client.get("/thu-vien/rua_tay/").content.decode()
    client = signed_in(lan)
    assert "1 bản đã duyệt" in client.get("/thu-vien/").content.decode()
    client.post("/thu-vien/phat-hanh/")
    assert "Lần phát hành 1" in client.get("/thu-vien/").content.decode()
    picture = client.get(f"/tep/{(edition.picture or {})['h']}/?xem=1")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")
    give_back(picture)
    assert client.post("/thu-vien/rua_tay/thu-hoi/", {"reason": ""}).status_code == 422
    assert client.post("/thu-vien/rua_tay/thu-hoi/", {"reason": "Số đã đổi"}).status_code == 302
    assert "Số đã đổi" in client.get("/thu-vien/rua_tay/").content.decode()


def test_the_list_filters_and_exports(library_home: Path, folder: Path, lan: User, signed_in: SignIn) -> None:
    write_product(folder, "rua_tay", title="Bé Mai rửa tay")
    write_product(folder, "u_phan", title="Ủ phân")
    load_library(actor=SYSTEM, path=folder)
    client = signed_in(lan)
    found = client.get("/thu-vien/?q=rua+tay&tieng=vi&tinh_trang=draft").content.decode()
    assert "Bé Mai rửa tay" in found
    assert "Ủ phân" not in found
    assert "Không có sản phẩm nào khớp" in client.get("/thu-vien/?tieng=tyz").content.decode()
    assert "Bé Mai rửa tay" in client.get("/thu-vien/?xuat=csv").content.decode("utf-8-sig")


def test_the_list_finds_what_expired_and_what_is_not_voiced(
    library_home: Path, folder: Path, lan: User, signed_in: SignIn
) -> None:
    today = clock.today()
    for code, title, until in (
        ("con_han", "Còn lâu", None),
        ("sap_het", "Sắp hết", today + dt.timedelta(days=30)),
        ("het_han", "Hết rồi", today),
    ):
        write_product(folder, code, title=title, more=f"valid_until = {until}" if until else "")
    load_library(actor=SYSTEM, path=folder)
    client = signed_in(lan)

    def found(query: str) -> list[str]:
        page = client.get(f"/thu-vien/?{query}").content.decode()
        return [title for title in ("Còn lâu", "Sắp hết", "Hết rồi") if title in page]

    assert found("han=het") == ["Hết rồi"]
    assert found("han=sap") == ["Sắp hết"]
    assert found("han=con") == ["Còn lâu", "Sắp hết"]
    assert found("han=chua") == []
    assert found("thieu=tyz") == ["Còn lâu", "Sắp hết", "Hết rồi"]
    assert found("thieu=vi") == []
    assert "đã hết hạn" in client.get("/thu-vien/het_han/").content.decode()
    page = client.get("/thu-vien/con_han/").content.decode()
    assert "Dung lượng" in page
    assert "mọi tiếng dùng chung" in page


def test_what_expired_takes_no_part_in_what_a_point_is_shown(library_home: Path, folder: Path, tq: TuyenQuang) -> None:
    load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))
    until = clock.today() + dt.timedelta(days=1)
    write_product(folder, "cho_diem_khac", more=f'valid_until = {until}\n[audience]\npoints = ["TQ-0001"]')
    load_and_approve(folder)
    publish(actor=SYSTEM)
    point = SupportPoint.objects.get(code="TQ-0092")
    assert hidden_for(point) == ["cho_diem_khac"]
    with clock.fixed(until):
        assert hidden_for(point) == []


@pytest.mark.parametrize("address", ["/thu-vien/?q={}", "/thu-vien/?tieng={}", "/thu-vien/?han={}", "/thu-vien/{}/"])
def test_a_very_long_input_breaks_nothing(
    address: str, library_home: Path, folder: Path, lan: User, signed_in: SignIn
) -> None:
    write_product(folder, "rua_tay")
    load_library(actor=SYSTEM, path=folder)
    assert signed_in(lan).get(address.format("ạ" * 10_000)).status_code in (200, 404)
    long = {"kind": "language" * 1000, "number": "9" * 10_000, "seen": "x" * 10_000, "on": "x" * 10_000}
    assert signed_in(lan).post("/thu-vien/rua_tay/duyet/", long).status_code == 403
    assert signed_in(lan).post("/thu-vien/rua_tay/thu-hoi/", {"reason": "x" * 10_000}).status_code == 422


def test_what_a_point_is_shown(library_home: Path, folder: Path, tq: TuyenQuang) -> None:
    load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))
    point = SupportPoint.objects.get(code="TQ-0092")
    write_product(folder, "cho_moi_noi")
    write_product(folder, "cho_na_hang", more='[audience]\nareas = ["02221"]')
    write_product(folder, "cho_lam_binh", more='[audience]\nareas = ["02266"]')
    write_product(folder, "cho_diem_khac", more='[audience]\npoints = ["TQ-0001"]')
    write_product(folder, "cho_tieng_tay", more='[audience]\nvarieties = ["tyz"]')
    load_and_approve(folder)
    publish(actor=SYSTEM)
    assert points_varieties(point) == ["vi"]
    assert hidden_for(point) == ["cho_diem_khac", "cho_lam_binh", "cho_tieng_tay"]
    set_point_varieties(actor=SYSTEM, point=point, tags=["tyz", "vi"])
    assert points_varieties(point) == ["tyz", "vi"]
    assert hidden_for(point) == ["cho_diem_khac", "cho_lam_binh"]
    with pytest.raises(Refused, match="xyz"):
        set_point_varieties(actor=SYSTEM, point=point, tags=["xyz"])
