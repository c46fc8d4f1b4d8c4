"""Pages of the fleet: claiming by phone, the list, one screen, what may be done with it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from conftest import MakeUser, TuyenQuang
from django.test import Client

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path
from diemsang.plans.actions import load_plan
from diemsang.points.models import SupportPoint
from diemsang.screens.actions import ask_pairing, claim_screen
from diemsang.screens.actions.fleet import take_faults
from diemsang.screens.models import Pairing, ReportedFault, Screen, ScreenState, Stream
from diemsang.screens.registry import StoredEvent

SignIn = Callable[[User], Client]
INSIDE, OTHER = "TQ-0092", "TQ-0085"
"""In the former xã Năng Khả, which lies in xã Nà Hang now; and a point of another commune."""


@pytest.fixture
def points(tq: TuyenQuang) -> None:
    """Plan 207's points."""
    load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))


def asked(agent: str = "Mozilla/5.0 (SMART-TV; Tizen 5.5) Chrome/69.0") -> str:
    """A TV shows a code."""
    pairing = ask_pairing(screen_key=uuid.uuid4(), secret_sha256=uuid.uuid4().hex * 2, agent=agent, size="1920x1080")
    assert pairing.code
    return pairing.code


def standing(code: str = INSIDE, label: str = "") -> Screen:
    """A TV in use at a point."""
    return claim_screen(actor=SYSTEM, code=asked(), point=SupportPoint.objects.get(code=code), label=label)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_tv_is_claimed_in_three_steps(huong: User, signed_in: SignIn, points: None) -> None:
    client, code = signed_in(huong), asked()
    assert "Mã đang hiện trên TV" in text_of(client.get("/man-hinh/ghep/"))
    second = text_of(client.get(f"/man-hinh/ghep/?ma={code[:4]}+{code[4:]}"))
    assert "TV Samsung, Chromium 69" in second
    assert f"{code[:4]} {code[4:]}" in second
    assert INSIDE in second
    address = f"/man-hinh/ghep/?ma={code}&diem={INSIDE}"
    assert client.get(address).status_code == 200
    answer = client.post(address, {"pairing": str(Pairing.objects.get(code=code).pk)})
    screen = Screen.objects.get()
    assert answer["Location"] == f"/man-hinh/{screen.public_id}/da-ghep/"
    assert f"Đã ghép TV với điểm {INSIDE}" in text_of(client.get(answer["Location"]))


def test_pressing_the_button_twice_claims_once(huong: User, signed_in: SignIn, points: None) -> None:
    client, code = signed_in(huong), asked()
    sent = {"pairing": str(Pairing.objects.get(code=code).pk)}
    address = f"/man-hinh/ghep/?ma={code}&diem={INSIDE}"
    first, second = client.post(address, sent), client.post(address, sent)
    assert first["Location"] == second["Location"]
    assert Screen.objects.count() == 1


def test_of_two_people_who_claim_the_same_tv_the_second_is_told(
    huong: User, lan: User, signed_in: SignIn, points: None
) -> None:
    code = asked()
    sent = {"pairing": str(Pairing.objects.get(code=code).pk)}
    assert signed_in(huong).post(f"/man-hinh/ghep/?ma={code}&diem={INSIDE}", sent).status_code == 302
    answer = signed_in(lan).post(f"/man-hinh/ghep/?ma={code}&diem={OTHER}", sent)
    assert answer.status_code == 409
    assert "mã chỉ dùng một lần" in text_of(answer)
    assert Screen.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1234", "phải có 8 chữ số"),
        ("00000000", "không có TV nào đang hiện mã này"),
        ("<script>", "phải có 8 chữ số"),
        ("１２３４５６７８", "phải có 8 chữ số"),
    ],
)
def test_a_wrong_code_says_what_to_do(typed: str, said: str, huong: User, signed_in: SignIn, points: None) -> None:
    answer = signed_in(huong).get("/man-hinh/ghep/", {"ma": typed})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "<script>" not in text_of(answer).replace('<script src="', "")


def test_an_expired_code_says_that_the_tv_shows_a_new_one(huong: User, signed_in: SignIn, points: None) -> None:
    code = asked()
    with clock.fixed(clock.now() + dt.timedelta(minutes=16)):
        answer = signed_in(huong).get(f"/man-hinh/ghep/?ma={code}")
    assert answer.status_code == 422
    assert "đã hết hạn" in text_of(answer)


def test_codes_cannot_be_guessed_by_trying(huong: User, signed_in: SignIn, points: None) -> None:
    client = signed_in(huong)
    for number in range(10):
        client.get(f"/man-hinh/ghep/?ma={number:08d}")
    code = asked()
    assert "sai quá nhiều lần" in text_of(client.get(f"/man-hinh/ghep/?ma={code}"))


