"""Pages of visits, installation, acceptance and handover, as the installer and the commune's officer use them."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import MakeUser, TuyenQuang
from django.test import Client
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.documents.actions import void_minute
from diemsang.documents.models import Minute, MinuteState
from diemsang.documents.tests.support import sign
from diemsang.equipment import actions
from diemsang.equipment.models import Asset, Checklist, Team, WorkOrder
from diemsang.equipment.tests.conftest import CAME, Shop
from diemsang.operations.models import LineMeasure
from diemsang.points.models import Milestone, PointPlace, SupportPoint
from diemsang.screens.models import ScreenPlace
from diemsang.screens.tests.device import Device

SignedIn = Callable[[User], Client]
CODE, SECOND = "TQ-0092", "TQ-0091"
TODAY = dt.date(2025, 8, 4)


@pytest.fixture
def stocked(shop: Shop) -> Iterator[Shop]:
    """Two points of Na Hang to which everything of their bills was delivered."""
    with clock.fixed(TODAY):
        shop.approve(CODE, SECOND)
        for at, code in enumerate((CODE, SECOND)):
            actions.deliver(
                actor=SYSTEM,
                public_id=uuid.uuid4(),
                contract=shop.contract,
                point=shop.point(code),
                on=CAME,
                lines=shop.full(f"TV-{at}7781", f"AM-{at}7781"),
            )
        yield shop


@pytest.fixture
def installer(stocked: Shop, tq: TuyenQuang, make_user: MakeUser, signed_in: SignedIn) -> Client:
    return signed_in(make_user("doi1", role="INSTALLER", area=tq.now("08")))


@pytest.fixture
def officer(stocked: Shop, huong: User, signed_in: SignedIn) -> Client:
    """The officer of xã Nà Hang, who accepts."""
    return signed_in(huong)


def plan(installer: Client, *codes: str, **more: str) -> object:
    sent = {"key": str(uuid.UUID(int=4)), "new_team": "Đội 1", "on": f"{TODAY:%d/%m/%Y}", "diem": list(codes)}
    return installer.post("/thiet-bi/lich/xep/", {**sent, **more})


def keys(page: str) -> list[str]:
    return re.findall(r'name="cai" value="([^"]+)"', page)


def install(installer: Client, at: str = CODE, **more: str) -> Checklist:
    address = f"/thiet-bi/lap-dat/{at}/"
    chosen = keys(installer.get(address).content.decode())
    sent = {"public_id": str(uuid.uuid4()), "on": "01/08/2025", "download": "24,5", "upload": "8", "cai": chosen}
    answer = installer.post(address, {**sent, "sound_left": "co", "sound_right": "khong", **more})
    assert answer.status_code == 302, answer.content.decode()
    return Checklist.objects.get(point__code=at, voided_at=None)


def accept(client: Client, *codes: str, **more: str) -> Minute:
    sent = {"public_id": str(uuid.uuid4()), "on": "03/08/2025", "diem": list(codes)}
    answer = client.post("/thiet-bi/nghiem-thu/lap/", {**sent, **more})
    assert answer.status_code == 302, answer.content.decode()
    return Minute.objects.get(public_id=answer["Location"].rstrip("/").rsplit("/", 1)[1])


def test_visits_are_planned_together_ordered_by_hand_and_printed(installer: Client) -> None:
    assert plan(installer).status_code == 422  # type: ignore[attr-defined]
    for _press in range(2):
        answer = plan(installer, CODE, SECOND)
    day = answer["Location"]  # type: ignore[index]
    assert WorkOrder.objects.count() == 2 and Team.objects.count() == 1
    page = installer.get(day).content.decode()
    assert page.count("Chờ lắp: 1 Internet TV, 1 Amply,") == 2
    first, second = re.findall(r"\d\. (TQ-\d{4})</a>", page)
    seen = re.search(r'name="da-thay" value="([^"]+)"', page)
    assert seen
    last = WorkOrder.objects.get(point__code=second)
    assert installer.post(day, {"len": str(last.public_id), "da-thay": seen[1]}).status_code == 302
    assert re.findall(r"\d\. (TQ-\d{4})</a>", installer.get(day).content.decode()) == [second, first]
    answer = installer.post(day, {"len": str(last.public_id), "da-thay": seen[1]})
    assert answer.status_code == 422 and "người khác vừa đổi" in answer.content.decode()
    installer.post(f"/thiet-bi/lich/{last.public_id}/", {"state": "cancelled", "reason": "mưa lũ"})
    assert "mưa lũ" in installer.get(day).content.decode()
    assert second in installer.get("/thiet-bi/lich/xep/").content.decode()


def test_a_day_has_a_map_when_two_points_are_located(installer: Client, stocked: Shop) -> None:
    day = plan(installer, CODE, SECOND)["Location"]  # type: ignore[index]
    assert "Cần ít nhất hai điểm có tọa độ" in installer.get(day).content.decode()
    for at, code in enumerate((CODE, SECOND)):
        PointPlace.objects.filter(point__code=code, voided_at=None).update(lat=22.35 + at / 10, lon=105.38)
    page = installer.get(day).content.decode()
    assert "cách điểm trước 11,1 km" in page and "Bản đồ các điểm trong ngày" in page


@pytest.mark.parametrize("kind", ["ngay", "tuan", "thang"])
@pytest.mark.parametrize("day", ["04/08/2025", "01/01/1900", "31/12/2100", "x"])
def test_the_calendar_shows_every_view_of_every_day(kind: str, day: str, installer: Client) -> None:
    plan(installer, CODE)
    page = installer.get(f"/thiet-bi/lich/?xem={kind}&ngay={day}")
    assert page.status_code == 200
    if day == "04/08/2025":
        assert {"ngay": CODE, "tuan": "Đội 1</a>: 1", "thang": "<b>0/1</b>"}[kind] in page.content.decode()


def test_progress_follows_the_plan_s_own_phasing(
    installer: Client, lan: User, signed_in: SignedIn, stocked: Shop
) -> None:
    install(installer)
    page = signed_in(lan).get(f"/thiet-bi/tien-do/{stocked.plan.code}/").content.decode()
    assert "lắp đặt 1 trong 83 điểm" in page and "lắp đặt 0 trong 10 điểm" in page


def test_an_installation_is_one_press_and_a_second_changes_nothing(installer: Client) -> None:
    plan(installer, CODE)
    address = f"/thiet-bi/lap-dat/{CODE}/"
    page = installer.post(address, {"tat-ca": "1", "download": "24,5", "note": "dây ngắn"}).content.decode()
    assert page.count(" checked") == len(keys(page)) == 6 and "24,5" in page and "dây ngắn" in page
    sent = {"public_id": str(uuid.UUID(int=9)), "on": "01/08/2025", "download": "24,5", "cai": keys(page)}
    for _press in range(2):
        answer = installer.post(address, sent)
        assert answer.status_code == 302
    checklist = Checklist.objects.get()
    assert checklist.sound_left is None and checklist.paired is False
    assert WorkOrder.objects.get().state == "done"
    assert LineMeasure.objects.get(voided_at=None).download_mbps == checklist.download
    other = f"/thiet-bi/lap-dat/{SECOND}/"
    moved = installer.post(other, {**sent, "cai": keys(installer.get(other).content.decode())})
    assert moved.status_code == 422 and "đã ghi cho điểm khác" in moved.content.decode()
    installer.post(f"/thiet-bi/phieu/{checklist.public_id}/huy/", {"reason": "nhầm điểm"})
    assert not LineMeasure.objects.filter(voided_at=None).exists()
    assert Entry.objects.filter(action="operations.measure").get().actor_key == "user:doi1"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"cai": []}, "chưa chọn cái nào có mặt"),
        ({"cai": ["a999999"]}, "không còn chờ lắp"),
        ({"download": "nhanh"}, "Tải xuống"),
        ({"download": "5000"}, "nằm ngoài khoảng"),
        ({"on": "01/01/2030"}, "ở tương lai"),
        ({"on": "01/01/2023"}, "trước ngày giao"),
        ({"code": "12345678"}, "không đúng hoặc đã hết hạn"),
        ({"public_id": "x"}, "public_id"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(more: dict[str, object], words: str, installer: Client) -> None:
    address = f"/thiet-bi/lap-dat/{CODE}/"
    chosen = keys(installer.get(address).content.decode())
    sent = {"public_id": str(uuid.uuid4()), "on": "01/08/2025", "cai": chosen, "note": "giữ lại"}
    answer = installer.post(address, {**sent, **more})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text and "giữ lại" in text
    assert not Checklist.objects.exists() and not LineMeasure.objects.exists()


def test_the_tv_is_paired_by_the_code_it_shows(installer: Client) -> None:
    code = Device().ask().json()["code"]
    checklist = install(installer, code=code)
    assert checklist.paired and ScreenPlace.objects.get().point.code == CODE
    assert "đã ghép khi lắp" in installer.get(f"/thiet-bi/phieu/{checklist.public_id}/").content.decode()


def test_the_installer_makes_the_minute_of_delivery_once(installer: Client) -> None:
    checklist = install(installer)
    address = f"/thiet-bi/phieu/{checklist.public_id}/bien-ban/"
    first = installer.post(address, {"token": str(uuid.uuid4())})["Location"]
    assert installer.post(address, {"token": str(uuid.uuid4())})["Location"] == first
    minute = Minute.objects.get()
    assert (minute.kind, minute.state) == ("BB_GN", MinuteState.PRINTED)
    assert "24,5" in str(minute.data["facts"])


def test_the_commune_accepts_what_was_installed(installer: Client, officer: Client) -> None:
    install(installer)
    page = officer.get("/thiet-bi/nghiem-thu/").content.decode()
    assert CODE in page and SECOND not in page
    tv = Asset.objects.get(serial="TV-07781")
    minute = accept(officer, CODE, **{f"tt-{tv.pk}": "faulty", "findings": "Màn hình xước nhẹ."})
    tv.refresh_from_db()
    assert minute.state == MinuteState.PRINTED and tv.condition == "faulty"
    assert minute.data["conclusion"][0] == "Màn hình xước nhẹ." and "có lỗi, còn dùng" in str(minute.data["lines"])
    sent = {"public_id": str(uuid.uuid4()), "on": "03/08/2025", "diem": [CODE]}
    answer = officer.post("/thiet-bi/nghiem-thu/lap/", sent)
    assert answer.status_code == 422 and minute.code in answer.content.decode()
    assert sign(SYSTEM, minute).state == MinuteState.SIGNED
    point = SupportPoint.objects.get(code=CODE)
    assert Milestone.objects.filter(point=point, item="point", kind="accepted", voided_at=None).count() == 1
    page = officer.get(f"/diem/{CODE}/").content.decode()
    assert minute.code in page and "Bàn giao" in page
    void_minute(actor=SYSTEM, minute=minute, reason="sai ngày")
    assert f"nghiem-thu/lap/?diem={CODE}" in officer.get(f"/diem/{CODE}/").content.decode()


def test_one_minute_accepts_several_points(installer: Client, lan: User, signed_in: SignedIn) -> None:
    install(installer)
    install(installer, SECOND)
    client = signed_in(lan)
    assert "Nghiệm thu 2 điểm" in client.get(f"/thiet-bi/nghiem-thu/lap/?diem={CODE}&diem={SECOND}").content.decode()
    minute = accept(client, CODE, SECOND)
    assert minute.point_links.count() == 2 and len(minute.data["lines"]) == 12
    measured = [text for label, text in minute.data["facts"] if label.startswith(("TQ-0091, lắp", "TQ-0092, lắp"))]
    assert len(measured) == 2 and all("Tốc độ tải lên (Mbit/giây): 8; Loa trái: nghe rõ" in text for text in measured)


def test_property_is_handed_to_an_office_and_a_person(installer: Client, officer: Client, huong: User) -> None:
    install(installer)
    address = f"/thiet-bi/ban-giao/{CODE}/"
    page = officer.get(address).content.decode()
    assert "UBND xã Nà Hang" in page and "Ma Thị Hường" in page
    sent = {"public_id": str(uuid.uuid4()), "on": "03/08/2025", "office": str(huong.office_id), "person": str(huong.pk)}
    assert officer.post(address, {**sent, "on": "03/08/2030"}).status_code == 422
    assert officer.post(address, {**sent, "office": "999999"}).status_code == 422
    assert officer.post(address, sent).status_code == 302
    sign(SYSTEM, Minute.objects.get())
    assert "UBND xã Nà Hang, Ma Thị Hường" in officer.get(f"/diem/{CODE}/").content.decode()


def test_the_committee_of_a_commune_receives_also_when_nobody_wrote_it_down(
    installer: Client, lan: User, signed_in: SignedIn
) -> None:
    install(installer, SECOND)
    address, client = f"/thiet-bi/ban-giao/{SECOND}/", signed_in(lan)
    found = re.search(r'<option value="(u\d+)"[^>]*>UBND xã Hồng Thái', client.get(address).content.decode())
    assert found
    sent = {"public_id": str(uuid.uuid4()), "on": "03/08/2025", "office": found[1]}
    assert client.post(address, sent).status_code == 302
    minute = Minute.objects.get()
    receiver = minute.equipment_act.office
    assert receiver is not None
    assert receiver.code.startswith("ubnd-")
    assert Entry.objects.filter(action="accounts.ensure_committee").latest("id").actor_key == "user:lan"


def test_an_officer_of_another_commune_sees_nothing_of_it(
    installer: Client, tq: TuyenQuang, make_user: MakeUser, signed_in: SignedIn
) -> None:
    checklist = install(installer, SECOND)
    day = plan(installer, CODE)["Location"]  # type: ignore[index]
    other = signed_in(make_user("xa", role="COMMUNE", area=tq.now("02266")))
    for address in (
        day,
        f"/thiet-bi/lap-dat/{CODE}/",
        f"/thiet-bi/phieu/{checklist.public_id}/",
        f"/thiet-bi/nghiem-thu/lap/?diem={SECOND}",
        f"/thiet-bi/ban-giao/{CODE}/",
    ):
        assert other.get(address).status_code == 404, address
    for address in ("/thiet-bi/lich/", "/thiet-bi/lich/danh-sach/", "/thiet-bi/nghiem-thu/"):
        page = other.get(address).content.decode()
        assert CODE not in page and SECOND not in page, address


def test_pages_ask_as_often_as_frozen(
    installer: Client, lan: User, signed_in: SignedIn, stocked: Shop, frozen_queries: FrozenQueries
) -> None:
    checklist = install(installer)
    day = plan(installer, SECOND)["Location"]  # type: ignore[index]
    client = signed_in(lan)
    client.get("/")
    for name, address in (
        ("equipment: visits of a day", "/thiet-bi/lich/"),
        ("equipment: visits of a month", "/thiet-bi/lich/?xem=thang"),
        ("equipment: list of visits", "/thiet-bi/lich/danh-sach/"),
        ("equipment: planning visits", "/thiet-bi/lich/xep/"),
        ("equipment: a team's day", day),
        ("equipment: a visit", f"/thiet-bi/lich/{WorkOrder.objects.get().public_id}/"),
        ("equipment: progress", f"/thiet-bi/tien-do/{stocked.plan.code}/"),
        ("equipment: installing", f"/thiet-bi/lap-dat/{SECOND}/"),
        ("equipment: an installation", f"/thiet-bi/phieu/{checklist.public_id}/"),
        ("equipment: acceptances", "/thiet-bi/nghiem-thu/"),
        ("equipment: accepting", f"/thiet-bi/nghiem-thu/lap/?diem={CODE}"),
        ("equipment: handing over", f"/thiet-bi/ban-giao/{CODE}/"),
        ("equipment: a request", f"/thiet-bi/de-nghi/{CODE}/"),
    ):
        with frozen_queries(name):
            answer = client.get(address)
        assert answer.status_code == 200, address
    for address in ("/thiet-bi/lich/danh-sach/?xuat=csv", "/thiet-bi/nghiem-thu/?xuat=csv&tinh-trang=cho"):
        assert "TQ-00" in client.get(address).content.decode("utf-8-sig")


def test_only_the_hooks_of_a_signature_act_by_the_minute() -> None:
    """The actor with rights beyond the person's is made in ``settle`` and used in ``signed``; nowhere else."""
    from tests.tree import PACKAGE, is_test, with_suffix

    users = set()
    for path in with_suffix(".py", under=PACKAGE):
        text = path.read_text(encoding="utf-8")
        if not is_test(path) and re.search(r"import [^(\n]*\bby_minute\b|_ByMinute", text):
            users.add(path.name)
    assert users == {"settle.py", "signed.py"}


