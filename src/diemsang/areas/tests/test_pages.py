"""Pages under /dia-ban/."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TuyenQuang
from django.test import Client
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import User
from diemsang.accounts.scope import covered_ids
from diemsang.areas import registry
from diemsang.areas.actions import apply_reform, compose_step, load_areas, start_draft, undo_reform
from diemsang.areas.formats import DecisionFacts
from diemsang.areas.models import Area, Reform
from diemsang.areas.tests.support import SMALL, form, seen, write_reform, write_units
from diemsang.audit.models import Entry
from diemsang.core.actor import SYSTEM

SignIn = Callable[[User], Client]
NA_HANG = "/dia-ban/qd19-2025-02221-20250701/"
CODE = "tuyen-quang-2025-07-01"
REFORM = f"/dia-ban/sap-xep/{CODE}/"


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def test_the_list_of_today(tq: TuyenQuang, lan: User, signed_in: SignIn) -> None:
    answer = signed_in(lan).get("/dia-ban/")
    page = answer.content.decode()
    assert "124 đơn vị cấp xã" in page
    assert page.count("<tr>") >= 125
    assert page.count("<polygon") + page.count("ds-fill-") >= 124
    assert "Trực thuộc</th>" not in page


def test_the_list_of_another_day(tq: TuyenQuang, lan: User, signed_in: SignIn) -> None:
    client = signed_in(lan)
    page = text_of(client, "/dia-ban/?ngay=2023-12-31&tinh=qd124-2004-08")
    assert "7 đơn vị cấp huyện" in page and "138 đơn vị cấp xã" in page
    below = text_of(client, "/dia-ban/?ngay=2023-12-31&tinh=qd124-2004-08&thuoc=qd124-2004-071")
    assert "1–10 trong 10" in below
    assert "1–1 trong 1" in text_of(client, "/dia-ban/?ten=hong+thai")
    assert "Không có đơn vị nào khớp bộ lọc" in text_of(client, "/dia-ban/?ten=zzz")
    for nonsense in ("2023-13-45", "hôm nay", "1"):
        assert "124 đơn vị cấp xã" in text_of(client, f"/dia-ban/?ngay={nonsense}")


def test_finding(tq: TuyenQuang, lan: User, signed_in: SignIn) -> None:
    client = signed_in(lan)
    page = text_of(client, "/dia-ban/?q=hong+thai")
    assert "không còn từ 01/07/2025, nay thuộc xã Hồng Thái" in page
    assert "Không có địa bàn nào khớp" in text_of(client, "/dia-ban/?q=zzzz")
    assert "<script>x" not in client.get("/dia-ban/?q=<script>x").content.decode()


def test_the_list_as_a_file(tq: TuyenQuang, lan: User, signed_in: SignIn) -> None:
    answer = signed_in(lan).get("/dia-ban/?xuat=csv&loai=phuong")
    lines = answer.content.decode("utf-8-sig").strip().splitlines()
    assert sum("Phường" in line for line in lines) == 7


def test_an_empty_hub_says_what_to_do(db: None, quan_alone: Client) -> None:
    assert "diemsang area load" in text_of(quan_alone, "/dia-ban/")
    assert "Soạn đợt sắp xếp" in text_of(quan_alone, "/dia-ban/sap-xep/")


@pytest.fixture
def quan_alone(db: None, make_user: Callable[..., User], signed_in: SignIn) -> Client:
    """The administrator of a hub without any data."""
    return signed_in(make_user("quan", role="SYSTEM_ADMIN"))


def test_a_new_commune(tq: TuyenQuang, lan: User, signed_in: SignIn) -> None:
    page = text_of(signed_in(lan), NA_HANG)
    assert "Thị trấn Na Hang" in page and "Xã Năng Khả" in page and "Xã Thanh Tương" in page
    assert "1684/NQ-UBTVQH15, Điều 1 khoản 9" in page


def test_a_divided_commune(tq: TuyenQuang, lan: User, signed_in: SignIn) -> None:
    page = text_of(signed_in(lan), "/dia-ban/qd124-2004-02494/")
    assert "Nơi đây đã bị chia" in page
    assert "chia vào phường Nông Tiến, xã Thái Bình" in page or "chia vào xã Thái Bình, phường Nông Tiến" in page


def test_a_former_district(tq: TuyenQuang, lan: User, signed_in: SignIn) -> None:
    page = text_of(signed_in(lan), "/dia-ban/qd124-2004-072/")
    assert "không có đơn vị kế tục cùng cấp" in page
    assert "Trực thuộc ngày 30/06/2025" in page
    assert "Xã Năng Khả 02281 nay thuộc Xã Nà Hang" in page


def test_a_chain(tq: TuyenQuang, lan: User, signed_in: SignIn) -> None:
    page = signed_in(lan).get("/dia-ban/qd124-2004-02593/").content.decode()
    assert page.count("qd124-2004-02608-20240901") >= 1
    assert "Nơi đây hôm nay thuộc" in page


def test_cards_of_other_apps(tq: TuyenQuang, lan: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    card = registry.Card("Thử thẻ", 1, [registry.CardLine("Dòng thử", "/x/", "ghi chú")], "/tat-ca/")
    monkeypatch.setattr(registry, "_cards", {"thử": lambda actor, area, day: card})
    page = text_of(signed_in(lan), NA_HANG)
    assert "Thử thẻ" in page and "Dòng thử" in page and "ghi chú" in page


def test_unknown_and_signed_out(tq: TuyenQuang, lan: User, signed_in: SignIn, stranger: User) -> None:
    client = signed_in(lan)
    assert client.get("/dia-ban/khong-co/").status_code == 404
    assert client.get("/dia-ban/sap-xep/khong-co/").status_code == 404
    assert Client().get(NA_HANG).status_code == 302
    assert signed_in(stranger).get("/dia-ban/").status_code == 403


def test_a_reform(tq: TuyenQuang, lan: User, huong: User, signed_in: SignIn) -> None:
    listing = text_of(signed_in(lan), "/dia-ban/sap-xep/")
    assert "cấp xã 330 → 124" in listing and "đã áp dụng" in listing
    page = text_of(signed_in(lan), REFORM)
    assert "Hoàn tác…" in page and "một phần Xã Thái Bình" in page
    assert "Hoàn tác…" not in text_of(signed_in(huong), REFORM)
    assert signed_in(huong).get(f"{REFORM}hoan-tac/").status_code == 403
    assert signed_in(huong).post(f"{REFORM}hoan-tac/").status_code == 403


def test_rights_and_offices_survive_the_reform_undone_and_carried_out_again(
    tq: TuyenQuang, lan: User, huong: User, quan: User, make_user: Callable[..., User], signed_in: SignIn
) -> None:
    nguoi_cu = make_user("cu", role="COMMUNE", area=tq.then("02281"))

    def reach(user: User) -> tuple[set[str], set[str]]:
        found = covered_ids(User.objects.get(pk=user.pk), "points.view")
        keys = dict(Area.objects.values_list("pk", "key"))
        return {keys[pk] for pk in found.whole}, {keys[pk] for pk in found.partial}

    before = [reach(user) for user in (huong, nguoi_cu, lan)]
    assert before[1] == ({tq.then("02281").key}, set())
    client = signed_in(quan)
    assert client.post(f"{REFORM}hoan-tac/", seen(CODE)).status_code == 302
    assert reach(huong) == (set(), set())
    told = text_of(signed_in(lan), REFORM)
    assert "người áp dụng lại được: quản trị hệ thống" in told and "Áp dụng…" not in told
    assert reach(nguoi_cu) == before[1]
    for address in ("/", "/dia-ban/sap-xep/", "/nguoi/", "/co-quan/", "/diem/"):
        assert signed_in(huong).get(address).status_code < 500
        assert client.get(address).status_code < 500
    assert client.post(f"{REFORM}ap-dung/", seen(CODE)).status_code == 302
    assert [reach(user) for user in (huong, nguoi_cu, lan)] == before


def test_a_reform_asks_for_the_right_over_every_province(
    tq: TuyenQuang, make_user: Callable[..., User], signed_in: SignIn
) -> None:
    half = make_user("nua", role="PROV_IT", area=tq.then("02"))
    client = signed_in(half)
    assert client.post(f"{REFORM}hoan-tac/").status_code == 403
    assert "Hoàn tác…" not in text_of(client, REFORM)


def test_undo_and_apply_again_clicked_twice(tmp_path: Path, quan_alone: Client) -> None:
    load_areas(actor=SYSTEM, path=write_units(tmp_path / "units", SMALL))
    apply_reform(actor=SYSTEM, path=write_reform(tmp_path / "thu", [form("00011", "A", "00001 00002")]))
    base = "/dia-ban/sap-xep/thu/"
    unseen = quan_alone.post(f"{base}hoan-tac/")
    assert unseen.status_code == 409 and 'name="seen"' in unseen.content.decode()
    assert "1 đơn vị do đợt này lập sẽ bị bỏ" in text_of(quan_alone, f"{base}hoan-tac/")
    for _click in range(2):
        assert quan_alone.post(f"{base}hoan-tac/", seen("thu")).status_code == 302
    assert Entry.objects.filter(action="areas.undo_reform").count() == 1
    assert "đã hoàn tác" in text_of(quan_alone, base)
    assert "hiện không áp dụng" in text_of(quan_alone, f"{base}hoan-tac/")
    assert "sẽ được lập" in text_of(quan_alone, f"{base}ap-dung/")
    for _click in range(2):
        assert quan_alone.post(f"{base}ap-dung/", seen("thu")).status_code == 302
    assert Entry.objects.filter(action="areas.apply_reform").count() == 2
    assert Reform.objects.get().status == Reform.Status.APPLIED


def test_an_undone_reform_that_no_longer_fits(tmp_path: Path, quan_alone: Client) -> None:
    load_areas(actor=SYSTEM, path=write_units(tmp_path / "units", SMALL))
    first = write_reform(tmp_path / "thu", [form("00011", "A", "00001 00002")])
    apply_reform(actor=SYSTEM, path=first)
    undo_reform(actor=SYSTEM, path=first)
    apply_reform(actor=SYSTEM, path=write_reform(tmp_path / "hai", [form("00012", "B", "00001 00003")], code="hai"))
    page = text_of(quan_alone, "/dia-ban/sap-xep/thu/")
    assert "đã thay đổi ngày 01/01/2030 trong đợt «Đợt hai»" in page
    assert quan_alone.post("/dia-ban/sap-xep/thu/ap-dung/", seen("thu")).status_code == 409


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("areas:list", "/dia-ban/"),
        ("areas:list found", "/dia-ban/?q=hong+thai"),
        ("areas:detail", NA_HANG),
        ("areas:detail district", "/dia-ban/qd124-2004-072/"),
        ("areas:reforms", "/dia-ban/sap-xep/"),
        ("areas:reform", REFORM),
        ("areas:questions", f"{REFORM}cau-hoi/"),
        ("areas:handovers", f"{REFORM}ban-giao/"),
        ("areas:handover", f"{REFORM}ban-giao/qd19-2025-02221-20250701/"),
        ("areas:draft_new", "/dia-ban/sap-xep/moi/"),
    ],
)
def test_query_counts(
    tq: TuyenQuang, lan: User, signed_in: SignIn, frozen_queries: FrozenQueries, name: str, address: str
) -> None:
    client = signed_in(lan)
    with frozen_queries(name):
        assert client.get(address).status_code == 200


def test_query_counts_of_a_draft(tq: TuyenQuang, quan: User, signed_in: SignIn, frozen_queries: FrozenQueries) -> None:
    paper = DecisionFacts(key="", kind="NQ", title="Nghị quyết thử")
    made = start_draft(actor=SYSTEM, title="Thử", effective_on=dt.date(2027, 1, 1), paper=paper)
    for number, pair in enumerate(("02221\n02269", "02245\n02248", "02302\n02296")):
        given = {"wholes": pair, "parts": "", "kind": "xa", "name": f"Thử {number}", "code": f"0999{number}"}
        given |= {"under": "08", "clause": ""}
        made = compose_step(actor=SYSTEM, code=made.code, seen=made.content_hash, task="merge", given=given)
    client = signed_in(quan)
    with frozen_queries("areas:draft"):
        page = client.get(f"/dia-ban/sap-xep/{made.code}/soan/")
    assert page.status_code == 200 and "Xem trước" in page.content.decode()
