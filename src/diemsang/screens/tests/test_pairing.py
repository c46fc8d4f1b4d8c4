"""Pairing: any answer may be lost, any request sent twice, and one code makes one screen."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM, Nobody
from diemsang.core.errors import Refused
from diemsang.points.models import SupportPoint
from diemsang.screens import api
from diemsang.screens.actions import claim_screen, move_screen, replace_screen, revoke_screen
from diemsang.screens.models import Pairing, Screen, ScreenPlace, ScreenSettings
from diemsang.screens.queries.settings import forget
from diemsang.screens.tests.device import API, Device

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=clock.VIETNAM)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    api.pairings.forget()
    api.contacts.forget()
    forget()
    with clock.fixed(NOON):
        yield


@pytest.fixture
def point(db: None) -> SupportPoint:
    return SupportPoint.objects.create(code="TQ-0001", created_at=NOON)


def state(tv: Device, pk: str) -> dict[str, object]:
    found: dict[str, object] = tv.client.get(f"{API}/pairings/{pk}", headers=tv.bearer).json()
    return found


def test_the_same_key_and_secret_give_the_same_pairing(db: None) -> None:
    tv = Device()
    first, again = tv.ask(), tv.ask()
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.json()["claim_url"].endswith(f"/man-hinh/ghep/?ma={first.json()['code']}")
    assert len(first.json()["code"]) == 8
    with clock.fixed(NOON + dt.timedelta(minutes=16)):
        assert state(tv, first.json()["id"])["state"] == "expired"
        later = tv.ask().json()
    assert later["id"] == first.json()["id"]
    assert Pairing.objects.count() == 1


def test_a_known_key_with_another_secret_is_taken(db: None) -> None:
    tv = Device()
    tv.ask()
    assert (Device(key=tv.key).ask().status_code, Device(key=tv.key).ask().json()["reason"]) == (409, "key_taken")
    clone = Device(secret=tv.secret).ask()
    assert (clone.status_code, clone.json()["reason"]) == (409, "key_taken")


def test_waiting_claimed_revoked_as_often_as_one_asks(point: SupportPoint) -> None:
    tv = Device()
    asked = tv.ask().json()
    assert state(tv, asked["id"])["state"] == "waiting"
    screen = claim_screen(actor=SYSTEM, code=f"{asked['code'][:4]} {asked['code'][4:]}", point=point)
    for _ in range(2):
        said = state(tv, asked["id"])
        assert (said["state"], said["screen"]) == ("claimed", str(screen.public_id))
        assert said["point"] == {"code": "TQ-0001", "name": "TQ-0001"}
    assert tv.ask().json()["id"] == asked["id"], "asking after the claim changes nothing"
    revoke_screen(actor=SYSTEM, screen=screen, reason="hỏng")
    revoke_screen(actor=SYSTEM, screen=screen, reason="hỏng")
    assert state(tv, asked["id"])["state"] == "revoked"
    assert tv.ask().status_code == 409, "pairs anew with a new key and secret"


def test_a_stranger_learns_nothing(db: None) -> None:
    tv, stranger = Device(), Device()
    pk = tv.ask().json()["id"]
    assert stranger.client.get(f"{API}/pairings/{pk}", headers=stranger.bearer).status_code == 401
    assert stranger.client.get(f"{API}/pairings/{uuid.uuid4()}", headers=stranger.bearer).status_code == 404


def test_one_code_makes_one_screen(point: SupportPoint) -> None:
    code = Device().ask().json()["code"]
    claim_screen(actor=SYSTEM, code=code, point=point)
    with pytest.raises(Refused, match="không đúng hoặc đã hết hạn"):
        claim_screen(actor=SYSTEM, code=code, point=point)
    assert Screen.objects.count() == 1


def test_a_code_dies_after_a_quarter_of_an_hour(point: SupportPoint) -> None:
    code = Device().ask().json()["code"]
    with clock.fixed(NOON + dt.timedelta(minutes=15)), pytest.raises(Refused):
        claim_screen(actor=SYSTEM, code=code, point=point)


def test_guessing_codes_is_limited_per_person_and_a_right_one_is_no_guess(point: SupportPoint) -> None:
    for _ in range(10):
        with pytest.raises(Refused, match="không đúng"):
            claim_screen(actor=SYSTEM, code="00000000", point=point)
    with pytest.raises(Refused, match="quá nhiều lần"):
        claim_screen(actor=SYSTEM, code="00000000", point=point)
    with clock.fixed(NOON + dt.timedelta(minutes=2)):
        claim_screen(actor=SYSTEM, code=Device().ask().json()["code"], point=point)
        claim_screen(actor=SYSTEM, code=Device().ask().json()["code"], point=point)


def test_seven_pairings_a_minute_from_one_address_are_too_many(db: None) -> None:
    assert [Device().ask().status_code for _ in range(7)] == [201] * 6 + [429]


def test_who_lacks_the_right_claims_nothing(point: SupportPoint, stranger: User) -> None:
    code = Device().ask().json()["code"]
    for actor in (stranger, Nobody()):
        with pytest.raises((PermissionDenied, Exception)):
            claim_screen(actor=actor, code=code, point=point)
    assert not Screen.objects.exists()


def test_moved_then_replaced_each_place_keeps_its_time(point: SupportPoint) -> None:
    other = SupportPoint.objects.create(code="TQ-0002", created_at=NOON)
    screen = Device().pair(point)
    with clock.fixed(NOON + dt.timedelta(days=1)):
        move_screen(actor=SYSTEM, screen=screen, point=other)
        move_screen(actor=SYSTEM, screen=screen, point=other)
    with clock.fixed(NOON + dt.timedelta(days=2)):
        with pytest.raises(Refused):
            replace_screen(actor=SYSTEM, screen=screen, code="00000000", reason="hỏng")
        screen.refresh_from_db()
        assert screen.revoked_at is None, "a wrong code ends nothing"
        new = replace_screen(actor=SYSTEM, screen=screen, code=Device().ask().json()["code"], reason="hỏng")
    screen.refresh_from_db()
    assert (screen.replaced_by, screen.revoke_reason) == (new, "hỏng")
    rows = ScreenPlace.objects.order_by("pk").values_list("screen_id", "point__code", "valid_to")
    assert [(pk, code, end is None) for pk, code, end in rows] == [
        (screen.pk, "TQ-0001", False),
        (screen.pk, "TQ-0002", False),
        (new.pk, "TQ-0002", True),
    ]


@pytest.mark.parametrize(
    "change",
    [{"screen_key": "x"}, {"secret_sha256": "A" * 64}, {"agent": "x" * 301}, {"size": 5}, {"screen_key": None}],
)
def test_nonsense_is_malformed(db: None, change: dict[str, object]) -> None:
    answer = Device().ask(**change)
    assert (answer.status_code, answer.json()["reason"]) == (400, "malformed")


def test_settings_are_those_of_the_nearest_level_and_their_version_says_so(point: SupportPoint) -> None:
    tv = Device()
    screen = tv.pair(point)
    first = tv.client.get(f"{API}/settings", headers=tv.bearer)
    said = first.json()
    assert (said["idle_s"], said["point"]["code"], said["screen"]) == (180, "TQ-0001", str(screen.public_id))
    assert set(first.headers) == {"Content-Type", "Content-Length", "ETag"}
    same = tv.client.get(f"{API}/settings", headers={**tv.bearer, "If-None-Match": first["ETag"]})
    assert same.status_code == 304
    assert tv.send().json()["settings"] == said["v"]
    ScreenSettings.objects.create(idle_s=60, poll_s=600, changed_at=NOON)
    ScreenSettings.objects.create(point=point, idle_s=90, pin_salt="00", pin_rounds=9, pin_sha256="ab", changed_at=NOON)
    forget()
    after = tv.client.get(f"{API}/settings", headers=tv.bearer).json()
    assert (after["idle_s"], after["poll_s"]) == (90, 600)
    assert after["pin"] == {"salt": "00", "rounds": 9, "sha256": "ab"}
    assert after["v"] != said["v"] == first["ETag"].strip('"')
    assert tv.send().json()["settings"] == after["v"]
