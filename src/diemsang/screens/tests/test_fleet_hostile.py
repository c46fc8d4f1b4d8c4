"""Strangers and bad input on the pages of the fleet."""

from __future__ import annotations

import uuid

import pytest

from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.screens.models import Screen, ScreenSettings
from diemsang.screens.tests.test_fleet_pages import INSIDE, OTHER, SignIn, asked, points, standing, text_of

__all__ = ["points"]
LONG = "ạ<b>" * 2500


@pytest.mark.parametrize("page", ["", "chuyen/", "thay/", "thoi-dung/", "ten/", "da-ghep/"])
def test_a_screen_of_another_commune_is_not_there(page: str, huong: User, signed_in: SignIn, points: None) -> None:
    client, theirs = signed_in(huong), standing(OTHER)
    assert client.get(f"/man-hinh/{theirs.public_id}/{page}").status_code == 404
    assert client.get(f"/man-hinh/{uuid.uuid4()}/{page}").status_code == 404
    if page not in ("", "da-ghep/"):
        sent = {"reason": "x", "point": INSIDE, "code": asked(), "label": "x"}
        assert client.post(f"/man-hinh/{theirs.public_id}/{page}", sent).status_code == 404
    theirs.refresh_from_db()
    assert (theirs.revoked_at, theirs.label) == (None, "")


@pytest.mark.parametrize(
    ("page", "names"),
    [("chuyen/", ["point", "chon"]), ("thay/", ["code", "reason"]), ("thoi-dung/", ["reason"]), ("ten/", ["label"])],
)
def test_ten_thousand_letters_are_refused_and_nothing_happens(
    page: str, names: list[str], huong: User, signed_in: SignIn, points: None
) -> None:
    client, screen = signed_in(huong), standing()
    before = Entry.objects.count()
    answer = client.post(f"/man-hinh/{screen.public_id}/{page}", dict.fromkeys(names, LONG))
    assert answer.status_code == 422
    assert "ạ<b>" not in text_of(answer)
    screen.refresh_from_db()
    assert screen.revoked_at is None
    assert Entry.objects.count() == before


def test_long_settings_are_refused_in_a_sentence(huong: User, signed_in: SignIn, points: None) -> None:
    names = ["hours", "note", "volume_note", "idle_s", "lead_in_ms", "quiet", "media", "cap_kib", "poll_s", "pin"]
    answer = signed_in(huong).post(f"/man-hinh/cai-dat/diem/{INSIDE}/", {**dict.fromkeys(names, LONG), "seen": ""})
    assert answer.status_code == 422
    assert "ạ<b>" not in text_of(answer)
    assert not ScreenSettings.objects.exists()


@pytest.mark.parametrize("name", ["q", "tinh-trang", "dia-ban", "noi-dung", "tieng", "van-de", "xep", "trang", "cot"])
def test_a_hostile_address_breaks_no_list(name: str, huong: User, signed_in: SignIn, points: None) -> None:
    client = signed_in(huong)
    standing()
    for text in (LONG, "-1", "' OR 1=1 --"):
        for page in ("/man-hinh/", "/man-hinh/noi-dung/", "/man-hinh/cai-dat/", "/man-hinh/ghep/"):
            answer = client.get(page, {name: text})
            assert answer.status_code == 200, (page, name, text[:10])
            assert "ạ<b>" not in text_of(answer)


def test_revoking_twice_revokes_once_and_keeps_the_first_reason(huong: User, signed_in: SignIn, points: None) -> None:
    client, screen = signed_in(huong), standing()
    address = f"/man-hinh/{screen.public_id}/thoi-dung/"
    assert client.post(address, {"reason": "hỏng màn"}).status_code == 302
    before = Entry.objects.count()
    assert client.post(address, {"reason": "lần hai"}).status_code in (302, 422)
    screen.refresh_from_db()
    assert screen.revoke_reason == "hỏng màn"
    assert Entry.objects.count() == before


def test_replacing_twice_replaces_once(huong: User, signed_in: SignIn, points: None) -> None:
    client, old, code = signed_in(huong), standing(), asked()
    address = f"/man-hinh/{old.public_id}/thay/"
    first = client.post(address, {"code": code, "reason": "vỡ"})
    second = client.post(address, {"code": code, "reason": "vỡ"})
    assert first["Location"] == second["Location"]
    assert Screen.objects.filter(revoked_at=None).count() == 1


def test_a_screen_that_went_away_meanwhile_is_not_moved(
    lan: User, huong: User, signed_in: SignIn, points: None
) -> None:
    client, screen = signed_in(lan), standing()
    assert client.get(f"/man-hinh/{screen.public_id}/chuyen/").status_code == 200
    signed_in(huong).post(f"/man-hinh/{screen.public_id}/thoi-dung/", {"reason": "mất"})
    answer = client.post(f"/man-hinh/{screen.public_id}/chuyen/", {"point": OTHER})
    assert answer.status_code == 422
    assert screen.places.filter(point__code=OTHER).count() == 0