def test_a_point_outside_the_own_area_is_not_there(huong: User, minh: User, signed_in: SignIn, points: None) -> None:
    code = asked()
    client = signed_in(huong)
    assert f"diem={OTHER}" not in text_of(client.get(f"/man-hinh/ghep/?ma={code}&q={OTHER}"))
    assert client.get(f"/man-hinh/ghep/?ma={code}&diem={OTHER}").status_code == 404
    assert client.post(f"/man-hinh/ghep/?ma={code}&diem={OTHER}").status_code == 404
    assert signed_in(minh).get(f"/man-hinh/ghep/?ma={code}").status_code == 403
    assert Screen.objects.count() == 0


def test_a_second_tv_asks_whether_the_first_goes(huong: User, signed_in: SignIn, points: None) -> None:
    old = standing(label="TV cũ")
    client, code = signed_in(huong), asked()
    address = f"/man-hinh/ghep/?ma={code}&diem={INSIDE}"
    sent = {"pairing": str(Pairing.objects.get(code=code).pk)}
    assert "TV cũ" in text_of(client.get(address))
    assert "chưa nói làm gì với TV cũ" in text_of(client.post(address, sent))
    assert client.post(address, {**sent, "how": str(old.public_id)}).status_code == 422, "a reason is needed"
    answer = client.post(address, {**sent, "how": str(old.public_id), "reason": "vỡ màn hình"})
    assert answer.status_code == 302
    old.refresh_from_db()
    assert old.revoked_at is not None
    assert old.replaced_by is not None
    assert client.post(address, {**sent, "how": str(old.public_id), "reason": "vỡ"})["Location"] == answer["Location"]


def test_a_second_tv_may_stand_beside_the_first(huong: User, signed_in: SignIn, points: None) -> None:
    standing()
    code = asked()
    sent = {"pairing": str(Pairing.objects.get(code=code).pk), "how": "them"}
    assert signed_in(huong).post(f"/man-hinh/ghep/?ma={code}&diem={INSIDE}", sent).status_code == 302
    assert Screen.objects.filter(revoked_at=None).count() == 2


def test_the_list_counts_states_and_narrows_to_one(lan: User, signed_in: SignIn, points: None) -> None:
    good, silent = standing(), standing(OTHER)
    now = clock.now()
    ScreenState.objects.filter(screen=good).update(last_contact_at=now, sound="armed", storage="full")
    ScreenState.objects.filter(screen=silent).update(last_contact_at=now - dt.timedelta(days=3))
    client = signed_in(lan)
    listed = text_of(client.get("/man-hinh/"))
    assert "bộ nhớ: đầy" in listed
    assert "im lặng từ 3 ngày trước" in listed
    narrowed = text_of(client.get("/man-hinh/?tinh-trang=im-lang"))
    assert OTHER in narrowed
    assert INSIDE not in narrowed
    assert INSIDE in text_of(client.get("/man-hinh/?q=na+hang"))
    assert OTHER not in text_of(client.get("/man-hinh/?bo-nho=full"))
    assert INSIDE in client.get("/man-hinh/?xuat=csv").getvalue().decode()


def test_the_list_without_a_screen_says_how_to_begin(lan: User, signed_in: SignIn, points: None) -> None:
    assert "Chưa có màn hình nào trong địa bàn của bạn" in text_of(signed_in(lan).get("/man-hinh/"))
    assert "Chưa phát hành gì" in text_of(signed_in(lan).get("/man-hinh/noi-dung/"))


def test_other_peoples_screens_are_not_there(
    huong: User, minh: User, stranger: User, signed_in: SignIn, points: None
) -> None:
    screen = standing(OTHER)
    for page in ("", "chuyen/", "thay/", "thoi-dung/", "ten/", "da-ghep/"):
        address = f"/man-hinh/{screen.public_id}/{page}"
        assert signed_in(huong).get(address).status_code == 404, page
        assert signed_in(stranger).get(address).status_code in {403, 404}, page
    assert OTHER not in text_of(signed_in(huong).get("/man-hinh/"))
    assert signed_in(minh).get(f"/man-hinh/{screen.public_id}/").status_code == 200
    for page in ("chuyen/", "thay/", "thoi-dung/", "ten/"):
        assert signed_in(minh).get(f"/man-hinh/{screen.public_id}/{page}").status_code == 403, page
    assert signed_in(huong).get(f"/man-hinh/{uuid.uuid4()}/").status_code == 404


def proved(client: Client) -> Client:
    """The person gave the password a moment ago."""
    session = client.session
    session["diemsang_proved_at"] = clock.now().timestamp()
    session.save()
    return client


def test_a_screen_moves_and_the_move_is_taken_back(lan: User, signed_in: SignIn, points: None) -> None:
    screen = standing()
    client = signed_in(lan)
    address = f"/man-hinh/{screen.public_id}/chuyen/"
    asked_back = client.post(address, {"point": "nà hang"})
    assert asked_back.status_code == 422
    assert "Là điểm nào?" in text_of(asked_back)
    assert client.post(address, {"point": "nà hang", "chon": OTHER.lower()}).status_code == 302
    assert client.post(address, {"point": OTHER}).status_code == 302, "again: nothing happens"
    assert [place.point.code for place in screen.places.order_by("valid_from")] == [INSIDE, OTHER]
    page = text_of(client.get(f"/man-hinh/{screen.public_id}/"))
    assert "Hoàn tác" in page