def test_the_point_s_bound_file_tells_of_its_pieces_and_its_line(
    installer: Client, officer: Client, huong: User, tmp_path: Path
) -> None:
    install(installer)
    sent = {"public_id": str(uuid.uuid4()), "on": "03/08/2025", "office": str(huong.office_id), "person": str(huong.pk)}
    assert officer.post(f"/thiet-bi/ban-giao/{CODE}/", sent).status_code == 302
    minute = Minute.objects.get()
    sign(SYSTEM, minute)
    Asset.objects.filter(serial="TV-07781").update(warranty_to=dt.date(2027, 8, 2))
    out = tmp_path / "ho-so.pdf"
    out.write_bytes(b"".join(officer.get(f"/diem/{CODE}/ho-so/pdf/")))
    told = subprocess.run(["pdftotext", "-l", "2", out, "-"], capture_output=True, text=True, check=True).stdout
    text = " ".join(told.split())
    tv = Asset.objects.get(serial="TV-07781")
    assert f"Internet TV {tv.code}, số sê-ri TV-07781" in text
    assert f"bên giữ: UBND xã Nà Hang, Ma Thị Hường (biên bản {minute.code})" in text
    assert "bảo hành đến hết: 02/08/2027; giao ngày 20/11/2023" in text and "bảo hành đến hết: chưa bắt đầu" in text
    assert "Được hưởng: chưa ghi" in text and "Đã đo: ↓ 24,5 ↑ 8 Mbps" in text and "Điện: chưa ghi" in text