def test_a_screen_is_revoked_with_a_reason_and_a_recent_proof(lan: User, signed_in: SignIn, points: None) -> None:
    screen = standing()
    client = signed_in(lan)
    address = f"/man-hinh/{screen.public_id}/thoi-dung/"
    with clock.fixed(clock.now() + dt.timedelta(hours=1)):
        client.post(address, {"reason": "mất"})
        screen.refresh_from_db()
        assert screen.revoked_at is None, "the proof was too old"
        assert proved(client).post(address, {"reason": ""}).status_code == 422
        assert client.post(address, {"reason": "mất ngày 12/11"}).status_code == 302
        assert client.post(address, {"reason": "bấm lần nữa"}).status_code == 302
    screen.refresh_from_db()
    assert screen.revoke_reason == "mất ngày 12/11"
    assert "đã thôi dùng" in text_of(client.get(f"/man-hinh/{screen.public_id}/"))
    assert INSIDE not in text_of(client.get("/man-hinh/"))


def test_a_screen_is_replaced_once(lan: User, signed_in: SignIn, points: None) -> None:
    screen, code = standing(label="TV hội trường"), asked()
    client = proved(signed_in(lan))
    address = f"/man-hinh/{screen.public_id}/thay/"
    assert client.post(address, {"code": "00000000", "reason": "vỡ"}).status_code == 422
    first = client.post(address, {"code": f"{code[:4]} {code[4:]}", "reason": "vỡ"})
    again = client.post(address, {"code": code, "reason": "vỡ"})
    assert first["Location"] == again["Location"]
    new = Screen.objects.get(revoked_at=None)
    assert new.label == "TV hội trường"


def test_a_name_is_given(lan: User, signed_in: SignIn, points: None) -> None:
    screen = standing()
    sent = {"label": "  TV <b>65</b> inch "}
    assert signed_in(lan).post(f"/man-hinh/{screen.public_id}/ten/", sent).status_code == 302
    screen.refresh_from_db()
    assert screen.label == "TV <b>65</b> inch"
    assert "TV &lt;b&gt;65" in text_of(signed_in(lan).get("/man-hinh/"))


def fault(code: str, at_ms: int | None = None) -> StoredEvent:
    today = clock.today()
    return StoredEvent(1, "fault", "0000000a", "anchored", at_ms, today, today, None, {"code": code})


def test_a_reported_fault_stands_until_it_was_looked_at(lan: User, signed_in: SignIn, points: None) -> None:
    screen = standing()
    take_faults(screen, [fault("101"), fault("501", 1_796_000_000_000)])
    client = signed_in(lan)
    page = text_of(client.get(f"/man-hinh/{screen.public_id}/"))
    assert "101 không có tiếng" in page
    assert "hub nhận lúc" in page
    seen = list(ReportedFault.objects.values_list("pk", flat=True))
    take_faults(screen, [fault("201")])  # while the person reads the page
    Stream.objects.create(screen=screen, uuid=uuid.uuid4(), chain="0" * 32, made_at=clock.now(), missing=4)
    assert client.post(f"/man-hinh/{screen.public_id}/xem-xet/", {"hong": seen, "note": "thay dây"}).status_code == 302
    assert list(ReportedFault.objects.filter(settled_at=None).values_list("code", flat=True)) == ["201"]
    assert client.post(f"/man-hinh/{screen.public_id}/xem-xet/", {"hong": ["x", "-1", "9" * 40]}).status_code == 302


def test_the_points_page_shows_its_screen(lan: User, signed_in: SignIn, points: None) -> None:
    client = signed_in(lan)
    assert "Chưa ghép TV nào với điểm này" in text_of(client.get(f"/diem/{INSIDE}/"))
    screen = standing(label="TV nhà văn hóa")
    page = text_of(client.get(f"/diem/{INSIDE}/"))
    assert f"/man-hinh/{screen.public_id}/" in page
    assert "chưa lần nào" in page


def test_the_quick_card_has_every_fault_code(huong: User, signed_in: SignIn, points: None) -> None:
    page = text_of(signed_in(huong).get("/man-hinh/the-nhanh/"))
    assert "Báo hỏng bằng ba số" in page
    assert "Không có tiếng" in page
    assert "901" in page


def test_an_operator_and_an_installer_may_only_add(
    tq: TuyenQuang, make_user: MakeUser, signed_in: SignIn, points: None
) -> None:
    standing()
    installer = make_user("tho", role="INSTALLER", area=tq.now("02221"))
    client, code = signed_in(installer), asked()
    address = f"/man-hinh/ghep/?ma={code}&diem={INSIDE}"
    page = text_of(client.get(address))
    assert "Bạn không có quyền cho TV cũ thôi dùng" in page
    old = Screen.objects.get()
    sent = {"pairing": str(Pairing.objects.get(code=code).pk), "how": str(old.public_id), "reason": "x"}
    assert client.post(address, sent).status_code == 403
    assert Screen.objects.filter(revoked_at=None).count() == 1
